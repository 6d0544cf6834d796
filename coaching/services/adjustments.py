"""What an action on a warning changes in the plan of one athlete, and how it is put back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from athletes.models import PlannedSession, Session
from athletes.services.plans import Entry, Intended, change_plan, delete_plan, plan
from coaching.access import visible_member_or_404
from coaching.adjusting import adjusted
from coaching.models import DataClass, PlanAdjustment

if TYPE_CHECKING:
    from athletes.models.plans import Intention
    from coaching.models import Team, WarningAction


@transaction.atomic
def adjust(*, action: WarningAction, change: str, target: str, now: dt.datetime) -> PlanAdjustment:
    """Change what the team planned for the athlete, or plan it, and keep what had been intended.

    ``target`` is ``plan:`` with the id of what the team planned, or ``day:`` with a day on which
    it planned nothing. A ValidationError says why it cannot be.
    """
    planned, day = _target(action, target)
    before = None if planned is None else _intention(planned)
    intended = adjusted(
        planned, change, day=day, sport=_sport(action.team, athlete_id=action.athlete_id)
    )
    if intended is None:
        raise ValidationError(
            {"target": _("There is no session to make lighter. Choose active recovery or rest.")},
            code="nothing",
        )
    try:
        planned = _write(action, planned, intended, now=now)
    except ValidationError as refusal:
        # Whatever field of the plan it names: here it was the choice that cannot be.
        raise ValidationError({"target": refusal.messages}) from None
    return PlanAdjustment.objects.create(
        action=action, change=change, day=day, planned=planned, before=before
    )


@transaction.atomic
def put_back(*, action: WarningAction, now: dt.datetime) -> bool:
    """Have the plan say what it said before the action; False where it was changed since."""
    done = PlanAdjustment.objects.select_related("planned__athlete").filter(action=action).first()
    if done is None:
        return True
    planned = done.planned
    if planned is None or _intention(planned) != _made(done, planned):
        return False
    sees = _sees_sessions(action, now=now)
    try:
        with transaction.atomic():
            if done.before is None:
                delete_plan(planned=planned, now=now, sees_sessions=sees)
            else:
                intended = _intended(done.before, day=planned.meant_day)
                change_plan(planned=planned, intended=intended, now=now, sees_sessions=sees)
    except ValidationError:
        return False  # done already, or its day is over
    return True


def _target(action: WarningAction, target: str) -> tuple[PlannedSession | None, dt.date]:
    kind, _colon, value = target.partition(":")
    gone = ValidationError(
        {"target": _("That is no longer in the plan. Choose again.")}, code="gone"
    )
    try:
        if kind == "day":
            return None, dt.date.fromisoformat(value)
        planned = PlannedSession.objects.select_related("athlete").get(
            pk=int(value), athlete=action.athlete_id, planned_for=action.team.public_id
        )
    except (ValueError, OverflowError, PlannedSession.DoesNotExist):
        raise gone from None
    return planned, planned.meant_day


def _write(
    action: WarningAction,
    planned: PlannedSession | None,
    intended: Intended,
    *,
    now: dt.datetime,
) -> PlannedSession:
    if planned is not None:
        sees = _sees_sessions(action, now=now)
        change_plan(planned=planned, intended=intended, now=now, sees_sessions=sees)
        return planned
    client_id = uuid.uuid5(action.client_id, "adjusted")
    entry = Entry(athlete=action.athlete, client_id=client_id, intended=intended)
    plan(entries=[entry], by=action.by, planned_for=action.team.public_id, now=now)
    return PlannedSession.objects.get(athlete=action.athlete_id, client_id=client_id)


def _sees_sessions(action: WarningAction, *, now: dt.datetime) -> bool:
    member = visible_member_or_404(action.team, action.athlete.public_id, now=now)
    return bool(member.classes & DataClass.SESSIONS)


def _sport(team: Team, *, athlete_id: int) -> str:
    """Return the sport that the team last planned for the athlete, or walking."""
    planned = PlannedSession.objects.filter(planned_for=team.public_id, athlete=athlete_id)
    latest = planned.exclude(sport="").order_by("-day", "-pk").values_list("sport", flat=True)
    return latest.first() or Session.Sport.WALKING


def _made(done: PlanAdjustment, planned: PlannedSession) -> dict[str, Any]:
    """Return what the action had made of it."""
    before = None
    if done.before is not None:
        before = PlannedSession(**_fields(done.before))
    made = adjusted(before, done.change, day=planned.meant_day, sport=planned.sport)
    return {} if made is None else _plain(asdict(made))


def _intention(planned: Intention) -> dict[str, Any]:
    return _plain({name: getattr(planned, name) for name in FIELDS})


FIELDS = ("kind", "sport", "minutes", "rpe", "starts_at", "title", "description")


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return what is intended as JSON keeps it; an exertion of 4 and of 4.0 are the same."""
    kept = {name: values[name] for name in FIELDS}
    rpe = None if values["rpe"] is None else f"{Decimal(values['rpe']):.1f}"
    starts_at = None if values["starts_at"] is None else f"{values['starts_at']:%H:%M}"
    texts = {"kind": str(values["kind"]), "sport": str(values["sport"])}
    return kept | texts | {"rpe": rpe, "starts_at": starts_at}


def _fields(before: dict[str, Any]) -> dict[str, Any]:
    rpe, starts_at = before["rpe"], before.get("starts_at")
    return before | {
        "rpe": None if rpe is None else Decimal(rpe),
        "starts_at": None if starts_at is None else dt.time.fromisoformat(starts_at),
    }


def _intended(before: dict[str, Any], *, day: dt.date) -> Intended:
    return Intended(day=day, **_fields(before))
