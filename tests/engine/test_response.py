import numpy as np
import pytest

from recovery.engine.items import ITEM_INDEX, ITEMS
from recovery.engine.parameters import DEFAULTS
from recovery.engine.response import ResponseFilter, composite, usable_check_ins
from tests.engine.factories import NAN


def z_of(*values: float, heart: tuple[float, float] = (NAN, NAN)) -> np.ndarray:
    z = np.full(len(ITEMS), np.nan)
    z[: len(values)] = values
    z[[ITEM_INDEX["resting_heart_rate"], ITEM_INDEX["ln_rmssd"]]] = heart
    return z


def test_composite_matches_hand_calculation() -> None:
    assert float(composite(z_of(1.2, 0.8, 2.0, NAN, 0.5))) == pytest.approx(1.571468, abs=5e-7)
    assert float(composite(z_of(1.2, 0.8, 2.0, 1.0, 0.5))) == pytest.approx(1.587713, abs=5e-7)


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
    assert float(composite(both)) == pytest.approx((4 + 1.5) / np.sqrt(variance))


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
    state = ResponseFilter(1)
    means, variances = [], []
    for observed in (0.5, NAN, 1.5, 2.0, 1.0, 1.8):
        state.step(np.array([observed]))
        means.append(float(state.mean[0]))
        variances.append(float(state.variance[0]))
    assert means == pytest.approx([0.1775, 0.1722, 0.5929, 0.9680, 0.9544, 1.1369], abs=5e-5)
    assert variances == pytest.approx([0.3550, 0.4140, 0.3195, 0.2757, 0.2534, 0.2415], abs=5e-5)


def test_filter_settles_at_its_steady_gain() -> None:
    state = ResponseFilter(1)
    for _day in range(60):
        state.step(np.array([0.0]))
    assert state.variance[0] == pytest.approx(0.227, abs=5e-4)  # equals the gain at noise 1


def test_filter_waits_for_the_first_day() -> None:
    waiting, fresh = ResponseFilter(1), ResponseFilter(1)
    for _day in range(5):
        waiting.step(np.array([NAN]), np.array([False]))
    waiting.step(np.array([1.0]), np.array([True]))
    fresh.step(np.array([1.0]))
    assert waiting.mean[0] == fresh.mean[0]
    assert waiting.variance[0] == fresh.variance[0]


def test_normal_band_holds_98_of_100_quiet_days() -> None:
    """The justification of the band: autocorrelated composites of an undisturbed athlete."""
    draw = np.random.default_rng(6)
    phi = DEFAULTS.day_to_day_correlation
    state, observed, inside = ResponseFilter(2000), np.zeros(2000), []
    for day in range(160):
        observed = phi * observed + np.sqrt(1 - phi**2) * draw.normal(size=2000)
        state.step(observed)
        if day >= 60:
            inside.append((np.abs(state.mean) <= DEFAULTS.response_band).mean())
    assert np.mean(inside) == pytest.approx(0.98, abs=0.005)
