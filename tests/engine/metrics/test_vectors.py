"""Published test vectors, by their number, and the golden values, by their subject.

The numbers are those of the project's science reference: 1-18 are values printed by others and
reproduced here to the printed precision. Golden values were computed by hand. The metamorphic
properties at the end say how results must change when the input does.
"""

import json
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine import metrics
from recovery.engine.arrays import FloatArray
from recovery.engine.baseline import shrink
from recovery.engine.excess import log_excess
from recovery.engine.items import ITEMS
from recovery.engine.metrics import (
    BanisterWeights,
    EwmaConvention,
    Metric,
    RatioConvention,
    RegularityScale,
    Response,
    Status,
)
from recovery.engine.parameters import DEFAULTS
from recovery.engine.response import ResponseFilter, composite
from tests.engine.factories import NAN, row
from tests.engine.shared_data import shared_file

WILLIAMS_ATHLETE_1 = row(*[30] * 21, *[50] * 7)
WEEK = row(0, 300, 450, 200, 600, 150, 400)

# NIST e-Handbook 6.3.2.4 and 6.3.2.3.
NIST_EWMA = row(
    *[52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5],
    *[49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1],
)
NIST_CUSUM = row(
    *[324.925, 324.675, 324.725, 324.350, 325.350, 325.225, 324.125, 324.525, 325.225, 324.600],
    *[324.625, 325.150, 328.325, 327.250, 327.825, 328.500, 326.675, 327.775, 326.875, 328.350],
)


def last(result: Metric) -> float:
    return float(result.value.reshape(-1)[-1])


def simulated(n_days: int, response: Response, initial: float = 500) -> metrics.Simulation:
    """100 a day, as in the spreadsheet of Clarke and Skiba."""
    impulses = np.full((1, n_days), 100.0)
    return metrics.impulse_response(impulses, response, initial_performance=initial)


# --- Vectors 1-18 ------------------------------------------------------------------------------


def test_vector_1_williams_ewma_ratio() -> None:
    acute = metrics.ewma(WILLIAMS_ATHLETE_1, days=7)[0, -1]
    chronic = metrics.ewma(WILLIAMS_ATHLETE_1, days=28)[0, -1]
    ratio = metrics.acute_chronic_ratio(WILLIAMS_ATHLETE_1, convention=RatioConvention.EWMA)
    assert [acute, chronic] == pytest.approx([47.3303, 37.8720], abs=5e-5)
    assert last(ratio) == pytest.approx(1.24975, abs=5e-6)


def test_vector_2_rolling_ratios() -> None:
    coupled, uncoupled = (
        last(metrics.acute_chronic_ratio(WILLIAMS_ATHLETE_1, convention=one))
        for one in (RatioConvention.COUPLED, RatioConvention.UNCOUPLED)
    )
    assert [coupled, uncoupled] == pytest.approx([1.42857, 1.66667], abs=5e-6)


def test_vector_3_clarke_and_skiba_figure_6() -> None:
    response = Response(fitness_gain=1, fatigue_gain=2, fitness_days=27, fatigue_days=10)
    result = simulated(22, response)
    assert result.performance.value[0, [0, 1, 6, 21]] == pytest.approx(
        [400, 315.39656, 70.09763, 163.89329], abs=5e-6
    )
    assert last(result.fitness) == pytest.approx(1532.68841, abs=5e-6)
    assert last(result.fatigue) == pytest.approx(934.39756, abs=5e-6)


@pytest.mark.parametrize(
    ("fitness_days", "fatigue_days", "performance"), [(25, 10, 95.92266), (30, 5, 281.90739)]
)
def test_vector_4_clarke_and_skiba_figure_9(
    fitness_days: float, fatigue_days: float, performance: float
) -> None:
    response = Response(
        fitness_gain=1, fatigue_gain=2, fitness_days=fitness_days, fatigue_days=fatigue_days
    )
    assert last(simulated(6, response).performance) == pytest.approx(performance, abs=5e-6)


def test_vector_5_clarke_and_skiba_figure_8() -> None:
    """Without its error over nine tests, whose 165 days of impulses are not at hand."""
    response = Response(
        fitness_gain=0.18258191,
        fatigue_gain=0.23016327,
        fitness_days=35.82103444,
        fatigue_days=21.33971458,
    )
    result = metrics.impulse_response(
        row(46.46, 26.7, 177.37, 0, 36.64), response, initial_performance=261.92737
    )
    assert last(result.fitness) == pytest.approx(270.48439, abs=5e-6)
    assert last(result.fatigue) == pytest.approx(259.85894, abs=5e-6)
    assert last(result.performance) == pytest.approx(251.50294, abs=5e-6)
    assert last(metrics.days_to_recover(response)) == pytest.approx(12.22471, abs=5e-6)
    assert last(metrics.days_to_benefit(response)) == pytest.approx(39.56602, abs=5e-6)


def trimp(
    minutes: float, heart_rate: float, bounds: tuple[float, float], weights: BanisterWeights
) -> float:
    return last(
        metrics.banister_trimp(
            row(minutes),
            row(heart_rate),
            resting=row(bounds[0]),
            maximum=row(bounds[1]),
            weights=weights,
        )
    )


