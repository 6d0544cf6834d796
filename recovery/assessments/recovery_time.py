"""When the athlete's latest training is likely to be recovered from, as a range.

For the athlete alone, from their own facts: no lens but theirs sees sessions, nights and
soreness together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from recovery.engine import Status
from recovery.engine.metrics.intensity import zone_of_rpe
from recovery.engine.metrics.session_recovery import (
    LONGEST_HOURS,
    SHORT_NIGHT,
    SORE,
    recovery_time,
    usual_session_load,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from athletes.models import Athlete, Session
    from recovery.assessments.selectors import History

USUAL_OF = dt.timedelta(days=84)  # earlier sessions that tell what is usual of a zone
LONGEST = dt.timedelta(hours=LONGEST_HOURS)
BEST_ANSWER = 5  # as asked and shown; the engine has 5 as the worst
# A session of which only the day is known ended somewhere between these hours of the own clock.
EARLIEST_START, LATEST_END = dt.time(6), dt.time(22)


class Standing(Enum):
    """Where the athlete stands in the range now. None of them is certain."""

    RECOVERING = "recovering"  # before its beginning
    PERHAPS = "perhaps"  # within it
    RECOVERED = "recovered"  # after its end


@dataclass(frozen=True, slots=True)
class MorningAfter:
    """What was answered on the morning after a session; None is not known."""

    slept: float | None = None  # [h]
    soreness: float | None = None  # 1 to 5, larger is worse


@dataclass(frozen=True, slots=True)
class SessionRecovery:
    """One session, and how long it is likely to take to recover from.

    ``ended`` are the earliest and the latest moment at which it may have ended, the same one
    where its start is known; ``recovered`` are the ends of the range, on the athlete's clock.
    """

    session: Session
    load: float  # [AU]
    usual_load: float | None  # of earlier sessions as hard; None with fewer than five [AU]
    morning: MorningAfter
    hours: tuple[float, float]  # after its end
    ended: tuple[dt.datetime, dt.datetime]
    recovered: tuple[dt.datetime, dt.datetime]
    now: dt.datetime

    @property
    def is_slowed(self) -> bool:
        """Whether a short night or soreness makes the range longer."""
        slept, sore = self.morning.slept, self.morning.soreness
        return (slept is not None and slept < SHORT_NIGHT) or (sore is not None and sore >= SORE)

    @property
    def standing(self) -> Standing:
        begins, ends = self.recovered
        if self.now < begins:
            return Standing.RECOVERING
        return Standing.PERHAPS if self.now < ends else Standing.RECOVERED


@dataclass(frozen=True, slots=True)
class RecoveryTime:
    """What the last four days of training ask. ``asks_most`` ends last of those rated."""

    asks_most: SessionRecovery | None
    unrated: Session | None  # the latest without an exertion in these days

    @property
    def is_empty(self) -> bool:
        return self.asks_most is None and self.unrated is None


def mornings_of(history: History) -> dict[dt.date, MorningAfter]:
    """Return what a history holds of nights and soreness, by day. No query."""
    values = {item.code: item.values for item in history.items}
    nothing = [None] * len(history.days)
    slept, sore = (values.get(code, nothing) for code in ("sleep_hours", "soreness"))
    return {
        day.day: MorningAfter(
            slept=hours, soreness=None if answer is None else BEST_ANSWER + 1 - answer
        )
        for day, hours, answer in zip(history.days, slept, sore, strict=True)
    }


def latest_recovery(
    athlete: Athlete, *, mornings: Mapping[dt.date, MorningAfter], now: dt.datetime
) -> RecoveryTime:
    """Return what the training of the last four days is likely to ask. One query.

    ``mornings`` are answers by day. Of several sessions the one that is recovered from last
    counts: an easy run this morning does not end what yesterday's intervals ask.
    """
    today = athlete.local_day(now)
    sessions = list(
        athlete.sessions.between(today - USUAL_OF, today).order_by("day", "started_at", "pk")
    )
    recent = [session for session in sessions if _may_still_count(athlete, session, now=now)]
    found = [
        _recovery(athlete, session, earlier=_before(session, sessions), mornings=mornings, now=now)
        for session in recent
    ]
    rated = [each for each in found if each is not None]
    unrated = [each for each in recent if each.rpe is None and each.reported_load is None]
    return RecoveryTime(
        asks_most=max(rated, key=lambda each: each.recovered[1], default=None),
        unrated=unrated[-1] if unrated else None,
    )


def _may_still_count(athlete: Athlete, session: Session, *, now: dt.datetime) -> bool:
    return now - _ended(athlete, session, now=now)[1] <= LONGEST


def _before(session: Session, sessions: Sequence[Session]) -> Sequence[Session]:
    return sessions[: sessions.index(session)]


def _ended(
    athlete: Athlete, session: Session, *, now: dt.datetime
) -> tuple[dt.datetime, dt.datetime]:
    """Return the earliest and the latest moment at which a session may have ended."""
    lasted = dt.timedelta(minutes=session.minutes or 0)
    if session.started_at is not None:
        end = athlete.local_time(session.started_at + lasted)
        return end, end
    earliest = athlete.local_time(athlete.instant(session.day, EARLIEST_START) + lasted)
    latest = athlete.local_time(athlete.instant(session.day, LATEST_END))
    return earliest, max(earliest, min(latest, athlete.local_time(now)))


def _recovery(
    athlete: Athlete,
    session: Session,
    *,
    earlier: Sequence[Session],
    mornings: Mapping[dt.date, MorningAfter],
    now: dt.datetime,
) -> SessionRecovery | None:
    """Return the range of one session; None where its load or its zone is not known."""
    if session.load is None or session.rpe is None:
        return None
    zone = zone_of_rpe(np.array([float(session.rpe)]))
    usual = _usual_load(earlier, int(zone[0]))
    morning = mornings.get(session.day + dt.timedelta(days=1), MorningAfter())
    hours = recovery_time(
        np.array([session.load]),
        zone,
        usual_load=np.array([_number(usual)]),
        asleep=np.array([_number(morning.slept)]),
        soreness=np.array([_number(morning.soreness)]),
    )
    shortest, longest = float(hours.shortest.value[0]), float(hours.longest.value[0])
    ended = _ended(athlete, session, now=now)
    return SessionRecovery(
        session=session,
        load=session.load,
        usual_load=usual,
        morning=morning,
        hours=(shortest, longest),
        ended=ended,
        recovered=(
            athlete.local_time(ended[0] + dt.timedelta(hours=shortest)),
            athlete.local_time(ended[1] + dt.timedelta(hours=longest)),
        ),
        now=athlete.local_time(now),
    )


def _usual_load(earlier: Sequence[Session], zone: int) -> float | None:
    """Return the median load of earlier sessions of that zone, None with too few. [AU]"""
    rated = [(each.load, float(each.rpe)) for each in earlier if each.rpe is not None]
    load = np.array([[_number(of_session) for of_session, _rpe in rated]])
    usual = usual_session_load(load, zone_of_rpe(np.array([[rpe for _load, rpe in rated]])))
    is_known = usual.status[0, zone - 1] == Status.OK and usual.value[0, zone - 1] > 0
    return float(usual.value[0, zone - 1]) if is_known else None


def _number(value: float | None) -> float:
    return np.nan if value is None else value
