import numpy as np
import pytest

from recovery.engine.arrays import FloatArray
from recovery.engine.levels import DayMarks, Level, LevelMachine, warning_levels
from tests.engine.factories import NAN, row

IMBALANCE, LOW, PERSISTENT = Level.IMBALANCE, Level.RECOVERY_LOW, Level.PERSISTENT


def run(
    response: list[float],
    *,
    evidence: list[float] | None = None,
    load_normal: bool = True,
    off: dict[str, set[int]] | None = None,
    cue: set[int] | None = None,
    overload: set[int] | None = None,
) -> list[int]:
    """Run one athlete; ``off`` names for each flag the days on which it is false."""
    machine = LevelMachine(1)
    levels = []
    for day, r in enumerate(response):
        flags = {
            name: np.array([day not in (off or {}).get(name, set())])
            for name in ("counts", "answered", "may_open", "covered", "known")
        }
        level = machine.step(
            evidence=np.array([r if evidence is None else evidence[day]]),
            response=np.array([r]),
            load_normal=np.array([load_normal]),
            cue=np.array([day in (cue or set())]),
            overload=np.array([day in (overload or set())]),
            **flags,
        )
        levels.append(int(level[0]))
    return levels


def of(values: FloatArray, response: float) -> list[int]:
    return [int(level) for level in warning_levels(values, np.full(values.shape, response))[0]]


def test_golden_trace() -> None:
    evidence = row(1.0, 1.8, 1.9, 0.9, 1.8, 1.8, 0.7, 0.7, NAN, 0.7, 1.8)
    assert of(evidence, 0.9) == [0, 0, 0, 0, 3, 3, 3, 3, 3, 0, 0]


def test_evidence_without_response_opens_nothing() -> None:
    assert of(row(*[3.0] * 10), 0.49) == [0] * 10


def test_imbalance_turns_persistent_after_eight_hot_days_of_ten() -> None:
    levels = of(row(*[2.0] * 9), 1.0)
    assert levels == [0, 0, 3, 3, 3, 3, 3, 5, 5]
    assert of(row(*[2.0] * 12), 0.99)[-1] == IMBALANCE


def test_persistent_closes_after_five_calm_days() -> None:
    evidence = row(*[2.0] * 8, *[0.5] * 4, 0.9, *[0.5] * 5)
    assert of(evidence, 1.0)[7:] == [5] * 10 + [0]


def test_calm_days_must_be_in_a_row() -> None:
    evidence = row(*[1.8] * 3, 0.5, 0.5, 0.9, 0.5, 0.5, 0.5)
    assert of(evidence, 0.9) == [0, 0, 3, 3, 3, 3, 3, 3, 0]


def test_low_recovery_with_normal_load_is_not_called_an_imbalance() -> None:
    assert run([1.4] * 3) == [Level.USUAL, Level.USUAL, LOW]
    assert run([1.4] * 3, load_normal=False)[-1] == Level.NOTICE
    assert run([1.8] * 3, load_normal=False)[-1] == IMBALANCE
    assert run([1.8] * 3)[-1] == LOW


def test_evidence_of_load_turns_low_recovery_into_imbalance_within_one_warning() -> None:
    machine = LevelMachine(1)
    yes = np.array([True])
    seen = []
    for day in range(6):
        level = machine.step(
            evidence=np.array([1.8]),
            response=np.array([1.4]),
            load_normal=np.array([day < 4]),
            cue=~yes,
            counts=yes,
            answered=yes,
            may_open=yes,
            covered=yes,
            known=yes,
        )
        seen.append(int(level[0]))
    assert seen == [Level.USUAL, Level.USUAL, LOW, LOW, IMBALANCE, IMBALANCE]


def test_low_recovery_closes_on_the_response() -> None:
    levels = run([1.4] * 3 + [0.65, 0.55, 0.55, 0.55])
    assert levels[3:6] == [LOW] * 3
    assert levels[6] not in {LOW, IMBALANCE}


def test_low_recovery_may_persist() -> None:
    assert run([1.8] * 8)[-1] == PERSISTENT


