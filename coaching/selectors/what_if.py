"""What a change to one athlete's plan would do, as far as they share what it rests on.

The plan is the team's own, so what a change makes of it shows for everybody. Week, rhythm and
mornings rest on what was done: they show for who shares training, through that team's lens.
Nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from athletes.models import PlanKind, PlannedSession
from athletes.plan import ONE_DAY, WEEK, monday_of
from coaching.selectors.known_plans import KnownPlans, is_told
from recovery.assessments.services import turned_day
from recovery.assessments.what_if import FURTHEST_DAYS, Choice, what_if_on
from recovery.engine import DataClass

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Sequence
    from decimal import Decimal

    from athletes.plan import Week
    from coaching.access import Member
    from coaching.models import Team
    from recovery.assessments.what_if import WhatIf


@dataclass(frozen=True, slots=True)
class Asked:
    """What a coach tries: something for a day, or what is planned put otherwise.

    Attributes
    ----------
    day : date
    planned : int
        Id of what would change; None for something new.
    kind : str
        As a plan has it; empty where nothing is tried but the day that it stands on.
    minutes, rpe
        None for rest.
    """

    day: dt.date
    planned: int | None = None
    kind: str = ""
    minutes: int | None = None
    rpe: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The plan as it stands, or as it would be."""

    plan: Sequence[PlannedSession]
    choice: Choice  # of the day in question
    weeks: Sequence[Week]  # those that differ


@dataclass(frozen=True, slots=True)
class Tried:
    """What is compared.

    Attributes
    ----------
    day : date
    cases : sequence of Case
        What was asked for last, after what it is compared with.
    stands : int
        Place of the plan as it stands.
    found : WhatIf
        Of the same choices. None where what was done is not shared or not filled in, or the day
        is too far ahead.
    """

    day: dt.date
    cases: Sequence[Case]
    stands: int
    found: WhatIf | None


def what_if_of(team: Team, member: Member, asked: Asked, *, now: dt.datetime) -> Tried | None:
    """Compare what is asked with the plan as it stands. Six queries, and eight more with facts.

    None where what should change is not the team's to change: gone, or done.
    """
    days = [asked.day]
    if asked.planned is not None:
        entry = PlannedSession.objects.filter(
            pk=asked.planned, athlete=member.athlete_id, planned_for=team.public_id
        ).first()
        if entry is None:
            return None
        days.append(entry.day if is_told(member) else entry.meant_day)
    today = turned_day(member.athlete, now)
    first = min(today, *map(monday_of, days))
    known = KnownPlans.of(team, [member], first, monday_of(max(days)) + (WEEK - 1) * ONE_DAY)
    there = known.planned.get(member.athlete_id, [])
    changing = next((each for each in there if each.pk == asked.planned), None)
    if asked.planned is not None and (changing is None or changing.pk in known.fulfilled):
        return None
    compared = _compared(team, there, asked, changing, done=known.fulfilled)
    mondays = sorted(set(map(monday_of, days)))
    local = member.athlete.local_day(now)
    cases = [
        Case(
            plan=plan,
            choice=choice,
            weeks=[
                known.instead(member.athlete_id, plan).week(member, monday, today=local)
                for monday in mondays
            ],
        )
        for plan, choice in compared
    ]
    return Tried(
        day=asked.day,
        cases=cases,
        stands=next(place for place, (plan, _choice) in enumerate(compared) if plan is there),
        found=_with_facts(member, asked.day, cases, there, today=today, done=known.fulfilled),
    )


def _compared(
    team: Team,
    there: Sequence[PlannedSession],
    asked: Asked,
    changing: PlannedSession | None,
    *,
    done: Container[int],
) -> list[tuple[Sequence[PlannedSession], Choice]]:
    """Return the plans to compare, each with what it means for the day that is asked about."""
    kept = [each for each in there if each is not changing]
    others = [
        each for each in kept if each.day == asked.day and not each.is_rest and each.pk not in done
    ]
    without = Choice(load=sum(each.load for each in others), others=others)
    tried = _tried(asked, changing)
    if tried is None:
        return [(there, replace(without, name=_("As it stands")))]
    if not tried.is_rest:
        kept = _making_room(team, kept, asked.day, left=None if changing is None else changing.day)
    if changing is None:
        return [
            (there, replace(without, name=_("Without it"))),
            ([*kept, tried], _with(without, tried, name=_("With it"))),
        ]
    if changing.day != asked.day:
        moves = changing.pk if changing.day < asked.day else None
        moved = replace(_with(without, tried, name=_("Moved")), moves=moves)
        return [
            (there, replace(without, name=_("As it stands"))),
            ([*kept, tried], moved),
        ]
    found: list[tuple[Sequence[PlannedSession], Choice]] = [
        (kept, replace(without, name=_("Without it"))),
        (there, _with(without, changing, name=_("As it stands"))),
    ]
    if (tried.kind, tried.minutes, tried.rpe) != (changing.kind, changing.minutes, changing.rpe):
        found.append(([*kept, tried], _with(without, tried, name=_("As changed"))))
    return found


def _making_room(
    team: Team, plan: Sequence[PlannedSession], day: dt.date, *, left: dt.date | None
) -> list[PlannedSession]:
    """Let the team's rest on a day give way, as it does when this is saved.

    It takes the place of what is moved there, unless more is planned on the day that it leaves.
    """
    ours = [each for each in plan if each.planned_for == team.public_id]
    rests = [each for each in ours if each.is_rest and each.day == day]
    kept = [each for each in plan if each not in rests]
    if left in {None, day} or any(each.day == left for each in ours):
        return kept
    return kept + [PlannedSession(day=left, kind=PlanKind.REST) for _rest in rests]


def _tried(asked: Asked, changing: PlannedSession | None) -> PlannedSession | None:
    """Return a row, not to be saved, that says what is tried."""
    if not asked.kind:
        if changing is None:
            return None
        asked = replace(asked, kind=changing.kind, minutes=changing.minutes, rpe=changing.rpe)
    is_rest = asked.kind == PlanKind.REST
    return PlannedSession(
        day=asked.day,
        kind=asked.kind,
        minutes=None if is_rest else asked.minutes,
        rpe=None if is_rest else asked.rpe,
    )


def _with(without: Choice, entry: PlannedSession, *, name: str) -> Choice:
    """Return the day with something more on it."""
    return replace(
        without,
        minutes=entry.minutes or 0,
        rpe=float(entry.rpe or 0),
        load=without.load + entry.load,
        name=name,
    )


def _with_facts(
    member: Member,
    day: dt.date,
    cases: Sequence[Case],
    there: Sequence[PlannedSession],
    *,
    today: dt.date,
    done: Container[int],
) -> WhatIf | None:
    if not is_told(member) or not 0 <= (day - today).days <= FURTHEST_DAYS:
        return None
    return what_if_on(
        member.athlete,
        day,
        [case.choice for case in cases],
        today=today,
        planned=[each for each in there if today <= each.day < day and each.pk not in done],
        classes=DataClass(member.classes),
    )
