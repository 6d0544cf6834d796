import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.averages import (
    EwmaConvention,
    RatioConvention,
    acute_chronic_ratio,
    ewma,
    performance_management,
    zero_filled_mean,
    zero_filled_monotony,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row

WILLIAMS_ATHLETE_1 = row(*[30] * 21, *[50] * 7)


def test_ewma_matches_hand_calculation() -> None:
    # 2 / (3 + 1) = 0.5: 8, then 8 + 0.5 * (4 - 8), then 6 + 0.5 * (10 - 6)
    assert_allclose(ewma(row(8, 4, 10), days=3), row(8, 6, 8))


def test_ewma_does_not_restart_after_leading_rest_days() -> None:
    """A running average of exactly 0.0 is a value, not a missing start."""
    assert_allclose(ewma(row(0, 0, 100), days=7), row(0, 0, 25))


def test_ewma_continues_after_an_unknown_day() -> None:
    assert_allclose(ewma(row(8, NAN, 4, 10), days=3), row(8, NAN, 6, 8))


def test_inserting_unknown_days_changes_no_ewma_of_known_days() -> None:
    load = np.random.default_rng(1).uniform(0, 600, (1, 40))
    gaps = np.insert(load, [3, 3, 17, 30], np.nan, axis=1)
    for convention in EwmaConvention:
        average = ewma(gaps, days=7, convention=convention)
        assert (average[~np.isnan(gaps)] == ewma(load, days=7, convention=convention)[0]).all()


def test_ewma_refuses_bad_input() -> None:
    with pytest.raises(ValueError, match="days must be at least 1, got 0"):
        ewma(row(1), days=0)
    for bad in (-1.0, float("inf")):
        with pytest.raises(ValueError, match="non-negative and finite"):
            ewma(row(1, bad), days=7)


def test_ewma_reproduces_williams_2017_athlete_1() -> None:
    acute = ewma(WILLIAMS_ATHLETE_1, days=7)[0, -1]
    chronic = ewma(WILLIAMS_ATHLETE_1, days=28)[0, -1]
    assert acute == pytest.approx(47.3303, abs=5e-5)
    assert chronic == pytest.approx(37.8720, abs=5e-5)
    assert acute / chronic == pytest.approx(1.24975, abs=5e-6)


def test_ratio_of_rolling_means_coupled_and_uncoupled() -> None:
    coupled, uncoupled = (
        acute_chronic_ratio(WILLIAMS_ATHLETE_1, convention=one).value[0, -1]
        for one in (RatioConvention.COUPLED, RatioConvention.UNCOUPLED)
    )
    assert coupled == pytest.approx(1.42857, abs=5e-6)
    assert uncoupled == pytest.approx(1.66667, abs=5e-6)
    assert coupled == pytest.approx(4 * uncoupled / (3 + uncoupled))


def test_ratios_look_back_over_28_days_and_no_further() -> None:
    load = np.concatenate([row(*[100] * 30), WILLIAMS_ATHLETE_1], axis=1)
    for convention in (RatioConvention.COUPLED, RatioConvention.UNCOUPLED):
        long, short = (
            acute_chronic_ratio(one, convention=convention).value[0, -1]
            for one in (load, WILLIAMS_ATHLETE_1)
        )
        assert long == pytest.approx(short)


def test_ratio_withheld_without_history_and_after_a_break() -> None:
    for convention in RatioConvention:
        short = acute_chronic_ratio(row(*[100] * 28), convention=convention)
        assert short.status[0, -2] == Status.INSUFFICIENT  # 27 days
        assert short.value[0, -1] == pytest.approx(1)
    returning = acute_chronic_ratio(
        row(*[300] * 56, *[0] * 28, 50), convention=RatioConvention.COUPLED
    )
    assert returning.status[0, -1] == Status.NOT_APPLICABLE
    assert np.isnan(returning.value[0, -1])


def test_ratio_of_averages_reproduces_williams_2017() -> None:
    ratio = acute_chronic_ratio(WILLIAMS_ATHLETE_1, convention=RatioConvention.EWMA)
    assert ratio.value[0, -1] == pytest.approx(1.24975, abs=5e-6)
    assert ratio.status[0, -1] == Status.OK


def test_ratio_of_averages_keeps_its_value_over_unknown_days_and_says_so() -> None:
    load = np.concatenate([WILLIAMS_ATHLETE_1, row(NAN, NAN, NAN)], axis=1)
    ratio = acute_chronic_ratio(load, convention=RatioConvention.EWMA)
    assert (ratio.value[0, -4:-1] == ratio.value[0, -4]).all()
    # Known weight of the acute average: 0.75 after one unknown day, 0.5625 after two.
    assert ratio.status[0, -4:].tolist() == [
        Status.OK,
        Status.OK,
        Status.PROVISIONAL,
        Status.INSUFFICIENT,  # four of seven days known
    ]


def test_ratio_is_unchanged_when_the_load_is_scaled() -> None:
    load = np.random.default_rng(2).uniform(0, 600, (3, 60))
    for convention in RatioConvention:
        assert_allclose(
            acute_chronic_ratio(5 * load, convention=convention).value,
            acute_chronic_ratio(load, convention=convention).value,
        )


def test_performance_management_from_zero() -> None:
    chronic, acute, _balance = performance_management(row(*[100] * 42))
    assert chronic[0, [6, 41]] == pytest.approx([15.35183, 63.21206], abs=5e-6)
    assert acute[0, [6, 41]] == pytest.approx([63.21206, 99.75212], abs=5e-6)
    chronic, acute, _balance = performance_management(
        row(*[100] * 42), convention=EwmaConvention.RECIPROCAL
    )
    assert chronic[0, 41] == pytest.approx(63.65440, abs=5e-6)
    assert acute[0, 41] == pytest.approx(99.84575, abs=5e-6)


def test_performance_management_from_a_starting_value() -> None:
    chronic, acute, balance = performance_management(row(*[100] * 7), start=50)
    assert chronic[0, -1] == pytest.approx(57.67591, abs=5e-6)
    assert acute[0, -1] == pytest.approx(81.60603, abs=5e-6)
    assert balance[0, -1] == pytest.approx(-23.93011, abs=1e-5)


def test_time_constant_and_span_are_different_memories() -> None:
    """2 / (28 + 1) is a time constant of 14 days, not 28."""
    same_memory = -1 / np.log1p(-EwmaConvention.ZERO_START.weight(28))
    assert same_memory == pytest.approx(14.0, abs=0.01)


def test_zero_filled_convention_starts_at_a_ratio_of_four() -> None:
    load = row(400, 0, 300)
    acute, chronic = zero_filled_mean(load, 7), zero_filled_mean(load, 28)
    assert_allclose(acute / chronic, row(4, 4, 4))


def test_zero_filled_monotony_is_zero_where_nothing_varies() -> None:
    assert zero_filled_monotony(row(*[0] * 8))[0].tolist() == [0] * 8
    assert zero_filled_monotony(row(*[5] * 7))[0, -1] == 0
