// What a phone keeps until it can be sent: check-ins, each sealed with its owner's key.
//
// One database for the phone, every row under the number of the person it belongs to. The key
// cannot be taken out of the browser, and goes when its owner signs out: what is sealed with it is
// then noise, also in a copy. docs/adr/0021-offline.md says what that protects from and what not.

const MOST = 30; // entries of one person; more than a month of mornings
const KEEP = 56 * 24 * 3600 * 1000; // milliseconds; the site takes nothing older

let opened;

function database() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open("recovery", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: "clientId" });
      request.result.createObjectStore("keys", { keyPath: "person" });
      request.result.createObjectStore("owner"); // who signed in last, and what they are asked
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
    request.onblocked = () => failed(new Error("an older page is open"));
  });
  opened.catch(() => { opened = undefined; });
  return opened;
}

// Run `work` on a store and wait until it is on disk.
async function within(name, mode, work) {
  const transaction = (await database()).transaction(name, mode, { durability: "strict" });
  const request = work(transaction.objectStore(name));
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done(request?.result);
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

// --- Whose phone it is now -------------------------------------------------------------------

export const owner = () => within("owner", "readonly", (store) => store.get("now"));
export const remember = (person, asked) => within("owner", "readwrite", (store) => store.put({ person, asked }, "now"));

// Somebody else, who has no check-in, uses the phone.
export async function disown(person) {
  if ((await owner())?.person !== person) await within("owner", "readwrite", (store) => store.clear());
}

// Signed out: nothing of theirs stays. The key goes first, so that what a crash leaves is noise.
export async function forget(person) {
  await within("keys", "readwrite", (store) => store.delete(person));
  for (const { clientId } of await kept(person)) await remove(clientId);
  if ((await owner())?.person === person) await within("owner", "readwrite", (store) => store.clear());
}

// --- Entries -----------------------------------------------------------------------------------

const bytes = new TextEncoder();
const text = new TextDecoder();

async function keyOf(person) {
  const found = await within("keys", "readonly", (store) => store.get(person));
  if (found) return found.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  try {
    await within("keys", "readwrite", (store) => store.add({ person, key }));
    return key;
  } catch {
    return (await within("keys", "readonly", (store) => store.get(person))).key; // another tab was first
  }
}

// Keep one check-in; the same form again replaces what it kept before.
export async function keep({ person, day, clientId, fields }) {
  const others = (await kept(person)).filter((entry) => entry.clientId !== clientId);
  if (others.length >= MOST) throw new Error("full");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = bytes.encode(JSON.stringify(fields));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(person), plain);
  const entry = { person, day, clientId, answeredAt: Date.now(), iv, sealed, problems: null };
  await within("entries", "readwrite", (store) => store.put(entry));
}

// What is kept of one person, in the order in which it was answered.
export async function kept(person) {
  const all = await within("entries", "readonly", (store) => store.getAll());
  const stale = all.filter((entry) => Date.now() - entry.answeredAt > KEEP);
  for (const { clientId } of stale) await remove(clientId);
  return all
    .filter((entry) => entry.person === person && !stale.includes(entry))
    .sort((one, other) => one.answeredAt - other.answeredAt);
}

export async function fieldsOf({ person, iv, sealed }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(person), sealed);
  return JSON.parse(text.decode(plain));
}

export const remove = (clientId) => within("entries", "readwrite", (store) => store.delete(clientId));
export const refuse = (entry, problems) => within("entries", "readwrite", (store) => store.put({ ...entry, problems }));
