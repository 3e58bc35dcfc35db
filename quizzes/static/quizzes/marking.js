// Keys for marking: a number chooses that level of the criterion in turn, Ctrl+Enter saves.

const form = document.querySelector("[data-marking]");

if (form) {
  const criteria = [...form.querySelectorAll(".criterion")];
  let turn = Math.max(0, criteria.findIndex((one) => !one.querySelector("input:checked")));

  const show = () => {
    criteria.forEach((one, index) => one.classList.toggle("is-active", index === turn));
    for (const level of form.querySelectorAll(".level")) {
      level.classList.toggle("is-chosen", level.querySelector("input").checked);
    }
  };

  form.addEventListener("focusin", ({ target }) => {
    const index = criteria.indexOf(target.closest(".criterion"));
    if (index >= 0) turn = index;
    show();
  });
  form.addEventListener("change", show);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit ? form.requestSubmit() : form.querySelector("button[type=submit]").click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select")) return;
    const level = criteria[turn] && criteria[turn].querySelector(`input[value="${CSS.escape(event.key)}"]`);
    if (level) {
      event.preventDefault();
      level.checked = true;
      turn = Math.min(turn + 1, criteria.length - 1);
      show();
    }
  });
  show();
}
