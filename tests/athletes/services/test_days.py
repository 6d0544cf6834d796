from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError

from athletes.models import Athlete, DayMark, FactChange
from athletes.services.days import clear_day_mark, mark_day
from tests.athletes.services.test_check_ins import at_the_same_time
from tests.factories import create_athlete, create_day_mark, create_session

DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)


def mark(
    athlete: Athlete,
    kind: str = "rest",
    *,
    day: dt.date = DAY,
    client_id: uuid.UUID | None = None,
    now: dt.datetime = NOW,
) -> DayMark:
    return mark_day(
        athlete=athlete,
        day=day,
        kind=kind,
        client_id=client_id or uuid.uuid4(),
        recorded_at=now,
        now=now,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", DayMark.Kind.values)
def test_day_is_marked_and_queued(kind: str) -> None:
    mark(create_athlete(), kind)
    assert DayMark.objects.get().kind == kind
    change = FactChange.objects.get()
    assert (change.from_day, change.reason) == (DAY, "day_mark")


@pytest.mark.django_db
def test_second_mark_replaces_the_first() -> None:
    athlete = create_athlete()
    mark(athlete, "rest")
    mark(athlete, "ill")
    assert DayMark.objects.get().kind == "ill"
    assert FactChange.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_double_tap_marks_once() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    tap = lambda: mark(athlete, client_id=form)  # noqa: E731
    assert at_the_same_time(tap, tap, tap) == []
    assert DayMark.objects.count() == FactChange.objects.count() == 1


@pytest.mark.django_db
def test_day_with_training_cannot_be_a_rest_day_but_can_be_travelled() -> None:
    athlete = create_athlete()
    create_session(athlete=athlete, day=DAY)
    with pytest.raises(ValidationError, match="There is training on this day"):
        mark(athlete, "rest")
    assert not FactChange.objects.exists()
    mark(athlete, "travel")
    assert DayMark.objects.get().kind == "travel"


@pytest.mark.django_db
def test_unknown_kind_and_impossible_days_are_refused() -> None:
    athlete = create_athlete()
    with pytest.raises(ValidationError):
        mark(athlete, "party")
    for day in (DAY + dt.timedelta(1), dt.date(2001, 5, 16), DAY - dt.timedelta(57)):
        with pytest.raises(ValidationError):
            mark(athlete, day=day)
    assert not DayMark.objects.exists()


@pytest.mark.django_db
def test_late_change_of_a_mark_is_marked() -> None:
    athlete = create_athlete()
    create_day_mark(athlete=athlete, day=DAY - dt.timedelta(2))
    mark(athlete, "travel", day=DAY - dt.timedelta(2))
    assert DayMark.objects.get().edited_late_at == NOW


@pytest.mark.django_db
def test_clearing_makes_the_day_unknown_and_queues_it_once() -> None:
    athlete = create_athlete()
    create_day_mark(athlete=athlete, day=DAY)
    clear_day_mark(athlete=athlete, day=DAY)
    clear_day_mark(athlete=athlete, day=DAY)
    assert not DayMark.objects.exists()
    assert FactChange.objects.count() == 1
