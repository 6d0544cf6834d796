import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.soreness import local_problem, soreness_days
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_soreness_runs_while_high_and_above_the_own_median() -> None:
    often_sore = row(*[3] * 20, 3, 4, 4, 5)
    assert soreness_days(often_sore).value[0, -4:].tolist() == [0, 1, 2, 3]
    seldom = row(*[1] * 20, 2, 3, 3, 2)
    assert soreness_days(seldom).value[0, -4:].tolist() == [0, 1, 2, 0]
    assert soreness_days(seldom).status[0, -1] == Status.OK


def test_one_missing_day_is_bridged_and_two_are_not() -> None:
    result = soreness_days(row(1, NAN, 4, NAN, 4, NAN, NAN, 4))
    assert_allclose(result.value, row(0, NAN, 1, 2, 3, 4, NAN, 1))
    assert result.status[0].tolist() == [
        Status.PROVISIONAL if given else Status.INSUFFICIENT for given in (1, 0, 1, 1, 1, 1, 0, 1)
    ]


def test_a_region_is_judged_by_its_own_answers() -> None:
    days = np.ones((1, 40, 2))
    days[0, -8:, 1] = 4
    result = soreness_days(days)
    assert result.value[0, -1].tolist() == [0, 8]
    problem = local_problem(days)
    assert problem.value[0, -1].tolist() == [0, 1]
    assert problem.value[0, -3].tolist() == [0, 0]  # six days
    assert local_problem(np.full((1, 2, 3), NAN)).status.tolist() == [[[2] * 3] * 2]


def test_regions_together_equal_each_alone() -> None:
    draw = np.random.default_rng(8)
    days = draw.integers(1, 6, (3, 70, 4)).astype(np.float64)
    days[draw.random(days.shape) < 0.2] = NAN
    together = soreness_days(days)
    for region in range(4):
        alone = soreness_days(days[..., region])
        assert_allclose(together.value[..., region], alone.value)
        assert (together.status[..., region] == alone.status).all()


def test_soreness_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="soreness must lie between 1 and 5, got 0"):
        soreness_days(row(0))
    with pytest.raises(ValueError, match=r"expected shape \(athlete, day, region\)"):
        local_problem(row(1))
