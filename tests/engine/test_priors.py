"""What a team teaches about its newcomers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from recovery.engine.arrays import BoolArray, FloatArray
from recovery.engine.baseline import FLOOR_SD, ICC, PRIOR_MEAN, PRIOR_SD
from recovery.engine.items import ITEM_INDEX
from recovery.engine.priors import HIGHEST_ICC, LOWEST_ICC, built_in_priors, team_priors
from recovery.engine.status import Status
from tests.engine.factories import no_items

MOOD = ITEM_INDEX["mood"]


def every_day(items: FloatArray) -> BoolArray:
    return np.ones(items.shape[:2], dtype=np.bool_)


def moods(*of_athletes: list[float]) -> FloatArray:
    items = no_items(len(of_athletes[0]), len(of_athletes))
    items[..., MOOD] = of_athletes
    return items


def test_priors_match_hand_calculation() -> None:
    """Eight athletes, half around 2 and half around 4, who answer 14 times."""
    items = moods(*[[1.0, 3.0] * 7] * 4, *[[3.0, 5.0] * 7] * 4)
    learned = team_priors(items, every_day(items))
    # Every answer is 1 from its athlete's mean: within = 8 * 14 / (8 * 13) = 1.076923.
    # Means 2 and 4: variance 8 / 7 = 1.142857; less 1.076923 / 14 = 0.076923: 1.065934.
    # ICC = 1.065934 / 2.142857 = 0.497436. Eight athletes weigh half:
    assert learned.mean[MOOD] == 2.75  # between 2.5 and 3
    assert learned.sd[MOOD] == 0.91  # the root of (0.5625 + 1.076923) / 2 = 0.819712
    assert learned.icc[MOOD] == 0.47  # between 0.45 and 0.497436
    assert (learned.athletes[MOOD], learned.answers[MOOD]) == (8, 112)
    assert learned.status[MOOD] == Status.OK


def test_seven_athletes_or_thirteen_answers_teach_nothing() -> None:
    seven = moods(*[[1.0, 3.0] * 7] * 7)
    thirteen = moods(*[[1.0, 3.0] * 7] * 7, [1.0, 3.0] * 6 + [1.0, np.nan])
    for items in (seven, thirteen):
        learned = team_priors(items, every_day(items))
        assert learned.athletes[MOOD] == 7
        assert learned.status[MOOD] == Status.INSUFFICIENT
        assert_array_equal(learned.mean, PRIOR_MEAN)
        assert_array_equal(learned.sd, PRIOR_SD)
        assert_array_equal(learned.icc, ICC)


def test_days_that_are_not_usable_count_for_nothing() -> None:
    items = moods(*[[1.0, 3.0] * 7 + [5.0] * 6] * 8)
    usable = every_day(items)
    usable[:, 14:] = False
    assert_array_equal(
        team_priors(items, usable).mean, team_priors(items[:, :14], usable[:, :14]).mean
    )


def test_a_team_of_one_mind_gets_bounds_and_no_division_by_zero() -> None:
    items = moods(*[[2.0] * 20] * 30)
    learned = team_priors(items, every_day(items))
    assert learned.sd[MOOD] == FLOOR_SD[MOOD]
    assert LOWEST_ICC <= learned.icc[MOOD] <= HIGHEST_ICC
    assert learned.mean[MOOD] == 2.11  # 30 of 38 of the way from 2.5 to 2


def test_of_nobody_nothing_is_learned() -> None:
    learned = team_priors(no_items(0, 0), np.zeros((0, 0), dtype=np.bool_))
    assert_array_equal(learned.mean, built_in_priors().mean)
    assert (learned.status == Status.INSUFFICIENT).all()


def test_a_large_team_is_believed_and_its_parameters_found() -> None:
    draw = np.random.default_rng(5)
    own = 2.2 + draw.normal(0, 0.5, (400, 1))
    items = no_items(60, 400)
    items[..., MOOD] = own + draw.normal(0, 0.6, (400, 60))
    learned = team_priors(items, every_day(items))
    assert_allclose(learned.mean[MOOD], 2.2, atol=0.06)
    assert_allclose(learned.sd[MOOD], 0.6, atol=0.02)
    assert_allclose(learned.icc[MOOD], 0.25 / 0.61, atol=0.05)


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1),
    n_athletes=st.integers(0, 14),
    missing=st.floats(0, 1),
)
def test_priors_stay_within_bounds_whatever_is_answered(
    seed: int, n_athletes: int, missing: float
) -> None:
    draw = np.random.default_rng(seed)
    items = no_items(30, n_athletes)
    items[..., MOOD] = draw.integers(1, 6, items.shape[:2])
    items[draw.random(items.shape) < missing] = np.nan
    order = draw.permutation(n_athletes)
    learned = team_priors(items, every_day(items))
    assert 1 <= learned.mean[MOOD] <= 5
    assert FLOOR_SD[MOOD] <= learned.sd[MOOD] <= 2 * PRIOR_SD[MOOD]
    assert LOWEST_ICC <= learned.icc[MOOD] <= HIGHEST_ICC
    assert_allclose(team_priors(items[order], every_day(items)).mean, learned.mean, atol=0.011)
