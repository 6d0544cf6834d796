"""The record's numbers, against numbers worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from coaching.models import WarningAction
from coaching.record import (
    Event,
    Judged,
    Kind,
    Proposal,
    Tally,
    Verdict,
    after,
    interval,
    next_budget,
    proposal,
    tallies,
    verdict_of,
)
from recovery.assessments.models import Level

OPENED = dt.date(2026, 11, 2)


def days(count: int) -> dt.date:
    return OPENED + dt.timedelta(days=count)


def answer(kind: str, reason: str = "") -> WarningAction:
    return WarningAction(kind=kind, reason=reason)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # z² = 3.8416. (0.8 + 0.19208) / 1.38416 = 0.71674;
        # 1.96 √(0.016 + 0.009604) / 1.38416 = 0.22658
        (8, 10, 0.49016, 0.94332),
        # (0 + 0.38416) / 1.76832 = 0.21725, and as much to either side
        (0, 5, 0.0, 0.43449),
        (5, 5, 0.56551, 1.0),
        # (0.25 + 0.04802) / 1.09604 = 0.27191; 1.96 √(0.0046875 + 0.00060025) / 1.09604 = 0.13003
        (10, 40, 0.14187, 0.40194),
    ],
)
def test_interval_matches_hand_calculation(count: int, total: int, low: float, high: float) -> None:
    assert interval(count, total) == pytest.approx((low, high), abs=2e-5)


@pytest.mark.parametrize(
    ("latest_first", "verdict"),
    [
        ([], Verdict.OPEN),
        ([answer("watch")], Verdict.OPEN),
        ([answer("spoke")], Verdict.USEFUL),
        ([answer("adjusted")], Verdict.USEFUL),
        ([answer("watch"), answer("spoke")], Verdict.USEFUL),
        ([answer("not_useful", "already_knew")], Verdict.KNOWN),
        ([answer("not_useful", "nothing_wrong")], Verdict.FALSE),
        ([answer("not_useful", "planned")], Verdict.FALSE),
        ([answer("not_useful", "wrong_data"), answer("spoke")], Verdict.FALSE),
        ([answer("spoke"), answer("not_useful", "other")], Verdict.USEFUL),
    ],
)
def test_last_answer_says_what_a_warning_was(
    latest_first: list[WarningAction], verdict: Verdict
) -> None:
    assert verdict_of(latest_first) == verdict


def test_what_comes_within_two_weeks_stands_beside_a_warning() -> None:
    events = [Event(Kind.ILL, days(each)) for each in (-1, 0, 15, 14, 1)]
    assert [event.day for event in after(OPENED, events)] == [days(1), days(14)]


def warning(level: int, verdict: Verdict, *events: int) -> Judged:
    return Judged(1, level, OPENED, verdict, [Event(Kind.ILL, days(each)) for each in events])


def test_tally_counts_per_rule_and_takes_the_middle_of_how_early() -> None:
    found = tallies(
        [
            warning(Level.IMBALANCE, Verdict.USEFUL, 3, 9),
            warning(Level.IMBALANCE, Verdict.FALSE),
            warning(Level.IMBALANCE, Verdict.KNOWN, 6),
            warning(Level.IMBALANCE, Verdict.OPEN, 10),
            warning(Level.PERSISTENT, Verdict.USEFUL),
        ]
    )
    assert found == [
        Tally(Level.PERSISTENT, opened=1, useful=1, known=0, false=0, followed=0, days_early=None),
        # 3, 6 and 10 days
        Tally(Level.IMBALANCE, opened=4, useful=1, known=1, false=1, followed=3, days_early=6),
    ]
    assert found[1].answered == 3


def test_test_that_came_out_as_usual_follows_nothing() -> None:
    usual = Event(Kind.TEST, days(2), bears_out=False)
    worse = Event(Kind.TEST, days(5))
    assert Judged(1, 4, OPENED, Verdict.OPEN, [usual]).days_to_event is None
    assert Judged(1, 4, OPENED, Verdict.OPEN, [usual, worse]).days_to_event == 5


def tally(*, false: int, answered: int, level: int = Level.IMBALANCE) -> Tally:
    return Tally(level, answered, answered - false, 0, false, 0, None)


@pytest.mark.parametrize(
    ("false", "answered", "proposed"),
    [
        (9, 9, Proposal.TOO_LITTLE),
        (9, 10, Proposal.FEWER),  # from 0.596 on
        (8, 10, Proposal.KEEP),  # from 0.490 on
        (5, 10, Proposal.KEEP),
        (0, 11, Proposal.KEEP),  # up to 0.259
        (0, 12, Proposal.MORE),  # up to 0.242
    ],
)
def test_another_budget_is_proposed_only_where_the_interval_says_so(
    false: int, answered: int, proposed: Proposal
) -> None:
    assert proposal([tally(false=false, answered=answered)]) == proposed


def test_a_rule_that_the_budget_does_not_govern_says_nothing_about_it() -> None:
    other = tally(false=30, answered=30, level=Level.RECOVERY_LOW)
    assert proposal([other]) == Proposal.TOO_LITTLE


@pytest.mark.parametrize(
    ("proposed", "current", "step"),
    [
        (Proposal.FEWER, "0.2", "0.1"),
        (Proposal.MORE, "0.2", "0.3"),
        (Proposal.FEWER, "0.1", None),
        (Proposal.MORE, "0.3", None),
        (Proposal.KEEP, "0.2", None),
        (Proposal.MORE, None, None),
    ],
)
def test_a_step_is_to_the_next_budget(
    proposed: Proposal, current: str | None, step: str | None
) -> None:
    now = None if current is None else Decimal(current)
    assert next_budget(proposed, now) == (None if step is None else Decimal(step))
