from __future__ import annotations

import datetime as dt
import gzip
from decimal import Decimal

import pytest

from athletes.drain import drain, mark_attempt, read
from athletes.imports.activities import zips
from athletes.imports.activities.activity import LARGEST_FILE, Reason
from athletes.models import (
    ActivityFile,
    ActivityOriginal,
    Athlete,
    ColumnMeaning,
    DayMark,
    FactChange,
    Recording,
    Session,
)
from athletes.services import activity_files
from athletes.services.activity_files import delete_file, original_of, receive_file
from athletes.services.sessions import delete_session
from tests.athletes.imports import files
from tests.athletes.imports.files import START
from tests.factories import create_athlete, create_check_in, create_day_mark, create_session

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
DAY = START.date()


@pytest.fixture
def athlete() -> Athlete:
    return create_athlete()


def bring(athlete: Athlete, content: bytes, *, name: str = "run.fit") -> ActivityFile:
    """Bring a file in and have it read."""
    file = receive_file(athlete=athlete, name=name, content=content, now=NOW).file
    drain(clock=lambda: NOW)
    file.refresh_from_db()
    return file


def test_file_becomes_a_session_with_all_that_it_knows(athlete: Athlete) -> None:
    content = files.fit(exertion=65, feel=75, elapsed=3300.0)
    file = bring(athlete, content, name="C:\\Garmin\\run.fit")
    session = Session.objects.get()
    assert (file.name, file.state, file.added) == ("run.fit", ActivityFile.State.READ, 1)
    assert (session.day, session.started_at, session.minutes) == (DAY, START, 50)
    assert (session.distance_m, session.heart_rate_mean, session.sport) == (10_200, 148, "running")
    assert (session.rpe, session.felt_performance) == (Decimal("6.5"), 4)
    assert session.rated_at == START + dt.timedelta(seconds=3300)
    assert (session.source, session.source_sha256) == ("run.fit", file.sha256)
    recording = Recording.objects.get()
    assert (recording.session, recording.timer_s) == (session, Decimal("3000.000"))
    session.full_clean()


def test_original_is_kept_as_it_was_sent(athlete: Athlete) -> None:
    content = files.gpx()
    file = bring(athlete, content, name="run.gpx")
    assert original_of(file) == content
    assert file.size == len(content)
    assert file.stored < len(content)


def test_import_queues_the_computation_from_the_day_of_the_session(athlete: Athlete) -> None:
    bring(athlete, files.fit())
    change = FactChange.objects.get()
    assert (change.from_day, change.reason) == (DAY, FactChange.Reason.IMPORT)


def test_session_belongs_to_the_day_of_the_athletes_own_clock() -> None:
    athlete = create_athlete(time_zone="Australia/Sydney")
    late = dt.datetime(2026, 11, 21, 20, 0, tzinfo=dt.UTC)  # seven in the morning there
    bring(athlete, files.gpx(start=late))
    assert Session.objects.get().day == dt.date(2026, 11, 22)


def test_same_file_twice_adds_nothing(athlete: Athlete) -> None:
    bring(athlete, files.fit())
    again = receive_file(athlete=athlete, name="copy.fit", content=files.fit(), now=NOW)
    assert not again.is_new
    assert drain(clock=lambda: NOW) == 0
    assert Session.objects.count() == ActivityFile.objects.count() == Recording.objects.count() == 1


def test_deleted_file_that_comes_back_finds_its_session(athlete: Athlete) -> None:
    delete_file(file=bring(athlete, files.fit()))
    assert Session.objects.count() == 1
    file = bring(athlete, files.fit())
    assert (file.added, file.already_there) == (0, 1)
    assert Session.objects.count() == 1


def test_session_that_its_athlete_deleted_does_not_wait_for_a_choice(athlete: Athlete) -> None:
    bring(athlete, files.fit())
    session = Session.objects.get()
    session.athlete = athlete
    delete_session(session=session)
    assert not Recording.objects.get().waits_for_choice


