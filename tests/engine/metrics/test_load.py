import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.arrays import (
    FloatArray,
    known_days,
    rolling_mean,
    rolling_sum,
    shift_days,
)
from recovery.engine.metrics.load import monotony, strain, week_change, week_load
from recovery.engine.status import Status
from tests.engine.factories import NAN, row

WEEK = row(0, 300, 450, 200, 600, 150, 400)


def last(values: FloatArray) -> float:
    return float(values[0, -1])


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (WEEK, 1.48461),
        (row(0, 100, 200, 300, 400, 500, 600), 1.38873),
        (row(*[300] * 7), 10.0),
        (row(300, 300, 300, 300, 300, 300, 0), 2.26779),
        (row(100, 0, 100, 0, 100, 0, 100), 1.0690449676496976),
    ],
)
def test_monotony_matches_hand_calculation(week: FloatArray, expected: float) -> None:
    assert last(monotony(week).value) == pytest.approx(expected, abs=5e-6)


@pytest.mark.parametrize(
    ("week", "expected"),
    [(WEEK, 1.60357), (row(0, 100, 200, 300, 400, 500, 600), 1.5)],
)
def test_monotony_with_population_sd_matches_hand_calculation(
    week: FloatArray, expected: float
) -> None:
    assert last(monotony(week, ddof=0).value) == pytest.approx(expected, abs=5e-6)


def test_strain_is_week_times_monotony() -> None:
    assert last(week_load(WEEK)) == 2100
    assert last(strain(WEEK).value) == pytest.approx(3117.691, abs=5e-4)


def test_strain_reproduces_published_products() -> None:
    """Foster 2001, table 5: 3400 x 1.26 = 4284; a published training log: 1592 x 1.63 = 2595."""
    for load_sum, evenness, printed in ((3400, 1.26, 4284), (1592, 1.63, 2595)):
        # Six equal days and one other give any monotony: solve for the spread.
        mean = load_sum / 7
        step = mean / evenness / np.sqrt(7)  # six at mean - step, one at mean + 6 * step
        week = row(*[mean - step] * 6, mean + 6 * step)
        assert last(strain(week).value) == pytest.approx(printed, abs=0.6)


def test_monotony_of_a_week_without_load_is_not_applicable() -> None:
    result = monotony(row(*[0] * 7))
    assert np.isnan(last(result.value))
    assert result.status[0, -1] == Status.NOT_APPLICABLE


def test_monotony_needs_six_known_days() -> None:
    result = monotony(row(300, 200, NAN, 100, 300, NAN, 200))
    assert np.isnan(last(result.value))
    assert result.status[0, -1] == Status.INSUFFICIENT


def test_monotony_drops_an_unknown_day_instead_of_counting_it_as_rest() -> None:
    known = np.array([300.0, 450, 200, 600, 150, 400])
    expected = known.mean() / known.std(ddof=1)
    assert last(monotony(row(NAN, *known)).value) == pytest.approx(expected)


def test_monotony_ignores_the_order_of_days_in_a_week() -> None:
    shuffled = row(600, 0, 400, 150, 300, 450, 200)
    assert last(monotony(shuffled).value) == pytest.approx(last(monotony(WEEK).value))


def test_monotony_refuses_another_ddof() -> None:
    with pytest.raises(ValueError, match="ddof must be 0 or 1, got 2"):
        monotony(WEEK, ddof=2)


def test_scaling_the_load_scales_strain_and_leaves_monotony() -> None:
    assert_allclose(monotony(3 * WEEK).value, monotony(WEEK).value)
    assert_allclose(strain(3 * WEEK).value, 3 * strain(WEEK).value)


def test_rolling_mean_is_over_known_days() -> None:
    load = row(100, NAN, 300, 200, 0, 400, NAN)
    assert last(rolling_mean(load, 7, minimum=5)) == 200
    assert np.isnan(last(rolling_mean(load, 7, minimum=6)))
    assert known_days(load, 7)[0].tolist() == [1, 1, 2, 3, 4, 5, 5]


def test_week_load_scales_partial_weeks_to_seven_days() -> None:
    assert last(week_load(row(100, NAN, 300, 200, 0, 400, NAN))) == 1400


def test_week_change_matches_hand_calculation() -> None:
    percentage, difference = week_change(row(*[100] * 7, *[130] * 7))
    assert last(percentage.value) == pytest.approx(30)
    assert last(difference) == pytest.approx(210)
    assert percentage.status[0, -1] == Status.OK


def test_week_change_after_a_break_is_a_difference_only() -> None:
    percentage, difference = week_change(row(*[300] * 56, *[10] * 7, *[200] * 7))
    assert np.isnan(last(percentage.value))
    assert percentage.status[0, -1] == Status.NOT_APPLICABLE
    assert last(difference) == pytest.approx(1330)


def test_week_change_from_nothing_is_not_a_percentage() -> None:
    percentage, difference = week_change(row(*[0] * 14))
    assert percentage.status[0, -1] == Status.NOT_APPLICABLE
    assert last(difference) == 0


def test_week_change_without_an_earlier_week_is_insufficient() -> None:
    percentage, _difference = week_change(row(*[100] * 9))
    assert percentage.status[0, -1] == Status.INSUFFICIENT


def test_windows_refuse_to_look_ahead() -> None:
    with pytest.raises(ValueError, match="look ahead"):
        shift_days(WEEK, -1, fill=0)
    with pytest.raises(ValueError, match="lag >= 0, got 7 and -1"):
        rolling_sum(WEEK, 7, lag=-1)
    with pytest.raises(ValueError, match="days >= 1"):
        rolling_sum(WEEK, 0)


def test_coupling_alone_correlates_half_with_noise() -> None:
    """Lolli et al. 2019: the acute week inside the chronic month induces r of about 0.5."""
    weeks = np.random.default_rng(3).normal(300, 50, (200_000, 4))
    coupled = np.corrcoef(weeks[:, 3], weeks.mean(axis=1))[0, 1]
    uncoupled = np.corrcoef(weeks[:, 3], weeks[:, :3].mean(axis=1))[0, 1]
    assert coupled == pytest.approx(0.5, abs=0.01)
    assert uncoupled == pytest.approx(0, abs=0.01)
