/* What Streamlit cannot say about a page: its language, its landmarks. The words come from the
   page itself (an element with id riool-told, written by views/app/frame.py). */
(function () {
  "use strict";
  const ROLES = { "st-key-riool-nav": "navigation", "st-key-riool-page": "region" };

  function set(element, name, value) {
    if (element && value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function mark(link, isHere) {
    if (isHere) set(link, "aria-current", "page");
    else if (link.hasAttribute("aria-current")) link.removeAttribute("aria-current");
  }

  // Streamlit writes the address of the opening page as nothing, which a browser reads as "this very page".
  function point(link) {
    const address = link.getAttribute("href");
    if (address === "" || (address && address.startsWith("?"))) link.setAttribute("href", "./" + address);
  }

  function describe() {
    document.querySelectorAll("a[data-testid='stPageLink-NavLink']").forEach(point);
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
    set(document.querySelector(".st-key-riool-map"), "id", "riool-map");
    set(content, "tabindex", "-1");
    set(content, "aria-label", words.page);
    document.querySelectorAll(".st-key-riool-nav a").forEach((link) => mark(link, link.pathname === location.pathname));
    document.querySelectorAll(".st-key-riool-languages a").forEach((link) => {
      set(link, "hreflang", link.textContent.trim() === "English" ? "en" : "nl");
      mark(link, link.hreflang === words.lang);
    });
  }

  // Another page, or another organisation on the same page, is read from its top; another language where one was.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-testid='stPageLink-NavLink']");
    if (!link || link.closest(".st-key-riool-languages") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    document.querySelector("[data-testid='stMain']").scrollTo(0, 0);
  });

  // Streamlit says that it lost its server where our header is; a reader should know it in their own words.
  let wasConnected = false, misses = 0;
  setInterval(() => {
    const app = document.querySelector("[data-testid='stApp']");
    const told = document.getElementById("riool-told");
    if (!app || !told) return;
    const isConnected = app.dataset.testConnectionState === "CONNECTED";
    wasConnected = wasConnected || isConnected;
    misses = isConnected ? 0 : misses + 1;
    let notice = document.getElementById("riool-lost");
    if (!notice) {
      notice = document.createElement("div");
      notice.id = "riool-lost";
      notice.setAttribute("role", "status");
      document.body.appendChild(notice);
    }
    const text = wasConnected && misses > 1 ? told.dataset.lost : "";
    if (notice.textContent !== text) notice.textContent = text;
  }, 1500);

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; describe(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
