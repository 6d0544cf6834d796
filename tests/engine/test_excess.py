import numpy as np
import pytest

from recovery.engine.excess import load_excess, log_excess, week_means
from recovery.engine.parameters import DEFAULTS
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_log_excess_matches_hand_calculation() -> None:
    week = log_excess(row(450), row(300), log_sd=0.22, offset=25)
    three_weeks = log_excess(row(390), row(300), log_sd=0.15, offset=25)
    assert week[0, 0] == pytest.approx(1.724953, abs=5e-7)
    assert three_weeks[0, 0] == pytest.approx(1.629689, abs=5e-7)


def test_load_excess_takes_the_larger_of_one_and_three_weeks() -> None:
    # Up to yesterday: 7 days of 450 after 28 of 300; the 21-day window is not filled enough.
    load = row(*[300] * 28, *[450] * 7, 0)
    assert load_excess(load).highest.value[0, -1] == pytest.approx(1.724953, abs=5e-7)
    # 21 days of 390 after 56 of 300, and the last week is no more than the 21 days.
    load = row(*[300] * 56, *[390] * 21, 0)
    week = np.log(415 / (300 * 14 + 390 * 14) * 28 / (1 + 25 / 345)) / 0.22
    assert week < 1.629689
    assert load_excess(load).highest.value[0, -1] == pytest.approx(1.629689, abs=5e-7)


def test_load_of_today_does_not_count_yet() -> None:
    quiet, hard = row(*[300] * 60), row(*[300] * 60)
    hard[0, -1] = 5000
    assert load_excess(hard).highest.value[0, -1] == load_excess(quiet).highest.value[0, -1]
    assert week_means(hard)[0][0, -1] == 300


def test_load_excess_remembers_its_highest_of_fourteen_days() -> None:
    load = row(*[300] * 60, *[600] * 7, *[300] * 30)
    value = load_excess(load).highest.value[0]
    highest = value[67]  # the day after the hard week
    assert highest == pytest.approx(np.log(625 / 325) / 0.22)
    assert value[67 + 13] == highest
    assert value[67 + 14] < highest


def test_load_excess_needs_known_days() -> None:
    assert np.isnan(load_excess(row(*[300] * 27)).highest.value[0, -1])
    known = load_excess(row(*[300] * 40)).highest
    assert known.value[0, -1] == pytest.approx(0)
    assert known.status[0, -1] == Status.PROVISIONAL
    assert load_excess(row(*[300] * 60)).highest.status[0, -1] == Status.OK
    gaps = load_excess(row(*[300] * 20, *[NAN] * 20)).highest
    assert gaps.status[0, -1] == Status.INSUFFICIENT


def test_unknown_days_are_not_rest() -> None:
    load = row(*[300] * 60)
    load[0, -10:-2:4] = NAN
    assert load_excess(load).highest.value[0, -1] == pytest.approx(0)


def test_coming_back_from_a_break_is_building_up() -> None:
    """After 12 days off, half of the old load is no excess over a fortnight of rest."""
    load = row(*[400] * 60, *[0] * 12, *[200] * 10)
    floored = load_excess(load).highest.value[0, -1]
    unguarded = log_excess(
        row(200), row((400 * 13 + 0 * 12 + 200 * 3) / 28), log_sd=0.22, offset=25
    )
    assert unguarded[0, 0] < 0.6
    long_break = row(*[400] * 60, *[0] * 26, *[200] * 8)
    assert load_excess(long_break).highest.value[0, -1] == pytest.approx(0)
    without = load_excess(long_break, type(DEFAULTS)(break_days=99)).highest.value[0, -1]
    assert without > 4
    assert floored < 1
    building_up = load_excess(load).building_up[0]
    assert np.flatnonzero(building_up).tolist() == list(range(73, 82))  # from the day after


def test_sustained_excess_is_that_of_three_weeks_once_it_is_known() -> None:
    load = row(*[300] * 56, *[390] * 21, 0)
    sustained = load_excess(load).sustained[0]
    assert sustained[-1] == pytest.approx(1.629689, abs=5e-7)
    assert sustained[40] == pytest.approx(0)  # a week against four, until then
    assert np.isnan(sustained[24])
    hard_week = row(*[300] * 90, *[900] * 7, *[300] * 5)
    excess = load_excess(hard_week)
    assert excess.highest.value[0, -1] > 4
    assert excess.sustained[0, -1] < 4  # what was so last week is not so today


def test_load_excess_is_scale_free_but_for_the_offset() -> None:
    load = np.random.default_rng(8).uniform(100, 600, (4, 120))
    parameters = type(DEFAULTS)(load_offset=1e-9)
    scaled, plain = (
        load_excess(7 * load, parameters).highest.value,
        load_excess(load, parameters).highest.value,
    )
    np.testing.assert_allclose(scaled, plain, atol=1e-6)
