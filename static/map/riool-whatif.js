/* A scenario on the map: places that close or open with a click, and the postcodes that notice (layers/whatif.py). */
(function () {
  "use strict";
  const riool = (window.riool = window.riool || {});
  const TOOLTIP = { className: "riool-tooltip", direction: "top", offset: [0, -12], opacity: 1 };
  const identify = (layer, kind, id) => { layer.feature = { type: "Feature", id, properties: { layer: kind, id } }; return layer; };

  function icon(shape, style) {
    return L.divIcon({
      className: `riool-place ${style}`, iconSize: [30, 30], iconAnchor: [15, 15],
      html: `<svg viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`,
    });
  }

  const CROSS = '<path class="riool-cross" d="M4 4l16 16M20 4L4 20"/>';
  const PLUS = '<circle cx="12" cy="12" r="10"/><path class="riool-plus" d="M12 6.500v11M6.500 12h11"/>';

  const numbered = (number) =>
    `<circle cx="12" cy="12" r="10"/><text class="riool-digit" x="12" y="16.500" text-anchor="middle">${Number(number)}</text>`;

  riool.whatif = function (data) {
    const group = L.featureGroup();
    data.dots.forEach(([latitude, longitude, radius, wins, label]) => {
      const dot = L.circleMarker([latitude, longitude], {
        pane: "riool-discs", radius, className: wins ? "riool-dot riool-wins" : "riool-dot riool-loses",
      });
      group.addLayer(dot.bindTooltip(label, { ...TOOLTIP, offset: [0, -4] }));
    });
    data.places.forEach(([id, latitude, longitude, kind, closed, unsure, label]) => {
      const shape = data.shapes[kind] + (closed ? CROSS : "");
      const marker = L.marker([latitude, longitude], {
        icon: icon(shape, `riool-${kind}${closed ? " riool-closed" : ""}${unsure ? " riool-unsure" : ""}`), keyboard: false, riseOnHover: true,
        zIndexOffset: closed ? 4000 : 0,
      });
      group.addLayer(identify(marker.bindTooltip(label, TOOLTIP), closed ? "reopen" : "close", id));
    });
    data.opened.forEach(([id, latitude, longitude, label, number]) => {
      const marker = L.marker([latitude, longitude], {
        icon: icon(number ? numbered(number) : PLUS, "riool-opened"), keyboard: false, riseOnHover: true, zIndexOffset: 5000,
      });
      group.addLayer(identify(marker.bindTooltip(label, TOOLTIP), "unopen", id));
    });
    if (data.still) return group;
    const open = (event) => {
      const { lat, lng } = event.latlng.wrap();
      const id = `${lat.toFixed(5)}~${lng.toFixed(5)}`;
      group.fire("click", { latlng: event.latlng, layer: identify(L.marker(event.latlng), "open", id) });
    };
    let home = null;
    group.on("add", () => { home = group._map; home.on("click", open); home.getContainer().classList.add("riool-opening"); });
    group.on("remove", () => { home.off("click", open); home.getContainer().classList.remove("riool-opening"); });
    return group;
  };
})();
