// One answer to the server and what it says. Never throws: without a connection the kind is
// "offline".

const KINDS = { 401: "signed-out", 403: "signed-out", 409: "conflict", 410: "closed" };
const PATIENCE = 15000;

// The token is read anew each time: signing in again in another tab has changed it.
function token() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found ? found[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

export async function post(url, pairs) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(pairs),
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      signal: stop.signal,
    });
    if (response.type === "opaqueredirect") {
      return { kind: "signed-out" };
    }
    if (response.ok) {
      return { kind: "saved", ...(await response.json()) };
    }
    if (response.status >= 500 || response.status === 429) {
      return { kind: "offline" };
    }
    const data = await response.json().catch(() => ({}));
    return { ...data, kind: KINDS[response.status] || "refused" };
  } catch {
    return { kind: "offline" };
  } finally {
    clearTimeout(timer);
  }
}
