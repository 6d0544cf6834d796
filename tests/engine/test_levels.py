import numpy as np
import pytest

from recovery.engine.levels import Day, DayMarks, Level, LevelMachine
from recovery.engine.parameters import DEFAULTS

USUAL, NOTICE = Level.USUAL, Level.NOTICE
IMBALANCE, LOW, PERSISTENT = Level.IMBALANCE, Level.RECOVERY_LOW, Level.PERSISTENT
YES_UNLESS_SAID = ("counts", "answered", "news", "may_open", "covered", "known")
NO_UNLESS_SAID = ("overload", "worn_out", "cue", "local", "ill", "falling_away")
# Evidence that is enough for a warning, not enough, and enough to close one.
ENOUGH, SHORT, CALM = 1.0, 0.8, 0.3


def run(
    evidence: list[float],
    *,
    response: float | list[float] = 0.6,
    raised: bool | set[int] = True,
    threshold: float = DEFAULTS.imbalance_evidence,
    **days: set[int],
) -> list[int]:
    """Run one athlete. A flag names the days on which it is not what it is unless said."""
    machine = LevelMachine(1)
    levels = []
    for day, value in enumerate(evidence):
        flags = {name: np.array([day not in days.get(name, set())]) for name in YES_UNLESS_SAID}
        flags |= {name: np.array([day in days.get(name, set())]) for name in NO_UNLESS_SAID}
        is_raised = raised if isinstance(raised, bool) else day in raised
        level = machine.step(
            Day(
                evidence=np.array([value]),
                response=np.array([response[day] if isinstance(response, list) else response]),
                threshold=np.array([threshold]),
                low_response=np.array([DEFAULTS.low_response]),
                raised=np.array([is_raised]),
                **flags,
            )
        )
        levels.append(int(level[0]))
    return levels


def test_imbalance_opens_on_two_days_of_three() -> None:
    assert run([ENOUGH, ENOUGH], response=0.1) == [USUAL, IMBALANCE]
    assert run([ENOUGH, SHORT, ENOUGH], response=0.1) == [USUAL, USUAL, IMBALANCE]
    assert run([ENOUGH, SHORT, SHORT, ENOUGH], response=0.1) == [USUAL] * 4


def test_answers_better_than_usual_open_nothing() -> None:
    assert run([3.0] * 5, response=-0.01) == [USUAL] * 5


def test_threshold_is_each_athletes_own() -> None:
    assert run([ENOUGH] * 3, response=0.1, threshold=1.1) == [USUAL] * 3
    assert run([SHORT] * 3, response=0.1, threshold=0.75)[-1] == IMBALANCE


def test_warning_closes_after_three_calm_days_in_a_row() -> None:
    levels = run([ENOUGH] * 2 + [CALM, CALM, SHORT, CALM, CALM, CALM], response=0.1)
    assert levels == [USUAL, *[IMBALANCE] * 6, USUAL]


def test_none_opens_within_a_week_of_one_that_closed() -> None:
    levels = run([ENOUGH] * 2 + [CALM] * 3 + [ENOUGH] * 9, response=0.1)
    assert levels[4] == USUAL
    assert levels[5:10] == [USUAL] * 5
    assert levels[11:] == [IMBALANCE] * 3


def test_week_without_openings_holds_back_nothing_that_could_persist() -> None:
    """Too few of the days that make a warning persistent lie outside those that closed one."""
    assert DEFAULTS.persistent_of_days - DEFAULTS.close_days < DEFAULTS.persistent_days
    levels = run([ENOUGH] * 4 + [CALM] * 3 + [ENOUGH] * 14, response=0.8)
    assert levels.index(IMBALANCE, 7) == 6 + DEFAULTS.refractory_days
    assert levels.index(PERSISTENT) > levels.index(IMBALANCE, 7)


def test_imbalance_turns_persistent_after_twelve_hot_days_of_fourteen() -> None:
    levels = run([ENOUGH] * 14, response=0.8)
    assert levels == [NOTICE - 1, *[IMBALANCE] * 10, *[PERSISTENT] * 3]
    assert run([ENOUGH] * 20, response=0.69)[-1] == IMBALANCE


def test_worn_out_makes_an_open_warning_persistent_and_opens_none() -> None:
    assert run([ENOUGH] * 4, response=0.1, worn_out={0, 1, 2}) == [
        USUAL,
        IMBALANCE,
        PERSISTENT,
        PERSISTENT,
    ]
    assert run([SHORT] * 4, response=0.1, worn_out={0, 1, 2, 3}) == [USUAL] * 4


def test_persistent_closes_after_five_calm_days() -> None:
    assert run([ENOUGH] * 12 + [CALM] * 5, response=0.8)[11:] == [PERSISTENT] * 5 + [NOTICE]


def test_low_recovery_with_normal_load_is_not_called_an_imbalance() -> None:
    assert run([0.7] * 2, response=0.7, raised=False) == [USUAL, LOW]
    assert run([0.7] * 2, response=0.7) == [USUAL, NOTICE]
    assert run([ENOUGH] * 2, response=0.7) == [USUAL, IMBALANCE]
    assert run([ENOUGH] * 2, response=0.1, raised=False) == [USUAL, LOW]


