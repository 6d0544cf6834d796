from __future__ import annotations

import datetime as dt

import pytest

from athletes.conflicts import Conflict, ConflictKind, PlannedDay, conflicts

MONDAY = dt.date(2026, 11, 23)
# A letter a day: H hard, t training, r rest, . nothing planned
KINDS = {
    "H": PlannedDay(trains=True, is_hard=True),
    "t": PlannedDay(trains=True, is_hard=False),
    "r": PlannedDay(trains=False, is_hard=False),
}


def found(pattern: str, *, away: str = "") -> list[tuple[str, int, int]]:
    days = {
        MONDAY + dt.timedelta(days=n): KINDS[letter]
        for n, letter in enumerate(pattern)
        if letter != "."
    }
    absent = [MONDAY + dt.timedelta(days=n) for n, letter in enumerate(away) if letter == "x"]
    return [
        (each.kind.value, (each.first - MONDAY).days, (each.last - MONDAY).days)
        for each in conflicts(days, away=absent)
    ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("HHr", []),
        ("HHH", [("hard_days", 0, 2)]),
        ("tHHHHt", [("hard_days", 1, 4)]),
        ("HHtHH", []),
        ("HH.H", []),
        ("tttttttt", []),
        ("ttttttttt", [("no_rest", 0, 8)]),
        ("ttttrtttttttttt", [("no_rest", 5, 14)]),
        ("tttt.tttt", []),  # what is not planned may well be rest
        ("", []),
    ],
)
def test_runs_of_planned_days(pattern: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(pattern) == expected


def test_training_on_a_day_away_and_not_rest() -> None:
    assert found("ttr.", away="x.xx") == [("unavailable", 0, 0)]
    assert found("ttt", away=".xx") == [("unavailable", 1, 2)]


def test_conflicts_touch_a_week_when_a_day_of_them_lies_in_it() -> None:
    conflict = Conflict(ConflictKind.NO_REST, MONDAY - dt.timedelta(8), MONDAY)
    assert conflict.touches(MONDAY, MONDAY + dt.timedelta(6))
    assert not conflict.touches(MONDAY + dt.timedelta(1), MONDAY + dt.timedelta(6))
