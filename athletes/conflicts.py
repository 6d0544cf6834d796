"""What does not go together in a plan, told while it is being made.

Plain values in and out, for the athlete's week and the coach's alike.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from athletes.models import PlannedSession

HARD_RPE = 7.0  # from here on a session is hard: above the second threshold (Seiler 2010)
EASY_RPE = 3.0  # up to here it is easy, as in the engine's parameters
HARD_DAYS = 3  # in a row
DAYS_WITHOUT_REST = 9
ONE_DAY = dt.timedelta(days=1)


class ConflictKind(StrEnum):
    HARD_DAYS = "hard_days"
    NO_REST = "no_rest"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stretch of days with something to think over."""

    kind: ConflictKind
    first: dt.date
    last: dt.date

    def touches(self, first: dt.date, last: dt.date) -> bool:
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What is planned on a day, as far as conflicts go."""

    trains: bool
    is_hard: bool


def planned_days(planned: Iterable[tuple[dt.date, PlannedSession]]) -> dict[dt.date, PlannedDay]:
    """Return the days on which something is planned. A day without a plan is no rest."""
    days: dict[dt.date, PlannedDay] = {}
    for day, entry in planned:
        before = days.get(day, PlannedDay(trains=False, is_hard=False))
        days[day] = PlannedDay(
            trains=before.trains or not entry.is_rest,
            is_hard=before.is_hard or float(entry.rpe or 0) >= HARD_RPE,
        )
    return days


def conflicts(
    days: Mapping[dt.date, PlannedDay], *, away: Collection[dt.date] = ()
) -> list[Conflict]:
    """Return the conflicts of these days, in order of their first day.

    Three hard days in a row; nine days in a row with training and no rest; training on a day in
    ``away``, on which the athlete is not available. An empty day ends a run: what is not planned
    may well be rest.
    """
    hard = {day for day, planned in days.items() if planned.is_hard}
    trained = {day for day, planned in days.items() if planned.trains}
    found = [
        *_runs(hard, at_least=HARD_DAYS, kind=ConflictKind.HARD_DAYS),
        *_runs(trained, at_least=DAYS_WITHOUT_REST, kind=ConflictKind.NO_REST),
        *_runs(trained & set(away), at_least=1, kind=ConflictKind.UNAVAILABLE),
    ]
    return sorted(found, key=lambda conflict: (conflict.first, conflict.kind))


def _runs(days: Collection[dt.date], *, at_least: int, kind: ConflictKind) -> Iterable[Conflict]:
    for first in sorted(days):
        if first - ONE_DAY in days:
            continue
        last = first
        while last + ONE_DAY in days:
            last += ONE_DAY
        if (last - first).days + 1 >= at_least:
            yield Conflict(kind, first, last)
