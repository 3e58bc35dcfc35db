// After handing in: send what this device still keeps of the attempt, so that the teacher can see
// it, then wipe it. The server keeps a late answer beside the punctual one.

import { openDrafts } from "./drafts.js";
import { saveUrl } from "./items.js";
import { post } from "./sending.js";

const place = document.getElementById("leftovers");

async function sendLeftovers() {
  const drafts = await openDrafts(place.dataset.user, place.dataset.attempt);
  for (const [position, draft] of await drafts.all()) {
    const reply = await post(saveUrl(place, position), [...draft.fields, ["revision", draft.revision]]);
    if (reply.kind === "offline" || reply.kind === "signed-out") {
      return;
    }
    if (reply.error === "late") {
      place.hidden = false;
    }
  }
  drafts.wipe();
}

sendLeftovers();
