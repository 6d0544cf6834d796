from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from athletes.models import Athlete, DayMark, FactChange, Recording, Session
from athletes.services.recordings import keep_both, leave_out, looks_like, merge
from athletes.services.sessions import delete_session
from tests.athletes.imports import files
from tests.athletes.imports.files import START
from tests.athletes.services.test_activity_files import DAY, NOW, athlete, bring
from tests.factories import create_day_mark, create_session

__all__ = ["athlete"]  # the fixture

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def waiting(athlete: Athlete, *, content: bytes | None = None, **logged: Any) -> Recording:
    """Return a recording that looks like what was logged."""
    values = {"day": DAY, "started_at": START, "minutes": 52, "rpe": Decimal(6), **logged}
    create_session(athlete=athlete, **values)
    bring(athlete, content or files.fit(exertion=70))
    return Recording.objects.get()


@pytest.mark.parametrize(
    ("logged", "alike"),
    [
        ({"started_at": START, "minutes": 50}, True),
        ({"started_at": START + 2 * MINUTE, "minutes": 50}, True),
        ({"started_at": START - 2 * MINUTE, "minutes": 50}, True),
        ({"started_at": START + 3 * MINUTE, "minutes": 50}, False),
        ({"started_at": START, "minutes": 55}, True),
        ({"started_at": START, "minutes": 56}, False),
        ({"started_at": START, "minutes": 45}, True),
        ({"started_at": START, "minutes": 44}, False),
        ({"started_at": START, "minutes": 70}, True),  # as long as from start to end
        ({"started_at": None, "minutes": 50}, True),  # logged without a time: same day and sport
        ({"started_at": None, "minutes": 50, "sport": "cycling"}, False),
        ({"started_at": None, "minutes": 50, "day": DAY - dt.timedelta(days=1)}, False),
        ({"started_at": START, "minutes": None, "rpe": None, "reported_load": 300}, False),
    ],
)
def test_start_and_duration_make_two_alike(
    athlete: Athlete, logged: dict[str, Any], *, alike: bool
) -> None:
    session = create_session(athlete=athlete, **{"day": DAY, **logged})
    recording = Recording(
        day=DAY, started_at=START, timer_s=Decimal(3000), elapsed_s=Decimal(4200), sport="running"
    )
    assert looks_like(recording, session) is alike


def test_two_sessions_of_one_file_are_never_taken_for_each_other(athlete: Athlete) -> None:
    bring(athlete, files.fit() + files.fit())
    assert Session.objects.count() == 2


def test_merging_keeps_what_was_logged_and_adds_what_it_lacked(athlete: Athlete) -> None:
    recording = waiting(athlete)
    merge(athlete=athlete, recording=recording, from_file=(), now=NOW)
    session = Session.objects.get()
    assert (session.minutes, session.rpe) == (52, Decimal(6))
    assert (session.heart_rate_mean, session.distance_m) == (148, 10_200)
    recording.refresh_from_db()
    assert (recording.session, recording.looks_like, recording.decided_at) == (session, None, NOW)


def test_merging_takes_from_the_file_what_was_chosen(athlete: Athlete) -> None:
    recording = waiting(athlete)
    merge(athlete=athlete, recording=recording, from_file=("minutes", "rpe"), now=NOW)
    session = Session.objects.get()
    assert (session.minutes, session.rpe, session.rated_at) == (50, Decimal(7), NOW)


def test_merging_is_an_edit_that_queues_the_day(athlete: Athlete) -> None:
    recording = waiting(athlete)
    merge(athlete=athlete, recording=recording, from_file=(), now=NOW)
    assert FactChange.objects.get().from_day == DAY
    assert Session.objects.get().events.count() == 2  # type: ignore[attr-defined]  # pghistory's


def test_merging_twice_changes_nothing_the_second_time(athlete: Athlete) -> None:
    recording = waiting(athlete)
    merge(athlete=athlete, recording=recording, from_file=(), now=NOW)
    with pytest.raises(Recording.DoesNotExist):
        merge(athlete=athlete, recording=recording, from_file=("minutes",), now=NOW)
    assert Session.objects.get().minutes == 52


def test_merging_with_a_start_just_past_midnight_moves_the_day(athlete: Athlete) -> None:
    midnight = dt.datetime(2026, 11, 21, 23, 0, 30, tzinfo=dt.UTC)  # half a minute into the 22nd
    recording = waiting(
        athlete,
        content=files.gpx(start=midnight, points=53),
        started_at=midnight - MINUTE,
        day=dt.date(2026, 11, 21),
    )
    merge(athlete=athlete, recording=recording, from_file=("started_at",), now=NOW)
    assert Session.objects.get().day == dt.date(2026, 11, 22)


def test_keeping_both_adds_a_session_and_takes_back_rest(athlete: Athlete) -> None:
    recording = waiting(athlete)
    keep_both(athlete=athlete, recording=recording, now=NOW)
    assert set(Session.objects.values_list("minutes", flat=True)) == {50, 52}
    assert FactChange.objects.get().reason == FactChange.Reason.IMPORT
    recording.refresh_from_db()
    assert recording.session is not None
    assert recording.session.minutes == 50


def test_leaving_out_changes_no_fact(athlete: Athlete) -> None:
    recording = waiting(athlete)
    leave_out(athlete=athlete, recording=recording, now=NOW)
    assert Session.objects.count() == 1
    assert not FactChange.objects.exists()
    recording.refresh_from_db()
    assert not recording.waits_for_choice


def test_session_that_was_deleted_cannot_be_merged_but_the_files_can_be_added(
    athlete: Athlete,
) -> None:
    recording = waiting(athlete)
    session = Session.objects.get()
    session.athlete = athlete
    delete_session(session=session)
    create_day_mark(athlete=athlete, day=DAY)
    with pytest.raises(Session.DoesNotExist):
        merge(athlete=athlete, recording=recording, from_file=(), now=NOW)
    keep_both(athlete=athlete, recording=recording, now=NOW)
    assert Session.objects.get().minutes == 50
    assert not DayMark.objects.exists()


def test_file_read_after_its_twin_in_another_format_waits_for_a_choice(athlete: Athlete) -> None:
    bring(athlete, files.fit())
    bring(athlete, files.gpx(points=51), name="run.gpx")
    assert Session.objects.count() == 1
    assert Recording.objects.get(decided_at=None).looks_like == Session.objects.get()
