// A session of the calendar is dragged to another day of the same athlete, by mouse, by finger (held
// for a moment, so that a list still scrolls) or by keyboard. What the move would do is told before
// anything is saved. Without this the same is done in the form that the session leads to.

const DRAG_AFTER = 6; // px that a mouse moves before a click is a drag
const HOLD = 400; // ms that a finger rests before it picks up
const SLACK = 10; // px that it may tremble meanwhile
const EDGE = 48; // px from the side of the table where it scrolls along

const moving = document.getElementById("moving");
const table = document.querySelector(".plan-table");
const language = document.documentElement.lang || "en";
const dayName = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

let held = null; // what is picked up: { entry, x, y, timer, ghost, over, byKey }

let silence;

function say(text) {
  const place = document.getElementById("announce");
  place.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { place.textContent = ""; }, 8000);
}

const nameOf = (entry) => entry.querySelector("b").textContent;

// Where it may go: days of the same athlete that are not over.
function places(entry) {
  const scope = table.dataset.rows === "athlete" ? entry.closest("tr") : table;
  return [...scope.querySelectorAll("td[data-day]")];
}

function mark(cell) {
  if (held.over === cell) return;
  held.over?.classList.remove("is-over");
  held.over = cell;
  cell?.classList.add("is-over");
}

function pickUp(byKey) {
  clearTimeout(held.timer);
  held.byKey = byKey;
  held.isUp = true;
  if (!byKey) held.ghost = ghostOf(held);
  held.entry.classList.add("is-picked");
  for (const cell of places(held.entry)) cell.classList.add("takes");
}

function ghostOf({ entry, x, y }) {
  const box = entry.getBoundingClientRect();
  const ghost = entry.cloneNode(true);
  ghost.removeAttribute("id");
  ghost.ariaHidden = "true";
  ghost.classList.add("is-ghost");
  ghost.style.inlineSize = `${box.width}px`;
  held.from = { x: x - box.left, y: y - box.top };
  document.body.append(ghost);
  return ghost;
}

function letGo() {
  clearTimeout(held.timer);
  mark(null);
  held.entry.classList.remove("is-picked");
  held.ghost?.remove();
  for (const cell of table.querySelectorAll(".takes")) cell.classList.remove("takes");
  const { entry } = held;
  held = null;
  return entry;
}

function putBack() {
  const { isUp } = held;
  const entry = letGo();
  if (isUp) say(moving.dataset.putBack);
  return entry;
}

function drop() {
  const cell = held.over;
  if (!cell || cell === held.entry.closest("td")) {
    putBack();
    return;
  }
  ask(letGo(), cell.dataset.day);
}

async function ask(entry, day) {
  const { rows, week } = table.dataset;
  const query = new URLSearchParams({ to: day, rows, week });
  moving.replaceChildren();
  await window.htmx.ajax("GET", `${entry.getAttribute("href")}move/?${query}`, { target: moving, swap: "innerHTML" });
  if (!moving.firstElementChild) return; // no connection: the page says so
  moving.showModal();
  moving.addEventListener("close", () => entry.focus(), { once: true });
}

// --- Mouse and finger -------------------------------------------------------------------------

document.addEventListener("pointerdown", (event) => {
  const entry = event.target.closest?.("a[data-move]");
  if (held) putBack();
  if (!entry || event.button !== 0) return;
  held = { entry, x: event.clientX, y: event.clientY, pointer: event.pointerId };
  if (event.pointerType !== "mouse") held.timer = setTimeout(() => pickUp(false), HOLD);
});

document.addEventListener("pointermove", (event) => {
  if (!held || held.byKey || event.pointerId !== held.pointer) return;
  if (!held.isUp) {
    const moved = Math.hypot(event.clientX - held.x, event.clientY - held.y);
    if (event.pointerType === "mouse" && moved > DRAG_AFTER) pickUp(false);
    else if (event.pointerType !== "mouse" && moved > SLACK) { letGo(); return; }
    else return;
  }
  held.ghost.style.translate = `${event.clientX - held.from.x}px ${event.clientY - held.from.y}px`;
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-day]");
  mark(under?.classList.contains("takes") ? under : null);
  const box = table.parentElement.getBoundingClientRect();
  if (event.clientX > box.right - EDGE) table.parentElement.scrollLeft += SLACK;
  else if (event.clientX < box.left + EDGE) table.parentElement.scrollLeft -= SLACK;
});

document.addEventListener("pointerup", (event) => {
  if (!held || held.byKey || event.pointerId !== held.pointer) return;
  if (!held.isUp) { letGo(); return; }
  // The click that follows would open the session.
  const stop = (click) => { click.preventDefault(); click.stopPropagation(); };
  document.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", stop, { capture: true }));
  drop();
});

document.addEventListener("pointercancel", () => {
  if (held && !held.byKey) putBack();
});

// The browser drags links by itself, and scrolls and opens menus under a finger.
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("a[data-move]")) event.preventDefault();
});
document.addEventListener("touchmove", (event) => {
  if (held?.isUp) event.preventDefault();
}, { passive: false });
document.addEventListener("contextmenu", (event) => {
  if (held?.isUp) event.preventDefault();
});

// --- Keyboard ---------------------------------------------------------------------------------

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

// Before the arrow keys of the calendar, which would move the focus.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const entry = event.target.closest?.("a[data-move]");
  if (!held?.byKey) {
    if (event.key !== " " || !entry) return;
    held = { entry };
    pickUp(true);
    mark(entry.closest("td"));
    say(moving.dataset.picked.replace("{what}", nameOf(entry)));
  } else if (event.key in STEPS) {
    const all = places(held.entry);
    const next = all[all.indexOf(held.over) + STEPS[event.key]];
    if (next) {
      mark(next);
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      say([dayName.format(new Date(next.dataset.day)), ...[...next.querySelectorAll("b, .cell-away")].map((each) => each.textContent)].join(": "));
    }
  } else if (event.key === " " || event.key === "Enter") drop();
  else if (event.key === "Escape" || event.key === "Tab") {
    putBack();
    if (event.key === "Tab") return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });

// --- The question, and what was moved ---------------------------------------------------------

moving?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-leave]")) return;
  event.preventDefault();
  moving.close();
});

if (table?.querySelector("[data-move]")) document.getElementById("drag-help").hidden = false;

const moved = document.querySelector("[data-moved]");
if (moved) {
  document.getElementById(moved.dataset.moved)?.focus();
  setTimeout(() => say(moved.querySelector("span").textContent), 100); // once the page is read
}
