"""What becomes of a session that is adjusted, against numbers worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from athletes.models import PlannedSession
from coaching.adjusting import adjusted

DAY = dt.date(2026, 11, 24)


def session(minutes: int, rpe: str, **fields: Any) -> PlannedSession:
    kept = {"kind": "training", "sport": "rowing", **fields}
    return PlannedSession(minutes=minutes, rpe=Decimal(rpe), **kept)


@pytest.mark.parametrize(
    ("minutes", "rpe", "fewer", "easier"),
    [
        (90, "7", 60, "6"),
        (75, "6.5", 50, "5.5"),
        (70, "5", 45, "4"),  # 46.7 minutes
        (10, "2", 5, "1"),  # 6.7 minutes
        (5, "1", 5, "1"),
        (4, "0.5", 4, "0.5"),  # never more than before
    ],
)
def test_lighter_is_two_thirds_and_a_point_easier(
    minutes: int, rpe: str, fewer: int, easier: str
) -> None:
    intended = adjusted(session(minutes, rpe, title="Hills"), "lighter", day=DAY, sport="walking")
    assert intended is not None
    assert (intended.minutes, intended.rpe) == (fewer, Decimal(easier))
    assert (intended.kind, intended.sport, intended.title) == ("training", "rowing", "Hills")


@pytest.mark.parametrize("change", ["lighter", "active_recovery"])
def test_what_takes_its_place_starts_when_it_did(change: str) -> None:
    before = session(60, "7", starts_at=dt.time(18, 30))
    intended = adjusted(before, change, day=DAY, sport="walking")
    assert intended is not None
    assert intended.starts_at == dt.time(18, 30)


@pytest.mark.parametrize(
    ("minutes", "rpe", "fewer", "easier"), [(90, "8", 30, "2"), (20, "1", 20, "1")]
)
def test_active_recovery_is_short_and_easy_in_the_same_sport(
    minutes: int, rpe: str, fewer: int, easier: str
) -> None:
    before = session(minutes, rpe, title="Intervals")
    intended = adjusted(before, "active_recovery", day=DAY, sport="walking")
    assert intended is not None
    assert (intended.kind, intended.sport) == ("active_recovery", "rowing")
    assert (intended.minutes, intended.rpe, intended.title) == (fewer, Decimal(easier), "")


def test_where_nothing_was_planned_there_is_nothing_to_make_lighter() -> None:
    rest = PlannedSession(kind="rest")
    assert adjusted(None, "lighter", day=DAY, sport="walking") is None
    assert adjusted(rest, "lighter", day=DAY, sport="walking") is None
    recovery = adjusted(rest, "active_recovery", day=DAY, sport="walking")
    assert recovery is not None
    assert (recovery.sport, recovery.minutes) == ("walking", 30)
