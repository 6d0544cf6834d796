"""A team's tests: made and ended for all its athletes, and entered for a squad at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from athletes.models import PerformanceTest
from athletes.services.performance import (
    Definition,
    Entry,
    enter_results,
    hand_down_test,
    retire_team_test,
)
from coaching.models import Membership, Team, TeamTest

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from athletes.models import Athlete
    from recovery.accounts.models import User


@transaction.atomic
def make_test(
    *, team: Team, client_id: uuid.UUID, facts: Definition, by: User, now: dt.datetime
) -> TeamTest:
    """Make a test of a team and give it to its athletes; sending the form again makes no other."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # one double click at a time
    if sent_before := TeamTest.objects.filter(team=team, client_id=client_id).first():
        return sent_before
    test = TeamTest(team=team, client_id=client_id, by=by, **asdict(facts))
    test.clean_fields(exclude={"team", "by"})
    test.save()
    members = Membership.objects.active(now).filter(team=team)
    _hand_down(test, athlete_ids=list(members.values_list("athlete", flat=True)))
    return test


@transaction.atomic
def give_tests(*, athlete: Athlete, team: Team) -> None:
    """Give somebody who joins what their team tests itself on."""
    for test in TeamTest.objects.in_use().filter(team=team):
        _hand_down(test, athlete_ids=[athlete.pk])


@transaction.atomic
def retire_test(*, test: TeamTest, now: dt.datetime) -> None:
    """Let a team do a test no more. What was measured stays with its athletes."""
    TeamTest.objects.in_use().filter(pk=test.pk).update(retired_at=now)
    retire_team_test(team_test=test.public_id, now=now)


@transaction.atomic
def enter_squad(
    *,
    test: TeamTest,
    attempts: Mapping[Athlete, Sequence[Decimal]],
    conditions: str,
    day: dt.date,
    by: User,
    now: dt.datetime,
) -> int:
    """Save what a team measured on a day. Returns for how many athletes something changed."""
    athletes = {athlete.pk: athlete for athlete in attempts}
    _hand_down(test, athlete_ids=list(athletes))  # somebody may have come back
    rows = PerformanceTest.objects.filter(team_test=test.public_id, athlete__in=athletes)
    entries = []
    for row in rows:
        row.athlete = athletes[row.athlete_id]
        entries.append(Entry(test=row, attempts=attempts[row.athlete], conditions=conditions))
    return enter_results(entries=entries, day=day, by=by, entered_for=test.team.public_id, now=now)


def _hand_down(test: TeamTest, *, athlete_ids: Sequence[int]) -> None:
    hand_down_test(
        athlete_ids=athlete_ids,
        team_test=test.public_id,
        facts=Definition(
            kind=test.kind,
            name=test.name,
            unit=test.unit,
            larger_is_better=test.larger_is_better,
            summary=test.summary,
            typical_error=test.typical_error,
            protocol=test.protocol,
        ),
    )
