"""Published histories of real athletes, read for the laboratory without a database."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from ast import literal_eval
from typing import TYPE_CHECKING

import numpy as np

from athletes.imports.profile import load_profile
from athletes.imports.reading import read_history
from recovery.engine import (
    ITEM_INDEX,
    ITEMS,
    DayKind,
    Series,
    SessionKind,
    daily_load,
    pack_sessions,
)
from recovery.laboratory.real import RealSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from athletes.imports.history import AthleteHistory, SessionDraft
    from athletes.instruments import Instrument
    from recovery.engine import Sessions
    from recovery.engine.arrays import BoolArray, FloatArray

SETS = {  # profile of the import: (name, files below the folder)
    "soccermon": ("SoccerMon Team B", "soccermon/team_b.csv"),
    "pmdata": ("PMData p01–p08", "pmdata"),
}


def real_sets(folder: Path, *, now: dt.datetime) -> Iterator[RealSet]:
    """Yield the sets that are in the folder."""
    for profile_name, (name, place) in SETS.items():
        path = folder / place
        if not path.exists():
            continue
        profile = load_profile(profile_name)
        history = read_history(path, profile, now=now)
        athletes = [history.athletes[key] for key in sorted(history.athletes)]
        first = min(min(athlete.days()) for athlete in athletes)
        last = max(max(athlete.days()) for athlete in athletes)
        events = injuries(path, [athlete.name for athlete in athletes], first, last)
        yield RealSet(
            name=name,
            series=series_of(athletes, profile.instrument, first, last),
            events=events if events is not None and events.any() else None,
            event_words="injuries or complaints reported",
            checksum=checksum(path),
        )


def series_of(
    athletes: Sequence[AthleteHistory],
    instrument: Instrument | None,
    first: dt.date,
    last: dt.date,
) -> Series:
    """Return what was told of these athletes, as the engine reads it."""
    shape = (len(athletes), (last - first).days + 1)
    items = np.full((*shape, len(ITEMS)), np.nan)
    answered = np.zeros(shape, dtype=np.bool_)
    day_kind = np.zeros(shape, dtype=np.int8)
    first_day = np.zeros(len(athletes), dtype=np.int64)
    for row, athlete in enumerate(athletes):
        first_day[row] = (min(athlete.days()) - first).days
        for day in athlete.rest_days:
            day_kind[row, (day - first).days] = DayKind.REST
        for day, check_in in athlete.check_ins.items():
            column = (day - first).days
            answered[row, column] = True
            for code, value in check_in.answers.items():
                _place(items[row, column], code, float(value), instrument)
    sessions = _sessions(athletes, first)
    state, load = daily_load(sessions, day_kind)
    return Series(
        items=items,
        answered=answered,
        load=load,
        day_state=state,
        ill=np.zeros(shape, dtype=np.bool_),
        sessions=sessions,
        first_day=first_day,
    )


def _place(items: FloatArray, code: str, value: float, instrument: Instrument | None) -> None:
    """Write one answer into the items of its day, with 5 as the worst."""
    if code == "variability":
        items[ITEM_INDEX["ln_rmssd"]] = np.log(value)
    elif code in ("sleep_hours", "resting_heart_rate"):
        items[ITEM_INDEX[code]] = value
    else:
        items[ITEM_INDEX[code]] = instrument.oriented(value) if instrument else 6 - value


def _sessions(athletes: Sequence[AthleteHistory], first: dt.date) -> Sessions:
    told = [
        (row, session)
        for row, athlete in enumerate(athletes)
        for session in athlete.sessions.values()
    ]

    def column(value: str) -> FloatArray:
        return np.array([_number(session, value) for _row, session in told])

    return pack_sessions(
        n_athletes=len(athletes),
        athlete=np.array([row for row, _session in told], dtype=np.int64),
        day=np.array([(session.day - first).days for _row, session in told], dtype=np.int64),
        started=np.array([_started(session) for _row, session in told]),
        kind=np.full(len(told), int(SessionKind.TRAINING)),
        minutes=column("minutes"),
        rpe=column("rpe"),
        planned_rpe=np.full(len(told), np.nan),
        reported_load=column("reported_load"),
    )


def _number(session: SessionDraft, name: str) -> float:
    value = getattr(session, name)
    return np.nan if value is None else float(value)


def _started(session: SessionDraft) -> float:
    return session.started_at.timestamp() if session.started_at else 0.0


def injuries(folder: Path, names: Sequence[str], first: dt.date, last: dt.date) -> BoolArray | None:
    """Return the days on which an athlete reported an injury; None where nobody was asked."""
    reported = np.zeros((len(names), (last - first).days + 1), dtype=np.bool_)
    asked = False
    for row, name in enumerate(names):
        file = folder / name / "injury.csv"
        if not file.is_file():
            continue
        asked = True
        with file.open(newline="", encoding="utf-8") as lines:
            for report in csv.DictReader(lines):
                day = dt.date.fromisoformat(report["effective_time_frame"][:10])
                if first <= day <= last and literal_eval(report["injuries"] or "{}"):
                    reported[row, (day - first).days] = True
    return reported if asked else None


def checksum(path: Path) -> str:
    """Return a digest of a file, or of all files under a folder."""
    digest = hashlib.blake2s(digest_size=8)
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
