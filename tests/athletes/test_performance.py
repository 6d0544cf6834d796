"""Results beside the weeks before them, against numbers worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from athletes import performance_words as words
from athletes.performance import Verdict, athlete_progress, drops, progress_of
from recovery.figures import Status
from tests.factories import create_athlete, create_performance_result, create_performance_test

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_django import DjangoAssertNumQueries

    from athletes.models import PerformanceTest
    from athletes.performance import Measured, Progress

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 23)


def weekly(*values: float, every: int = 7, **fields: Any) -> Progress:
    """Return a test that was done every week, the last time today."""
    given = {"kind": "own", "summary": "best", "typical_error": Decimal(1), **fields}
    test = create_performance_test(athlete=create_athlete(), **given)
    first = DAY - dt.timedelta(days=every * (len(values) - 1))
    for place, value in enumerate(values):
        day = first + dt.timedelta(days=every * place)
        create_performance_result(test=test, day=day, attempts=[value])
    return progress_of(test, test.results.order_by("day", "pk"))


def latest(progress: Progress) -> Measured:
    assert progress.latest is not None
    return progress.latest


def test_change_is_in_worthwhile_changes_and_in_percent() -> None:
    # Mean 40, standard deviation 1 of 39, 40, 41: one SWC is 0.5; 38 is 2 below, that is 5 %.
    now = latest(weekly(39, 40, 41, 38))
    assert (now.mean, now.worthwhile, now.earlier) == (40, 0.5, 3)
    assert now.change_swc == pytest.approx(-4)
    assert now.change_percent == pytest.approx(-5)
    assert words.change(now) == "−4.0 SWC, −5.0%"
    assert now.verdict == Verdict.WORSE  # beyond 2.77 % of two tests that are each 1 % off


def test_lower_time_is_better() -> None:
    now = latest(weekly(610, 600, 590, 570, unit="s", larger_is_better=False))
    assert now.change_swc == pytest.approx(6)
    assert now.change_percent == pytest.approx(5)
    assert now.verdict == Verdict.BETTER
    assert words.own_range(weekly(610, 600, 590, 570, unit="s").test, now) == "9:55 to 10:05"


@pytest.mark.parametrize(
    ("values", "error", "verdict"),
    [
        ((39, 40), 1, Verdict.LEARNING),
        ((39, 40, 41), 1, Verdict.LEARNING),
        ((39, 40, 41, 39.6), 1, Verdict.USUAL),
        ((39, 40, 41, 39.4), 1, Verdict.MAYBE_WORSE),  # 1.2 SWC and 1.5 %
        ((39, 40, 41, 40.6), 1, Verdict.MAYBE_BETTER),
        ((39, 40, 41, 38), 1, Verdict.WORSE),
        ((39, 40, 41, 38), 2, Verdict.MAYBE_WORSE),  # 5 % lies within 5.54
        ((39, 40, 41, 38), None, Verdict.MAYBE_WORSE),  # of a test of one's own nothing is known
        ((39, 40, 41, 42), 1, Verdict.BETTER),
        ((39, 40, 41, 38, 36), 1, Verdict.WORSE_AGAIN),
        ((39, 40, 41, 38, 40, 36), 1, Verdict.WORSE),
        ((40, 40, 40, 30), 1, Verdict.WORSE),  # all alike: any worse is worth something
        ((40, 40, 40, 39.6), 1, Verdict.USUAL),
    ],
)
def test_verdict(values: Sequence[float], error: float | None, verdict: Verdict) -> None:
    typical_error = None if error is None else Decimal(error)
    assert latest(weekly(*values, typical_error=typical_error)).verdict == verdict


def test_poor_test_before_a_long_pause_does_not_make_the_next_one_the_second() -> None:
    test = create_performance_test(athlete=create_athlete(), kind="own", typical_error=Decimal(1))
    for back, value in ((221, 39), (214, 40), (207, 41), (200, 38), (21, 39), (14, 40), (7, 41)):
        create_performance_result(test=test, day=DAY - dt.timedelta(back), attempts=[value])
    create_performance_result(test=test, day=DAY, attempts=[38])
    days = progress_of(test, test.results.order_by("day")).days
    assert (days[3].verdict, days[-1].verdict) == (Verdict.WORSE, Verdict.WORSE)


def told(test: PerformanceTest, *values: float) -> list[tuple[int, int]]:
    """Do a test every week from `DAY` on; return between which days it tells of a drop."""
    for place, value in enumerate(values):
        day = DAY + dt.timedelta(7 * place)
        create_performance_result(test=test, day=day, attempts=[value])
    found = drops([test.athlete_id])
    assert {each.athlete_id for each in found} <= {test.athlete_id}
    return [((each.first - DAY).days, (each.last - DAY).days) for each in found]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((39, 40, 41, 38), []),  # once is still mostly chance
        ((39, 40, 41, 38, 36), [(28, 55)]),  # 5 % and then 8.9 % behind; four weeks
        ((39, 40, 41, 38, 36, 39), [(28, 34)]),  # mean 38.8: as usual
        ((39, 40, 41, 38, 36, 35), [(28, 34), (35, 62)]),  # 9.8 % behind once more
        ((39, 40, 41, 38, 40, 36), []),
        ((39, 40, 41, 39.4, 38.8), []),  # worse twice, within the error of two tests
    ],
)
def test_drop_is_told_by_the_second_clearly_worse_test_until_the_next(
    values: Sequence[float], expected: list[tuple[int, int]]
) -> None:
    test = create_performance_test(athlete=create_athlete(), kind="own", typical_error=Decimal(1))
    assert told(test, *values) == expected


def test_drop_wants_a_known_error() -> None:
    test = create_performance_test(athlete=create_athlete(), kind="own", typical_error=None)
    assert told(test, 39, 40, 41, 30, 20) == []


def test_drops_of_everybody_are_one_query_and_equal_from_any_day_on(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    athletes = [create_athlete(), create_athlete()]
    for athlete in athletes:
        for lower_is_better in (False, True):
            test = create_performance_test(
                athlete=athlete,
                kind="own",
                typical_error=Decimal(1),
                larger_is_better=not lower_is_better,
            )
            for place in range(40):  # so rarely that each rests on three, and those on three
                is_poor = place % 7 > 4
                value = 40 + (place * 7 % 5 - 2) / 4 + (6 if is_poor is lower_is_better else 0)
                day = DAY + dt.timedelta(18 * place)
                create_performance_result(test=test, day=day, attempts=[value])
    ids = [athlete.pk for athlete in athletes]
    with django_assert_num_queries(1):
        found = drops(ids)
    assert {each.athlete_id for each in found} == set(ids)
    for days in range(0, 740, 5):
        since = DAY + dt.timedelta(days)
        assert drops(ids, since=since) == [each for each in found if each.last >= since]


def test_error_of_a_kind_counts_where_its_maker_says_none() -> None:
    jump = weekly(39, 40, 41, 38, kind="jump", typical_error=None)  # 4 %: within 11
    trial = weekly(39, 40, 41, 37, kind="time_trial", typical_error=None)  # 2 %: beyond 5.5
    assert (latest(jump).verdict, latest(trial).verdict) == (Verdict.MAYBE_WORSE, Verdict.WORSE)


def test_own_normal_looks_eight_weeks_back_and_no_further() -> None:
    assert latest(weekly(39, 40, 41, 38, every=18)).verdict != Verdict.LEARNING  # 54 days
    assert latest(weekly(39, 40, 41, 38, every=19)).verdict == Verdict.LEARNING  # 57 days
    assert latest(weekly(39, 40, 41, 38, every=1900)).earlier == 0


def test_mean_of_fewer_than_three_jumps_is_not_compared_nor_compared_with() -> None:
    test = create_performance_test(athlete=create_athlete())
    for back, attempts in ((28, (39,)), (21, (39, 39, 39)), (14, (40, 40, 40)), (7, (41, 41, 41))):
        create_performance_result(test=test, day=DAY - dt.timedelta(back), attempts=attempts)
    create_performance_result(test=test, day=DAY, attempts=(38, 38))
    days = progress_of(test, test.results.order_by("day")).days
    assert [each.verdict for each in days] == [
        Verdict.TOO_FEW_ATTEMPTS,
        *[Verdict.LEARNING] * 3,
        Verdict.TOO_FEW_ATTEMPTS,
    ]
    assert days[-1].earlier == 3
    create_performance_result(test=test, day=DAY, attempts=[38])  # the third, typed in later
    now = latest(progress_of(test, test.results.order_by("day")))
    assert (now.value, len(now.results)) == (38, 2)
    assert now.change_swc == pytest.approx(-4)


def test_all_of_an_athlete_costs_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    athlete = create_athlete()
    for count in (1, 3):
        for number in range(count):
            test = create_performance_test(athlete=athlete, name=f"{count} {number}")
            create_performance_result(test=test, day=DAY)
        with django_assert_num_queries(2):
            athlete_progress(athlete.pk)


def test_what_is_no_longer_done_comes_last_and_goes_once_it_is_old() -> None:
    athlete = create_athlete()
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    old = create_performance_test(athlete=athlete, name="A", retired_at=now)
    new = create_performance_test(athlete=athlete, name="B")
    create_performance_result(test=old, day=DAY - dt.timedelta(365))
    assert [each.test for each in athlete_progress(athlete.pk)] == [new, old]
    assert [each.test for each in athlete_progress(athlete.pk, since=DAY)] == [new]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (9.87, "9.87\u202fs"),
        (59.99, "59.99\u202fs"),
        (60, "1:00"),
        (754.5, "12:34.5"),
        (754, "12:34"),
        (605.25, "10:05.25"),
        (3599.996, "1:00:00"),
        (3725, "1:02:05"),
    ],
)
def test_time_reads_as_a_clock(seconds: float, said: str) -> None:
    assert words.clock(seconds) == said


@pytest.mark.parametrize(
    ("number", "said"), [(38, "38"), (38.5, "38.5"), (100, "100"), (0.05, "0.05")]
)
def test_number_has_no_decimals_that_say_nothing(number: float, said: str) -> None:
    assert words.plain(number) == said


def test_words_and_status_of_what_cannot_be_compared() -> None:
    progress = weekly(39, 40)
    assert progress.is_learning
    now = latest(progress)
    assert words.verdict(now) == "Nothing to compare with yet: 1 of 3 earlier tests in 8 weeks."
    assert words.own_range(progress.test, now) == "not yet known"
    assert (words.status(now), words.status(None)) == (Status.NONE, Status.NONE)
    assert words.status(latest(weekly(39, 40, 41, 38))) == Status.WATCH
    assert words.status(latest(weekly(39, 40, 41, 45))) == Status.USUAL
