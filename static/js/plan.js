// The arrow keys in a calendar: from a day to the next, and from an athlete to the next. Without
// this the links are in the order of Tab all the same.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(".plan-table :is(th, td)");
  const step = STEPS[event.key];
  if (!cell || !step || event.altKey || event.ctrlKey || event.metaKey) return;
  const found = stepInside(cell, event.target, step[0]) ?? stepOut(cell, step);
  if (!found) return;
  event.preventDefault();
  found.focus();
  found.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// Several things on a day: up and down go through them first.
function stepInside(cell, link, down) {
  if (!down) return null;
  const links = [...cell.querySelectorAll("a")];
  return links[links.indexOf(link) + down];
}

// On to the next cell that has something to open; days that are over may have nothing.
function stepOut(cell, [down, right]) {
  const rows = [...cell.closest("tbody").rows];
  let row = rows.indexOf(cell.parentElement) + down;
  let column = cell.cellIndex + right;
  while (rows[row]?.cells[column]) {
    const links = rows[row].cells[column].querySelectorAll("a");
    if (links.length) return down < 0 ? links[links.length - 1] : links[0];
    row += down;
    column += right;
  }
  return null;
}
