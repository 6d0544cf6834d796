"""Properties of the whole model: what must hold for any facts."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.engine import (
    ALL_CLASSES,
    DEFAULTS,
    NOT_OPEN,
    WARNING_LEVELS,
    Assessment,
    Calibration,
    Context,
    Cue,
    DataClass,
    Level,
    Phase,
    Series,
    Sessions,
    assess,
)
from recovery.engine import model as model_module
from recovery.engine.baseline import ICC, PRIOR_MEAN, PRIOR_SD
from recovery.engine.items import ITEM_INDEX, ITEMS
from tests.engine.factories import NAN, answers, cut, random_series, row, series

ARRAYS = [field.name for field in fields(Assessment) if field.name != "parameters"]
SEEDS = st.integers(0, 2**32 - 1)
few = settings(max_examples=12, deadline=None)


def assert_same(first: Assessment, second: Assessment, *, but: tuple[str, ...] = ()) -> None:
    """Equal to the last bit, NaN for NaN."""
    for name in ARRAYS:
        if name not in but:
            np.testing.assert_array_equal(getattr(first, name), getattr(second, name), err_msg=name)


def part(assessment: Assessment, rows: slice, days: slice) -> Assessment:
    return Assessment(
        **{name: getattr(assessment, name)[rows, days] for name in ARRAYS},
        parameters=assessment.parameters,
    )


@few
@given(SEEDS)
def test_batch_equals_one_at_a_time_whatever_the_length_of_history(seed: int) -> None:
    first_day = np.random.default_rng(seed).integers(0, 140, 5)
    whole = random_series(5, 150, seed, first_day=first_day)
    batch = assess(whole)
    for athlete, first in enumerate(first_day.tolist()):
        alone = assess(cut(whole, athlete, first, 150))
        in_batch = part(batch, slice(athlete, athlete + 1), slice(first, 150))
        shifted = np.where(in_batch.opened != NOT_OPEN, in_batch.opened - first, NOT_OPEN)
        moved = replace(in_batch, opened=shifted, since=in_batch.since - first)
        assert_same(moved, alone)


def test_blocks_are_joined_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = random_series(7, 60, 3)
    expected = assess(whole)
    monkeypatch.setattr(model_module, "BLOCK_ATHLETES", 3)
    assert_same(assess(whole), expected)


@few
@given(SEEDS, st.integers(1, 149))
def test_cutting_off_the_future_changes_nothing_in_the_past(seed: int, last: int) -> None:
    whole = random_series(2, 150, seed)
    later = part(assess(whole), slice(0, 1), slice(0, last))
    assert_same(later, assess(cut(whole, 0, 0, last)))


@few
@given(SEEDS)
def test_order_of_athletes_does_not_matter(seed: int) -> None:
    whole = random_series(6, 90, seed)
    order = np.random.default_rng(seed).permutation(6)
    moved = Series(
        whole.items[order],
        whole.answered[order],
        whole.load[order],
        whole.day_state[order],
        whole.ill[order],
        Sessions(*(getattr(whole.sessions, field.name)[order] for field in fields(Sessions))),
        whole.first_day[order],
    )
    straight, shuffled = assess(whole), assess(moved)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(straight, name)[order], getattr(shuffled, name))


@few
@given(SEEDS, st.sampled_from([1, 2, 3, 18, 19, 23]))
def test_hidden_facts_leave_no_trace(seed: int, lens: int) -> None:
    """Whatever is hidden may be changed at will without a bit of the assessment changing."""
    classes = DataClass(lens)
    whole, other = random_series(3, 100, seed), random_series(3, 100, seed + 1)
    hidden = [item.data_class not in classes for item in ITEMS]
    items = np.where(hidden, other.items, whole.items)
    changed = replace(
        whole,
        items=items,
        answered=np.any(~np.isnan(items), axis=-1),
        ill=whole.ill if DataClass.HEALTH in classes else other.ill,
    )
    if DataClass.SESSIONS not in classes:
        changed = replace(
            changed, load=other.load, day_state=other.day_state, sessions=other.sessions
        )
    assert_same(assess(changed.seen_through(classes)), assess(whole.seen_through(classes)))


@few
@given(SEEDS)
def test_a_day_without_any_fact_changes_only_coverage_and_doubt(seed: int) -> None:
    """A day on which nothing is said, appended: R fades by its known rate, its doubt grows,
    no warning opens, rises or closes, and sums over the known days stay what they were."""
    whole = random_series(16, 100, seed)
    nothing = np.full((16, 1), np.nan)
    longer = Series(
        np.concatenate([whole.items, np.full((16, 1, len(ITEMS)), np.nan)], axis=1),
        np.pad(whole.answered, ((0, 0), (0, 1))),
        np.concatenate([whole.load, nothing], axis=1),
        np.pad(whole.day_state, ((0, 0), (0, 1))),
        np.pad(whole.ill, ((0, 0), (0, 1))),
        whole.sessions,
        whole.first_day,
    )
    after = assess(longer)
    assert_same(part(after, slice(None), slice(0, 100)), assess(whole))
    np.testing.assert_allclose(
        after.response[:, -1], DEFAULTS.response_retention * after.response[:, -2]
    )
    seen = ~np.isnan(after.response[:, -2])
    assert (after.response_sd[seen, -1] > after.response_sd[seen, -2]).all()
    # What was felt in yesterday's training is news of today.
    rated = (whole.sessions.day == 99) & ~np.isnan(whole.sessions.rpe)
    no_news = ~rated.any(axis=1)
    level, warned = after.level[no_news], np.isin(after.level[no_news], WARNING_LEVELS)
    np.testing.assert_array_equal(warned[:, -1], warned[:, -2])
    np.testing.assert_array_equal(level[warned[:, -1], -1], level[warned[:, -1], -2])
    assert (after.checkins_7[:, -1] <= after.checkins_7[:, -2]).all()
    assert (after.known_days_28[:, -1] <= after.known_days_28[:, -2]).all()


def test_random_facts_reach_every_level() -> None:
    """Otherwise the properties above would say little. Facts of random series hold no region."""
    levels = set(np.unique(assess(random_series(60, 150, 1)).level).tolist())
    assert levels == set(Level) - {Level.LOCAL_PROBLEM}


def drift(days: int, *, worse: float = 4.0, usual: float = 2.0) -> list[float]:
    """Forty usual days, then worse ones; some variation keeps the baseline honest."""
    return [usual + day % 2 for day in range(40)] + [worse] * days


def steady(n_days: int) -> np.ndarray:
    return row(*[300] * n_days)


def test_a_drift_with_more_load_opens_an_imbalance_and_with_usual_load_does_not() -> None:
    more = steady(50)
    more[0, 36:] = 600
    with_more = assess(series(items=answers(drift(10)), load=more))
    with_usual = assess(series(items=answers(drift(10)), load=steady(50)))
    assert Level.IMBALANCE in with_more.level[0]
    assert Level.IMBALANCE not in with_usual.level[0]
    assert Level.RECOVERY_LOW in with_usual.level[0]
    assert with_usual.opened[0, -1] == np.flatnonzero(with_usual.level[0] >= 3)[0]


def test_no_warning_while_the_own_normal_is_being_learned() -> None:
    """Someone new who always answers poorly: poor may be their normal."""
    new = assess(series(items=answers([5.0] * 13), load=steady(13)))
    assert set(new.level[0].tolist()) <= {Level.UNKNOWN, Level.NOTICE}
    assert (new.phase == Phase.LEARNING).all()
    later = assess(series(items=answers([4.0 + day % 2 for day in range(60)])))
    assert not np.isin(later.level, WARNING_LEVELS).any()
    assert later.phase[0].tolist() == [0] * 13 + [1] * 14 + [2] * 33
    assert later.level[0, -1] == Level.USUAL


def test_four_missed_check_ins_in_a_week_are_not_enough_to_say() -> None:
    given_answers = [2.0 + day % 2 for day in range(40)]
    assert assess(series(items=answers([*given_answers, *[NAN] * 3]))).level[0, -1] == 1
    missed = assess(series(items=answers([*given_answers, *[NAN] * 4]))).level[0]
    assert missed[-1] == Level.DATA_MISSING
    seldom = answers([value if day % 3 == 0 else NAN for day, value in enumerate(given_answers)])
    assert assess(series(items=seldom)).level[0, -1] == Level.UNKNOWN


def test_nothing_opens_while_ill() -> None:
    facts = answers(drift(8))
    well = assess(series(items=facts))
    ill = assess(series(items=facts, ill=list(range(40, 48))))
    assert well.level[0, -1] in WARNING_LEVELS
    assert not np.isin(ill.level[0], WARNING_LEVELS).any()


def test_days_of_illness_do_not_count_once_it_is_over() -> None:
    facts = answers(drift(8))
    well = assess(series(items=facts)).level[0]
    opened = int(np.flatnonzero(np.isin(well, WARNING_LEVELS))[0])
    was_ill = assess(series(items=facts, ill=list(range(40, opened)))).level[0]
    later = np.flatnonzero(np.isin(was_ill, WARNING_LEVELS))
    assert later[0] >= opened + 2  # what was felt while ill is not made up for at once


def test_a_warning_does_not_rise_while_ill() -> None:
    given_answers = drift(20)
    levels = assess(series(items=answers(given_answers))).level[0]
    rises = int(np.flatnonzero(levels == Level.PERSISTENT)[0])
    given_answers[rises] = NAN  # so it would rise a day later
    well = assess(series(items=answers(given_answers))).level[0]
    ill = assess(series(items=answers(given_answers), ill=[rises + 1])).level[0]
    assert well[rises : rises + 2].tolist() == [Level.RECOVERY_LOW, Level.PERSISTENT]
    assert ill[rises + 1] == Level.RECOVERY_LOW


def test_evidence_adds_bounded_load_and_exertion() -> None:
    result = assess(random_series(40, 150, 7))
    load_part = np.clip(np.nan_to_num(result.load_excess), 0, 2.5)
    exertion_part = np.clip(np.nan_to_num(result.dissociation), -2, 2)
    expected = result.response + 0.10 * load_part + 1.2 * exertion_part
    np.testing.assert_allclose(result.evidence, expected)
    assert 2.5 in load_part  # the bound is reached
    assert (exertion_part > 0).any()
    assert (exertion_part < 0).any()


def test_normal_is_frozen_during_a_warning_and_a_week_after_at_most_six_weeks() -> None:
    result = assess(series(items=answers(drift(80, worse=4.0))))
    fatigue = result.normal[0, :, ITEM_INDEX["fatigue"]]
    opened = int(result.opened[0].max())
    frozen = fatigue[opened : opened + DEFAULTS.freeze_limit_days + 1]
    assert (frozen == frozen[0]).all()
    assert fatigue[opened + DEFAULTS.freeze_limit_days + 1] > frozen[0] + 0.3
    # What lasts has become the normal, and the warning ends.
    assert result.level[0, -1] not in WARNING_LEVELS


def test_normal_stays_frozen_for_a_week_after_a_warning() -> None:
    result = assess(series(items=answers([*drift(6), *[2.0 + day % 2 for day in range(30)]])))
    warned = np.flatnonzero(result.level[0] >= 3)
    closed = int(warned[-1]) + 1
    fatigue = result.normal[0, :, ITEM_INDEX["fatigue"]]
    assert (fatigue[closed : closed + 7] == fatigue[closed - 1]).all()
    assert fatigue[closed + 7] != fatigue[closed - 1]


def test_lingering_soreness_is_a_notice() -> None:
    facts = answers([2.0 + day % 2 for day in range(40)])
    facts[0, -4:, ITEM_INDEX["soreness"]] = 4
    result = assess(series(items=facts))
    assert result.soreness_days[0, -5:].tolist() == [0, 1, 2, 3, 4]
    assert result.level[0, -2:].tolist() == [Level.USUAL, Level.NOTICE]


def test_a_missing_day_bridges_a_run_of_soreness_and_two_do_not() -> None:
    facts = answers([2.0] * 40)
    facts[0, 20:, ITEM_INDEX["soreness"]] = 4
    facts[0, [23, 28, 29], ITEM_INDEX["soreness"]] = NAN
    run = assess(series(items=facts)).soreness_days[0]
    assert run[20:28].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert run[28:32].tolist() == [9, 0, 1, 2]


def test_load_alone_is_a_notice_for_the_athlete() -> None:
    load = steady(60)
    load[0, -8:-1] = 900
    result = assess(series(items=answers([2.0 + day % 2 for day in range(60)]), load=load))
    assert result.load_excess[0, -1] > DEFAULTS.notice_load
    assert result.level[0, -1] == Level.NOTICE


def test_no_answers_say_nothing() -> None:
    result = assess(series(items=answers([NAN] * 60), load=steady(60)))
    assert (result.level == Level.UNKNOWN).all()
    assert np.isnan(result.response).all()
    assert np.isnan(result.evidence).all()


def test_unknown_load_is_neither_raised_nor_rest() -> None:
    result = assess(series(items=answers(drift(5))))
    assert np.isnan(result.load_excess).all()
    assert result.level[0, -1] == Level.RECOVERY_LOW
    assert np.isnan(result.monotony).all()
    assert (result.known_days_28 == 0).all()


def test_the_heart_alone_opens_nothing() -> None:
    facts = answers([2.0 + day % 2 for day in range(60)])
    facts[0, :, ITEM_INDEX["resting_heart_rate"]] = 50 + np.arange(60) % 2
    facts[0, -10:, ITEM_INDEX["resting_heart_rate"]] = 75
    result = assess(series(items=facts))
    assert result.z[0, -1, ITEM_INDEX["resting_heart_rate"]] > 3.5
    assert not np.isin(result.level, WARNING_LEVELS).any()


def test_an_empty_batch_is_assessed() -> None:
    none = random_series(2, 30, 1).of(slice(0, 0))
    assert assess(none).level.shape == (0, 30)


def test_today_counts_in_coverage() -> None:
    result = assess(series(items=answers([2.0, NAN, 2.0]), load=row(100, NAN, 0)))
    assert result.checkins_7[0].tolist() == [1, 1, 2]
    assert result.known_days_28[0].tolist() == [1, 1, 2]


def test_a_check_in_of_two_answers_is_seen_but_not_used() -> None:
    facts = answers([NAN] * 3)
    facts[0, 1, [ITEM_INDEX["fatigue"], ITEM_INDEX["mood"]]] = 4
    result = assess(series(items=facts))
    assert result.checkins_7[0].tolist() == [0, 1, 1]
    assert result.usable_7[0].tolist() == [0, 0, 0]


def test_a_planned_overload_raises_the_threshold_for_two_weeks_and_hides_with_the_sessions() -> (
    None
):
    facts = series(items=answers([2.0 + day % 2 for day in range(60)]), load=steady(60))
    camp = Context.nothing((1, 60))
    camp.overload[0, 20:40] = True
    planned = replace(facts, context=camp)
    raised = assess(planned).threshold[0] - assess(facts).threshold[0]
    assert np.flatnonzero(raised).tolist() == list(range(20, 34))
    assert raised[20] == pytest.approx(DEFAULTS.overload_raise)
    unseen = assess(planned.seen_through(DataClass.BODY | DataClass.HEALTH))
    assert (unseen.threshold == DEFAULTS.imbalance_evidence).all()


def test_a_region_sore_for_a_week_is_a_local_problem() -> None:
    facts = series(items=answers([2.0 + day % 2 for day in range(60)]), load=steady(60))
    knee = Context.nothing((1, 60))
    knee.sore_region_days[0, 50:60] = np.arange(1, 11)
    level = assess(replace(facts, context=knee)).level[0]
    assert level[55] == Level.USUAL
    assert (level[56:] == Level.LOCAL_PROBLEM).all()


@pytest.mark.parametrize("dropped_from", [30, 51])
def test_tests_that_show_less_make_a_warning_of_a_week_persistent(dropped_from: int) -> None:
    facts = series(items=answers(drift(13, worse=3.8)))
    dropped = Context.nothing(facts.load.shape)
    dropped.performance_drop[0, dropped_from:] = True
    plain = assess(facts)
    opened = int(plain.opened[0, -1])
    assert (plain.level[0, opened:] == Level.RECOVERY_LOW).all()
    seen = assess(replace(facts, context=dropped)).level[0]
    persistent = max(opened + 7, dropped_from)
    assert (seen[opened:persistent] == Level.RECOVERY_LOW).all()
    assert (seen[persistent:] == Level.PERSISTENT).all()


def test_a_calibration_moves_threshold_and_priors_from_its_day_on() -> None:
    facts = series(items=answers([4.0 + day % 2 for day in range(60)]))
    shape = facts.load.shape
    club = Calibration(
        evidence=np.where(np.arange(60) >= 30, 1.1, 0.8)[None],
        prior=(np.arange(60) >= 30).astype(np.int64)[None],
        prior_mean=np.stack([PRIOR_MEAN, PRIOR_MEAN + 1]),
        prior_sd=np.stack([PRIOR_SD, PRIOR_SD]),
        icc=np.stack([ICC, ICC]),
    )
    own = assess(replace(facts, calibration=club))
    assert own.threshold[0, [29, 30]].tolist() == [0.8, 1.1]
    plain = assess(facts).normal
    np.testing.assert_array_equal(own.normal[0, :30], plain[0, :30])
    assert (own.normal[0, 30:, ITEM_INDEX["fatigue"]] > plain[0, 30:, ITEM_INDEX["fatigue"]]).all()
    with pytest.raises(ValueError, match="must be of shape"):
        replace(facts, calibration=replace(club, evidence=np.zeros((1, shape[1] - 1))))


def test_two_poor_mornings_out_of_nothing_while_training_fell_away_are_a_notice() -> None:
    given_answers = [2.0 + day % 2 for day in range(58)] + [5.0, 5.0]
    load = steady(60)
    load[0, 56:] = 0
    result = assess(series(items=answers(given_answers), load=load))
    assert result.cues[0, -2:].tolist() == [0, Cue.SUDDEN]
    assert result.level[0, -1] == Level.NOTICE
    trained = assess(series(items=answers(given_answers), load=steady(60)))
    assert trained.cues[0, -1] == 0


def test_a_warning_asks_for_more_while_the_own_normal_rests_on_few_answers() -> None:
    known = assess(series(items=answers([2.0 + day % 2 for day in range(50)] + [3.2] * 9)))
    new = assess(series(items=answers([2.0 + day % 2 for day in range(16)] + [3.2] * 6)))
    assert new.response[0, -1] > known.response[0, -1] > DEFAULTS.low_response
    assert known.level[0, -1] == Level.RECOVERY_LOW
    assert new.level[0, -1] == Level.NOTICE


def test_seeing_all_classes_is_seeing_everything() -> None:
    whole = random_series(3, 80, 4)
    assert_same(assess(whole.seen_through(ALL_CLASSES)), assess(whole))
