/* The map of Sociaal Riool: its ground, its controls, and what every layer on it is made of. Python sends compact, already
   escaped data (layers/drawing.py); colours come from CSS (layers/style.py and riool.css), so that a dark screen or a print
   needs no new data. Only Leaflet's documented classes, methods and events are used. */
(function () {
  "use strict";
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const DIGIT = new Map([...ALPHABET].map((character, value) => [character, value]));
  const SCALE = 1e5;
  const NEAR_ZOOM = 14;
  const CLOSE_ZOOM = 16;
  const LABEL_ZOOM = 13.5;
  const CLOSEST_LOOK = 16;
  const SETTLED_MS = 3000;
  const WIDEST_POPUP = 320;
  const POPUP_MARGIN = 68; // its own padding, and room to see that there is a map
  const PANES = {
    ground: 300, areas: 410, stripes: 413, borders: 416, chosen: 417, streets: 420, water: 425, pipes: 430, reach: 435,
    discs: 440, route: 445, labels: 460,
  };
  const UNTOUCHED = ["ground", "stripes", "borders", "chosen", "streets", "water", "reach", "route", "labels"];
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

  // Text for the places that take no HTML: a title, a label.
  const plain = (html) => new DOMParser().parseFromString(html, "text/html").documentElement.textContent;

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // What a page of its own must say, and folium's page does not.
  function describeDocument(container) {
    let viewport = document.querySelector('meta[name="viewport"]');
    if (!viewport) {
      viewport = document.createElement("meta");
      viewport.name = "viewport";
      viewport.content = "width=device-width, initial-scale=1";
      document.head.appendChild(viewport);
    }
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
      heading.className = "riool-unseen riool-heading";
      landmark.prepend(heading);
    }
    container.setAttribute("role", "region");
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

  // Fires `riool:act` with `what` and `about` when a reader does something on a layer.
  riool.Map = L.Map.extend({
    initialize(id, settings) {
      L.Map.prototype.initialize.call(this, id, {
        zoomControl: false, attributionControl: false, keyboard: false, zoomSnap: 0.1, minZoom: 10, maxZoom: 18,
        zoomAnimation: !calm(), fadeAnimation: !calm(), markerZoomAnimation: !calm(), inertia: !calm(),
        maxBounds: L.latLngBounds(settings.bounds).pad(1), maxBoundsViscosity: 0.7,
      });
      this.offers = new Set(); // functions that give what can be done from a popup
      this.credit = L.control.attribution({ prefix: false }).addTo(this);
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(this);
      this.getContainer().classList.add("riool-map");
      Object.entries(PANES).forEach(([name, order]) => { this.createPane("riool-" + name).style.zIndex = order; });
      UNTOUCHED.forEach((name) => { this.getPane("riool-" + name).style.pointerEvents = "none"; });
      describeDocument(this.getContainer());
      patterns();
      this.speak(settings.words);
      this.fitWhenSized(settings.bounds);
      this.showTiles(settings.tiles);
      this.drawGround();
      this.followZoom();
      this.takeFocusQuietly();
      this.on("popupopen", (event) => {
        const button = event.popup.getElement().querySelector(".leaflet-popup-close-button");
        if (button) { button.setAttribute("aria-label", plain(this.words.close)); button.title = plain(this.words.close); }
      });
    },

    // Says the map in a language: the page's title, the labels of the buttons, whose data these are.
    speak(words) {
      const container = this.getContainer(), heading = document.querySelector("h1.riool-heading");
      (this.words ? this.words.credits : []).forEach((text) => this.credit.removeAttribution(text));
      words.credits.forEach((text) => this.credit.addAttribution(text));
      document.documentElement.lang = words.language;
      document.title = plain(words.title);
      container.setAttribute("aria-label", plain(words.description));
      if (heading) heading.textContent = plain(words.heading);
      if (this.zoomButtons) this.zoomButtons.remove();
      const [zoomInTitle, zoomOutTitle] = [plain(words.zoomIn), plain(words.zoomOut)];
      this.zoomButtons = L.control.zoom({ position: "bottomright", zoomInTitle, zoomOutTitle });
      this.zoomButtons.addTo(this);
      this.words = words;
    },

    showTiles(address) {
      if (this.tiles) this.tiles.remove();
      this.tiles = address ? L.tileLayer(address, { maxZoom: 19 }).addTo(this) : null;
      this.tileAddress = address;
      this.getContainer().classList.toggle("riool-tiled", Boolean(address));
    },

    tell(what, about) { this.fire("riool:act", { what, about }); },

    // The whole area fills the frame until a reader, or the page, has chosen what to look at.
    fitWhenSized(bounds) {
      const fit = () => this.fitBounds(bounds, { padding: [8, 8], animate: false });
      fit();
      this.on("dragstart zoomstart popupopen", () => { this.isViewChosen = true; });
      let width = this.getSize().x;
      new ResizeObserver(() => {
        this.invalidateSize({ animate: false });
        if (this.isViewChosen || this.getSize().x === width) return;
        width = this.getSize().x;
        fit();
        this.isViewChosen = false;
      }).observe(this.getContainer());
    },

    keepView() { this.isViewChosen = true; },

    // Goes where a layer asks, once per token.
    lookAt({ bounds, token }) {
      if (this.token === token) return;
      const isFirst = this.token === undefined;
      const go = (animate) => this.fitBounds(bounds, { padding: [36, 36], maxZoom: CLOSEST_LOOK, animate });
      this.token = token;
      this.keepView();
      go(!isFirst && !calm());
      if (!isFirst) return;
      // The frame gets its size while the map is being made: look again when it has, until the reader takes over.
      const again = () => go(false);
      const stop = () => this.off("resize", again).off("mousedown dragstart", stop);
      this.on("resize", again).on("mousedown dragstart", stop);
      setTimeout(stop, SETTLED_MS);
    },

    drawGround() {
      const background = riool.background;
      const fixed = { interactive: false, smoothFactor: 0.5 };
      background.neighbourhoods.forEach(([, , , , outline]) =>
        L.polygon(decode(outline, true), { ...fixed, pane: "riool-ground", className: "riool-ground" }).addTo(this));
      background.streets.forEach((lines) => {
        if (lines) L.polyline(decode(lines), { ...fixed, pane: "riool-streets", className: "riool-street", smoothFactor: 1.5 }).addTo(this);
      });
      if (background.water) {
        L.polygon(decode(background.water, true), { ...fixed, pane: "riool-water", className: "riool-water" }).addTo(this);
      }
      background.neighbourhoods.forEach(([, name, latitude, longitude]) => {
        const icon = L.divIcon({ className: "riool-label", html: `<span>${name}</span>`, iconSize: null });
        L.marker([latitude, longitude], { icon, pane: "riool-labels", interactive: false, keyboard: false }).addTo(this);
      });
    },

    followZoom() {
      const marks = this.getContainer().classList;
      const show = () => {
        marks.toggle("riool-near", this.getZoom() >= NEAR_ZOOM);
        marks.toggle("riool-close", this.getZoom() >= CLOSE_ZOOM);
        marks.toggle("riool-labelled", this.getZoom() >= LABEL_ZOOM);
      };
      this.on("zoomend", show);
      show();
    },

    // A page should scroll under the wheel until the reader has chosen the map, and not jump when they do: the map takes
    // the focus before Leaflet does, which would scroll the page around the frame.
    takeFocusQuietly() {
      const container = this.getContainer();
      L.DomEvent.on(container, "mousedown", () => container.focus({ preventScroll: true }));
      this.keyboard.enable();
      this.scrollWheelZoom.disable();
      this.on("focus click", () => this.scrollWheelZoom.enable());
      this.on("blur", () => this.scrollWheelZoom.disable());
    },
  });

  riool.map = (id, settings) => {
    L.Icon.Default.imagePath = settings.images.folder;
    L.Icon.Default.mergeOptions(settings.images.icons);
    return new riool.Map(id, settings);
  };

  /* --- what layers are made of --- */

  const HINT = { className: "riool-tooltip", opacity: 1 };
  // A label over a marker, so many pixels up.
  riool.label = (up) => ({ ...HINT, direction: "top", offset: [0, -up] });

  // A group of shapes that can be pointed at, clicked and read about.
  riool.Layer = L.FeatureGroup.extend({
    initialize() {
      L.FeatureGroup.prototype.initialize.call(this);
      this.hints = new Map();
      this.hint = null;
      this.on("mouseover mousemove", (event) => this.pointAt(event.propagatedFrom, event.latlng));
      this.on("mouseout popupopen", () => this.pointAt(null));
    },

    onAdd(map) {
      this.map = map;
      L.FeatureGroup.prototype.onAdd.call(this, map);
    },

    onRemove(map) {
      this.pointAt(null);
      L.FeatureGroup.prototype.onRemove.call(this, map);
      this.map = null;
    },

    // Adds a shape that stands for something: a click on it is told, under the layer's name and its id.
    addNamed(shape, layer, id) {
      shape.about = { layer, id };
      shape.on("click", () => this.map.tell(layer, id));
      return this.addLayer(shape);
    },

    named(id) { return this.getLayers().find((shape) => shape.about && shape.about.id === id); },

    // Says something at the pointer. Leaflet's own tooltips listen for focus, which makes every shape an unnamed stop of
    // the keyboard; what they say stands in a table too.
    addHint(shape, text, options) {
      this.hints.set(shape, [text, { ...HINT, ...options }]);
    },

    pointAt(shape, latlng) {
      if (this.hint && this.hint.shape !== shape) { this.hint.tooltip.remove(); this.hint = null; }
      if (!this.map || !this.hints.has(shape) || shape.isPopupOpen()) return;
      const [text, options] = this.hints.get(shape);
      const spot = options.direction === "top" ? shape.getLatLng() : latlng;
      if (this.hint) { this.hint.tooltip.setLatLng(spot); return; }
      this.hint = { shape, tooltip: L.tooltip(options).setContent(text).setLatLng(spot).addTo(this.map) };
    },

    // Lets a click open words, and below them what can be done from there.
    addPopup(shape, write) {
      const fill = () => {
        const content = L.DomUtil.create("div");
        content.innerHTML = write();
        shape.getPopup().options.maxWidth = Math.min(WIDEST_POPUP, this.map.getSize().x - POPUP_MARGIN);
        this.map.offers.forEach((offer) => {
          const offered = offer(shape);
          if (offered) content.firstElementChild.appendChild(offered);
        });
        return content;
      };
      shape.bindPopup(fill, { minWidth: 220, autoPanPadding: [16, 16] });
    },
  });
})();
