from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from athletes.imports.profile import load_profile
from athletes.imports.reading import read_history
from tests.imports.files import CLUB_PROFILE, NOW, club_file, club_profile, read_club

if TYPE_CHECKING:
    from pathlib import Path

    from athletes.imports.history import History

DAY = dt.date(2026, 3, 2)


def reasons(history: History) -> list[str]:
    return [str(refusal) for refusal in history.refusals]


def test_row_becomes_answers_and_a_session(tmp_path: Path) -> None:
    history = read_club(tmp_path, "Noor,02-03-2026,6,7.25,60,5.5,Run")
    athlete = history.athletes["Noor"]
    assert athlete.check_ins[DAY].answers == {"fatigue": 6, "sleep_hours": Decimal("7.25")}
    (session,) = athlete.sessions.values()
    assert (session.day, session.minutes, session.rpe) == (DAY, 60, Decimal("5.5"))
    assert (session.sport, session.started_at) == ("running", None)


def test_empty_cells_are_missing_and_not_zero(tmp_path: Path) -> None:
    history = read_club(tmp_path, "Noor,02-03-2026,6,,,,")
    athlete = history.athletes["Noor"]
    assert athlete.check_ins[DAY].answers == {"fatigue": 6}
    assert athlete.sessions == {}


def test_row_that_says_nothing_makes_no_check_in(tmp_path: Path) -> None:
    history = read_club(tmp_path, "Noor,02-03-2026,6,,,,", "Noor,03-03-2026,,,,,", "", ",,,,,,")
    assert list(history.athletes["Noor"].check_ins) == [DAY]
    assert history.tally.rows_without_facts == 1


def test_two_sessions_of_a_day_are_both_kept(tmp_path: Path) -> None:
    rows = ["Noor,02-03-2026,,,60,5,run", "Noor,02-03-2026,,,60,5,run"]
    assert len(read_club(tmp_path, *rows).athletes["Noor"].sessions) == 2


def test_session_without_rpe_is_kept_unrated(tmp_path: Path) -> None:
    (session,) = read_club(tmp_path, "Noor,02-03-2026,,,60,,").sessions()
    assert session.rpe is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Noor,2026-03-02,3,7,,,", "date = “2026-03-02”: is not a date like 29-02-2020"),
        ("Noor,31-02-2026,3,7,,,", "date = “31-02-2026”: is not a date like 29-02-2020"),
        ("Noor,,3,7,,,", "date = “”: is not a date like 29-02-2020"),
        ("Noor,02-11-2026,3,7,,,", "date = “02-11-2026”: is in the future"),
        ("Noor,02-03-1926,3,7,,,", "date = “02-03-1926”: is before 1950-01-01"),
        (",02-03-2026,3,7,,,", "name = “”: names no athlete"),
        ("No\x1bor,02-03-2026,3,7,,,", "name = “No·or”: is not a name"),
        ("Noor,02-03-2026,8,7,,,", "fatigue = “8”: is not a point on the scale from 1 to 7"),
        ("Noor,02-03-2026,0,7,,,", "fatigue = “0”: is not a point on the scale from 1 to 7"),
        ("Noor,02-03-2026,2.5,7,,,", "fatigue = “2.5”: is not a point on the scale from 1 to 7"),
        ("Noor,02-03-2026,tired,7,,,", "fatigue = “tired”: is not a number like 7.5"),
        ("Noor,02-03-2026,٣,7,,,", "fatigue = “٣”: is not a number like 7.5"),
        ("Noor,02-03-2026,3,25,,,", "sleep = “25”: is not within the 24 hours of a day"),
        ("Noor,02-03-2026,3,-1,,,", "sleep = “-1”: is not within the 24 hours of a day"),
        ("Noor,02-03-2026,3,1e400,,,", "sleep = “1e400”: is not a number like 7.5"),
        ("Noor,02-03-2026,3,NaN,,,", "sleep = “NaN”: is not a number like 7.5"),
        ("Noor,02-03-2026,3,inf,,,", "sleep = “inf”: is not a number like 7.5"),
        ("Noor,02-03-2026,3,9999999999,,,", "sleep = “9999999999”: is not a number like 7.5"),
        ('Noor,02-03-2026,3,"7,5",,,', "sleep = “7,5”: is not a number like 7.5"),
        ("Noor,02-03-2026,,,0,5,", "minutes = “0”: is not a duration from 1 to 600 minutes"),
        ("Noor,02-03-2026,,,601,5,", "minutes = “601”: is not a duration from 1 to 600 minutes"),
        ("Noor,02-03-2026,,,60,11,", "rpe = “11”: is not an exertion from 0 to 10 in halves"),
        ("Noor,02-03-2026,,,60,5.3,", "rpe = “5.3”: is not an exertion from 0 to 10 in halves"),
        ("Noor,02-03-2026,3", "the row has 3 of 7 columns; was the file cut off?"),
        ("Noor,02-03-2026,3,7,,,,,", "the row has 9 of 7 columns; was the file cut off?"),
    ],
)
def test_row_that_does_not_fit_is_refused_with_its_place_and_reason(
    tmp_path: Path, row: str, reason: str
) -> None:
    history = read_club(tmp_path, "Anna,02-03-2026,3,8,,,", row)
    (text,) = reasons(history)
    assert text.startswith("history.csv, line 3, ")
    assert text.endswith(reason)
    assert list(history.athletes) == ["Anna"]
    assert history.tally.refused_rows == 1


