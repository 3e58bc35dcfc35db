// Terms open where they stand. Without this module the links lead to the list under the text.
// On wide screens the list stands in the margin; there each entry moves beside its first mention.

const text = document.querySelector("[data-terms]");
const wide = window.matchMedia("(min-width: 75em)");
const entryOf = (link) => document.getElementById(`istilah-${link.dataset.term}`);

const said = document.createElement("p"); // read out by screen readers
said.className = "visually-hidden";
said.setAttribute("role", "status");
text.append(said);

let panel = null;
let opener = null;

function close() {
  if (!opener) return;
  opener.setAttribute("aria-expanded", "false");
  opener.removeAttribute("aria-controls");
  panel?.remove();
  document.querySelector(".term-entry.is-shown")?.classList.remove("is-shown");
  said.textContent = "";
  panel = opener = null;
}

function closeAndReturn() {
  const back = opener;
  close();
  back?.focus();
}

function build(link, entry) {
  const box = document.createElement("div");
  box.className = "term-panel";
  box.id = "term-panel";
  const word = document.createElement("strong");
  word.textContent = entry.querySelector("dt").textContent.trim();
  const meaning = document.createElement("p");
  meaning.textContent = meaningOf(entry);
  const more = document.createElement("a");
  more.href = entry.querySelector("dt a").href;
  more.textContent = text.dataset.more;
  const shut = document.createElement("button");
  shut.type = "button";
  shut.className = "btn btn-link";
  shut.textContent = text.dataset.close;
  shut.addEventListener("click", closeAndReturn);
  const foot = document.createElement("div");
  foot.className = "spread";
  foot.append(more, shut);
  box.append(word, meaning, foot);
  const block = link.closest(".table-wrap, p, li, h2, h3, h4, blockquote") || link;
  block.tagName === "LI" ? block.append(box) : block.after(box);
  return box;
}

const meaningOf = (entry) => entry.querySelector("dd").firstChild.textContent.trim();

function toggle(link) {
  const isOpen = link === opener;
  close();
  if (isOpen) return;
  const entry = entryOf(link);
  opener = link;
  link.setAttribute("aria-expanded", "true");
  if (wide.matches) {
    entry.classList.add("is-shown");
  } else {
    panel = build(link, entry);
    link.setAttribute("aria-controls", panel.id);
  }
  said.textContent = meaningOf(entry);
}

for (const link of text.querySelectorAll("a.term")) {
  if (!entryOf(link)) continue;
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle(link);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle(link);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opener) closeAndReturn();
});

function align() {
  const entries = [...document.querySelectorAll(".term-entry")];
  for (const entry of entries) entry.style.marginTop = "";
  if (!wide.matches) return;
  for (const entry of entries) {
    const mention = document.getElementById(`pakai-${entry.dataset.term}`);
    if (!mention) continue;
    const gap = mention.getBoundingClientRect().top - entry.getBoundingClientRect().top;
    if (gap > 0) entry.style.marginTop = `${gap}px`;
  }
}
align();
wide.addEventListener("change", () => { close(); align(); });
new ResizeObserver(align).observe(text);
