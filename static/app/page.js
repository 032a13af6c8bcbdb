/* What Streamlit has no setting for: the language of the page, its landmarks, which link is the page at hand, and a word in
   the reader's language when the server is out of reach. Elements are found by the classes that Streamlit's documentation
   promises for a `key` (`st-key-...`). The words come from the page itself (id riool-page-words, views/app/frame.py). */
(function () {
  "use strict";
  const CHECK_MS = 4000;
  const part = (name) => document.querySelector(`.st-key-riool-${name}`);
  const pageWords = () => (document.getElementById("riool-page-words") || {}).dataset;

  function set(element, name, value) {
    if (element && value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function setAll(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  }

  function mark(link, isHere) {
    if (isHere) set(link, "aria-current", "page");
    else if (link.hasAttribute("aria-current")) link.removeAttribute("aria-current");
  }

  function* around(element) {
    for (let box = element; box; box = box.parentElement) yield box;
  }

  function describe() {
    // Streamlit writes the address of the opening page as nothing, which a browser reads as "this very page".
    document.querySelectorAll("a[href=''],a[href^='?']").forEach((link) => set(link, "href", "./" + link.getAttribute("href")));
    const words = pageWords(), content = part("page");
    if (!words) return;
    set(document.documentElement, "lang", words.lang);
    setAll(part("nav"), { role: "navigation", "aria-label": words.nav });
    setAll(part("languages"), { role: "group", "aria-label": words.languages });
    setAll(content, { role: "region", id: "riool-page", tabindex: "-1", "aria-label": words.page });
    set(part("map"), "id", "riool-map");
    // Streamlit makes the box around the whole page the first stop of the keyboard.
    for (const box of around(content && content.parentElement)) if (box.tabIndex === 0) set(box, "tabindex", "-1");
    document.querySelectorAll(".st-key-riool-nav a").forEach((link) => mark(link, link.pathname === location.pathname));
    document.querySelectorAll(".st-key-riool-languages a").forEach((link) => {
      set(link, "hreflang", link.textContent.trim() === "English" ? "en" : "nl");
      mark(link, link.hreflang === words.lang);
    });
  }

  // Another page, or another organisation on the same page, is read from its top; another language where one was.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".st-key-riool-nav a, .st-key-riool-page a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.origin !== location.origin || link.hash || link.target || link.hasAttribute("download")) return;
    for (const box of around(link)) box.scrollTop = 0;
  });

  let notice = null, misses = 0;
  function tell(text) {
    if (!notice) {
      notice = document.createElement("div");
      notice.id = "riool-lost";
      notice.setAttribute("role", "status");
      document.body.appendChild(notice);
    }
    if (notice.textContent !== text) notice.textContent = text;
  }

  // The address at which Streamlit says that it is well, for those who run it.
  async function check() {
    const words = pageWords();
    if (!words || document.hidden) return;
    const answer = await fetch("./_stcore/health", { method: "HEAD", cache: "no-store" }).catch(() => null);
    misses = answer && answer.ok ? 0 : misses + 1;
    tell(misses > 1 ? words.lost : "");
  }
  setInterval(check, CHECK_MS);

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; describe(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
