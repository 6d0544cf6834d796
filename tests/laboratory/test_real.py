import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from recovery.engine import DayState, Level
from recovery.laboratory.real import (
    RealSet,
    RealStudy,
    load_exchanged,
    observed_days,
    study,
    weeks_shuffled,
)
from recovery.laboratory.real_report import Oracle, real_text
from tests.laboratory.factories import simulated_facts


@pytest.fixture(scope="module")
def real() -> RealSet:
    series = simulated_facts(athletes=8, days=120).series
    events = np.zeros(series.answered.shape, dtype=np.bool_)
    events[:, ::10] = True
    return RealSet("a set", series, events, "complaints", "0123")


@pytest.fixture(scope="module")
def studied(real: RealSet) -> RealStudy:
    return study(real)


def test_days_count_from_the_first_fact_to_the_last(real: RealSet) -> None:
    state = np.full(real.series.day_state.shape, DayState.UNKNOWN, dtype=np.int8)
    answered = np.zeros_like(real.series.answered)
    state[0, 5], answered[0, 9] = DayState.REST, True
    load = np.where(state == DayState.REST, 0.0, np.nan)
    items = np.full_like(real.series.items, np.nan)
    few = replace(real.series, day_state=state, answered=answered, load=load, items=items)
    there = observed_days(few)
    assert_array_equal(np.flatnonzero(there[0]), [5, 6, 7, 8, 9])
    assert not there[1:].any()


def test_exchanged_load_is_somebody_elses_and_answers_stay(real: RealSet) -> None:
    other = load_exchanged(real.series, np.random.default_rng(1))
    assert_array_equal(other.items, real.series.items)
    assert np.nansum(other.load) == np.nansum(real.series.load)
    assert not np.array_equal(other.load, real.series.load, equal_nan=True)


def test_shuffled_weeks_keep_every_check_in_and_its_neighbours(real: RealSet) -> None:
    other = weeks_shuffled(real.series, np.random.default_rng(1))
    assert_array_equal(other.answered.sum(axis=1), real.series.answered.sum(axis=1))
    assert_array_equal(other.load, real.series.load)
    before, after = (
        np.sort(each.items[..., 0], axis=1) for each in (real.series, other)
    )  # NaN last
    assert_array_equal(before, after)
    assert not np.array_equal(other.items, real.series.items, equal_nan=True)


def test_openings_are_counted_per_hundred_days(studied: RealStudy, real: RealSet) -> None:
    assert studied.days == int(observed_days(real.series).sum())
    assert studied.athletes == 8
    assert 0 <= studied.warnings.low <= studied.warnings.value <= studied.warnings.high
    assert len(studied.shuffled_load) == len(studied.shuffled_weeks) == 20


def test_events_divide_into_after_an_opening_and_otherwise(
    studied: RealStudy, real: RealSet
) -> None:
    found = studied.association
    assert found is not None
    assert found.days_after + found.days_otherwise == studied.days
    assert real.events is not None
    there = observed_days(real.series)
    assert found.events_after + found.events_otherwise == int((real.events & there).sum())


def test_section_keeps_its_date_while_nothing_else_changes(studied: RealStudy) -> None:
    oracles = [Oracle("published", 3, 4)]
    first = real_text([studied], oracles, made=dt.date(2026, 1, 1), before="")
    assert "Made on 2026-01-01" in first
    assert "3 of 4" in first
    again = real_text([studied], oracles, made=dt.date(2026, 2, 2), before=first)
    assert again == first
    changed = real_text(
        [replace(studied, counts={**studied.counts, Level.PERSISTENT: 99})],
        oracles,
        made=dt.date(2026, 2, 2),
        before=first,
    )
    assert "Made on 2026-02-02" in changed
