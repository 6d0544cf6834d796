"""The record of a team's warnings: what was made of them, and what came after."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from coaching import record_words as words
from coaching.access import visible_members
from coaching.decisions import FIRST_BUDGET
from coaching.models import WarningAction
from coaching.record import (
    RULES,
    Judged,
    Tally,
    after,
    next_budget,
    proposal,
    tallies,
    verdict_of,
)
from coaching.selectors.events import events_of
from coaching.selectors.plans import name_of
from coaching.selectors.seen import through_lenses
from coaching.squad import status_of
from recovery.assessments.models import Level, RecoveryWarning

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Sequence

    from coaching.access import Member
    from coaching.models import Team
    from recovery.figures import Status

PERIOD = dt.timedelta(days=182)  # looked back
SHOWN = 20  # warnings, one by one


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table, in words."""

    status: Status
    name: str
    level: int
    opened: int
    answered: int
    useful: str
    share: str  # with its interval
    false: int
    known: int
    followed: str
    early: str


@dataclass(frozen=True, slots=True)
class Case:
    """One warning, in words."""

    public_id: uuid.UUID
    name: str
    when: str
    status: Status
    word: str
    verdict: str
    events: Sequence[str]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything in it is ready to print."""

    heading: str
    context: str
    rules: Sequence[Rule]
    proposal: str
    proposes: bool
    cases: Sequence[Case]
    more: int  # warnings that are not shown one by one


def record_page(team: Team, *, now: dt.datetime) -> RecordPage:
    """Return what became of the team's warnings in half a year. Ten queries.

    Only what each athlete shares now is counted, through the lens that they share now.
    """
    today = timezone.localdate(now)
    members = {member.athlete_id: member for member in visible_members(team, now=now)}
    judged = _judged(team, members.values(), first=today - PERIOD, today=today)
    found = tallies(judged)
    latest = team.calibrations.newest_first().first()
    current = FIRST_BUDGET if latest is None else latest.budget
    proposed = proposal(found)
    return RecordPage(
        heading=words.heading(found),
        context=words.context(team),
        rules=[_rule(tally) for tally in found],
        proposal=words.proposal(proposed, found, current=current),
        proposes=next_budget(proposed, current) is not None,
        cases=[_case(each, members[each.athlete_id]) for each in judged[:SHOWN]],
        more=max(len(judged) - SHOWN, 0),
    )


def _judged(
    team: Team, members: Iterable[Member], *, first: dt.date, today: dt.date
) -> list[Judged]:
    """Return every warning since ``first``, latest first. Eight queries."""
    sharing = [member for member in members if member.classes]
    warnings = RecoveryWarning.objects.filter(through_lenses(sharing), opened_on__gte=first)
    actions: dict[tuple[int, dt.date], list[WarningAction]] = defaultdict(list)
    standing = WarningAction.objects.standing().filter(team=team, opened_on__gte=first)
    for action in standing.order_by("-pk"):
        actions[action.athlete_id, action.opened_on].append(action)
    events = events_of(team, sharing, first=first, today=today)
    return [
        Judged(
            athlete_id=warning.athlete_id,
            level=warning.level,
            opened_on=warning.opened_on,
            verdict=verdict_of(actions.get((warning.athlete_id, warning.opened_on), ())),
            events=after(warning.opened_on, events.get(warning.athlete_id, ())),
        )
        for warning in warnings.defer("payload").order_by("-opened_on", "athlete_id")
        if warning.level in RULES
    ]


def _rule(tally: Tally) -> Rule:
    return Rule(
        status=status_of(tally.level),
        name=str(Level(tally.level).label),
        level=tally.level,
        opened=tally.opened,
        answered=tally.answered,
        useful=words.out_of(tally.useful, tally.answered),
        share=words.share(tally.useful, tally.answered),
        false=tally.false,
        known=tally.known,
        followed=words.out_of(tally.followed, tally.opened),
        early=words.early(tally.days_early),
    )


def _case(each: Judged, member: Member) -> Case:
    return Case(
        public_id=member.athlete.public_id,
        name=name_of(member),
        when=words.opened(each.opened_on),
        status=status_of(each.level),
        word=str(Level(each.level).label),
        verdict=words.verdict(each.verdict),
        events=words.events(each),
    )
