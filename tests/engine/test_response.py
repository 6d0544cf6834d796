import numpy as np
import pytest

from recovery.engine.items import IS_ANSWER, ITEM_INDEX, ITEMS
from recovery.engine.parameters import DEFAULTS
from recovery.engine.response import (
    LevelFilter,
    careless_check_ins,
    composite,
    usable_check_ins,
)
from tests.engine.factories import NAN, no_items

EQUAL = np.ones(len(ITEMS))


def z_of(*values: float, heart: tuple[float, float] = (NAN, NAN)) -> np.ndarray:
    z = np.full(len(ITEMS), np.nan)
    z[: len(values)] = values
    z[[ITEM_INDEX["resting_heart_rate"], ITEM_INDEX["ln_rmssd"]]] = heart
    return z


def test_composite_matches_hand_calculation() -> None:
    four, five = z_of(1.2, 0.8, 2.0, NAN, 0.5), z_of(1.2, 0.8, 2.0, 1.0, 0.5)
    assert float(composite(four, weights=EQUAL)) == pytest.approx(1.571468, abs=5e-7)
    assert float(composite(five, weights=EQUAL)) == pytest.approx(1.587713, abs=5e-7)


def test_fatigue_and_soreness_weigh_more_than_the_rest() -> None:
    # Weights 1, 1 and 0.6: their squares add to 2.36, they themselves to 2.6.
    by_hand = (2.0 + 1.0 - 0.6) / np.sqrt(0.65 * 2.36 + 0.35 * 2.6**2)
    assert float(composite(z_of(2.0, 1.0, -1.0))) == pytest.approx(by_hand)


def test_composite_needs_three_answers_and_heart_values_are_none() -> None:
    assert np.isnan(composite(z_of(1.0, 2.0)))
    assert np.isnan(composite(z_of(1.0, 2.0, heart=(1.0, 1.0))))
    assert not np.isnan(composite(z_of(1.0, 2.0, 1.0)))


def test_heart_values_weigh_half_an_answer_together() -> None:
    answered = z_of(1.0, 1.0, 1.0, 1.0)
    one, both = answered.copy(), answered.copy()
    one[ITEM_INDEX["resting_heart_rate"]] = 3.0
    both[[ITEM_INDEX["resting_heart_rate"], ITEM_INDEX["ln_rmssd"]]] = [2.0, 4.0]
    assert float(composite(one)) == float(composite(both))
    rho = DEFAULTS.item_correlation
    variance = (1 - rho) * (4 + 0.25) + rho * 4.5**2
    assert float(composite(both, weights=EQUAL)) == pytest.approx((4 + 1.5) / np.sqrt(variance))


def test_composite_of_correlated_noise_has_variance_one() -> None:
    draw = np.random.default_rng(4)
    rho = DEFAULTS.item_correlation
    common = draw.normal(size=(100_000, 1))
    z = np.sqrt(rho) * common + np.sqrt(1 - rho) * draw.normal(size=(100_000, len(ITEMS)))
    z[:, ITEM_INDEX["ln_rmssd"]] = np.nan
    assert composite(z).std() == pytest.approx(1, abs=0.01)


def test_usable_check_ins_have_three_answers() -> None:
    items = np.stack([z_of(1, 2), z_of(1, 2, 3), z_of(1, 2, heart=(50, 4))])[None]
    assert usable_check_ins(items).tolist() == [[False, True, False]]


def test_filter_matches_hand_calculation() -> None:
    state = LevelFilter(1, retention=0.97, drift=0.08, start=0.5)
    means, variances = [], []
    for observed in (0.5, NAN, 1.5, 2.0, 1.0, 1.8):
        state.step(np.array([observed]))
        means.append(float(state.mean[0]))
        variances.append(float(state.variance[0]))
    assert means == pytest.approx([0.1775, 0.1722, 0.5929, 0.9680, 0.9544, 1.1369], abs=5e-5)
    assert variances == pytest.approx([0.3550, 0.4140, 0.3195, 0.2757, 0.2534, 0.2415], abs=5e-5)


