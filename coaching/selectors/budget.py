"""The page of a team's alert budget: what holds, what it rests on, and how it came about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from coaching import calibration_words as words
from coaching.access import visible_members
from coaching.decisions import EVERY, FIRST_BUDGET, NOTHING_COUNTED, choice, threshold_of
from coaching.forms.budgets import BUILT_IN
from coaching.models import TeamCalibration
from coaching.models.calibrations import BUDGETS
from coaching.selectors.quiet_history import ANSWERS
from recovery.engine import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from coaching.models import Team

LOG_ROWS = 24  # two years of months


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    effect: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class LogEntry:
    at: dt.datetime
    who: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """Numbers of a scale run from 0 to 100, its ends being the bounds."""

    heading: str
    watched: str
    threshold: float
    built_in: float
    lowest: float
    highest: float
    threshold_at: float
    built_in_at: float
    from_day: dt.date | None  # the first day it holds for, where that is still to come
    calibrated_at: dt.datetime | None
    next_on: dt.date | None
    rests_on: str
    newcomers: str
    options: Sequence[Option]
    log: Sequence[LogEntry]


def budget_page(team: Team, *, now: dt.datetime) -> BudgetPage:
    """Return what is to be known of a team's alert budget. Three queries."""
    log = list(team.calibrations.newest_first().select_related("by")[:LOG_ROWS])
    computed = team.calibrations.computed().newest_first().first()
    members = sum(bool(member.classes & ANSWERS) for member in visible_members(team, now=now))
    latest = log[0] if log else None
    budget = FIRST_BUDGET if latest is None else latest.budget
    threshold = threshold_of(latest)
    today = timezone.localtime(now).date()
    return BudgetPage(
        heading=words.heading(
            budget,
            members=members,
            learned=latest is not None and latest.outcome == TeamCalibration.Outcome.LEARNED,
        ),
        watched=words.watched(members),
        threshold=threshold,
        built_in=DEFAULTS.imbalance_evidence,
        lowest=DEFAULTS.lowest_evidence,
        highest=DEFAULTS.highest_evidence,
        threshold_at=_place(threshold),
        built_in_at=_place(DEFAULTS.imbalance_evidence),
        from_day=_still_to_come(latest, today=today),
        calibrated_at=computed.at if computed else None,
        next_on=timezone.localtime(computed.at + EVERY).date() if computed else None,
        rests_on=words.reason(latest) if latest else "",
        newcomers=words.newcomers(latest) if latest else "",
        options=_options(budget, members=members, latest=latest),
        log=[_entry(decided) for decided in log],
    )


def _place(threshold: float) -> float:
    """Return where a threshold lies between the bounds, from 0 to 100."""
    width = DEFAULTS.highest_evidence - DEFAULTS.lowest_evidence
    place = 100 * (threshold - DEFAULTS.lowest_evidence) / width
    return round(min(max(place, 0), 100), 1)


def _still_to_come(latest: TeamCalibration | None, *, today: dt.date) -> dt.date | None:
    if latest is None or round(latest.evidence_before, 2) == round(threshold_of(latest), 2):
        return None
    from_day = timezone.localtime(latest.at).date() + dt.timedelta(days=1)
    return from_day if from_day > today else None


def _options(
    budget: Decimal | None, *, members: int, latest: TeamCalibration | None
) -> list[Option]:
    counted = latest.counted if latest else NOTHING_COUNTED
    return [
        Option(
            value=BUILT_IN if each is None else str(each),
            label=words.option_label(each),
            effect=words.option_effect(each, members=members, threshold=choice(counted, each)[1]),
            is_chosen=each == budget,
        )
        for each in (*BUDGETS, None)
    ]


def _entry(decided: TeamCalibration) -> LogEntry:
    what = words.change(decided, after=decided_threshold(decided))
    return LogEntry(decided.at, words.who(decided), what, words.reason(decided))


def decided_threshold(decided: TeamCalibration) -> float:
    """Return the threshold as it was decided, whatever the engine is today."""
    return DEFAULTS.imbalance_evidence if decided.evidence is None else decided.evidence
