// The queue by keyboard: single keys that move between rows, act and find. They can be switched off,
// because whoever dictates, or leans on a key, must not act by accident.

const OFF = "queue-keys-off";
const keys = document.getElementById("keys");
const find = document.getElementById("find");
const isOn = document.getElementById("keys-on");
const opener = document.getElementById("keys-open");
let afterOpening = null; // what to do once the card that was asked for is there

const links = () => [...document.querySelectorAll("#queue .row-link")];
const rowOf = (element) => element?.closest?.("#queue .row") ?? null;

function move(step) {
  const all = links();
  const here = all.indexOf(rowOf(document.activeElement)?.querySelector(".row-link"));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

// Open the card of the row where the focus is, or take the one that is open, and go on in it.
function inCard(goOn) {
  const row = rowOf(document.activeElement) ?? document.querySelector("#queue .row.is-open") ?? rowOf(links()[0]);
  if (row?.querySelector(".row-body")) {
    goOn(row);
    return;
  }
  const link = row?.querySelector(".row-link[aria-expanded=false]");
  if (link) {
    afterOpening = { id: row.id, goOn };
    link.click();
  } else {
    document.getElementById("announce").textContent = keys.dataset.nothingOpen;
  }
}

const act = (row) => row.querySelector(".actions button")?.focus();

function note(row) {
  const details = row.querySelector("details[id^=act-note]");
  if (!details) return;
  details.open = true;
  details.querySelector("textarea")?.focus();
}

const doings = {
  j: () => move(1),
  k: () => move(-1),
  a: () => inCard(act),
  n: () => inCard(note),
  "/": () => { find.focus(); find.select(); },
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keys.open) return;
  if (target === find && key === "Escape") {
    links()[0]?.focus();
    return;
  }
  if (!isOn.checked || target.matches("input, textarea, select, [contenteditable]")) return;
  if (!Object.hasOwn(doings, key)) return;
  event.preventDefault();
  doings[key]();
});

document.addEventListener("htmx:afterSettle", () => {
  if (!afterOpening) return;
  const row = document.getElementById(afterOpening.id);
  if (!row?.querySelector(".row-body")) return;
  const { goOn } = afterOpening;
  afterOpening = null;
  goOn(row);
});

isOn.checked = !localStorage.getItem(OFF);
isOn.addEventListener("change", () => {
  if (isOn.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});
opener.addEventListener("click", () => keys.showModal());
opener.hidden = false;
