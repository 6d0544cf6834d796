import numpy as np
import pytest

from recovery.engine.metrics.fitness_fatigue import (
    Response,
    days_to_benefit,
    days_to_recover,
    impulse_response,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_one_session_matches_hand_calculation() -> None:
    response = Response(fitness_gain=1, fatigue_gain=2, fitness_days=40, fatigue_days=10)
    simulated = impulse_response(row(100, 0, 0), response, initial_performance=50)
    assert simulated.fitness.value[0].tolist() == pytest.approx(
        [100, 100 * np.exp(-1 / 40), 100 * np.exp(-2 / 40)]
    )
    assert simulated.performance.value[0, 2] == pytest.approx(
        50 + 100 * np.exp(-2 / 40) - 200 * np.exp(-2 / 10)
    )


def test_recovery_and_benefit_are_where_the_simulation_says() -> None:
    response = Response(fitness_gain=1, fatigue_gain=2, fitness_days=40, fatigue_days=10)
    performance = impulse_response(row(100, *[0] * 60), response).performance.value[0]
    back = int(np.flatnonzero(performance > 0)[0])
    assert back - 1 < days_to_recover(response).value < back
    assert abs(int(performance.argmax()) - days_to_benefit(response).value) <= 0.5


def test_performance_that_never_drops_has_no_time_to_recover() -> None:
    mild = Response(fitness_gain=2, fatigue_gain=1)
    assert days_to_recover(mild).status == Status.NOT_APPLICABLE
    assert days_to_benefit(mild).status == Status.OK


def test_doubling_the_impulses_doubles_the_response() -> None:
    impulses = np.random.default_rng(6).gamma(3, 40, (2, 50))
    once, twice = (impulse_response(scale * impulses, Response()) for scale in (1, 2))
    np.testing.assert_allclose(twice.performance.value, 2 * once.performance.value)


def test_nothing_is_known_after_an_unknown_day() -> None:
    simulated = impulse_response(row(100, NAN, 0, 50), Response())
    assert simulated.performance.status[0].tolist() == [0, *[Status.INSUFFICIENT] * 3]


def test_impossible_constants_and_impulses_are_refused() -> None:
    with pytest.raises(ValueError, match="fade faster than fitness, got 50 against 45 days"):
        Response(fatigue_days=50)
    with pytest.raises(ValueError, match="must be positive"):
        Response(fitness_gain=0)
    for bad in (-1.0, float("inf")):
        with pytest.raises(ValueError, match="non-negative and finite"):
            impulse_response(row(bad), Response())
