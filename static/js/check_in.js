// The check-in form: kept on the phone before it is sent, timed, and filled in again on request.

import { fieldsOf, keep, kept, remove } from "./store.js";

const element = (id) => document.getElementById(id);
const formOf = (event) => event.detail.requestConfig?.elt?.closest?.("[data-check-in]") ?? null;
const forms = () => document.querySelectorAll("[data-check-in]"); // the questions, and "same as yesterday"

// --- How long it takes: from opening the form, or coming back to it untouched ------------------

let openedAt = performance.now();

export const isUntouched = (form) => ![...form.elements].some((field) =>
  field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue);

document.addEventListener("visibilitychange", () => {
  const form = element("check-in-form");
  if (!document.hidden && form && isUntouched(form)) openedAt = performance.now();
});

function time({ elements: { took } }) {
  if (took) took.value = Math.max(1, Math.round(performance.now() - openedAt));
}

// --- What depends on an answer opens with it ---------------------------------------------------

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("[data-check-in]");
  if (!form) return;
  if (target.name === "soreness") form.querySelector(".is-soreness").open = ["1", "2"].includes(target.value) && target.checked;
  if (target.name === "ill") form.querySelector(".is-health").open = target.checked;
});

// --- Keeping it: before the first attempt to send, so that nothing in between can lose it -------

// Returns whether the phone could keep it.
async function keepForm(form, person) {
  const { checkIn: day } = form.dataset;
  time(form);
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  try {
    await keep({ person, day, clientId: form.elements.client_id.value, fields });
    form.dataset.kept = "";
    return true;
  } catch {
    delete form.dataset.kept;
    return false;
  }
}

export function keepBeforeSending(person, tellAgain) {
  document.addEventListener("htmx:confirm", async (event) => {
    const form = event.target;
    if (!form.matches?.("[data-check-in]") || event.detail.verb !== "post") return;
    event.preventDefault();
    await keepForm(form, person);
    event.detail.issueRequest(true);
  });
  document.addEventListener("htmx:afterRequest", async (event) => {
    const form = formOf(event);
    if (!form || !("kept" in form.dataset)) return;
    const { status } = event.detail.xhr;
    if (status === 200 || status === 422) await remove(form.elements.client_id.value); // there, or to be corrected
    else if (status !== 401) showKept(form);
    tellAgain();
  });
}

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  // A form that comes back to be corrected was opened once.
  if (detail.elt.matches?.("#check-in") && detail.xhr.status === 200) openedAt = performance.now();
});

// --- Without a network: the form steps aside for what is kept -----------------------------------

function showKept(form) {
  const place = element("kept");
  const flags = new FormData(form).getAll("red_flags");
  const advice = { crisis: flags.includes("self_harm"), doctor: flags.some((flag) => flag !== "self_harm") };
  element("kept-advice").replaceChildren(...Object.keys(advice).filter((kind) => advice[kind]).map((kind) =>
    place.querySelector(`[data-advice=${kind}]`).content.cloneNode(true)));
  for (const each of forms()) each.hidden = true;
  place.hidden = false;
  place.querySelector("h2").focus({ preventScroll: true });
  scrollTo(0, 0); // where it says what waits
}

document.addEventListener("click", ({ target }) => {
  if (!target.matches?.("[data-answer-again]")) return;
  element("kept").hidden = true;
  for (const each of forms()) each.hidden = false;
});

// --- The empty form that the browser keeps ------------------------------------------------------

const TURNS_AT = 4; // hour of the clock, as for the site: before it somebody may mean yesterday

const localDay = (back) => {
  const now = new Date();
  const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - back));
  return day.toISOString().slice(0, 10);
};

export function openOffline({ person, asked }, { dayInWords, tellAgain, send }) {
  const form = element("check-in-form");
  form.elements.client_id.value = crypto.randomUUID();
  for (const part of form.querySelectorAll("[data-asks]")) part.hidden = !asked.includes(part.dataset.asks);
  const choice = element("offline-which-day");
  choice.hidden = new Date().getHours() >= TURNS_AT;
  for (const words of choice.querySelectorAll("[data-words]")) {
    const back = Number(words.parentElement.querySelector("input").value);
    words.textContent = words.dataset.words.replace("{day}", dayInWords(localDay(back)));
  }
  const choose = () => {
    form.dataset.checkIn = localDay(Number(choice.querySelector(":checked").value));
    const words = dayInWords(form.dataset.checkIn);
    element("offline-day").textContent = words[0].toUpperCase() + words.slice(1);
  };
  choice.addEventListener("change", choose);
  choose();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isUntouched(form)) return;
    if (await keepForm(form, person)) showKept(form);
    else element("waiting-full").hidden = false;
    await tellAgain();
    send();
  });
  element("check-in").hidden = false;
}

// --- Correcting what the site refused -------------------------------------------------------------

// The address names an entry: put its answers back into the form, which then sends it anew.
export async function fillFromPhone(person) {
  const form = element("check-in-form");
  const entry = form && (await kept(person)).find(({ clientId }) => clientId === location.hash.slice(1));
  if (!entry || entry.day !== form.dataset.checkIn) return;
  const fields = await fieldsOf(entry);
  for (const field of form.elements) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value) && field.value !== "";
    else if (["text", "time", "textarea", "select-one"].includes(field.type)) field.value = values[0] ?? "";
  }
  form.elements.client_id.value = entry.clientId;
  for (const part of form.querySelectorAll("details")) part.open ||= [...part.querySelectorAll("input, select, textarea")]
    .some((field) => ["radio", "checkbox"].includes(field.type) ? field.checked : field.value);
  form.dispatchEvent(new Event("change", { bubbles: true }));
}
