from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.arrays import FloatArray
from recovery.engine.metrics.heart_rate import (
    EDWARDS_ZONES,
    BanisterWeights,
    banister_trimp,
    banister_trimp_of_samples,
    edwards_trimp,
    heart_rate_stress_score,
    lucia_trimp,
    minutes_in_zones,
    training_stress_score,
)
from recovery.engine.status import Metric, Status
from tests.engine.factories import NAN, row


def of_means(
    minutes: FloatArray, heart_rate: FloatArray, weights: BanisterWeights = BanisterWeights.MEN
) -> Metric:
    return banister_trimp(
        minutes, heart_rate, resting=np.array(50.0), maximum=np.array(190.0), weights=weights
    )


def of_samples(seconds: FloatArray, heart_rate: FloatArray) -> Metric:
    return banister_trimp_of_samples(
        seconds,
        heart_rate,
        resting=np.array([50.0]),
        maximum=np.array([190.0]),
        weights=BanisterWeights.MEN,
    )


def test_banister_matches_hand_calculation() -> None:
    # Half of the reserve: 60 * 0.5 * a * e^(b / 2)
    men, women = (of_means(row(60), row(120), one) for one in BanisterWeights)
    assert men.value[0, 0] == pytest.approx(30 * 0.64 * np.exp(0.96))
    assert women.value[0, 0] == pytest.approx(30 * 0.86 * np.exp(0.835))


def test_banister_cuts_at_rest_and_maximum() -> None:
    scores = of_means(row(60, 60, 60), row(40, 200, 190)).value[0]
    assert scores[0] == 0
    assert scores[1] == scores[2] == pytest.approx(60 * 0.64 * np.exp(1.92))


def test_banister_without_a_heart_rate_is_insufficient() -> None:
    scores = of_means(row(60, NAN), row(NAN, 120))
    assert scores.status.tolist() == [[Status.INSUFFICIENT] * 2]


def test_banister_refuses_impossible_input() -> None:
    with pytest.raises(ValueError, match="maximal heart rate must lie above"):
        banister_trimp(
            row(60),
            row(120),
            resting=row(60),
            maximum=row(60),
            weights=BanisterWeights.MEN,
        )
    with pytest.raises(ValueError, match="heart rate must lie between 20 and 260, got 300"):
        of_means(row(60), row(300))
    with pytest.raises(ValueError, match="minutes must not be negative"):
        of_means(row(-1), row(100))


def test_samples_of_a_constant_heart_rate_equal_its_mean() -> None:
    sampled = of_samples(np.full((1, 3600), 1.0), np.full((1, 3600), 150.0))
    assert sampled.value[0] == pytest.approx(of_means(row(60), row(150)).value[0, 0])


def test_the_mean_understates_intervals() -> None:
    intervals = of_samples(row(1800, 1800), row(100, 180)).value[0]
    assert intervals > 1.1 * of_means(row(60), row(140)).value[0, 0]


def test_gaps_in_the_samples_count_as_the_rest_of_the_session() -> None:
    seconds = row(600, 600, 600, 0)
    whole = of_samples(seconds, row(150, 150, 150, NAN))
    gap = of_samples(seconds, row(150, NAN, 150, NAN))
    assert gap.value[0] == pytest.approx(whole.value[0])
    assert (whole.status[0], gap.status[0]) == (Status.OK, Status.PROVISIONAL)
    mostly = of_samples(seconds, row(150, NAN, NAN, NAN))
    assert mostly.status[0] == Status.INSUFFICIENT
    assert of_samples(row(0), row(NAN)).status[0] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="seconds must not be negative"):
        of_samples(row(-1), row(100))


def test_edwards_and_lucia_match_hand_calculation() -> None:
    zones = np.array([[10.0, 20, 5, 2, 1], [0, 0, 0, 0, 0], [1, 1, NAN, 1, 1]])
    edwards = edwards_trimp(zones)
    assert_allclose(edwards.value, [10 + 40 + 15 + 8 + 5, 0, NAN])
    assert edwards.status.tolist() == [0, 0, Status.INSUFFICIENT]
    assert lucia_trimp(np.array([30.0, 10, 5])).value == 65
    with pytest.raises(ValueError, match="expected 5 zones, got 3"):
        edwards_trimp(row(1, 2, 3))
    with pytest.raises(ValueError, match="minutes must not be negative"):
        lucia_trimp(row(1, -2, 3))


def test_time_in_zones_starts_at_half_of_the_maximum() -> None:
    minutes = minutes_in_zones(
        row(60, 120, 60, 60, 60), row(99, 100, 139, 200, NAN), EDWARDS_ZONES * row(200)
    )
    assert minutes.tolist() == [[2, 1, 0, 0, 1]]
    with pytest.raises(ValueError, match="must rise"):
        minutes_in_zones(row(60), row(100), row(100, 100))


def test_stress_score_matches_hand_calculation() -> None:
    score = training_stress_score(
        row(5400, 3600, 0, NAN), row(240, 460, 0, 200), threshold_power=row(300)
    )
    assert score.value[0, 0] == pytest.approx(150 * 0.8**2)
    assert score.value[0, 2] == 0
    assert score.status[0].tolist() == [0, Status.NOT_APPLICABLE, 0, Status.INSUFFICIENT]
    with pytest.raises(ValueError, match="threshold power must be positive"):
        training_stress_score(row(60), row(200), threshold_power=row(0))
    with pytest.raises(ValueError, match="must not be negative"):
        training_stress_score(row(-60), row(200), threshold_power=row(200))


def test_an_hour_at_the_threshold_heart_rate_is_a_hundred_points() -> None:
    hour = of_means(row(60), row(170), BanisterWeights.WOMEN).value
    score_at = partial(
        heart_rate_stress_score,
        hour,
        resting=row(50),
        maximum=row(190),
        weights=BanisterWeights.WOMEN,
    )
    assert score_at(threshold_heart_rate=row(170)).value[0, 0] == pytest.approx(100)
    idle = score_at(threshold_heart_rate=row(50))
    assert idle.status[0, 0] == Status.NOT_APPLICABLE
