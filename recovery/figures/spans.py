"""A range of hours after a session as a band on a line, with where one stands now."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recovery.figures.geometry import coordinate

HEIGHT = 40  # px
MIDDLE = 20  # px
BAND_HEIGHT = 24  # px
AIR = 1.04  # after the later of the two, so that a dot at the end is whole


def span(*, low: float, high: float, now: float, title: str) -> SafeString:
    """Draw ``low`` to ``high`` as a band, and ``now`` as a dot, on a line that starts at 0.

    All in one unit, none negative. ``title`` is what a screen reader says in place of it.
    """
    if not 0 <= low <= high or now < 0:
        raise ValueError(f"expected 0 <= low <= high and now >= 0, got {low}, {high} and {now}")
    end = AIR * max(high, now) or 1.0

    def place(value: float) -> str:
        return f"{coordinate(100 * value / end)}%"

    top = MIDDLE - BAND_HEIGHT // 2
    return mark_safe(  # noqa: S308  (numbers and the escaped title)
        f'<svg class="chart" width="100%" height="{HEIGHT}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<rect class="band" x="{place(low)}" width="{place(high - low)}" y="{top}"'
        f' height="{BAND_HEIGHT}" rx="4"/>'
        f'<line class="axis" x2="100%" y1="{MIDDLE}" y2="{MIDDLE}"/>'
        f'<circle class="now" cx="{place(now)}" cy="{MIDDLE}" r="5"/></svg>'
    )
