"""Saving, editing and deleting a day's answers."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from athletes.models import (
    Athlete,
    BodyAnswers,
    CheckIn,
    CheckInTiming,
    FactChange,
    HealthAnswers,
    HealthDetail,
    MindAnswers,
    Note,
)
from athletes.services.check_ins import delete_check_in, record_check_in, repeat_yesterday
from tests.factories import create_athlete, create_check_in

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)  # 08:00 in Amsterdam


def save(
    athlete: Athlete,
    *,
    day: dt.date = DAY,
    client_id: uuid.UUID | None = None,
    now: dt.datetime = NOW,
    recorded_at: dt.datetime | None = None,
    **answers: Any,
) -> CheckIn:
    return record_check_in(
        athlete=athlete,
        day=day,
        client_id=client_id or uuid.uuid4(),
        recorded_at=recorded_at or now,
        now=now,
        **answers,
    )


@pytest.mark.django_db
def test_check_in_saves_each_class_in_its_own_table_and_queues_the_day() -> None:
    athlete = create_athlete()
    check_in = save(
        athlete,
        body={"sleep_hours": "7.25", "fatigue": 2},
        mind={"stress": 4},
        heart={"resting_heart_rate": 52},
        health={"ill": True},
        health_detail={"red_flags": ["fever"]},
        note={"text": "Slept badly."},
    )
    stored = CheckIn.objects.with_answers().get()
    assert stored == check_in
    assert stored.recorded_at == NOW
    assert (stored.body.sleep_hours, stored.body.fatigue) == (Decimal("7.25"), 2)
    assert stored.body.instrument == "recovery-1"
    assert stored.mind.stress == 4
    assert stored.heart.resting_heart_rate == 52
    assert stored.health.ill
    assert stored.health_detail.red_flags == ["fever"]
    assert stored.note.text == "Slept badly."
    change = FactChange.objects.get()
    assert (change.athlete, change.from_day, change.reason) == (athlete, DAY, "check_in")


@pytest.mark.django_db
def test_check_in_makes_no_row_for_a_class_without_answers() -> None:
    save(create_athlete(), body={"fatigue": 3}, mind={"stress": None}, note={"text": ""})
    assert not MindAnswers.objects.exists()
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_same_form_sent_twice_saves_once_and_queues_once() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    first = save(athlete, client_id=form, body={"fatigue": 2})
    second = save(athlete, client_id=form, body={"fatigue": 2})
    assert first == second
    assert CheckIn.objects.count() == FactChange.objects.count() == 1


@pytest.mark.django_db
def test_same_form_with_other_answers_is_an_edit() -> None:
    """Somebody went back in their browser, changed an answer and saved."""
    athlete, form = create_athlete(), uuid.uuid4()
    save(athlete, client_id=form, body={"fatigue": 2})
    save(athlete, client_id=form, body={"fatigue": 4})
    assert BodyAnswers.objects.get().fatigue == 4
    assert FactChange.objects.count() == 2


@pytest.mark.django_db
def test_older_form_that_arrives_after_a_newer_one_changes_nothing() -> None:
    athlete, old, new = create_athlete(), uuid.uuid4(), uuid.uuid4()
    save(athlete, client_id=old, body={"fatigue": 2})
    save(athlete, client_id=new, body={"fatigue": 4})
    save(athlete, client_id=old, body={"fatigue": 2})
    assert BodyAnswers.objects.get().fatigue == 4
    assert FactChange.objects.count() == 2


@pytest.mark.django_db
def test_answer_given_last_counts_whichever_arrives_first() -> None:
    """A phone answered at seven, a laptop at half past; the phone's comes in at eight."""
    athlete = create_athlete()
    seven, half_past, eight = (NOW + dt.timedelta(minutes=each) for each in (0, 30, 60))
    save(athlete, now=half_past, body={"fatigue": 2, "soreness": None}, mind={"stress": 4})
    late = save(
        athlete,
        now=eight,
        recorded_at=seven,
        body={"fatigue": 5, "soreness": 3},
        heart={"resting_heart_rate": 52},
    )
    stored = CheckIn.objects.with_answers().get()
    assert stored == late
    assert (stored.body.fatigue, stored.body.soreness, stored.mind.stress) == (2, 3, 4)
    assert stored.heart.resting_heart_rate == 52
    assert stored.recorded_at == half_past
    assert FactChange.objects.count() == 2


