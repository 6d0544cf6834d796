"""Every published training file at hand, brought in by an athlete, against what three decoders
made of it."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from athletes.drain import drain
from athletes.imports.activities.activity import Reason
from athletes.models import ActivityFile, Recording, Session
from athletes.services.activity_files import receive_file
from tests.engine.shared_data import ROOT
from tests.factories import create_athlete

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
FOLDER = ROOT / "activity_files"
MANIFEST = FOLDER / "MANIFEST.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not MANIFEST.is_file(),
        reason=f"{MANIFEST} is absent: set RECOVERY_SHARED_DATA to the folder that holds it",
    ),
]


def manifest() -> dict[str, dict[str, str]]:
    if not MANIFEST.is_file():
        return {}
    with MANIFEST.open(newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


ROWS = manifest()
# What has a session in the manifest and is refused all the same, and why.
REFUSED = {
    "fitparse/antfs-dump.63.fit": Reason.NO_CLOCK,
    "fitparse/compressed-speed-distance.fit": Reason.NO_CLOCK,
    "gpxpy/track-with-less-sec-time.gpx": Reason.TOO_SHORT,
}


def numbers(cell: str) -> list[float | None]:
    """Return the values of a file's sessions; 0 is a device's way of saying nothing."""
    return [float(each) or None if each not in {"", "None"} else None for each in cell.split("|")]


def starts(cell: str) -> list[dt.datetime]:
    moments = [dt.datetime.fromisoformat(each) for each in cell.split("|")]
    return [each if each.tzinfo else each.replace(tzinfo=dt.UTC) for each in moments]


def bring(name: str) -> ActivityFile:
    """Bring a file in as somebody who has nothing yet, and have it read."""
    athlete = create_athlete(birth_date=None)
    content = (FOLDER / name).read_bytes()
    file = receive_file(athlete=athlete, name=name, content=content, now=NOW).file
    assert drain(clock=lambda: NOW) == 1
    file.refresh_from_db()
    return file


@pytest.mark.parametrize("name", ROWS)
def test_file_ends_as_the_sessions_of_the_manifest_or_as_a_refusal(name: str) -> None:
    row = ROWS[name]
    lasts = [each for each in numbers(row["timer"]) if each]
    file = bring(name)
    if file.state == ActivityFile.State.REFUSED:
        # A file with a session that lasts is refused only for a reason that is written down here.
        assert REFUSED.get(name) == file.reason or not lasts
        assert not Session.objects.exists()
        return
    assert name not in REFUSED
    assert lasts, "nothing in the manifest says that this holds a session"
    told = list(file.recordings.order_by("number"))
    assert [each.started_at for each in told] == starts(row["start"])
    assert [float(each.timer_s) for each in told] == pytest.approx(lasts, abs=0.051)
    distances = [None if each.distance_m is None else float(each.distance_m) for each in told]
    assert distances == pytest.approx(numbers(row["distance"]), abs=0.06)
    check_heart_rates(row, told)
    check_sessions(told)


def check_sessions(told: list[Recording]) -> None:
    """Check that each recording became a session of its own, in a session's units."""
    sessions = [each.session for each in told]
    assert len(set(sessions)) == len(told)
    for recording, session in zip(told, sessions, strict=True):
        assert session is not None
        session.full_clean()
        assert (session.started_at, session.minutes) == (recording.started_at, recording.minutes)
        assert session.minutes == max(1, round(float(recording.timer_s) / 60))
        assert session.heart_rate_mean == recording.heart_rate_mean
        metres = recording.distance_m
        assert session.distance_m == (None if metres is None else max(1, round(metres)))


def check_heart_rates(row: dict[str, str], activities: list[Recording]) -> None:
    told = numbers(row["avg_hr"])
    for activity, rate in zip(activities, told * len(activities), strict=False):
        if rate is not None:
            assert activity.heart_rate_mean == rate
    # Where no session names a heart rate, the mean of the records stands in for it.
    if len(activities) == 1 and told == [None] and (of_records := numbers(row["mean_rec_hr"])[0]):
        assert activities[0].heart_rate_mean == round(of_records)


def test_every_file_at_hand_is_in_the_manifest() -> None:
    files = [path for path in FOLDER.rglob("*") if path.suffix.lower() in {".fit", ".tcx", ".gpx"}]
    assert {str(path.relative_to(FOLDER)) for path in files} == set(ROWS)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("fitparse/Settings.fit", Reason.SETTINGS),
        ("fitparse/nametest.FIT", Reason.SETTINGS),
        ("fitparse/WorkoutRepeatSteps.fit", Reason.WORKOUT),
        ("fitparse/MonitoringFile.fit", Reason.MONITORING),
        ("fitparse/WeightScaleMultiUser.fit", Reason.WEIGHT),
        ("fitparse/DeveloperData.fit", Reason.NO_SESSION),
        ("fitdecode/invalid/activity-filecrc.fit", Reason.DAMAGED),
        ("fitdecode/invalid/activity-unexpected-eof.fit", Reason.DAMAGED),
        ("gpxpy/route.gpx", Reason.NO_SESSION),
        ("gpxpy/cerknicko-without-times.gpx", Reason.NO_TIMES),
        ("gpxpy/Mojstrovka.gpx", Reason.NO_DURATION),
    ],
)
def test_refusal_says_what_the_file_is(name: str, reason: Reason) -> None:
    file = bring(name)
    assert (file.state, file.reason) == (ActivityFile.State.REFUSED, reason)


def test_triathlon_gives_each_of_its_parts() -> None:
    parts = bring("fitparse/sample_mulitple_header.fit").recordings.order_by("number")
    assert [each.sport for each in parts] == ["swimming", "other", "cycling", "other", "running"]
