// Comfort on the page that gives tasks; the form works without it.

const form = document.querySelector("[data-assign]");

function setRule(name, value) {
  const field = form.elements[name];
  const first = form.elements[`initial-${name}`];
  if (field.type === "checkbox") {
    field.checked = value;
    first.value = value ? "True" : "False";
  } else {
    field.value = value ?? "";
    first.value = value ?? "";
  }
}

function showChosenCard() {
  for (const card of form.querySelectorAll(".preset-card")) {
    card.classList.toggle("is-chosen", card.querySelector("input").checked);
  }
}

function showDates() {
  const late = [...form.querySelectorAll("[data-late-row]")];
  [...form.querySelectorAll("[data-class-row]")].forEach((row, index) => {
    const ticked = row.querySelector("input[type=checkbox]").checked;
    for (const dates of row.querySelectorAll("[data-dates]")) dates.hidden = !ticked;
    late[index].hidden = !ticked;
  });
}

function showQuizParts() {
  const hasQuiz = form.elements.quiz.value !== "";
  for (const part of form.querySelectorAll("[data-for-quiz]")) part.hidden = !hasQuiz;
}

function showPreviews() {
  for (const link of form.querySelectorAll("[data-preview]")) {
    const { value } = form.elements[link.dataset.preview];
    link.hidden = value === "";
    if (value) link.href = `${link.dataset.base}${value}/`;
  }
}

if (form) {
  let proposed = "";
  form.addEventListener("change", ({ target }) => {
    if (target.name === "preset") {
      const { rules } = target.closest(".preset-card").dataset;
      if (rules) {
        for (const [name, value] of Object.entries(JSON.parse(rules))) setRule(name, value);
      }
      showChosenCard();
    } else if (target.name === "lesson") {
      const quiz = form.elements.quiz;
      const own = [...quiz.options].find((option) => target.value && option.dataset.lesson === target.value);
      if (quiz.value === "" || quiz.value === proposed) {
        quiz.value = proposed = own ? own.value : "";
      }
    }
    showDates();
    showQuizParts();
    showPreviews();
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    setTimeout(() => { button.disabled = true; });
    setTimeout(() => { button.disabled = false; }, 5000);
  });
  showChosenCard();
  showDates();
  showQuizParts();
  showPreviews();
}
