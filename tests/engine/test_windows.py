"""What is summed over days does not depend on where the series starts."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.engine import Series
from recovery.engine.arrays import FloatArray, known_days, rolling_mean
from recovery.engine.baseline import own_normal
from recovery.engine.dissociation import easy_creep
from recovery.engine.excess import load_excess, week_means
from recovery.engine.metrics.averages import RatioConvention, acute_chronic_ratio
from recovery.engine.metrics.load import monotony, strain, week_change, week_load
from tests.engine.factories import random_series

N_DAYS = 320

# Days before a day that its value rests on, and how it is computed.
WINDOWS: Mapping[str, tuple[int, Callable[[Series], np.ndarray]]] = {
    "known days": (28, lambda s: known_days(s.load, 28)),
    "mean over 84 days": (84, lambda s: rolling_mean(s.load, 84, minimum=20)),
    "week load": (7, lambda s: week_load(s.load).value),
    "week change": (91, lambda s: week_change(s.load)[0].value),
    "week difference": (14, lambda s: week_change(s.load)[1]),
    "monotony": (7, lambda s: monotony(s.load).value),
    "strain": (7, lambda s: strain(s.load).value),
    "coupled ratio": (84, lambda s: ratio(s, RatioConvention.COUPLED)),
    "uncoupled ratio": (84, lambda s: ratio(s, RatioConvention.UNCOUPLED)),
    "usual load": (36, lambda s: week_means(s.load)[1]),
    # 78 days of windows at the highest of 14 days, and 56 before a break that 21 days remember.
    "load excess": (180, lambda s: load_excess(s.load).highest.value),
    "own normal": (49, lambda s: own_normal(s.items, s.ill).mean),
    "own spread": (49, lambda s: own_normal(s.items, s.ill).sd),
    "creep of easy sessions": (29, lambda s: easy_creep(s.sessions, s.load.shape[1])),
}


def ratio(facts: Series, convention: RatioConvention) -> FloatArray:
    return acute_chronic_ratio(facts.load, convention=convention).value


def tail(whole: Series, first: int) -> Series:
    """The same athletes as if nothing was known of the days before ``first``."""
    sessions = whole.sessions
    earlier = (sessions.day >= 0) & (sessions.day < first)
    order = np.argsort(earlier | (sessions.day < 0), axis=1, kind="stable")

    def moved(values: np.ndarray, fill: float) -> np.ndarray:
        return np.take_along_axis(np.where(earlier, fill, values), order, axis=1)

    later = replace(
        sessions,
        day=np.maximum(moved(sessions.day, -1) - first, -1),
        kind=moved(sessions.kind, -1),
        minutes=moved(sessions.minutes, np.nan),
        rpe=moved(sessions.rpe, np.nan),
        planned_rpe=moved(sessions.planned_rpe, np.nan),
        reported_load=moved(sessions.reported_load, np.nan),
    )
    return Series(
        whole.items[:, first:],
        whole.answered[:, first:],
        whole.load[:, first:],
        whole.day_state[:, first:],
        whole.ill[:, first:],
        later,
        np.maximum(whole.first_day - first, 0),
    )


@pytest.mark.parametrize("name", WINDOWS)
@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 130))
def test_a_tail_of_the_series_gives_the_same_bits(name: str, seed: int, first: int) -> None:
    days, compute = WINDOWS[name]
    drawn = random_series(3, N_DAYS, seed)
    # Loads as no grid would have them.
    whole = replace(drawn, load=drawn.load * 0.7123)
    expected = compute(whole)[:, first + days :]
    found = compute(tail(whole, first))[:, days:]
    assert not np.isnan(expected).all()
    np.testing.assert_array_equal(found, expected)
