/* A scenario on the map: places that close or open with a click, and the postcodes that notice (layers/whatif.py). */
(function () {
  "use strict";
  const riool = window.riool;
  const CROSS = '<path class="riool-cross" d="M4 4l16 16M20 4L4 20"/>';
  const PLUS = '<circle cx="12" cy="12" r="10"/><path class="riool-plus" d="M12 6.500v11M6.500 12h11"/>';

  const numbered = (number) =>
    `<circle cx="12" cy="12" r="10"/><text class="riool-digit" x="12" y="16.500" text-anchor="middle">${Number(number)}</text>`;

  function icon(shape, style) {
    return L.divIcon({
      className: `riool-place ${style}`, iconSize: [30, 30], iconAnchor: [15, 15],
      html: `<svg viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`,
    });
  }

  const WhatIf = riool.Layer.extend({
    initialize(data) {
      riool.Layer.prototype.initialize.call(this);
      this.isStill = Boolean(data.still);
      this.open = (event) => {
        const { lat, lng } = event.latlng.wrap();
        this.map.tell("open", `${lat.toFixed(5)}~${lng.toFixed(5)}`);
      };
    },

    onAdd(map) {
      riool.Layer.prototype.onAdd.call(this, map);
      if (this.isStill) return;
      map.on("click", this.open);
      map.getContainer().classList.add("riool-opening");
    },

    onRemove(map) {
      map.off("click", this.open);
      map.getContainer().classList.remove("riool-opening");
      riool.Layer.prototype.onRemove.call(this, map);
    },
  });

  riool.whatif = function (data) {
    const group = new WhatIf(data);
    data.dots.forEach(([latitude, longitude, radius, wins, label]) => {
      const dot = L.circleMarker([latitude, longitude], {
        pane: "riool-discs", radius, className: wins ? "riool-dot riool-wins" : "riool-dot riool-loses",
      });
      group.addHint(dot, label, riool.label(4));
      group.addLayer(dot);
    });
    data.places.forEach(([id, latitude, longitude, kind, closed, unsure, label]) => {
      const shape = data.shapes[kind] + (closed ? CROSS : "");
      const marker = L.marker([latitude, longitude], {
        icon: icon(shape, `riool-${kind}${closed ? " riool-closed" : ""}${unsure ? " riool-unsure" : ""}`), keyboard: false, riseOnHover: true,
        zIndexOffset: closed ? 4000 : 0,
      });
      group.addNamed(marker.bindTooltip(label, riool.label(12)), closed ? "reopen" : "close", id);
    });
    data.opened.forEach(([id, latitude, longitude, label, number]) => {
      const marker = L.marker([latitude, longitude], {
        icon: icon(number ? numbered(number) : PLUS, "riool-opened"), keyboard: false, riseOnHover: true, zIndexOffset: 5000,
      });
      group.addNamed(marker.bindTooltip(label, riool.label(12)), "unopen", id);
    });
    return group;
  };
})();
