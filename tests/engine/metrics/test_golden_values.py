"""Golden values, computed by hand, and how results must change when the input does."""

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine import metrics
from recovery.engine.arrays import FloatArray
from recovery.engine.baseline import shrink
from recovery.engine.excess import log_excess
from recovery.engine.items import ITEMS
from recovery.engine.metrics import (
    EwmaConvention,
    Metric,
    RatioConvention,
    Status,
)
from recovery.engine.parameters import DEFAULTS
from recovery.engine.response import ResponseFilter, composite
from tests.engine.factories import NAN, row

WEEK = row(0, 300, 450, 200, 600, 150, 400)


def last(result: Metric) -> float:
    return float(result.value.reshape(-1)[-1])


@pytest.mark.parametrize(
    ("week", "sample", "population"),
    [
        ([0, 300, 450, 200, 600, 150, 400], 1.48461, 1.60357),
        ([0, 100, 200, 300, 400, 500, 600], 1.38873, 1.5),
        ([300] * 7, 10, 10),
        ([300] * 6 + [0], 2.26779, None),
    ],
)
def test_golden_monotony(week: list[float], sample: float, population: float | None) -> None:
    assert last(metrics.monotony(row(*week))) == pytest.approx(sample, abs=5e-6)
    if population is not None:
        assert last(metrics.monotony(row(*week), ddof=0)) == pytest.approx(population, abs=5e-6)


def test_golden_week_and_strain() -> None:
    assert last(metrics.week_load(WEEK)) == 2100
    assert np.std(WEEK, ddof=1) == pytest.approx(202.0726, abs=5e-5)
    assert last(metrics.strain(WEEK)) == pytest.approx(3117.691, abs=5e-4)
    empty = metrics.monotony(row(*[0] * 7))
    assert empty.status[0, -1] == Status.NOT_APPLICABLE


def test_golden_performance_management() -> None:
    chart = metrics.training_balance(row(*[100] * 42))
    assert chart.chronic.value[0, 41] == pytest.approx(63.21206, abs=5e-6)
    assert chart.acute.value[0, 41] == pytest.approx(99.75212, abs=5e-6)
    chronic, acute, _balance = metrics.performance_management(row(*[100] * 7))
    assert [chronic[0, 6], acute[0, 6]] == pytest.approx([15.35183, 63.21206], abs=5e-6)
    chart = metrics.training_balance(row(*[100] * 42), convention=EwmaConvention.RECIPROCAL)
    assert last(chart.chronic) == pytest.approx(63.65440, abs=5e-6)
    assert last(chart.acute) == pytest.approx(99.84575, abs=5e-6)
    chronic, acute, balance = metrics.performance_management(row(*[100] * 7), start=50)
    assert [chronic[0, -1], acute[0, -1], balance[0, -1]] == pytest.approx(
        [57.67591, 81.60603, -23.93011], abs=1e-5
    )


def test_golden_coupled_from_uncoupled() -> None:
    uncoupled = 1.66667
    assert 4 * uncoupled / (3 + uncoupled) == pytest.approx(1.42857, abs=5e-6)


def test_golden_shrinkage() -> None:
    answers = np.array([2.0, 3, 2, 2, 3, 3, 2, 2, 3, 2])
    of_prior = partial(
        shrink,
        prior_mean=np.array(2.5),
        prior_sd=np.array(0.75),
        floor_sd=np.array(0.45),
        icc=np.array(0.45),
    )
    mean, sd = of_prior(
        np.array(10),
        np.array(answers.mean()),
        np.array(((answers - answers.mean()) ** 2).sum()),
    )
    assert float(mean) == pytest.approx(2.418499, abs=5e-7)
    assert float(sd) == pytest.approx(0.717187, abs=5e-7)
    assert float((4 - mean) / sd) == pytest.approx(2.205145, abs=5e-7)
    mean, sd = of_prior(np.array(0), np.array(0.0), np.array(0.0))
    assert float(sd) == pytest.approx(1.011300, abs=5e-7)
    assert float((4 - mean) / sd) == pytest.approx(1.483240, abs=5e-7)


def test_golden_composite() -> None:
    def of(*values: float) -> float:
        z = np.full(len(ITEMS), NAN)
        z[: len(values)] = values
        return float(composite(z))

    assert of(1.2, 0.8, 2.0, NAN, 0.5) == pytest.approx(1.571468, abs=5e-7)
    assert of(1.2, 0.8, 2.0, 1.0, 0.5) == pytest.approx(1.587713, abs=5e-7)
    # The distance that the composite is preferred to: blind to direction.
    z = np.array([1.2, 0.8, 2.0, 1.0, 0.5])
    related = np.full((5, 5), DEFAULTS.item_correlation) + 0.65 * np.eye(5)
    assert z @ np.linalg.solve(related, z) == pytest.approx(4.490064, abs=5e-7)


def test_golden_filter() -> None:
    state = ResponseFilter(1)
    means, variances = [], []
    for observed in (0.5, NAN, 1.5, 2.0, 1.0, 1.8):
        state.step(np.array([observed]), np.array([True]))
        means.append(float(state.mean[0]))
        variances.append(float(state.variance[0]))
    assert means == pytest.approx([0.1775, 0.1722, 0.5929, 0.9680, 0.9544, 1.1369], abs=5e-5)
    assert variances == pytest.approx([0.3550, 0.4140, 0.3195, 0.2757, 0.2534, 0.2415], abs=5e-5)


