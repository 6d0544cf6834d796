"""How far something may turn out either way, one bar for each choice, against a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recovery.figures.geometry import coordinate

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW = 52  # px: a line of words over a bar
WORDS, BAR = 16, 30  # px from the top of a row
BAR_HEIGHT = 16  # px
FOOT = 24  # px for the words about the limit
AIR = 0.06  # of the width, on either side


@dataclass(frozen=True, slots=True)
class Spread:
    """A choice, and the tenth, the middle and the ninetieth of a hundred ways it may turn out."""

    label: str
    low: float
    middle: float
    high: float


def spreads(rows: Sequence[Spread], *, limit: float, limit_label: str, title: str) -> SafeString:
    """Draw a bar from low to high with a dot in the middle for each row, and the limit across.

    All values in one unit. ``title`` is what a screen reader says in place of the drawing.
    """
    least = min([limit, *(row.low for row in rows)])
    most = max([limit, *(row.high for row in rows)])
    air = AIR * (most - least) or 1.0
    width = most - least + 2 * air

    def place(value: float) -> str:
        return f"{coordinate(100 * (value - least + air) / width)}%"

    def length(value: float) -> str:
        return f"{coordinate(100 * value / width)}%"

    height = ROW * len(rows)
    parts = []
    for number, row in enumerate(rows):
        top = ROW * number
        parts.append(
            f'<text x="0" y="{top + WORDS}">{escape(row.label)}</text>'
            f'<rect class="band" x="{place(row.low)}" width="{length(row.high - row.low)}"'
            f' y="{top + BAR - BAR_HEIGHT // 2 + 2}" height="{BAR_HEIGHT}" rx="4"/>'
            f'<circle class="now" cx="{place(row.middle)}" cy="{top + BAR + 2}" r="4.5"/>'
        )
    anchor = "end" if (limit - least + air) / width > 0.5 else "start"
    return mark_safe(  # noqa: S308  (numbers; every text was escaped on its way in)
        f'<svg class="chart" width="100%" height="{height + FOOT}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<line class="limit" x1="{place(limit)}" x2="{place(limit)}" y1="0" y2="{height + 4}"/>'
        f"{''.join(parts)}"
        f'<text x="{place(limit)}" y="{height + 19}" text-anchor="{anchor}">'
        f"{escape(limit_label)}</text></svg>"
    )
