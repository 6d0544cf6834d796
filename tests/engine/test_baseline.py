import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.baseline import item_z, own_normal, shrink
from recovery.engine.items import ITEM_INDEX, ITEMS, turn_answers
from recovery.engine.parameters import Parameters
from tests.engine.factories import NAN, answers, no_items

FATIGUE, HOURS = ITEM_INDEX["fatigue"], ITEM_INDEX["sleep_hours"]
HEART_RATE = ITEM_INDEX["resting_heart_rate"]
TEN_ANSWERS = [2.0, 3, 2, 2, 3, 3, 2, 2, 3, 2]


def never(n_days: int) -> np.ndarray:
    return np.zeros((1, n_days), dtype=np.bool_)


def test_shrink_matches_hand_calculation() -> None:
    values = np.array(TEN_ANSWERS)
    mean, sd = shrink(
        np.array(10),
        values.mean(),
        ((values - values.mean()) ** 2).sum(),
        prior_mean=np.array(2.5),
        prior_sd=np.array(0.75),
        floor_sd=np.array(0.45),
        icc=np.array(0.45),
    )
    assert float(mean) == pytest.approx(2.418499, abs=5e-7)
    assert float(sd) == pytest.approx(0.717187, abs=5e-7)
    assert (4 - float(mean)) / float(sd) == pytest.approx(2.205145, abs=5e-7)


def test_shrink_without_answers_is_the_prior() -> None:
    mean, sd = shrink(
        np.array(0),
        np.array(NAN),
        np.array(NAN),
        prior_mean=np.array(2.5),
        prior_sd=np.array(0.75),
        floor_sd=np.array(0.45),
        icc=np.array(0.45),
    )
    assert float(mean) == 2.5
    assert float(sd) == pytest.approx(1.011300, abs=5e-7)
    assert (4 - 2.5) / float(sd) == pytest.approx(1.483240, abs=5e-7)


def test_own_normal_of_ten_answers_a_week_ago() -> None:
    items = answers([*TEN_ANSWERS, *[NAN] * 6, 4])
    normal = own_normal(items, never(17))
    z = item_z(items, normal.mean, normal.sd, normal.answers)
    assert normal.answers[0, -1, FATIGUE] == 10
    assert z[0, -1, FATIGUE] == pytest.approx(2.205145, abs=5e-7)


def test_own_normal_rests_on_six_weeks_that_end_a_week_ago() -> None:
    # On day t = 58 the window is t - 48 = 10 to t - 7 = 51: the twos and nothing else.
    normal = own_normal(answers([5.0] * 10 + [2.0] * 42 + [5.0] * 7), never(59))
    only_twos = own_normal(answers([2.0] * 42 + [NAN] * 7), never(49))
    assert normal.answers[0, -1, FATIGUE] == 42
    assert normal.mean[0, -1, FATIGUE] == only_twos.mean[0, -1, FATIGUE]
    assert normal.sd[0, -1, FATIGUE] == only_twos.sd[0, -1, FATIGUE]
    assert normal.mean[0, -2, FATIGUE] > normal.mean[0, -1, FATIGUE]  # still holds one five


def test_own_normal_leaves_out_days_of_illness() -> None:
    ill = never(30)
    ill[0, 10:15] = True
    with_ill_days = answers([2.0] * 10 + [5.0] * 5 + [2.0] * 15)
    without = answers([2.0] * 10 + [NAN] * 5 + [2.0] * 15)
    left_out, absent = own_normal(with_ill_days, ill), own_normal(without, never(30))
    assert (left_out.mean[0, -1] == absent.mean[0, -1]).all()


def test_sums_of_squares_keep_their_digits_over_years() -> None:
    """Running totals of squares over 1000 days against a direct computation."""
    draw = np.random.default_rng(5)
    items = no_items(1000)
    items[0, :, HEART_RATE] = np.round(draw.normal(180, 0.1, 1000), 2)
    normal = own_normal(items, never(1000))
    window = items[0, 1000 - 1 - 48 : 1000 - 1 - 6, HEART_RATE]
    prior = ITEMS[HEART_RATE]
    mean, sd = shrink(
        np.array(42),
        window.mean(),
        ((window - window.mean()) ** 2).sum(),
        prior_mean=np.array(prior.prior_mean),
        prior_sd=np.array(prior.prior_sd),
        floor_sd=np.array(prior.floor_sd),
        icc=np.array(prior.icc),
    )
    assert normal.mean[0, -1, HEART_RATE] == pytest.approx(float(mean), abs=1e-9)
    assert normal.sd[0, -1, HEART_RATE] == pytest.approx(float(sd), abs=1e-9)


def test_less_sleep_and_a_lower_variability_are_worse() -> None:
    items = no_items(60)
    items[0, :, HOURS] = 8.0
    items[0, :, ITEM_INDEX["ln_rmssd"]] = 4.2
    items[0, :, HEART_RATE] = 50.0
    items[0, -1, [HOURS, ITEM_INDEX["ln_rmssd"], HEART_RATE]] = [6.0, 4.0, 56.0]
    normal = own_normal(items, never(60))
    z = item_z(items, normal.mean, normal.sd, normal.answers)
    assert (z[0, -1, [HOURS, ITEM_INDEX["ln_rmssd"], HEART_RATE]] > 1).all()


def test_heart_values_wait_for_fourteen_of_the_athletes_own() -> None:
    items = no_items(40)
    items[0, :, HEART_RATE] = 70.0
    normal = own_normal(items, never(40))
    z = item_z(items, normal.mean, normal.sd, normal.answers)[0, :, HEART_RATE]
    assert np.isnan(z[:20]).all()  # 14 values end on day 13, and count a week later
    assert not np.isnan(z[20:]).any()


def test_z_flips_with_the_orientation_of_the_answers() -> None:
    draw = np.random.default_rng(2)
    items = answers(draw.integers(1, 6, 60).astype(float).tolist())
    # Around a prior mean of 3 the scale is symmetric; 2.5 is not its middle.
    normal = own_normal(items, never(60))
    turned = turn_answers(items)
    z = item_z(items, normal.mean, normal.sd, normal.answers)
    z_turned = item_z(turned, turn_answers(normal.mean), normal.sd, normal.answers)
    assert_allclose(z_turned[..., FATIGUE], -z[..., FATIGUE])


def test_z_is_clipped() -> None:
    z = item_z(
        np.full(len(ITEMS), 300.0),
        np.zeros(len(ITEMS)),
        np.ones(len(ITEMS)),
        np.full(len(ITEMS), 20),
        Parameters(z_limit=3.0),
    )
    assert set(np.abs(z).tolist()) == {3.0}
