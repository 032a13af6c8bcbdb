/* What Streamlit cannot say about a page: its language, its landmarks, the name of the map's frame. The words come from the
   page itself (an element with id riool-told, written by views/frame.py). */
(function () {
  "use strict";
  const ROLES = { "st-key-riool-nav": "navigation", "st-key-riool-page": "region" };

  function set(element, name, value) {
    if (element && value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function describe() {
    const told = document.getElementById("riool-told");
    if (!told) return;
    const words = told.dataset;
    set(document.documentElement, "lang", words.lang);
    for (const [name, role] of Object.entries(ROLES)) set(document.querySelector("." + name), "role", role);
    set(document.querySelector(".st-key-riool-nav"), "aria-label", words.nav);
    // Streamlit makes the whole page the first stop of the keyboard.
    set(document.querySelector("[data-testid='stMain']"), "tabindex", "-1");
    const languages = document.querySelector(".st-key-riool-languages");
    set(languages, "role", "group");
    set(languages, "aria-label", words.languages);
    const content = document.querySelector(".st-key-riool-page");
    set(content, "id", "riool-page");
    set(content, "tabindex", "-1");
    set(content, "aria-label", words.page);
    document.querySelectorAll("iframe[src*='streamlit_folium']").forEach((frame) => set(frame, "title", words.map));
    document.querySelectorAll(".st-key-riool-nav [class*='st-key-riool-here'] a, .st-key-riool-languages [class*='st-key-riool-here'] a")
      .forEach((link) => set(link, "aria-current", "page"));
    document.querySelectorAll(".st-key-riool-languages a").forEach((link) => set(link, "hreflang", link.textContent.trim() === "English" ? "en" : "nl"));
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; describe(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
