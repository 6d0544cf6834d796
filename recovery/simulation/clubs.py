"""Simulated athletes as facts: what each of them would have entered, day by day."""

from dataclasses import dataclass
from datetime import time

import numpy as np
from numpy.random import Generator

from recovery.engine import ITEM_INDEX, DayKind, SessionKind
from recovery.simulation.generator import Simulation

SHIFTED_SHARE = 0.06  # of sessions that were meant for the day before
PLANNED_DAYS = 28  # back, in which what was missed is known
AHEAD_DAYS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCheckIn:
    """One morning's answers as given: 5 is best, None is not answered.

    ``day`` counts from today: 0 is today, -1 yesterday.
    """

    day: int
    at: time
    sleep_hours: float | None
    sleep_quality: int | None
    fatigue: int | None
    soreness: int | None
    stress: int | None
    mood: int | None
    concentration: int | None
    motivation: int | None
    resting_heart_rate: int | None  # [bpm]
    rmssd: int | None  # [ms]
    ill: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedSession:
    """One session that was logged. ``kind`` is the lower-case name of a `SessionKind`.

    It was planned with ``planned_rpe`` and ``planned_minutes`` for ``planned_day``.
    """

    day: int
    start: time
    kind: str
    minutes: int
    rpe: float
    planned_rpe: float
    planned_minutes: int
    planned_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPlan:
    """Something planned that no session fulfils: missed, rest, or still to come.

    ``kind`` is the lower-case name of a `SessionKind`, or "rest", without minutes and RPE.
    """

    day: int
    kind: str
    minutes: int | None = None
    rpe: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedDayMark:
    """What a day was said to be: the lower-case name of a `DayKind`. May lie ahead."""

    day: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedAthlete:
    """Somebody to fill a club with.

    Attributes
    ----------
    name, slug : str
        Full name; the same in ASCII, unique in the club, for an address.
    age : int
        [years]
    language : str
        "nl" or "en".
    sport : str
    story : str
        What a coach should recognise: the value of a `Story`.
    shares : bool
        Whether the coach may see anything but the name.
    first_day : int
        Day of the first fact, 0 or before.
    check_ins, sessions, day_marks, plans : tuple
        Oldest first.
    """

    name: str
    slug: str
    age: int
    language: str
    sport: str
    story: str
    shares: bool
    first_day: int
    check_ins: tuple[SimulatedCheckIn, ...]
    sessions: tuple[SimulatedSession, ...]
    day_marks: tuple[SimulatedDayMark, ...]
    plans: tuple[SimulatedPlan, ...]


def check_ins(
    draw: Generator, simulation: Simulation, athlete: int
) -> tuple[SimulatedCheckIn, ...]:
    """Return one simulated athlete's check-ins; the last day simulated is today."""
    items = simulation.items[athlete]
    today = len(items) - 1
    usual_minute = int(draw.integers(6 * 60 + 15, 9 * 60))
    given = np.flatnonzero(np.any(~np.isnan(items), axis=-1)).tolist()
    minutes = usual_minute + draw.integers(-20, 21, len(given))
    found = []
    for day, minute in zip(given, minutes.tolist(), strict=True):

        def point(code: str, day: int = day) -> int | None:
            value = items[day, ITEM_INDEX[code]]
            return None if np.isnan(value) else round(float(value))

        hours = float(items[day, ITEM_INDEX["sleep_hours"]])
        ln_rmssd = float(items[day, ITEM_INDEX["ln_rmssd"]])
        found.append(
            SimulatedCheckIn(
                day=day - today,
                at=time(minute // 60, minute % 60),
                sleep_hours=None if np.isnan(hours) else hours,
                sleep_quality=point("sleep_quality"),
                fatigue=point("fatigue"),
                soreness=point("soreness"),
                stress=point("stress"),
                mood=point("mood"),
                concentration=point("concentration"),
                motivation=point("motivation"),
                resting_heart_rate=point("resting_heart_rate"),
                rmssd=None if np.isnan(ln_rmssd) else round(float(np.exp(ln_rmssd))),
                ill=bool(simulation.ill[athlete, day]),
            )
        )
    return tuple(found)


def sessions(draw: Generator, simulation: Simulation, athlete: int) -> tuple[SimulatedSession, ...]:
    """Return one simulated athlete's logged sessions."""
    logged = simulation.sessions
    today = simulation.items.shape[1] - 1
    used = np.flatnonzero(logged.day[athlete] >= 0).tolist()
    hours = draw.choice([9, 17, 18, 19], len(used), p=[0.2, 0.2, 0.4, 0.2]).tolist()
    longer = draw.choice([-10, 0, 10], len(used), p=[0.15, 0.7, 0.15]).tolist()
    earlier = (draw.random(len(used)) < SHIFTED_SHARE).astype(int).tolist()
    return tuple(
        SimulatedSession(
            day=int(logged.day[athlete, slot]) - today,
            start=time(hour, 30),
            kind=SessionKind(logged.kind[athlete, slot]).name.lower(),
            minutes=int(logged.minutes[athlete, slot]),
            rpe=float(logged.rpe[athlete, slot]),
            planned_rpe=float(logged.planned_rpe[athlete, slot]),
            planned_minutes=max(int(logged.minutes[athlete, slot]) + more, 15),
            planned_day=int(logged.day[athlete, slot]) - today - shift,
        )
        for slot, hour, more, shift in zip(used, hours, longer, earlier, strict=True)
    )


def plans(
    draw: Generator,
    sessions: tuple[SimulatedSession, ...],
    marks: tuple[SimulatedDayMark, ...],
    *,
    first_day: int,
    trains_today: bool = False,
) -> tuple[SimulatedPlan, ...]:
    """Return what one simulated athlete has in the plan besides what was done.

    Each week is meant as the one before it went: rest where there was rest, and a session where
    there was one; half of those that are missing in the last weeks were missed. Who
    ``trains_today`` does so in any case.
    """
    by_day = {session.day: session for session in sessions}
    rests = {mark.day for mark in marks if mark.kind == "rest"}
    said = {mark.day for mark in marks}
    found = []
    for day in range(max(-PLANNED_DAYS, first_day), AHEAD_DAYS + 1):
        if day == 0 and trains_today:
            found.append(
                SimulatedPlan(
                    day=0,
                    kind=sessions[-1].kind,
                    minutes=sessions[-1].planned_minutes,
                    rpe=sessions[-1].planned_rpe,
                )
            )
            continue
        back = next((7 * n for n in (1, 2) if {day - 7 * n} & (by_day.keys() | rests)), 0)
        is_open = day not in by_day and day not in said and (day >= 0 or draw.random() < 0.5)
        if day in rests or (is_open and back and day - back in rests and day >= 0):
            found.append(SimulatedPlan(day=day, kind="rest"))
        elif is_open and back and day - back in by_day:
            like = by_day[day - back]
            found.append(
                SimulatedPlan(
                    day=day, kind=like.kind, minutes=like.planned_minutes, rpe=like.planned_rpe
                )
            )
    return tuple(found)


def day_marks(simulation: Simulation, athlete: int) -> tuple[SimulatedDayMark, ...]:
    """Return what one simulated athlete said of days up to today."""
    kinds = simulation.day_kind[athlete]
    today = len(kinds) - 1
    return tuple(
        SimulatedDayMark(day=day - today, kind=DayKind(kinds[day]).name.lower())
        for day in np.flatnonzero(kinds != DayKind.UNSAID).tolist()
    )
