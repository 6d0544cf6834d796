"""The product's own record: what became of the warnings of a team. Plain values in and out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import median
from typing import TYPE_CHECKING

from coaching.models import WarningAction
from coaching.models.calibrations import BUDGETS
from recovery.assessments.models import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

# What comes within these days is set beside a warning.
FOLLOWED_WITHIN = dt.timedelta(days=14)
# With fewer answers a share is mostly chance, and nothing is proposed.
LEAST_ANSWERED = 10
# A budget is too wide when more than half are surely false, too narrow when surely few are.
TOO_MANY_FALSE = 0.5
FEW_FALSE = 0.25
CONFIDENCE = 1.96  # standard deviations: 95 in 100
# The threshold that a budget sets opens these; low recovery with usual load opens by itself.
BUDGETED = (Level.IMBALANCE, Level.PERSISTENT)
RULES = (Level.PERSISTENT, Level.IMBALANCE, Level.RECOVERY_LOW)


class Verdict(StrEnum):
    """What the staff made of a warning. The last thing that was done about it counts."""

    USEFUL = "useful"
    KNOWN = "known"  # right, and no news
    FALSE = "false"
    OPEN = "open"  # nobody has said


class Kind(StrEnum):
    """What may come after a warning."""

    ILL = "ill"
    NOT_FULLY = "not_fully"  # a week without full part in training, for their health
    TEST = "test"
    MISSED = "missed"  # training that was planned and not done


class Proposal(StrEnum):
    TOO_LITTLE = "too_little"
    KEEP = "keep"
    FEWER = "fewer"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may have come after a warning."""

    kind: Kind
    day: dt.date  # of a week its Monday
    said: str = ""  # what is to be said of it besides its day, in words
    bears_out: bool = True  # not a test that came out as usual


@dataclass(frozen=True, slots=True)
class Judged:
    """One warning, what was made of it, and what came after, first to last."""

    athlete_id: int
    level: int
    opened_on: dt.date
    verdict: Verdict
    events: Sequence[Event]

    @property
    def days_to_event(self) -> int | None:
        days = [event.day for event in self.events if event.bears_out]
        return (days[0] - self.opened_on).days if days else None


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the warnings of one rule."""

    level: int
    opened: int
    useful: int
    known: int
    false: int
    followed: int
    days_early: float | None  # median, of those that something came after

    @property
    def answered(self) -> int:
        return self.useful + self.known + self.false


def verdict_of(actions: Iterable[WarningAction]) -> Verdict:
    """Return what was made of a warning, from its standing actions, latest first.

    Waiting says nothing yet. *I already knew* was right; any other *not useful* was false, as
    it is for the budget.
    """
    for action in actions:
        if action.kind == WarningAction.Kind.WATCH:
            continue
        if action.kind != WarningAction.Kind.NOT_USEFUL:
            return Verdict.USEFUL
        knew = action.reason == WarningAction.Reason.ALREADY_KNEW
        return Verdict.KNOWN if knew else Verdict.FALSE
    return Verdict.OPEN


def after(opened_on: dt.date, events: Iterable[Event]) -> list[Event]:
    """Return what came in the days after a warning opened; its own day is no later one."""
    last = opened_on + FOLLOWED_WITHIN
    return sorted(
        (event for event in events if opened_on < event.day <= last),
        key=lambda event: (event.day, event.kind),
    )


def tallies(judged: Iterable[Judged]) -> list[Tally]:
    """Return one tally per rule that had a warning, the gravest first."""
    by_level: dict[int, list[Judged]] = defaultdict(list)
    for warning in judged:
        by_level[warning.level].append(warning)
    return [_tally(level, by_level[level]) for level in RULES if level in by_level]


def _tally(level: int, warnings: Sequence[Judged]) -> Tally:
    verdicts = [warning.verdict for warning in warnings]
    early = [days for warning in warnings if (days := warning.days_to_event) is not None]
    return Tally(
        level=level,
        opened=len(warnings),
        useful=verdicts.count(Verdict.USEFUL),
        known=verdicts.count(Verdict.KNOWN),
        false=verdicts.count(Verdict.FALSE),
        followed=len(early),
        days_early=median(early) if early else None,
    )


def interval(count: int, total: int) -> tuple[float, float]:
    """Return the 95% interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    Unlike the textbook one it stays within 0 and 1, and is not empty when all agree.
    """
    share, z2 = count / total, CONFIDENCE**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = CONFIDENCE * sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def proposal(found: Iterable[Tally]) -> Proposal:
    """Return whether the answers speak for another budget; it is never applied by itself."""
    ruled = [tally for tally in found if tally.level in BUDGETED]
    answered = sum(tally.answered for tally in ruled)
    if answered < LEAST_ANSWERED:
        return Proposal.TOO_LITTLE
    low, high = interval(sum(tally.false for tally in ruled), answered)
    if low > TOO_MANY_FALSE:
        return Proposal.FEWER
    return Proposal.MORE if high < FEW_FALSE else Proposal.KEEP


def next_budget(proposed: Proposal, current: Decimal | None) -> Decimal | None:
    """Return the budget one step away; None where there is no step, or none is chosen now."""
    if current not in BUDGETS or proposed not in (Proposal.FEWER, Proposal.MORE):
        return None
    place = BUDGETS.index(current) + (1 if proposed == Proposal.MORE else -1)
    return BUDGETS[place] if 0 <= place < len(BUDGETS) else None
