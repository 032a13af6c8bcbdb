/* What the map draws around a reader: home, the walk to a place, how far one gets, and what they can do from a popup
   (layers/around.py). */
(function () {
  "use strict";
  const riool = window.riool;
  const STILL = { interactive: false };
  const HOUSE = '<circle cx="12" cy="12" r="11"/><path d="M6.5 12 12 7l5.5 5M8.5 10.700V17h7v-6.3"/>';

  function button(label, act) {
    const made = L.DomUtil.create("button", "riool-act");
    made.type = "button";
    made.innerHTML = label;
    L.DomEvent.on(made, "click", (event) => { L.DomEvent.stop(event); act(); });
    return made;
  }

  const written = (point) => `${point.lat.toFixed(4)}~${point.lng.toFixed(4)}`;

  const Around = riool.Layer.extend({
    initialize(data) {
      riool.Layer.prototype.initialize.call(this);
      this.data = data;
      this.offer = (shape) => this.acts(shape);
      if (data.reach) this.drawReach(data.reach);
      if (data.route) this.drawRoute(data.route, data.legs);
      if (data.target) this.drawTarget(data.target);
      if (data.home) this.drawHome(data.home, data.words.here);
    },

    onAdd(map) {
      riool.Layer.prototype.onAdd.call(this, map);
      map.offers.add(this.offer);
      if (this.data.look) map.lookAt(this.data.look);
    },

    onRemove(map) {
      map.offers.delete(this.offer);
      riool.Layer.prototype.onRemove.call(this, map);
    },

    acts(shape) {
      const { map, data: { words, home } } = this;
      const leave = (what, target) => () => { map.closePopup(); map.tell(what, target()); };
      const { layer, id } = shape.about;
      const made = layer === "places"
        ? [home && button(words.route, leave("route", () => id)), button(words.reach, leave("reach", () => id))]
        : [
          button(words.home, leave("home", () => written(shape.getPopup().getLatLng()))),
          layer === "neighbourhoods" && button(words.about, leave("about", () => id)),
        ];
      const row = L.DomUtil.create("div", "riool-acts");
      row.append(...made.filter(Boolean));
      return row;
    },

    drawReach(reach) {
      this.addLayer(L.polygon(riool.decode(reach, true), { ...STILL, pane: "riool-reach", className: "riool-reach", smoothFactor: 0.5 }));
    },

    drawRoute(route, legs) {
      const drawn = { ...STILL, pane: "riool-route", smoothFactor: 0 };
      ["riool-route-edge", "riool-route"].forEach((className) => this.addLayer(L.polyline(riool.decode(route), { ...drawn, className })));
      this.addLayer(L.polyline(riool.decode(legs), { ...drawn, className: "riool-leg" }));
    },

    drawTarget(point) {
      const icon = L.divIcon({ className: "riool-target", iconSize: [44, 44], html: "" });
      this.addLayer(L.marker(point, { ...STILL, icon, keyboard: false, zIndexOffset: 2500 }));
    },

    drawHome(point, label) {
      const icon = L.divIcon({
        className: "riool-home", iconSize: [36, 36], iconAnchor: [18, 18],
        html: `<svg viewBox="0 0 24 24" role="img" aria-label="${label}">${HOUSE}</svg>`,
      });
      this.addLayer(L.marker(point, { icon, keyboard: false, zIndexOffset: 3000 }).bindTooltip(label, riool.label(16)));
    },
  });

  riool.around = (data) => new Around(data);
})();