def test_vector_6_banister_of_men_and_women() -> None:
    session = (60.46471, 137.76197, (45.0, 190.0))
    assert trimp(*session, BanisterWeights.MEN) == pytest.approx(84.55247, abs=2e-5)
    assert trimp(*session, BanisterWeights.WOMEN) == pytest.approx(96.82469, abs=2e-5)
    # GoldenCheetah gives women the 0.64 of men.
    assert trimp(*session, BanisterWeights.WOMEN) * 0.64 / 0.86 == pytest.approx(72.05558, abs=2e-5)


def test_vector_7_bike_score() -> None:
    score = metrics.training_stress_score(row(3627.8826), row(277.99124), threshold_power=row(315))
    assert last(score) == pytest.approx(78.48593, abs=2e-5)


def test_vector_8_an_hour_at_the_threshold() -> None:
    for power in (300, 200):
        score = metrics.training_stress_score(row(3600), row(power), threshold_power=row(power))
        assert last(score) == 100


def test_vector_9_ostrc_severity() -> None:
    answers = np.array([[17.0, 25, 25, 25], [8, 17, 8, 8], [8, 17, 17, 0], [0, 0, 0, 0]])
    assert metrics.ostrc_severity(answers).value.tolist() == [92, 41, 42, 0]


def test_vector_10_ostrc_substantial() -> None:
    first, second, third = [8.0, 8, 17, 17], [0.0, 0, 0, 25], [0.0, 0, 17, 0]
    answers = np.array([first, second, third, [NAN] * 4]).T
    assert metrics.ostrc_substantial(answers).value.tolist() == [0, 0, 1, 1]
    no_problem = metrics.ostrc_substantial(row(0, 0, 0, 0))
    assert no_problem.status.tolist() == [Status.NOT_APPLICABLE]


def test_vector_11_nist_ewma_chart() -> None:
    chart = metrics.ewma_chart(
        NIST_EWMA, target=np.array([50.0]), sd=np.array([2.0539]), weight=0.3
    )
    printed = [
        *[50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33],
        *[50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99],
    ]
    assert_allclose(chart.average.value[0], printed, atol=0.00501)
    assert chart.upper[0, 0] == pytest.approx(52.5884, abs=5e-5)
    assert chart.lower[0, 0] == pytest.approx(47.4116, abs=5e-5)
    assert not chart.signal.any()


def test_vector_12_nist_cusum() -> None:
    result = metrics.cusum(NIST_CUSUM, target=np.array([325.0]), slack=0.3175, decision=4.1959)
    high = result.high.value[0]
    assert high[4] == pytest.approx(0.0325)
    assert_allclose(np.delete(high[:12], 4), 0)
    assert_allclose(high[12:], [3.01, 4.94, 7.45, 10.63, 11.99, 14.44, 16.00, 19.04], atol=0.00501)
    assert np.flatnonzero(high > 4.1959)[0] == 13  # observation 14


def normal_cdf(values: FloatArray) -> FloatArray:
    """Distribution function of the standard normal, by integrating its density."""
    grid = np.linspace(-9, 9, 180_001)
    density = np.exp(-(grid**2) / 2) / np.sqrt(2 * np.pi)
    steps = (density[1:] + density[:-1]) / 2 * (grid[1] - grid[0])
    area = np.concatenate([[0.0], np.cumsum(steps)])
    cumulated: FloatArray = np.interp(values, grid, area)
    return cumulated


def run_length(transition: FloatArray, start: int) -> float:
    """Mean number of steps until a Markov chain leaves its states."""
    size = len(transition)
    return float(np.linalg.solve(np.eye(size) - transition, np.ones(size))[start])


