/* The map as a frame inside the app's page (static/app/map.js): it draws what the page hands over, and tells the page what a
   reader did. Both stand on the same host and listen to nobody else. */
(function () {
  "use strict";
  const riool = window.riool;
  const HOST = window.location.origin;

  riool.frame = function (map) {
    const drawn = new Map(); // by drawing function: the key of its data, and the layer
    let words = "";
    let act = null;

    const tell = (message) => window.parent.postMessage({ riool: message }, HOST);

    function show({ frame, layers }) {
      const said = JSON.stringify(frame.words);
      if (said !== words) { words = said; map.speak(frame.words); }
      if (frame.tiles !== map.tileAddress) map.showTiles(frame.tiles);
      map.getContainer().classList.toggle("riool-legend-beside", frame.legendBeside);
      const wanted = new Set(layers.map(([name]) => name));
      drawn.forEach(({ layer }, name) => { if (!wanted.has(name)) { layer.remove(); drawn.delete(name); } });
      layers.forEach(([name, key, data]) => {
        const before = drawn.get(name);
        if (before && before.key === key) return;
        if (before) before.layer.remove();
        drawn.set(name, { key, layer: riool[name](data).addTo(map) });
      });
    }

    window.addEventListener("message", (event) => {
      if (event.origin === HOST && event.source === window.parent && event.data && event.data.riool) show(event.data.riool);
    });

    // One click is one act: the shape under it tells first, the map last.
    map.on("riool:act", ({ what, about }) => {
      if (act === null) queueMicrotask(() => { tell({ act }); act = null; });
      act = { what, target: about };
    });

    map.on("popupopen popupclose", (event) => map.getContainer().classList.toggle("riool-reading", event.type === "popupopen"));
    map.getContainer().classList.add("riool-framed");
    tell({ ready: true });
  };
})();
