"""What was read: one history per athlete, and how the reading went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal

    from athletes.imports.profile import Profile, ZeroLoad
    from athletes.imports.refusals import Refusal


@dataclass(slots=True)
class CheckInDraft:
    """The answers of one day by item, as given, on the points of the profile's instrument."""

    recorded_at: dt.datetime
    answers: dict[str, Decimal]


@dataclass(slots=True)
class SessionDraft:
    """A session by minutes and RPE, or by the load that its source reported."""

    day: dt.date
    recorded_at: dt.datetime
    started_at: dt.datetime | None
    sport: str
    minutes: int | None
    rpe: Decimal | None
    reported_load: Decimal | None
    file: str
    distance_m: int | None = None
    heart_rate_mean: int | None = None


@dataclass(slots=True)
class AthleteHistory:
    """All that was told of one athlete. ``sessions`` are keyed by what tells them apart.

    Measurements of a device and days with load 0 wait until everything has been read.
    """

    name: str
    check_ins: dict[dt.date, CheckInDraft] = field(default_factory=dict)
    sessions: dict[str, SessionDraft] = field(default_factory=dict)
    rest_days: dict[dt.date, dt.datetime] = field(default_factory=dict)  # and when it was told
    measured: dict[dt.date, dict[str, Decimal]] = field(default_factory=dict)
    zero_loads: dict[dt.date, tuple[dt.datetime, ZeroLoad]] = field(default_factory=dict)

    def told(self, day: dt.date, *, from_device: bool) -> dict[str, Decimal]:
        """Return what was told of a day so far, to read or to add to."""
        if from_device:
            return self.measured.setdefault(day, {})
        check_in = self.check_ins.get(day)
        return check_in.answers if check_in else {}

    def days(self) -> set[dt.date]:
        session_days = {session.day for session in self.sessions.values()}
        return session_days | self.rest_days.keys() | self.check_ins.keys()


@dataclass(slots=True)
class Tally:
    """What was passed over on the profile's word, and what did not fit it."""

    rows: int = 0
    refused_rows: int = 0
    rows_without_facts: int = 0
    told_twice: int = 0
    zero_loads_unknown: int = 0
    measured_without_check_in: int = 0
    unused: Counter[str] = field(default_factory=Counter)  # columns or variables: rows


@dataclass(slots=True)
class History:
    """Everything that one import read, before anything is saved."""

    profile: Profile
    athletes: dict[str, AthleteHistory] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)  # the first ones; the tally has them all
    tally: Tally = field(default_factory=Tally)

    def check_ins(self) -> Iterator[CheckInDraft]:
        for athlete in self.athletes.values():
            yield from athlete.check_ins.values()

    def sessions(self) -> Iterator[SessionDraft]:
        for athlete in self.athletes.values():
            yield from athlete.sessions.values()
