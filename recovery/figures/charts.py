"""The large drawings: R in its own normal band, daily load, one item over time.

A chart fills whatever width it is given while its text keeps its size. So places along the
days are percentages, heights are pixels, and lines and dots sit in an inner drawing that is
stretched with strokes that are not (``vector-effect`` in the stylesheet).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recovery.figures.geometry import (
    Scale,
    Value,
    coordinate,
    is_known,
    percent,
    runs,
    scale_around,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recovery.figures.statuses import Status

BAND_CHART_HEIGHT = 220  # px, the plot alone
LOAD_BARS_HEIGHT = 130
DOT_CHART_HEIGHT = 180
ITEM_LINE_HEIGHT = 56
HANGING_BARS_HEIGHT = 96
AXIS_HEIGHT = 26  # px below the plot, for the dates
UNKNOWN_BAR_HEIGHT = 14  # px: a day nobody logged is marked at the foot, it has no height
REST_BAR_HEIGHT = 2  # px: a rest day is a fact and leaves a trace


@dataclass(frozen=True, slots=True)
class Tick:
    """A word at a place along the days: a date, or *today*. Minor ones give way when narrow."""

    day: int
    label: str
    is_minor: bool = False


def band_chart(
    values: Sequence[Value],
    *,
    band_low: Sequence[Value],
    band_high: Sequence[Value],
    statuses: Sequence[Status],
    trend: Sequence[Value],
    ticks: Sequence[Tick],
    better: str,
    worse: str,
    chart_id: str,
    title: str,
    days: Sequence[Value] | None = None,
) -> SafeString:
    """Draw each day's value as a dot, its running mean as a line, over the own normal band.

    All sequences run over the same days, oldest first, today last; higher is better. ``better``
    and ``worse`` are the words at the two ends of the scale. ``chart_id`` must be the only one
    of its kind on the page: the hatching is found by it. ``days`` are what each day says alone,
    drawn as specks where ``values`` have been smoothed.
    """
    days = [None] * len(values) if days is None else days
    count = _same_length(values, band_low, band_high, statuses, trend, days)
    height = BAND_CHART_HEIGHT
    shown = [*values, *band_low, *band_high, *trend, *days]
    scale = scale_around(shown, top=8, bottom=height - 8)
    return _chart(
        title,
        height,
        _hatching(chart_id),
        _stretched(count, height, _band(band_low, band_high, scale)),
        _gaps(values, band_low, band_high, scale, chart_id),
        _stretched(
            count,
            height,
            f'<path class="today" d="M{coordinate(count - 0.5)} 0V{height}"/>' if count else "",
            _specks(days, scale),
            _line("trend", trend, scale),
            _dots(values, statuses, scale),
        ),
        f'<text x="0" y="13">{escape(better)}</text>',
        f'<text x="0" y="{height - 5}">{escape(worse)}</text>',
        _axis(ticks, count, height),
    )


def load_bars(
    loads: Sequence[Value],
    *,
    usual: Sequence[Value],
    ticks: Sequence[Tick],
    highest: str,
    chart_id: str,
    title: str,
) -> SafeString:
    """Draw each day's load [AU] as a muted bar, with the own usual load a day as a line.

    0.0 is a rest day and leaves a thin trace; an unknown day is hatched. ``highest`` is the
    largest load in the reader's own notation, written at the top of the scale.
    """
    count = _same_length(loads, usual)
    height = LOAD_BARS_HEIGHT
    top = max((value for value in [*loads, *usual] if is_known(value)), default=0.0)
    scale = Scale(0.0, top or 1.0, top=18, bottom=height)
    unknown = "".join(
        _hatched(index, count, height - UNKNOWN_BAR_HEIGHT, UNKNOWN_BAR_HEIGHT, chart_id)
        for index, load in enumerate(loads)
        if not is_known(load)
    )
    return _chart(
        title,
        height,
        _hatching(chart_id),
        unknown,
        _stretched(
            count,
            height,
            _bars("bars", loads[:-1], 0, scale),
            _bars("bars is-today", loads[-1:], count - 1, scale),
            _line("usual-line", usual, scale),
        ),
        f'<text x="0" y="13">{escape(highest)}</text>' if top else "",
        _axis(ticks, count, height),
    )


def hanging_bars(
    values: Sequence[Value],
    *,
    asked: range,
    ticks: Sequence[Tick],
    chart_id: str,
    title: str,
) -> SafeString:
    """Draw how much something was in the way each week, from 0.0 at the top to 100.0 at the foot.

    Down is worse, so the bars hang. 0.0 leaves a thin trace. A week that was ``asked`` about, by
    its index, and not told of is hatched; the others are empty.
    """
    count = len(values)
    height = HANGING_BARS_HEIGHT
    scale = Scale(0.0, 100.0, top=height, bottom=0.0)
    unknown = "".join(
        _hatched(index, count, 0, UNKNOWN_BAR_HEIGHT, chart_id)
        for index, value in enumerate(values)
        if index in asked and not is_known(value)
    )
    bars = "".join(
        f"M{coordinate(index + 0.15)} 0V{coordinate(max(scale.y(value), REST_BAR_HEIGHT))}h.7V0z"
        for index, value in enumerate(values)
        if is_known(value)
    )
    return _chart(
        title,
        height,
        _hatching(chart_id),
        unknown,
        '<line class="axis" x2="100%"/>',
        _stretched(count, height, f'<path class="bars" d="{bars}"/>' if bars else ""),
        _axis(ticks, count, height),
    )


def item_line(
    values: Sequence[Value],
    *,
    band_low: Sequence[Value],
    band_high: Sequence[Value],
    statuses: Sequence[Status],
    title: str,
) -> SafeString:
    """Draw one item small, to stand beside its siblings: own band, dots, no axis.

    Higher is better. Days without an answer stay empty; the table says so.
    """
    count = _same_length(values, band_low, band_high, statuses)
    height = ITEM_LINE_HEIGHT
    scale = scale_around([*values, *band_low, *band_high], top=4, bottom=height - 4)
    return _chart(
        title,
        height,
        _stretched(
            count,
            height,
            _band(band_low, band_high, scale),
            _line("trend", values, scale),
            _dots(values, statuses, scale),
        ),
        has_axis=False,
    )


def dot_chart(
    values: Sequence[Value],
    *,
    band_low: Sequence[Value],
    band_high: Sequence[Value],
    statuses: Sequence[Status],
    ticks: Sequence[Tick],
    better: str,
    worse: str,
    title: str,
) -> SafeString:
    """Draw values that come now and then as dots over the own normal that held at each.

    One place each, oldest first, however much time lies between; higher is better. The places of
    ``ticks`` are counted likewise.
    """
    count = _same_length(values, band_low, band_high, statuses)
    height = DOT_CHART_HEIGHT
    scale = scale_around([*values, *band_low, *band_high], top=20, bottom=height - 20)
    return _chart(
        title,
        height,
        _stretched(count, height, _band(band_low, band_high, scale)),
        _stretched(count, height, _dots(values, statuses, scale)),
        f'<text x="0" y="13">{escape(better)}</text>',
        f'<text x="0" y="{height - 5}">{escape(worse)}</text>',
        _axis(ticks, count, height),
    )


def _same_length(*series: Sequence[object]) -> int:
    lengths = {len(values) for values in series}
    if len(lengths) != 1:
        raise ValueError(f"every series must have the same days, got lengths {sorted(lengths)}")
    return lengths.pop()


def _chart(title: str, height: int, *parts: str, has_axis: bool = True) -> SafeString:
    total = height + AXIS_HEIGHT if has_axis else height
    return mark_safe(  # noqa: S308  (numbers and enum names; every text was escaped on its way in)
        f'<svg class="chart" width="100%" height="{total}" role="img" data-plot-height="{height}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _stretched(count: int, height: int, *parts: str) -> str:
    return (
        f'<svg width="100%" height="{height}" viewBox="0 0 {count or 1} {height}"'
        f' preserveAspectRatio="none" class="stretched">{"".join(parts)}</svg>'
    )


def _hatching(chart_id: str) -> str:
    return (
        f'<defs><pattern id="{escape(chart_id)}-hatch" width="5" height="5"'
        ' patternUnits="userSpaceOnUse"><path class="hatch" d="M-1 6 6-1"/></pattern></defs>'
    )


def _hatched(index: int, count: int, y: float, height: float, chart_id: str) -> str:
    return (
        f'<rect x="{percent(index, count)}" width="{percent(1, count)}" y="{coordinate(y)}"'
        f' height="{coordinate(height)}" fill="url(#{escape(chart_id)}-hatch)"/>'
    )


def _gaps(
    values: Sequence[Value],
    band_low: Sequence[Value],
    band_high: Sequence[Value],
    scale: Scale,
    chart_id: str,
) -> str:
    """Hatch the days without a value, inside the band that held on that day."""
    gaps = []
    for index, (value, low, high) in enumerate(zip(values, band_low, band_high, strict=True)):
        if not is_known(value) and is_known(low) and is_known(high):
            y = scale.y(high)
            gaps.append(_hatched(index, len(values), y, scale.y(low) - y, chart_id))
    return "".join(gaps)


def _band(band_low: Sequence[Value], band_high: Sequence[Value], scale: Scale) -> str:
    """Return the band as one path; it begins where there is an own normal to draw."""
    known = [
        is_known(low) and is_known(high) for low, high in zip(band_low, band_high, strict=True)
    ]
    pieces = []
    for days in runs(known):
        # To the edges of the first and the last day, so that their dots lie on it.
        there = [(days.start, days[0]), *((i + 0.5, i) for i in days), (days.stop, days[-1])]
        upper = [_point(x, band_high[i], scale) for x, i in there]
        lower = [_point(x, band_low[i], scale) for x, i in reversed(there)]
        pieces.append(f"M{' '.join([*upper, *lower])}z")
    return f'<path class="band" d="{"".join(pieces)}"/>' if pieces else ""


def _line(name: str, values: Sequence[Value], scale: Scale) -> str:
    """Return a line that breaks where days are missing; a day on its own stays a dot."""
    pieces = [
        f"M{' '.join(_point(i + 0.5, values[i], scale) for i in days)}"
        for days in runs([is_known(value) for value in values])
        if len(days) > 1
    ]
    return f'<path class="{name}" d="{"".join(pieces)}"/>' if pieces else ""


def _dots(values: Sequence[Value], statuses: Sequence[Status], scale: Scale) -> str:
    dots: dict[str, list[str]] = {}
    for index, (value, status) in enumerate(zip(values, statuses, strict=True)):
        if is_known(value):
            name = f"{status} is-today" if index == len(values) - 1 else str(status)
            dots.setdefault(name, []).append(f"M{_point(index + 0.5, value, scale)}h0")
    return "".join(f'<path class="dots is-{name}" d="{"".join(d)}"/>' for name, d in dots.items())


def _specks(values: Sequence[Value], scale: Scale) -> str:
    specks = [
        f"M{_point(index + 0.5, value, scale)}h0"
        for index, value in enumerate(values)
        if is_known(value)
    ]
    return f'<path class="specks" d="{"".join(specks)}"/>' if specks else ""


def _bars(name: str, loads: Sequence[Value], first: int, scale: Scale) -> str:
    bars = []
    for index, load in enumerate(loads, start=first):
        if is_known(load):
            y = min(scale.y(load), scale.bottom - REST_BAR_HEIGHT)
            foot = coordinate(scale.bottom)
            bars.append(f"M{coordinate(index + 0.15)} {foot}V{coordinate(y)}h.7V{foot}z")
    return f'<path class="{name}" d="{"".join(bars)}"/>' if bars else ""


def _point(x: float, value: Value, scale: Scale) -> str:
    if not is_known(value):  # the callers draw only what is known
        raise ValueError("a day without a value has no place in a drawing")
    return f"{coordinate(x)} {coordinate(scale.y(value))}"


def _axis(ticks: Sequence[Tick], count: int, height: int) -> str:
    """Return the line under the plot and its dates, which never leave the drawing."""
    parts = [f'<line class="axis" x2="100%" y1="{height}" y2="{height}"/>']
    for tick in ticks:
        share = (tick.day + 0.5) / count
        anchor = "start" if share < 0.06 else "end" if share > 0.94 else "middle"
        edge = {"start": "0", "end": "100%", "middle": percent(tick.day + 0.5, count)}[anchor]
        minor = " is-minor" if tick.is_minor else ""
        parts.append(
            f'<text class="tick{minor}" x="{edge}" y="{height + 18}"'
            f' text-anchor="{anchor}">{escape(tick.label)}</text>'
        )
    return "".join(parts)