def test_evidence_of_load_turns_low_recovery_into_imbalance_within_one_warning() -> None:
    assert run([ENOUGH] * 5, raised={3, 4}) == [USUAL, LOW, LOW, IMBALANCE, IMBALANCE]


def test_low_recovery_closes_on_the_response() -> None:
    response = [0.7] * 2 + [0.45, 0.39, 0.39, 0.39]
    levels = run([ENOUGH] * 6, response=response, raised=False)
    assert levels[1:5] == [LOW] * 4
    assert levels[5] != LOW


def test_nothing_opens_or_rises_without_news() -> None:
    assert run([ENOUGH] * 3, response=0.1, news={1}) == [USUAL, USUAL, IMBALANCE]
    assert run([ENOUGH] * 13, response=0.8, news={11})[10:] == [IMBALANCE, IMBALANCE, PERSISTENT]


def test_silence_closes_nothing_until_nothing_is_left() -> None:
    silent = set(range(2, 40))
    levels = run(
        [ENOUGH] * 2 + [0.1] * 38,
        response=0.1,
        answered=silent,
        news=silent,
        covered=silent,
        known=silent,
    )
    assert levels[1:29] == [IMBALANCE] * 28
    assert levels[29:] == [Level.UNKNOWN] * 11


def test_with_too_few_check_ins_a_warning_stays_but_does_not_open() -> None:
    assert run([ENOUGH] * 4, response=0.1, may_open={1, 2}) == [USUAL] * 3 + [IMBALANCE]
    assert run([ENOUGH] * 4, response=0.1, may_open={2, 3}) == [USUAL] + [IMBALANCE] * 3


def test_days_that_do_not_count_open_nothing() -> None:
    assert run([ENOUGH] * 5, response=0.1, counts={0, 1, 2, 3}) == [USUAL] * 5
    assert run([ENOUGH] * 6, response=0.1, counts={0, 1, 2, 3})[-1] == IMBALANCE


def test_a_raised_threshold_does_not_hold_back_what_persists() -> None:
    """In a planned overload an imbalance asks for more; one that is there may still persist."""
    machine_levels = run([1.3] * 2 + [1.0] * 12, response=0.8, threshold=1.2)
    assert machine_levels[1:11] == [IMBALANCE] * 10
    assert machine_levels[-1] == PERSISTENT


def test_what_persists_opens_on_the_same_day_with_and_without_a_planned_overload() -> None:
    free = run([1.0] * 14, response=0.8)
    held = run([1.0] * 14, response=0.8, threshold=1.2, overload=set(range(14)))
    assert held.index(PERSISTENT) == free.index(PERSISTENT)
    assert IMBALANCE not in held
    assert PERSISTENT not in run([1.0] * 14, response=0.8, threshold=1.2)


def test_notice_opens_on_two_of_three_and_goes_three_days_after_its_cause() -> None:
    response = [0.6, 0.0, 0.6, 0.0, 0.0, 0.0, 0.0]
    levels = run([0.0] * 7, response=response)
    assert levels == [USUAL, USUAL, NOTICE, NOTICE, NOTICE, USUAL, USUAL]


def test_notice_follows_other_cues() -> None:
    assert run([0.0] * 6, response=0.0, cue={1}) == [1, 2, 2, 2, 1, 1]


def test_notice_gives_way_to_unknown() -> None:
    gone = {3, 4, 5}
    levels = run([0.0] * 6, response=0.6, covered=gone, known=gone, answered=gone)
    assert levels == [1, 2, 2, 0, 0, 0]


def test_unknown_is_never_shown_as_usual() -> None:
    assert run([0.0] * 2, response=0.0, known={0, 1}) == [Level.UNKNOWN] * 2


def test_answers_that_fall_away_are_told_from_never_having_answered() -> None:
    levels = run([0.0] * 3, response=0.0, known={0, 1}, covered={0, 1}, falling_away={1, 2})
    assert levels == [Level.UNKNOWN, Level.DATA_MISSING, USUAL]


def test_illness_and_a_local_problem_have_names_of_their_own_and_open_no_warning() -> None:
    assert run([0.0] * 2, response=0.0, local={1}) == [USUAL, Level.LOCAL_PROBLEM]
    assert run([0.0] * 2, response=0.0, local={1}, ill={1}) == [USUAL, Level.ILL]
    assert run([ENOUGH] * 3, response=0.1, ill={2})[-1] == IMBALANCE


@pytest.mark.parametrize("days", [5, 14])
def test_day_marks_count_like_a_sliding_window(days: int) -> None:
    marked = np.random.default_rng(1).random((40, 3)) < 0.5
    marks = DayMarks(3, days)
    for day in range(40):
        expected = marked[max(day - days + 1, 0) : day + 1].sum(axis=0)
        assert marks.push(marked[day]).tolist() == expected.tolist()
