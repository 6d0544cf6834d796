import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine import pack_sessions
from recovery.engine.metrics.intensity import (
    IntensityMethod,
    intensity_distribution,
    polarization_index,
    polarized,
    training_in_zones,
    zone_of_rpe,
)
from recovery.engine.series import Sessions
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def ten_sessions() -> Sessions:
    """Eight easy hours, one of two hours in the middle, half an hour hard; one not rated."""
    count = 11
    return pack_sessions(
        n_athletes=1,
        athlete=np.zeros(count, dtype=np.int64),
        day=np.arange(count),
        started=np.arange(count),
        kind=np.zeros(count, dtype=np.int64),
        minutes=np.array([60.0] * 8 + [120, 30, 60]),
        rpe=np.array([3.0] * 8 + [5, 8, NAN]),
        planned_rpe=np.full(count, NAN),
    )


def test_zones_of_exertion_have_no_gap_between_them() -> None:
    rpe = np.arange(0, 10.5, 0.5)
    zones = zone_of_rpe(rpe)
    assert (np.diff(zones) >= 0).all()
    assert zones.min() == 1
    assert rpe[zones == 2].tolist() == [4.5, 5, 5.5, 6, 6.5]
    with pytest.raises(ValueError, match="rpe must lie between 0 and 10"):
        zone_of_rpe(row(11))


def test_sessions_and_minutes_give_different_numbers() -> None:
    by_method = {}
    for method in (IntensityMethod.SESSIONS, IntensityMethod.SESSION_MINUTES):
        amount, counted = training_in_zones(ten_sessions(), 12, method=method)
        result = intensity_distribution(amount, counted, method=method)
        assert result.method is method
        by_method[method] = result.shares.value[0, -1]
    assert_allclose(by_method[IntensityMethod.SESSIONS], [0.8, 0.1, 0.1])
    assert_allclose(by_method[IntensityMethod.SESSION_MINUTES], [480 / 630, 120 / 630, 30 / 630])


def test_time_in_zone_does_not_follow_from_exertion() -> None:
    with pytest.raises(ValueError, match="time in zone is measured"):
        training_in_zones(ten_sessions(), 12, method=IntensityMethod.TIME_IN_ZONE)


def test_distribution_needs_eight_sessions_in_four_weeks() -> None:
    amount = np.zeros((1, 40, 3))
    amount[0, :8, 0] = 30
    counted = (amount.sum(axis=-1) > 0).astype(np.int64)
    shares = intensity_distribution(amount, counted, method=IntensityMethod.TIME_IN_ZONE).shares
    assert shares.status[0, [6, 7, 27, 28], 0].tolist() == [2, 0, 0, 2]
    empty = intensity_distribution(0 * amount, counted, method=IntensityMethod.TIME_IN_ZONE)
    assert empty.shares.status[0, 10, 0] == Status.NOT_APPLICABLE
    with pytest.raises(ValueError, match="known and not negative"):
        intensity_distribution(-amount, counted, method=IntensityMethod.TIME_IN_ZONE)


def test_polarization_matches_hand_calculation() -> None:
    index = polarization_index(np.array([[0.8, 0.05, 0.15], [0.9, 0.08, 0.02]]))
    assert index.value.tolist() == pytest.approx([2.38021, 1.35218], abs=5e-6)


def test_polarization_without_a_zone() -> None:
    index = polarization_index(
        np.array([[0.8, 0.2, 0], [0.8, 0, 0.2], [0, 0.5, 0.5], [1, 0, 0], [NAN, NAN, NAN]])
    )
    assert_allclose(index.value, [0, np.log10(0.79 / 0.01 * 0.2 * 100), NAN, 0, NAN])
    assert index.status[2] == Status.NOT_APPLICABLE
    assert index.status[4] == Status.INSUFFICIENT


def test_polarized_needs_the_order_of_zones_as_well() -> None:
    shares = np.array([[0.8, 0.05, 0.15], [0.4, 0.05, 0.55], [0.9, 0.08, 0.02]])
    assert (polarization_index(shares).value[:2] > 2).all()
    assert polarized(shares).value.tolist() == [1, 0, 0]


def test_shares_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="must add up to 1"):
        polarization_index(row(0.5, 0.2, 0.2))
    with pytest.raises(ValueError, match="expected 3 shares"):
        polarization_index(row(0.5, 0.5))
    with pytest.raises(ValueError, match="a share must lie between 0 and 1"):
        polarized(row(1.5, -0.5, 0))
