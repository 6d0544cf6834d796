"""What a coming session would do: an athlete's facts, their plan, and the engine's outlook.

It changes nothing: no fact, no plan, no stored row. Whoever asks names the data classes they may
see; a coach's answer rests on no others.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Subquery

from athletes.conflicts import HARD_RPE
from athletes.models import FactChange
from recovery.assessments.checkpoints import read_checkpoints
from recovery.assessments.facts import read_facts
from recovery.assessments.models import Calculation
from recovery.assessments.series import (
    WARM_UP_DAYS,
    Calendars,
    day_number,
    day_of,
    series_of,
)
from recovery.assessments.services import VERSION
from recovery.engine import ALL_CLASSES
from recovery.engine.what_if import GoesOn, Outlook, usual_loads, what_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from athletes.models import Athlete, PlannedSession
    from recovery.assessments.checkpoints import Checkpoint
    from recovery.engine import DataClass, Series
    from recovery.engine.arrays import FloatArray

ONE_DAY = dt.timedelta(days=1)
FURTHEST_DAYS = 14  # ahead; beyond, hardly a run of own mornings is long enough


@dataclass(frozen=True, slots=True)
class Choice:
    """What might be done on the day: so many minutes, the hardest of them at an exertion.

    Attributes
    ----------
    minutes : int
    rpe : float
        CR-10.
    load : float
        Of the whole day. [AU]
    others : sequence of PlannedSession
        What else of that load is planned for the day.
    moves : int
        Id of what is planned for an earlier day and would be done on this one instead.
    name : str
        What to call it, where what it consists of does not say it.
    """

    minutes: int = 0
    rpe: float = 0.0
    load: float = 0.0
    others: Sequence[PlannedSession] = ()
    moves: int | None = None
    name: str = ""

    @classmethod
    def session(cls, minutes: int, rpe: float) -> Choice:
        return cls(minutes, rpe, minutes * rpe)

    @classmethod
    def as_planned(cls, entries: Iterable[PlannedSession]) -> Choice:
        """Return everything planned for a day, together."""
        planned = list(entries)
        return cls(
            minutes=sum(entry.minutes or 0 for entry in planned),
            rpe=max((float(entry.rpe or 0) for entry in planned), default=0.0),
            load=sum(entry.load for entry in planned),
        )

    @property
    def is_rest(self) -> bool:
        return not self.load

    @property
    def beside(self) -> float:
        """Load of what else is planned for the day. [AU]"""
        return sum(entry.load for entry in self.others)

    @property
    def is_hard(self) -> bool:
        return max(self.rpe, *(float(entry.rpe or 0) for entry in self.others), 0.0) >= HARD_RPE


REST = Choice()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What each choice would do on one day.

    Attributes
    ----------
    day : date
        The day of the session.
    choices : sequence of Choice
        In the order of the outlook's.
    outlook : Outlook
    least, greatest : sequence of float
        Load of that day, per choice of the days before it, that keeps the week within its usual
        spread. [AU] None where too little is known; a ``greatest`` under 0 says that even rest
        does not.
    done : float
        Load of that day that was done already. [AU] Choices come on top of it.
    hard_days : sequence of int
        Per choice, hard days in a row up to the day before.
    unknown_days : int
        Days before it, today included, of which nothing is known nor planned.
    planned_days : int
        Days before it, today included, taken as planned.
    """

    day: dt.date
    choices: Sequence[Choice]
    outlook: Outlook
    least: Sequence[float | None]
    greatest: Sequence[float | None]
    done: float
    hard_days: Sequence[int]
    unknown_days: int
    planned_days: int


