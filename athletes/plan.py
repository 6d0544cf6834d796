"""The plan of an athlete's week, beside what was done of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from athletes import plan_words
from athletes.conflicts import DAYS_WITHOUT_REST, conflicts, planned_days
from athletes.models import DayMark
from athletes.services.days import KNOWN_AHEAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from athletes.conflicts import Conflict
    from athletes.models import Athlete, OverloadBlock, PlannedSession, Session

WEEK = 7
ONE_DAY = dt.timedelta(days=1)
RUN_UP = dt.timedelta(days=DAYS_WITHOUT_REST - 1)  # before a week, what may run on into it


class State(StrEnum):
    """What became of something planned. None of them is a reproach."""

    PLANNED = "planned"
    ON_TIME = "on_time"
    SHIFTED = "shifted"
    MISSED = "missed"
    RESTED = "rested"
    TRAINED = "trained"  # where rest was meant
    UNKNOWN = "unknown"  # whether a planned rest was one


@dataclass(frozen=True, slots=True)
class Planned:
    """Something planned, and what became of it."""

    entry: PlannedSession
    session: Session | None
    state: State

    @property
    def is_done(self) -> bool:
        return self.session is not None

    @property
    def intent(self) -> str:
        return plan_words.intent(self.entry)

    @property
    def words(self) -> str:
        return plan_words.became(self)

    @property
    def felt(self) -> str:
        return plan_words.felt(self)

    @property
    def moved_from(self) -> str:
        return plan_words.moved_from(self.entry)


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One day of the plan."""

    day: dt.date
    planned: Sequence[Planned]
    unplanned: Sequence[Session]  # done without a plan
    mark: DayMark | None
    is_past: bool
    is_today: bool
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)  # of the form that plans rest

    @property
    def is_away(self) -> bool:
        return self.mark is not None and self.mark.kind in KNOWN_AHEAD

    @property
    def may_be_rest(self) -> bool:
        return not self.planned and not self.is_past

    @property
    def may_be_away(self) -> bool:
        """Return whether the athlete may still say, or take back, that they are not available."""
        return not self.is_past and (self.mark is None or self.is_away)


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of what was planned until today was done."""

    on_time: int
    shifted: int
    missed: int
    unplanned: int
    mean_shift: float | None  # [days] of what was shifted, forward or back


@dataclass(frozen=True, slots=True)
class Week:
    """A week of one athlete's plan."""

    monday: dt.date
    days: Sequence[PlanDay]
    conflicts: Sequence[Conflict]
    overloads: Sequence[OverloadBlock]
    tally: Tally
    minutes: int  # intended
    load: float  # intended [AU]

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=WEEK - 1)

    @property
    def previous(self) -> dt.date:
        return self.monday - dt.timedelta(days=WEEK)

    @property
    def next(self) -> dt.date:
        return self.monday + dt.timedelta(days=WEEK)

    @property
    def is_empty(self) -> bool:
        return not any(day.planned or day.unplanned for day in self.days)

    @property
    def sessions_count(self) -> int:
        return sum(not each.entry.is_rest for day in self.days for each in day.planned)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def athlete_week(athlete: Athlete, monday: dt.date, *, today: dt.date) -> Week:
    """Read one week of an athlete's own plan. Four queries."""
    first, last = monday - RUN_UP, monday + dt.timedelta(days=WEEK - 1) + RUN_UP
    planned = list(
        athlete.planned_sessions.between(first, last)
        .select_related("session", "planned_by")
        .order_by("day", "pk")
    )
    sessions = list(athlete.sessions.between(first, last).order_by("day", "started_at", "pk"))
    marks = {mark.day: mark for mark in athlete.day_marks.between(first, last)}
    overloads = athlete.overload_blocks.filter(
        first_day__lt=monday + dt.timedelta(days=WEEK), last_day__gte=monday
    )
    return week_of(
        monday,
        planned=planned,
        fulfilled=fulfilled_by(planned),
        sessions=sessions,
        marks=marks,
        overloads=list(overloads.select_related("planned_by").order_by("first_day")),
        today=today,
    )


