"""A computation that goes on in the middle equals one from the beginning, to the last bit."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.engine import (
    ALL_CLASSES,
    DEFAULTS,
    FROM_THE_START,
    Assessment,
    Calibration,
    Context,
    DataClass,
    DayState,
    Level,
    Resume,
    Series,
    Sessions,
    assess,
    carried_type,
    replay,
    warm_up_days,
)
from recovery.engine import model as model_module
from recovery.engine.arrays import BoolArray
from recovery.engine.baseline import ICC, PRIOR_MEAN, PRIOR_SD
from recovery.engine.items import ITEMS
from tests.engine.factories import cut, random_series

ARRAYS = [field.name for field in fields(Assessment) if field.name != "parameters"]
COLUMNS = ("since", "opened")  # values that count from the first column
DAYS = 420
few = settings(max_examples=5, deadline=None)


def with_breaks(n_athletes: int, n_days: int, seed: int) -> Series:
    """As `random_series`, with weeks without training, camps, sore regions and weak tests."""
    draw = np.random.default_rng(seed)
    whole = random_series(n_athletes, n_days, seed)
    load = whole.load.copy()
    gone = np.zeros((n_athletes, n_days), dtype=np.bool_)
    for row in range(n_athletes):
        for start in draw.integers(60, n_days, 3).tolist():
            gone[row, start : start + int(draw.integers(8, 30))] = True
    load[gone] = 0.0
    day_state = np.where(gone, DayState.REST, whole.day_state).astype(np.int8)
    camp = np.zeros_like(gone)
    camp[:, 250:262] = True
    context = Context(
        overload=camp,
        sore_region_days=np.where(draw.random(gone.shape) < 0.02, 8, 0),
        performance_drop=draw.random(gone.shape) < 0.02,
    )
    calibration = Calibration(
        evidence=np.where(np.arange(n_days) < 200, 0.93, 0.8) * np.ones((n_athletes, 1)),
        prior=np.zeros((n_athletes, n_days), dtype=np.int64),
        prior_mean=PRIOR_MEAN[None],
        prior_sd=PRIOR_SD[None],
        icc=ICC[None],
    )
    return replace(whole, load=load, day_state=day_state, context=context, calibration=calibration)


def tail(whole: Series, first: int) -> Series:
    """The facts of the days from ``first`` on, as if nothing had been told before."""
    days = slice(first, None)
    used = whole.sessions.day >= first
    width = int(used.sum(axis=1).max(initial=0))
    packed = {}
    for field in fields(Sessions):
        values = getattr(whole.sessions, field.name)
        filled = np.full((len(used), width), -1 if values.dtype.kind == "i" else np.nan)
        for row in range(len(used)):
            mine = values[row, used[row]] - (first if field.name == "day" else 0)
            filled[row, : mine.size] = mine
        packed[field.name] = filled.astype(values.dtype)
    context, calibration = whole.context, whole.calibration
    assert context is not None
    assert calibration is not None
    return Series(
        items=whole.items[:, days],
        answered=whole.answered[:, days],
        load=whole.load[:, days],
        day_state=whole.day_state[:, days],
        ill=whole.ill[:, days],
        sessions=Sessions(**packed),
        first_day=np.maximum(whole.first_day - first, 0),
        context=Context(*(getattr(context, field.name)[:, days] for field in fields(Context))),
        calibration=replace(
            calibration,
            evidence=calibration.evidence[:, days],
            prior=calibration.prior[:, days],
        ),
    )


def every_day(whole: Series) -> BoolArray:
    return np.ones(whole.load.shape, dtype=np.bool_)


def assert_goes_on(whole: Series, days: list[int]) -> None:
    """Check that going on at each of these days, one per athlete, changes nothing from there."""
    expected, kept = replay(whole, keep=every_day(whole))
    assert_same_from(assess(whole), expected, [0] * len(days), shift=0)
    carried = np.zeros(len(days), carried_type())
    for athlete, day in enumerate(days):
        [place] = np.flatnonzero((kept.athlete == athlete) & (kept.day == day))
        carried[athlete] = kept.carried[place]
    first = max(min(days) - warm_up_days(), 0)
    later = tail(whole, first)
    resume = Resume(np.array(days) - first, carried)
    again, again_kept = replay(later, resume=resume, keep=every_day(later))
    assert_same_from(again, expected, days, shift=first)
    there = {(a, d): one for a, d, one in zip(kept.athlete, kept.day, kept.carried, strict=True)}
    for athlete, column, one in zip(
        again_kept.athlete, again_kept.day, again_kept.carried, strict=True
    ):
        if column + first >= days[athlete]:
            assert one.tobytes() == there[athlete, column + first].tobytes()


def assert_same_from(
    again: Assessment, expected: Assessment, days: list[int], *, shift: int
) -> None:
    for name in ARRAYS:
        for athlete, day in enumerate(days):
            theirs = getattr(expected, name)[athlete, day:]
            ours = getattr(again, name)[athlete, day - shift :]
            if name in COLUMNS:
                ours = np.where(ours == model_module.NOT_OPEN, ours, ours + shift)
            np.testing.assert_array_equal(ours, theirs, err_msg=f"{name} of {athlete} from {day}")


@few
@given(st.integers(0, 2**32 - 1))
def test_whatever_the_days_that_athletes_go_on_from(seed: int) -> None:
    whole = with_breaks(4, DAYS, seed)
    days = np.random.default_rng(seed).integers(1, DAYS, 4).tolist()
    assert_goes_on(whole, days)


@few
@given(st.integers(0, 2**32 - 1))
def test_from_so_far_on_that_the_facts_before_are_not_there(seed: int) -> None:
    whole = with_breaks(2, DAYS, seed)
    day = int(np.random.default_rng(seed).integers(warm_up_days() + 20, DAYS))
    assert_goes_on(whole, [day, day])


@pytest.mark.parametrize("day", range(230, 420, 11))
def test_any_day_of_breaks_and_warnings(day: int) -> None:
    assert_goes_on(with_breaks(2, DAYS, 11), [day, day])


def test_through_a_lens() -> None:
    whole = with_breaks(3, DAYS, 5).seen_through(ALL_CLASSES & ~DataClass.SESSIONS)
    assert_goes_on(whole, [300, 280, 411])


def test_some_go_on_and_others_start() -> None:
    whole = with_breaks(2, DAYS, 6)
    expected, kept = replay(whole, keep=every_day(whole))
    carried = np.zeros(2, carried_type())
    carried[0] = kept.carried[(kept.athlete == 0) & (kept.day == 300)][0]
    again, _kept = replay(whole, resume=Resume(np.array([300, FROM_THE_START]), carried))
    assert_same_from(again, expected, [300, 0], shift=0)
    assert (again.level[0, :300] == Level.UNKNOWN).all()


def test_blocks_go_on_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = with_breaks(5, DAYS, 7)
    monkeypatch.setattr(model_module, "BLOCK_ATHLETES", 2)
    assert_goes_on(whole, [250, 300, 301, 260, 419])


def test_only_what_was_asked_for_is_kept() -> None:
    whole = with_breaks(3, 90, 8)
    keep = np.zeros(whole.load.shape, dtype=np.bool_)
    keep[2, [10, 40]] = True
    keep[0, 40] = True
    _assessment, kept = replay(whole, keep=keep)
    assert sorted(zip(kept.athlete.tolist(), kept.day.tolist(), strict=True)) == [
        (0, 40),
        (2, 10),
        (2, 40),
    ]


def test_what_other_parameters_carried_is_refused() -> None:
    whole = with_breaks(1, 90, 9)
    other = replace(DEFAULTS, load_memory_days=20)
    with pytest.raises(ValueError, match="other parameters"):
        replay(whole, other, resume=Resume(np.array([30]), np.zeros(1, carried_type())))


def test_going_on_after_the_last_day_is_refused() -> None:
    whole = with_breaks(1, 90, 9)
    with pytest.raises(ValueError, match="after the last of 90 days"):
        replay(whole, resume=Resume(np.array([90]), np.zeros(1, carried_type())))


def test_warm_up_is_as_long_as_the_longest_window() -> None:
    assert warm_up_days() == 219
    assert warm_up_days(replace(DEFAULTS, baseline_days=300)) == 307
    assert len(ITEMS) == carried_type()["normal"].shape[1]


def test_what_is_carried_does_not_tell_how_long_the_history_of_others_is() -> None:
    whole = random_series(3, 150, 12, first_day=np.array([0, 40, 90]))
    keep = np.zeros(whole.load.shape, dtype=np.bool_)
    keep[:, 100] = True
    _assessment, kept = replay(whole, keep=keep)
    for athlete, first in ((1, 40), (2, 90)):
        alone = cut(whole, athlete, first, 150)
        keep_alone = np.zeros(alone.load.shape, dtype=np.bool_)
        keep_alone[:, 100 - first] = True
        _assessment, of_one = replay(alone, keep=keep_alone)
        for name in carried_type().names or ():
            np.testing.assert_array_equal(
                of_one.carried[name][0], kept.carried[name][athlete], err_msg=name
            )


def test_every_field_of_what_is_carried_is_told_by_some_recurrence() -> None:
    whole = with_breaks(6, DAYS, 11)
    _assessment, kept = replay(whole, keep=every_day(whole))
    for name in carried_type().names or ():
        assert np.nan_to_num(kept.carried[name].astype(np.float64)).any(), name