def what_if_on(
    athlete: Athlete,
    day: dt.date,
    choices: Sequence[Choice],
    *,
    today: dt.date,
    planned: Sequence[PlannedSession] = (),
    classes: DataClass = ALL_CLASSES,
) -> WhatIf | None:
    """Try choices for today or a day to come. Eight queries, and no write.

    ``planned`` are sessions and rests on the days from ``today`` to the day before, as far as
    they have not been done: they are taken as if they had been. ``classes`` are what the asker
    may see of the athlete's facts.

    Returns
    -------
    WhatIf
        None where these classes show nothing of the athlete.

    Raises
    ------
    ValueError
        If the day is over or more than fourteen days ahead.
    """
    ahead = (day - today).days
    if not 0 <= ahead <= FURTHEST_DAYS:
        raise ValueError(f"expected a day within {FURTHEST_DAYS} days of {today}, got {day}")
    checkpoint = _checkpoint(athlete, classes, today=today)
    series, goes_on = _series(athlete, classes, last=day + ONE_DAY, checkpoint=checkpoint)
    if series is None or series.load.shape[1] < ahead + 2:
        return None
    column = series.load.shape[1] - 2 - ahead  # of today
    plans = [
        _Coming.of(series, planned, without=choice.moves, today=today, column=column)
        for choice in choices
    ]
    done = float(np.nan_to_num(series.load[0, -2]))
    loads = np.array([plan.load for plan in plans])
    loads[:, -1] = [done + choice.load for choice in choices]
    tried = np.repeat(series.load, len(choices), axis=0)
    tried[:, column:-1] = loads
    least, greatest = usual_loads(tried, series.load.shape[1] - 2)
    return WhatIf(
        day=day,
        choices=choices,
        outlook=what_if(series, today=column, loads=loads, goes_on=goes_on),
        least=[_known(each) for each in least.value],
        greatest=[_known(each) for each in greatest.value],
        done=done,
        hard_days=[
            _hard_days(series, plan.hardest, until=series.load.shape[1] - 3) for plan in plans
        ],
        unknown_days=int(np.isnan(loads[0, :-1]).sum()),
        planned_days=len(plans[0].hardest),
    )


def _checkpoint(athlete: Athlete, classes: DataClass, *, today: dt.date) -> Checkpoint | None:
    """Return from where the stored computation goes on; None to begin at the first day.

    What is carried into a day rests on the days before it: on none that changed since.
    """
    changed = FactChange.objects.filter(athlete=athlete).order_by("from_day")
    computed = Calculation.objects.filter(pk=athlete.pk, engine_version=VERSION)
    since = list(computed.values_list(Subquery(changed.values("from_day")[:1]), flat=True))
    if not since:
        return None
    latest = min(since[0] or today, today)
    return read_checkpoints({athlete.pk: day_number(latest)}).get((athlete.pk, classes))


def _series(
    athlete: Athlete, classes: DataClass, *, last: dt.date, checkpoint: Checkpoint | None
) -> tuple[Series | None, GoesOn | None]:
    """Return the athlete's series through these classes, as it is with days still to come."""
    since = None if checkpoint is None else day_of(checkpoint.day - WARM_UP_DAYS)
    facts = read_facts([athlete.pk], since=since)
    end = np.array([day_number(last)], dtype=np.int64)
    calendars = Calendars(athlete=np.array([athlete.pk], dtype=np.int64), turned=end, today=end)
    days = {} if checkpoint is None else {checkpoint.eyes: (checkpoint.first, checkpoint.day)}
    for views, series in series_of(facts, calendars, {classes: [athlete.pk]}, days):
        if checkpoint is None or checkpoint.carried is None:
            return series, None
        first_column = series.load.shape[1] - 1 - (views[0].last - checkpoint.day)
        return series, GoesOn(first_column, checkpoint.carried)
    return None, None


@dataclass(frozen=True, slots=True)
class _Coming:
    """The days from today on as one choice has them: what was done, and what is planned.

    Attributes
    ----------
    load : ndarray
        Of today up to the day in question. [AU]
    hardest : mapping of column to exertion
        Of the days that are taken as planned.
    """

    load: FloatArray
    hardest: Mapping[int, float]

    @classmethod
    def of(
        cls,
        series: Series,
        planned: Sequence[PlannedSession],
        *,
        without: int | None,
        today: dt.date,
        column: int,
    ) -> _Coming:
        """Take what is planned as done, all but the session with the id ``without``.

        What was done already stays: a planned session comes on top of it. A planned rest, or a
        day that the session leaves, is rest only where nothing else is known of it.
        """
        load = series.load[0, column:-1].copy()
        hardest: dict[int, float] = {}

        def rests(entry: PlannedSession) -> bool:
            return entry.is_rest or entry.pk == without

        for entry in sorted(planned, key=rests):
            at = (entry.day - today).days
            if not 0 <= at < load.size - 1:
                continue
            known = load[at]
            if rests(entry):
                if np.isnan(known):
                    load[at] = hardest[column + at] = 0.0
                continue
            load[at] = np.nan_to_num(known) + entry.load
            hardest[column + at] = max(hardest.get(column + at, 0.0), float(entry.rpe or 0))
        return cls(load, hardest)


def _hard_days(series: Series, taken: Mapping[int, float], *, until: int) -> int:
    """Count the hard days in a row up to and including ``until``."""
    sessions = series.sessions
    hard = set(sessions.day[0, sessions.rpe[0] >= HARD_RPE].tolist())
    hard |= {at for at, rpe in taken.items() if rpe >= HARD_RPE}
    count = 0
    while until - count in hard:
        count += 1
    return count


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
