// Files by drag and drop, one request each, so that progress and result are told per file.
// Without this script the form sends them all at once.

const form = document.querySelector("[data-drop]");
const here = form.querySelector(".drop-here");
const said = form.querySelector(".drop-said");
const progress = form.querySelector(".drop-progress");
const button = form.querySelector("button");
const KNOWN = /\.(fit|tcx|gpx|csv|txt|zip|gz)$/i;
const words = (name, values) => Object.entries(values).reduce(
  (text, [key, value]) => text.replace(`{${key}}`, value), form.dataset[name]);

function tell(text) {
  said.hidden = !text;
  said.textContent = text;
}

async function* filesIn(entry) {
  if (entry.isFile) {
    yield await new Promise((found, lost) => entry.file(found, lost));
    return;
  }
  const reader = entry.createReader();
  // A reader gives a hundred at a time, and nothing when it is through.
  for (;;) {
    const some = await new Promise((found, lost) => reader.readEntries(found, lost));
    if (!some.length) return;
    for (const each of some) yield* filesIn(each);
  }
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const files = [];
  for (const entry of entries) for await (const file of filesIn(entry)) files.push(file);
  return files;
}

async function send(file) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("files", file, file.name);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  const door = answer.headers.get("HX-Redirect");
  if (door) location.assign(door);
  if (!answer.ok) throw new Error(String(answer.status));
  const list = document.getElementById("imports");
  list.outerHTML = await answer.text();
  window.htmx.process(document.getElementById("imports"));
}

async function sendAll(chosen) {
  const problems = [];
  const known = chosen.filter((file) => KNOWN.test(file.name));
  const files = known.filter((file) => file.size <= Number(form.dataset.largest));
  for (const file of known) if (!files.includes(file)) problems.push(words("tooLarge", { name: file.name }));
  if (!known.length) problems.push(form.dataset.none);
  button.disabled = true;
  progress.hidden = !files.length;
  progress.max = files.length;
  for (const [sent, file] of files.entries()) {
    try {
      await send(file);
    } catch {
      problems.push(words("failed", { name: file.name }));
    }
    progress.value = sent + 1;
    tell(words("progress", { sent: sent + 1, total: files.length }));
  }
  progress.hidden = true;
  button.disabled = false;
  form.reset();
  tell([files.length ? said.textContent : "", ...problems.slice(0, 5)].filter(Boolean).join(". "));
}

here.hidden = false;

form.addEventListener("submit", (event) => {
  const chosen = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  if (!chosen.length) return; // the server says it
  event.preventDefault();
  sendAll(chosen);
});

for (const sign of ["dragenter", "dragover"]) {
  form.addEventListener(sign, (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
}
for (const sign of ["dragleave", "drop"]) form.addEventListener(sign, () => form.classList.remove("is-over"));
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  sendAll(await dropped(event.dataTransfer));
});
