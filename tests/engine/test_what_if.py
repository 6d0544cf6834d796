"""What a coming session would do, checked against numbers worked out by hand."""

import math

import numpy as np
import pytest

from recovery.engine import DEFAULTS, ITEM_INDEX, Level, Series, assess
from recovery.engine.excess import load_excess
from recovery.engine.what_if import own_mornings, usual_loads, what_if
from tests.engine.factories import NAN, answers, random_series, series

TODAY = 69
DAYS = TODAY + 3  # with the day of the session, and the morning after


def steady(
    *, answer: float = 2.0, load: float = 300.0, today: float = 300.0, poor_days: int = 0
) -> Series:
    """Return seventy even days of one athlete, of which the last answers may be poor."""
    given = [answer if day % 2 else answer + 1 for day in range(TODAY + 1)]
    given[TODAY + 1 - poor_days :] = [5.0] * poor_days
    loads = [load if day % 7 else 0.0 for day in range(TODAY)]
    return series(items=answers([*given, NAN, NAN]), load=np.array([[*loads, today, NAN, NAN]]))


def test_week_monotony_and_rest_are_as_worked_out_by_hand() -> None:
    # Day 70 is a rest day in this rhythm; the week up to it has six days of 300 AU and the choice.
    outlook = what_if(steady(), today=TODAY, loads=np.array([[0.0], [450.0]]))
    assert outlook.week.value == pytest.approx([1800.0, 2250.0])
    assert outlook.usual_week == pytest.approx(1800.0)  # 24 of 28 days at 300 AU
    evenly, loaded = outlook.monotony.value
    for choice, told in ((0, evenly), (450, loaded)):
        mean = (1800 + choice) / 7
        variance = (6 * (300 - mean) ** 2 + (choice - mean) ** 2) / 6
        assert told == pytest.approx(mean / math.sqrt(variance))
    assert outlook.strain.value == pytest.approx(outlook.monotony.value * [1800, 2250])
    assert outlook.since_rest.at_most.value.tolist() == [0.0, 7.0]
    # ln((2250/7 + 25) / (1800/7 + 25)) / 0.22 = 0.93 SD.
    assert outlook.excess.value[1] == pytest.approx(
        math.log((2250 / 7 + 25) / (1800 / 7 + 25)) / 0.22
    )
    assert outlook.threshold == DEFAULTS.imbalance_evidence
    assert not outlook.open_now


