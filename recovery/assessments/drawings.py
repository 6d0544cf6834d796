"""A history as drawings, each with its caption and with the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from recovery.assessments.explanations import item_name, item_value
from recovery.assessments.models import OWN_LEVELS, SILENT_LEVELS
from recovery.assessments.sleep_and_rest import sleep_sentence
from recovery.engine import DEFAULTS
from recovery.figures import Status, Tick, band_chart, item_line, load_bars, table
from recovery.words import number, signed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from recovery.assessments.selectors import History, HistoryDay, ItemHistory
    from recovery.assessments.sleep_and_rest import SleepAndRest

LOAD_AS_USUAL = 10  # [%] less than this from usual is not worth a word
FURTHEST_SPECK = 2.0  # [SD] one poor day must not flatten the weeks around it
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
    method: str = ""  # the card that explains it
    note: str = ""  # beside the name, where drawings stand in a group


def draw_recovery(history: History, *, figure_id: str = "figure-recovery") -> Drawing:
    """Draw R turned round, so that down is worse, in the band of the own normal.

    Their own page has what each day says alone as well: others read a day's answers item by item.
    """
    band = None if history.is_learning else DEFAULTS.response_band
    count = len(history.days)
    recovery = [None if day.response is None else -day.response for day in history.days]
    return Drawing(
        id=figure_id,
        caption=_recovery_caption(history),
        drawing=band_chart(
            [
                value if day.answered else None
                for day, value in zip(history.days, recovery, strict=True)
            ],
            band_low=[None if band is None else -band] * count,
            band_high=[band] * count,
            statuses=[_dot_status(day) for day in history.days],
            # Silence is not health: the line ends where nothing can be said any more.
            trend=[
                value if day.answered or day.level not in SILENT_LEVELS else None
                for day, value in zip(history.days, recovery, strict=True)
            ],
            ticks=_ticks([day.day for day in history.days]),
            better=pgettext("end of a scale", "better"),
            worse=pgettext("end of a scale", "worse"),
            chart_id=figure_id,
            title=_("Recovery from day to day"),
            days=_specks(history),
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
        method="recovery",
        key=_recovery_key(history),
    )


def _recovery_key(history: History) -> str:
    if history.is_learning:
        return _("The line is recovery as it builds up over days; a dot is a day with answers.")
    if history.is_own:
        return _(
            "The line is your recovery as it builds up over days, and the band your own normal for"
            " it. A speck is what one day’s answers say alone, and may well lie outside; hatched is"
            " a day without answers."
        )
    return _(
        "The line is recovery as it builds up over days, and the band the own normal. A dot is"
        " a day with answers, hatched is a day without."
    )


def _specks(history: History) -> list[float | None] | None:
    """Return what each day says alone, turned round and held within the drawing.

    Only to themselves, and only once it is compared with their own normal.
    """
    if not history.is_own or history.is_learning:
        return None
    return [
        None if day.composite is None else max(min(-day.composite, FURTHEST_SPECK), -FURTHEST_SPECK)
        for day in history.days
    ]


def _dot_status(day: HistoryDay) -> Status:
    """Return the status of a day's recovery: what is not about it does not colour it."""
    about_recovery = (day.response or 0) >= DEFAULTS.notice_response
    if day.level in OWN_LEVELS and not about_recovery:
        return Status.USUAL
    return Status.of_level(day.level)


