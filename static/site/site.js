/* The static site's own behaviour: choices, filters, search and the age of the data. No library, no other host.
   Names of choices are those of the app's addresses (views/state/state.py), so that a link works in both. */
(function () {
  "use strict";
  const setup = JSON.parse(document.getElementById("site-setup").textContent);
  const words = setup.words;
  const address = new URLSearchParams(window.location.search);
  const one = (id) => document.getElementById(id);

  /* --- how old the data are --- */
  const YEAR_MS = 365.25 * 24 * 3600 * 1000;
  const isOld = (built, now) => now - new Date(built + "T00:00:00Z").getTime() > YEAR_MS;
  window.rioolSite = { isOld };
  if (isOld(setup.built, Date.now())) one("site-old").hidden = false;

  /* --- a line of HTML to paste --- */
  const code = one("site-embed-code");
  if (code) {
    const target = new URL(setup.embed, window.location.href).href;
    const quoted = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
    code.value = `<iframe src="${quoted(target)}" title="${quoted(setup.embedTitle)}" width="100%" height="600" style="border:0" ` +
      'loading="lazy" referrerpolicy="no-referrer" sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>';
    one("site-embed-copy").addEventListener("click", async () => {
      code.select();
      try { await navigator.clipboard.writeText(code.value); } catch { document.execCommand("copy"); }
      one("site-embed-said").textContent = words.copied;
    });
  }
  if (!setup.map) return;

  /* --- the map that folium made --- */
  const map = window[setup.map];
  const layers = { neighbourhoods: window[setup.layers.neighbourhoods], places: window[setup.layers.places] };
  const chosen = { ...setup.headline };
  const kept = new Map();

  async function fetched(path) {
    if (!kept.has(path)) {
      const answer = await fetch(setup.data + path);
      if (!answer.ok) throw new Error(path);
      kept.set(path, await answer.json());
    }
    return kept.get(path);
  }

  const say = (text) => { one("site-said").textContent = text; };
  const safely = (work) => async (...given) => { try { await work(...given); } catch { say(words.offline); } };

  function swap(name, layer) {
    if (layers[name]) map.removeLayer(layers[name]);
    layers[name] = layer;
    if (layer) layer.addTo(map);
  }

  const viewFile = () =>
    `${chosen.measure}-${chosen.selection}-${chosen.speed}-${chosen.threshold}-${chosen.uncertain === "1" ? "all" : "sure"}.json`;

  const showFigures = safely(async () => {
    const asked = viewFile();
    const view = await fetched(asked);
    if (asked !== viewFile()) return; // a later choice is on its way: an earlier answer must not be drawn over it
    swap("neighbourhoods", riool.neighbourhoods(view.data));
    swap("outline", chosen.neighbourhood ? riool.outline({ codes: [chosen.neighbourhood] }) : null);
    one("site-legend").innerHTML = view.legend;
    one("site-lead").textContent = view.lead;
  });

  const KINDS = { initiatives: ["initiative"], headline: ["initiative", "public"], all: ["initiative", "public", "informal"] };
  const showPlaces = safely(async () => {
    if (!chosen.places) { swap("places", null); return; }
    const all = await fetched("places.json");
    if (!chosen.places) return;
    const rows = all.rows.filter((place) => KINDS[chosen.selection].includes(place.k) &&
      (!chosen.functions || (place.f || []).includes(chosen.functions)));
    const marked = chosen.functions ? rows.map((place) => ({ ...place, g: chosen.functions })) : rows;
    swap("places", riool.places({ rows: marked, words: all.words }));
  });

  const showDemand = safely(async () => {
    const file = () => (chosen.demand ? `demand-${chosen.speed}-${chosen.threshold}.json` : null);
    const asked = file();
    const shown = asked ? riool.demand(await fetched(asked)) : null;
    if (asked === file()) swap("demand", shown);
  });

  const showPipes = () => swap("pipes", chosen.pipes ? riool.pipes({ labels: setup.pipes }) : null);

  function remember() {
    const next = new URLSearchParams(window.location.search);
    Object.entries(setup.headline).forEach(([name, usual]) => {
      if (typeof usual === "boolean") return;
      if (chosen[name] === usual) next.delete(name); else next.set(name, chosen[name]);
    });
    const query = next.toString();
    window.history.replaceState(null, "", query ? "?" + query : window.location.pathname);
    document.querySelectorAll("a[data-keep]").forEach((link) => {
      link.href = link.dataset.keep + (query ? "?" + query : "");
    });
  }

  document.querySelectorAll("[data-choice]").forEach((control) => {
    const name = control.dataset.choice;
    const box = control.type === "checkbox";
    const given = address.get(name);
    if (given !== null && !box && [...control.options].some((option) => option.value === given)) chosen[name] = given;
    if (given !== null && box && name === "uncertain") chosen[name] = given === "0" ? "0" : "1";
    if (box) control.checked = chosen[name] === true || chosen[name] === "1"; else control.value = chosen[name];
    control.addEventListener("change", () => {
      if (!box) chosen[name] = control.value;
      else chosen[name] = typeof chosen[name] === "boolean" ? control.checked : control.checked ? "1" : "0";
      remember();
      draw(name);
    });
  });

  function draw(name) {
    if (["measure", "selection", "speed", "threshold", "uncertain"].includes(name)) showFigures();
    if (["selection", "functions", "places"].includes(name)) showPlaces();
    if (["speed", "threshold", "demand"].includes(name)) showDemand();
    if (name === "pipes") showPipes();
  }

  /* --- links to the pages about what was clicked --- */
  map.offers.add((shape) => {
    const { layer, id } = shape.about;
    const page = layer === "neighbourhoods" ? setup.pages.neighbourhoods[id] : layer === "places" ? setup.pages.places[id] : null;
    if (!page) return null;
    const line = document.createElement("p"), link = document.createElement("a");
    link.href = page;
    link.dataset.more = "";
    link.target = chosen.embed ? "_blank" : "_self";
    link.rel = "noopener";
    link.textContent = layer === "neighbourhoods" ? words.more : words.moreOrganisation;
    line.append(link);
    return line;
  });

  /* --- search --- */
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
  const decode = (html) => { const box = document.createElement("textarea"); box.innerHTML = html; return box.value; };
  let home = null;

  function listed(title, entries) {
    const heading = one("site-found-title"), list = one("site-found");
    heading.textContent = title;
    heading.hidden = false;
    list.replaceChildren(...entries.map(([label, act]) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      item.append(button);
      return item;
    }));
  }

  function open(place) {
    map.keepView();
    map.setView([place.y, place.x], 16);
    const marker = layers.places && layers.places.named(place.i);
    if (marker) marker.openPopup();
  }

  async function nearest(postcode) {
    const shard = await fetched(`../walks/${postcode.slice(0, 4)}.json`);
    const found = shard[postcode];
    if (!found) return false;
    const [latitude, longitude, walks] = found;
    const all = await fetched("places.json");
    const byId = new Map(all.rows.map((place) => [place.i, place]));
    const kinds = KINDS[chosen.selection];
    const rows = walks.map(([id, metres]) => [byId.get(id), metres]).filter(([place]) => place && kinds.includes(place.k) &&
      (!chosen.functions || (place.f || []).includes(chosen.functions))).slice(0, 8);
    if (home) map.removeLayer(home);
    home = L.circleMarker([latitude, longitude], { radius: 9, className: "riool-dot", pane: "riool-discs" }).addTo(map);
    map.keepView();
    map.setView([latitude, longitude], 15);
    const minutes = (metres, place) => (place.u ? words.about : words.minutes).replace("{minutes}", Math.max(1, Math.round(metres * 60 / (setup.speeds[chosen.speed] * 1000))));
    listed(words.nearest.replace("{place}", postcode), rows.map(([place, metres]) => [`${decode(place.n)}, ${minutes(metres, place)}`, () => open(place)]));
    say(rows.length ? "" : words.far);
    return true;
  }

  async function named(asked) {
    const areas = riool.background.neighbourhoods.filter(([, name]) => plain(decode(name)).includes(asked));
    const all = await fetched("places.json");
    const places = all.rows.filter((place) => plain(decode(place.n)).includes(asked));
    const entries = [
      ...areas.map(([area, name, latitude, longitude]) => [decode(name), () => {
        chosen.neighbourhood = area;
        map.keepView();
        map.setView([latitude, longitude], 14);
        showFigures();
      }]),
      ...places.map((place) => [decode(place.n), () => open(place)]),
    ].slice(0, 8);
    listed(entries.length ? words.found : "", entries);
    say(entries.length ? "" : words.none);
  }

  one("site-search").addEventListener("submit", safely(async (event) => {
    event.preventDefault();
    const asked = one("site-asked").value;
    const postcode = asked.toUpperCase().match(/([1-9][0-9]{3})\s*([A-Z]{2})/);
    say("");
    if (postcode) {
      const found = await nearest(postcode[1] + postcode[2]).catch(() => false);
      if (!found) { listed("", []); say(words.none); }
    } else if (plain(asked).length > 1) { await named(plain(asked)); } else { say(words.none); }
  }));

  /* --- what the address asks for --- */
  const lookAt = safely(async () => {
    const place = address.get("place"), organisation = address.get("organisation"), area = address.get("neighbourhood");
    if (place || organisation) {
      const all = await fetched("places.json");
      const ids = place ? [place] : setup.pages.organisations[organisation] || [];
      const found = all.rows.filter((row) => ids.includes(row.i));
      if (found.length === 1) open(found[0]);
      else if (found.length) { map.keepView(); map.fitBounds(L.latLngBounds(found.map((row) => [row.y, row.x])).pad(0.3)); }
    } else if (area) {
      const known = riool.background.neighbourhoods.find(([id]) => id === area);
      if (!known) return;
      chosen.neighbourhood = area;
      map.keepView();
      map.fitBounds(L.latLngBounds(riool.decode(known[4], true).flat(2)).pad(0.25));
    }
  });

  chosen.embed = address.get("embed") === "true";
  document.body.classList.toggle("site-embedded", chosen.embed);
  const changed = Object.entries(setup.headline).some(([name, usual]) => chosen[name] !== usual);
  if (address.get("neighbourhood") || changed) lookAt().then(showFigures); else lookAt();
  if (changed) { showPlaces(); showDemand(); }
  remember();
})();