def test_each_morning_is_what_the_model_says_of_those_answers() -> None:
    facts = steady()
    outlook = what_if(facts, today=TODAY, loads=np.array([[0.0], [2000.0]]))
    starts = own_mornings(facts, today=TODAY, ahead=2)
    for number in (0, starts.size // 2, starts.size - 1):
        items, load = facts.items.copy(), facts.load.copy()
        items[0, -2:] = items[0, starts[number] : starts[number] + 2]
        load[0, -2] = 2000.0
        by_hand = assess(series(items=items, load=load))
        assert outlook.levels[1, number] == by_hand.level[0, -1]
        assert outlook.evidence[1, number] == by_hand.evidence[0, -1]


def test_a_far_heavier_day_is_a_notice_whatever_the_answers() -> None:
    outlook = what_if(steady(), today=TODAY, loads=np.array([[0.0], [2000.0]]))
    assert outlook.excess.value[1] >= DEFAULTS.notice_load
    assert set(outlook.levels[0].tolist()) == {Level.USUAL}
    assert set(outlook.levels[1].tolist()) == {Level.NOTICE}
    # Load adds a tenth of itself to the evidence and nothing to the answers.
    added = outlook.evidence[1] - outlook.evidence[0]
    excess = np.clip(outlook.excess.value, 0, DEFAULTS.load_limit)
    assert added == pytest.approx(DEFAULTS.load_weight * (excess[1] - excess[0]))


def test_with_poor_answers_some_mornings_hold_a_warning() -> None:
    outlook = what_if(steady(poor_days=14), today=TODAY, loads=np.array([[0.0]]))
    assert outlook.open_now
    warned = {Level.IMBALANCE, Level.RECOVERY_LOW, Level.PERSISTENT}
    assert set(outlook.levels[0].tolist()) <= warned


def test_mornings_are_runs_without_illness_that_end_in_answers() -> None:
    items = answers([2.0] * 6)
    items[0, 3] = NAN
    facts = series(items=items, ill=[1])
    # Pairs up to day 5: not (0,1) nor (1,2) for illness, not (2,3), which ends in silence.
    assert own_mornings(facts, today=5, ahead=2).tolist() == [3, 4]
    assert own_mornings(facts, today=5, ahead=7).tolist() == []
    late = series(items=answers([NAN, NAN, *[2.0] * 4]), first_day=2)
    assert own_mornings(late, today=5, ahead=2).tolist() == [2, 3, 4]


def test_with_few_mornings_no_level_is_told() -> None:
    given = [NAN] * (DAYS - 7) + [2.0] * 5 + [NAN, NAN]
    few = what_if(
        series(items=answers(given), first_day=DAYS - 7), today=TODAY, loads=np.array([[90.0]])
    )
    assert few.mornings == 4
    assert not few.is_told
    none = what_if(
        series(items=answers([NAN] * DAYS), load=np.full((1, DAYS), NAN)),
        today=TODAY,
        loads=np.array([[0.0], [90.0]]),
    )
    assert none.mornings == 0
    assert none.levels.shape == (2, 0)


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_the_model_on_facts_of_every_kind(seed: int) -> None:
    whole = random_series(1, 130, seed)
    outlook = what_if(whole, today=127, loads=np.array([[0.0], [400.0]]))
    assert outlook.levels.shape == (2, outlook.mornings)
    assert (outlook.week.value[1] >= outlook.week.value[0]) | np.isnan(outlook.week.value[0])
    assert not (outlook.evidence[1] < outlook.evidence[0] - 1e-12).any()


def test_the_facts_stay_as_they_were() -> None:
    facts = steady()
    before = facts.items.copy(), facts.load.copy(), facts.day_state.copy()
    what_if(facts, today=TODAY, loads=np.array([[500.0]]))
    for kept, now in zip(before, (facts.items, facts.load, facts.day_state), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_usual_loads_are_the_inverse_of_the_load_excess() -> None:
    load = steady().load.copy()
    least, greatest = usual_loads(load, DAYS - 2)
    # By hand: 7 x (282.142857 x e^0.22 - 25) - 1800 = 486.00.
    assert greatest.value[0] == pytest.approx(7 * ((1800 / 7 + 25) * math.exp(0.22) - 25) - 1800)
    assert greatest.value[0] == pytest.approx(486.00, abs=0.005)
    assert least.value[0] == 0.0
    load[0, -2] = greatest.value[0]
    sustained = load_excess(load[:, 30:]).sustained  # too short for three weeks against eight
    assert sustained[0, -1] == pytest.approx(1.0)


def test_usual_loads_tell_when_even_rest_is_too_much_and_when_nothing_can_be_said() -> None:
    load = steady().load.copy()
    load[0, TODAY - 5 : TODAY + 1] = 600.0
    assert usual_loads(load, DAYS - 2)[1].value[0] < 0
    light = steady().load.copy()
    light[0, TODAY - 5 : TODAY + 1] = 0.0
    assert usual_loads(light, DAYS - 2)[0].value[0] > 0
    assert np.isnan(usual_loads(np.full((1, DAYS), NAN), DAYS - 2)[0].value[0])


def test_what_cannot_be_tried_is_refused() -> None:
    facts = steady()
    with pytest.raises(ValueError, match="a day to come"):
        what_if(facts, today=TODAY + 2, loads=np.array([[0.0]]))
    with pytest.raises(ValueError, match="a day to come"):
        what_if(random_series(2, 80, 1), today=70, loads=np.array([[0.0]]))
    with pytest.raises(ValueError, match="must not be negative"):
        what_if(facts, today=TODAY, loads=np.array([[-1.0]]))


def test_soreness_is_a_cue_with_any_load() -> None:
    facts = steady()
    facts.items[0, TODAY - 4 : TODAY + 1, ITEM_INDEX["soreness"]] = 5.0
    outlook = what_if(facts, today=TODAY, loads=np.array([[0.0]]))
    assert Level.NOTICE in outlook.levels[0]
