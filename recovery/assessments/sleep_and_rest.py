"""Sleep against the need, and the rhythm of rest, as the athlete's own page shows them.

They bear on recovery without being part of any level: context, each with its card.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from athletes.own_normal import clock_hours, duration_words
from recovery.assessments.explanations import Point
from recovery.assessments.models import DailyState
from recovery.engine import ITEM_INDEX
from recovery.engine.metrics.rhythm import days_since_rest
from recovery.engine.metrics.sleep import NEED_MINIMUM, sleep_debt, sleep_need
from recovery.words import number

if TYPE_CHECKING:
    from recovery.engine.arrays import FloatArray

READ_DAYS = 84  # nights before free days that tell the need
WEEK = 7
TEENAGE = range(14, 18)  # years
WORTH_A_WORD = 0.25  # [h] a night; nobody knows their sleep better


@dataclass(frozen=True, slots=True)
class SleepAndRest:
    """How somebody slept, and when they last rested. None is not known.

    Attributes
    ----------
    nights : int
        Of the last seven that are known.
    mean : float
        Of those. [h]
    need : float
        From nights before days without training. [h]
    free_nights : int
        Nights that the need rests on, or would.
    debt : float
        Of fourteen nights. [h]
    days_since_rest : tuple of int
        At least, and at most; the latter None where no rest day is known at all.
    """

    nights: int
    mean: float | None
    need: float | None
    free_nights: int
    debt: float | None
    days_since_rest: tuple[int, int | None] | None


def sleep_and_rest(
    *, athlete_id: int, lens: int, last: dt.date, birth_date: dt.date | None
) -> SleepAndRest:
    """Read how somebody slept and rested up to ``last``, through one lens. One query."""
    first = last - dt.timedelta(days=READ_DAYS - 1)
    asleep = np.full((1, READ_DAYS), np.nan)
    load = np.full((1, READ_DAYS), np.nan)
    rows = DailyState.objects.filter(athlete=athlete_id, lens=lens).between(first, last)
    for day, of_day, items in rows.values_list("day", "load", "item_values"):
        column = (day - first).days
        asleep[0, column] = items[ITEM_INDEX["sleep_hours"]]
        load[0, column] = np.nan if of_day is None else of_day
    return measured(asleep, load, teenage=_is_teenage(birth_date, last))


def measured(asleep: FloatArray, load: FloatArray, *, teenage: bool) -> SleepAndRest:
    """Work it out of arrays of shape (1, n_days), the last day last. [h], [AU]"""
    free = np.where(load == 0, asleep, np.nan)
    need = sleep_need(free, teenage=np.array([teenage]))
    debt = sleep_debt(asleep, need=need.value)
    week = asleep[0, -WEEK:]
    nights = int((~np.isnan(week)).sum())
    return SleepAndRest(
        nights=nights,
        mean=float(np.nanmean(week)) if nights else None,
        need=_known(need.value[0]),
        free_nights=int((~np.isnan(free)).sum()),
        debt=_known(debt.value[0, -1]),
        days_since_rest=_since_rest(load),
    )


def _since_rest(load: FloatArray) -> tuple[int, int | None] | None:
    """Count the days; as of yesterday while today has no fact, for it may still hold a session."""
    is_open = bool(np.isnan(load[0, -1]))
    since = days_since_rest(load[:, :-1] if is_open else load)
    at_least, at_most = (_known(end.value[0, -1]) for end in (since.at_least, since.at_most))
    if at_least is None:
        return None
    return int(at_least) + is_open, None if at_most is None else int(at_most) + is_open


def _is_teenage(birth_date: dt.date | None, day: dt.date) -> bool:
    if birth_date is None:
        return False
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday) in TEENAGE


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


# --- in words ------------------------------------------------------------------------------------


def points(found: SleepAndRest) -> tuple[Point, ...]:
    """Return sleep, its debt and the days since the last rest day, each with its card."""
    return (
        Point(_("Sleep"), _slept(found), method="sleep-debt"),
        Point(_("Sleep debt"), _debt(found), method="sleep-debt"),
        Point(_("Last rest day"), _rested(found), method="days-since-rest"),
    )


def sleep_sentence(found: SleepAndRest) -> str:
    """Say how the last seven nights were, as the caption of their drawing."""
    if found.mean is None:
        return _("Nothing is known of your last seven nights.")
    slept = {"duration": clock_hours(found.mean)}
    if found.need is None:
        return (
            _("You slept %(duration)s a night in the last week; your need is not known yet.")
            % slept
        )
    short = found.need - found.mean
    values = slept | {"difference": duration_words(abs(short))}
    if short >= WORTH_A_WORD:
        return (
            _(
                "You slept %(duration)s a night in the last week, %(difference)s less than you seem"
                " to need."
            )
            % values
        )
    if short <= -WORTH_A_WORD:
        return (
            _(
                "You slept %(duration)s a night in the last week, %(difference)s more than you seem"
                " to need."
            )
            % values
        )
    return (
        _("You slept %(duration)s a night in the last week, about what you seem to need.") % values
    )


def _slept(found: SleepAndRest) -> str:
    if found.mean is None:
        return _("not known of these seven nights")
    return ngettext(
        "%(duration)s h a night; %(nights)d night of 7 known",
        "%(duration)s h a night; %(nights)d nights of 7 known",
        found.nights,
    ) % {"duration": clock_hours(found.mean), "nights": found.nights}


def _debt(found: SleepAndRest) -> str:
    if found.need is None:
        missing = NEED_MINIMUM - found.free_nights
        return ngettext(
            "known after %(nights)d more night before a rest day",
            "known after %(nights)d more nights before a rest day",
            missing,
        ) % {"nights": missing}
    if found.debt is None:
        return _("too few nights known")
    return _("%(hours)s h, at %(need)s a night") % {
        "hours": number(found.debt, 1),
        "need": clock_hours(found.need),
    }


def _rested(found: SleepAndRest) -> str:
    if found.days_since_rest is None:
        return _("too few days known")
    at_least, at_most = found.days_since_rest
    if at_most is None:
        return ngettext("at least %(days)d day ago", "at least %(days)d days ago", at_least) % {
            "days": at_least
        }
    if at_least == at_most:
        if not at_most:
            return _("today")
        return ngettext("%(days)d day ago", "%(days)d days ago", at_most) % {"days": at_most}
    return _("%(least)d to %(most)d days ago") % {"least": at_least, "most": at_most}
