from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from recovery.laboratory.scoring import (
    LOW_RECOVERY_KINDS,
    Truth,
    interval,
    judge,
    opened_during,
    openings,
    ratio,
    resamples,
    summarise,
    weighted_medians,
)
from recovery.simulation import EpisodeKind, simulate
from tests.laboratory.factories import on_days, one_episode


def test_alarm_that_returns_within_a_week_is_the_same_one() -> None:
    active = on_days(30, [2, 3, 9, 17, 25])
    # 9 is six days after 3; 17 is eight days after 9; 25 is eight days after 17.
    assert_array_equal(np.flatnonzero(openings(active)[0]), [2, 17, 25])


def test_alarm_a_full_week_later_is_another_one() -> None:
    assert_array_equal(np.flatnonzero(openings(on_days(30, [2, 9, 17]))[0]), [2, 17])


def test_alarm_within_the_episode_detects_it_and_its_delay_counts_from_the_first_day() -> None:
    verdict = judge(on_days(40, [17, 18], []), one_episode(first=15))
    assert_array_equal(verdict.detected, [1, np.nan])
    assert_array_equal(verdict.delay, [2, np.nan])
    assert_array_equal(verdict.false_alarms, [0, 0])


def test_alarm_before_the_first_target_day_is_early_and_right() -> None:
    verdict = judge(on_days(40, [12], []), one_episode(onset=10, first=15))
    assert verdict.delay[0] == -3


@pytest.mark.parametrize(("day", "false_alarms"), [(9, 1), (10, 0), (27, 0), (28, 1)])
def test_right_time_runs_from_the_onset_to_a_week_after_the_last_target_day(
    day: int, false_alarms: int
) -> None:
    verdict = judge(on_days(40, [day], []), one_episode(onset=10, last=20))
    assert verdict.false_alarms[0] == false_alarms


def test_alarm_of_somebody_without_an_episode_is_false() -> None:
    verdict = judge(on_days(40, [], [8, 30]), one_episode())
    assert_array_equal(verdict.false_alarms, [0, 2])


def test_days_before_scoring_begins_do_not_count() -> None:
    verdict = judge(on_days(40, [], [4]), one_episode())
    assert verdict.false_alarms.sum() == 0
    # 35 scored days; of the first athlete's, days 10 to 27 are not quiet.
    assert_array_equal(verdict.quiet_days, [35 - 18, 35])


def test_alarm_about_strain_that_never_came_to_the_target_is_neither_right_nor_wrong() -> None:
    truth = one_episode()
    nobody = np.zeros_like(truth.belongs)
    unreached = replace(
        truth, belongs=nobody, open_question=truth.belongs, first_target=np.array([-1, -1])
    )
    verdict = judge(on_days(40, [15], []), unreached)
    assert verdict.false_alarms.sum() == 0
    assert np.isnan(verdict.detected).all()


def test_summary_by_hand() -> None:
    truth = one_episode(quiet_athletes=3)
    verdict = judge(on_days(40, [17], [8], [], [30]), truth)
    summary = summarise(verdict, resamples(4, 50, 1))
    quiet = 17 + 3 * 35
    assert summary.false_per_100_days.value == pytest.approx(100 * 2 / quiet)
    assert summary.sensitivity.value == 1
    assert summary.median_delay_days.value == 2
    assert summary.wrong_share.value == pytest.approx(2 / 3)


def test_truth_of_the_simulator() -> None:
    simulation = simulate(200, 200, 4)
    truth = Truth.of(simulation, scored_from=60)
    overreached = truth.kind == EpisodeKind.NON_FUNCTIONAL
    assert_array_equal(truth.target.any(axis=1), truth.first_target >= 0)
    assert not truth.target[~overreached].any()
    assert (simulation.latent.strain[truth.target] >= 1).all()
    low = Truth.of(simulation, scored_from=60, meant_for=LOW_RECOVERY_KINDS)
    stressed = truth.kind == EpisodeKind.LIFE_STRESS
    assert low.target[stressed].any()
    assert_array_equal(low.target[overreached], truth.target[overreached])


def test_joined_truths_keep_the_athletes_in_order() -> None:
    first, second = one_episode(), one_episode(onset=12, first=16)
    joined = Truth.joined([first, second])
    assert_array_equal(joined.first_target, [15, -1, 16, -1])
    assert_array_equal(joined.scored, first.scored)
    assert_array_equal(joined.of_athletes(np.array([2, 0])).first_target, [16, 15])


def test_openings_are_found_by_kind_of_episode() -> None:
    truth = one_episode()
    hit = opened_during(on_days(40, [12], [12]), truth, EpisodeKind.NON_FUNCTIONAL)
    assert_array_equal(hit, [True])
    late = opened_during(on_days(40, [35], []), truth, EpisodeKind.NON_FUNCTIONAL)
    assert_array_equal(late, [False])


def test_bootstrap_draws_whole_athletes_and_the_same_ones_again() -> None:
    weights = resamples(10, 30, 3)
    assert_array_equal(weights.sum(axis=1), np.full(30, 10))
    assert_array_equal(weights, resamples(10, 30, 3))
    assert not np.array_equal(weights, resamples(10, 30, 4))


def test_ratio_is_of_sums_not_of_athletes() -> None:
    figure = ratio(np.array([1.0, 0.0]), np.array([1.0, 9.0]), resamples(2, 100, 1))
    assert figure.value == 0.1
    assert figure.low == 0.0
    assert figure.high == 1.0


def test_interval_holds_its_value_and_passes_over_what_is_not_known() -> None:
    figure = interval(0.5, np.array([0.1, np.nan, 0.2, 0.3]))
    assert figure.low == pytest.approx(0.105)
    assert figure.value == figure.high == 0.5


def test_weighted_medians_by_hand() -> None:
    values = np.array([3.0, np.nan, 1.0, 2.0])
    weights = np.array([[1, 1, 1, 1], [5, 0, 1, 1], [0, 3, 0, 0]])
    assert_allclose(weighted_medians(values, weights), [2, 3, np.nan])
