"""TCX files: activities of laps, whose totals are the device's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from athletes.imports.activities.activity import (
    Activity,
    Reason,
    RefusedError,
    checked,
    distance,
    heart_rate,
    mean_heart_rate,
)
from athletes.imports.activities.sports import sport_of
from athletes.imports.activities.xml import elements, local_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


@dataclass
class _Laps:
    """What the laps of one activity add up to."""

    sport: str
    name: str = ""
    started_at: dt.datetime | None = None
    seconds: float = 0.0
    metres: float = 0.0
    times: list[dt.datetime] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)
    lap_rates: list[tuple[float, float]] = field(default_factory=list)  # (seconds, rate)
    highest: list[int] = field(default_factory=list)


def read_tcx(content: bytes) -> list[Activity]:
    """Return the activities of a TCX file; those of a multi-sport session one by one."""
    found: list[_Laps] = []
    is_workout = False
    for event, name, element in elements(content):
        if event == "start":
            if name == "Activity":
                found.append(_Laps(sport=element.get("Sport", "")))
            elif name == "Lap" and found:
                _begin(found[-1], element.get("StartTime", ""))
            is_workout |= name in {"Workout", "Course"}
        elif name == "Trackpoint":
            if found:
                _add_point(found[-1], element)
            element.clear()
        elif name == "Lap" and found:
            _add_lap(found[-1], element)
            element.clear()
        elif name == "Id" and found and found[-1].started_at is None:
            _begin(found[-1], element.text or "")
    if not found:
        raise RefusedError(Reason.WORKOUT if is_workout else Reason.NO_SESSION)
    return checked([_activity(laps) for laps in found])


def _begin(laps: _Laps, text: str) -> None:
    started_at = _moment(text)
    if started_at and (laps.started_at is None or started_at < laps.started_at):
        laps.started_at = started_at


def _add_point(laps: _Laps, point: Element) -> None:
    for child in point:
        match local_name(child.tag):
            case "Time":
                if at := _moment(child.text or ""):
                    laps.times.append(at)
            case "HeartRateBpm":
                if rate := heart_rate(_value(child)):
                    laps.rates.append(rate)


def _add_lap(laps: _Laps, lap: Element) -> None:
    values = {local_name(child.tag): child for child in lap}
    seconds = _number(values, "TotalTimeSeconds")
    laps.seconds += seconds
    laps.metres += _number(values, "DistanceMeters")
    rate = heart_rate(_value(values.get("AverageHeartRateBpm")))
    if rate is not None:
        laps.lap_rates.append((seconds, rate))
    highest = heart_rate(_value(values.get("MaximumHeartRateBpm")))
    if highest is not None:
        laps.highest.append(highest)


def _activity(laps: _Laps) -> Activity:
    times = sorted(laps.times)  # time goes backwards in some files
    started_at = laps.started_at or (times[0] if times else None)
    if started_at is None:
        raise RefusedError(Reason.NO_TIMES)
    along = (times[-1] - started_at).total_seconds() if times else 0.0
    elapsed = max(along, laps.seconds)
    return Activity(
        started_at=started_at,
        timer_s=round(laps.seconds or along, 3),
        elapsed_s=round(elapsed, 3),
        sport=sport_of(laps.sport),
        sport_in_file="".join(letter for letter in laps.sport if letter.isprintable())[:50],
        distance_m=distance(laps.metres),
        heart_rate_mean=mean_heart_rate(laps.rates) or _weighted(laps.lap_rates),
        heart_rate_max=max((*laps.highest, *laps.rates), default=None),
    )


def _weighted(rates: list[tuple[float, float]]) -> int | None:
    """Return the laps' means by how long they took, where no point has a heart rate."""
    seconds = sum(weight for weight, _rate in rates)
    return heart_rate(sum(weight * rate for weight, rate in rates) / seconds) if seconds else None


def _value(element: Element | None) -> float | None:
    """Return the number in <Value> of a heart rate."""
    if element is None:
        return None
    for child in element:
        if local_name(child.tag) == "Value":
            return _float(child.text)
    return None


def _number(values: dict[str, Element], name: str) -> float:
    element = values.get(name)
    number = None if element is None else _float(element.text)
    return number if number is not None and 0 <= number < 10**9 else 0.0


def _float(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def _moment(text: str) -> dt.datetime | None:
    """Return an instant; a time without a zone is UTC, as the format has it."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
