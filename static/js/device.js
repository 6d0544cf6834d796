// Whose notifications this browser shows. The site knows its address for as long as somebody is
// signed in here; this keeps the two from drifting apart, on any page.

const NOTE = "notifications"; // { person, at }: whose they are, and when the site was last told
const DAY = 20 * 3600 * 1000; // milliseconds

const read = () => JSON.parse(localStorage.getItem(NOTE) ?? "null");
const write = (person) => localStorage.setItem(NOTE, JSON.stringify({ person, at: Date.now() }));

export const isPossible = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
export const isShownTo = (person) => isPossible && Notification.permission === "granted" && read()?.person === person;

// Show `person` what they are told, here. Returns how many browsers of theirs do.
export async function start(person) {
  await navigator.serviceWorker.register(`/sw.js?language=${document.documentElement.lang}`);
  const { pushManager } = await navigator.serviceWorker.ready;
  const { key, token } = await (await asked("/devices/key/")).json();
  const found = await subscribed(pushManager, key);
  const { endpoint, keys: { p256dh, auth } } = found.toJSON();
  const told = await asked("/devices/add/", { token, endpoint, p256dh, auth });
  write(person);
  return (await told.json()).devices;
}

async function subscribed(pushManager, key) {
  const wanted = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await pushManager.subscribe(wanted);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    await (await pushManager.getSubscription())?.unsubscribe(); // of a key that the site had before
    return pushManager.subscribe(wanted);
  }
}

// Show nothing more here; the site finds out by itself, where it cannot be told.
export async function end() {
  localStorage.removeItem(NOTE);
  if (!isPossible) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  const found = await registration?.pushManager.getSubscription();
  await found?.unsubscribe();
  return found?.endpoint ?? null;
}

export async function endHere() {
  const endpoint = await end();
  const { token } = await (await asked("/devices/key/")).json();
  return (await (await asked("/devices/forget/", { token, endpoint: endpoint ?? "none" })).json()).devices;
}

// Once a day, and when somebody else signed in: the browser may have another address by now, and
// the site may have ended what it knew, with another password for one.
export async function keepRight(person) {
  const note = read();
  if (!note) return;
  if (note.person !== person) await end();
  else if (isShownTo(person) && Date.now() - note.at > DAY) await start(person);
}

async function asked(url, fields) {
  const post = fields && { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": fields.token } };
  const answer = await fetch(url, { redirect: "manual", cache: "no-store", ...post });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer;
}
