import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.load_exchange import (
    LoadSource,
    fit_trimp_to_load,
    load_in_one_unit,
    trimp_or_rated_load,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_rate_of_exchange_is_the_regression_line() -> None:
    trimp = np.arange(20, 140, 5.0)[None]
    noise = 20 * np.where(np.arange(trimp.size) % 2, 1, -1)
    load = 4 * trimp + 30 + noise
    exchange = fit_trimp_to_load(trimp, load)
    slope, intercept = np.polyfit(trimp[0], load[0], 1)
    assert exchange.slope.value[0] == pytest.approx(slope)
    assert exchange.intercept[0] == pytest.approx(intercept)
    assert exchange.r_squared[0] == pytest.approx(np.corrcoef(trimp[0], load[0])[0, 1] ** 2)
    assert exchange.pairs.tolist() == [24]


def test_a_session_that_has_only_one_of_the_two_changes_no_rate() -> None:
    trimp = np.arange(20, 140, 5.0)[None]
    load = 4 * trimp + 20 * np.where(np.arange(trimp.size) % 2, 1, -1)
    more = fit_trimp_to_load(
        np.concatenate([trimp, row(500, NAN)], axis=1),
        np.concatenate([load, row(NAN, 900)], axis=1),
    )
    plain = fit_trimp_to_load(trimp, load)
    assert more.slope.value[0] == plain.slope.value[0]
    assert more.intercept[0] == plain.intercept[0]
    assert more.r_squared[0] == plain.r_squared[0]
    assert more.pairs[0] == trimp.size


def test_rate_of_exchange_needs_twenty_pairs_that_agree() -> None:
    trimp = np.arange(20, 120, 5.0)[None]
    assert fit_trimp_to_load(trimp, 4 * trimp).slope.status[0] == Status.OK
    missing = 4 * trimp
    missing[0, 3] = NAN
    assert fit_trimp_to_load(trimp, missing).slope.status[0] == Status.INSUFFICIENT
    for unrelated in (1000 - trimp, np.random.default_rng(7).uniform(0, 500, trimp.shape)):
        assert fit_trimp_to_load(trimp, unrelated).slope.status[0] == Status.NOT_APPLICABLE
    flat = fit_trimp_to_load(np.full((1, 20), 50.0), trimp)
    assert flat.slope.status[0] == Status.NOT_APPLICABLE


def test_units_are_never_mixed() -> None:
    trimp = np.arange(20, 120, 5.0)[None]
    exchange = fit_trimp_to_load(trimp, 4 * trimp)
    load, source = load_in_one_unit(row(300, NAN, NAN), row(90, 100, NAN), exchange)
    assert_allclose(load.value, row(300, 400, NAN))
    assert load.status[0].tolist() == [Status.OK, Status.PROVISIONAL, Status.INSUFFICIENT]
    assert source[0].tolist() == [LoadSource.RATING, LoadSource.CONVERTED, LoadSource.NONE]
    unusable = fit_trimp_to_load(row(1, 2), row(1, 2))
    without, _source = load_in_one_unit(row(300, NAN), row(90, 100), unusable)
    assert_allclose(without.value, row(300, NAN))


def test_a_window_is_in_impulses_only_if_every_session_has_one() -> None:
    trimp = np.array([[80.0, NAN, NAN], [80, 90, NAN], [NAN, NAN, NAN]])
    rated = np.array([[300.0, 200, NAN], [300, NAN, NAN], [NAN, NAN, NAN]])
    load, in_trimp = trimp_or_rated_load(trimp, rated)
    assert in_trimp.tolist() == [False, True, False]
    assert_allclose(load[:2], [[300, 200, NAN], [80, 90, NAN]])
