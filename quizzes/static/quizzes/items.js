// The items of the page: reading and writing their fields, and how far each is answered.

function groupsOf(item) {
  const groups = new Map();
  for (const control of item.controls) {
    groups.set(control.name, [...(groups.get(control.name) || []), control]);
  }
  return [...groups.values()];
}

const isTick = (control) => control.type === "radio" || control.type === "checkbox";
const isFilled = (control) => (isTick(control) ? control.checked : control.value.trim() !== "");

// The form knows the address of one place; the others differ in its last number.
export const saveUrl = (place, position) => place.dataset.url.replace(/\/0\/$/, `/${position}/`);

export function findItems(form) {
  const items = new Map();
  for (const element of form.querySelectorAll("[data-position]")) {
    const position = Number(element.dataset.position);
    const prefix = `q${position}-`;
    const hidden = element.querySelector(`[name="${prefix}revision"]`);
    const item = {
      element,
      position,
      prefix,
      hidden,
      url: saveUrl(form, position),
      form: element.dataset.form,
      revision: Number(hidden.value),
      controls: [...element.querySelectorAll("input, select, textarea")].filter(
        (control) => control.type !== "hidden" && control.name !== `${prefix}take`,
      ),
      state: "clean", // dirty, sending, conflict, refused
      timer: 0,
    };
    item.groups = groupsOf(item);
    items.set(position, item);
  }
  return items;
}

// The answer as pairs of unprefixed field names and values, blank ones left out.
export function fieldsOf(item) {
  return item.controls
    .filter(isFilled)
    .map((control) => [control.name.slice(item.prefix.length), control.value]);
}

export function fill(item, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) {
    values.set(name, [...(values.get(name) || []), value]);
  }
  for (const control of item.controls) {
    const wanted = values.get(control.name.slice(item.prefix.length)) || [];
    if (isTick(control)) {
      control.checked = wanted.includes(control.value);
    } else {
      control.value = wanted[0] || "";
    }
  }
}

export function progressOf(item) {
  const filled = item.groups.filter((group) => group.some(isFilled)).length;
  return { answered: filled > 0, complete: filled === item.groups.length };
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