def _recovery_caption(history: History) -> str:
    if not any(day.answered for day in history.days):
        return (
            _("You did not answer on these days.")
            if history.is_own
            else _("Answers are not shared or not filled in on these days.")
        )
    if history.is_learning:
        return (
            _("Your recovery from day to day; your own normal is still being learned.")
            if history.is_own
            else _("Recovery from day to day; their own normal is still being learned.")
        )
    known = [day.response for day in history.days if day.answered and day.response is not None]
    below = sum(response > DEFAULTS.response_band for response in known)
    if not below:
        return (
            _("Your recovery stayed within your own normal on all days with answers.")
            if history.is_own
            else _("Recovery stayed within their own normal on all days with answers.")
        )
    sentence = (
        ngettext(
            "Your recovery was below your own normal on %(below)d of %(days)d day with answers.",
            "Your recovery was below your own normal on %(below)d of %(days)d days with answers.",
            len(known),
        )
        if history.is_own
        else ngettext(
            "Recovery was below their own normal on %(below)d of %(days)d day with answers.",
            "Recovery was below their own normal on %(below)d of %(days)d days with answers.",
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
            highest=_("%(load)s AU") % {"load": number(highest)},
            chart_id="figure-load",
            title=_("Load from day to day"),
        ),
        table=table(
            [_("Day"), _("Load"), _("Usual a day")],
            [[_short(day.day), _load(day.load), _load(day.load_usual)] for day in history.days],
        ),
        method="load",
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
        "week": number(load["week"]),
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


def draw_sleep(history: History, found: SleepAndRest) -> Drawing | None:
    """Draw each night's hours beside the need; nothing where no night is known."""
    item = next((each for each in history.items if each.code == "sleep_hours"), None)
    if item is None:
        return None
    longest = max(value for value in item.values if value is not None)
    return Drawing(
        id="figure-sleep",
        caption=sleep_sentence(found),
        drawing=load_bars(
            item.values,
            usual=[found.need] * len(history.days),
            ticks=_ticks([day.day for day in history.days]),
            highest=item_value("sleep_hours", longest),
            chart_id="figure-sleep",
            title=_("Sleep from night to night"),
        ),
        table=table(
            [_("Day"), _("Hours slept")],
            [
                [_short(day.day), _value("sleep_hours", value)]
                for day, value in zip(history.days, item.values, strict=True)
            ],
        ),
        method="sleep-debt",
        key=_("A bar is the night that ended on a day; hatched is a night that is not known.")
        if found.need is None
        else _(
            "A bar is the night that ended on a day; hatched is a night that is not known. The"
            " dashed line is what you seem to need, from nights before days without training."
        ),
    )


def draw_items(history: History) -> list[Drawing]:
    """Draw each item small, with the own normal behind it."""
    days = [day.day for day in history.days]
    return [_draw_item(item, days, is_learning=history.is_learning) for item in history.items]


def _draw_item(item: ItemHistory, days: Sequence[dt.date], *, is_learning: bool) -> Drawing:
    if is_learning:  # what it is compared with is not their own yet
        unknown = [None] * len(days)
        item = replace(item, normals=unknown, sds=unknown)
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
                [_short(day), _value(item.code, value), _usual(item.code, normal)]
                for day, value, normal in zip(days, item.values, item.normals, strict=True)
            ],
        ),
        note=_latest(item),
    )


def _latest(item: ItemHistory) -> str:
    """Return the latest answer beside what was usual then."""
    latest = next(n for n in reversed(range(len(item.values))) if item.values[n] is not None)
    now, usual = item.values[latest], item.normals[latest]
    if usual is None:
        return _value(item.code, now)
    return _("%(now)s, usually %(usual)s") % {
        "now": _value(item.code, now),
        "usual": item_value(item.code, usual),
    }


def _ticks(days: Sequence[dt.date]) -> list[Tick]:
    """Return the words under a drawing: Mondays or months, and today at the end."""
    last = len(days) - 1
    by_week = len(days) <= TICKS_BY_WEEK_UNTIL
    ticks: list[Tick] = []
    for index, day in enumerate(days):
        starts = day.weekday() == MONDAY if by_week else day.day == 1
        if starts and index < last * 0.93:
            label = (
                _date(day)
                if by_week
                else date_format(day, pgettext("short date in Django’s letters", "M"))
            )
            # Every other one, and what comes close to today's, gives way on a phone.
            is_minor = len(ticks) % 2 == 1 or index > last * 0.8
            ticks.append(Tick(index, label, is_minor=is_minor))
    return [*ticks, Tick(last, _date(days[last]))]


def _date(day: dt.date) -> str:
    # Translators: the letters of Django's date filter; "b" is a month without a capital.
    return date_format(day, pgettext("short date in Django’s letters", "j M"))


def _short(day: dt.date) -> str:
    return date_format(day, pgettext("short date in Django’s letters", "D j M"))


def _signed(value: float | None) -> str:
    if value is None:
        return _("no answer")
    return signed(value)


def _load(load: float | None) -> str:
    return _("unknown") if load is None else number(load)


def _value(code: str, value: float | None) -> str:
    return _("no answer") if value is None else item_value(code, value)


def _usual(code: str, normal: float | None) -> str:
    return _("not yet known") if normal is None else item_value(code, normal)
