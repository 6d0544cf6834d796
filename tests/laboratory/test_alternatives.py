import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.laboratory import alternatives
from recovery.laboratory.detectors import carried, level_filter
from tests.laboratory.factories import simulated_facts

NAN = float("nan")


def test_accumulated_evidence_forgets_what_lies_before_its_memory() -> None:
    gained = np.array([[1.0, 1.0, -3.0, 2.0, -1.0, 2.0]])
    # The best stretch that ends each day, of at most three days; never less than nothing.
    expected = [[1, 2, 0, 2, 1, 3]]
    assert_allclose(alternatives.accumulated(gained, memory_days=3), expected)
    assert alternatives.accumulated(np.ones((1, 9)), memory_days=4)[0, -1] == 4


def test_fatigue_is_nothing_at_habitual_load_and_rises_with_more() -> None:
    load = np.array([[300.0] * 60 + [600.0] * 20])
    fatigue = alternatives.relative_fatigue(load)
    assert_allclose(fatigue[0, 14:61], 0, atol=1e-9)  # the load of day 60 is felt on day 61
    assert fatigue[0, 61] > 0.05
    unknown = np.full((1, 40), NAN)
    assert_allclose(alternatives.relative_fatigue(unknown), 0, atol=1e-9)


def test_run_level_follows_a_jump_and_stays_at_nothing_without_one() -> None:
    quiet = alternatives.run_level(np.zeros((1, 80)), hazard=1 / 60)
    assert np.abs(quiet).max() < 0.01
    jumped = np.concatenate([np.zeros((1, 40)), np.full((1, 20), 2.0)], axis=1)
    level = alternatives.run_level(jumped, hazard=1 / 60)
    assert abs(level[0, 39]) < 0.05
    assert level[0, 52] > 1.5


def test_filter_carries_its_state_over_days_without_an_observation() -> None:
    filtered = level_filter(np.array([[2.0, NAN, NAN]]), retention=0.9, drift=0.1, start=1.0)
    # Variance .81 + .1, so a gain of .91 / 1.91, and then nine tenths a day.
    first = 2 * 0.91 / 1.91
    assert_allclose(filtered, [[first, 0.9 * first, 0.81 * first]])


def test_carried_values_are_the_latest_known() -> None:
    values = np.array([[NAN, 1.0, NAN, NAN, 2.0, NAN]])
    assert_allclose(carried(values), [[NAN, 1, 1, 1, 2, 2]])


@pytest.mark.parametrize("alternative", alternatives.ALTERNATIVES, ids=lambda each: each.name)
def test_alternative_scores_strain_higher(alternative: alternatives.Alternative) -> None:
    facts = simulated_facts(athletes=150, days=150, seed=9)
    detector = alternative.detector(alternative.settings[0])
    score = detector.score(facts)
    assert score.shape == facts.series.load.shape
    assert (detector.days, detector.of_days) == (2, 3)
    # By the product's own levels: days under a warning have more evidence than the others.
    warned = facts.assessment.level >= 3
    assert np.nanmean(score[warned]) > np.nanmean(score[~warned])
