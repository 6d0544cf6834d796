from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from athletes.models import Calibration, FactChange
from athletes.services.calibrations import calibrate
from athletes.services.people import travel
from tests.factories import create_athlete

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 22, 30, tzinfo=dt.UTC)  # 23:30 in Amsterdam
TODAY = dt.date(2026, 11, 23)
TOMORROW = dt.date(2026, 11, 24)
MOOD = {"mood": [2.1, 0.7, 0.4]}


def decide(
    *athletes: Athlete,
    evidence: float | None = 0.85,
    version: str = "2.0",
    priors: dict[str, list[float]] | None = None,
    now: dt.datetime = NOW,
) -> int:
    return calibrate(
        athlete_ids=[athlete.pk for athlete in athletes],
        evidence=evidence,
        engine_version=version,
        priors=MOOD if priors is None else priors,
        now=now,
    )


def test_a_decision_holds_from_the_tomorrow_of_each_athletes_own_clock() -> None:
    here = create_athlete()
    there = create_athlete(time_zone="Asia/Tokyo")  # where it is tomorrow already

    assert decide(here, there) == 2

    rows = Calibration.objects.order_by("athlete")
    assert [row.from_day for row in rows] == [TOMORROW, TOMORROW + dt.timedelta(days=1)]
    assert {(row.evidence, str(row.priors)) for row in rows} == {(0.85, str(MOOD))}
    changes = FactChange.objects.order_by("athlete").values_list("reason", "from_day")
    assert list(changes) == [("calibration", row.from_day) for row in rows]


def test_what_holds_already_is_not_written_again() -> None:
    athlete = create_athlete()
    decide(athlete)
    assert decide(athlete, now=NOW + dt.timedelta(days=30)) == 0
    assert decide(athlete, evidence=0.9) == 1
    assert decide(athlete, evidence=0.9, version="3.0") == 1
    assert Calibration.objects.count() == FactChange.objects.count() == 3


def test_what_is_built_in_is_written_only_to_who_had_something_else() -> None:
    athlete = create_athlete()
    assert decide(athlete, evidence=None, priors={}) == 0
    decide(athlete)
    assert decide(athlete, evidence=None, priors={}) == 1
    assert decide(athlete, evidence=None, priors={}, version="3.0") == 0  # of no threshold


def test_who_has_flown_west_keeps_the_order_of_decisions() -> None:
    athlete = create_athlete(time_zone="Asia/Tokyo")
    decide(athlete)
    travel(athlete=athlete, from_day=TODAY, time_zone="America/Los_Angeles")
    decide(athlete, evidence=0.95)
    first, second = Calibration.objects.order_by("pk")
    assert second.from_day == first.from_day


def test_query_count_does_not_grow_with_athletes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for count in (1, 10):
        athletes = [create_athlete() for _ in range(count)]
        # savepoint and its release; athletes, their clocks, what holds, calibrations, changes,
        # the bell
        with django_assert_num_queries(8):
            assert decide(*athletes) == count
