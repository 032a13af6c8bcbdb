/* The layers of the map: each function takes what its namesake in `layers/` sends and gives a Leaflet layer. */
(function () {
  "use strict";
  const riool = window.riool;
  const { decode } = riool;

  const edge = (rings, style, pane) => L.polygon(rings, {
    pane, interactive: false, fill: false, className: style, smoothFactor: 0.5,
  });
  const outlines = () => new Map(riool.background.neighbourhoods.map(([code, , , , outline]) => [code, outline]));

  const Neighbourhoods = riool.Layer.extend({
    onAdd(map) {
      riool.Layer.prototype.onAdd.call(this, map);
      map.getContainer().classList.add("riool-classed");
    },
    onRemove(map) {
      riool.Layer.prototype.onRemove.call(this, map);
      map.getContainer().classList.remove("riool-classed");
    },
  });

  riool.neighbourhoods = function (data) {
    const group = new Neighbourhoods();
    const known = outlines();
    const hover = edge([], "riool-hover", "riool-borders");
    const borders = [];
    data.rows.forEach(([code, class_, other, tooltip, popup]) => {
      if (!known.has(code)) return;
      const rings = decode(known.get(code), true);
      borders.push(...rings);
      const area = L.polygon(rings, {
        pane: "riool-areas", className: `riool-area riool-class-${class_}`, smoothFactor: 0.5,
        fillColor: class_ === 0 ? "url(#riool-dots)" : undefined, fillOpacity: 1, opacity: 1,
      });
      const mark = (isAsked) => { if (area.getElement()) area.getElement().classList.toggle("riool-asked", isAsked); };
      group.addNamed(area, "neighbourhoods", code);
      group.addHint(area, tooltip);
      if (popup) group.addPopup(area, () => popup);
      area.on("mouseover", () => hover.setLatLngs(rings));
      area.on("mouseout", () => hover.setLatLngs([]));
      area.on("popupopen", () => mark(true));
      area.on("popupclose", () => mark(false));
      if (other) {
        group.addLayer(L.polygon(rings, {
          pane: "riool-stripes", interactive: false, className: "riool-stripes", smoothFactor: 0.5,
          fillColor: `url(#riool-stripe-${other})`, fillOpacity: 1, stroke: false,
        }));
      }
    });
    return group.addLayer(edge(borders, "riool-border", "riool-borders")).addLayer(hover);
  };

  riool.outline = function (data) {
    const known = outlines();
    const chosen = data.codes.filter((code) => known.has(code));
    return L.featureGroup(chosen.map((code) => edge(decode(known.get(code), true), "riool-chosen", "riool-chosen")));
  };

  function fact(label, value) { return value ? `<dt>${label}</dt><dd>${value}</dd>` : ""; }

  function functionList(codes, words) {
    if (!codes) return "";
    const items = codes.map((code) => `<li>${words.functionIcons[code]}<span>${words.functions[code]}</span></li>`).join("");
    return `<ul class="riool-functions" aria-label="${words.here}">${items}</ul>`;
  }

  function placePopup(place, words) {
    const link = place.w
      ? `<p class="riool-link"><a href="${place.w}" target="_blank" rel="noopener noreferrer nofollow">${words.website}` +
        `<span class="riool-unseen"> (${words.newWindow})</span></a></p>` : "";
    return `<div class="riool-popup"><p class="riool-kicker">${words.kindIcons[place.k]}<span>${place.c}</span></p>` +
      `<h2>${place.n}</h2>${functionList(place.f, words)}<dl>` +
      fact(words.labels.opening, place.o) + fact(words.labels.walkIn, words.answers[place.b]) +
      fact(words.labels.free, words.answers[place.p]) + fact(words.labels.wheelchair, words.answers[place.h]) +
      fact(words.labels.address, place.a) + fact(words.labels.location, words.qualities[place.q]) +
      fact(words.labels.checked, place.d) + fact(words.labels.source, words.sources[place.s]) + "</dl>" +
      (place.u ? `<p class="riool-note">${words.uncertain[place.u]}</p>` : "") +
      (place.r ? `<p class="riool-note">${words.reasons[place.r]}</p>` : "") + link + "</div>";
  }

  function placeIcon(place, words) {
    const shape = words.shapes[place.k];
    const glyph = place.g ? `<g class="riool-glyph" transform="translate(5.3 5.6) scale(.56)"><path d="${words.glyphs[place.g]}"/></g>` : "";
    const unsure = place.u ? " riool-unsure" : "";
    const aside = place.r ? " riool-aside" : "";
    return L.divIcon({
      className: `riool-place riool-${place.k}${unsure}${aside}`, iconSize: [30, 30], iconAnchor: [15, 15], popupAnchor: [0, -12],
      html: `<svg viewBox="0 0 24 24" role="img" aria-label="${place.n}">${shape}${glyph}</svg>`,
    });
  }

  // The tooltip must not stand behind the popup that a tap opens.
  function giveWay(marker) {
    marker.on("popupopen", () => marker.closeTooltip());
    marker.on("tooltipopen", () => { if (marker.isPopupOpen()) marker.closeTooltip(); });
  }

  riool.places = function (data) {
    const words = data.words;
    const group = new riool.Layer();
    data.rows.forEach((place) => {
      const point = [place.y, place.x];
      if (place.u && place.e) {
        group.addLayer(L.circle(point, {
          pane: "riool-discs", radius: place.e, className: "riool-disc", interactive: false,
        }));
      }
      const marker = L.marker(point, { icon: placeIcon(place, words), keyboard: false, riseOnHover: true, zIndexOffset: words.order[place.k] });
      marker.bindTooltip(place.n, riool.label(12));
      group.addNamed(marker, "places", place.i);
      group.addPopup(marker, () => placePopup(place, words));
      giveWay(marker);
    });
    return group;
  };

  riool.pipes = function (data) {
    const group = new riool.Layer();
    riool.background.streets.forEach((lines, class_) => {
      if (!lines) return;
      const pipe = L.polyline(decode(lines), {
        pane: "riool-pipes", className: `riool-pipe riool-pipe-${class_}`, smoothFactor: 1.5, interactive: class_ > 0,
      });
      if (class_ > 0) group.addHint(pipe, data.labels[class_ - 1]);
      group.addLayer(pipe);
    });
    return group;
  };

  riool.demand = function (data) {
    const group = new riool.Layer();
    data.rows.forEach(([id, latitude, longitude, radius, label]) => {
      const dot = L.circleMarker([latitude, longitude], { pane: "riool-discs", radius, className: "riool-dot" });
      group.addHint(dot, label);
      group.addNamed(dot, "demand", id);
    });
    return group;
  };

  // A box of words in a corner, which comes and goes like any layer.
  const Legend = L.Layer.extend({
    initialize(data) { this.data = data; },
    onAdd(map) {
      this.box = L.control({ position: "bottomleft" });
      this.box.onAdd = () => {
        const box = L.DomUtil.create("details", "riool-corner");
        box.open = map.getSize().x >= 640;
        box.innerHTML = `<summary>${this.data.label}</summary>${this.data.html}`;
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      };
      this.box.addTo(map);
    },
    onRemove() { this.box.remove(); },
  });
  riool.legend = (data) => new Legend(data);
})();
