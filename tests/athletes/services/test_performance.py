from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from athletes.models import FactChange, PerformanceResult, PerformanceTest
from athletes.services.performance import (
    Definition,
    Entry,
    ResultFacts,
    add_test,
    delete_result,
    edit_result,
    end_test,
    enter_results,
    hand_down_test,
    record_result,
    resume_test,
    retire_team_test,
)
from tests.athletes.services.test_check_ins import at_the_same_time
from tests.factories import (
    create_athlete,
    create_performance_result,
    create_performance_test,
    create_user,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)
TEAM = uuid.UUID(int=7)
JUMP = Definition(
    kind="jump", name="CMJ", unit="cm", larger_is_better=True, summary="mean", protocol="Shoes off"
)


def jumps(*heights: float, day: dt.date = DAY, conditions: str = "") -> ResultFacts:
    attempts = [Decimal(str(height)) for height in heights]
    return ResultFacts(day=day, attempts=attempts, conditions=conditions)


def measure(
    test: PerformanceTest, facts: ResultFacts, *, client_id: uuid.UUID | None = None
) -> PerformanceResult:
    return record_result(
        test=test,
        client_id=client_id or uuid.uuid4(),
        facts=facts,
        by=test.athlete.user,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        ({"summary": "best"}, 41),
        ({"summary": "best", "larger_is_better": False}, 38),
        ({"summary": "mean"}, 39.5),
    ],
)
def test_best_or_mean_counts_as_the_test_says(counts: dict[str, Any], value: float) -> None:
    test = create_performance_test(athlete=create_athlete(), **counts)
    result = create_performance_result(test=test, day=DAY, attempts=(38, 41, 39.5))
    assert result.value == Decimal(str(value))


def test_own_test_is_saved_once_per_form() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    first, second = (add_test(athlete=athlete, client_id=form, facts=JUMP) for _ in range(2))
    assert first == second == PerformanceTest.objects.get()
    assert (first.name, first.protocol, first.is_own) == ("CMJ", "Shoes off", True)


def test_result_is_saved_and_queued_with_its_history() -> None:
    test = create_performance_test(athlete=create_athlete())
    result = measure(test, jumps(38.2, 39, day=DAY - dt.timedelta(400), conditions="grass"))
    result = edit_result(result=result, facts=jumps(40, day=DAY), now=NOW)
    delete_result(result=result)
    assert not PerformanceResult.objects.exists()
    changes = FactChange.objects.order_by("pk").values_list("from_day", "reason")
    a_year_ago = DAY - dt.timedelta(400)
    assert list(changes) == [(day, "performance") for day in (a_year_ago, a_year_ago, DAY)]
    events = PerformanceResult.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    kept = [(event.pgh_label, event.attempts) for event in events]
    assert kept == [
        ("insert", [Decimal("38.20"), Decimal("39.00")]),
        ("update", [Decimal("40.00")]),
        ("delete", [Decimal("40.00")]),
    ]


@pytest.mark.django_db(transaction=True)
def test_double_tap_measures_once() -> None:
    test, form = create_performance_test(athlete=create_athlete()), uuid.uuid4()
    tap = lambda: measure(test, jumps(38), client_id=form)  # noqa: E731
    assert at_the_same_time(tap, tap, tap) == []
    assert PerformanceResult.objects.count() == FactChange.objects.count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        jumps(38, day=DAY + dt.timedelta(1)),
        jumps(38, day=dt.date(2001, 5, 16)),
        jumps(),
        jumps(*[38] * 11),
        jumps(0),
        jumps(38, -1),
        jumps(1_000_000),
        jumps(38.123),
        jumps(38, conditions="x" * 121),
    ],
)
def test_what_cannot_have_been_measured_is_refused(facts: ResultFacts) -> None:
    test = create_performance_test(athlete=create_athlete())
    with pytest.raises(ValidationError):
        measure(test, facts)
    result = create_performance_result(test=test, day=DAY, attempts=[38])
    with pytest.raises(ValidationError):
        edit_result(result=result, facts=facts, now=NOW)
    assert PerformanceResult.objects.get().attempts == [38]
    assert not FactChange.objects.exists()


