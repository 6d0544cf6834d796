"""The time that a session asks, in words: a range of days and parts of days, never a countdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from athletes import plan_words
from athletes.own_normal import clock_hours
from recovery.assessments.explanations import Point, item_value
from recovery.assessments.recovery_time import BEST_ANSWER, Standing
from recovery.figures import span
from recovery.words import number

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.safestring import SafeString

    from athletes.models import Session
    from recovery.assessments.recovery_time import SessionRecovery

HALF_DAY = 12  # hours
NOON, EVENING = 12, 18
HOUR = 3600  # seconds


def asks(found: SessionRecovery) -> str:
    """Say how long the session is likely to take, in half days."""
    shortest, longest = (max(round(hours / HALF_DAY), 1) for hours in found.hours)
    values = {
        "what": what(found.session),
        "shortest": _days(shortest),
        "longest": _days(longest),
    }
    if shortest == longest:
        return (
            ngettext(
                "%(what)s asks about %(longest)s day.",
                "%(what)s asks about %(longest)s days.",
                (longest + 1) // 2,
            )
            % values
        )
    return (
        ngettext(
            "%(what)s asks about %(shortest)s to %(longest)s day.",
            "%(what)s asks about %(shortest)s to %(longest)s days.",
            (longest + 1) // 2,
        )
        % values
    )


def when(found: SessionRecovery) -> str:
    """Say between which parts of which days something hard is likely to go well again."""
    begins, ends = (_part_of_day(end) for end in found.recovered)
    if begins == ends:
        return _("Likely recovered from by %(end)s.") % {"end": ends}
    return _("Likely recovered from between %(begin)s and %(end)s.") % {
        "begin": begins,
        "end": ends,
    }


def standing(found: SessionRecovery) -> str:
    """Say where that leaves the athlete now."""
    return {
        Standing.RECOVERING: _("You are probably still recovering from it."),
        Standing.PERHAPS: _("You may be over it by now. Your own legs know better."),
        Standing.RECOVERED: _("You are most likely over it."),
    }[found.standing]


def rests_on(found: SessionRecovery) -> tuple[Point, ...]:
    """Return what the range was made of, and what was not known."""
    load = _("%(load)s AU") % {"load": number(found.load)}
    if found.usual_load is None:
        against = _("%(load)s; what is usual for such sessions is still being learned")
    else:
        against = _("%(load)s, usually %(usual)s for sessions as hard")
    usual = "" if found.usual_load is None else number(found.usual_load)
    rpe = found.session.rpe
    return (
        Point(_("How hard it felt"), "" if rpe is None else plan_words.exertion(rpe)),
        Point(_("Load"), against % {"load": load, "usual": usual}, method="load"),
        Point(_("Sleep after it"), _slept(found.morning.slept)),
        Point(_("Soreness after it"), _sore(found.morning.soreness)),
        *([Point(_("Short night or soreness"), _("a quarter longer"))] * found.is_slowed),
        *([Point(_("When it ended"), _("not known, so the range is wider"))] * is_vague(found)),
    )


def is_vague(found: SessionRecovery) -> bool:
    """Return whether only its day is known."""
    return found.ended[0] != found.ended[1]


def what(session: Session) -> str:
    """Name a session by its sport and its day: "Running on Tuesday"."""
    values = {"sport": session.get_sport_display(), "day": plan_words.weekday(session.day)}
    return capfirst(pgettext("a session", "%(sport)s on %(day)s") % values)


def drawing(found: SessionRecovery) -> SafeString:
    """Draw the range from the end of the session, and where the athlete stands in it."""
    start = found.ended[0]

    def after(moment: dt.datetime) -> float:
        return max((moment - start).total_seconds() / HOUR, 0.0)

    begins, ends = found.recovered
    return span(
        low=after(begins),
        high=after(ends),
        now=after(found.now),
        title=f"{asks(found)} {when(found)} {standing(found)}",
    )


def _days(halves: int) -> str:
    """Return half days as "½", "1", "1½"."""
    whole, half = divmod(halves, 2)
    return f"{whole or ''}{'½' if half else ''}"


def _part_of_day(moment: dt.datetime) -> str:
    day = date_format(moment, "l")
    if moment.hour < NOON:
        return pgettext("part of a day", "%(day)s morning") % {"day": day}
    if moment.hour < EVENING:
        return pgettext("part of a day", "%(day)s afternoon") % {"day": day}
    return pgettext("part of a day", "%(day)s evening") % {"day": day}


def _slept(hours: float | None) -> str:
    if hours is None:
        return _("not known yet")
    return _("%(duration)s h") % {"duration": clock_hours(hours)}


def _sore(soreness: float | None) -> str:
    if soreness is None:
        return _("not known yet")
    return item_value("soreness", BEST_ANSWER + 1 - soreness)
