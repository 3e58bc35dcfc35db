// What the frame of every page does beyond HTML: say that scripts run, keep the chosen theme, close open menus.
const root = document.documentElement;
root.classList.add("js");

// The choice lives in a cookie, so the server writes it into <html> and no page flashes.
const buttons = document.querySelectorAll("[data-theme-choice]");

function show(theme) {
  if (theme === "system") {
    root.removeAttribute("data-theme");
  } else {
    root.dataset.theme = theme;
  }
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    const theme = button.dataset.themeChoice;
    const age = theme === "system" ? 0 : 31536000;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; SameSite=Lax`;
    show(theme);
  });
}
show(root.dataset.theme || "system");

const menus = document.querySelectorAll("details.menu, details.main-more");

document.addEventListener("click", (event) => {
  for (const menu of menus) {
    if (menu.open && !menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  for (const menu of menus) {
    if (menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});
