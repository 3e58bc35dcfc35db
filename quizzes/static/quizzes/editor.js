// Adds a row to a group in place. Without this module the same button asks the server for rows.
const BLANK = /__n__/g;

function letterOf(index) {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1);
}

function addRow(group) {
  const total = group.querySelector("[data-total]");
  const pattern = group.querySelector("template");
  const index = Number(total.value);
  const row = pattern.content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      attribute.value = attribute.value.replace(BLANK, String(index));
    }
  }
  for (const place of row.querySelectorAll("[data-letter]")) place.textContent = letterOf(index);
  const number = row.querySelector("[data-number]");
  if (number) number.textContent = String(index + 1);
  group.querySelector(".editor-rows").append(row);
  total.value = String(index + 1);
  row.querySelector("textarea, input:not([type=hidden])")?.focus();
}

for (const group of document.querySelectorAll("[data-rows]")) {
  const button = group.querySelector(".editor-more");
  button?.addEventListener("click", (event) => {
    if (Number(group.querySelector("[data-total]").value) >= 100) return;
    event.preventDefault();
    addRow(group);
  });
}