@pytest.mark.django_db
def test_late_answer_that_adds_nothing_changes_nothing_however_often_it_comes() -> None:
    athlete, late = create_athlete(), uuid.uuid4()
    save(athlete, body={"fatigue": 2})
    for _time in range(2):
        save(
            athlete,
            client_id=late,
            recorded_at=NOW - dt.timedelta(minutes=9),
            body={"fatigue": 5, "instrument": "recovery-1"},
        )
    assert BodyAnswers.objects.get().fatigue == 2
    assert FactChange.objects.count() == 1
    assert CheckIn.objects.get().recorded_at == NOW


@pytest.mark.django_db
def test_late_answer_fills_no_gap_on_another_scale() -> None:
    athlete = create_athlete()
    create_check_in(athlete=athlete, day=DAY, instrument="hooper-7", fatigue=6, recorded_at=NOW)
    save(
        athlete,
        recorded_at=NOW - dt.timedelta(minutes=9),
        body={"soreness": 2, "sleep_hours": 7, "instrument": "recovery-1"},
    )
    body = BodyAnswers.objects.get()
    assert (body.instrument, body.soreness, body.sleep_hours) == ("hooper-7", None, Decimal(7))


@pytest.mark.django_db
def test_later_answer_moves_the_time_of_answering() -> None:
    athlete, later = create_athlete(), NOW + dt.timedelta(hours=1)
    save(athlete, body={"fatigue": 2})
    save(athlete, now=later, body={"fatigue": 3})
    assert CheckIn.objects.get().recorded_at == later


@pytest.mark.django_db
def test_edit_that_waited_for_a_network_is_late_by_when_it_was_made() -> None:
    athlete = create_athlete()
    save(athlete, body={"fatigue": 2})
    week_later = NOW + dt.timedelta(days=7)
    save(athlete, now=week_later, recorded_at=NOW + dt.timedelta(hours=1), body={"fatigue": 3})
    assert CheckIn.objects.get().edited_late_at is None


@pytest.mark.django_db
def test_time_it_took_is_kept_once_and_without_the_athlete() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    for _time in range(2):
        save(athlete, client_id=form, took=14_200, body={"fatigue": 2})
    save(athlete, took=99_000, body={"fatigue": 3})  # an edit
    assert list(CheckInTiming.objects.values_list("day", "milliseconds")) == [(DAY, 14_200)]
    names = {field.name for field in CheckInTiming._meta.get_fields()}
    assert names == {"id", "day", "milliseconds"}


def repeat(athlete: Athlete, *, day: dt.date, client_id: uuid.UUID | None = None) -> CheckIn:
    return repeat_yesterday(
        athlete=athlete,
        day=day,
        client_id=client_id or uuid.uuid4(),
        recorded_at=NOW,
        now=NOW + dt.timedelta(days=9),
    )


@pytest.mark.django_db
def test_same_as_yesterday_takes_over_what_was_felt_and_says_so() -> None:
    athlete = create_athlete()
    create_check_in(
        athlete=athlete,
        day=DAY - dt.timedelta(1),
        sleep_hours=7,
        fatigue=2,
        soreness_regions=["knee"],
        protein=True,
        stress=4,
        resting_heart_rate=50,
        ill=True,
        red_flags=["fever"],
        note="Mine.",
    )
    repeat(athlete, day=DAY)
    stored = CheckIn.objects.with_answers().get(day=DAY)
    assert stored.repeats_yesterday
    assert stored.body.sleep_hours == Decimal(7)
    assert (stored.body.fatigue, stored.mind.stress) == (2, 4)
    assert (stored.body.soreness_regions, stored.body.protein) == ([], None)
    for not_felt in ("heart", "health", "health_detail", "note"):
        assert not hasattr(stored, not_felt)


