import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.shoes import (
    new_shoe_share,
    rotation_index,
    shoe_distance,
    wear_check_due,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN

TWO_PAIRS = np.array([[[10.0, 0], [0, 5], [0, 0], [10, 5]]])


def test_distance_adds_up_from_the_start() -> None:
    total = shoe_distance(TWO_PAIRS, start=np.array([[100.0, 0]]))
    assert total.value[0].tolist() == [[110, 0], [110, 5], [110, 5], [120, 10]]


def test_a_missing_distance_makes_the_sum_a_lower_bound() -> None:
    worn = TWO_PAIRS.copy()
    worn[0, 1, 1] = NAN
    total = shoe_distance(worn, start=np.zeros((1, 2)))
    assert total.status[0].tolist() == [[0, 0], [0, 1], [0, 1], [0, 1]]
    assert total.value[0, -1].tolist() == [20, 5]
    with pytest.raises(ValueError, match="must not be negative"):
        shoe_distance(-worn, start=np.zeros((1, 2)))


def test_wear_check_is_due_at_the_own_distance() -> None:
    total = shoe_distance(TWO_PAIRS, start=np.array([[100.0, 0]])).value
    due = wear_check_due(total, check_at=np.array([[120.0, NAN]]))
    assert_allclose(due.value[0, :, 0], [0, 0, 0, 1])
    assert (due.status[0, :, 1] == Status.NOT_APPLICABLE).all()


def test_rotation_of_one_two_and_no_pairs() -> None:
    index = rotation_index(TWO_PAIRS).value[0]
    assert index[0] == 0
    assert index[1] == pytest.approx(1 - (2 / 3) ** 2 - (1 / 3) ** 2)
    equal = rotation_index(np.full((1, 3, 4), 5.0))
    assert equal.value[0, -1] == pytest.approx(0.75)
    none = rotation_index(np.zeros((1, 3, 2)))
    assert (none.status == Status.NOT_APPLICABLE).all()


def test_rotation_forgets_after_four_weeks() -> None:
    worn = np.zeros((1, 60, 2))
    worn[0, 0, 0] = 10
    worn[0, 1:, 1] = 10
    index = rotation_index(worn).value[0]
    assert index[27] > 0
    assert index[28] == 0


def test_a_pair_is_new_for_two_weeks() -> None:
    worn = np.full((1, 40, 2), 10.0)
    share = new_shoe_share(worn, first_day=np.array([[-30, 10]])).value[0]
    assert share[9] == 0
    assert share[10] == pytest.approx(10 / 140)
    assert share[20] == pytest.approx(0.5)
    assert share[23] == pytest.approx(0.5)  # the fourteenth day
    assert share[24] == pytest.approx(60 / 140)
    assert share[30] == 0
    resting = new_shoe_share(0 * worn, first_day=np.array([[0, 0]]))
    assert (resting.status == Status.NOT_APPLICABLE).all()
