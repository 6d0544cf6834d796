"""What a training file says, and why one is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

LARGEST_FILE: Final = 10_000_000  # bytes, as uploaded and again once unpacked
MOST_RECORDS: Final = 100_000  # a day and night at one record a second
MOST_SESSIONS: Final = 50
SHORTEST_FILE: Final = 5.0  # seconds; less is a button pressed twice
LONGEST_SESSION: Final = 600 * 60  # seconds, as far as a session's minutes go
EARLIEST: Final = dt.datetime(1950, 1, 1, tzinfo=dt.UTC)


class Reason(StrEnum):
    """Why a file is refused; `athletes.imported` has the sentences."""

    UNKNOWN_KIND = "unknown_kind"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    DAMAGED = "damaged"
    NO_SESSION = "no_session"
    SETTINGS = "settings"
    WORKOUT = "workout"
    MONITORING = "monitoring"
    WEIGHT = "weight"
    NO_CLOCK = "no_clock"
    NO_TIMES = "no_times"
    NO_DURATION = "no_duration"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    IN_FUTURE = "in_future"
    TOO_OLD = "too_old"
    TOO_MANY_RECORDS = "too_many_records"
    TOO_MANY_SESSIONS = "too_many_sessions"
    UNSAFE_XML = "unsafe_xml"
    TOO_MUCH_WORK = "too_much_work"
    ZIP_IN_ZIP = "zip_in_zip"
    TOO_MANY_FILES = "too_many_files"
    ENCRYPTED = "encrypted"
    NOT_A_TABLE = "not_a_table"
    UNREADABLE_ROWS = "unreadable_rows"
    GAVE_UP = "gave_up"
    FULL = "full"


class RefusedError(Exception):
    """The file cannot become sessions, for this one reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One session as its file tells it. What has a default may be unknown.

    Attributes
    ----------
    started_at
        Aware, in UTC.
    timer_s, elapsed_s
        The time that the watch ran, and from start to end. [s]
    distance_m
        [m]
    heart_rate_mean, heart_rate_max
        Of the session itself; the mean of its records where it names none. [bpm]
    sport
        One of `Session.Sport`.
    rpe
        CR-10 in halves.
    felt
        1 far below the own level … 5 far above it.
    """

    started_at: dt.datetime
    timer_s: float
    elapsed_s: float
    sport: str
    sport_in_file: str = ""
    distance_m: float | None = None
    heart_rate_mean: int | None = None
    heart_rate_max: int | None = None
    power_mean_w: int | None = None
    rpe: float | None = None
    felt: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "started_at": self.started_at.isoformat()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Activity:
        started_at = dt.datetime.fromisoformat(values["started_at"])
        return cls(**{**values, "started_at": started_at})


def checked(activities: list[Activity]) -> list[Activity]:
    """Return the activities that lasted, or refuse the file they are in.

    A session without a duration is left out beside others; a file of nothing else is refused.
    """
    if not activities:
        raise RefusedError(Reason.NO_SESSION)
    if len(activities) > MOST_SESSIONS:
        raise RefusedError(Reason.TOO_MANY_SESSIONS)
    lasting = [each for each in activities if each.timer_s > 0]
    if not lasting:
        raise RefusedError(Reason.NO_DURATION)
    if sum(each.timer_s for each in lasting) < SHORTEST_FILE:
        raise RefusedError(Reason.TOO_SHORT)
    if any(each.timer_s > LONGEST_SESSION for each in lasting):
        raise RefusedError(Reason.TOO_LONG)
    if any(each.started_at < EARLIEST for each in lasting):
        raise RefusedError(Reason.NO_CLOCK)
    return sorted(lasting, key=lambda each: each.started_at)


def bounded(value: object, low: float, high: float) -> float | None:
    """Return a number of a file, None where there is none or nobody could have measured it."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if low <= value <= high else None


def whole(value: object, low: int, high: int) -> int | None:
    number = bounded(value, low, high)
    return None if number is None else round(number)


def heart_rate(value: object) -> int | None:
    """Return beats per minute; 0 and what no heart does are a strap that was not worn."""
    return whole(value, 30, 250)


def distance(value: object) -> float | None:
    """Return metres, None where nobody moved, as on a trainer."""
    number = bounded(value, 1, 1_000_000)
    return None if number is None else round(number, 2)


def mean_heart_rate(rates: list[int]) -> int | None:
    return heart_rate(sum(rates) / len(rates)) if rates else None