def test_every_problem_of_a_row_is_named_at_once(tmp_path: Path) -> None:
    history = read_club(tmp_path, "Noor,02-13-2026,9,25,0,11,run")
    assert len(reasons(history)) == 5
    assert history.tally.refused_rows == 1


def test_today_is_not_the_future_before_noon(tmp_path: Path) -> None:
    assert read_club(tmp_path, "Noor,01-11-2026,3,7,,,").tally.refused_rows == 0


def test_day_told_twice_is_refused_unless_the_profile_says_which_counts(tmp_path: Path) -> None:
    history = read_club(tmp_path, "Noor,02-03-2026,3,7,,,", "Noor,02-03-2026,4,,,,")
    (text,) = reasons(history)
    assert text == (
        "history.csv, line 3, fatigue = “4”: was told before for the same athlete and time"
    )
    assert history.athletes["Noor"].check_ins[DAY].answers["fatigue"] == 3


@pytest.mark.parametrize(("twice", "fatigue"), [("first", 3), ("last", 4)])
def test_of_two_answers_the_declared_one_counts(tmp_path: Path, twice: str, fatigue: int) -> None:
    text = CLUB_PROFILE.replace('athlete = "name"', f'athlete = "name"\ntwice = "{twice}"')
    path = club_file(tmp_path, "Noor,02-03-2026,3,7,,,", "Noor,02-03-2026,4,,,,")
    history = read_history(path, load_profile(club_profile(tmp_path, text)), now=NOW)
    answers = history.athletes["Noor"].check_ins[DAY].answers
    assert answers == {"fatigue": fatigue, "sleep_hours": 7}
    assert history.tally.told_twice == 1


def test_semicolons_decimal_commas_and_another_encoding_are_read_when_declared(
    tmp_path: Path,
) -> None:
    declared = 'pattern = "*.csv"\ndelimiter = ";"\ndecimal = ","\nencoding = "cp1252"'
    text = CLUB_PROFILE.replace('pattern = "*.csv"', declared)
    path = tmp_path / "history.csv"
    rows = f"{CLUB_HEADER_SEMICOLONS}\nZoë;02-03-2026;3;7,5;;;\n"
    path.write_bytes(rows.encode("cp1252"))
    history = read_history(path, load_profile(club_profile(tmp_path, text)), now=NOW)
    assert history.athletes["Zoë"].check_ins[DAY].answers["sleep_hours"] == Decimal("7.5")


CLUB_HEADER_SEMICOLONS = "name;date;fatigue;sleep;minutes;rpe;sport"


def soccermon(folder: Path, *rows: str) -> History:
    header = "date,player_id,daily_load,fatigue,mood,sleep_duration,sleep_quality,soreness,stress"
    path = folder / "team_c.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return read_history(path, load_profile("soccermon"), now=NOW)


