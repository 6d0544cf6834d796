from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from athletes.models import Athlete, DayMark, FactChange, Session
from athletes.services.people import travel
from athletes.services.sessions import (
    SessionFacts,
    delete_session,
    edit_session,
    record_session,
)
from tests.athletes.services.test_check_ins import at_the_same_time
from tests.factories import create_athlete, create_day_mark, create_session

DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)  # 20:00 in Amsterdam


def facts(**values: Any) -> SessionFacts:
    return SessionFacts(**{"day": DAY, "sport": "running", "minutes": 60, **values})


def record(
    athlete: Athlete,
    *,
    client_id: uuid.UUID | None = None,
    now: dt.datetime = NOW,
    **values: Any,
) -> Session:
    return record_session(
        athlete=athlete,
        client_id=client_id or uuid.uuid4(),
        facts=facts(**values),
        recorded_at=now,
        now=now,
    )


@pytest.mark.django_db
def test_session_is_saved_and_its_day_queued() -> None:
    athlete = create_athlete()
    started_at = dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC)
    record(athlete, rpe=Decimal("6.5"), started_at=started_at, distance_m=10_000)
    session = Session.objects.get()
    assert (session.day, session.minutes, session.rpe) == (DAY, 60, Decimal("6.5"))
    assert session.load == 390
    assert session.rated_at == NOW
    change = FactChange.objects.get()
    assert (change.from_day, change.reason) == (DAY, "session")


@pytest.mark.django_db
def test_session_without_a_rating_has_no_load_yet() -> None:
    session = record(create_athlete())
    assert session.load is None
    assert session.rated_at is None
    later = NOW + dt.timedelta(minutes=30)
    edit_session(session=session, facts=facts(rpe=Decimal(4)), now=later)
    rated = Session.objects.get()
    assert rated.load == 240
    assert rated.rated_at == later


@pytest.mark.django_db
def test_same_session_sent_twice_saves_once_and_queues_once() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    assert record(athlete, client_id=form) == record(athlete, client_id=form)
    assert Session.objects.count() == FactChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_double_click_saves_one_session() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    click = lambda: record(athlete, client_id=form)  # noqa: E731
    assert at_the_same_time(click, click, click, click) == []
    assert Session.objects.count() == FactChange.objects.count() == 1


@pytest.mark.django_db
def test_two_sessions_on_one_day_are_two() -> None:
    athlete = create_athlete()
    record(athlete)
    record(athlete)
    assert Session.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 601}, "minutes"),
        ({"rpe": Decimal(11)}, "rpe"),
        ({"rpe": Decimal("7.3")}, "rpe"),
        ({"rpe": Decimal("NaN")}, "rpe"),
        ({"sport": "chess"}, "sport"),
        ({"kind": "party"}, "kind"),
        ({"felt_performance": 6}, "felt_performance"),
        ({"heart_rate_mean": 20}, "heart_rate_mean"),
        ({"heart_rate_mean": 150, "heart_rate_max": 140}, "heart_rate_max"),
        ({"started_at": NOW + dt.timedelta(minutes=1)}, "started_at"),
        ({"started_at": NOW - dt.timedelta(days=1)}, "started_at"),
    ],
)
def test_impossible_session_is_refused_and_nothing_is_saved(
    values: dict[str, Any], field: str
) -> None:
    athlete = create_athlete()
    create_day_mark(athlete=athlete, day=DAY)
    with pytest.raises(ValidationError) as refusal:
        record(athlete, **values)
    assert list(refusal.value.error_dict) == [field]
    assert not Session.objects.exists()
    assert not FactChange.objects.exists()
    assert DayMark.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (dt.date(2026, 11, 24), "future"),
        (dt.date(2001, 5, 16), "before_birth"),
        (dt.date(2026, 9, 27), "too_old"),
    ],
)
def test_day_on_which_nobody_can_have_trained_is_refused(day: dt.date, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        record(create_athlete(), day=day)
    assert refusal.value.code == code


@pytest.mark.django_db
def test_session_that_starts_ten_to_midnight_belongs_to_the_day_it_started() -> None:
    """In Pago Pago, where it is then already another date in UTC."""
    athlete = create_athlete(time_zone="Pacific/Pago_Pago")
    started_at = athlete.instant(DAY, dt.time(23, 50))
    assert started_at == dt.datetime(2026, 11, 24, 10, 50, tzinfo=dt.UTC)
    record(athlete, started_at=started_at, now=started_at + dt.timedelta(hours=2))
    assert Session.objects.get().day == DAY


@pytest.mark.django_db
def test_moved_session_queues_from_the_earlier_of_both_days() -> None:
    session = create_session(athlete=create_athlete(), day=DAY)
    edit_session(session=session, facts=facts(day=DAY - dt.timedelta(3)), now=NOW)
    assert FactChange.objects.get().from_day == DAY - dt.timedelta(3)
    session.refresh_from_db()
    assert session.edited_late_at == NOW


@pytest.mark.django_db
def test_session_on_a_rest_day_ends_the_rest_day_and_no_other_mark() -> None:
    athlete = create_athlete()
    create_day_mark(athlete=athlete, day=DAY, kind=DayMark.Kind.REST)
    create_day_mark(athlete=athlete, day=DAY - dt.timedelta(1), kind=DayMark.Kind.TRAVEL)
    record(athlete)
    record(athlete, day=DAY - dt.timedelta(1))
    assert DayMark.objects.get().kind == DayMark.Kind.TRAVEL


@pytest.mark.django_db
def test_deleting_queues_the_day_and_deleting_again_does_nothing() -> None:
    session = create_session(athlete=create_athlete(), day=DAY)
    again = Session.objects.get()
    delete_session(session=session)
    delete_session(session=again)
    assert FactChange.objects.get().from_day == DAY


@pytest.mark.django_db
def test_days_already_told_stay_when_the_clock_changes_mid_trip() -> None:
    athlete = create_athlete()
    started_at = athlete.instant(DAY, dt.time(23, 30))
    record(athlete, started_at=started_at, now=started_at + dt.timedelta(hours=1))
    travel(athlete=athlete, from_day=DAY + dt.timedelta(1), time_zone="Pacific/Kiritimati")
    fresh = Athlete.objects.get()
    assert Session.objects.get().day == DAY
    assert fresh.time_zone_on(DAY).key == "Europe/Amsterdam"
    assert fresh.time_zone_on(DAY + dt.timedelta(1)).key == "Pacific/Kiritimati"


@pytest.mark.django_db
def test_minutes_and_rating_told_of_an_imported_load_replace_it() -> None:
    athlete = create_athlete()
    session = create_session(
        athlete=athlete, day=DAY, minutes=None, rpe=None, reported_load=Decimal(900)
    )
    edit_session(session=session, facts=facts(minutes=60), now=NOW)
    assert Session.objects.get().load == 900, "minutes alone are no load"
    edit_session(session=session, facts=facts(minutes=60, rpe=Decimal(5)), now=NOW)
    assert Session.objects.get().load == 300


@pytest.mark.django_db
def test_session_deleted_while_its_edit_waits_stays_gone() -> None:
    session = create_session(athlete=create_athlete(), day=DAY)
    Session.objects.all().delete()  # by the same athlete, in another window
    with pytest.raises(Session.DoesNotExist):
        edit_session(session=session, facts=facts(), now=NOW)
    assert not Session.objects.exists()
