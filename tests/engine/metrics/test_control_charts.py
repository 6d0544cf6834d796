import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.control_charts import (
    control_level,
    cusum,
    days_on_one_side,
    ewma_chart,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row

ZERO, ONE = np.zeros(1), np.ones(1)


def test_chart_starts_at_the_target_and_skips_unknown_days() -> None:
    chart = ewma_chart(row(1, NAN, 1), target=ZERO, sd=ONE, weight=0.5)
    assert_allclose(chart.average.value, row(0.5, NAN, 0.75))
    assert chart.average.status[0, 1] == Status.INSUFFICIENT
    assert not chart.signal[0, 1]


def test_limits_allow_for_values_that_repeat_one_another() -> None:
    plain, repeating = (
        ewma_chart(row(0), target=ZERO, sd=ONE, correlation=one).upper[0, 0] for one in (0, 0.3)
    )
    assert plain == pytest.approx(3 * np.sqrt(0.25 / 1.75))
    assert repeating / plain == pytest.approx(1.257, abs=5e-4)


def test_chart_signals_on_either_side() -> None:
    chart = ewma_chart(np.array([[3.0] * 4, [-3] * 4, [0] * 4]), target=np.zeros(3), sd=np.ones(3))
    assert chart.signal[:, -1].tolist() == [True, True, False]


def test_chart_refuses_impossible_parameters() -> None:
    for bad in ({"weight": 0.0}, {"weight": 1.1}, {"width": 0.0}, {"correlation": 1.0}):
        with pytest.raises(ValueError, match=r"weight must|width must"):
            ewma_chart(row(0), target=ZERO, sd=ONE, **bad)
    with pytest.raises(ValueError, match="standard deviation must be positive"):
        ewma_chart(row(0), target=ZERO, sd=ZERO)


def test_cusum_matches_hand_calculation() -> None:
    result = cusum(row(1, 2, NAN, -3, 6), target=ZERO, slack=0.5, decision=5)
    assert_allclose(result.high.value, row(0.5, 2, NAN, 0, 5.5))
    assert_allclose(result.low.value, row(0, 0, NAN, 2.5, 0))
    assert result.signal[0].tolist() == [False, False, False, False, True]
    with pytest.raises(ValueError, match="slack must not be negative"):
        cusum(row(0), target=ZERO, slack=-1, decision=5)


def test_level_of_a_single_value() -> None:
    result = control_level(row(2, 2.01, -3.01, NAN))
    assert_allclose(result.value, row(0, 1, 2, NAN))
    assert result.status[0, -1] == Status.INSUFFICIENT


def test_days_on_one_side_are_signed_and_bridge_unknown_days() -> None:
    result = days_on_one_side(row(2, 3, NAN, 2, 0, -1, -1), target=ONE)
    assert_allclose(result.value, row(1, 2, NAN, 3, -1, -2, -3))
    assert days_on_one_side(row(1), target=ONE).value[0, 0] == 0