def week_of(
    monday: dt.date,
    *,
    planned: Iterable[PlannedSession],
    fulfilled: Mapping[int, Session],
    sessions: Iterable[Session],
    marks: Mapping[dt.date, DayMark],
    overloads: Sequence[OverloadBlock],
    today: dt.date,
    is_told: bool = True,
) -> Week:
    """Put a week together from rows that may reach beyond it. No query.

    ``fulfilled`` has the session of each planned one that was done. Where nobody ``is_told``
    what was done, nothing says that something was missed either.
    """
    planned = list(planned)
    trained: dict[dt.date, list[Session]] = defaultdict(list)
    for session in sessions:
        trained[session.day].append(session)
    by_day: dict[dt.date, list[Planned]] = defaultdict(list)
    for entry in planned:
        by_day[entry.day].append(
            became(
                entry,
                fulfilled.get(entry.pk),
                trained=trained[entry.day],
                mark=marks.get(entry.day),
                today=today,
            )
            if is_told
            else Planned(entry, None, State.PLANNED)
        )
    sunday = monday + dt.timedelta(days=WEEK - 1)
    away = [day for day, mark in marks.items() if mark.kind in KNOWN_AHEAD]
    days = [
        PlanDay(
            day=day,
            planned=by_day[day],
            unplanned=[each for each in trained[day] if each.planned_session_id is None],
            mark=marks.get(day),
            is_past=day < today,
            is_today=day == today,
        )
        for day in (monday + dt.timedelta(days=n) for n in range(WEEK))
    ]
    found = conflicts(planned_days((entry.day, entry) for entry in planned), away=away)
    entries = [each.entry for day in days for each in day.planned]
    return Week(
        monday=monday,
        days=days,
        # What lies behind cannot be planned otherwise.
        conflicts=[each for each in found if each.touches(monday, sunday) and each.last >= today],
        overloads=overloads,
        tally=_tally(days),
        minutes=sum(entry.minutes or 0 for entry in entries),
        load=sum(entry.load for entry in entries),
    )


def fulfilled_by(planned: Iterable[PlannedSession]) -> dict[int, Session]:
    """Return the session of each that was done. No query where it was selected along."""
    found = {entry.pk: getattr(entry, "session", None) for entry in planned}
    return {pk: session for pk, session in found.items() if session is not None}


def state_of(entry: PlannedSession, session: Session | None, *, today: dt.date) -> State:
    """Return what became of a planned session: on time is the day on which it was meant."""
    if session is not None:
        return State.ON_TIME if session.day == entry.meant_day else State.SHIFTED
    return State.MISSED if entry.day < today else State.PLANNED


def became(
    entry: PlannedSession,
    session: Session | None,
    *,
    trained: Sequence[Session],
    mark: DayMark | None,
    today: dt.date,
) -> Planned:
    """Return something planned with what became of it; the rest of its day tells of a rest."""
    if not entry.is_rest:
        return Planned(entry, session, state_of(entry, session, today=today))
    if trained:
        return Planned(entry, None, State.TRAINED)
    if mark is not None and mark.kind == DayMark.Kind.REST:
        return Planned(entry, None, State.RESTED)
    return Planned(entry, None, State.UNKNOWN if entry.day < today else State.PLANNED)


def _tally(days: Iterable[PlanDay]) -> Tally:
    found = [each for day in days for each in day.planned]
    states = [each.state for each in found]
    shifts = [
        (each.session.day - each.entry.meant_day).days
        for each in found
        if each.session is not None and each.state is State.SHIFTED
    ]
    return Tally(
        on_time=states.count(State.ON_TIME),
        shifted=len(shifts),
        missed=states.count(State.MISSED),
        unplanned=sum(len(day.unplanned) for day in days),
        mean_shift=sum(shifts) / len(shifts) if shifts else None,
    )