@pytest.mark.django_db
def test_same_as_yesterday_is_for_two_days_in_a_row_and_never_for_nothing() -> None:
    athlete = create_athlete()
    with pytest.raises(ValidationError, match="no answers of the day before"):
        repeat(athlete, day=DAY)
    create_check_in(athlete=athlete, day=DAY, fatigue=2)
    first, second, third = (DAY + dt.timedelta(days) for days in (1, 2, 3))
    form = uuid.uuid4()
    for _time in range(2):
        repeat(athlete, day=first, client_id=form)
    repeat(athlete, day=second)
    with pytest.raises(ValidationError, match="twice in a row is enough"):
        repeat(athlete, day=third)
    assert athlete.check_ins.filter(repeats_yesterday=True).count() == 2


@pytest.mark.django_db
def test_answers_of_ones_own_make_a_day_no_longer_taken_over() -> None:
    athlete = create_athlete()
    create_check_in(athlete=athlete, day=DAY - dt.timedelta(1), fatigue=2)
    repeat(athlete, day=DAY)
    save(athlete, now=NOW + dt.timedelta(hours=1), body={"fatigue": 3})
    assert not CheckIn.objects.get(day=DAY).repeats_yesterday


@pytest.mark.django_db
def test_form_saved_for_another_day_keeps_its_day() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    save(athlete, client_id=form, body={"fatigue": 2})
    save(athlete, day=DAY - dt.timedelta(1), client_id=form, body={"fatigue": 2})
    assert CheckIn.objects.get().day == DAY


@pytest.mark.django_db
def test_edit_leaves_what_the_form_did_not_show() -> None:
    athlete = create_athlete()
    save(athlete, body={"sleep_hours": 8, "fatigue": 2}, mind={"mood": 4})
    save(athlete, body={"fatigue": None, "soreness": 3})
    body = BodyAnswers.objects.get()
    assert body.sleep_hours == Decimal(8)
    assert (body.fatigue, body.soreness) == (None, 3)
    assert MindAnswers.objects.get().mood == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days_later", "hour", "marked"),
    [(0, 20, False), (1, 22, False), (1, 23, True), (21, 12, True)],
)
def test_edit_is_marked_once_the_next_day_is_over(
    days_later: int,
    hour: int,
    marked: bool,  # noqa: FBT001  (a parameter of the table)
) -> None:
    """23:00 UTC is midnight in Amsterdam."""
    athlete = create_athlete()
    save(athlete, body={"fatigue": 2})
    later = dt.datetime.combine(DAY + dt.timedelta(days_later), dt.time(hour), tzinfo=dt.UTC)
    save(athlete, now=later, body={"fatigue": 3})
    assert CheckIn.objects.get().edited_late_at == (later if marked else None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (dt.date(2026, 11, 24), "future"),
        (dt.date(2001, 5, 16), "before_birth"),
        (dt.date(2026, 9, 27), "too_old"),
    ],
)
def test_day_that_cannot_be_answered_for_is_refused(day: dt.date, code: str) -> None:
    athlete = create_athlete(birth_date=dt.date(2001, 5, 17))
    with pytest.raises(ValidationError) as refusal:
        save(athlete, day=day, body={"fatigue": 2})
    assert refusal.value.code == code
    assert not CheckIn.objects.exists()


@pytest.mark.django_db
def test_check_in_of_long_ago_can_still_be_edited() -> None:
    athlete = create_athlete()
    create_check_in(athlete=athlete, day=dt.date(2025, 1, 1), fatigue=2)
    save(athlete, day=dt.date(2025, 1, 1), body={"fatigue": 3})
    assert FactChange.objects.get().from_day == dt.date(2025, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"body": {"sleep_hours": 25}}, "sleep_hours"),
        ({"body": {"sleep_hours": "NaN"}}, "sleep_hours"),
        ({"body": {"sleep_hours": "Infinity"}}, "sleep_hours"),
        ({"body": {"sleep_hours": "1e9"}}, "sleep_hours"),
        ({"body": {"fatigue": 6}}, "fatigue"),
        ({"body": {"fatigue": 0}}, "fatigue"),
        ({"body": {"soreness_regions": ["moon"]}}, "soreness_regions"),
        ({"mind": {"mood": "abc"}}, "mood"),
        ({"heart": {"resting_heart_rate": 10}}, "resting_heart_rate"),
        ({"heart": {"variability": 60}}, "variability_kind"),
        ({"health_detail": {"red_flags": ["tired"]}}, "red_flags"),
        ({"note": {"text": "x" * 2001}}, "text"),
    ],
)
def test_impossible_answer_is_refused_and_nothing_is_half_saved(
    answers: dict[str, Any], field: str
) -> None:
    athlete = create_athlete()
    with pytest.raises(ValidationError) as refusal:
        save(athlete, **{"mind": {"stress": 3}, "body": {"soreness": 3}, **answers})
    assert list(refusal.value.error_dict) == [field]
    assert not CheckIn.objects.exists()
    assert not FactChange.objects.exists()


