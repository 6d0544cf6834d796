"""What tests of performance tell reaches the model on its days, and through its class alone."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from athletes.models import FactChange, PerformanceResult
from athletes.services.performance import ResultFacts, delete_result, edit_result, record_result
from recovery.assessments.explanations import speaks_for
from recovery.assessments.models import CurrentState, DailyState, Lens, Level, RecoveryWarning
from recovery.assessments.services import assess
from recovery.engine import DataClass
from tests.assessments.histories import (
    NOW,
    TODAY,
    change,
    create_athlete_with_history,
    days_before,
    derived,
    derived_from_scratch,
)
from tests.factories import create_athlete, create_performance_test

if TYPE_CHECKING:
    from athletes.models import Athlete, PerformanceTest

pytestmark = pytest.mark.django_db

WITHOUT_SESSIONS = int(DataClass.BODY | DataClass.MIND)
OWN = 31


def with_warning() -> Athlete:
    """Return an athlete with an imbalance that has been open for more than a week."""
    athlete = create_athlete_with_history(days=70, poor_days=11)
    Lens.objects.create(athlete=athlete, classes=WITHOUT_SESSIONS)
    assess(athlete_ids=[athlete.pk], now=NOW)
    warning = RecoveryWarning.objects.open().get(lens=OWN)
    assert warning.level == Level.IMBALANCE
    assert days_before(9) <= warning.opened_on <= days_before(8)
    return athlete


def measure(test: PerformanceTest, day: dt.date, value: float) -> PerformanceResult:
    facts = ResultFacts(day=day, attempts=[Decimal(str(value))])
    by = test.athlete.user
    return record_result(test=test, client_id=uuid.uuid4(), facts=facts, by=by, now=NOW)


def measure_weekly(athlete: Athlete, *values: float, last: dt.date = TODAY) -> PerformanceTest:
    test = create_performance_test(athlete=athlete, kind="own", typical_error=Decimal(1))
    for place, value in enumerate(reversed(values)):
        measure(test, last - dt.timedelta(days=7 * place), value)
    return test


def levels(lens: int = OWN) -> dict[int, Level]:
    """Return the levels of the last days, by how many days ago they were."""
    states = DailyState.objects.filter(lens=lens, day__gt=days_before(12))
    return {(TODAY - state.day).days: Level(state.level) for state in states}


def test_second_poor_test_makes_a_lasting_warning_persistent_from_its_day_on() -> None:
    athlete = with_warning()
    before = levels()
    measure_weekly(athlete, 39, 40, 41, 38, 36, last=days_before(1))
    queued = FactChange.objects.filter(reason=FactChange.Reason.PERFORMANCE)
    assert {one.from_day for one in queued} == {days_before(1 + 7 * n) for n in range(5)}
    assess(athlete_ids=[athlete.pk], now=NOW)

    assert levels() == before | {1: Level.PERSISTENT, 0: Level.PERSISTENT}
    payload = CurrentState.objects.get(lens=OWN).payload
    assert payload["performance_drop"] is True
    told = {point.label: point.text for point in speaks_for(payload)}
    assert told["Tests of performance"] == "clearly worse than usual, for the second test running"
    assert derived() == derived_from_scratch(now=NOW)


def test_who_may_not_see_training_sees_no_test_either() -> None:
    athlete = with_warning()
    before = derived(lens=WITHOUT_SESSIONS)
    measure_weekly(athlete, 39, 40, 41, 38, 36)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert levels()[0] == Level.PERSISTENT
    assert derived(lens=WITHOUT_SESSIONS) == before


def test_one_poor_test_changes_nothing() -> None:
    athlete = with_warning()
    before = derived()
    measure_weekly(athlete, 39, 40, 41, 38)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert derived() == before


def test_edited_deleted_and_late_results_equal_a_computation_from_scratch() -> None:
    athlete = with_warning()
    before = derived()
    test = measure_weekly(athlete, 39, 40, 41, 38, 36, last=days_before(2))
    latest = test.results.latest("day")
    for facts, expected in (
        (ResultFacts(day=latest.day, attempts=[Decimal(40)]), Level.IMBALANCE),
        (ResultFacts(day=days_before(6), attempts=[Decimal(35)]), Level.PERSISTENT),
        (ResultFacts(day=days_before(1), attempts=[Decimal(35)]), Level.PERSISTENT),
    ):
        edit_result(result=latest, facts=facts, now=NOW)
        assess(athlete_ids=[athlete.pk], now=NOW)
        assert levels()[0] == expected
        assert derived() == derived_from_scratch(now=NOW)
    measure(test, TODAY, 40)  # back where it was
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert CurrentState.objects.get(lens=OWN).payload["performance_drop"] is False
    assert derived() == derived_from_scratch(now=NOW)
    for result in test.results.all():
        delete_result(result=result)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert derived() == before


def test_a_drop_holds_for_four_weeks() -> None:
    athlete = create_athlete_with_history(days=70)
    measure_weekly(athlete, 39, 40, 41, 38, 36)
    for days, holds in ((27, True), (28, False)):
        now = NOW + dt.timedelta(days=days)
        change(athlete, from_day=now.date())
        assess(athlete_ids=[athlete.pk], now=now)
        assert CurrentState.objects.get().payload["performance_drop"] is holds
        assert derived() == derived_from_scratch(now=now)


def test_tests_alone_make_no_day() -> None:
    athlete = create_athlete()
    measure_weekly(athlete, 39, 40, 41, 38, 36)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert not DailyState.objects.exists()
