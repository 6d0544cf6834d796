"""Simulated athletes as facts: what each of them would have entered, day by day."""

from dataclasses import dataclass
from datetime import time

import numpy as np
from numpy.random import Generator

from recovery.engine import ITEM_INDEX, DayKind, SessionKind
from recovery.simulation.generator import Simulation


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
    """One session that was logged. ``kind`` is the lower-case name of a `SessionKind`."""

    day: int
    start: time
    kind: str
    minutes: int
    rpe: float


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
    check_ins, sessions, day_marks : tuple
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
    return tuple(
        SimulatedSession(
            day=int(logged.day[athlete, slot]) - today,
            start=time(hour, 30),
            kind=SessionKind(logged.kind[athlete, slot]).name.lower(),
            minutes=int(logged.minutes[athlete, slot]),
            rpe=float(logged.rpe[athlete, slot]),
        )
        for slot, hour in zip(used, hours, strict=True)
    )


def day_marks(simulation: Simulation, athlete: int) -> tuple[SimulatedDayMark, ...]:
    """Return what one simulated athlete said of days up to today."""
    kinds = simulation.day_kind[athlete]
    today = len(kinds) - 1
    return tuple(
        SimulatedDayMark(day=day - today, kind=DayKind(kinds[day]).name.lower())
        for day in np.flatnonzero(kinds != DayKind.UNSAID).tolist()
    )
