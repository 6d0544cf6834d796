"""Intended against felt, by hand."""

from __future__ import annotations

import pytest

from coaching.intended import Difference, Effort, Pair, compare, mean_felt


def pairs(athlete: int, *sessions: tuple[float, float]) -> list[Pair]:
    return [Pair(athlete=athlete, intended=meant, felt=felt) for meant, felt in sessions]


EASY = {
    # Means 2.0, 3.0, 2.5 felt against 2, 2, 2.5: differences 0.5, 1.5 and 0.4
    1: pairs(1, (2, 2.5), (2, 2.5), (2, 2.5)),
    2: pairs(2, (2, 3), (1.5, 3.5), (2.5, 4)),
    3: pairs(3, (3, 3.5), (2, 2.2), (3, 3.5)),
    4: pairs(4, (2, 5), (3, 6), (2.5, 5.5)),
}


def test_efforts_are_those_of_the_intention() -> None:
    points = {0: "easy", 3: "easy", 3.5: "moderate", 6.5: "moderate", 7: "hard", 10: "hard"}
    assert {point: Effort.of(point).value for point in points} == points


def test_offset_of_the_team_is_taken_off_before_anybody_is_named() -> None:
    found = compare([pair for of_one in EASY.values() for pair in of_one])
    # Athlete 1: 0.5. Athlete 2: (1 + 2 + 1.5) / 3 = 1.5. Athlete 3: (0.5 + 0.2 + 0.5) / 3 = 0.4.
    # Athlete 4: 3. The offset is (0.5 + 1.5 + 0.4 + 3) / 4 = 1.35.
    harder = {each: efforts[Effort.EASY].harder for each, efforts in found.by_athlete.items()}
    assert harder == pytest.approx({1: 0.5, 2: 1.5, 3: 0.4, 4: 3.0})
    assert found.easy_offset == pytest.approx(1.35)
    # Only athlete 4 is at least 1 above it: 1.65. Athlete 2, harder by 1.5 in all, is not.
    assert found.easy_not_easy == [4]


def test_each_athlete_counts_once_in_the_offset() -> None:
    """Somebody with many sessions is not the measure of the others."""
    many = pairs(4, *[(2, 5)] * 30)
    few = [pair for each in (1, 2, 3) for pair in EASY[each]]
    assert compare([*few, *many]).easy_offset == pytest.approx((0.5 + 1.5 + 0.4 + 3) / 4)


def test_offset_never_blames_who_is_as_meant() -> None:
    """Where the others feel easy days lighter, as meant is still as meant."""
    lighter = [pair for each in (1, 2) for pair in pairs(each, *[(3, 1)] * 3)]
    found = compare([*lighter, *pairs(3, *[(3, 3)] * 3)])
    assert found.easy_offset == 0
    assert found.easy_not_easy == []


def test_nobody_is_named_without_a_team_to_compare_with() -> None:
    found = compare([*EASY[1], *EASY[4]])
    assert found.easy_offset is None
    assert found.easy_not_easy == []


def test_two_sessions_say_nothing() -> None:
    found = compare([*EASY[1], *EASY[2], *EASY[3], *pairs(5, (2, 9), (2, 9))])
    assert found.easy_not_easy == []
    assert found.easy_offset == pytest.approx((0.5 + 1.5 + 0.4) / 3)


def test_hard_days_that_are_not_hard_are_named_most_first() -> None:
    found = compare(
        [
            *pairs(1, (7, 6), (8, 7), (9, 8)),  # easier by 1
            *pairs(2, (8, 5), (8, 5), (8, 5)),  # by 3
            *pairs(3, (8, 7.5), (8, 7), (8, 7.5)),  # by 0.67
        ]
    )
    assert found.hard_not_hard == [2, 1]
    assert found.by_athlete[1][Effort.HARD] == Difference(sessions=3, intended=8, felt=7)


def test_mean_felt_of_each_intended_point() -> None:
    assert mean_felt(pairs(1, (3, 4), (7, 6), (3, 5))) == [(3, 2, 4.5), (7, 1, 6.0)]


def test_no_sessions() -> None:
    found = compare([])
    assert (found.by_athlete, found.easy_offset, found.hard_not_hard) == ({}, None, [])
