"""A history as drawings, each with its caption and with the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from recovery.assessments.explanations import item_name, item_value
from recovery.assessments.models import Level
from recovery.engine import DEFAULTS
from recovery.figures import Status, Tick, band_chart, item_line, load_bars, table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from recovery.assessments.selectors import History, HistoryDay, ItemHistory

LOAD_AS_USUAL = 10  # [%] less than this from usual is not worth a word
MONDAY = 0
TICKS_BY_WEEK_UNTIL = 70  # days; beyond, one per month


@dataclass(frozen=True, slots=True)
class Drawing:
    """What `components/_figure.html` shows."""

    id: str
    caption: str
    drawing: SafeString
    table: SafeString
    key: str = ""
    note: str = ""  # beside the name, where drawings stand in a group


def draw_recovery(history: History) -> Drawing:
    """Draw R turned round, so that down is worse, in the band of the own normal."""
    band = None if history.is_learning else DEFAULTS.response_band
    count = len(history.days)
    recovery = [None if day.response is None else -day.response for day in history.days]
    return Drawing(
        id="figure-recovery",
        caption=_recovery_caption(history),
        drawing=band_chart(
            [
                value if day.answered else None
                for day, value in zip(history.days, recovery, strict=True)
            ],
            band_low=[None if band is None else -band] * count,
            band_high=[band] * count,
            statuses=[_dot_status(day) for day in history.days],
            trend=recovery,
            ticks=_ticks([day.day for day in history.days]),
            better=pgettext("end of a scale", "better"),
            worse=pgettext("end of a scale", "worse"),
            chart_id="figure-recovery",
            title=_("Recovery from day to day"),
        ),
        table=table(
            [_("Day"), _("Recovery"), _("Answers of the day"), _("Level")],
            [
                [
                    _short(day.day),
                    _signed(value),
                    _signed(None if day.composite is None else -day.composite),
                    str(day.level.label),
                ]
                for day, value in zip(history.days, recovery, strict=True)
            ],
        ),
        key=_(
            "The line is recovery as it builds up over days, 0 is the own normal and the band what"
            " is usual around it. A dot is a day with answers, hatched is a day without."
        ),
    )


def _dot_status(day: HistoryDay) -> Status:
    """Return the status of a day's recovery: a notice about load alone does not colour it."""
    about_recovery = (day.response or 0) >= DEFAULTS.notice_response
    if day.level == Level.NOTICE and not about_recovery:
        return Status.USUAL
    return Status.of_level(day.level)


def _recovery_caption(history: History) -> str:
    if history.is_learning:
        return (
            _("Your recovery from day to day; your own normal is still being learned.")
            if history.is_own
            else _("Recovery from day to day; their own normal is still being learned.")
        )
    known = [day.response for day in history.days if day.response is not None]
    below = sum(response > DEFAULTS.response_band for response in known)
    if not below:
        return (
            _("Your recovery stayed within your own normal.")
            if history.is_own
            else _("Recovery stayed within their own normal.")
        )
    sentence = (
        ngettext(
            "Your recovery was below your own normal on %(below)d of %(days)d day.",
            "Your recovery was below your own normal on %(below)d of %(days)d days.",
            len(known),
        )
        if history.is_own
        else ngettext(
            "Recovery was below their own normal on %(below)d of %(days)d day.",
            "Recovery was below their own normal on %(below)d of %(days)d days.",
            len(known),
        )
    )
    return sentence % {"below": below, "days": len(known)}


def draw_load(history: History) -> Drawing:
    """Draw each day's load beside the own usual load of a day."""
    loads = [day.load for day in history.days]
    highest = max((load for load in loads if load is not None), default=0.0)
    return Drawing(
        id="figure-load",
        caption=_load_caption(history),
        drawing=load_bars(
            loads,
            usual=[day.load_usual for day in history.days],
            ticks=_ticks([day.day for day in history.days]),
            highest=_("%(load)s AU") % {"load": number_format(highest, 0, force_grouping=True)},
            chart_id="figure-load",
            title=_("Load from day to day"),
        ),
        table=table(
            [_("Day"), _("Load"), _("Usual a day")],
            [[_short(day.day), _load(day.load), _load(day.load_usual)] for day in history.days],
        ),
        key=_(
            "A bar is a day’s load, minutes times exertion (AU). The dashed line is the usual load"
            " of a day; hatched is a day of which nothing is known."
        ),
    )


