import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.standardisation import (
    CERTAIN,
    SpreadSource,
    credible_change,
    modified_z,
    robust_spread,
    rolling_z,
    sten,
    worthwhile_change_between,
    worthwhile_change_within,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_rolling_z_leaves_today_out() -> None:
    values = np.random.default_rng(1).normal(3, 1, 29)
    z = rolling_z(row(*values)).value[0, -1]
    before = values[:-1]
    assert z == pytest.approx((values[-1] - before.mean()) / before.std(ddof=1))


def test_rolling_z_turns_its_sign_when_the_scale_is_turned() -> None:
    values = np.random.default_rng(2).integers(1, 6, (2, 60)).astype(np.float64)
    assert_allclose(rolling_z(6 - values).value, -rolling_z(values).value)


def test_rolling_z_needs_twenty_days_and_some_spread() -> None:
    values = row(*[2, 3] * 10, 4)
    assert rolling_z(values).status[0, -1] == Status.OK
    assert rolling_z(values[:, 1:]).status[0, -1] == Status.INSUFFICIENT
    assert rolling_z(row(*[2.1] * 28, 4)).status[0, -1] == Status.NOT_APPLICABLE
    assert rolling_z(row(*[2, 3] * 14, NAN)).status[0, -1] == Status.INSUFFICIENT


@pytest.mark.parametrize(
    ("values", "spread", "source"),
    [
        ([12, 14, 13, 15, 14, 13, 12, 14, 25], 1 / 0.6745, SpreadSource.MAD),
        ([3, 4, 3, 3, 4, 3, 2, 3, 4, 3, 3, 3, 4, 3], 0.75 / 1.349, SpreadSource.IQR),
        ([3, 3, 3, 3, 3, 3, 3, 4], np.std([3] * 7 + [4], ddof=1), SpreadSource.SD),
        ([3, 3, 3, NAN], 0.45, SpreadSource.FLOOR),
        ([3], 0.45, SpreadSource.FLOOR),
        ([NAN, NAN], NAN, SpreadSource.NONE),
    ],
)
def test_spread_falls_back_until_it_is_not_zero(
    values: list[float], spread: float, source: SpreadSource
) -> None:
    result = robust_spread(row(*values))
    assert_allclose(result.spread[0], spread)
    assert result.source[0] == source


def test_spread_agrees_with_numpy_on_values_without_gaps() -> None:
    values = np.random.default_rng(3).normal(0, 2, (50, 31))
    result = robust_spread(values)
    middle = np.median(values, axis=1, keepdims=True)
    assert_allclose(result.median, middle[:, 0])
    assert_allclose(result.spread, np.median(np.abs(values - middle), axis=1) / 0.6745)


def test_modified_z_is_hardly_moved_by_what_it_detects() -> None:
    values = row(12, 14, 13, 15, 14, 13, 12, 14, 25)
    assert modified_z(row(25)[0], values).value[0] == pytest.approx(7.4195)
    assert modified_z(row(14)[0], values).value[0] == 0
    assert modified_z(row(25)[0], values[:, :6]).status[0] == Status.INSUFFICIENT
    assert modified_z(row(NAN)[0], values).status[0] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="floor must be positive, got 0"):
        modified_z(row(1)[0], values, floor=0)


def test_sten_is_cut_at_its_ends() -> None:
    assert_allclose(sten(row(0, -1, 3, -3, NAN)), row(5.5, 3.5, 10, 1, NAN))


def test_worthwhile_changes_match_hand_calculation() -> None:
    results = row(*range(30, 38))
    spread = np.std(results, ddof=1)
    between = worthwhile_change_between(results)
    assert (between.value[0], between.status[0]) == (pytest.approx(0.2 * spread), Status.OK)
    assert worthwhile_change_within(results).value[0] == pytest.approx(0.5 * spread)
    assert worthwhile_change_between(results[:, :7]).status[0] == Status.PROVISIONAL
    assert worthwhile_change_between(results[:, :2]).status[0] == Status.INSUFFICIENT
    assert worthwhile_change_within(row(30, 31, NAN)).status[0] == Status.INSUFFICIENT


def test_a_change_is_credible_beyond_worth_and_error() -> None:
    error, worth = row(*[1.0] * 5), row(1, 1, 3, 3, NAN)
    change = row(CERTAIN + 0.01, -CERTAIN, CERTAIN + 0.01, -3.01, 5)
    result = credible_change(change, worthwhile=worth, typical_error=error)
    assert_allclose(result.value, row(1, 0, 0, 1, NAN))
    assert result.status[0, -1] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="must not be negative"):
        credible_change(change, worthwhile=-error, typical_error=error)
