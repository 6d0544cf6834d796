"""Every write of what is planned.

Nothing the warning model reads changes by it, but for an overload: what was intended of a session
counts from the moment that a session names it, and from then on it cannot change.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from athletes.models import Athlete, FactChange, OverloadBlock, PlanKind, PlannedSession
from athletes.models.plans import OVERLOAD_DAYS
from athletes.services.changes import note_change, take_turn

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from decimal import Decimal

    from athletes.models.plans import Intention
    from recovery.accounts.models import User

ONE_DAY = dt.timedelta(days=1)
PLAN_AHEAD = dt.timedelta(days=365)
# A session that was missed may still be done in the week after.
MOVE_WITHIN = dt.timedelta(days=7)
# Between two overloads somebody must have had time to recover from the first.
OVERLOADS_APART = dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Intended:
    """What is meant for a day. Rest has neither sport, minutes, exertion nor start."""

    day: dt.date
    kind: str = PlanKind.TRAINING
    sport: str = ""
    minutes: int | None = None
    rpe: Decimal | None = None
    starts_at: dt.time | None = None  # by the athlete's own clock
    title: str = ""
    description: str = ""

    @classmethod
    def of(cls, intention: Intention, day: dt.date) -> Intended:
        """Return what is meant already, for that day."""
        return cls(
            day=day,
            kind=intention.kind,
            sport=intention.sport,
            minutes=intention.minutes,
            rpe=intention.rpe,
            starts_at=intention.starts_at,
            title=intention.title,
            description=intention.description,
        )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to plan for one athlete. The same ``client_id`` is planned once."""

    athlete: Athlete
    client_id: uuid.UUID
    intended: Intended


@transaction.atomic
def plan(
    *, entries: Iterable[Entry], by: User, planned_for: uuid.UUID | None, now: dt.datetime
) -> int:
    """Plan all of the entries, or none. Returns how many were new.

    At most five queries, whatever their number. A rest gives way to training of the same planner
    on the same day; for a rest, training has to go first.
    """
    entries = list(entries)
    take_turns({entry.athlete.pk for entry in entries})
    rows = [_planned(entry, by=by, planned_for=planned_for, now=now) for entry in entries]
    known = set(
        PlannedSession.objects.filter(
            athlete__in={row.athlete_id for row in rows},
            client_id__in={row.client_id for row in rows},
        ).values_list("athlete_id", "client_id")
    )
    new = [row for row in rows if (row.athlete_id, row.client_id) not in known]
    _make_room(new, planned_for=planned_for)
    return len(PlannedSession.objects.bulk_create(new))


@transaction.atomic
def change_plan(
    *, planned: PlannedSession, intended: Intended, now: dt.datetime, sees_sessions: bool = True
) -> None:
    """Have the planner mean something else. On another day than before, a move is forgotten.

    Somebody who may not see what was done learns nothing of it from what is refused: see
    `_check_open`. Raises PlannedSession.DoesNotExist where it was deleted meanwhile.
    """
    athlete = planned.athlete
    take_turn(athlete)
    planned = PlannedSession.objects.select_related("session").get(pk=planned.pk)
    planned.athlete = athlete
    _check_open(planned, now=now, sees_sessions=sees_sessions)
    if intended.day != planned.meant_day:
        _check_ahead(athlete, intended.day, now=now)
        planned.day, planned.original_day = intended.day, None
    _write(planned, intended)
    _make_room([planned], planned_for=planned.planned_for)
    planned.save()
    _note_if_done(planned)


@transaction.atomic
def reschedule(
    *, planned: PlannedSession, to: dt.date, now: dt.datetime, sees_sessions: bool = True
) -> None:
    """Have the planner mean the same on another day, on the terms of `change_plan`.

    A rest of theirs that it meets there takes its place, so that moving it back undoes all of it;
    where more is planned on the day that it leaves, that rest gives way.
    """
    take_turn(planned.athlete)
    left = planned.meant_day
    ours = PlannedSession.objects.filter(
        athlete=planned.athlete_id, planned_for=planned.planned_for
    ).exclude(pk=planned.pk)
    if not planned.is_rest and not ours.filter(Q(day=left) | Q(original_day=left)).exists():
        ours.filter(kind=PlanKind.REST, day=to, original_day=None).update(day=left)
    intended = Intended.of(planned, to)
    change_plan(planned=planned, intended=intended, now=now, sees_sessions=sees_sessions)


@transaction.atomic
def delete_plan(*, planned: PlannedSession, now: dt.datetime, sees_sessions: bool = True) -> None:
    """Take it out of the plan; what is already gone stays gone."""
    take_turn(planned.athlete)
    current = PlannedSession.objects.select_related("session").filter(pk=planned.pk).first()
    if current is None:
        return
    current.athlete = planned.athlete
    _check_open(current, now=now, sees_sessions=sees_sessions)
    _note_if_done(current)
    current.delete()


