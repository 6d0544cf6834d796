"""The kinds of drawing on the cards, each with the same numbers as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from recovery.figures import Status, Tick, band_chart, load_bars, table
from recovery.methods.cards import Figure
from recovery.methods.notation import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.utils.safestring import SafeString

    from recovery.engine.arrays import FloatArray

CHART_ID = "figure-example"  # a card has one drawing
TICK_SHARES = (0, 0.25, 0.5, 0.75, 1)  # of the way along


def bars(
    loads: FloatArray | Sequence[float | None],
    line: FloatArray | Sequence[float] | None = None,
    *,
    caption: str,
    key: str,
    columns: Sequence[str],
    unit: str,
    step: Callable[[int], str] | None = None,
) -> Figure:
    """Draw amounts as bars with a line in the same unit over them."""
    step = step or _day
    heights = [_value(load) for load in loads]
    over = [None] * len(heights) if line is None else [_value(value) for value in line]
    highest = max((each for each in [*heights, *over] if each is not None), default=0.0)
    return Figure(
        caption=caption,
        key=key,
        drawing=load_bars(
            heights,
            usual=over,
            ticks=_ticks(len(heights), step),
            highest=f"{number(round(highest, 2))} {unit}",
            chart_id=CHART_ID,
            title=caption,
        ),
        table=_table(step, columns, [heights, over][: len(columns)]),
    )


def line(
    values: FloatArray | Sequence[float],
    *,
    caption: str,
    key: str,
    column: str,
    ends: tuple[str, str],
    beside: tuple[str, Sequence[float | None]] | None = None,
    band: tuple[Sequence[float | None], Sequence[float | None]] | None = None,
    statuses: Sequence[Status] | None = None,
    dots: FloatArray | None = None,
    step: Callable[[int], str] | None = None,
) -> Figure:
    """Draw values as a line: ``ends`` are the words at the top and the foot of the scale.

    ``beside`` is what goes into the table next to it: name and values. ``dots`` are single
    values, coloured by ``statuses``; ``band`` is the own normal.
    """
    step = step or _day
    trend = [_value(value) for value in values]
    singles = None if dots is None else [_value(dot) for dot in dots]
    count = len(trend)
    low, high = band or ([None] * count, [None] * count)
    columns = (column,) if beside is None else (beside[0], column)
    told = trend if singles is None or any(each is not None for each in trend) else singles
    series = [told] if beside is None else [[_value(each) for each in beside[1]], told]
    return Figure(
        caption=caption,
        key=key,
        drawing=band_chart(
            singles or [None] * count,
            band_low=low,
            band_high=high,
            statuses=statuses or [Status.USUAL] * count,
            trend=trend,
            ticks=_ticks(count, step),
            better=ends[0],
            worse=ends[1],
            chart_id=CHART_ID,
            title=caption,
        ),
        table=_table(step, columns, series),
    )


def _table(
    step: Callable[[int], str], columns: Sequence[str], series: Sequence[Sequence[float | None]]
) -> SafeString:
    return table(
        [step(-1), *columns],
        [
            [number(index + 1), *(_cell(values[index]) for values in series)]
            for index in range(len(series[0]))
        ],
    )


def _day(index: int) -> str:
    """Return what the step ``index`` is called; -1 asks for the name of the column."""
    if index < 0:
        return _("Day")
    # Translators: under a drawing, where the days of an example are numbered.
    return pgettext("of an example", "day %(number)d") % {"number": index + 1}


def night(index: int) -> str:
    if index < 0:
        return _("Night")
    return pgettext("of an example", "night %(number)d") % {"number": index + 1}


def week(index: int) -> str:
    if index < 0:
        return _("Week")
    return pgettext("of an example", "week %(number)d") % {"number": index + 1}


def month(index: int) -> str:
    if index < 0:
        return _("Month")
    return pgettext("of an example", "month %(number)d") % {"number": index + 1}


def session(index: int) -> str:
    if index < 0:
        return _("Session")
    return pgettext("of an example", "session %(number)d") % {"number": index + 1}


def _ticks(count: int, step: Callable[[int], str]) -> list[Tick]:
    days = sorted({round(share * (count - 1)) for share in TICK_SHARES})
    return [Tick(day, step(day), is_minor=place % 2 == 1) for place, day in enumerate(days)]


def _value(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _cell(value: float | None) -> str:
    return (
        pgettext("a value of an example", "unknown") if value is None else number(round(value, 2))
    )
