import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.arrays import FloatArray
from recovery.engine.metrics.performance import (
    decoupling,
    efficiency_factor,
    jump_change,
    jump_height,
    performance_change,
    performance_decrement,
)
from recovery.engine.status import Metric, Status
from tests.engine.factories import NAN, row


def factor(output: float, heart_rate: float, minutes: float, variation: float) -> Metric:
    return efficiency_factor(
        row(output), row(heart_rate), minutes=row(minutes), variation=row(variation)
    )


def test_efficiency_factor_is_output_per_beat() -> None:
    result = factor(210, 140, 20, 14.9)
    assert (result.value[0, 0], result.status[0, 0]) == (1.5, Status.OK)


@pytest.mark.parametrize(
    ("minutes", "variation", "status"),
    [
        (19, 5, Status.INSUFFICIENT),
        (NAN, 5, Status.INSUFFICIENT),
        (30, 15, Status.NOT_APPLICABLE),
        (30, NAN, Status.PROVISIONAL),
    ],
)
def test_efficiency_factor_is_of_steady_efforts(
    minutes: float, variation: float, status: Status
) -> None:
    assert factor(210, 140, minutes, variation).status[0, 0] == status


def test_efforts_refuse_impossible_values() -> None:
    assert factor(NAN, 140, 30, 5).status[0, 0] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="heart rate must be positive"):
        factor(200, 0, 30, 5)
    with pytest.raises(ValueError, match="output must not be negative"):
        factor(-1, 140, 30, 5)


def test_decoupling_matches_hand_calculation() -> None:
    steady = {"minutes": row(60), "variation": row(5)}
    result = decoupling(row(220), row(140), row(212), row(146), **steady)
    assert result.value[0, 0] == pytest.approx(7.5965, abs=5e-5)
    assert decoupling(row(200), row(140), row(200), row(140), **steady).value[0, 0] == 0
    without = decoupling(row(0), row(140), row(200), row(140), **steady)
    assert without.status[0, 0] == Status.INSUFFICIENT


def test_jump_height_is_the_mean_of_three() -> None:
    result = jump_height(np.array([[38.0, 40, 42], [38, 40, NAN]]))
    assert_allclose(result.value, [40, NAN])
    with pytest.raises(ValueError, match="a jump must be positive"):
        jump_height(row(0, 1, 2))


def test_jump_change_is_in_worthwhile_changes() -> None:
    heights = row(40, NAN, 41, NAN, 39, NAN, 38)
    result = jump_change(heights)
    assert result.value[0, -1] == pytest.approx(-2 / 0.5)  # mean 40, SD 1
    assert result.status[0, :6].tolist() == [Status.INSUFFICIENT] * 6
    assert jump_change(row(40, 40, 40, 41)).status[0, -1] == Status.NOT_APPLICABLE
    with pytest.raises(ValueError, match="days must lie between 28 and 56, got 27"):
        jump_change(heights, days=27)


def test_performance_change_is_positive_when_better() -> None:
    times = row(600, 600, 600, 615)
    assert performance_change(times, larger_is_better=False).value[0, -1] == pytest.approx(-2.5)
    assert performance_change(times, larger_is_better=True).value[0, -1] == pytest.approx(2.5)
    with pytest.raises(ValueError, match="a result must be positive"):
        performance_change(row(0), larger_is_better=True)


def test_a_test_forgets_its_baseline_after_four_weeks() -> None:
    times = np.full((1, 40), NAN)
    times[0, [0, 1, 2, 39]] = 600
    assert performance_change(times, larger_is_better=False).status[0, -1] == Status.INSUFFICIENT
    kept = performance_change(times, larger_is_better=False, days=42)
    assert kept.status[0, -1] == Status.OK


def _decrements(changes: FloatArray) -> Metric:
    return performance_decrement(changes, typical_error=1.0)


def test_a_decrement_takes_two_tests_running_beyond_error() -> None:
    # 1.96 * sqrt(2) = 2.77
    result = _decrements(row(-3, NAN, -2.8, NAN, -2.7, -5, 1, -5))
    assert_allclose(result.value, row(NAN, NAN, 1, NAN, 0, 0, 0, 0))
    assert result.status[0, 0] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="typical error must be positive, got 0"):
        performance_decrement(row(1), typical_error=0)