def test_load_of_zero_is_rest_only_beside_answers(tmp_path: Path) -> None:
    history = soccermon(
        tmp_path,
        "2020-01-01,A,0.0,,,,,,",
        "2020-01-02,A,0.0,3.0,,,,,",
        "2020-01-03,A,420.0,,,,,,",
    )
    athlete = history.athletes["A"]
    assert list(athlete.rest_days) == [dt.date(2020, 1, 2)]
    assert [session.reported_load for session in athlete.sessions.values()] == [420]
    assert history.tally.zero_loads_unknown == 1


def pmdata(folder: Path, **files: str) -> History:
    names = {"wellness": "wellness.csv", "srpe": "srpe.csv"}
    for name, text in files.items():
        path = folder / "p09" / names.get(name, "fitbit/resting_heart_rate.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read_history(folder, load_profile("pmdata"), now=NOW)


WELLNESS = "effective_time_frame,fatigue,mood,sleep_duration_h,sleep_quality,soreness,stress\n"
SRPE = "end_date_time,activity_names,perceived_exertion,duration_min\n"


def test_time_stamps_in_utc_become_local_days(tmp_path: Path) -> None:
    history = pmdata(tmp_path, wellness=f"{WELLNESS}2020-03-30T22:30:00.000Z,3,3,7,3,3,3\n")
    assert list(history.athletes["p09"].check_ins) == [dt.date(2020, 3, 31)]


def test_session_belongs_to_the_local_day_it_started_on(tmp_path: Path) -> None:
    row = "2019-11-05T23:30:00.000Z,\"['individual', 'running']\",7,45\n"
    (session,) = pmdata(tmp_path, srpe=f"{SRPE}{row}").sessions()
    # It ended at 00:30 of the 6th in Oslo and began at 23:45 of the 5th.
    assert session.day == dt.date(2019, 11, 5)
    assert session.started_at == dt.datetime(2019, 11, 5, 22, 45, tzinfo=dt.UTC)
    assert session.sport == "running"


def test_declared_noise_is_passed_over(tmp_path: Path) -> None:
    history = pmdata(
        tmp_path,
        wellness=f"{WELLNESS}2020-03-01T06:00:00.000Z,0,3,0,0,0,0\n",
        srpe=f"{SRPE}2020-03-01T12:00:00.000Z,{{}},0,0\n2020-03-02T12:00:00.000Z,{{}},6,50\n",
    )
    assert history.athletes["p09"].check_ins[dt.date(2020, 3, 1)].answers == {"mood": 3}
    (session,) = history.sessions()
    assert (session.sport, session.minutes) == ("other", 50)
    assert history.tally.refused_rows == 0


def test_measurement_of_a_device_joins_answers_and_never_makes_a_check_in(tmp_path: Path) -> None:
    heart = """[{"dateTime": "2020-03-01 00:00:00", "value": {"value": 53.7410, "date": "x"}},
                {"dateTime": "2020-03-02 00:00:00", "value": {"value": 52.1, "date": "x"}},
                {"dateTime": "2020-03-03 00:00:00", "value": {"value": 0.0, "date": null}}]"""
    wellness = f"{WELLNESS}2020-03-01T06:00:00.000Z,3,3,7,3,3,3\n"
    history = pmdata(tmp_path, wellness=wellness, heart=heart)
    check_ins = history.athletes["p09"].check_ins
    assert list(check_ins) == [dt.date(2020, 3, 1)]
    answers = check_ins[dt.date(2020, 3, 1)].answers
    assert answers["resting_heart_rate"] == Decimal("53.7")
    assert history.tally.measured_without_check_in == 1


def test_long_layout_makes_a_session_of_each_load(tmp_path: Path) -> None:
    path = tmp_path / "monitoring.csv"
    path.write_text(
        "Full Name,Date,Time,Variable,Value\n"
        "Eve,2020-01-02,08:00,Wellness,29.06\n"
        "Eve,2020-01-02,09:00,Training Load,88.0\n"
        "Eve,2020-01-02,16:00,Training Load,185.0\n"
        "Eve,2020-01-02,16:00,Training Load,185.0\n"
        "Eve,2020-01-03,09:00,Training Load,0\n"
    )
    history = read_history(path, load_profile("athletemonitoring"), now=NOW)
    loads = [session.reported_load for session in history.sessions()]
    assert loads == [88, 185]
    assert history.tally.unused == {"Wellness": 1}
    assert history.tally.zero_loads_unknown == 1
    (text,) = reasons(history)
    assert "line 5" in text
    assert "was told before" in text