def test_same_file_of_two_athletes_is_two_files() -> None:
    for athlete in (create_athlete(), create_athlete()):
        bring(athlete, files.fit())
    assert Session.objects.count() == ActivityFile.objects.count() == 2


def test_refused_file_is_tried_again_when_it_comes_again(athlete: Athlete) -> None:
    first = bring(athlete, b"\x89PNG not a training file")
    assert (first.state, first.reason) == (ActivityFile.State.REFUSED, Reason.UNKNOWN_KIND)
    again = receive_file(athlete=athlete, name="x", content=b"\x89PNG not a training file", now=NOW)
    assert again.is_new
    assert ActivityFile.objects.get().state == ActivityFile.State.WAITING


def test_day_of_an_imported_session_is_no_rest_day(athlete: Athlete) -> None:
    create_day_mark(athlete=athlete, day=DAY)
    bring(athlete, files.fit())
    assert not DayMark.objects.exists()


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (NOW + dt.timedelta(hours=1), Reason.IN_FUTURE),
        (dt.datetime(1999, 5, 1, 12, 0, tzinfo=dt.UTC), Reason.TOO_OLD),  # born in 2001
    ],
)
def test_session_that_nobody_can_have_done_is_refused(
    athlete: Athlete, start: dt.datetime, reason: Reason
) -> None:
    file = bring(athlete, files.gpx(start=start))
    assert (file.state, file.reason) == (ActivityFile.State.REFUSED, reason)
    assert not Session.objects.exists()
    assert not FactChange.objects.exists()


def test_file_that_is_too_large_is_refused_and_not_kept(athlete: Athlete) -> None:
    file = bring(athlete, bytes(LARGEST_FILE + 1))
    assert file.reason == Reason.TOO_LARGE
    assert not ActivityOriginal.objects.exists()


def test_files_of_one_athlete_take_only_so_much(
    athlete: Athlete, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity_files, "MOST_STORED", 300)
    assert bring(athlete, files.fit()).state == ActivityFile.State.READ
    assert bring(athlete, files.gpx()).reason == Reason.FULL
    assert bring(create_athlete(), files.fit()).state == ActivityFile.State.READ


def test_files_of_a_zip_are_files_of_their_own(athlete: Athlete) -> None:
    later = START + dt.timedelta(hours=3)
    archive = bring(
        athlete,
        files.zipped(
            {
                "2026/run.fit": files.fit(),
                "2026/ride.gpx.gz": gzip.compress(files.gpx(start=later, kind="cycling")),
                "2026/readme.txt": b"hello",
                "2026/more.zip": files.zipped({"a.fit": files.fit()}),
            }
        ),
        name="season.zip",
    )
    assert (archive.state, archive.added) == (ActivityFile.State.READ, 4)
    assert sorted(Session.objects.values_list("sport", flat=True)) == ["cycling", "running"]
    found = {file.name: file.reason for file in archive.members.all()}
    assert found == {
        "run.fit": "",
        "ride.gpx.gz": "",
        "readme.txt": Reason.UNKNOWN_KIND,
        "more.zip": Reason.ZIP_IN_ZIP,
    }
    assert not ActivityOriginal.objects.filter(file=archive).exists()


def test_zip_of_files_that_are_here_adds_nothing(athlete: Athlete) -> None:
    bring(athlete, files.fit())
    archive = bring(athlete, files.zipped({"run.fit": files.fit()}), name="a.zip")
    assert (archive.added, archive.already_there) == (0, 1)
    assert Session.objects.count() == 1


def test_member_that_is_too_large_is_named_and_refused(
    athlete: Athlete, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "LARGEST_FILE", 1000)
    bring(athlete, files.zipped({"bomb.fit": bytes(1001), "run.fit": files.fit()}))
    assert ActivityFile.objects.get(name="bomb.fit").reason == Reason.TOO_LARGE
    assert Session.objects.count() == 1


