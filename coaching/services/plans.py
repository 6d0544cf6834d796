"""Whole weeks at once: copied, kept as a template, and filled from one.

What is planned one by one is written by athletes.services.plans.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from athletes.models import PlannedSession
from athletes.services.plans import Entry, Intended, plan, take_turns
from coaching.models import TemplateEntry, WeekTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from athletes.models import Athlete
    from athletes.models.plans import Intention
    from coaching.models import Team
    from recovery.accounts.models import User

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Filled:
    """For how many athletes a week was filled, and who had a plan in it already."""

    athletes: int
    entries: int
    had_a_plan: Sequence[Athlete]


@dataclass(frozen=True)
class Meant:
    """Something for one day of a week. The same ``key`` is planned once in a week."""

    key: uuid.UUID
    weekday: int
    intention: Intention


@transaction.atomic
def copy_week(
    *,
    team: Team,
    athletes: Sequence[Athlete],
    source: dt.date,
    target: dt.date,
    by: User,
    now: dt.datetime,
) -> Filled:
    """Plan for each athlete what the team had meant in the week of ``source``, a Monday.

    Days that are over stay empty, and whoever has a plan of the team in that week keeps it: a
    second click finds everybody done. What athletes moved is copied from where it was meant.
    """
    take_turns(athlete.pk for athlete in athletes)
    week = _meant_by(team, athletes, source)
    meant = {
        athlete_id: [
            Meant(
                key=uuid.uuid5(entry.client_id, target.isoformat()),
                weekday=entry.meant_day.weekday(),
                intention=entry,
            )
            for entry in entries
        ]
        for athlete_id, entries in week.items()
    }
    return _fill(team, athletes, target, meant, by=by, now=now)


@transaction.atomic
def fill_from_template(
    *,
    template: WeekTemplate,
    athletes: Sequence[Athlete],
    target: dt.date,
    by: User,
    now: dt.datetime,
) -> Filled:
    """Plan a template's week for each athlete, on the terms of `copy_week`."""
    take_turns(athlete.pk for athlete in athletes)
    entries = [
        Meant(
            key=uuid.uuid5(template.team.public_id, f"{entry.pk} {target}"),
            weekday=entry.weekday,
            intention=entry,
        )
        for entry in template.entries.all()
    ]
    meant = {athlete.pk: entries for athlete in athletes}
    return _fill(template.team, athletes, target, meant, by=by, now=now)


@transaction.atomic
def save_template(
    *, team: Team, name: str, athlete: Athlete, monday: dt.date, by: User
) -> WeekTemplate:
    """Keep what the team meant for an athlete in a week; a taken name is a ValidationError."""
    entries = _meant_by(team, [athlete], monday).get(athlete.pk, [])
    if not entries:
        raise ValidationError(
            {
                "athlete": _("Your team planned nothing for %(name)s in this week.")
                % {"name": athlete}
            }
        )
    template = WeekTemplate(team=team, name=name.strip(), by=by)
    template.full_clean(exclude={"by"})
    template.save()
    TemplateEntry.objects.bulk_create(
        TemplateEntry(
            template=template,
            weekday=entry.meant_day.weekday(),
            kind=entry.kind,
            sport=entry.sport,
            minutes=entry.minutes,
            rpe=entry.rpe,
            starts_at=entry.starts_at,
            title=entry.title,
            description=entry.description,
        )
        for entry in entries
    )
    return template


@transaction.atomic
def delete_template(*, template: WeekTemplate) -> None:
    """Forget a template. Weeks that were filled from it stay."""
    template.delete()


def _meant_by(
    team: Team, athletes: Iterable[Athlete], monday: dt.date
) -> dict[int, list[PlannedSession]]:
    """Return what the team meant for each athlete in a week, wherever it stands now. One query."""
    sunday = monday + WEEK - dt.timedelta(days=1)
    rows = PlannedSession.objects.meant_for(monday, sunday).filter(
        planned_for=team.public_id, athlete__in=[athlete.pk for athlete in athletes]
    )
    found: dict[int, list[PlannedSession]] = defaultdict(list)
    for row in rows:
        found[row.athlete_id].append(row)
    return found


def _fill(
    team: Team,
    athletes: Sequence[Athlete],
    target: dt.date,
    meant: Mapping[int, Sequence[Meant]],
    *,
    by: User,
    now: dt.datetime,
) -> Filled:
    taken = _meant_by(team, athletes, target)
    entries = [
        Entry(
            athlete=athlete,
            client_id=each.key,
            intended=Intended.of(each.intention, target + dt.timedelta(days=each.weekday)),
        )
        for athlete in athletes
        if athlete.pk not in taken
        for each in meant.get(athlete.pk, ())
        if target + dt.timedelta(days=each.weekday) >= athlete.local_day(now)
    ]
    planned = plan(entries=entries, by=by, planned_for=team.public_id, now=now)
    return Filled(
        athletes=len({entry.athlete.pk for entry in entries}),
        entries=planned,
        had_a_plan=[athlete for athlete in athletes if athlete.pk in taken],
    )