@pytest.mark.parametrize(
    ("weight", "width"), [(0.05, 2.615), (0.1, 2.814), (0.2, 2.962), (0.25, 2.998)]
)
def test_vector_13_run_length_of_the_ewma_chart(weight: float, width: float) -> None:
    """About 500 in control (Lucas and Saccucci 1990), as a Markov chain of 401 states."""
    chart = metrics.ewma_chart(
        row(0), target=np.zeros(1), sd=np.ones(1), weight=weight, width=width
    )
    states = 401
    edges = np.linspace(chart.lower[0, 0], chart.upper[0, 0], states + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    reached = normal_cdf((edges - (1 - weight) * middles[:, None]) / weight)
    assert run_length(np.diff(reached, axis=1), states // 2) == pytest.approx(500, rel=0.01)


@pytest.mark.parametrize(
    ("decision", "one_sided", "two_sided", "shifted"),
    [(4, 335, 168, 8.4), (5, 931, 465, 10.4)],
)
def test_vector_14_run_length_of_the_cumulative_sum(
    decision: float, one_sided: float, two_sided: float, shifted: float
) -> None:
    """168 and 465 in control (Montgomery), 8.4 and 10.4 after a shift of one SD."""

    def length(shift: float, states: int = 400) -> float:
        width = decision / (states - 0.5)
        middles = width * np.arange(states)
        edges = np.concatenate([[-np.inf], middles + width / 2])
        reached = normal_cdf(edges - middles[:, None] + 0.5 - shift)
        return run_length(np.diff(reached, axis=1), 0)

    assert length(0) == pytest.approx(one_sided, rel=0.01)
    assert length(0) / 2 == pytest.approx(two_sided, rel=0.01)
    assert length(1) == pytest.approx(shifted, abs=0.05)
    # The chain is the chart: one path of the chart, followed by hand.
    path = metrics.cusum(row(1.5, -3, 2.5, 3), target=np.zeros(1), slack=0.5, decision=decision)
    assert path.high.value[0].tolist() == [1, 0, 2, 4.5]


def test_vector_15_banister_of_published_examples() -> None:
    assert trimp(60, 155, (55, 190), BanisterWeights.MEN) == pytest.approx(117.94, abs=0.005)
    assert trimp(30, 130, (40, 200), BanisterWeights.MEN) == pytest.approx(31.80, abs=0.005)


@pytest.mark.parametrize(("total", "evenness", "printed"), [(1592, 1.63, 2595), (3400, 1.26, 4284)])
def test_vector_16_strain_is_week_times_monotony(
    total: float, evenness: float, printed: float
) -> None:
    mean = total / 7
    step = mean / evenness / np.sqrt(7)  # six equal days and one: any monotony can be had
    week = row(*[mean - step] * 6, mean + 6 * step)
    assert last(metrics.monotony(week)) == pytest.approx(evenness)
    assert last(metrics.strain(week)) == pytest.approx(printed, abs=0.6)


def test_vector_17_sleep_regularity() -> None:
    asleep = np.zeros((1, 8, 24))
    asleep[..., :8] = 1
    assert last(metrics.sleep_regularity_index(asleep)) == 100
    asleep[0, 1::2, 8] = 1  # 23 of 24 epochs agree from day to day
    assert last(metrics.sleep_regularity_index(asleep)) == pytest.approx(91.667, abs=5e-4)
    agreement = metrics.sleep_regularity_index(asleep, scale=RegularityScale.AGREEMENT)
    assert last(agreement) == pytest.approx(95.8, abs=0.05)


def test_vector_18_coupling_correlates_noise_by_a_half() -> None:
    weeks = np.random.default_rng(18).normal(1000, 100, (200_000, 4))
    load = np.repeat(weeks / 7, 7, axis=1)
    acute = load[:, -7:].mean(axis=1)
    coupled, uncoupled = load.mean(axis=1), load[:, :-7].mean(axis=1)
    assert np.corrcoef(acute, coupled)[0, 1] == pytest.approx(0.50, abs=0.01)
    assert np.corrcoef(acute, uncoupled)[0, 1] == pytest.approx(0.00, abs=0.01)
    # These are the two means of the ratio.
    for chronic, convention in (
        (coupled, RatioConvention.COUPLED),
        (uncoupled, RatioConvention.UNCOUPLED),
    ):
        ratio = metrics.acute_chronic_ratio(load[:5], convention=convention)
        assert_allclose(ratio.value[:, -1], (acute / chronic)[:5])


# --- Golden values -----------------------------------------------------------------------------


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


# --- Metamorphic properties --------------------------------------------------------------------


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


# --- Runalyze ----------------------------------------------------------------------------------


def runalyze() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads(
        shared_file("vectors/load_metric_vectors.json").read_text()
    )
    return vectors


def test_runalyze_impulse_response_is_reproduced() -> None:
    """Fitness and fatigue as faded sums over 42 and 7 days, gains 1 and 2."""
    sparse, steady = runalyze()["banister_sum_exp_decay_42_7_k1_1_k2_2"]
    response = Response(fitness_gain=1, fatigue_gain=2, fitness_days=42, fatigue_days=7)
    impulses = np.zeros((1, 8))
    for day, load in sparse["loads"].items():
        impulses[0, int(day)] = load
    assert steady["loads"] == "100 every day, 51 days"
    for given, case in ((impulses, sparse), (np.full((1, 51), 100.0), steady)):
        result = metrics.impulse_response(given, response)
        for name, days in case["expect_rounded"].items():
            ours = np.rint(getattr(result, name).value[0])
            assert {day: int(ours[int(day)]) for day in days} == days, name


def test_runalyze_rest_days_until_balance_are_reproduced() -> None:
    """From the rounded averages, as printed."""
    case = runalyze()["pmc_alpha_2_over_N_plus_1_start_at_0"][2]["expect_rounded"]
    printed = case["rest_days_to_ctl_eq_atl"]
    chronic, acute = (
        row(*[case[name][str(day)] for day in range(len(printed))]) for name in ("ctl", "atl")
    )
    days = metrics.rest_days_until_balance(chronic, acute, convention=EwmaConvention.ZERO_START)
    assert_allclose(days.value[0], printed, atol=0.05001)


def test_runalyze_banister_is_reproduced() -> None:
    (case,) = runalyze()["banister_trimp_male"]
    score = trimp(
        case["minutes"], case["hr"], (case["hr_rest"], case["hr_max"]), BanisterWeights.MEN
    )
    assert score == pytest.approx(case["trimp"], rel=case["tol_rel"])
