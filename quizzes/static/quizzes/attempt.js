// The page of an attempt. Everything works without scripts; with them each answer is sent when it
// changes, kept on the device until the server has acknowledged it, and the clock runs.

import { startCountdown } from "./countdown.js";
import { openDrafts } from "./drafts.js";
import { fieldsOf, fill, findItems, progressOf, same } from "./items.js";
import { post } from "./sending.js";

const form = document.getElementById("attempt");
const items = findItems(form);
const byId = (id) => document.getElementById(id);
const word = (name, value = "") => form.dataset[`word${name}`].replace("{}", value);

const TYPING = { essay: 1500, short_answer: 800 }; // milliseconds without a key
const BACKOFF = [2000, 4000, 8000, 15000, 30000];
const state = { ended: false, signedOut: false, tries: 0, retry: 0, lastClock: "", clock: null };
let drafts = { usable: true, put() {}, remove() {} };

// ---- What the page says ------------------------------------------------------------------------

function unsent() {
  return [...items.values()].filter((item) => !["clean", "refused"].includes(item.state));
}

function showState() {
  const waiting = unsent().length;
  const saved = byId("saved");
  const stuck = unsent().some((item) => item.state === "conflict");
  const offline = waiting && (state.tries > 0 || state.signedOut);
  saved.classList.toggle("is-unsent", Boolean(offline || stuck));
  if (offline || stuck) {
    saved.textContent = word("Unsent", waiting);
  } else if (waiting) {
    saved.textContent = word("Saving");
  } else {
    saved.textContent = state.lastClock ? word("Saved", state.lastClock) : "";
  }
  if (state.ended) {
    return;
  }
  if (state.signedOut) {
    notice("SignedOut", "", true);
  } else if (offline && state.tries > 1) {
    notice("UnsentNotice", waiting);
  } else if (!drafts.usable) {
    notice("Full");
  } else {
    byId("attempt-notice").hidden = true;
  }
}

function notice(name, value = "", signIn = false) {
  const text = word(name, value);
  if (byId("attempt-notice-text").textContent !== text) {
    byId("attempt-notice-text").textContent = text;
  }
  byId("attempt-notice-sign-in").hidden = !signIn;
  byId("attempt-notice").hidden = false;
}

function showProgress(item) {
  const { answered, complete } = progressOf(item);
  const link = form.querySelector(`[data-jump="${item.position}"]`);
  link.classList.toggle("is-done", complete);
  link.classList.toggle("is-doing", answered && !complete);
  link.querySelector("span").textContent = ` ${word(answered ? "Answered" : "Open")}`;
  const clear = item.element.querySelector(".item-clear");
  if (clear) {
    clear.hidden = !answered;
  }
  byId("answered").textContent = [...items.values()].filter(
    (each) => progressOf(each).answered,
  ).length;
}

function showItem(item, text, isFault = false) {
  const place = item.element.querySelector("[data-saved]");
  place.textContent = text;
  place.classList.toggle("is-fault", isFault);
}

function count(control) {
  const place = form.querySelector(`[data-count="${control.id}"]`);
  if (place) {
    const number = control.value.split(/\s+/).filter(Boolean).length;
    place.textContent = `${number} ${place.dataset.words}`;
  }
}

// ---- Saving: one request per item at a time ----------------------------------------------------

function changed(item, delay) {
  if (state.ended || item.state === "conflict") {
    return;
  }
  item.state = item.state === "sending" ? "sending" : "dirty";
  drafts.put(item.position, { fields: fieldsOf(item), revision: item.revision });
  showProgress(item);
  showState();
  clearTimeout(item.timer);
  item.timer = setTimeout(() => save(item), delay);
}

async function save(item) {
  clearTimeout(item.timer);
  if (state.ended || item.state !== "dirty") {
    return; // clean, waiting for a choice, or on its way: then it looks again when it returns
  }
  item.state = "sending";
  const fields = fieldsOf(item);
  const reply = await post(item.url, [...fields, ["revision", item.revision]]);
  item.state = "dirty";
  (REPLIES[reply.kind] || REPLIES.refused)(item, reply, fields);
  showState();
}

const REPLIES = {
  saved(item, reply, fields) {
    item.revision = item.hidden.value = reply.revision;
    state.tries = 0;
    state.signedOut = false;
    state.lastClock = reply.clock;
    state.clock.correct(reply.now, reply.deadline);
    showItem(item, word("Saved", reply.clock));
    if (same(fields, fieldsOf(item))) {
      item.state = "clean";
      drafts.remove(item.position);
    } else {
      changed(item, 0);
    }
    retryLater(0);
  },
  offline() {
    state.tries += 1;
    retryLater(BACKOFF[Math.min(state.tries, BACKOFF.length) - 1]);
  },
  "signed-out"() {
    state.signedOut = true;
    retryLater(30000);
  },
  conflict(item, reply) {
    item.state = "conflict";
    showConflict(item, reply);
  },
  closed(item, reply) {
    drafts.remove(item.position);
    item.state = "refused";
    if (!state.ended) {
      state.ended = true;
      notice(reply.error === "late" ? "Late" : "Closed");
      byId("attempt-notice-result").hidden = false;
    }
  },
  refused(item, reply) {
    item.state = "refused";
    showItem(item, word(reply.error === "too-long" ? "TooLong" : "Refused"), true);
  },
};

function retryLater(delay) {
  clearTimeout(state.retry);
  if (unsent().some((item) => item.state === "dirty")) {
    state.retry = setTimeout(sendAll, delay);
  }
}

