// Reading the squad's map cell by cell, by pointer or with the arrow keys. Without this the map
// is drawn all the same, and the same days stand in the table.

const SVG = "http://www.w3.org/2000/svg";
const cursor = document.createElementNS(SVG, "rect");
cursor.setAttribute("class", "squad-cursor");
cursor.setAttribute("y", "1");
cursor.setAttribute("width", "12");
cursor.setAttribute("height", "22");

let map = null; // the row that is read
let day = 0; // of it, from the left

const squadOf = (row) => row.closest(".squad");
const read = (squad, name) => (squad[name] ??= JSON.parse(squad.dataset[name])); // once a map

function words(row, index) {
  const squad = squadOf(row);
  const code = row.dataset.codes[index];
  const value = row.dataset.values?.split(";")[index] ?? "";
  const said = read(squad, "spoken")[code].replace("{value}", value);
  return `${read(squad, "days")[index]} · ${said}`;
}

function show(row, index) {
  map = row;
  day = Math.min(Math.max(index, 0), row.dataset.codes.length - 1);
  cursor.setAttribute("x", String(12 * day));
  row.querySelector(".heat").append(cursor);
  const name = row.closest("li").querySelector("a").textContent;
  document.getElementById("squad-readout").textContent = `${name} · ${words(row, day)}`;
}

function hide() {
  cursor.remove();
  const readout = document.getElementById("squad-readout");
  if (readout) readout.textContent = "";
}

// One row at a time is a stop of Tab; up and down go on to the next.
function enter(row) {
  for (const other of squadOf(row).querySelectorAll("[data-codes][tabindex]")) {
    if (other !== row) other.removeAttribute("tabindex");
  }
  row.tabIndex = 0;
  row.role = "slider";
  row.ariaLabel = row.closest("li").querySelector("a").textContent;
  row.ariaValueMin = "1";
  row.ariaValueMax = String(row.dataset.codes.length);
}

function tell(row, index) {
  enter(row);
  show(row, index);
  row.ariaValueNow = String(day + 1);
  row.ariaValueText = words(row, day);
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".squad-map[data-codes]");
  if (row) tell(row, row === map ? day : map?.isConnected ? day : row.dataset.codes.length - 1);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.(".squad-map[data-codes]")) hide();
});

document.addEventListener("keydown", (event) => {
  const row = event.target;
  if (!row.matches?.(".squad-map[data-codes]") || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...squadOf(row).querySelectorAll("[data-codes]")];
  const place = rows.indexOf(row);
  const along = { ArrowLeft: day - 1, ArrowRight: day + 1, Home: 0, End: row.dataset.codes.length - 1 };
  const down = { ArrowUp: place - 1, ArrowDown: place + 1, PageUp: Math.max(place - 10, 0),
    PageDown: Math.min(place + 10, rows.length - 1) };
  if (event.key === "Enter") row.closest("li").querySelector("a").click();
  else if (event.key in along) tell(row, along[event.key]);
  else if (event.key in down) {
    const next = rows[down[event.key]];
    if (next) {
      const column = day;
      tell(next, column);
      next.focus({ preventScroll: true });
      next.closest("li").scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  } else return;
  event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  const row = event.target.closest?.(".squad-map[data-codes]");
  if (!row) return;
  const box = row.getBoundingClientRect();
  show(row, Math.floor(((event.clientX - box.left) / box.width) * row.dataset.codes.length));
});

document.addEventListener("pointerout", (event) => {
  const row = event.target.closest?.(".squad-map[data-codes]");
  if (row && !row.contains(event.relatedTarget) && document.activeElement !== row) hide();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});

// The last row that was read is gone with a swap; today is at the end of the days.
function prepare() {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  const squad = document.querySelector(".squad");
  const first = squad?.querySelector("[data-codes]");
  if (!first) return;
  map = null;
  enter(first);
  first.ariaValueNow = first.ariaValueMax;
  first.ariaValueText = words(first, first.dataset.codes.length - 1);
  squad.scrollLeft = squad.scrollWidth;
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "squad") prepare();
});
prepare();
