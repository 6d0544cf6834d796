"""The reference model against the golden values it was written down with."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from recovery.engine import Sessions
from recovery.laboratory import reference
from tests.laboratory.factories import simulated_facts

NAN = float("nan")


def test_levels_follow_the_golden_trace() -> None:
    evidence = np.array([[1.0, 1.8, 1.9, 0.9, 1.8, 1.8, 0.7, 0.7, NAN, 0.7, 1.8]])
    response = np.full_like(evidence, 0.9)
    # Day 11 is a hit, but the only one of the last five.
    expected = [[0, 0, 0, 0, 2, 2, 2, 2, 2, 0, 0]]
    assert_array_equal(reference.levels(evidence, response), expected)


def test_eight_hot_days_of_ten_are_red_and_five_calm_ones_end_it() -> None:
    evidence = np.array([[2.0] * 9 + [0.5] * 6])
    response = np.full_like(evidence, 1.2)
    expected = [[0, 0, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 0, 0]]
    assert_array_equal(reference.levels(evidence, response), expected)


def test_warning_asks_for_a_response_as_well() -> None:
    evidence = np.full((1, 8), 2.0)
    assert not reference.levels(evidence, np.full_like(evidence, 0.4)).any()


def test_composite_as_written_down() -> None:
    z = np.array([[1.2, 0.8, 2.0, NAN, 0.5], [1.2, 0.8, 2.0, 1.0, 0.5], [1.2, NAN, 2.0, NAN, NAN]])
    assert_allclose(reference.composite(z)[:1], [1.571468], atol=1e-6)
    assert np.isnan(reference.composite(z)[2])


def test_filter_as_written_down() -> None:
    observed = np.array([[0.5, NAN, 1.5, 2.0, 1.0, 1.8]])
    expected = [[0.1775, 0.1722, 0.5929, 0.9680, 0.9544, 1.1369]]
    assert_allclose(reference.response_state(observed), expected, atol=5e-5)


def test_load_excess_as_written_down() -> None:
    load = np.array([[300.0] * 28 + [450.0] * 7 + [0.0]])
    assert reference.load_excess(load)[0, -1] == pytest.approx(1.724953, abs=1e-6)


def test_dissociation_averages_the_sessions_before_each_day() -> None:
    sessions = Sessions(
        day=np.array([[1, 1, 3]]),
        kind=np.zeros((1, 3), dtype=np.int64),
        minutes=np.full((1, 3), 60.0),
        rpe=np.array([[7.0, 5.0, 8.5]]),
        planned_rpe=np.array([[5.0, 5.0, 5.0]]),
        reported_load=np.full((1, 3), NAN),
    )
    # Residuals of 2, 0 and 3.5: .25 * 2 / 1.1, then .75 of it, then a quarter of the way to 3.5.
    after_first = 0.25 * 2 / 1.1
    after_second = 0.75 * after_first
    after_third = after_second + 0.25 * (3.5 / 1.1 - after_second)
    expected = [[0, 0, after_second, after_second, after_third]]
    assert_allclose(reference.dissociation(sessions, 5), expected, atol=1e-3)


def test_nothing_is_evaluable_while_the_normal_is_being_learned() -> None:
    evidence, response = reference.evidence(simulated_facts().series)
    assert np.isnan(evidence[:, :13]).all()
    assert np.isnan(response[:, :13]).all()
    assert (~np.isnan(evidence[:, 60:])).mean() > 0.5
