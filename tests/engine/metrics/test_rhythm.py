import numpy as np
import pytest

from recovery.engine.metrics.rhythm import (
    days_since_rest,
    hard_days_in_a_row,
    longest_run_without_rest,
    planned_share_done,
    start_hour_spread,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row

LONG_AGO = [300, 0] * 12


def test_days_since_rest_count_from_the_rest_day() -> None:
    since = days_since_rest(row(*LONG_AGO, 9, 9, 9))
    assert since.at_least.value[0, -4:].tolist() == [0, 1, 2, 3]
    assert since.at_most.value[0, -4:].tolist() == [0, 1, 2, 3]


def test_an_unknown_day_makes_days_since_rest_a_range() -> None:
    since = days_since_rest(row(*LONG_AGO, 9, 9, NAN, 9))
    assert since.at_least.value[0, -2:].tolist() == [0, 1]
    assert since.at_most.value[0, -2:].tolist() == [3, 4]


def test_without_any_rest_day_there_is_a_lower_bound_alone() -> None:
    since = days_since_rest(row(*[300] * 25))
    assert since.at_least.value[0, -1] == 25
    assert since.at_most.status[0, -1] == Status.NOT_APPLICABLE


def test_days_since_rest_do_not_reach_before_the_first_day() -> None:
    since = days_since_rest(row(*[NAN] * 8, *[300] * 20))
    assert since.at_least.value[0, -1] == 20


def test_longest_run_is_within_four_weeks() -> None:
    run = longest_run_without_rest(row(*[9] * 40, 0, *[9] * 5))
    # Of the 40 days, 22 lie in the last 28; then a rest day and five more.
    assert run.at_least.value[0, -1] == run.at_most.value[0, -1] == 22
    assert longest_run_without_rest(row(*[0] * 28)).at_most.value[0, -1] == 0
    assert longest_run_without_rest(row(*[9] * 60)).at_least.value[0, -1] == 28


def test_an_unknown_day_breaks_neither_run_nor_rest() -> None:
    run = longest_run_without_rest(row(*LONG_AGO, 9, 9, NAN, 9))
    assert run.at_least.value[0, -1] == 2
    assert run.at_most.value[0, -1] == 4


def test_rhythm_needs_twenty_known_days() -> None:
    few = row(*[300] * 19)
    assert days_since_rest(few).at_least.status[0, -1] == Status.INSUFFICIENT
    assert longest_run_without_rest(few).at_most.status[0, -1] == Status.INSUFFICIENT
    assert hard_days_in_a_row(few / 100).status[0, -1] == Status.INSUFFICIENT


def test_hard_days_in_a_row_are_counted_in_pairs() -> None:
    rpe = row(*[3, 0] * 12, 7, 8, 7.5, 6.5, NAN, 9, 7)
    assert hard_days_in_a_row(rpe).value[0, -1] == 3
    assert hard_days_in_a_row(row(*[8] * 40)).value[0, -1] == 27
    with pytest.raises(ValueError, match="rpe must lie between 0 and 10, got 11"):
        hard_days_in_a_row(row(11))


def test_start_hours_spread_around_midnight() -> None:
    late = start_hour_spread(row(23, 23.5, 0, 0.5, 1, NAN))
    early = start_hour_spread(row(8, 8.5, 9, 9.5, 10, NAN))
    assert late.value[0] == pytest.approx(np.std([8, 8.5, 9, 9.5, 10], ddof=1))
    assert early.value[0] == pytest.approx(late.value[0])


def test_start_hours_need_five_sessions_and_a_middle() -> None:
    assert start_hour_spread(row(8, 9, 8, 9)).status[0] == Status.INSUFFICIENT
    assert start_hour_spread(row(0, 12, 6, 18, 0, 12, 6, 18)).status[0] == Status.NOT_APPLICABLE
    with pytest.raises(ValueError, match="start hour must lie between 0 and 24, got 25"):
        start_hour_spread(row(25))


def test_planned_share() -> None:
    share = planned_share_done(np.array([4, 0, 5]), np.array([3, 0, 0]))
    assert share.value[[0, 2]].tolist() == [0.75, 0]
    assert share.status.tolist() == [Status.OK, Status.NOT_APPLICABLE, Status.OK]
    with pytest.raises(ValueError, match="between 0 and what was planned"):
        planned_share_done(np.array([1]), np.array([2]))
