"""Published test vectors, by their number in the project's science reference.

Values that others printed, reproduced here to the printed precision. Figures of whole data sets
are in test_published_figures.py.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine import metrics
from recovery.engine.arrays import FloatArray
from recovery.engine.metrics import (
    BanisterWeights,
    Metric,
    RatioConvention,
    RegularityScale,
    Response,
    Status,
)
from tests.engine.factories import NAN, row

WILLIAMS_ATHLETE_1 = row(*[30] * 21, *[50] * 7)

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
