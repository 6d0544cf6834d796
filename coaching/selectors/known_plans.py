"""What a team may know of its athletes' plans, and of what became of them, read at once.

The staff see what their team planned, of everybody. What was done of it, what an athlete planned
or moved, and what another team planned belong to training: they show for who shares that. For who
does not, everything stands where the team put it, and nothing says whether it was done.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q

from athletes.models import DayMark, OverloadBlock, PlannedSession, Session
from athletes.plan import ONE_DAY, RUN_UP, WEEK, fulfilled_by, week_of
from coaching.models import DataClass

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from athletes.plan import Week
    from coaching.access import Member
    from coaching.models import Team

_RowT = TypeVar("_RowT", PlannedSession, Session, OverloadBlock)


def is_told(member: Member) -> bool:
    """Return whether the staff may see what somebody did of a plan."""
    return bool(member.classes & DataClass.SESSIONS)


@dataclass(frozen=True, slots=True)
class KnownPlans:
    """What the team may know about the plans of some athletes."""

    planned: dict[int, list[PlannedSession]]
    fulfilled: dict[int, Session]
    sessions: dict[int, list[Session]]
    marks: dict[int, dict[dt.date, DayMark]]
    overloads: dict[int, list[OverloadBlock]]

    @classmethod
    def of(cls, team: Team, members: Sequence[Member], first: dt.date, last: dt.date) -> KnownPlans:
        """Read it for the days from ``first`` to ``last``. Five queries.

        Two for what is planned, because of who does not share training not even the session
        that a plan names is looked up.
        """
        told = [member.athlete_id for member in members if is_told(member)]
        untold = [member.athlete_id for member in members if not is_told(member)]
        since, until = first - RUN_UP, last + RUN_UP
        of_told = list(
            PlannedSession.objects.between(since, until)
            .filter(athlete__in=told)
            .select_related("session", "planned_by")
            .order_by("day", "pk")
        )
        of_untold = [
            _where_it_was_put(entry)
            for entry in PlannedSession.objects.meant_between(since, until)
            .filter(athlete__in=untold, planned_for=team.public_id)
            .select_related("planned_by")
            .order_by("pk")
        ]
        sessions = Session.objects.between(since, until).filter(athlete__in=told)
        marks: dict[int, dict[dt.date, DayMark]] = defaultdict(dict)
        for mark in DayMark.objects.between(since, until).filter(athlete__in=told):
            marks[mark.athlete_id][mark.day] = mark
        overloads = OverloadBlock.objects.filter(
            Q(athlete__in=told) | Q(athlete__in=untold, planned_for=team.public_id),
            first_day__lte=last,
            last_day__gte=first,
        )
        return cls(
            planned=_by_athlete([*of_told, *sorted(of_untold, key=lambda entry: entry.day)]),
            fulfilled=fulfilled_by(of_told),
            sessions=_by_athlete(sessions.order_by("day", "started_at", "pk")),
            marks=marks,
            overloads=_by_athlete(overloads.select_related("planned_by").order_by("first_day")),
        )

    def instead(self, athlete_id: int, planned: Sequence[PlannedSession]) -> KnownPlans:
        """Return the same with another plan of one athlete, to see what it would do."""
        return replace(self, planned=self.planned | {athlete_id: list(planned)})

    def week(self, member: Member, monday: dt.date, *, today: dt.date) -> Week:
        pk = member.athlete_id
        sunday = monday + (WEEK - 1) * ONE_DAY
        return week_of(
            monday,
            planned=self.planned.get(pk, []),
            fulfilled=self.fulfilled,
            sessions=self.sessions[pk],
            marks=self.marks[pk],
            overloads=[
                block
                for block in self.overloads[pk]
                if block.first_day <= sunday and block.last_day >= monday
            ],
            today=today,
            is_told=is_told(member),
        )


def _where_it_was_put(entry: PlannedSession) -> PlannedSession:
    """Return a row, not to be saved, that has forgotten that the athlete moved it."""
    entry.day, entry.original_day = entry.meant_day, None
    return entry


def _by_athlete(rows: Iterable[_RowT]) -> dict[int, list[_RowT]]:
    found: dict[int, list[_RowT]] = defaultdict(list)
    for row in rows:
        found[row.athlete_id].append(row)
    return found
