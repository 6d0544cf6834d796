"""A test's results as a drawing over the own normal, with the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from athletes import performance_words as words
from athletes.performance import BASELINE_DAYS
from recovery.figures import Tick, dot_chart, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from athletes.models import PerformanceTest
    from athletes.performance import Measured, Progress
    from recovery.figures.geometry import Value

SHOWN = 24  # results; more do not fit on a phone
TICKS = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """What `components/_figure.html` shows."""

    id: str
    caption: str
    drawing: SafeString
    table: SafeString
    key: str
    method: str = "performance-test"  # the card that explains it


def draw_progress(progress: Progress) -> Figure:
    """Draw the latest results of a test that was done at least once; down is worse."""
    test, days = progress.test, progress.days[-SHOWN:]
    sign = 1 if test.larger_is_better else -1
    bands = [_band(day, sign) for day in days]
    return Figure(
        id=f"figure-test-{test.pk}",
        caption=_caption(progress),
        drawing=dot_chart(
            [sign * day.value for day in days],
            band_low=[low for low, _high in bands],
            band_high=[high for _low, high in bands],
            statuses=[words.status(day) for day in days],
            ticks=_ticks(days),
            better=pgettext("end of a scale", "better"),
            worse=pgettext("end of a scale", "worse"),
            title=test.name,
        ),
        table=_table(test, days),
        key=_key(progress),
        method="jump-test" if test.kind == test.Kind.JUMP else "performance-test",
    )


def _band(day: Measured, sign: int) -> tuple[Value, Value]:
    if day.mean is None or day.worthwhile is None:
        return None, None
    return sign * day.mean - day.worthwhile, sign * day.mean + day.worthwhile


def _ticks(days: Sequence[Measured]) -> list[Tick]:
    """Return the first and the last day, and a few between them."""
    last = len(days) - 1
    step = max(1, -(-last // TICKS))
    places = [place for place in range(0, last, step) if last - place >= step]
    ticks = [
        Tick(place, words.short_day(days[place].day), is_minor=number % 2 == 1)
        for number, place in enumerate(places)
    ]
    return [*ticks, Tick(last, words.short_day(days[last].day))]


def _table(test: PerformanceTest, days: Sequence[Measured]) -> SafeString:
    return table(
        [_("Day"), _("Result"), _("Usual"), _("Change")],
        [
            [
                words.day(day.day),
                words.value(test, day.value),
                words.own_range(test, day),
                words.change(day) or _("not yet known"),
            ]
            for day in days
        ],
    )


def _caption(progress: Progress) -> str:
    latest = progress.days[-1]
    result = {
        "value": words.value(progress.test, latest.value),
        "day": words.day(latest.day),
        "change": words.change(latest),
    }
    if result["change"]:
        return _("%(value)s on %(day)s: %(change)s beside the eight weeks before.") % result
    return _("%(value)s on %(day)s.") % result


def _key(progress: Progress) -> str:
    if progress.is_learning:
        return _("A dot is a test, each one as wide whatever lies between.")
    return _(
        "A dot is a test, each one as wide whatever lies between. The band is the own normal at"
        " that moment: the mean of the %(weeks)d weeks before, one smallest worthwhile change"
        " (SWC) either way."
    ) % {"weeks": BASELINE_DAYS // 7}
