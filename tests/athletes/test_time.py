"""Days as the athlete's own clock has them."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest

from athletes.models import Athlete, TimeZoneSpan
from tests.factories import create_athlete


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("time_zone", "now", "day"),
    [
        ("Europe/Amsterdam", "2026-11-23 22:59", "2026-11-23"),
        ("Europe/Amsterdam", "2026-11-23 23:00", "2026-11-24"),
        ("Europe/Amsterdam", "2026-06-23 22:00", "2026-06-24"),  # summer time
        ("Pacific/Kiritimati", "2026-11-23 10:00", "2026-11-24"),
        ("Pacific/Pago_Pago", "2026-11-23 10:59", "2026-11-22"),
    ],
)
def test_local_day_is_the_date_on_the_athletes_clock(time_zone: str, now: str, day: str) -> None:
    athlete = create_athlete(time_zone=time_zone)
    assert athlete.local_day(utc(now)).isoformat() == day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 02:59", True),  # 03:59 in winter
        ("2026-11-23 03:00", False),
        ("2026-06-23 01:59", True),  # 03:59 in summer
        ("2026-06-23 02:00", False),
        # 29 March 2026: the clock goes from 02:00 to 03:00; 25 October: from 03:00 to 02:00
        ("2026-03-29 01:59", True),
        ("2026-03-29 02:00", False),
        ("2026-10-25 02:59", True),
        ("2026-10-25 03:00", False),
    ],
)
def test_yesterday_can_be_meant_until_four(now: str, expected: bool) -> None:  # noqa: FBT001  (a parameter of the table)
    assert create_athlete().may_mean_yesterday(utc(now)) is expected


@pytest.mark.django_db
def test_instant_of_a_skipped_time_is_as_much_later_and_of_a_repeated_one_the_first() -> None:
    athlete = create_athlete()
    skipped = athlete.instant(dt.date(2026, 3, 29), dt.time(2, 30))
    assert athlete.local_time(skipped).time() == dt.time(3, 30)
    repeated = athlete.instant(dt.date(2026, 10, 25), dt.time(2, 30))
    assert repeated == utc("2026-10-25 00:30")


@pytest.mark.django_db
def test_clock_changes_on_the_day_of_travel_and_not_before() -> None:
    athlete = create_athlete()
    TimeZoneSpan.objects.create(
        athlete=athlete, from_day=dt.date(2026, 11, 24), time_zone="Pacific/Kiritimati"
    )
    athlete = Athlete.objects.get()
    assert athlete.local_day(utc("2026-11-23 12:00")) == dt.date(2026, 11, 23)
    assert athlete.local_day(utc("2026-11-24 12:00")) == dt.date(2026, 11, 25)


@pytest.mark.django_db
def test_first_known_clock_counts_for_days_before_it() -> None:
    athlete = create_athlete(since=dt.date(2026, 11, 1), time_zone="Asia/Tokyo")
    assert athlete.time_zone_on(dt.date(2020, 1, 1)) == zoneinfo.ZoneInfo("Asia/Tokyo")