@transaction.atomic
def move(*, planned: PlannedSession, to: dt.date, now: dt.datetime) -> None:
    """Have the athlete do it on another day. Where it was meant to be is kept.

    Moved back there, it was never moved.
    """
    athlete = planned.athlete
    take_turn(athlete)
    planned = PlannedSession.objects.select_related("session").get(pk=planned.pk)
    planned.athlete = athlete
    _check_movable(planned, to=to, now=now)
    _put(planned, to)
    planned.save()


@transaction.atomic
def swap_days(*, athlete: Athlete, day: dt.date, other: dt.date, now: dt.datetime) -> int:
    """Exchange all that is planned on two days, rest included. Returns how much moved."""
    take_turn(athlete)
    found = PlannedSession.objects.filter(Q(day=day) | Q(day=other), athlete=athlete)
    rows = list(found.select_related("session"))
    for planned in rows:
        planned.athlete = athlete
        to = other if planned.day == day else day
        _check_movable(planned, to=to, now=now)
        _put(planned, to)
    PlannedSession.objects.bulk_update(rows, ["day", "original_day"])
    return len(rows)


@transaction.atomic
def plan_overload(
    *,
    athletes: Iterable[Athlete],
    first_day: dt.date,
    last_day: dt.date,
    why: str,
    client_id: uuid.UUID,
    by: User,
    planned_for: uuid.UUID,
    now: dt.datetime,
) -> list[OverloadBlock]:
    """Plan days of overload, for all of these athletes or none; the same form saves once."""
    blocks = []
    for athlete in athletes:
        take_turn(athlete)
        if athlete.overload_blocks.filter(client_id=client_id).exists():
            continue
        block = OverloadBlock(
            athlete=athlete,
            first_day=first_day,
            last_day=last_day,
            why=why.strip(),
            client_id=client_id,
            planned_by=by,
            planned_for=planned_for,
        )
        _check_overload(block, now=now)
        block.save()
        note_change(athlete=athlete, from_day=first_day, reason=FactChange.Reason.PLAN)
        blocks.append(block)
    return blocks


@transaction.atomic
def end_overload(*, block: OverloadBlock, now: dt.datetime) -> None:
    """Let an overload end today; one that has yet to begin never was."""
    athlete = block.athlete
    take_turn(athlete)
    current = athlete.overload_blocks.filter(pk=block.pk).first()
    if current is None:
        return
    today = athlete.local_day(now)
    if current.first_day > today:
        current.delete()
    elif current.last_day > today:
        current.last_day = today
        current.save(update_fields=["last_day"])
    note_change(athlete=athlete, from_day=current.first_day, reason=FactChange.Reason.PLAN)


def take_turns(athlete_ids: Iterable[int]) -> None:
    """Do what `take_turn` does for several athletes, in one order everywhere. One query."""
    athletes = Athlete.objects.filter(pk__in=athlete_ids).order_by("pk")
    list(athletes.select_for_update(no_key=True).values_list("pk"))


def _planned(
    entry: Entry, *, by: User, planned_for: uuid.UUID | None, now: dt.datetime
) -> PlannedSession:
    _check_ahead(entry.athlete, entry.intended.day, now=now)
    planned = PlannedSession(
        athlete=entry.athlete,
        day=entry.intended.day,
        client_id=entry.client_id,
        planned_by=by,
        planned_for=planned_for,
        recorded_at=now,
    )
    _write(planned, entry.intended)
    return planned


def _write(planned: PlannedSession, intended: Intended) -> None:
    """Put what is intended into the row, all but its day."""
    for name, value in asdict(intended).items():
        if name != "day":
            setattr(planned, name, value)
    planned.title, planned.description = planned.title.strip(), planned.description.strip()
    if planned.is_rest:
        planned.sport, planned.minutes, planned.rpe, planned.starts_at = "", None, None, None
    planned.clean_fields(exclude={"athlete", "planned_by"})
    if planned.is_rest:
        return
    missing = {
        name: ValidationError(message, code="required")
        for name, message in (
            ("sport", _("Choose a sport.")),
            ("minutes", _("Enter how long it should take.")),
            ("rpe", _("Choose how hard it should be.")),
        )
        if getattr(planned, name) in ("", None)
    }
    if missing:
        raise ValidationError(missing)


