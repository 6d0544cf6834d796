// The check-in without a network: who is here, what waits, and when to try again.

import { fillFromPhone, isUntouched, keepBeforeSending, openOffline } from "./check_in.js";
import { deliver, waiting } from "./deliver.js";
import { keepRight } from "./device.js";
import { guardSignOut } from "./sign_out.js";
import { disown, owner, remember } from "./store.js";
import { dayInWords, tell } from "./waiting.js";

const element = (id) => document.getElementById(id);
const signedIn = Number(document.querySelector("meta[name=person]")?.content) || null;
const isOffline = element("check-in")?.hasAttribute("data-offline") ?? false;
// On a page that nobody is signed in for, the phone's owner is told what waits, and nobody else.
const person = async () => signedIn ?? (await owner())?.person ?? null;

async function start() {
  const checkIn = element("check-in");
  if (signedIn && checkIn) {
    await remember(signedIn, checkIn.dataset.asked.split(" ").filter(Boolean));
    navigator.serviceWorker?.register(`/sw.js?language=${document.documentElement.lang}`);
  } else if (signedIn) {
    await disown(signedIn);
  }
  if (isOffline) {
    const here = await owner();
    element("offline-nobody").hidden = Boolean(here);
    if (here) openOffline(here, { dayInWords, tellAgain, send });
  }
  if (signedIn && location.hash) await fillFromPhone(signedIn);
  await tellAgain();
  await send();
  if (signedIn) await keepRight(signedIn).catch(() => undefined); // another time
}

const tellAgain = async () => tell(await person());

// Background Sync is Chromium's alone, so the page asks: when it opens, when the network is back,
// when somebody looks at it again.
async function send() {
  const whose = await person();
  if (!whose || !(await waiting(whose)).length) return;
  const done = await deliver(whose);
  await tell(whose, done);
  // Another tab may have sent it, so what counts is that nothing waits any more.
  if (!done.elsewhere.length && !(await waiting(whose)).length) showWhatIsSaved();
}

// Draw the page anew once everything is there, unless somebody is in the middle of an answer.
function showWhatIsSaved() {
  const form = element("check-in-form");
  if (form && (form.hidden || isUntouched(form))) location.reload();
}

if (window.indexedDB && crypto.subtle) {
  if (signedIn) {
    keepBeforeSending(signedIn, tellAgain);
    guardSignOut(signedIn);
  }
  for (const [target, name] of [[window, "online"], [document, "visibilitychange"], [window, "pageshow"]]) {
    target.addEventListener(name, () => { if (!document.hidden && navigator.onLine) send(); });
  }
  start();
}
