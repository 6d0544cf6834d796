from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from athletes.models import Athlete, FactChange, TimeZoneSpan
from athletes.services.people import create_athlete, travel
from tests import factories

NOW = dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("time_zone", "first_day"),
    [
        ("Europe/Amsterdam", dt.date(2026, 11, 23)),
        ("Pacific/Kiritimati", dt.date(2026, 11, 24)),  # 14 hours ahead
        ("Pacific/Pago_Pago", dt.date(2026, 11, 23)),  # 11 hours behind
    ],
)
def test_athlete_lives_by_their_clock_from_their_own_today(
    time_zone: str, first_day: dt.date
) -> None:
    user = factories.create_user()
    athlete = create_athlete(user=user, birth_date=None, time_zone=time_zone, now=NOW)
    span = TimeZoneSpan.objects.get(athlete=athlete)
    assert (span.from_day, span.time_zone) == (first_day, time_zone)


@pytest.mark.django_db
def test_unknown_time_zone_is_refused_and_no_athlete_is_made() -> None:
    user = factories.create_user()
    with pytest.raises(ValidationError, match="is not a time zone"):
        create_athlete(user=user, birth_date=None, time_zone="Mars/Olympus", now=NOW)
    assert not Athlete.objects.exists()


@pytest.mark.django_db
def test_travel_changes_the_clock_from_a_day_on_and_queues_it() -> None:
    athlete = factories.create_athlete()
    day = dt.date(2026, 11, 25)
    travel(athlete=athlete, from_day=day, time_zone="Asia/Tokyo")
    travel(athlete=athlete, from_day=day, time_zone="Asia/Seoul")  # corrected
    athlete = Athlete.objects.get()
    assert athlete.time_zone_on(day).key == "Asia/Seoul"
    assert athlete.time_zone_on(day - dt.timedelta(1)).key == "Europe/Amsterdam"
    assert [change.from_day for change in FactChange.objects.all()] == [day, day]
    with pytest.raises(ValidationError):
        travel(athlete=athlete, from_day=day, time_zone="Nowhere")
