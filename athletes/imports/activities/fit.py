"""FIT files, by fitdecode. The session messages are what counts; records fill in a heart rate."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from typing import TYPE_CHECKING, Any, Final

import fitdecode

from athletes.imports.activities.activity import (
    MOST_RECORDS,
    Activity,
    Reason,
    RefusedError,
    checked,
    distance,
    heart_rate,
    mean_heart_rate,
    whole,
)
from athletes.imports.activities.sports import sport_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# Fields that not every version of the format's tables knows by name.
FEEL, EXERTION = 192, 193

# What a file without a session says that it is.
KINDS: Final = {
    "settings": Reason.SETTINGS,
    "sport": Reason.SETTINGS,
    "device": Reason.SETTINGS,
    "workout": Reason.WORKOUT,
    "course": Reason.WORKOUT,
    "schedules": Reason.WORKOUT,
    "segment": Reason.WORKOUT,
    "monitoring_a": Reason.MONITORING,
    "monitoring_b": Reason.MONITORING,
    "monitoring_daily": Reason.MONITORING,
    "weight": Reason.WEIGHT,
    "blood_pressure": Reason.WEIGHT,
}

Message = Any  # fitdecode's data messages carry no types


def read_fit(content: bytes) -> list[Activity]:
    """Return the sessions of a FIT file, which may be several files end to end."""
    sessions: list[Message] = []
    rates: list[tuple[dt.datetime, int]] = []
    kinds: list[str] = []
    for message in _messages(content):
        match message.name:
            case "session":
                sessions.append(message)
            case "record":
                _keep_rate(rates, message)
            case "file_id":
                kinds.append(str(message.get_value("type", fallback="")))
    if not sessions:
        raise RefusedError(
            next((KINDS[kind] for kind in kinds if kind in KINDS), Reason.NO_SESSION)
        )
    return checked([_activity(session, rates) for session in sessions])


def _messages(content: bytes) -> Iterator[Message]:
    """Yield the data messages. What is wrong with a body comes out as many kinds of error."""
    records = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with fitdecode.FitReader(
                io.BytesIO(content),
                check_crc=fitdecode.CrcCheck.RAISE,
                error_handling=fitdecode.ErrorHandling.IGNORE,
            ) as reader:
                for frame in reader:
                    if frame.frame_type != fitdecode.FIT_FRAME_DATA:
                        continue
                    records += frame.name == "record"
                    if records > MOST_RECORDS:
                        break
                    yield frame
    except MemoryError:
        raise
    except Exception as error:  # AssertionError, OverflowError, … besides FitError
        raise RefusedError(Reason.DAMAGED) from error
    if records > MOST_RECORDS:
        raise RefusedError(Reason.TOO_MANY_RECORDS)


def _keep_rate(rates: list[tuple[dt.datetime, int]], record: Message) -> None:
    at = record.get_value("timestamp", fallback=None)
    rate = whole(record.get_value("heart_rate", fallback=None), 1, 254)
    if rate is not None and isinstance(at, dt.datetime):
        rates.append((at, rate))


def _activity(session: Message, rates: list[tuple[dt.datetime, int]]) -> Activity:
    def value(name: str | int) -> object:
        found = session.get_value(name, fallback=None)
        return found[0] if isinstance(found, tuple) and found else found

    started_at = value("start_time")
    if not isinstance(started_at, dt.datetime):
        # Seconds since the watch was switched on: its clock had never been set.
        raise RefusedError(Reason.NO_CLOCK)
    timer, elapsed = (_seconds(value(f"total_{kind}_time")) for kind in ("timer", "elapsed"))
    timer = timer if timer is not None else elapsed or 0.0
    elapsed = elapsed if elapsed is not None else timer
    end = started_at + dt.timedelta(seconds=max(elapsed, timer))
    # Records of a file whose time goes backwards are counted wherever they stand.
    during = [rate for at, rate in rates if started_at <= at <= end]
    sport, sub_sport = value("sport"), value("sub_sport")
    return Activity(
        started_at=started_at.astimezone(dt.UTC),
        timer_s=timer,
        elapsed_s=elapsed,
        sport=sport_of(sub_sport, sport),
        sport_in_file=_word(sport),
        distance_m=distance(value("total_distance")),
        heart_rate_mean=heart_rate(value("avg_heart_rate")) or mean_heart_rate(during),
        heart_rate_max=heart_rate(value("max_heart_rate") or max(during, default=None)),
        power_mean_w=whole(value("avg_power"), 1, 2500),
        rpe=_exertion(value(EXERTION)),
        felt=_felt(value(FEEL)),
    )


def _seconds(value: object) -> float | None:
    """Return a duration, also one of weeks, which is refused as a whole later."""
    if not isinstance(value, int | float) or not 0 <= value < 10**9:
        return None
    return round(float(value), 3)


def _word(value: object) -> str:
    text = str(value or "")
    return "".join(letter for letter in text if letter.isprintable())[:50]


def _exertion(value: object) -> float | None:
    """Return CR-10 in halves from the watch's tenfold; 0 is a question passed over."""
    tenfold = whole(value, 1, 100)
    return None if tenfold is None else round(tenfold / 5) / 2


def _felt(value: object) -> int | None:
    """Return 1 … 5 from the watch's five faces at 0, 25, 50, 75 and 100."""
    percent = whole(value, 0, 100)
    return None if percent is None else 1 + round(percent / 25)