def response_filter(n_athletes: int) -> LevelFilter:
    return LevelFilter(
        n_athletes, retention=DEFAULTS.response_retention, drift=DEFAULTS.response_drift
    )


def test_filter_settles_at_its_steady_gain() -> None:
    state = response_filter(1)
    for _day in range(200):
        state.step(np.array([0.0]))
    # The positive root of P = (a²P + q) / (a²P + q + 1), equal to the gain at noise 1.
    a2, q = DEFAULTS.response_retention**2, DEFAULTS.response_drift
    root = (-(1 - a2 + q) + np.sqrt((1 - a2 + q) ** 2 + 4 * a2 * q)) / (2 * a2)
    assert state.variance[0] == pytest.approx(root)
    assert root == pytest.approx(0.0598, abs=5e-5)


def test_filter_that_sees_nothing_knows_as_little_as_it_did_at_first() -> None:
    state = response_filter(1)
    before = float(state.variance[0])
    for _day in range(30):
        state.step(np.array([NAN]))
    assert state.variance[0] == pytest.approx(before)
    assert state.mean[0] == 0


def test_noisier_observations_move_the_filter_less() -> None:
    state = response_filter(2)
    state.step(np.array([1.0, 1.0]), noise=np.array([1.0, 4.0]))
    start = DEFAULTS.response_drift / (1 - DEFAULTS.response_retention**2)
    assert state.mean.tolist() == pytest.approx([start / (start + 1), start / (start + 4)])


def test_filter_waits_for_the_first_day() -> None:
    waiting, fresh = response_filter(1), response_filter(1)
    for _day in range(5):
        waiting.step(np.array([NAN]), started=np.array([False]))
    waiting.step(np.array([1.0]), started=np.array([True]))
    fresh.step(np.array([1.0]))
    assert waiting.mean[0] == fresh.mean[0]
    assert waiting.variance[0] == fresh.variance[0]


def test_normal_band_holds_98_of_100_quiet_days() -> None:
    """The justification of the band: autocorrelated composites of an undisturbed athlete."""
    draw = np.random.default_rng(6)
    phi = DEFAULTS.day_to_day_correlation
    state, observed, inside = response_filter(2000), np.zeros(2000), []
    for day in range(160):
        observed = phi * observed + np.sqrt(1 - phi**2) * draw.normal(size=2000)
        state.step(observed)
        if day >= 60:
            inside.append((np.abs(state.mean) <= DEFAULTS.response_band).mean())
    assert np.mean(inside) == pytest.approx(0.98, abs=0.01)


def all_alike(answer: float, n_days: int) -> np.ndarray:
    items = no_items(n_days)
    items[..., IS_ANSWER] = answer
    return items


def test_careless_is_nearly_always_one_answer_to_everything() -> None:
    alike = all_alike(3, 20)
    habit, careless = careless_check_ins(alike)
    assert np.flatnonzero(habit[0]).tolist() == list(range(9, 20))
    assert (careless == habit).all()
    varied = alike.copy()
    varied[0, ::4, ITEM_INDEX["mood"]] = 2
    assert not careless_check_ins(varied)[0].any()  # 15 of 20 are alike: three in four
    varied[0, [0, 4], ITEM_INDEX["mood"]] = 3
    habit, careless = careless_check_ins(varied)
    assert habit[0, 19]
    assert (habit[0, 16], careless[0, 16]) == (True, False)  # this one was read


def test_few_check_ins_or_short_ones_are_not_careless() -> None:
    assert not careless_check_ins(all_alike(3, 9))[0].any()
    short = all_alike(3, 20)
    short[0, :, ITEM_INDEX["stress"] :] = NAN
    assert not careless_check_ins(short)[0].any()
