"""Published histories of real athletes, imported whole, counted by hand and assessed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from athletes.models import Athlete, BodyAnswers, CheckIn, DayMark, HeartMeasurement, Session
from coaching.models import Team
from recovery.assessments.models import COACH_LEVELS, DailyState, RecoveryWarning
from recovery.assessments.services import assess
from recovery.management.commands.alert_burden import alert_burden
from tests.engine.shared_data import ROOT, read_rows, shared_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

OSLO = ZoneInfo("Europe/Oslo")
ITEMS = ("fatigue", "mood", "sleep_duration", "sleep_quality", "soreness", "stress")


def import_history(path: Path, *, profile: str) -> str:
    out = io.StringIO()
    call_command(
        "import_history", path, profile=profile, team=profile, no_progress=True, stdout=out
    )
    return out.getvalue().splitlines()[-1]


def assess_all(*, now: dt.datetime) -> set[int]:
    athletes = set(Athlete.objects.values_list("pk", flat=True))
    assess(athlete_ids=athletes, now=now)
    return athletes


def first_week_coach_days() -> list[tuple[int, dt.date, int]]:
    """Return days within seven of an athlete's first fact on which a coach would be warned."""
    states = DailyState.objects.filter(level__in=COACH_LEVELS)
    found = list(states.values_list("athlete", "day", "level"))
    first = {athlete.pk: first_day(athlete) for athlete in Athlete.objects.all()}
    return [each for each in found if (each[1] - first[each[0]]).days < 7]


def first_day(athlete: Athlete) -> dt.date:
    days = [
        *athlete.check_ins.values_list("day", flat=True),
        *athlete.sessions.values_list("day", flat=True),
    ]
    return min(days)


def print_burden(team: str) -> None:
    call_command("alert_burden", team=team)


def test_soccermon_team_is_imported_whole_and_once() -> None:
    rows = read_rows("soccermon/team_b.csv")
    answered = [row for row in rows if any(row[item] for item in ITEMS)]
    printed = import_history(shared_file("soccermon/team_b.csv"), profile="soccermon")

    assert Athlete.objects.count() == len({row["player_id"] for row in rows}) == 23
    assert CheckIn.objects.count() == len(answered)
    fatigue = Counter(float(row["fatigue"]) for row in rows if row["fatigue"])
    stored = Counter(BodyAnswers.objects.values_list("fatigue", flat=True))
    assert stored == fatigue | Counter({None: len(answered) - fatigue.total()})
    loads = [float(row["daily_load"]) for row in rows if float(row["daily_load"]) > 0]
    assert Session.objects.count() == len(loads)
    assert sum(session.load or 0 for session in Session.objects.all()) == sum(loads)
    rest = [row for row in answered if float(row["daily_load"]) == 0]
    assert DayMark.objects.filter(kind=DayMark.Kind.REST).count() == len(rest)
    total = len(answered) + len(loads) + len(rest)
    assert printed.endswith("Already there: 0.")

    again = import_history(shared_file("soccermon/team_b.csv"), profile="soccermon")
    assert again == (f"Added: 0 check-ins, 0 sessions and 0 rest days. Already there: {total}.")
    assert CheckIn.objects.count() == len(answered)


def test_soccermon_team_is_assessed_without_a_warning_in_anybodys_first_week() -> None:
    import_history(shared_file("soccermon/team_b.csv"), profile="soccermon")
    athletes = assess_all(now=dt.datetime(2022, 1, 1, 12, tzinfo=dt.UTC))
    assert first_week_coach_days() == []
    burden = alert_burden(athletes)
    assert burden.athletes == 23
    assert burden.warnings == RecoveryWarning.objects.count()
    print_burden("soccermon")


def local_day(stamp: str) -> dt.date:
    return dt.datetime.fromisoformat(stamp).astimezone(OSLO).date()


def pmdata_folders() -> list[Path]:
    shared_file("pmdata/p01/wellness.csv")
    return sorted(path for path in (ROOT / "pmdata").iterdir() if path.is_dir())


def folder_rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_pmdata_is_imported_whole_and_once() -> None:
    folders = pmdata_folders()
    printed = import_history(ROOT / "pmdata", profile="pmdata")
    assert sorted(Athlete.objects.values_list("user__name", flat=True)) == [
        folder.name for folder in folders
    ]
    for folder in folders:
        athlete = Athlete.objects.get(user__name=folder.name)
        columns = ("fatigue", "mood", "sleep_duration_h", "sleep_quality", "soreness", "stress")
        days = {
            local_day(row["effective_time_frame"])
            for row in folder_rows(folder, "wellness.csv")
            if any(row[column] not in ("", "0") for column in columns)
        }
        assert set(athlete.check_ins.values_list("day", flat=True)) == days
        sessions = folder_rows(folder, "srpe.csv")
        assert athlete.sessions.count() == len({row["end_date_time"] for row in sessions})
        load = sum(
            float(row["perceived_exertion"]) * float(row["duration_min"]) for row in sessions
        )
        assert sum(session.load or 0 for session in athlete.sessions.all()) == load
        entries = json.loads((folder / "fitbit/resting_heart_rate.json").read_text())
        measured = {
            dt.date.fromisoformat(entry["dateTime"][:10])
            for entry in entries
            if entry["value"]["value"]
        }
        hearts = HeartMeasurement.objects.filter(check_in__athlete=athlete)
        assert set(hearts.values_list("check_in__day", flat=True)) == measured & days
    assert printed.endswith("Already there: 0.")
    again = import_history(ROOT / "pmdata", profile="pmdata")
    assert again.startswith("Added: 0 check-ins, 0 sessions and 0 rest days.")


def test_pmdata_is_assessed_without_a_warning_in_anybodys_first_week() -> None:
    pmdata_folders()
    import_history(ROOT / "pmdata", profile="pmdata")
    assess_all(now=dt.datetime(2020, 4, 1, 12, tzinfo=dt.UTC))
    assert first_week_coach_days() == []
    print_burden("pmdata")


def test_long_layout_is_imported_whole() -> None:
    rows = read_rows("athletemonitoring/monitoring_monitoring.csv")
    loads = [float(row["Value"]) for row in rows if row["Variable"] == "Training Load"]
    folder = shared_file("athletemonitoring/monitoring_monitoring.csv").parent
    import_history(folder, profile="athletemonitoring")
    assert Session.objects.count() == sum(load > 0 for load in loads)
    assert Team.objects.get().memberships.count() == len({row["Full Name"] for row in rows})