def _make_room(rows: Iterable[PlannedSession], *, planned_for: uuid.UUID | None) -> None:
    """Take a planned rest away where training comes, and refuse rest where training stays.

    What a team planned stands where the team put it: a move by the athlete is not looked at, or
    a refusal would tell of it.
    """
    rows = list(rows)
    there = PlannedSession.objects.filter(planned_for=planned_for).annotate(
        meant_on=Coalesce("original_day", "day") if planned_for else F("day")
    )
    days = Q(pk__in=[])
    for row in rows:
        days |= Q(athlete_id=row.athlete_id, meant_on=row.day)
    others = there.filter(days).exclude(pk__in=[row.pk for row in rows if row.pk])
    by_day: dict[tuple[int, dt.date], list[tuple[int, str]]] = {}
    for athlete_id, day, pk, kind in others.values_list("athlete_id", "meant_on", "pk", "kind"):
        by_day.setdefault((athlete_id, day), []).append((pk, kind))
    superseded = []
    for row in rows:
        found = by_day.get((row.athlete_id, row.day), [])
        if row.is_rest and any(kind != PlanKind.REST for _pk, kind in found):
            message = _("Training is planned on this day. Move or delete it before you plan rest.")
            raise ValidationError({"kind": ValidationError(message, code="has_training")})
        superseded += [pk for pk, kind in found if kind == PlanKind.REST]
    if superseded:
        PlannedSession.objects.filter(pk__in=superseded).delete()


def _check_ahead(athlete: Athlete, day: dt.date, *, now: dt.datetime) -> None:
    today = athlete.local_day(now)
    if day < today:
        raise ValidationError(
            {"day": ValidationError(_("That day is over. Plan from today on."), code="past")}
        )
    if day > today + PLAN_AHEAD:
        message = _("That is more than a year ahead.")
        raise ValidationError({"day": ValidationError(message, code="too_far")})


def _check_open(planned: PlannedSession, *, now: dt.datetime, sees_sessions: bool) -> None:
    """Refuse to rewrite what was intended once it was done, or once its day is over.

    To somebody who may not see what was done it is closed from its day on, done or not, and open
    before, even where it was done early: else they could tell the one from the other.
    """
    today = planned.athlete.local_day(now)
    if not sees_sessions:
        if planned.meant_day <= today:
            raise ValidationError(
                _("From its day on, what was intended stays as it was."), code="over"
            )
        return
    if _is_done(planned):
        raise ValidationError(
            _("This was done. What was intended of it stays as it was."), code="done"
        )
    if planned.day < today:
        raise ValidationError(
            _("That day is over. What was intended for it stays as it was."), code="over"
        )


def _note_if_done(planned: PlannedSession) -> None:
    """Queue what was computed from the exertion that had been intended."""
    if _is_done(planned):
        reason = FactChange.Reason.PLAN
        note_change(athlete=planned.athlete, from_day=planned.session.day, reason=reason)


def _check_movable(planned: PlannedSession, *, to: dt.date, now: dt.datetime) -> None:
    today = planned.athlete.local_day(now)
    if _is_done(planned):
        raise ValidationError(
            _("This was done. What was intended of it stays as it was."), code="done"
        )
    if planned.day < today - MOVE_WITHIN:
        raise ValidationError(
            ngettext(
                "This was planned more than %(days)s day ago. That is too long ago to move.",
                "This was planned more than %(days)s days ago. That is too long ago to move.",
                MOVE_WITHIN.days,
            )
            % {"days": MOVE_WITHIN.days},
            code="too_old",
        )
    _check_ahead(planned.athlete, to, now=now)


def _put(planned: PlannedSession, day: dt.date) -> None:
    meant = planned.meant_day
    planned.day, planned.original_day = day, None if day == meant else meant


def _is_done(planned: PlannedSession) -> bool:
    return hasattr(planned, "session")


def _check_overload(block: OverloadBlock, *, now: dt.datetime) -> None:
    block.clean_fields(exclude={"athlete", "planned_by"})
    if block.first_day < block.athlete.local_day(now):
        message = _("An overload is planned beforehand: choose today or later.")
        raise ValidationError({"first_day": ValidationError(message, code="past")})
    if block.last_day < block.first_day:
        message = _("The last day cannot be before the first.")
        raise ValidationError({"last_day": ValidationError(message, code="reversed")})
    if block.last_day - block.first_day >= dt.timedelta(days=OVERLOAD_DAYS):
        message = _("An overload lasts at most %(days)s days.") % {"days": OVERLOAD_DAYS}
        raise ValidationError({"last_day": ValidationError(message, code="too_long")})
    near = block.athlete.overload_blocks.filter(
        first_day__lte=block.last_day + OVERLOADS_APART,
        last_day__gte=block.first_day - OVERLOADS_APART,
    )
    if near.exists():
        raise ValidationError(
            _(
                "%(name)s has another overload in these days or in the week around them. "
                "Nothing was planned."
            )
            % {"name": block.athlete},
            code="too_near",
        )
