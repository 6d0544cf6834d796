"""Tables: how they are written, what their columns seem to mean, and what is known already."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from athletes.imports.activities.activity import Reason, RefusedError
from athletes.imports.refusals import HistoryError
from athletes.imports.tables import (
    MOST_ROWS,
    Columns,
    date_format,
    guess,
    only_athlete,
    profile_of,
    read_table,
    ready_profile,
    shape_of,
)
from athletes.instruments import INSTRUMENTS, SCALE_ITEMS
from tests.engine.shared_data import shared_file

if TYPE_CHECKING:
    from athletes.imports.history import AthleteHistory

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
DUTCH = (
    "\ufeffDatum;Tijd;Sport;Duur (min);Afstand (km);RPE;Hartslag\r\n"
    "3-11-2026;18:30;Hardlopen;60;10,25;6,5;148\r\n"
    "\r\n"
    "13-11-2026;7:05;Fietsen;90;30,1;;\r\n"
).encode()
INTERVALS = (
    b"date,weight,restingHR,hrv,hrvSDNN,sleepSecs,sleepQuality,soreness,fatigue,stress,mood,"
    b"motivation,comments\n"
    b"2026-11-20,70,44,68.5,90,27000,1,1,2,1,1,1,good\n"
    b"2026-11-21,70,51,41,60,19800,4,4,4,3,4,4,bad\n"
)


def refusal_of(content: bytes) -> Reason:
    with pytest.raises(RefusedError) as refusal:
        shape_of(content)
    return refusal.value.reason


def test_dutch_spreadsheet_is_guessed_and_read_whole() -> None:
    shape = shape_of(DUTCH)
    assert (shape.encoding, shape.delimiter) == ("utf-8", ";")
    columns = guess(shape)
    assert columns.meanings == {
        "Datum": "date",
        "Tijd": "time",
        "Sport": "sport",
        "Duur (min)": "duration_minutes",
        "Afstand (km)": "distance_km",
        "RPE": "rpe",
        "Hartslag": "heart_rate",
    }
    assert (columns.decimal, columns.date_format) == (",", "%d-%m-%Y")
    history = read_table(DUTCH, profile_of(columns, time_zone=AMSTERDAM), name="a.csv", now=NOW)
    told = only_athlete(history)
    assert told is not None
    assert not history.refusals
    run, ride = told.sessions.values()
    assert run.started_at == dt.datetime(2026, 11, 3, 17, 30, tzinfo=dt.UTC)
    assert (run.day, run.minutes, run.rpe) == (dt.date(2026, 11, 3), 60, Decimal("6.5"))
    assert (run.distance_m, run.heart_rate_mean, run.sport) == (10_250, 148, "running")
    assert (ride.rpe, ride.heart_rate_mean, ride.sport) == (None, None, "cycling")


@pytest.mark.parametrize(
    ("values", "format_"),
    [
        (["03/04/2026"], "%d/%m/%Y"),  # day first where both would do
        (["03/04/2026", "03/25/2026"], "%m/%d/%Y"),
        (["3-4-2026"], "%d-%m-%Y"),
        (["2026-04-03"], "%Y-%m-%d"),
        (["2026-04-03 18:30:00 +0000"], "%Y-%m-%d %H:%M:%S %z"),
        (["2026-04-03T18:30:00Z"], "%Y-%m-%dT%H:%M:%S%z"),
        (["3.4.2026 18:30"], "%d.%m.%Y %H:%M"),
        ([], "%Y-%m-%d"),
    ],
)
def test_dates_are_read_day_first_unless_they_contradict_it(
    values: list[str], format_: str
) -> None:
    assert date_format(values) == format_


@pytest.mark.parametrize(
    ("meaning", "cell", "expected"),
    [
        ("duration_minutes", "75", 75),
        ("duration_seconds", "4500", 75),
        ("duration_hours", "1.25", 75),
        ("duration_clock", "1:15", 75),
        ("duration_clock", "1:14:40", 75),
    ],
)
def test_duration_has_the_unit_that_was_chosen(meaning: str, cell: str, expected: int) -> None:
    told = read_one({"When": "date", "Took": meaning}, f"When,Took\n2026-11-20,{cell}\n")
    assert next(iter(told.sessions.values())).minutes == expected


@pytest.mark.parametrize(
    ("meaning", "cell", "expected"),
    [
        ("distance_km", "10.2", 10_200),
        ("distance_m", "10200.4", 10_200),
        ("distance_mi", "1", 1609),
        ("distance_km", "0", None),
    ],
)
def test_distance_has_the_unit_that_was_chosen(
    meaning: str, cell: str, expected: int | None
) -> None:
    meanings = {"When": "date", "Took": "duration_minutes", "Far": meaning}
    told = read_one(meanings, f"When,Took,Far\n2026-11-20,60,{cell}\n")
    assert next(iter(told.sessions.values())).distance_m == expected


@pytest.mark.parametrize(
    ("meaning", "cell"),
    [("sleep_hours", "7.5"), ("sleep_clock", "7:30"), ("sleep_minutes", "450"),
     ("sleep_seconds", "27000")],
)  # fmt: skip
def test_sleep_has_the_unit_that_was_chosen(meaning: str, cell: str) -> None:
    told = read_one({"When": "date", "Slept": meaning}, f"When,Slept\n2026-11-20,{cell}\n")
    assert told.check_ins[dt.date(2026, 11, 20)].answers == {"sleep_hours": Decimal("7.5")}


def read_one(meanings: dict[str, str], text: str) -> AthleteHistory:
    columns = Columns(
        encoding="utf-8",
        delimiter=",",
        decimal=".",
        date_format="%Y-%m-%d",
        time_format="%H:%M",
        instrument="",
        meanings=meanings,
    )
    profile = profile_of(columns, time_zone=AMSTERDAM)
    told = only_athlete(read_table(text.encode(), profile, name="a.csv", now=NOW))
    assert told is not None
    return told


def test_intervals_icu_is_known_by_its_header_and_one_is_best_on_every_scale() -> None:
    """Its pages show words only; these are they, for 1 and for 4."""
    profile = ready_profile(shape_of(INTERVALS), time_zone=AMSTERDAM)
    assert profile is not None
    assert profile.instrument is INSTRUMENTS["intervals-icu"]
    told = only_athlete(read_table(INTERVALS, profile, name="wellness.csv", now=NOW))
    assert told is not None
    good, bad = (told.check_ins[dt.date(2026, 11, day)].answers for day in (20, 21))
    scales = set(SCALE_ITEMS) & set(good)
    assert scales == {"sleep_quality", "soreness", "fatigue", "stress", "mood", "motivation"}
    worse = profile.instrument.oriented  # from 1, the best, to 5
    assert {item for item in scales if worse(float(good[item])) == 1} == scales - {"fatigue"}
    assert {item for item in scales if worse(float(bad[item])) == 5} == scales - {"stress"}
    assert 1 < worse(float(good["fatigue"])) < worse(float(bad["stress"])) < 5
    assert (good["sleep_hours"], good["resting_heart_rate"]) == (Decimal("7.5"), Decimal(44))
    assert good["variability"] == Decimal("68.5")  # rMSSD, not the SDNN beside it
    assert profile.variability_kind == "rmssd"


def test_intervals_icu_may_have_fewer_columns_and_other_capitals() -> None:
    content = b"Date,RestingHR,SleepSecs,Fatigue\n2026-11-20,44,27000,2\n"
    profile = ready_profile(shape_of(content), time_zone=AMSTERDAM)
    assert profile is not None
    told = only_athlete(read_table(content, profile, name="wellness.csv", now=NOW))
    assert told is not None
    assert set(told.check_ins[dt.date(2026, 11, 20)].answers) == {
        "sleep_hours",
        "resting_heart_rate",
        "fatigue",
    }


def test_hrv4training_is_known_by_its_header() -> None:
    content = shared_file("csv_exports/hrv4training/2017_7_28_myMeasurements.csv").read_bytes()
    profile = ready_profile(shape_of(content), time_zone=AMSTERDAM)
    assert profile is not None
    history = read_table(content, profile, name="m.csv", now=NOW)
    told = only_athlete(history)
    assert told is not None
    assert not history.refusals
    assert told.check_ins[dt.date(2017, 4, 1)].answers == {
        "resting_heart_rate": Decimal("43.9"),
        "variability": Decimal("67.5"),  # rMSSD
    }
    assert profile.variability_kind == "rmssd"


def test_hrv4training_with_spaces_in_its_header_is_known_too() -> None:
    header = b"timestamp_measurement, HR, AVNN, SDNN, rMSSD\n"
    content = header + b"2026-11-20 06:40:11 +0000, 44, 1364, 84, 67\n"
    profile = ready_profile(shape_of(content), time_zone=AMSTERDAM)
    assert profile is not None
    told = only_athlete(read_table(content, profile, name="m.csv", now=NOW))
    assert told is not None
    assert told.check_ins[dt.date(2026, 11, 20)].answers["variability"] == 67


def test_strava_dump_is_guessed_and_read() -> None:
    content = shared_file("csv_exports/strava/activities.csv").read_bytes()
    columns = guess(shape_of(content))
    assert columns.delimiter == ";"
    assert columns.meanings["moving_time"] == "duration_seconds"
    assert columns.meanings["distance"] == "distance_m"
    told = only_athlete(
        read_table(content, profile_of(columns, time_zone=AMSTERDAM), name="a.csv", now=NOW)
    )
    assert told is not None
    assert {session.sport for session in told.sessions.values()} >= {"cycling"}
    assert sum(session.minutes or 0 for session in told.sessions.values()) > 0


def test_table_of_200_000_lines_is_refused_within_its_limit() -> None:
    content = b"date,minutes\n" + b"2026-11-20,60\n" * 200_000
    columns = guess(shape_of(content))
    with pytest.raises(HistoryError, match=str(MOST_ROWS)):
        read_table(content, profile_of(columns, time_zone=AMSTERDAM), name="a.csv", now=NOW)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("date,minutes\n2026-11-20,60\n".encode("utf-16"), Reason.NOT_A_TABLE),
        (b"date,minutes\n2026-11-20,\0\n", Reason.NOT_A_TABLE),
        (b"only one column\n1\n", Reason.NOT_A_TABLE),
        (b"a," * 1_000_000 + b"\n1\n", Reason.NOT_A_TABLE),
        (b"x" * 50_000 + b"," + b"y" * 5_000_000, Reason.NOT_A_TABLE),
        (b"date,minutes\n", Reason.EMPTY),
    ],
    ids=["utf-16", "nul", "one column", "a million columns", "one line", "no rows"],
)
def test_what_is_no_table_is_refused(content: bytes, reason: Reason) -> None:
    assert refusal_of(content) is reason


def test_older_encoding_of_windows_is_read() -> None:
    shape = shape_of("Datum;Vermoeidheid;Notitie\n1-11-2026;2;één\n".encode("cp1252"))
    assert shape.encoding == "cp1252"
    assert shape.column("Notitie") == ["één"]
