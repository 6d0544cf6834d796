import numpy as np
import pytest
from numpy.testing import assert_array_equal

from recovery.laboratory.frontier import (
    curve_of_alarms,
    curve_of_score,
    daily_auc,
    persisted,
)
from recovery.laboratory.scoring import judge, resamples
from tests.laboratory.factories import on_days, one_episode

NAN = float("nan")


@pytest.fixture
def noisy_score() -> np.ndarray:
    draw = np.random.default_rng(8)
    score = draw.normal(0, 1, (31, 40))
    score[0, 14:24] += 2
    score[draw.random(score.shape) < 0.1] = NAN
    return score


def test_persisted_value_is_what_was_reached_on_so_many_days() -> None:
    score = np.array([[1.0, 3.0, 2.0, NAN, 5.0, 4.0]])
    two_of_three = persisted(score, 2, 3)[0]
    # Of (1), (1, 3), (1, 3, 2), (3, 2, -), (2, -, 5), (-, 5, 4) the second highest.
    assert_array_equal(two_of_three, [-np.inf, 1, 2, 2, 2, 4])


def test_every_threshold_at_once_equals_one_at_a_time(noisy_score: np.ndarray) -> None:
    # It begins before days are scored: an alarm of the first days is no detection.
    truth = one_episode(onset=1, first=9, last=20, quiet_athletes=30)
    curve = curve_of_score(noisy_score, truth, days=2, of_days=3)
    value = persisted(noisy_score, 2, 3)
    assert len(curve.thresholds) > 50
    for index, threshold in enumerate(curve.thresholds):
        verdict = judge(value >= threshold, truth)
        assert_array_equal(curve.false_alarms[index], verdict.false_alarms)
        assert_array_equal(curve.delay[index], verdict.delay)
    assert_array_equal(curve.quiet_days, verdict.quiet_days)


def test_frontier_never_trades_fewer_false_alarms_for_more(noisy_score: np.ndarray) -> None:
    points = curve_of_score(noisy_score, one_episode(quiet_athletes=30)).points()
    false = [point.false_per_100_days for point in points]
    thresholds = [point.threshold for point in points]
    assert len(points) > 5
    assert false == sorted(false)
    assert thresholds == sorted(thresholds, reverse=True)
    assert (points[0].false_per_100_days, points[0].sensitivity) == (0, 0)


def test_budget_is_spent_to_the_last_between_two_thresholds() -> None:
    truth = one_episode(quiet_athletes=3)
    alarms = {
        1.0: on_days(40, [14], [8], [8], [30]),  # detects, 3 false alarms
        2.0: on_days(40, [], [8], [], []),  # does not, 1 false alarm
    }
    curve = curve_of_alarms(alarms, truth)
    quiet = 17 + 3 * 35
    weights = resamples(4, 20, 1)
    found = curve.at_budget(100 * 2 / quiet, weights)
    assert found.threshold == 2.0
    assert found.sensitivity.value == pytest.approx(0.5)  # halfway from 1 to 3 false alarms
    assert curve.at_budget(100 * 3 / quiet, weights).sensitivity.value == 1
    assert curve.at_budget(0.0, weights).sensitivity.value == 0  # nothing is in budget


def test_alarm_that_is_always_on_is_no_way_to_have_few_false_alarms() -> None:
    truth = one_episode(quiet_athletes=3)
    noisy = on_days(40, *([list(range(5, 40, 8))] * 4))
    always = np.ones_like(noisy)
    curve = curve_of_alarms({1.0: always, 2.0: noisy, 3.0: np.zeros_like(noisy)}, truth)
    assert curve.at_budget(0.5, resamples(4, 20, 1)).threshold == 3.0
    assert [point.threshold for point in curve.points()] == [3.0, 2.0]


def test_auc_is_one_where_target_days_score_highest_and_half_where_nothing_tells() -> None:
    truth = one_episode(quiet_athletes=20)
    weights = resamples(21, 50, 1)
    perfect = truth.target.astype(np.float64)
    assert daily_auc(perfect, truth, weights).value == 1
    assert daily_auc(np.zeros_like(perfect), truth, weights).value == 0.5
    assert daily_auc(-perfect, truth, weights).value == 0


def test_auc_equals_counting_pairs(noisy_score: np.ndarray) -> None:
    truth = one_episode(quiet_athletes=30)
    whole = np.nan_to_num(noisy_score.round(1), nan=-9.0)
    targets = whole[truth.target & truth.scored][:, None]
    quiet = whole[truth.quiet]
    pairs = (targets > quiet).mean() + (targets == quiet).mean() / 2
    auc = daily_auc(whole, truth, resamples(31, 10, 1))
    assert auc.value == pytest.approx(pairs, abs=0.01)
