// Sending what a phone kept: one at a time, in the order of answering, each until the site has
// said that it is there. Sent twice is saved once, so whatever is in doubt is sent again.

import { fieldsOf, kept, refuse, remove } from "./store.js";

const STATUS = "/check-in/deliveries/"; // as in athletes/urls.py
const address = (day) => `/check-in/${day}/deliver/`;
const PATIENCE = 15_000; // milliseconds

export const waiting = async (person) => (await kept(person)).filter((entry) => !entry.problems);

// Returns how far it came: { sent, elsewhere, isSignedOut }. Only one tab at a time sends.
export function deliver(person) {
  return navigator.locks.request("deliveries", () => deliverAll(person));
}

async function deliverAll(person) {
  const done = { sent: 0, elsewhere: [], isSignedOut: false };
  const entries = await waiting(person);
  if (!entries.length) return done;
  const token = await tokenFor(person, done);
  if (!token) return done;
  for (const entry of entries) {
    const answer = await send(entry, token);
    if (answer === null || answer.status >= 500 || answer.status === 429) break; // later
    if (answer.status === 200) {
      done.elsewhere.push(...(await answer.json()).elsewhere);
      done.sent += 1;
      await remove(entry.clientId);
    } else if (answer.status === 422) {
      const { problems, later } = await answer.json();
      if (!later) await refuse(entry, problems);
    } else if (answer.status === 404) {
      await refuse(entry, []);
    } else {
      done.isSignedOut = true; // or somebody else is signed in by now
      break;
    }
  }
  return done;
}

async function tokenFor(person, done) {
  const answer = await ask(STATUS);
  if (answer === null || answer.status >= 500) return null;
  const status = answer.status === 200 ? await answer.json() : {};
  done.isSignedOut = status.person !== person;
  return done.isSignedOut ? null : status.token;
}

async function send(entry, token) {
  let fields;
  try {
    fields = await fieldsOf(entry);
  } catch {
    await remove(entry.clientId); // its key is gone: nobody can read it any more
    return null;
  }
  const body = new URLSearchParams(fields);
  body.set("person", entry.person);
  // Not the time itself: how long ago it was is right on a clock that is wrong.
  body.set("waited", Math.max(0, Date.now() - entry.answeredAt));
  return ask(address(entry.day), { method: "POST", body, headers: { "X-CSRFToken": token } });
}

// A redirect is the way to the login page, which is not an answer.
async function ask(url, options = {}) {
  try {
    return await fetch(url, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch {
    return null;
  }
}
