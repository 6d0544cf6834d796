// What the pages do beyond HTML and htmx. Everything here is an addition: without it the
// forms still post, the links still lead somewhere and the numbers are in the tables.

const language = document.documentElement.lang || "en";
const element = (id) => document.getElementById(id);

// --- Relative times: <time datetime="…" data-relative>23 November, 07:42</time> --------------

const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const RELATIVE_UNTIL = 12 * 3600; // seconds; after that the server's own words say it better
const STEPS = [[3600, "hour"], [60, "minute"], [1, "second"]];

function tellRelativeTimes() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    time.dataset.relative ||= time.textContent;
    if (!(seconds >= 0 && seconds < RELATIVE_UNTIL)) {
      time.textContent = time.dataset.relative;
      continue;
    }
    const [size, unit] = STEPS.find(([size]) => seconds >= size) ?? STEPS[2];
    time.title = time.dataset.relative;
    time.textContent = relative.format(-Math.floor(seconds / size), unit);
  }
}

// --- Saying what changed, to eyes and screen readers alike -----------------------------------

let silence;

function announce(text) {
  const place = element("announce");
  if (!place || !text) return;
  place.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { place.textContent = ""; }, 8000);
}

// --- Answers: tap again to clear, count what is answered -------------------------------------

let checkedBefore = null;

document.addEventListener("pointerdown", (event) => {
  const radio = event.target.closest?.(".option, .chip")?.querySelector("input[type=radio]");
  checkedBefore = radio?.checked ? radio : null;
});

document.addEventListener("click", (event) => {
  if (!event.target.matches?.("input[type=radio]") || event.target !== checkedBefore) return;
  checkedBefore = null;
  event.target.checked = false;
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
});

function answered(group) {
  const radios = [...group.querySelectorAll("input[type=radio]")];
  if (radios.length) return radios.some((radio) => radio.checked && radio.value);
  return [...group.querySelectorAll("input:not([type=hidden])")].some((input) => input.value.trim());
}

function countAnswers() {
  for (const note of document.querySelectorAll("[data-answer-count]")) {
    const groups = [...note.closest("form").querySelectorAll(".answer")];
    note.textContent = note.dataset.answerCount
      .replace("{answered}", groups.filter(answered).length)
      .replace("{total}", groups.length);
  }
}

document.addEventListener("input", countAnswers);
document.addEventListener("change", countAnswers);

// --- Stepper: a text field with − and +, in minutes (h:mm) or plain numbers ------------------