async function sendAll() {
  for (const item of unsent()) {
    if (item.state === "dirty") {
      await save(item);
      if (item.state === "dirty" && (state.tries || state.signedOut)) {
        return; // no connection: the others would only wait for it too
      }
    }
  }
}

// ---- Two devices ------------------------------------------------------------------------------

function showConflict(item, reply) {
  const old = item.element.querySelector(".conflict");
  if (old) {
    old.remove();
  }
  const box = byId("conflict").content.cloneNode(true).firstElementChild;
  box.querySelector("[data-clock]").textContent = reply.clock;
  box.querySelector("[data-nothing]").hidden = reply.words.length > 0;
  for (const line of reply.words) {
    const entry = document.createElement("li");
    entry.textContent = line;
    box.querySelector("[data-lines]").append(entry);
  }
  const settle = (fields) => {
    item.revision = item.hidden.value = reply.revision;
    box.remove();
    if (fields) {
      fill(item, fields);
      item.state = "clean";
      drafts.remove(item.position);
      showItem(item, word("Saved", reply.clock));
      showProgress(item);
    } else {
      item.state = "dirty";
      changed(item, 0);
    }
    showState();
    item.element.focus();
  };
  const theirs = Object.entries(reply.fields).flatMap(([name, values]) =>
    values.map((value) => [name, value]),
  );
  box.querySelector("[data-take]").addEventListener("click", () => settle(theirs));
  box.querySelector("[data-keep]").addEventListener("click", () => settle(null));
  item.element.querySelector(".item-foot").before(box);
}

// ---- Time and handing in ----------------------------------------------------------------------

// Let what is on its way arrive, and send the rest; gives whether everything is safe.
async function settleAll(patience) {
  const until = Date.now() + patience;
  do {
    await sendAll();
    if (!unsent().length || state.ended) {
      return true;
    }
    if (unsent().some((item) => item.state === "conflict") || state.tries || state.signedOut) {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  } while (Date.now() < until);
  return false;
}

async function timeOver() {
  byId("time-left").textContent = word("Over");
  await settleAll(7000);
  const reply = await post(form.dataset.submitUrl, [["clock", "1"]]);
  if (reply.kind === "offline") {
    setTimeout(timeOver, 5000); // the server has closed the attempt by itself; this page waits
  } else {
    location.assign(form.dataset.resultUrl); // leads back here if minutes were granted
  }
}

async function handIn(event) {
  event.preventDefault();
  if (await settleAll(20000)) {
    location.assign(form.dataset.submitUrl);
    return;
  }
  const conflict = unsent().find((item) => item.state === "conflict");
  if (conflict) {
    conflict.element.scrollIntoView();
    conflict.element.focus({ preventScroll: true });
  } else if (!state.signedOut) {
    notice("UnsentNotice", unsent().length);
  }
}

// ---- Listening --------------------------------------------------------------------------------

const itemOf = (target) => {
  const element = target.closest("[data-position]");
  return element && items.get(Number(element.dataset.position));
};

function listen() {
  form.addEventListener("input", (event) => {
    const item = itemOf(event.target);
    if (item && item.controls.includes(event.target)) {
      count(event.target);
      changed(item, event.target.matches("textarea, [type=text]") ? TYPING[item.form] || 800 : 0);
    }
  });
  form.addEventListener("focusout", (event) => {
    const item = itemOf(event.target);
    if (item && item.state === "dirty" && !state.tries) {
      save(item);
    }
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter || document.activeElement;
    if (button && button.name === "clear") {
      event.preventDefault();
      const item = items.get(Number(button.value));
      fill(item, []);
      changed(item, 0);
      item.element.focus();
    } else {
      handIn(event);
    }
  });
  // Enter in a text field would press the first button of the form, which clears an answer.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      event.target.blur();
    }
  });
  window.addEventListener("online", () => sendAll());
  document.addEventListener("visibilitychange", () => sendAll());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  const leaving = document.querySelector("form[action$='/keluar/']");
  if (leaving) {
    leaving.addEventListener("submit", (event) => {
      // Other people use this device too: nothing stays behind, and nobody is surprised.
      if (unsent().length && !window.confirm(word("Leave"))) {
        event.preventDefault();
      } else {
        drafts.wipe();
      }
    });
  }
}

// ---- Start ------------------------------------------------------------------------------------

async function takeUpDrafts() {
  for (const [position, draft] of await drafts.all()) {
    const item = items.get(position);
    if (!item || item.state !== "clean" || same(draft.fields, fieldsOf(item))) {
      drafts.remove(position);
      continue;
    }
    fill(item, draft.fields);
    item.revision = draft.revision;
    changed(item, 0);
  }
}

async function begin() {
  state.clock = startCountdown({
    now: Number(form.dataset.now),
    deadline: Number(form.dataset.deadline),
    always: Boolean(form.dataset.alwaysCounts),
    show(text, isShort) {
      byId("time-left").textContent = word("Left", text);
      byId("time").classList.toggle("is-short", isShort);
    },
    say: (minutes) => (byId("time-said").textContent = word("Minutes", minutes)),
    over: timeOver,
  });
  state.lastClock = form.dataset.lastSaved;
  form.querySelectorAll("textarea").forEach(count);
  listen();
  showState();
  drafts = await openDrafts(form.dataset.user, form.dataset.attempt);
  await takeUpDrafts();
  showState();
}

begin();
