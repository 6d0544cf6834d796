"""What is known about an athlete's training on today and yesterday, and in the week so far."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from athletes.models import DayMark
from athletes.plan import became, fulfilled_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from athletes.models import Athlete, PlannedSession, Session
    from athletes.plan import Planned

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class DayFacts:
    """What is known of one day's training. A day without anything is neither rest nor fine."""

    day: dt.date
    sessions: list[Session]
    mark: DayMark | None
    planned: Sequence[Planned] = ()  # whatever became of it
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)  # of the form that marks the day

    @property
    def training_is_unknown(self) -> bool:
        return not self.sessions and self.mark is None

    @property
    def may_be_rest(self) -> bool:
        """Return whether a rest day would not contradict what is known."""
        return not self.sessions

    @property
    def to_do(self) -> list[Planned]:
        """Return what is planned and not done yet, rest included where the day is still open."""
        return [
            each
            for each in self.planned
            if not each.is_done and (not each.entry.is_rest or self.training_is_unknown)
        ]

    @property
    def other_marks(self) -> list[tuple[str, str]]:
        """Return the kinds of day besides rest, with their words."""
        return [(kind.value, str(kind.label)) for kind in DayMark.Kind if kind != DayMark.Kind.REST]


@dataclass(frozen=True)
class Training:
    """Today and yesterday, and the load of today and of the week since Monday. [AU]"""

    today: DayFacts
    yesterday: DayFacts
    load_today: float
    load_week: float
    sessions_week: int
    unrated_week: int


def training(athlete: Athlete, today: dt.date) -> Training:
    """Read the training section of Today. Three queries."""
    yesterday = today - ONE_DAY
    monday = today - dt.timedelta(days=today.weekday())
    sessions = list(
        athlete.sessions.between(min(monday, yesterday), today)
        .select_related("shoe")
        .order_by("day", "started_at", "pk")
    )
    marks = {mark.day: mark for mark in athlete.day_marks.between(yesterday, today)}
    planned = list(
        athlete.planned_sessions.between(yesterday, today)
        .select_related("session", "planned_by")
        .order_by("day", "pk")
    )
    week = [session for session in sessions if session.day >= monday]
    return Training(
        today=_day(today, sessions, marks, planned),
        yesterday=_day(yesterday, sessions, marks, planned),
        load_today=sum(session.load or 0 for session in week if session.day == today),
        load_week=sum(session.load or 0 for session in week),
        sessions_week=len(week),
        unrated_week=sum(session.load is None for session in week),
    )


def _day(
    day: dt.date,
    sessions: list[Session],
    marks: dict[dt.date, DayMark],
    planned: list[PlannedSession],
) -> DayFacts:
    of_day = [session for session in sessions if session.day == day]
    fulfilled = fulfilled_by(planned)
    return DayFacts(
        day=day,
        sessions=of_day,
        mark=marks.get(day),
        planned=[
            became(each, fulfilled.get(each.pk), trained=of_day, mark=marks.get(day), today=day)
            for each in planned
            if each.day == day
        ],
    )
