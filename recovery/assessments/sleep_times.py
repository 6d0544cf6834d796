"""How regular an athlete's nights are, from when they went to bed and woke.

Read from the answers themselves: it is shown to the athlete alone, who sees every class.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from athletes.models import BodyAnswers
from athletes.models.questions import OptionalItem
from recovery.assessments.explanations import Point
from recovery.engine import Status
from recovery.engine.metrics.sleep import (
    REGULARITY_MINIMUM,
    sleep_epochs,
    sleep_regularity_index,
)
from recovery.words import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from athletes.models import Athlete

NIGHTS = 28  # the longest that the index is about
NOON = 12  # o'clock, at which a night begins and ends


@dataclass(frozen=True, slots=True)
class SleepRegularity:
    """The sleep regularity index of the last four weeks. ``index`` is None where unknown.

    ``pairs`` counts nights whose times are known, as those of the night before are.
    """

    index: float | None  # -100 to 100
    status: Status
    pairs: int


def sleep_regularity(athlete: Athlete, *, last: dt.date) -> SleepRegularity | None:
    """Read it for the nights up to ``last``. One query.

    None for whoever is not asked for these times and has told none of them.
    """
    told = BodyAnswers.objects.filter(
        check_in__athlete=athlete,
        check_in__day__gt=last - dt.timedelta(days=NIGHTS),
        check_in__day__lte=last,
    ).values_list("check_in__day", "bed_at", "woke_at")
    nights = [
        (day, bed_at, woke_at)
        for day, bed_at, woke_at in told
        if bed_at is not None and woke_at is not None
    ]
    if not nights and OptionalItem.BED_TIMES not in athlete.asked:
        return None
    return regularity_of(nights, last=last)


def regularity_of(
    nights: Iterable[tuple[dt.date, dt.time, dt.time]], *, last: dt.date
) -> SleepRegularity:
    """Work it out of days, and when somebody went to bed for the night before and woke."""
    times = np.full((2, 1, NIGHTS), np.nan)
    for day, bed_at, woke_at in nights:
        asleep_from, awake_from = _after_noon(bed_at), _after_noon(woke_at)
        if asleep_from < awake_from:  # a night that goes on past noon fits no day of the index
            times[:, 0, (day - last).days + NIGHTS - 1] = asleep_from, awake_from
    epochs = sleep_epochs(*times)
    found = sleep_regularity_index(epochs)
    known = ~np.isnan(times[0, 0])
    index = float(found.value[0])
    return SleepRegularity(
        index=None if np.isnan(index) else index,
        status=Status(found.status[0]),
        pairs=int((known[1:] & known[:-1]).sum()),
    )


def _after_noon(clock: dt.time) -> float:
    """Return how many hours after noon a clock says. [h]"""
    return (clock.hour - NOON) % 24 + clock.minute / 60


def regularity_point(found: SleepRegularity) -> Point:
    """Return the index in words, with its card."""
    return Point(_("Sleep regularity"), _words(found), method="sleep-regularity")


def _words(found: SleepRegularity) -> str:
    if found.index is None:
        missing = REGULARITY_MINIMUM - found.pairs
        return ngettext(
            "known after %(pairs)d more pair of nights in a row with both times",
            "known after %(pairs)d more pairs of nights in a row with both times",
            missing,
        ) % {"pairs": missing}
    values = {"index": number(found.index), "pairs": found.pairs}
    if found.status == Status.PROVISIONAL:
        return (
            ngettext(
                "about %(index)s of 100, from only %(pairs)d pair of nights",
                "about %(index)s of 100, from only %(pairs)d pairs of nights",
                found.pairs,
            )
            % values
        )
    return (
        ngettext(
            "%(index)s of 100, from %(pairs)d pair of nights",
            "%(index)s of 100, from %(pairs)d pairs of nights",
            found.pairs,
        )
        % values
    )
