/* How the maps of Sociaal Riool are drawn. Python sends compact, already escaped data (see layers/drawing.py); colours come
   from CSS (layers/style.py and riool.css), so that a dark screen or a print needs no new data. */
(function () {
  "use strict";
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const DIGIT = new Map([...ALPHABET].map((character, value) => [character, value]));
  const SCALE = 1e5;
  const NEAR_ZOOM = 14;
  const CLOSE_ZOOM = 16;
  const LABEL_ZOOM = 13.5;
  const PANES = { ground: 300, areas: 410, stripes: 413, borders: 416, streets: 420, water: 425, pipes: 430, discs: 440, labels: 460 };
  const riool = (window.riool = window.riool || {});

  riool.background = riool.background || { neighbourhoods: [], streets: [], water: "" };
  riool.setBackground = (background) => { riool.background = background; };

  /* --- reading layers/encoding.py --- */

  // Lines, or rings when `shapes` is asked for: [[lat, lon], ...] each; polygons are lists of rings.
  function decode(text, shapes) {
    const lines = [], polygons = [];
    let line = [], rings = [], latitude = 0, longitude = 0, value = 0, shift = 0, step = null;
    for (const character of text) {
      if (character === ".") {
        lines.push(line); rings.push(line); line = [];
      } else if (character === "!") {
        polygons.push(rings); rings = [];
      } else {
        const digit = DIGIT.get(character);
        value += (digit & 31) * 2 ** shift;
        if (digit & 32) { shift += 5; continue; }
        const difference = value % 2 ? -(value + 1) / 2 : value / 2;
        value = 0; shift = 0;
        if (step === null) { step = difference; continue; }
        latitude += step; longitude += difference; step = null;
        line.push([latitude / SCALE, longitude / SCALE]);
      }
    }
    return shapes ? polygons : lines;
  }
  riool.decode = decode;

  /* --- the map itself --- */

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Leaflet listens for focus on shapes with a tooltip, which makes each an unnamed tab stop. The same facts stand in a table.
  L.Path.include({ _addFocusListeners() {}, _addFocusListenersOnLayer() {} });
  L.Path.addInitHook(function () {
    this.on("add", () => { const path = this.getElement && this.getElement(); if (path) path.setAttribute("tabindex", "-1"); });
  });

  function describeDocument(container, settings) {
    document.documentElement.lang = settings.language;
    document.title = settings.title;
    let viewport = document.querySelector('meta[name="viewport"]');
    if (!viewport) {
      viewport = document.createElement("meta");
      viewport.name = "viewport";
      document.head.appendChild(viewport);
    }
    viewport.content = "width=device-width, initial-scale=1";
    document.querySelectorAll('meta[name="viewport"]').forEach((other) => { if (other !== viewport) other.remove(); });
    let landmark = container.closest("main, [role=main]");
    if (!landmark && container.parentElement !== document.body) {
      landmark = container.parentElement;
      landmark.setAttribute("role", "main");
    } else if (!landmark) {
      landmark = document.createElement("main");
      container.replaceWith(landmark);
      landmark.appendChild(container);
    }
    landmark.classList.add("riool-main");
    if (!document.querySelector("h1")) {
      const heading = document.createElement("h1");
      heading.className = "riool-unseen";
      heading.textContent = settings.heading;
      landmark.prepend(heading);
    }
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", settings.description);
    const focus = container.focus;
    container.focus = (options) => focus.call(container, { ...options, preventScroll: true });
  }

  function patterns() {
    if (document.getElementById("riool-patterns")) return;
    const stripes = [1, 2, 3, 4, 5].map((number) =>
      `<pattern id="riool-stripe-${number}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
      `<rect width="1.9" height="8" style="fill:var(--riool-class-${number})"/></pattern>`).join("");
    const dots = '<pattern id="riool-dots" width="9" height="9" patternUnits="userSpaceOnUse">' +
      '<rect width="9" height="9" style="fill:var(--riool-none)"/><circle cx="2.5" cy="2.5" r="1" style="fill:var(--riool-muted);fill-opacity:.55"/></pattern>';
    const holder = document.createElement("div");
    holder.innerHTML = `<svg id="riool-patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>${stripes}${dots}</defs></svg>`;
    holder.style.cssText = "position:absolute;width:0;height:0;overflow:hidden";
    document.body.appendChild(holder);
  }

  function controls(map, settings) {
    const credit = L.control.attribution({ prefix: false }).addTo(map);
    settings.credits.forEach((text) => credit.addAttribution(text));
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    L.control.zoom({ position: "bottomright", zoomInTitle: settings.zoomIn, zoomOutTitle: settings.zoomOut }).addTo(map);
    map.on("popupopen", (event) => {
      const button = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (button) { button.setAttribute("aria-label", settings.close); button.title = settings.close; }
    });
  }

  function followZoom(map) {
    const container = map.getContainer();
    const show = () => {
      container.classList.toggle("riool-near", map.getZoom() >= NEAR_ZOOM);
      container.classList.toggle("riool-close", map.getZoom() >= CLOSE_ZOOM);
      container.classList.toggle("riool-labelled", map.getZoom() >= LABEL_ZOOM);
    };
    map.on("zoomend", show);
    show();
  }

  // A page should scroll under the mouse until the reader has chosen the map.
  function wheelOnlyWhenChosen(map) {
    map.scrollWheelZoom.disable();
    map.on("focus click", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
  }

  function fitWhenSized(map, bounds) {
    const fit = () => map.fitBounds(bounds, { padding: [8, 8], animate: false });
    let touched = false;
    fit();
    map.on("dragstart zoomstart popupopen", () => { touched = true; });
    touched = false;
    let width = map.getSize().x;
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!touched && map.getSize().x !== width && !map.rioolMoved) { width = map.getSize().x; fit(); touched = false; }
    }).observe(map.getContainer());
  }

  function drawGround(map) {
    const background = riool.background;
    const fixed = { interactive: false, smoothFactor: 0.5 };
    background.neighbourhoods.forEach(([, , , , outline]) =>
      L.polygon(decode(outline, true), { ...fixed, pane: "riool-ground", className: "riool-ground" }).addTo(map));
    background.streets.forEach((lines) => {
      if (lines) L.polyline(decode(lines), { ...fixed, pane: "riool-streets", className: "riool-street", smoothFactor: 1.5 }).addTo(map);
    });
    if (background.water) L.polygon(decode(background.water, true), { ...fixed, pane: "riool-water", className: "riool-water" }).addTo(map);
    background.neighbourhoods.forEach(([, name, latitude, longitude]) => {
      const icon = L.divIcon({ className: "riool-label", html: `<span>${name}</span>`, iconSize: null });
      L.marker([latitude, longitude], { icon, pane: "riool-labels", interactive: false, keyboard: false }).addTo(map);
    });
  }

  riool.map = function (id, settings) {
    const container = document.getElementById(id);
    const map = L.map(container, {
      zoomControl: false, attributionControl: false, zoomSnap: 0.1, minZoom: 10, maxZoom: 18,
      zoomAnimation: !calm(), fadeAnimation: !calm(), markerZoomAnimation: !calm(), inertia: !calm(),
      maxBounds: L.latLngBounds(settings.bounds).pad(1), maxBoundsViscosity: 0.7,
    });
    L.Icon.Default.imagePath = settings.assets + "/vendor/leaflet/images/";
    container.classList.add("riool-map");
    Object.entries(PANES).forEach(([name, order]) => { map.createPane("riool-" + name).style.zIndex = order; });
    ["ground", "stripes", "borders", "streets", "water", "labels"].forEach((name) => { map.getPane("riool-" + name).style.pointerEvents = "none"; });
    describeDocument(container, settings);
    patterns();
    fitWhenSized(map, settings.bounds);
    if (settings.tiles) {
      L.tileLayer(settings.tiles, { maxZoom: 19 }).addTo(map);
      container.classList.add("riool-tiled");
    }
    drawGround(map);
    controls(map, settings);
    followZoom(map);
    wheelOnlyWhenChosen(map);
    return map;
  };

  /* --- layers --- */

  // What st_folium hands back as `last_active_drawing` after a click.
  const identify = (layer, kind, id) => { layer.feature = { type: "Feature", id, properties: { layer: kind, id } }; return layer; };
  // The tooltip must not stand behind the popup that a tap opens.
  const giveWay = (layer) => {
    layer.on("popupopen", () => layer.closeTooltip());
    layer.on("tooltipopen", () => { if (layer.isPopupOpen()) layer.closeTooltip(); });
  };
  const POPUP = { maxWidth: 320, minWidth: 220, autoPanPadding: [16, 16] };
  const TOOLTIP = { sticky: true, className: "riool-tooltip", opacity: 1 };

  riool.neighbourhoods = function (data) {
    const group = L.featureGroup();
    const outlines = new Map(riool.background.neighbourhoods.map(([code, , , , outline]) => [code, outline]));
    const edge = (rings, style) => L.polygon(rings, {
      pane: "riool-borders", interactive: false, fill: false, className: style, smoothFactor: 0.5,
    });
    const hover = edge([], "riool-hover");
    const borders = [];
    data.rows.forEach(([code, class_, other, tooltip, popup]) => {
      if (!outlines.has(code)) return;
      const rings = decode(outlines.get(code), true);
      borders.push(...rings);
      const area = L.polygon(rings, {
        pane: "riool-areas", className: `riool-area riool-class-${class_}`, smoothFactor: 0.5,
        fillColor: class_ === 0 ? "url(#riool-dots)" : undefined, fillOpacity: 1, opacity: 1,
      });
      area.bindTooltip(tooltip, TOOLTIP);
      if (popup) area.bindPopup(popup, POPUP);
      giveWay(area);
      area.on("mouseover", () => hover.setLatLngs(rings));
      area.on("mouseout", () => hover.setLatLngs([]));
      group.addLayer(identify(area, "neighbourhoods", code));
      if (other) {
        group.addLayer(L.polygon(rings, {
          pane: "riool-stripes", interactive: false, className: "riool-stripes", smoothFactor: 0.5,
          fillColor: `url(#riool-stripe-${other})`, fillOpacity: 1, stroke: false,
        }));
      }
    });
    group.addLayer(edge(borders, "riool-border")).addLayer(hover);
    [data.beside, data.selected].filter((code) => outlines.has(code)).forEach((code) =>
      group.addLayer(edge(decode(outlines.get(code), true), "riool-chosen")));
    group.on("add", () => group._map.getContainer().classList.add("riool-classed"));
    group.on("remove", () => document.querySelectorAll(".riool-classed").forEach((map) => map.classList.remove("riool-classed")));
    return group;
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

  riool.places = function (data) {
    const words = data.words;
    const group = L.featureGroup();
    data.rows.forEach((place) => {
      const point = [place.y, place.x];
      const popup = () => placePopup(place, words);
      if (place.u && place.e) {
        group.addLayer(L.circle(point, {
          pane: "riool-discs", radius: place.e, className: "riool-disc", interactive: false,
        }));
      }
      const marker = L.marker(point, { icon: placeIcon(place, words), keyboard: false, riseOnHover: true, zIndexOffset: words.order[place.k] });
      marker.bindTooltip(place.n, { className: "riool-tooltip", direction: "top", offset: [0, -12], opacity: 1 });
      marker.bindPopup(popup, POPUP);
      giveWay(marker);
      group.addLayer(identify(marker, "places", place.i));
    });
    return group;
  };

  riool.pipes = function (data) {
    const group = L.featureGroup();
    riool.background.streets.forEach((lines, class_) => {
      if (!lines) return;
      const pipe = L.polyline(decode(lines), {
        pane: "riool-pipes", className: `riool-pipe riool-pipe-${class_}`, smoothFactor: 1.5, interactive: class_ > 0,
      });
      if (class_ > 0) pipe.bindTooltip(data.labels[class_ - 1], TOOLTIP);
      group.addLayer(pipe);
    });
    return group;
  };

  riool.demand = function (data) {
    const group = L.featureGroup();
    data.rows.forEach(([id, latitude, longitude, radius, label]) => {
      const dot = L.circleMarker([latitude, longitude], { pane: "riool-discs", radius, className: "riool-dot" });
      group.addLayer(identify(dot.bindTooltip(label, TOOLTIP), "demand", id));
    });
    return group;
  };

  const Corner = L.Layer.extend({
    initialize(html, position, label) { this._html = html; this._position = position; this._label = label; },
    onAdd(map) {
      this._control = L.control({ position: this._position });
      this._control.onAdd = () => {
        const box = L.DomUtil.create("details", "riool-corner");
        box.open = map.getSize().x >= 640;
        box.innerHTML = `<summary>${this._label}</summary>${this._html}`;
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      };
      this._control.addTo(map);
    },
    onRemove() { this._control.remove(); },
  });
  riool.legend = (data) => new Corner(data.html, "bottomleft", data.label);

  // Streets and water are part of the ground; these stand for them in a list of layers and can hide them.
  function paneSwitch(name) {
    return new (L.Layer.extend({
      onAdd(map) { map.getPane(name).style.display = ""; },
      onRemove(map) { map.getPane(name).style.display = "none"; },
    }))();
  }
  riool.streets = () => paneSwitch("riool-streets");
  riool.water = () => paneSwitch("riool-water");
})();
