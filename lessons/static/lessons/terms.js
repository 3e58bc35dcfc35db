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

function element(name, className, words) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = words;
  return made;
}

function build(link, entry) {
  const box = element("span", "term-panel", "");
  box.id = "term-panel";
  const more = element("a", "", text.dataset.more);
  more.href = entry.querySelector("dt a").href;
  const shut = element("button", "btn btn-link", text.dataset.close);
  shut.type = "button";
  shut.addEventListener("click", closeAndReturn);
  const foot = element("span", "spread", "");
  foot.append(more, shut);
  const word = element("strong", "", entry.querySelector("dt").textContent.trim());
  box.append(word, element("span", "term-meaning", meaningOf(entry)), foot);
  link.after(box);
  return box;
}

// Under the line of the term, over the lines that follow: nothing in the text moves.
function place() {
  if (!panel) return;
  const top = opener.getBoundingClientRect().bottom - text.getBoundingClientRect().top;
  panel.style.top = `${top + 6}px`;
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
    place();
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

document.addEventListener("click", (event) => {
  if (panel && !panel.contains(event.target) && event.target !== opener) close();
});

function align() {
  const entries = [...document.querySelectorAll(".term-entry")];
  for (const entry of entries) entry.style.marginTop = "";
  if (!wide.matches) return;
  for (const entry of entries) {
    const mention = document.getElementById(`pakai-${entry.dataset.term}`);
    if (!mention) continue;
    const gap = mention.getBoundingClientRect().top - entry.getBoundingClientRect().top;
    const own = parseFloat(getComputedStyle(entry).marginTop);
    if (gap > 0) entry.style.marginTop = `${own + gap}px`;
  }
}
align();
wide.addEventListener("change", () => { close(); align(); });
new ResizeObserver(() => { align(); place(); }).observe(text);
