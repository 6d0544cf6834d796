"""One value beside the range it usually lies in, with a mark for what others have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recovery.figures.geometry import coordinate

if TYPE_CHECKING:
    from recovery.figures.geometry import Band

HEIGHT = 28  # px
MIDDLE = 14  # px
BAND_HEIGHT = 14  # px
AIR = 0.08  # of what is drawn, on either side


def in_range(value: float, usual: Band, *, others: float | None = None, title: str) -> SafeString:
    """Draw ``usual`` as a band, ``value`` as a dot and ``others`` as a line across.

    All in one unit; more is further right. ``title`` is what a screen reader says in its place.
    """
    drawn = [value, usual.low, usual.high, *([] if others is None else [others])]
    least, most = min(drawn), max(drawn)
    air = AIR * (most - least) or 1.0
    width = most - least + 2 * air

    def place(number: float) -> str:
        return f"{coordinate(100 * (number - least + air) / width)}%"

    band = f"{coordinate(max(100 * (usual.high - usual.low) / width, 1.0))}%"
    line = (
        ""
        if others is None
        else f'<line class="limit" x1="{place(others)}" x2="{place(others)}" y1="2" y2="26"/>'
    )
    return mark_safe(  # noqa: S308  (numbers and the escaped title)
        f'<svg class="chart" width="100%" height="{HEIGHT}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<line class="axis" x2="100%" y1="{MIDDLE}" y2="{MIDDLE}"/>'
        f'<rect class="band" x="{place(usual.low)}" width="{band}" y="{MIDDLE - BAND_HEIGHT // 2}"'
        f' height="{BAND_HEIGHT}" rx="4"/>{line}'
        f'<circle class="now" cx="{place(value)}" cy="{MIDDLE}" r="4.5"/></svg>'
    )
