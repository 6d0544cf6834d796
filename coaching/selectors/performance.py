"""A squad's results of one test on one day, as far as its staff may see them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from athletes import performance_words as words
from athletes.models import PerformanceResult, PerformanceTest
from athletes.performance import progress_of
from coaching.selectors.known_plans import is_told
from coaching.selectors.plans import members_of, name_of
from recovery.figures import Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from athletes.performance import Measured
    from coaching.access import Member
    from coaching.models import Team, TeamTest


@dataclass(frozen=True, slots=True)
class SquadRow:
    """One athlete in the table of a squad.

    ``attempts`` is what this team entered on the day. The rest says something only of who shares
    training and rest; for everybody else it is what it is for somebody never tested.
    """

    member: Member
    name: str
    attempts: Sequence[Decimal] = ()
    said: Sequence[str] = ()  # the attempts, with their unit
    conditions: str = ""
    latest: str = ""
    verdict: str = ""
    status: Status = Status.NONE


def squad_rows(team: Team, test: TeamTest, day: dt.date, *, now: dt.datetime) -> list[SquadRow]:
    """Return the athletes of a team by name with what is known up to a day. Four queries."""
    members = members_of(team, now=now)
    told = [member.athlete_id for member in members if is_told(member)]
    rows = PerformanceTest.objects.filter(
        team_test=test.public_id, athlete__in=[member.athlete_id for member in members]
    )
    tests = {row.athlete_id: row for row in rows}
    entered_here = Q(entered_for=team.public_id, day=day)
    results = PerformanceResult.objects.filter(
        entered_here | Q(test__athlete__in=told), test__in=list(tests.values()), day__lte=day
    )
    by_test: dict[int, list[PerformanceResult]] = defaultdict(list)
    for result in results.order_by("day", "pk"):
        by_test[result.test_id].append(result)
    return [
        _row(team, member, tests.get(member.athlete_id), by_test, day=day) for member in members
    ]


def _row(
    team: Team,
    member: Member,
    test: PerformanceTest | None,
    by_test: dict[int, list[PerformanceResult]],
    *,
    day: dt.date,
) -> SquadRow:
    if test is None:
        return SquadRow(member, name_of(member))
    results = by_test[test.pk]
    here = [each for each in results if each.day == day and each.entered_for == team.public_id]
    latest = progress_of(test, results).latest if is_told(member) else None
    return SquadRow(
        member=member,
        name=name_of(member),
        attempts=here[0].attempts if here else (),
        said=[words.value(test, each) for each in here[0].attempts] if here else (),
        conditions=here[0].conditions if here else "",
        latest=_latest(test, latest),
        verdict=words.verdict(latest) if latest else "",
        status=words.status(latest),
    )


def _latest(test: PerformanceTest, latest: Measured | None) -> str:
    if latest is None:
        return ""
    parts = [words.value(test, latest.value), words.short_day(latest.day), words.change(latest)]
    return " · ".join(part for part in parts if part)
