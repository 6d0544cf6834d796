// Signing out takes along what this phone kept of its owner; what was not sent yet, only when they
// say so.

import { deliver, waiting } from "./deliver.js";
import { end } from "./device.js";
import { forget } from "./store.js";
import { counted } from "./waiting.js";

const SOON = 4000; // milliseconds; nobody is kept from signing out

export function guardSignOut(person) {
  let isDecided = false;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]") || isDecided) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const entries = await soon(waitingAfterSending(person));
    if (entries?.length && !(await maySignOut(entries.length))) return;
    await soon(forget(person));
    await soon(end());
    isDecided = true;
    form.requestSubmit();
  }, { capture: true });
}

async function waitingAfterSending(person) {
  if ((await waiting(person)).length) await soon(deliver(person));
  return waiting(person);
}

function maySignOut(count) {
  const dialog = document.getElementById("sign-out-guard");
  const title = dialog.querySelector("h2");
  title.textContent = counted(title, count);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((decided) => {
    dialog.onclick = ({ target }) => { if (target.dataset.guard) dialog.close(target.dataset.guard); };
    dialog.onclose = () => decided(dialog.returnValue === "leave");
  });
}

const soon = (work) => Promise.race([work, new Promise((done) => setTimeout(done, SOON))]).catch(() => undefined);