def test_edit_of_what_is_gone_says_so() -> None:
    test = create_performance_test(athlete=create_athlete())
    result = create_performance_result(test=test, day=DAY)
    delete_result(result=result)
    delete_result(result=result)
    assert FactChange.objects.count() == 1
    with pytest.raises(PerformanceResult.DoesNotExist):
        edit_result(result=result, facts=jumps(38), now=NOW)


def test_test_that_was_never_done_goes_and_others_stay_to_be_resumed() -> None:
    athlete = create_athlete()
    empty, done = (create_performance_test(athlete=athlete) for _ in range(2))
    create_performance_result(test=done, day=DAY)
    end_test(test=empty, now=NOW)
    end_test(test=done, now=NOW)
    left = PerformanceTest.objects.get()
    assert (left, left.retired_at) == (done, NOW)
    resume_test(test=done)
    assert PerformanceTest.objects.in_use().exists()


def test_team_hands_its_test_down_once_and_ends_it_for_all() -> None:
    athletes = [create_athlete() for _ in range(3)]
    team_test = uuid.uuid4()
    for some in (athletes[:2], athletes):
        ids = [athlete.pk for athlete in some]
        hand_down_test(athlete_ids=ids, team_test=team_test, facts=JUMP)
    assert PerformanceTest.objects.filter(team_test=team_test).count() == 3
    own = create_performance_test(athlete=athletes[0])
    retire_team_test(team_test=team_test, now=NOW)
    assert PerformanceTest.objects.in_use().get() == own


def enter(*entries: tuple[PerformanceTest, Sequence[float]], day: dt.date = DAY) -> int:
    return enter_results(
        entries=[
            Entry(test=test, attempts=[Decimal(str(height)) for height in heights])
            for test, heights in entries
        ],
        day=day,
        by=create_user(),
        entered_for=TEAM,
        now=NOW,
    )


def test_squad_is_entered_corrected_and_taken_back() -> None:
    first, second = (create_performance_test(athlete=create_athlete()) for _ in range(2))
    own = create_performance_result(test=first, day=DAY, attempts=[50])
    assert enter((first, [38, 39]), (second, [])) == 1
    assert enter((first, [38, 39]), (second, [41])) == 1  # what stays the same is no change
    assert enter((first, [37]), (second, [])) == 2
    results = PerformanceResult.objects.order_by("pk")
    assert [(result.pk == own.pk, result.attempts) for result in results] == [
        (True, [Decimal(50)]),
        (False, [Decimal(37)]),
    ]
    assert FactChange.objects.count() == 4


def test_one_impossible_result_saves_nothing_of_the_squad() -> None:
    first, second = (create_performance_test(athlete=create_athlete()) for _ in range(2))
    with pytest.raises(ValidationError):
        enter((first, [38]), (second, [-1]))
    with pytest.raises(ValidationError):
        enter((first, [38]), day=DAY + dt.timedelta(1))
    assert not PerformanceResult.objects.exists()
    assert not FactChange.objects.exists()


def test_squad_costs_the_same_whatever_its_size(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    coach = create_user()
    for count in (1, 8):
        tests = [create_performance_test(athlete=create_athlete()) for _ in range(count)]
        entries = [Entry(test=_with_zones(test), attempts=[Decimal(38)]) for test in tests]
        # savepoint and its release, turns, what is there, insert, changes, bell
        with django_assert_num_queries(7):
            enter_results(entries=entries, day=DAY, by=coach, entered_for=TEAM, now=NOW)


def _with_zones(test: PerformanceTest) -> PerformanceTest:
    tests = PerformanceTest.objects.select_related("athlete__user")
    return tests.prefetch_related("athlete__time_zones").get(pk=test.pk)
