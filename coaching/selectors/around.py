"""What else somebody of the staff knows of an athlete: the days to come, illness, and notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from athletes import plan_words
from athletes.models import Athlete, DayMark, HealthAnswers, PlannedSession
from coaching.models import DataClass
from coaching.selectors.notes import notes_about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coaching.models import Team
    from coaching.selectors.notes import Line
    from coaching.selectors.seen import Seen
    from recovery.accounts.models import User

AHEAD = dt.timedelta(days=6)
BACK = dt.timedelta(days=27)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something planned in the coming week, in words."""

    day: str
    what: str
    intent: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside an athlete's warning and days."""

    plan: Sequence[Ahead]
    illness: str  # empty: not shared, or nothing said; one cannot tell
    note: Line | None  # the latest that the reader may read
    notes: int


def around(team: Team, seen: Seen, *, reader: User) -> Around:
    """Return what else the reader knows of an athlete. Four queries; three without health."""
    lines = notes_about(
        team, Athlete.objects.select_related("user").get(pk=seen.athlete_id), reader=reader
    )
    return Around(
        plan=_plan(team, seen),
        illness=_illness(seen) if seen.lens & DataClass.HEALTH else "",
        note=lines[0] if lines else None,
        notes=len(lines),
    )


def _plan(team: Team, seen: Seen) -> list[Ahead]:
    """Return the coming week: all of who shares training, else what the team planned, as meant."""
    coming = (seen.today, seen.today + AHEAD)
    of_athlete = PlannedSession.objects.filter(athlete=seen.athlete_id)
    is_told = bool(seen.lens & DataClass.SESSIONS)
    planned = (
        of_athlete.between(*coming)
        if is_told
        else of_athlete.filter(planned_for=team.public_id).meant_for(*coming)
    )
    of_days = [(entry.day if is_told else entry.meant_day, entry) for entry in planned]
    return [
        Ahead(
            day=capfirst(plan_words.weekday_and_date(day)),
            what=entry.heading,
            intent=plan_words.intent_short(entry),
        )
        for day, entry in sorted(of_days, key=lambda each: (each[0], each[1].pk))
    ]


def _illness(seen: Seen) -> str:
    """Say on how many of four weeks' days somebody who shares it said to be ill. One query."""
    first = seen.today - BACK
    said = HealthAnswers.objects.filter(
        check_in__athlete=seen.athlete_id, check_in__day__range=(first, seen.today)
    ).values_list("check_in__day", "ill")
    marks = DayMark.objects.filter(
        athlete=seen.athlete_id, kind=DayMark.Kind.ILL, day__range=(first, seen.today)
    ).values_list("day", Value(value=True))
    days = list(said.union(marks))
    ill = sorted({day for day, is_ill in days if is_ill})
    if not ill:
        return _("Not ill in the past four weeks, as far as was said.") if days else ""
    return ngettext(
        "Ill on %(count)s day of the past four weeks, last on %(day)s.",
        "Ill on %(count)s days of the past four weeks, last on %(day)s.",
        len(ill),
    ) % {"count": len(ill), "day": plan_words.weekday_and_date(ill[-1])}
