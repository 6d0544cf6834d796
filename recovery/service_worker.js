// Opens the check-in without a network, and shows notifications. The line before this one names what is kept for that:
// the empty page, which is the same for everybody, and its files. No answer of the site to
// anybody is ever kept here; what waits to be sent is in static/js/store.js.

const NAME = `check-in-${KEPT.version}`;
const PATIENCE = 10_000; // milliseconds for a page; a phone in a tunnel would wait for minutes

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (KEPT.files.includes(url.pathname)) event.respondWith(file(request));
});

async function keep() {
  const cache = await caches.open(NAME);
  // Nobody's cookies: what comes back cannot be about anybody.
  await cache.addAll([...KEPT.files, new Request(KEPT.page, { credentials: "omit" })]);
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable(); // the page is asked for while this starts
}

async function page(event) {
  try {
    const answer = await Promise.race([asked(event), tooLate()]);
    if (![502, 503, 504].includes(answer.status)) return answer;
  } catch {
    // no network, or none worth the name
  }
  return caches.match(KEPT.page, { ignoreVary: true });
}

const asked = async (event) => (await event.preloadResponse) ?? fetch(event.request);
const tooLate = () => new Promise((_done, failed) => setTimeout(failed, PATIENCE));

// From the network first, which the browser's own cache answers without asking anybody.
const file = (request) => fetch(request).catch(() => caches.match(request, { ignoreVary: true }));

// --- Notifications: what recovery/outbox/push.py sends ------------------------------------------

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data.json()));
});

self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  event.waitUntil(action === "off" ? putOff(notification.data) : open(notification.data.open));
});

// The service gave this browser another address; the site is told at once, or by a page the next
// day (static/js/device.js).
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event.newSubscription));
});

async function show(note) {
  for (const other of await self.registration.getNotifications()) {
    if (other.data?.about === note.about && other.tag !== note.tag) other.close();
  }
  await self.registration.showNotification(note.title, {
    ...looks(note), body: note.body, actions: [{ action: "off", title: note.off.label }],
  });
}

// In one tap, without opening anything; where that fails, the page with the button.
async function putOff(note) {
  const answer = await fetch(note.off.path, { method: "POST", credentials: "omit" }).catch(() => null);
  if (answer?.ok) await self.registration.showNotification(note.off.done, looks(note));
  else await open(note.off.path);
}

const looks = (note) => ({ tag: note.tag, lang: note.language, icon: KEPT.icon, data: note });

async function renew(given) {
  const asked = await fetch("/devices/key/", { redirect: "manual", cache: "no-store" });
  if (!asked.ok) return; // signed out
  const { key, token } = await asked.json();
  const wanted = { userVisibleOnly: true, applicationServerKey: key };
  const found = given ?? await self.registration.pushManager.subscribe(wanted);
  const { endpoint, keys: { p256dh, auth } } = found.toJSON();
  const told = await fetch("/devices/renew/", {
    method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ endpoint, p256dh, auth }),
  });
  // Whoever is signed in by now never asked to be shown anything here.
  if (told.status === 404) await found.unsubscribe();
}

// Never in a window that somebody is using for something else.
async function open(path) {
  const url = new URL(path, location.origin).href;
  const windows = await self.clients.matchAll({ type: "window" });
  const there = windows.find((each) => each.url === url);
  await (there ? there.focus() : self.clients.openWindow(url));
}
