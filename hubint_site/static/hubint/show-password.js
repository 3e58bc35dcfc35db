// A button beside each password field that shows what was typed; without scripts there is no button.
for (const button of document.querySelectorAll("[data-shows-password]")) {
  const field = document.getElementById(button.dataset.showsPassword);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    field.focus();
  });
  // Browsers offer to keep a password only from a field that is one when it is sent.
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
}
