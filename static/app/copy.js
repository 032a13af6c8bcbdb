/* Buttons that copy the sentence beside them, or the address of the page (views/neighbourhoods/whatif_texts.py). */
(function () {
  "use strict";
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("button.riool-copy");
    if (!button) return;
    const box = button.closest(".riool-along"), told = box.querySelector(".riool-copied");
    const text = "address" in button.dataset ? location.href : box.querySelector("blockquote").textContent;
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = button.dataset.copied;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(box.querySelector("blockquote"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
  });
})();
