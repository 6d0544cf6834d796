"""Sessions as dots: what was intended along, what was felt up, and the line where both agree."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recovery.figures.geometry import Scale, coordinate

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 260  # px, the plot alone
AXIS_HEIGHT = 26  # px below the plot
LAST_POINT = 10  # of the CR-10
# Dots grow with the sessions on the same spot; their widths are in the stylesheet.
SIZES = ((1, "one"), (3, "few"), (7, "some"))
LARGEST = "many"


def scatter(
    points: Sequence[tuple[float, float]],
    means: Sequence[tuple[float, float]],
    *,
    along: str,
    up: str,
    title: str,
) -> SafeString:
    """Draw (intended, felt) of each session, and the mean felt at each intended point as a line.

    Both scales run from 0 to 10. ``along`` and ``up`` name them. Above the dashed line a session
    felt harder than intended.
    """
    scale = Scale(0, LAST_POINT, top=10, bottom=HEIGHT - 10)
    agreed = (
        f'<path class="usual-line" d="M0 {_y(0, scale)} {LAST_POINT} {_y(LAST_POINT, scale)}"/>'
    )
    drawn = (
        f'<svg width="100%" height="{HEIGHT}" viewBox="0 0 {LAST_POINT} {HEIGHT}"'
        f' preserveAspectRatio="none" class="stretched">{agreed}{_dots(points, scale)}'
        f"{_line(means, scale)}</svg>"
    )
    ticks = "".join(
        f'<text class="tick" x="{10 * point}%" y="{HEIGHT + 18}"'
        f' text-anchor="{_anchor(point)}">{point}</text>'
        for point in range(0, LAST_POINT + 1, 2)
    )
    heights = "".join(
        f'<text x="0" y="{_y(point, scale)}" dy="4">{point}</text>' for point in (2, 4, 6, 8)
    )
    return mark_safe(  # noqa: S308  (numbers, and texts that are escaped here)
        f'<svg class="chart scatter" width="100%" height="{HEIGHT + AXIS_HEIGHT}" role="img">'
        f"<title>{escape(title)}</title>{drawn}{heights}"
        f'<line class="axis" x2="100%" y1="{HEIGHT}" y2="{HEIGHT}"/>'
        f'<text x="0" y="13">{escape(up)}</text>'
        f'<text x="100%" y="{HEIGHT - 8}" text-anchor="end">{escape(along)}</text>{ticks}</svg>'
    )


def _dots(points: Sequence[tuple[float, float]], scale: Scale) -> str:
    by_size: dict[str, list[str]] = {}
    for (intended, felt), count in sorted(Counter(points).items()):
        size = next((name for most, name in SIZES if count <= most), LARGEST)
        by_size.setdefault(size, []).append(f"M{coordinate(intended)} {_y(felt, scale)}h0")
    return "".join(
        f'<path class="dots is-none is-{size}" d="{"".join(d)}"/>' for size, d in by_size.items()
    )


def _line(means: Sequence[tuple[float, float]], scale: Scale) -> str:
    if len(means) < 2:
        return ""
    places = " ".join(f"{coordinate(x)} {_y(y, scale)}" for x, y in means)
    return f'<path class="trend" d="M{places}"/>'


def _y(value: float, scale: Scale) -> str:
    return coordinate(scale.y(value))


def _anchor(point: int) -> str:
    return "start" if point == 0 else "end" if point == LAST_POINT else "middle"