const DURATION = {
  read(text) {
    const [hours, minutes = "0"] = text.split(":");
    return text.includes(":") ? 60 * Number(hours) + Number(minutes) : 60 * Number(text.replace(",", "."));
  },
  write: (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`,
};
const NUMBER = { read: (text) => Number(text.replace(",", ".")), write: String };

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-step-by]");
  const stepper = button?.closest("[data-stepper]");
  if (!stepper) return;
  const { stepper: kind, start = "0", min = "0", max = "1440", step = "1" } = stepper.dataset;
  const format = kind === "duration" ? DURATION : NUMBER;
  const input = stepper.querySelector("input");
  const size = Number(step);
  // The first touch shows the athlete's own usual; only the next one moves away from it.
  const current = format.read(input.value);
  const empty = input.value.trim() === "" || Number.isNaN(current);
  const next = empty ? format.read(start) : (Math.round(current / size) + Number(button.dataset.stepBy)) * size;
  input.value = format.write(Math.min(Math.max(next, format.read(min)), format.read(max)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  announceQuietly(input);
});

function announceQuietly(input) {
  const spoken = input.closest("[data-stepper]").querySelector("[aria-live]");
  if (spoken) spoken.textContent = input.value;
}

// --- Figures: a crosshair that reads the table beside the drawing ----------------------------

const SVG = "http://www.w3.org/2000/svg";

function readable(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")];
  const plot = figure.querySelector("[data-plot]");
  const drawing = plot?.querySelector("svg");
  if (!drawing || !rows.length || plot.hasAttribute("tabindex")) return;
  const heads = [...figure.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  const words = rows.map((row) => [...row.cells].map((cell, column) =>
    column === 0 ? cell.textContent.trim() : `${heads[column]} ${cell.textContent.trim()}`).join(" · "));

  const line = document.createElementNS(SVG, "line");
  line.setAttribute("class", "crosshair");
  line.setAttribute("y1", "0");
  line.setAttribute("y2", drawing.dataset.plotHeight || "100%");
  const readout = document.createElement("output");
  readout.className = "readout";
  readout.ariaHidden = "true"; // the plot itself says it
  plot.before(readout);

  plot.tabIndex = 0;
  plot.role = "slider";
  plot.ariaValueMin = "1";
  plot.ariaValueMax = String(rows.length);
  let day = rows.length - 1;

  function show(index) {
    day = Math.min(Math.max(index, 0), rows.length - 1);
    const x = `${((day + 0.5) / rows.length) * 100}%`;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    if (!line.isConnected) drawing.append(line);
    readout.textContent = words[day];
    plot.ariaValueNow = String(day + 1);
    plot.ariaValueText = words[day];
  }
  function hide() {
    line.remove();
    readout.textContent = "";
  }
  plot.ariaValueNow = String(day + 1);
  plot.ariaValueText = words[day];

  plot.addEventListener("pointermove", (event) => {
    const box = drawing.getBoundingClientRect();
    show(Math.floor(((event.clientX - box.left) / box.width) * rows.length));
  });
  plot.addEventListener("pointerleave", () => { if (document.activeElement !== plot) hide(); });
  plot.addEventListener("focus", () => show(day));
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: day - 1, ArrowDown: day - 1, ArrowRight: day + 1, ArrowUp: day + 1,
      PageUp: day + 7, PageDown: day - 7, Home: 0, End: rows.length - 1 };
    if (!(event.key in moves)) return;
    event.preventDefault();
    show(moves[event.key]);
  });
}

// --- Live pages: poll in peace ---------------------------------------------------------------

const STALE_AFTER = 15 * 60 * 1000; // milliseconds without an answer: status loses its colour
let lastAnswer = Date.now();

const changed = (field) =>
  field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.options ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.type !== "hidden" && field.type !== "submit" && field.value !== field.defaultValue;

// Somebody is at a field of it. What they typed and left is kept through a swap instead: a note
// that is never finished must not hold back a withdrawn consent or a new warning.
const ATTENDED = 30 * 1000; // milliseconds since the last key, choice or click into a field
let attendedAt = 0;

for (const sign of ["focusin", "input", "keydown"]) {
  document.addEventListener(sign, (event) => {
    if (event.target.closest?.("[data-live]")) attendedAt = Date.now();
  });
}

function busy(live) {
  const focus = document.activeElement;
  const isField = live.contains(focus) && focus.matches("input, textarea, select");
  return isField && Date.now() - attendedAt < ATTENDED;
}

// The live part that asked; an event's own element may be what replaced it.
const polling = (event) => {
  const asked = event.detail.requestConfig?.elt;
  return asked?.matches?.("[data-live]") ? asked : null;
};

document.addEventListener("htmx:beforeRequest", (event) => {
  const live = polling(event);
  if (live && (document.hidden || busy(live))) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const live = polling(event);
  if (live && busy(live)) event.detail.shouldSwap = false; // typing began while it was on its way
});

// --- Swaps: keep what is open and where the focus was ----------------------------------------

let opened = [];
let typed = [];
let focused = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  opened = [...target.querySelectorAll("details[id][open]")].map((details) => details.id);
  focused = target.contains(document.activeElement) ? document.activeElement.id : null;
  // Only where nobody sent it: the answer to a form says itself what is still to be typed.
  const fields = polling(event) ? [...target.querySelectorAll("input[id], textarea[id], select[id]")] : [];
  typed = fields.filter(changed).map(({ id, value, checked }) => ({ id, value, checked }));
});

document.addEventListener("htmx:afterSettle", (event) => {
  for (const id of opened) element(id)?.setAttribute("open", "");
  for (const { id, value, checked } of typed) {
    const field = element(id);
    if (field) Object.assign(field, field.matches("[type=radio], [type=checkbox]") ? { checked } : { value });
  }
  const root = event.detail.elt;
  if (focused !== null && document.activeElement === document.body) {
    const place = (focused && element(focused)) || root.querySelector("[data-focus], [aria-invalid=true]") || root;
    if (!place.matches("a, button, input, select, textarea, summary, [tabindex]")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }
  focused = null;
  opened = [];
  typed = [];
  enhance(root);
  announce((root.matches("[data-announce]") ? root : root.querySelector("[data-announce]"))?.dataset.announce);
});

// --- No connection ---------------------------------------------------------------------------

function failed(event) {
  if (event.detail.requestConfig?.elt?.matches?.("[data-kept]")) return; // and sent later: check_in.js says so
  const live = polling(event);
  const notice = element(live ? "notice-not-live" : "notice-not-saved");
  if (!notice) return;
  notice.hidden = false;
  if (!live) notice.scrollIntoView({ block: "nearest" });
  if (live && Date.now() - lastAnswer > STALE_AFTER) live.classList.add("is-stale");
}

function arrived(event) {
  const status = event.detail.xhr?.status;
  if (!event.detail.successful && status !== 422 && status !== 304) return;
  if (polling(event)) lastAnswer = Date.now();
  else element("notice-not-saved")?.setAttribute("hidden", "");
  element("notice-not-live")?.setAttribute("hidden", "");
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);
document.addEventListener("htmx:afterRequest", arrived);

// --- Signed out here is signed out in every tab ----------------------------------------------

const doorway = new BroadcastChannel("signed-out");
doorway.onmessage = () => setTimeout(() => location.reload(), 1500); // once the session is over
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) doorway.postMessage("");
});

// A menu closes on Escape and when the attention goes elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

function enhance(root) {
  for (const button of root.querySelectorAll("[data-step-by][hidden]")) button.hidden = false;
  const figures = [...root.querySelectorAll("[data-figure]")];
  if (root.matches?.("[data-figure]")) figures.push(root);
  figures.forEach(readable);
  countAnswers();
  tellRelativeTimes();
}

enhance(document.body);
setInterval(tellRelativeTimes, 15_000);
