// Allowing notifications on this device, and saying why where that cannot be.

import { endHere, isPossible, isShownTo, start } from "./device.js";
import { counted } from "./waiting.js";

const place = document.getElementById("this-device");
const reaches = document.getElementById("reaches");
const person = Number(document.querySelector("meta[name=person]")?.content);

// Only for the words: whether it works is asked of the browser, not of its name.
const isApplePhone = /iPad|iPhone|iPod/.test(navigator.userAgent)
  || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

function state() {
  if (!isPossible) return isApplePhone && !isInstalled ? "install" : "impossible";
  if (Notification.permission === "denied") return "refused";
  return isShownTo(person) ? "on" : "off";
}

function show(name, { isFailure = false } = {}) {
  for (const each of place.querySelectorAll("[data-state]")) each.hidden = each.dataset.state !== name;
  place.querySelector("[data-failed]").hidden = !isFailure;
}

function tellHow(count) {
  reaches.textContent = count ? counted(reaches, count) : reaches.dataset.mail;
  document.getElementById("forget-devices").hidden = !count;
}

async function allow() {
  if ((await Notification.requestPermission()) !== "granted") return state();
  tellHow(await start(person));
  return "on";
}

async function stop() {
  tellHow(await endHere());
  return "off";
}

for (const [name, work] of Object.entries({ allow, stop })) {
  const button = place.querySelector(`[data-do=${name}]`);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      show(await work());
      place.querySelector("[data-state]:not([hidden]) button")?.focus();
    } catch {
      show(state(), { isFailure: true });
    }
    button.disabled = false;
  });
}

show(state());