def test_nothing_opens_or_rises_on_a_day_without_a_check_in() -> None:
    assert run([1.8] * 4, off={"answered": {2}})[2:] == [Level.NOTICE, LOW]
    assert run([1.8] * 9, off={"answered": {7}})[6:] == [LOW, LOW, PERSISTENT]


def test_silence_closes_nothing_until_nothing_is_left() -> None:
    silent = set(range(3, 40))
    levels = run(
        [1.8] * 3 + [0.1] * 37, off=dict.fromkeys(("answered", "covered", "known"), silent)
    )
    assert levels[2:30] == [LOW] * 28
    assert levels[30:] == [Level.UNKNOWN] * 10


def test_with_too_many_missed_a_warning_stays_but_does_not_open() -> None:
    assert run([1.8] * 5, off={"may_open": {2, 3}})[2:] == [Level.NOTICE, Level.NOTICE, LOW]
    assert run([1.8] * 5, off={"may_open": {3, 4}})[2:] == [LOW] * 3


def test_days_of_illness_do_not_count() -> None:
    assert LOW not in run([1.8] * 5, off={"counts": {0, 1, 2}})
    assert run([1.8] * 6, off={"counts": {0, 1, 2}})[-1] == LOW


def test_notice_opens_on_three_of_five_and_goes_three_days_after_its_cause() -> None:
    response = [0.8, 0.0, 0.8, 0.0, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert run(response) == [1, 1, 1, 1, 2, 2, 2, 1, 1, 1]


def test_notice_follows_other_cues() -> None:
    assert run([0.0] * 6, cue={1}) == [1, 2, 2, 2, 1, 1]


def test_notice_gives_way_to_unknown() -> None:
    uncovered = {"covered": {3, 4, 5}, "known": {3, 4, 5}, "answered": {3, 4, 5}}
    assert run([0.8] * 6, off=uncovered) == [1, 1, 2, 0, 0, 0]


def test_unknown_is_never_shown_as_usual() -> None:
    assert run([0.0] * 2, off={"known": {0, 1}}) == [Level.UNKNOWN] * 2


def test_planned_overload_asks_for_half_a_deviation_more_before_an_imbalance_opens() -> None:
    camp = set(range(14))
    held = run([0.9] * 7, evidence=[2.1] * 7, load_normal=False, overload=camp)
    assert IMBALANCE not in held
    assert run([0.9] * 7, evidence=[2.1] * 7, load_normal=False)[2] == IMBALANCE
    assert run([0.9] * 3, evidence=[2.2] * 3, load_normal=False, overload=camp)[2] == IMBALANCE


def test_days_of_a_planned_overload_count_for_nothing_after_it() -> None:
    """It takes three days of five again: what was meant is not held against anybody."""
    levels = run([0.9] * 8, evidence=[2.1] * 8, load_normal=False, overload={0, 1, 2, 3, 4})
    assert levels.index(IMBALANCE) == 7


def test_planned_overload_closes_nothing() -> None:
    levels = run([0.9] * 6, evidence=[1.8] * 6, load_normal=False, overload={3, 4, 5})
    assert levels[2:] == [IMBALANCE] * 4


def test_what_persists_opens_on_the_same_day_with_and_without_a_planned_overload() -> None:
    camp = set(range(14))
    held = run([1.0] * 9, evidence=[1.8] * 9, load_normal=False, overload=camp)
    free = run([1.0] * 9, evidence=[1.8] * 9, load_normal=False)
    assert held.index(PERSISTENT) == free.index(PERSISTENT) == 7
    assert IMBALANCE not in held


@pytest.mark.parametrize("days", [5, 10])
def test_day_marks_count_like_a_sliding_window(days: int) -> None:
    marked = np.random.default_rng(1).random((40, 3)) < 0.5
    marks = DayMarks(3, days)
    for day in range(40):
        expected = marked[max(day - days + 1, 0) : day + 1].sum(axis=0)
        assert marks.push(marked[day]).tolist() == expected.tolist()