def test_reader_that_dies_with_a_file_three_times_sets_it_aside(athlete: Athlete) -> None:
    receive_file(athlete=athlete, name="run.fit", content=files.fit(), now=NOW)
    now = NOW
    for _attempt in range(3):
        assert mark_attempt(now=now) is not None  # and nobody comes back
        assert mark_attempt(now=now) is None
        now += dt.timedelta(minutes=5)
    last = mark_attempt(now=now)
    assert last is not None
    read(last, now=now)
    assert ActivityFile.objects.get().reason == Reason.GAVE_UP
    assert not Session.objects.exists()


def test_one_file_does_not_wait_for_the_whole_account_of_somebody_else(athlete: Athlete) -> None:
    other = create_athlete()
    for number in range(5):
        receive_file(athlete=athlete, name="x", content=b"no file %d" % number, now=NOW)
    receive_file(athlete=other, name="run.fit", content=files.fit(), now=NOW)
    first = mark_attempt(now=NOW)
    assert first is not None
    assert first.athlete == athlete
    second = mark_attempt(now=NOW, served={first.athlete_id})
    assert second is not None
    assert second.athlete == other


def test_file_that_two_workers_read_becomes_one_session(athlete: Athlete) -> None:
    receive_file(athlete=athlete, name="run.fit", content=files.fit(), now=NOW)
    one = mark_attempt(now=NOW)
    other = mark_attempt(now=NOW + dt.timedelta(minutes=5))
    assert one is not None
    assert other is not None
    read(one, now=NOW)
    read(other, now=NOW)
    assert Session.objects.count() == Recording.objects.count() == 1


def test_file_deleted_while_it_waits_is_gone(athlete: Athlete) -> None:
    file = receive_file(athlete=athlete, name="run.fit", content=files.fit(), now=NOW).file
    claimed = mark_attempt(now=NOW)
    delete_file(file=file)
    assert claimed is not None
    read(claimed, now=NOW)
    assert not Session.objects.exists()


def test_names_are_shown_on_one_line(athlete: Athlete) -> None:
    file = bring(athlete, files.fit(), name="../\nrun\x07\u202e.fit\r\n")
    assert file.name == "run.fit"


def test_table_waits_until_its_columns_are_known(athlete: Athlete) -> None:
    file = bring(athlete, b"Datum;Minuten\n22-11-2026;60\n", name="diary.csv")
    assert file.state == ActivityFile.State.NEEDS_COLUMNS
    assert not ColumnMeaning.objects.exists()
    assert not Session.objects.exists()


def test_what_looks_like_a_logged_session_waits_and_does_not_count(athlete: Athlete) -> None:
    logged = create_session(athlete=athlete, day=DAY, started_at=START, minutes=50)
    file = bring(athlete, files.fit())
    recording = Recording.objects.get()
    assert (recording.looks_like, recording.session) == (logged, None)
    assert recording.waits_for_choice
    assert (file.added, Session.objects.count()) == (0, 1)
    assert not FactChange.objects.exists()


WELLNESS = (
    b"date,restingHR,hrv,sleepSecs,sleepQuality,soreness,fatigue,mood\n"
    b"2026-11-20,44,68.5,27000,1,1,2,1\n"
    b"2026-11-21,51,41,,,,,\n"  # only what the watch sent
    b"2026-11-22,47,55,25200,4,4,4,4\n"
)
MEASUREMENTS = (
    b"timestamp_measurement,HR,AVNN,SDNN,rMSSD\n"
    b"2026-11-20 06:40:11 +0000,44.2,1364,84,67.5\n"
    b"2026-11-21 23:30:00 +0000,45,1364,84,61\n"  # past midnight in Amsterdam
)


