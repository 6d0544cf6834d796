"""What a coming session would do: an athlete's facts, their plan, and the engine's outlook.

It changes nothing: no fact, no plan, no stored row. Whoever asks names the data classes they may
see; a coach's answer rests on no others.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from athletes.conflicts import HARD_RPE
from recovery.assessments.facts import read_facts
from recovery.assessments.series import Calendars, day_number, series_of
from recovery.engine import ALL_CLASSES, DayState
from recovery.engine.what_if import Outlook, usual_loads, what_if

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from athletes.models import Athlete, PlannedSession
    from recovery.engine import DataClass, Series

ONE_DAY = dt.timedelta(days=1)
FURTHEST_DAYS = 14  # ahead; beyond, hardly a run of own mornings is long enough


@dataclass(frozen=True, slots=True)
class Choice:
    """What might be done on the day: so many minutes, the hardest of them at an exertion."""

    minutes: int = 0
    rpe: float = 0.0  # CR-10, of the hardest session
    load: float = 0.0  # of all of them [AU]

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
    def is_hard(self) -> bool:
        return self.rpe >= HARD_RPE


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
    least, greatest : float
        Load of that day that keeps the week within its usual spread. [AU] None where too little
        is known; a ``greatest`` under 0 says that even rest does not.
    hard_days : int
        Hard days in a row up to the day before.
    unknown_days : int
        Days before it, today included, of which nothing is known nor planned.
    planned_days : int
        Days before it, today included, taken as planned.
    """

    day: dt.date
    choices: Sequence[Choice]
    outlook: Outlook
    least: float | None
    greatest: float | None
    hard_days: int
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
    """Try choices for a day to come. Five queries, and no write.

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
        If the day is not one of the next fourteen.
    """
    ahead = (day - today).days
    if not 1 <= ahead <= FURTHEST_DAYS:
        raise ValueError(f"expected a day within {FURTHEST_DAYS} days of {today}, got {day}")
    series = _series(athlete, classes, last=day + ONE_DAY)
    if series is None or series.load.shape[1] < ahead + 2:
        return None
    column = series.load.shape[1] - 2 - ahead  # of today
    series, taken = _taken_as_planned(series, planned, today=today, column=column)
    coming = series.load[0, column:-2]
    least, greatest = usual_loads(series.load, series.load.shape[1] - 2)
    return WhatIf(
        day=day,
        choices=choices,
        outlook=what_if(series, today=column, loads=np.array([choice.load for choice in choices])),
        least=_known(least.value[0]),
        greatest=_known(greatest.value[0]),
        hard_days=_hard_days(series, taken, until=series.load.shape[1] - 3),
        unknown_days=int(np.isnan(coming).sum()),
        planned_days=len(taken),
    )


def _series(athlete: Athlete, classes: DataClass, *, last: dt.date) -> Series | None:
    """Return the athlete's series through these classes, as it is with days still to come."""
    facts = read_facts([athlete.pk])
    end = np.array([day_number(last)], dtype=np.int64)
    calendars = Calendars(athlete=np.array([athlete.pk], dtype=np.int64), turned=end, today=end)
    for _views, series in series_of(facts, calendars, {classes: [athlete.pk]}):
        return series
    return None


def _taken_as_planned(
    series: Series, planned: Sequence[PlannedSession], *, today: dt.date, column: int
) -> tuple[Series, Mapping[int, float]]:
    """Return the series with what is planned for the days to come, and the hardest of each day.

    What was done already stays: a planned session comes on top of it. A planned rest is one
    only where nothing else is known of the day.
    """
    load, day_state = series.load.copy(), series.day_state.copy()
    hardest: dict[int, float] = {}
    for entry in sorted(planned, key=lambda each: each.is_rest):
        at = column + (entry.day - today).days
        if not column <= at < load.shape[1] - 2:
            continue
        known = load[0, at]
        if entry.is_rest and not np.isnan(known):
            continue
        load[0, at] = np.nan_to_num(known) + entry.load
        day_state[0, at] = DayState.LOGGED if load[0, at] > 0 else DayState.REST
        hardest[at] = max(hardest.get(at, 0.0), float(entry.rpe or 0))
    return replace(series, load=load, day_state=day_state), hardest


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
