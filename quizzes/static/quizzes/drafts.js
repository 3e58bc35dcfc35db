// Answers that the server has not acknowledged yet, kept on this device. They survive a reload, a
// closed tab and a flat battery. Where the browser keeps nothing, `usable` says so.

const STORE = "answers";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("hubint", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function openDrafts(user, attempt) {
  let database = null;
  try {
    database = await opened();
  } catch {
    // Private windows and full disks: the page works on, and says that it must stay online.
  }
  const mine = (position) => [Number(user), Number(attempt), Number(position)];
  const range = () => IDBKeyRange.bound(mine(0), mine(1e6));
  const drafts = {
    usable: database !== null,
    // Map of position -> {fields, revision}
    async all() {
      const store = database.transaction(STORE).objectStore(STORE);
      const [keys, values] = await Promise.all([
        done(store.getAllKeys(range())),
        done(store.getAll(range())),
      ]);
      return new Map(keys.map((key, index) => [key[2], values[index]]));
    },
    put: (position, draft) => change((store) => store.put(draft, mine(position))),
    remove: (position) => change((store) => store.delete(mine(position))),
    wipe: () => change((store) => store.delete(range())),
  };
  async function change(act) {
    try {
      const transaction = database.transaction(STORE, "readwrite");
      const stored = done(act(transaction.objectStore(STORE)));
      transaction.commit(); // now, so that a reload right after it finds the answer
      await stored;
    } catch {
      drafts.usable = false;
    }
  }
  if (!database) {
    drafts.all = async () => new Map();
  }
  return drafts;
}
