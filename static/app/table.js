/* Tables that sort by their headings (views/shared/sortable.py). The order a reader chose outlives new figures in the same table. */
(function () {
  "use strict";
  const chosen = new Map();

  function valueOf(row, index, numeric) {
    const cell = row.cells[index];
    if (!numeric) return cell.textContent.trim();
    return cell.dataset.sort === undefined ? null : Number(cell.dataset.sort);
  }

  function sort(table, index, direction) {
    const headings = [...table.tHead.rows[0].cells];
    const numeric = headings[index].classList.contains("riool-number");
    const sign = direction === "descending" ? -1 : 1;
    const compare = new Intl.Collator(document.documentElement.lang).compare;
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [row, valueOf(row, index, numeric)]);
    rows.sort(([, a], [, b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      return sign * (numeric ? a - b : compare(a, b));
    });
    body.append(...rows.map(([row]) => row));
    headings.forEach((heading, at) => {
      if (at === index) heading.setAttribute("aria-sort", direction); else heading.removeAttribute("aria-sort");
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest(".riool-sortable th button");
    if (!button) return;
    const heading = button.parentElement, table = button.closest("table");
    const now = heading.getAttribute("aria-sort");
    const first = heading.classList.contains("riool-number") ? "descending" : "ascending";
    const next = now === "ascending" ? "descending" : now === "descending" ? "ascending" : first;
    chosen.set(table.dataset.name, [heading.cellIndex, next]);
    sort(table, heading.cellIndex, next);
  });

  new MutationObserver((changes) => {
    if (!chosen.size || !changes.some((change) => change.addedNodes.length)) return;
    document.querySelectorAll(".riool-sortable:not([data-seen])").forEach((table) => {
      table.dataset.seen = "";
      const order = chosen.get(table.dataset.name);
      if (order && order[0] < table.tHead.rows[0].cells.length) sort(table, ...order);
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
