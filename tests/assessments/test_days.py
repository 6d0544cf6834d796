"""The athlete's own clock: which day is the last, and what happens when it turns."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from athletes.models import FactChange, TimeZoneSpan
from recovery.assessments.drain import drain
from recovery.assessments.models import Calculation, DailyState
from recovery.assessments.services import VERSION, assess, new_days, turned_day
from tests.assessments.histories import (
    NOW,
    TODAY,
    change,
    create_athlete_with_history,
    derived,
    derived_from_scratch,
)
from tests.factories import create_athlete, create_check_in

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Europe/Amsterdam", "2026-11-23 02:59", "2026-11-22"),
        ("Europe/Amsterdam", "2026-11-23 03:00", "2026-11-23"),
        # Clocks went back at 03:00 and forward at 02:00: 04:00 is there once on both days.
        ("Europe/Amsterdam", "2026-10-25 02:59", "2026-10-24"),
        ("Europe/Amsterdam", "2026-10-25 03:00", "2026-10-25"),
        ("Europe/Amsterdam", "2026-03-29 01:59", "2026-03-28"),
        ("Europe/Amsterdam", "2026-03-29 02:00", "2026-03-29"),
        ("Pacific/Kiritimati", "2026-11-22 14:00", "2026-11-23"),
        ("Pacific/Pago_Pago", "2026-11-23 14:59", "2026-11-22"),
        ("Pacific/Pago_Pago", "2026-11-23 15:00", "2026-11-23"),
        ("Asia/Kathmandu", "2026-11-22 22:15", "2026-11-23"),
    ],
)
def test_a_day_turns_at_four_of_the_own_clock(zone: str, now: str, day: str) -> None:
    athlete = create_athlete(time_zone=zone)
    assert turned_day(athlete, utc(now)).isoformat() == day


def test_the_last_day_is_the_one_that_turned_or_was_answered() -> None:
    at_three = utc("2026-11-23 02:00")
    athlete = create_athlete_with_history(days=5, last=TODAY - DAY)
    assess(athlete_ids=[athlete.pk], now=at_three)
    assert DailyState.objects.latest("day").day == TODAY - DAY

    create_check_in(athlete=athlete, day=TODAY)
    assess(athlete_ids=[athlete.pk], now=at_three)
    assert DailyState.objects.latest("day").day == TODAY
    assert Calculation.objects.get().through_day == TODAY - DAY  # the day itself has not turned


def test_facts_of_a_day_that_is_still_to_come_wait_for_it() -> None:
    """Told in Kiritimati, before a flight to Hawaii, where it is still the day before."""
    athlete = create_athlete(time_zone="Pacific/Kiritimati")
    create_check_in(athlete=athlete, day=TODAY - DAY)
    create_check_in(athlete=athlete, day=TODAY)
    TimeZoneSpan.objects.create(athlete=athlete, from_day=TODAY - DAY, time_zone="Pacific/Honolulu")
    landed = utc("2026-11-23 06:00")  # 20:00 on the 22nd in Honolulu

    assess(athlete_ids=[athlete.pk], now=landed)
    assert DailyState.objects.latest("day").day == TODAY - DAY

    assert new_days(now=landed + dt.timedelta(hours=8)) == 1
    drain(clock=lambda: landed + dt.timedelta(hours=8))
    assert DailyState.objects.get(day=TODAY).answered
    assert derived() == derived_from_scratch(now=landed + dt.timedelta(hours=8))


def test_new_days_queues_everybody_whose_day_has_turned_and_only_once() -> None:
    amsterdam = create_athlete_with_history(days=3)
    auckland = create_athlete(time_zone="Pacific/Auckland")
    ids = [amsterdam.pk, auckland.pk]
    assess(athlete_ids=ids, now=NOW)
    assert new_days(now=NOW) == 0

    evening = utc("2026-11-23 16:00")  # 05:00 on the 24th in Auckland
    assert new_days(now=evening) == 1
    assert new_days(now=evening) == 0
    queued = FactChange.objects.get()
    assert (queued.athlete, queued.from_day, queued.reason) == (
        auckland,
        TODAY + DAY,
        FactChange.Reason.NEW_DAY,
    )

    drain(clock=lambda: evening)
    assert new_days(now=evening) == 0
    assert new_days(now=NOW + DAY) == 1


def test_new_days_catches_up_after_days_away() -> None:
    athlete = create_athlete_with_history(days=20, poor_days=5)
    assess(athlete_ids=[athlete.pk], now=NOW)
    later = NOW + 6 * DAY

    assert new_days(now=later) == 1
    drain(clock=lambda: later)

    assert DailyState.objects.latest("day").day == TODAY + 6 * DAY
    assert derived() == derived_from_scratch(now=later)


def test_new_days_queues_an_athlete_who_is_set_aside_once_a_day() -> None:
    athlete = create_athlete_with_history(days=3)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert [new_days(now=NOW + n * DAY) for n in (1, 1, 2, 2)] == [1, 0, 1, 0]


def test_new_days_costs_the_same_for_one_and_for_ten() -> None:
    counts = []
    for athletes in (1, 10):
        ids = [create_athlete().pk for _ in range(athletes)]
        assess(athlete_ids=ids, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            new_days(now=NOW + DAY)
        FactChange.objects.all().delete()
        counts.append(len(queries))
    # savepoint and its release, lock, athletes, their clocks, other versions, changes, bell
    assert counts == [8, 8]


def test_another_version_queues_everybody_once_and_is_computed_anew() -> None:
    athletes = [create_athlete_with_history(days=3, seed=seed) for seed in range(3)]
    assess(athlete_ids=[each.pk for each in athletes], now=NOW)
    Calculation.objects.update(engine_version="0.9-deadbeef")
    DailyState.objects.update(level=0, response=9.9)

    assert [new_days(now=NOW), new_days(now=NOW)] == [3, 0]
    assert set(FactChange.objects.values_list("reason", flat=True)) == {FactChange.Reason.ENGINE}
    drain(clock=lambda: NOW)

    assert set(Calculation.objects.values_list("engine_version", flat=True)) == {VERSION}
    assert derived() == derived_from_scratch(now=NOW)


def test_a_new_day_together_with_another_version_rewrites_all_days() -> None:
    athlete = create_athlete_with_history(days=10)
    assess(athlete_ids=[athlete.pk], now=NOW)
    Calculation.objects.update(engine_version="0.9-deadbeef")
    DailyState.objects.update(response=9.9)
    change(athlete, from_day=TODAY + DAY, reason=FactChange.Reason.NEW_DAY)
    assess(athlete_ids=[athlete.pk], now=NOW + DAY)
    assert derived() == derived_from_scratch(now=NOW + DAY)