def _load_caption(history: History) -> str:
    load = history.payload["load"] if history.payload else {"week": None, "percent": None}
    if load["week"] is None:
        return _("Too little is known of training to speak of a usual week.")
    values = {
        "week": number_format(load["week"], 0, force_grouping=True),
        "percent": abs(load["percent"] or 0),
    }
    if load["percent"] is None:
        return (
            _("%(week)s AU in the past seven days; what is usual is still being learned.") % values
        )
    if load["percent"] >= LOAD_AS_USUAL:
        return _("%(week)s AU in the past seven days, %(percent)d%% above usual.") % values
    if load["percent"] <= -LOAD_AS_USUAL:
        return _("%(week)s AU in the past seven days, %(percent)d%% below usual.") % values
    return _("%(week)s AU in the past seven days, as usual.") % values


def draw_items(history: History) -> list[Drawing]:
    """Draw each item small, with the own normal behind it."""
    days = [day.day for day in history.days]
    return [_draw_item(item, days) for item in history.items]


def _draw_item(item: ItemHistory, days: Sequence[dt.date]) -> Drawing:
    sign = 1 if item.higher_is_better else -1
    usual = [
        None if normal is None or sd is None else (sign * normal - sd, sign * normal + sd)
        for normal, sd in zip(item.normals, item.sds, strict=True)
    ]
    name = item_name(item.code)
    return Drawing(
        id=f"figure-{item.code.replace('_', '-')}",
        caption=name,
        drawing=item_line(
            [None if value is None else sign * value for value in item.values],
            band_low=[None if band is None else band[0] for band in usual],
            band_high=[None if band is None else band[1] for band in usual],
            # One item alone is no status: off its band is all there is to see.
            statuses=[Status.USUAL] * len(days),
            title=name,
        ),
        table=table(
            [_("Day"), name, _("Usual")],
            [
                [_short(day), _value(item.code, value), _value(item.code, normal)]
                for day, value, normal in zip(days, item.values, item.normals, strict=True)
            ],
        ),
        note=_latest(item),
    )


def _latest(item: ItemHistory) -> str:
    """Return the latest answer beside what was usual then."""
    for value, normal in zip(reversed(item.values), reversed(item.normals), strict=True):
        if value is not None and normal is not None:
            return _("%(now)s, usually %(usual)s") % {
                "now": item_value(item.code, value),
                "usual": item_value(item.code, normal),
            }
    return ""


def _ticks(days: Sequence[dt.date]) -> list[Tick]:
    """Return the words under a drawing: Mondays or months, and today at the end."""
    last = len(days) - 1
    by_week = len(days) <= TICKS_BY_WEEK_UNTIL
    ticks: list[Tick] = []
    for index, day in enumerate(days):
        starts = day.weekday() == MONDAY if by_week else day.day == 1
        if starts and index < last * 0.93:
            label = date_format(day, "j M") if by_week else date_format(day, "M")
            # Every other one, and what comes close to today's, gives way on a phone.
            is_minor = len(ticks) % 2 == 1 or index > last * 0.8
            ticks.append(Tick(index, label, is_minor=is_minor))
    return [*ticks, Tick(last, date_format(days[last], "j M"))]


def _short(day: dt.date) -> str:
    return date_format(day, "D j M")


def _signed(value: float | None) -> str:
    if value is None:
        return _("no answer")
    rounded = round(value, 1) or 0.0  # never −0.0
    text = str(number_format(abs(rounded), 1))
    return f"−{text}" if rounded < 0 else f"+{text}"


def _load(load: float | None) -> str:
    return _("unknown") if load is None else str(number_format(load, 0, force_grouping=True))


def _value(code: str, value: float | None) -> str:
    return _("no answer") if value is None else item_value(code, value)
