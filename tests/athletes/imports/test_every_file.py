"""Every published training file at hand, against what three decoders made of it."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from athletes.imports.activities.activity import Reason, RefusedError
from athletes.imports.activities.kinds import kind_of
from athletes.imports.activities.sandbox import read_activities
from tests.engine.shared_data import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from athletes.imports.activities.activity import Activity

FOLDER = ROOT / "activity_files"
MANIFEST = FOLDER / "MANIFEST.csv"

pytestmark = pytest.mark.skipif(
    not MANIFEST.is_file(),
    reason=f"{MANIFEST} is absent: set RECOVERY_SHARED_DATA to the folder that holds it",
)


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


def read(path: Path) -> list[Activity]:
    content = path.read_bytes()
    return read_activities(content, kind_of(content))


def read_or_refuse(path: Path) -> tuple[list[Activity], Reason | None]:
    try:
        return read(path), None
    except RefusedError as refusal:
        return [], refusal.reason


@pytest.mark.parametrize("name", ROWS)
def test_file_ends_as_the_sessions_of_the_manifest_or_as_a_refusal(name: str) -> None:
    row = ROWS[name]
    lasts = [each for each in numbers(row["timer"]) if each]
    activities, reason = read_or_refuse(FOLDER / name)
    if reason is not None:
        # A file with a session that lasts is refused only for a reason that is written down here.
        assert REFUSED.get(name) is reason or not lasts
        return
    assert name not in REFUSED
    assert lasts, "nothing in the manifest says that this holds a session"
    assert [each.started_at for each in activities] == starts(row["start"])
    assert [each.timer_s for each in activities] == pytest.approx(lasts, abs=0.051)
    assert [each.distance_m for each in activities] == pytest.approx(
        numbers(row["distance"]), abs=0.06
    )
    check_heart_rates(row, activities)


def check_heart_rates(row: dict[str, str], activities: list[Activity]) -> None:
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
    with pytest.raises(RefusedError) as refusal:
        read(FOLDER / name)
    assert refusal.value.reason is reason


def test_triathlon_gives_each_of_its_parts() -> None:
    sports = [each.sport for each in read(FOLDER / "fitparse/sample_mulitple_header.fit")]
    assert sports == ["swimming", "other", "cycling", "other", "running"]