def test_golden_load_excess() -> None:
    week = log_excess(row(450), row(300), log_sd=0.22, offset=25)[0, 0]
    three_weeks = log_excess(row(390), row(300), log_sd=0.15, offset=25)[0, 0]
    assert [week, three_weeks] == pytest.approx([1.724953, 1.629689], abs=5e-7)
    ratio = metrics.log_load_ratio(row(*[300] * 28, *[450] * 7))
    assert last(ratio) / 0.22 == pytest.approx(1.724953, abs=5e-7)
    ratio = metrics.log_load_ratio(row(*[300] * 56, *[390] * 21), weeks=3)
    assert last(ratio) / 0.15 == pytest.approx(1.629689, abs=5e-7)


def test_golden_polarization() -> None:
    index = metrics.polarization_index(np.array([[0.80, 0.05, 0.15], [0.90, 0.08, 0.02]]))
    assert index.value == pytest.approx([2.38021, 1.35218], abs=5e-6)


def test_golden_energy_availability() -> None:
    available = metrics.energy_availability(row(2600), row(800), fat_free_mass=row(52))
    assert last(available) == pytest.approx(34.615, abs=5e-4)


def test_golden_variability() -> None:
    log_values = np.log(row(65, 72, 58, 70, 61, 66, 69))
    assert last(metrics.variability_week(log_values)) == pytest.approx(4.184947, abs=5e-7)
    assert np.std(log_values, ddof=1) == pytest.approx(0.077448, abs=5e-7)
    assert last(metrics.variability_week_variation(log_values)) == pytest.approx(1.8506, abs=5e-5)


def test_golden_decoupling() -> None:
    result = metrics.decoupling(
        row(220), row(140), row(212), row(146), minutes=row(60), variation=row(5)
    )
    assert last(result) == pytest.approx(7.5965, abs=5e-5)


def test_golden_robust_scores() -> None:
    values = row(12, 14, 13, 15, 14, 13, 12, 14, 25)
    assert last(metrics.modified_z(np.array([25.0]), values)) == pytest.approx(7.4195)
    assert (25 - values.mean()) / values.std(ddof=1) == pytest.approx(2.5833, abs=5e-5)
    answers = metrics.robust_spread(row(3, 4, 3, 3, 4, 3, 2, 3, 4, 3, 3, 3, 4, 3))
    assert answers.source[0] == metrics.SpreadSource.IQR
    assert answers.spread[0] == pytest.approx(0.55597, abs=5e-6)


def loads(n_athletes: int = 3, n_days: int = 120) -> FloatArray:
    return np.random.default_rng(43).gamma(4, 90, (n_athletes, n_days))


def test_scaling_every_load_scales_strain_alone() -> None:
    plain, scaled = loads(), 5 * loads()
    assert_allclose(metrics.monotony(scaled).value, metrics.monotony(plain).value)
    for convention in RatioConvention:
        assert_allclose(
            metrics.acute_chronic_ratio(scaled, convention=convention).value,
            metrics.acute_chronic_ratio(plain, convention=convention).value,
        )
    assert_allclose(
        metrics.log_load_ratio(scaled, offset=1e-9).value,
        metrics.log_load_ratio(plain, offset=1e-9).value,
        atol=1e-9,
    )
    assert_allclose(metrics.strain(scaled).value, 5 * metrics.strain(plain).value)


def test_turning_the_scale_turns_the_score() -> None:
    answers = np.random.default_rng(44).integers(1, 6, (2, 60)).astype(np.float64)
    assert_allclose(metrics.rolling_z(6 - answers).value, -metrics.rolling_z(answers).value)


def test_an_unknown_day_changes_coverage_and_no_value() -> None:
    """Days added without a fact: what is kept from known days stays to the last bit."""
    known = loads()
    added = np.insert(known, 60, np.nan, axis=1)
    for convention in EwmaConvention:
        with_gap = metrics.ewma(added, days=7, convention=convention)
        without = metrics.ewma(known, days=7, convention=convention)
        assert (np.delete(with_gap, 60, axis=1) == without).all()
    appended = np.concatenate([known, np.full((3, 1), np.nan)], axis=1)
    ratio = metrics.acute_chronic_ratio(appended, convention=RatioConvention.EWMA).value
    assert (ratio[:, -1] == ratio[:, -2]).all()
    # Windows of fixed length lose their oldest day; of equal days the mean stays.
    level = row(*[300] * 40)
    with_gap = level.copy()
    with_gap[0, -3] = NAN
    assert last(metrics.week_load(with_gap)) == last(metrics.week_load(level))


def test_the_order_of_days_within_a_week_does_not_matter_to_monotony() -> None:
    draw = np.random.default_rng(45)
    expected = last(metrics.monotony(WEEK))
    for _ in range(20):
        assert last(metrics.monotony(draw.permuted(WEEK, axis=1))) == pytest.approx(expected)
