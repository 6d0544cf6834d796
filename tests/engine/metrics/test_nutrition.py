import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.nutrition import (
    energy_availability,
    nutrition_score,
    nutrition_week,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_score_is_the_sum_of_three_ticks() -> None:
    result = nutrition_score(np.array([[2.0, 2, 2], [0, 0, 0], [1, NAN, 2]]))
    assert_allclose(result.value, [6, 0, NAN])
    assert result.status.tolist() == [0, 0, Status.INSUFFICIENT]


def test_other_ticks_are_refused() -> None:
    with pytest.raises(ValueError, match="a tick must be 0, 1 or 2"):
        nutrition_score(row(3, 0, 0))
    with pytest.raises(ValueError, match="expected 3 ticks"):
        nutrition_score(row(1, 2))


def test_week_is_the_mean_of_at_least_three_days() -> None:
    assert nutrition_week(row(6, NAN, NAN, 3, NAN, NAN, 0)).value[0, -1] == 3
    assert nutrition_week(row(0, 0, 0)).value[0, -1] == 0
    assert nutrition_week(row(6, 6)).status[0, -1] == Status.INSUFFICIENT


def test_energy_availability_is_of_measurements_alone() -> None:
    result = energy_availability(row(2600, NAN), row(800, 800), fat_free_mass=row(52, 52))
    assert result.value[0, 0] == pytest.approx(34.615, abs=5e-4)
    assert result.status[0, 1] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="energy must not be negative"):
        energy_availability(row(-1), row(0), fat_free_mass=row(50))
    with pytest.raises(ValueError, match="fat-free mass must be positive"):
        energy_availability(row(1), row(0), fat_free_mass=row(0))
