/* What the map draws around a reader (home, route, reach), and what they can do from a popup. Data come from layers/around.py,
   already escaped. What a reader does is told to the app as a click on a layer, which st_folium passes on. */
(function () {
  "use strict";
  const riool = window.riool;
  const PANES = { "riool-reach": 435, "riool-route": 445 };
  const CLOSEST_ZOOM = 16;
  const SETTLED_MS = 3000;
  const WIDEST_POPUP = 320;
  const POPUP_MARGIN = 68; // its own padding, and room to see that there is a map

  // A click tells which thing it was; its outline, which the app has already, need not travel back.
  [L.Polygon, L.Marker, L.CircleMarker].forEach((Kind) => {
    const whole = Kind.prototype.toGeoJSON;
    Kind.include({ toGeoJSON(precision) {
      return this.feature && this.feature.properties && this.feature.properties.layer ? this.feature : whole.call(this, precision);
    } });
  });

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let count = 0;

  function tell(group, layer, id) {
    count += 1;
    const feature = { type: "Feature", id, geometry: null, properties: { layer, id, count } };
    group.fire("click", { layer: { toGeoJSON: () => feature } });
  }

  function button(label, act) {
    const made = L.DomUtil.create("button", "riool-act");
    made.type = "button";
    made.innerHTML = label;
    L.DomEvent.on(made, "click", (event) => { L.DomEvent.stop(event); act(); });
    return made;
  }

  const written = (point) => `${point.lat.toFixed(4)}~${point.lng.toFixed(4)}`;

  function acts(map, popup) {
    const source = popup._source, feature = source && source.feature && source.feature.properties;
    const around = map.rioolAround;
    if (!feature || !around) return [];
    const { group, words, home } = around;
    const from = popup.getLatLng();
    const leave = (layer, id) => () => { map.closePopup(popup); tell(group, layer, id); };
    if (feature.layer === "places") {
      return [
        home && words.route && button(words.route, leave("route", feature.id)),
        words.reach && button(words.reach, leave("reach", feature.id)),
      ].filter(Boolean);
    }
    return [
      words.home && button(words.home, leave("home", written(from))),
      feature.layer === "neighbourhoods" && words.about && button(words.about, leave("about", feature.id)),
    ].filter(Boolean);
  }

  function addActs(map, popup) {
    const close = popup.getElement() && popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close && map.rioolClose) { close.setAttribute("aria-label", map.rioolClose); close.title = map.rioolClose; }
    const content = popup.getElement() && popup.getElement().querySelector(".leaflet-popup-content");
    if (!content || content.querySelector(".riool-acts")) return;
    const made = acts(map, popup);
    if (made.length) {
      const row = L.DomUtil.create("div", "riool-acts", content);
      made.forEach((each) => row.appendChild(each));
    }
    popup.options.maxWidth = Math.min(WIDEST_POPUP, map.getSize().x - POPUP_MARGIN);
    popup._updateLayout();
    popup._updatePosition();
    popup._adjustPan();
  }

  function listen(map) {
    if (map.rioolListens) return;
    map.rioolListens = true;
    Object.entries(PANES).forEach(([name, order]) => {
      map.createPane(name).style.zIndex = order;
      map.getPane(name).style.pointerEvents = "none";
    });
    const reading = (is) => map.getContainer().classList.toggle("riool-reading", is);
    map.on("popupopen", (event) => {
      reading(true);
      const path = event.popup._source && event.popup._source.getElement && event.popup._source.getElement();
      if (path && path.classList.contains("riool-area")) path.classList.add("riool-asked");
      addActs(map, event.popup);
    });
    map.on("popupclose", (event) => {
      reading(false);
      const path = event.popup._source && event.popup._source.getElement && event.popup._source.getElement();
      if (path) path.classList.remove("riool-asked");
    });
  }

  function look(map, wanted) {
    if (!wanted || map.rioolLook === wanted.token) return;
    const first = map.rioolLook === undefined;
    map.rioolLook = wanted.token;
    map.rioolMoved = true;
    const go = (animate) => map.fitBounds(wanted.bounds, { padding: [36, 36], maxZoom: CLOSEST_ZOOM, animate });
    go(!first && !calm());
    if (!first) return;
    // The frame gets its size while the map is being made: look again when it has, until the reader takes over.
    const again = () => go(false);
    const stop = () => map.off("resize", again).off("mousedown dragstart", stop);
    map.on("resize", again).on("mousedown dragstart", stop);
    setTimeout(stop, SETTLED_MS);
  }

  /* --- the frame's own words; the base map is the same in every language --- */

  function speak(map, words) {
    document.documentElement.lang = words.language;
    document.title = words.title;
    const container = map.getContainer();
    container.setAttribute("aria-label", words.description);
    const heading = document.querySelector("h1.riool-unseen");
    if (heading) heading.textContent = words.heading;
    const say = (selector, text) => {
      const found = container.querySelector(selector);
      if (found) { found.title = text; found.setAttribute("aria-label", text); }
    };
    say(".leaflet-control-zoom-in", words.zoomIn);
    say(".leaflet-control-zoom-out", words.zoomOut);
    const credits = container.querySelector(".leaflet-control-attribution");
    if (credits) credits.innerHTML = words.credits.join(", ");
    map.rioolClose = words.close;
  }
  riool.speak = (words) => new (L.Layer.extend({ onAdd(map) { speak(map, words); }, onRemove() {} }))();

  const fixed = { interactive: false };

  riool.around = function (data) {
    const group = L.featureGroup();
    if (data.reach) {
      group.addLayer(L.polygon(riool.decode(data.reach, true), { ...fixed, pane: "riool-reach", className: "riool-reach", smoothFactor: 0.5 }));
    }
    if (data.route) {
      const line = riool.decode(data.route);
      ["riool-route-edge", "riool-route"].forEach((name) =>
        group.addLayer(L.polyline(line, { ...fixed, pane: "riool-route", className: name, smoothFactor: 0 })));
      group.addLayer(L.polyline(riool.decode(data.legs), { ...fixed, pane: "riool-route", className: "riool-leg", smoothFactor: 0 }));
    }
    if (data.target) {
      group.addLayer(L.marker(data.target, {
        ...fixed, keyboard: false, zIndexOffset: 2500,
        icon: L.divIcon({ className: "riool-target", iconSize: [44, 44], html: "" }),
      }));
    }
    if (data.home) {
      const icon = L.divIcon({
        className: "riool-home", iconSize: [36, 36], iconAnchor: [18, 18],
        html: `<svg viewBox="0 0 24 24" role="img" aria-label="${data.words.here}"><circle cx="12" cy="12" r="11"/><path d="M6.5 12 12 7l5.5 5M8.5 10.700V17h7v-6.3"/></svg>`,
      });
      const marker = L.marker(data.home, { icon, keyboard: false, zIndexOffset: 3000 });
      group.addLayer(marker.bindTooltip(data.words.here, { className: "riool-tooltip", direction: "top", offset: [0, -16], opacity: 1 }));
    }
    group.on("add", () => {
      const map = group._map;
      map.rioolAround = { group, words: data.words, home: data.home };
      look(map, data.look);
    });
    const add = group.onAdd;
    group.onAdd = function (map) { listen(map); add.call(group, map); };
    return group;
  };
})();
