"""A threshold from how often a warning may open when nothing is wrong."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from recovery.engine import DEFAULTS
from recovery.engine.budget import (
    LEAST_QUIET_DAYS,
    Openings,
    added,
    candidates,
    count_openings,
    poisson_interval,
    threshold_for_budget,
)
from recovery.engine.priors import built_in_priors
from recovery.engine.series import Series
from recovery.engine.status import Status
from tests.engine.factories import random_series

GRID = candidates()


def openings(*counts: int, quiet_days: int = 2000, athletes: int = 12) -> Openings:
    return Openings(GRID[: len(counts)], np.array(counts), quiet_days, athletes)


def test_candidates_go_from_bound_to_bound() -> None:
    assert GRID[0] == DEFAULTS.lowest_evidence
    assert GRID[-1] == DEFAULTS.highest_evidence
    assert_array_equal(np.round(np.diff(GRID), 6), 0.05)


def test_the_smallest_threshold_within_the_budget_is_chosen() -> None:
    # 0.2 in 100 of 2,000 days are 4 openings.
    chosen = threshold_for_budget(openings(9, 6, 4, 4, 1), 0.2)
    assert (chosen.threshold, chosen.openings, chosen.status) == (GRID[2], 4, Status.OK)
    assert chosen.rate == pytest.approx(0.2)
    assert chosen.low == pytest.approx(1.366 / 20, abs=1e-4)  # of the tables: 1.366 and 9.154
    assert chosen.high == pytest.approx(9.154 / 20, abs=1e-4)
    assert threshold_for_budget(openings(9, 6, 4, 4, 1), 0.3).threshold == GRID[1]
    assert threshold_for_budget(openings(9, 6, 4, 4, 1), 0.1).threshold == GRID[4]


def test_a_threshold_below_one_that_breaks_the_budget_is_not_trusted() -> None:
    """Openings run into one another, so a lower threshold may give fewer, by chance."""
    assert threshold_for_budget(openings(4, 5, 4, 3), 0.2).threshold == GRID[2]


def test_where_nothing_keeps_the_budget_the_highest_threshold_is_chosen_and_says_so() -> None:
    chosen = threshold_for_budget(openings(9, 8, 7), 0.2)
    assert (chosen.threshold, chosen.keeps_budget) == (GRID[2], False)


@pytest.mark.parametrize(
    "few",
    [openings(0, quiet_days=LEAST_QUIET_DAYS - 1), openings(0, athletes=7)],
    ids=["days", "athletes"],
)
def test_too_little_history_chooses_nothing(few: Openings) -> None:
    chosen = threshold_for_budget(few)
    assert chosen.status == Status.INSUFFICIENT
    assert math.isnan(chosen.threshold)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 2.996), (1, 0.0513, 4.744), (10, 5.425, 16.962), (50, 38.965, 63.287)],
)
def test_the_interval_is_that_of_the_tables(count: int, low: float, high: float) -> None:
    assert poisson_interval(count) == pytest.approx((low, high), abs=6e-4)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative, got -1"):
        poisson_interval(-1)


@given(
    counts=st.lists(st.integers(0, 30), min_size=len(GRID), max_size=len(GRID)),
    quiet_days=st.integers(LEAST_QUIET_DAYS, 20_000),
    tight=st.sampled_from([0.1, 0.2]),
)
def test_a_larger_budget_never_raises_the_threshold(
    counts: list[int], quiet_days: int, tight: float
) -> None:
    counted = openings(*counts, quiet_days=quiet_days)
    narrow, wide = threshold_for_budget(counted, tight), threshold_for_budget(counted, 0.3)
    assert wide.threshold <= narrow.threshold
    for chosen, budget in ((narrow, tight), (wide, 0.3)):
        assert chosen.keeps_budget == (chosen.rate <= budget + 1e-12)
        assert chosen.low <= chosen.rate <= chosen.high
        assert DEFAULTS.lowest_evidence <= chosen.threshold <= DEFAULTS.highest_evidence


def nothing_left_out(series: Series) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    return np.zeros(series.load.shape, dtype=np.bool_)


def test_quiet_days_are_those_of_somebody_known_and_well() -> None:
    series = random_series(6, 120, 3)
    whole = count_openings(series, nothing_left_out(series), built_in_priors())
    assert 0 < whole.quiet_days < 6 * (120 - 27)
    assert whole.athletes == 6

    ill = series.ill.copy()
    ill[:3, 119] = True  # of athletes 0, 1 and 2, the last day
    iller = count_openings(
        type(series)(
            series.items,
            series.answered,
            series.load,
            series.day_state,
            ill,
            series.sessions,
            series.first_day,
        ),
        nothing_left_out(series),
        built_in_priors(),
    )
    assert whole.quiet_days - 3 <= iller.quiet_days < whole.quiet_days

    left_out = nothing_left_out(series)
    left_out[:, :60] = True
    later = count_openings(series, left_out, built_in_priors())
    assert 0 < later.quiet_days < whole.quiet_days
    assert (later.openings <= whole.openings).all()


def test_a_higher_threshold_opens_less_and_batches_add_up() -> None:
    series = random_series(12, 200, 8)
    whole = count_openings(series, nothing_left_out(series), built_in_priors())
    assert whole.openings[0] > whole.openings[-1] > 0
    parts = [series.of(slice(0, 5)), series.of(slice(5, 12))]
    counted = added(
        count_openings(part, nothing_left_out(part), built_in_priors()) for part in parts
    )
    assert_array_equal(counted.openings, whole.openings)
    assert (counted.quiet_days, counted.athletes) == (whole.quiet_days, whole.athletes)