@pytest.mark.django_db
def test_check_in_without_any_answer_is_refused() -> None:
    with pytest.raises(ValidationError, match="Nothing is filled in"):
        save(create_athlete(), body={"fatigue": None}, health={"ill": False})
    assert not CheckIn.objects.exists()


@pytest.mark.django_db
def test_deleting_queues_the_day_and_deleting_again_does_nothing() -> None:
    check_in = create_check_in(athlete=create_athlete(), day=DAY, ill=True, red_flags=["fever"])
    delete_check_in(check_in=check_in)
    delete_check_in(check_in=CheckIn(pk=check_in.pk, athlete=check_in.athlete, day=DAY))
    assert not HealthAnswers.objects.exists()
    assert not HealthDetail.objects.exists()
    assert FactChange.objects.get().from_day == DAY


@pytest.mark.django_db(transaction=True)
def test_worker_is_told_when_the_fact_is_there_and_not_before() -> None:
    athlete = create_athlete()
    settings = connection.get_connection_params()
    keys = ("dbname", "user", "host", "port", "password")
    parameters = {key: settings[key] for key in keys if settings.get(key)}
    with psycopg.connect(autocommit=True, **parameters) as listener:
        listener.execute("LISTEN fact_change")
        save(athlete, body={"fatigue": 2})
        heard = list(listener.notifies(timeout=5, stop_after=1))
        waiting = listener.execute("SELECT count(*) FROM athletes_factchange").fetchone()
    assert [notice.channel for notice in heard] == ["fact_change"]
    assert waiting == (1,)


def at_the_same_time(*writes: Callable[[], object]) -> list[BaseException]:
    """Run writes in threads with connections of their own; return what they raised."""
    start = threading.Barrier(len(writes))
    raised: list[BaseException] = []

    def run(write: Callable[[], object]) -> None:
        start.wait()
        try:
            write()
        except Exception as error:  # noqa: BLE001  (handed to the test)
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(write,)) for write in writes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_double_click_saves_one_row_and_queues_once() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    click = lambda: save(athlete, client_id=form, body={"fatigue": 2})  # noqa: E731
    assert at_the_same_time(click, click, click, click) == []
    assert CheckIn.objects.count() == FactChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_make_one_row_with_both_their_answers() -> None:
    athlete = create_athlete()
    phone = lambda: save(athlete, body={"fatigue": 2})  # noqa: E731
    tablet = lambda: save(athlete, body={"soreness": 4})  # noqa: E731
    assert at_the_same_time(phone, tablet) == []
    body = BodyAnswers.objects.get()
    assert (body.fatigue, body.soreness) == (2, 4)
    assert FactChange.objects.count() == 2


@pytest.mark.django_db
def test_night_and_recovery_tools_are_kept_with_their_history() -> None:
    athlete = create_athlete()
    night = {"bed_at": dt.time(22, 45), "woke_at": dt.time(6, 30)}
    save(athlete, body={**night, "recovery_tools": ["massage", "nap"]})
    body = save(athlete, body={"recovery_tools": []}).body
    assert (body.bed_at, body.woke_at, body.recovery_tools) == (*night.values(), [])
    events = body.events.order_by("pgh_id")  # type: ignore[attr-defined]  # pghistory's
    assert [each.recovery_tools for each in events] == [["massage", "nap"], []]
