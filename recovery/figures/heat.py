"""A heat map: one row for each athlete, one cell for each day, today last.

A row is one drawing with one path for each kind of cell that is in it, so two hundred athletes
of four weeks are some hundred pieces of text and not thousands of elements. What a kind means
shows in its shape as well as in its shade.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from html import escape  # of plain strings; Django's own looks for lazy ones first
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.utils.safestring import SafeString, mark_safe

from recovery.figures.geometry import Band, coordinate, is_known, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from recovery.figures.geometry import Value
    from recovery.figures.statuses import Status

    Kinds = NDArray[np.int64]  # of `Cell`

CELL = 12  # units from one day to the next; a row is stretched to the width there is
ROW = 24  # px, and as many units


class Cell(IntEnum):
    """What is drawn on one day of one athlete."""

    BLANK = 0  # not begun, or nothing at all to show of this athlete
    GAP = 1  # a day without a value
    USUAL = 2
    WATCH = 3
    ACT = 4
    UNKNOWN = 5  # there is a value, and nothing it could be compared with
    NOUGHT = 6  # of an amount
    SLIGHT = 7
    SOME = 8
    MUCH = 9
    MOST = 10


CLASSES = {
    Cell.GAP: "cell-gap",
    Cell.USUAL: "cell-usual",
    Cell.WATCH: "cell-watch",
    Cell.ACT: "cell-act",
    Cell.UNKNOWN: "cell-unknown",
    Cell.NOUGHT: "cell-nought",
    Cell.SLIGHT: "cell-slight",
    Cell.SOME: "cell-some",
    Cell.MUCH: "cell-much",
    Cell.MOST: "cell-most",
}
# Days on end of what is most usual are one line, which the sheet breaks into cells.
RUNS = re.compile(bytes([Cell.USUAL]) + b"+")
# From the left edge of a cell; y is counted from the top. An amount stands on the ground.
SHAPES = {
    Cell.GAP: "M{0} 8l3-3M{0} 15l10-10M{0} 22l10-10M{7} 22l3-3",
    Cell.WATCH: "M{0} 2h2l3 7 3-7h2v20h-10z",
    Cell.ACT: "M{0} 2h10v20h-10zM{3} 8v8h4v-8z",
    Cell.UNKNOWN: "M{1} 3h8v18h-8z",
    Cell.NOUGHT: "M{0} 20h10v2h-10z",
    Cell.SLIGHT: "M{0} 17h10v5h-10z",
    Cell.SOME: "M{0} 12h10v10h-10z",
    Cell.MUCH: "M{0} 7h10v15h-10z",
    Cell.MOST: "M{0} 2h10v20h-10z",
}
# Where down is worse an amount hangs from above.
HANGING = {
    Cell.NOUGHT: "M{0} 2h10v2h-10z",
    Cell.SLIGHT: "M{0} 2h10v6h-10z",
    Cell.SOME: "M{0} 2h10v13h-10z",
    Cell.MUCH: "M{0} 2h10v20h-10z",
}


def heat_rows(
    kinds: Kinds, titles: Sequence[str], *, hanging: bool = False
) -> Iterator[SafeString]:
    """Draw each row of ``kinds``, of shape (n_athletes, n_days), with its title for who listens.

    ``hanging`` draws amounts from the top down: more of it is worse.
    """
    shapes = _shapes(kinds.shape[1], hanging=hanging)
    for row, title in zip(kinds, titles, strict=True):
        yield mark_safe(  # noqa: S308  (numbers, class names and the escaped title)
            _opening(kinds.shape[1]) + f"<title>{escape(title)}</title>{_paths(row, shapes)}</svg>"
        )


class HeatTick(NamedTuple):
    """A week at the head of the map, with where its name leads."""

    day: int  # on which it begins, from the left
    label: str
    url: str


def heat_ticks(ticks: Sequence[HeatTick], days: int) -> SafeString:
    """Draw the heads of the weeks, each over its days."""
    drawn = "".join(
        # Named here too: on a narrow map a sheet leaves out every other name.
        f'<a href="{escape(tick.url)}" aria-label="{escape(tick.label)}">'
        f'<rect x="{percent(tick.day, days)}"'
        f' width="{percent(min(7, days - tick.day), days)}" height="44"/>'
        f'<line x1="{percent(tick.day, days)}" x2="{percent(tick.day, days)}" y1="30" y2="44"/>'
        f'<text x="{percent(tick.day, days)}" dx="4" y="40">{escape(tick.label)}</text></a>'
        for tick in ticks
    )
    return mark_safe(  # noqa: S308  (numbers and texts that are escaped here)
        f'<svg class="heat-ticks" width="100%" height="44">{drawn}</svg>'
    )


def heat_cell(kind: Cell, *, hanging: bool = False) -> SafeString:
    """Draw one cell alone, for a key."""
    drawn = _paths(np.array([kind]), _shapes(1, hanging=hanging))
    return mark_safe(  # noqa: S308  (numbers and class names)
        f'<svg class="heat-key" viewBox="0 0 {CELL} {ROW}" aria-hidden="true">{drawn}</svg>'
    )


def dot_on_band(value: Value, band: Band | None, status: Status, *, title: str) -> SafeString:
    """Draw one value on or off the band of an own normal; a hatch where there is no value.

    ``band`` is None where there is no own normal yet. Down is worse.
    """
    learning = "" if band else " is-learning"
    normal = band or Band(-1.0, 1.0)
    middle, half = (normal.low + normal.high) / 2, (normal.high - normal.low) / 2 or 1.0
    if is_known(value):
        y = min(max(12 - 5 * (value - middle) / half, 3.5), 20.5)
        drawn = f'<path class="dots is-{status} is-today" d="M22 {coordinate(y)}h0"/>'
    else:
        drawn = '<path class="hatch" d="M18 14l5-5M20 16l6-6"/>'
    return mark_safe(  # noqa: S308  (numbers, an enum name and the escaped title)
        f'<svg class="heat-today" viewBox="0 0 44 {ROW}" role="img"><title>{escape(title)}</title>'
        f'<rect class="band{learning}" y="7" width="44" height="10" rx="3"/>{drawn}</svg>'
    )


def _opening(days: int) -> str:
    return (
        f'<svg class="heat" viewBox="0 0 {CELL * days} {ROW}" preserveAspectRatio="none"'
        ' role="img">'
    )


def _paths(row: Kinds, shapes: dict[int, list[str]]) -> str:
    kinds = row.astype(np.uint8).tobytes()
    paths = []
    for kind in sorted(set(kinds)):
        if kind == Cell.BLANK:
            continue
        if kind == Cell.USUAL:
            drawn = "".join(
                [
                    f"M{CELL * run.start() + 1} 12h{CELL * (run.end() - run.start()) - 2}"
                    for run in RUNS.finditer(kinds)
                ]
            )
        else:
            drawn = "".join(
                [shape for each, shape in zip(kinds, shapes[kind], strict=True) if each == kind]
            )
        paths.append(f'<path class="{CLASSES[Cell(kind)]}" d="{drawn}"/>')
    return "".join(paths)


@lru_cache(maxsize=16)
def _shapes(days: int, *, hanging: bool) -> dict[int, list[str]]:
    """Return what each kind looks like on each day."""
    chosen = SHAPES | HANGING if hanging else SHAPES
    # The numbers in braces are units from the left edge of the cell.
    places = [[CELL * day + 1 + inside for inside in range(CELL)] for day in range(days)]
    return {int(kind): [shape.format(*place) for place in places] for kind, shape in chosen.items()}
