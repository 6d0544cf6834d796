"""The strip of a row: fourteen days, each a dot on or off the band of the athlete's own normal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recovery.figures.geometry import Band, Value, coordinate, is_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recovery.figures.statuses import Status

DAY = 12  # px from one day to the next
HEIGHT = 36  # px
MIDDLE = 15  # px from the top to the middle of the band: more room below, where worse is
HALF_BAND = 7  # px
HIGHEST, LOWEST = 3.0, 33.0  # px; what lies further out is held here

# Before there is an own normal, values are drawn as if one unit were half a band.
NO_BAND = Band(-1.0, 1.0)


def strip(
    values: Sequence[Value],
    *,
    band: Band | None,
    statuses: Sequence[Status],
    title: str,
    joined: int = 0,
) -> SafeString:
    """Draw the last days, oldest first and today last.

    The band is drawn at the same height in every row, whoever it belongs to: what can be
    compared down a list is how far someone is from their own normal. Values are in the unit of
    the band, higher is better. ``title`` is what a screen reader says in place of the drawing.
    ``joined`` is the first day the athlete could have answered; days before it are not missing.
    """
    if len(values) != len(statuses):
        raise ValueError(f"{len(values)} values but {len(statuses)} statuses")
    normal = band or NO_BAND
    middle = (normal.low + normal.high) / 2
    half = (normal.high - normal.low) / 2 or 1.0

    dots: dict[str, list[str]] = {}
    hatches: list[str] = []
    today = len(values) - 1
    for index, (value, status) in enumerate(zip(values, statuses, strict=True)):
        x = index * DAY + DAY // 2
        if is_known(value):
            y = MIDDLE - HALF_BAND * (value - middle) / half
            y = min(max(y, HIGHEST), LOWEST)
            name = f"{status} is-today" if index == today else str(status)
            dots.setdefault(name, []).append(f"M{x} {coordinate(y)}h0")
        elif index >= joined:
            hatches.append(f"M{x - 4} {MIDDLE}l4-4m-4 8 8-8m-4 8 4-4")

    width = len(values) * DAY
    learning = "" if band else " is-learning"
    parts = [
        f'<svg class="strip" viewBox="0 0 {width} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect class="band{learning}" y="{MIDDLE - HALF_BAND}"',
        f' width="{width}" height="{2 * HALF_BAND}" rx="3"/>',
    ]
    if hatches:
        parts.append(f'<path class="hatch" d="{"".join(hatches)}"/>')
    # A dot is a line of no length with a round end: one path holds every day of one status.
    parts.extend(f'<path class="dots is-{name}" d="{"".join(d)}"/>' for name, d in dots.items())
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308  (numbers, enum names and the escaped title)