def test_wellness_of_intervals_icu_is_read_without_asking(athlete: Athlete) -> None:
    file = bring(athlete, WELLNESS, name="wellness.csv")
    assert (file.state, file.added) == (ActivityFile.State.READ, 2)
    check_in = athlete.check_ins.with_answers().get(day=dt.date(2026, 11, 20))
    assert (check_in.body.instrument, check_in.body.sleep_quality) == ("intervals-icu", 1)
    assert check_in.mind.instrument == "intervals-icu"
    assert (check_in.body.sleep_hours, check_in.mind.mood) == (Decimal("7.5"), 1)
    assert (check_in.heart.variability, check_in.heart.variability_kind) == (
        Decimal("68.5"),
        "rmssd",
    )
    first = FactChange.objects.get()
    assert (first.from_day, first.reason) == (check_in.day, FactChange.Reason.IMPORT)


def test_day_that_only_a_watch_told_of_is_no_check_in(athlete: Athlete) -> None:
    file = bring(athlete, WELLNESS, name="wellness.csv")
    assert not athlete.check_ins.filter(day=dt.date(2026, 11, 21)).exists()
    assert file.problems == ["1 day without a check-in holds only what a watch measured: left out."]


def test_measurement_of_a_watch_joins_the_answers_of_its_day(athlete: Athlete) -> None:
    create_check_in(athlete=athlete, day=dt.date(2026, 11, 21), fatigue=4)
    bring(athlete, WELLNESS, name="wellness.csv")
    check_in = athlete.check_ins.with_answers().get(day=dt.date(2026, 11, 21))
    assert (check_in.heart.resting_heart_rate, check_in.body.fatigue) == (Decimal(51), 4)
    assert check_in.body.instrument == "recovery-1"


def test_measurements_of_hrv4training_are_of_the_athletes_own_day(athlete: Athlete) -> None:
    bring(athlete, MEASUREMENTS, name="2026_11_22_myMeasurements.csv")
    days = athlete.check_ins.with_answers().order_by("day")
    assert [(each.day.day, each.heart.variability) for each in days] == [
        (20, Decimal("67.5")),
        (22, Decimal("61.0")),
    ]


def test_measurement_that_was_typed_in_stays_and_only_its_gap_is_filled(athlete: Athlete) -> None:
    day = dt.date(2026, 11, 20)
    create_check_in(athlete=athlete, day=day, resting_heart_rate=49)
    bring(athlete, MEASUREMENTS, name="m.csv")
    heart = athlete.check_ins.get(day=day).heart
    assert (heart.resting_heart_rate, heart.variability) == (Decimal(49), Decimal("67.5"))
    assert heart.variability_kind == "rmssd"


def test_longer_export_of_the_same_adds_only_what_is_new(athlete: Athlete) -> None:
    bring(athlete, MEASUREMENTS, name="m.csv")
    longer = MEASUREMENTS + b"2026-11-22 06:40:11 +0000,46,1364,84,60\n"
    FactChange.objects.all().delete()
    file = bring(athlete, longer, name="m.csv")
    assert (file.added, file.already_there) == (0, 2)  # the 22nd was measured twice: the first
    assert not FactChange.objects.exists()


def test_rows_that_cannot_be_read_are_told_and_the_others_saved(athlete: Athlete) -> None:
    file = bring(athlete, WELLNESS + b"2026-11-19,44,68.5,27000,7,1,2,1\n", name="wellness.csv")
    assert (file.added, file.rows_refused) == (2, 1)
    assert any("sleepQuality" in problem and "1 to 4" in problem for problem in file.problems)


def test_table_of_200_000_lines_is_refused_with_the_reason(athlete: Athlete) -> None:
    file = bring(athlete, WELLNESS + b"2026-11-20,44,68.5,27000,1,1,2,1\n" * 200_000)
    assert file.state == ActivityFile.State.REFUSED
    assert "20000" in file.problems[0]
    assert not athlete.check_ins.exists()
