// Names for controls that Django's admin leaves without one: cells of tabular inlines, select2
// boxes, tooltips. A screen reader hears the column's heading; nothing changes for the eye.

const words = document.querySelector("[data-admin-labels]").dataset;

function headings(table) {
  return [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
}

function nameCells(table) {
  const names = headings(table);
  // The heading of the first column spans the hidden one before it.
  table.querySelectorAll("tbody tr.form-row").forEach((row, index) => {
    const cells = [...row.querySelectorAll(":scope > td")].filter((cell) => !cell.classList.contains("original"));
    const visible = names.filter((name, place) => place > 0 || name);
    cells.forEach((cell, place) => {
      cell.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((control) => {
        if (!control.labels?.length && !control.hasAttribute("aria-label")) {
          control.setAttribute("aria-label", `${visible[place] || words.word} ${index + 1}`);
        }
      });
    });
  });
  table.querySelectorAll("thead th").forEach((cell) => {
    if (!cell.textContent.trim()) cell.setAttribute("role", "presentation");
  });
}

function nameChoices() {
  document.querySelectorAll(".select2-container").forEach((container) => {
    const select = container.previousElementSibling;
    const name = select?.labels?.[0]?.textContent.trim().replace(/:$/, "") || select?.getAttribute("aria-label");
    if (!name) return;
    container.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field").forEach((box) => {
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", name);
    });
  });
}

function nameAll() {
  document.querySelectorAll(".tabular table").forEach(nameCells);
  document.querySelectorAll(".help-tooltip[aria-label]").forEach((tip) => tip.setAttribute("role", "img"));
  document.querySelector("#searchbar")?.setAttribute("aria-label", words.search);
  nameChoices();
}

nameAll();
window.addEventListener("load", nameAll);
let waiting = 0;
new MutationObserver(() => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(nameAll);
}).observe(document.body, { childList: true, subtree: true });
