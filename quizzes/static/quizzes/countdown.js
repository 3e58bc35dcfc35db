// The time that is left, by the server's clock: the page knows both clocks at one moment, and each
// receipt sets them again.

const SAID = [60, 30, 15, 10, 5, 3, 1]; // minutes
const SHORT = 5 * 60000;

function written(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => String(part).padStart(index ? 2 : 1, "0")).join(":");
}

export function startCountdown({ now, deadline, always, show, say, over }) {
  let offset = now - Date.now();
  let said = Infinity;
  let timer = 0;
  function tick() {
    const left = deadline - (Date.now() + offset);
    if (left <= -500) {
      clearInterval(timer);
      over();
      return;
    }
    if (always || left < 3600000) {
      show(written(left), left < SHORT);
    }
    const minutes = Math.ceil(left / 60000);
    const next = SAID.filter((each) => minutes <= each).pop();
    if (next !== undefined && next < said) {
      // Not on opening the page, unless there is hardly any time.
      if (said !== Infinity || next <= 5) {
        say(minutes);
      }
      said = next;
    }
  }
  timer = setInterval(tick, 1000);
  tick();
  return {
    // A teacher may have granted minutes since the page was made.
    correct(serverNow, serverDeadline) {
      offset = serverNow - Date.now();
      deadline = serverDeadline;
    },
  };
}
