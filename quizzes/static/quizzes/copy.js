// Copies a prepared text. Without this module the text can be selected by hand.

for (const box of document.querySelectorAll("[data-copy]")) {
  const text = box.querySelector("textarea");
  const said = box.querySelector("[role=status]");
  box.querySelector("button").addEventListener("click", async () => {
    let copied = false;
    if (navigator.clipboard && window.isSecureContext) {
      copied = await navigator.clipboard.writeText(text.value).then(() => true, () => false);
    }
    if (!copied) {
      // Plain HTTP on a school network: the old way, which needs the text selected.
      text.focus();
      text.select();
      copied = document.execCommand("copy");
    }
    if (copied) {
      said.lastElementChild.textContent = box.dataset.copied;
      said.hidden = false;
    }
  });
}
