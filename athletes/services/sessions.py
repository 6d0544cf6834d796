from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from athletes.models import Athlete, DayMark, FactChange, PlanKind, Session
from athletes.services.changes import (
    check_day,
    check_new_day,
    late_edit,
    note_change,
    take_turn,
)

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """What is told about a session. What has a default may be unknown.

    ``rpe`` is empty until the session is rated, which is best done half an hour after it.
    """

    day: dt.date
    sport: str
    minutes: int
    kind: str = Session.Kind.TRAINING
    started_at: dt.datetime | None = None
    rpe: Decimal | None = None
    felt_performance: int | None = None
    heart_rate_mean: int | None = None
    heart_rate_max: int | None = None
    distance_m: int | None = None
    power_mean_w: int | None = None
    planned_session_id: int | None = None  # what it was meant to be
    shoe_id: int | None = None  # the pair it was done in


@transaction.atomic
def record_session(
    *,
    athlete: Athlete,
    client_id: uuid.UUID,
    facts: SessionFacts,
    recorded_at: dt.datetime,
    now: dt.datetime,
) -> Session:
    """Save a session; sending the same form again returns the one that is there.

    A rest day on which somebody trained after all is no longer one.
    """
    take_turn(athlete)
    if sent_before := athlete.sessions.filter(client_id=client_id).first():
        return sent_before
    check_new_day(athlete=athlete, day=facts.day, now=now)
    session = Session(athlete=athlete, client_id=client_id, recorded_at=recorded_at)
    _write(session, facts, now=now)
    note_change(athlete=athlete, from_day=facts.day, reason=FactChange.Reason.SESSION)
    return session


@transaction.atomic
def edit_session(*, session: Session, facts: SessionFacts, now: dt.datetime) -> Session:
    """Replace what was told about a session, its day included.

    Raises Session.DoesNotExist where it was deleted while this edit waited for its turn.
    """
    athlete = session.athlete
    take_turn(athlete)
    session = athlete.sessions.get(pk=session.pk)  # as the write before left it
    session.athlete, day_before = athlete, session.day
    check_day(athlete=athlete, day=facts.day, now=now)
    if facts.day != day_before:
        check_new_day(athlete=athlete, day=facts.day, now=now)
    earliest = min(facts.day, day_before)
    session.edited_late_at = (
        late_edit(athlete=athlete, day=earliest, now=now) or session.edited_late_at
    )
    _write(session, facts, now=now)
    note_change(athlete=athlete, from_day=earliest, reason=FactChange.Reason.SESSION)
    return session


@transaction.atomic
def delete_session(*, session: Session) -> None:
    """Delete a session; one that is already gone stays gone."""
    take_turn(session.athlete)
    deleted, _per_model = Session.objects.filter(pk=session.pk).delete()
    if deleted:
        note_change(athlete=session.athlete, from_day=session.day, reason=FactChange.Reason.SESSION)


def _write(session: Session, facts: SessionFacts, *, now: dt.datetime) -> None:
    if facts.started_at is not None:
        _check_start(session.athlete, facts.day, facts.started_at, now=now)
    if facts.planned_session_id is not None:
        _check_planned(session, facts.planned_session_id)
    if facts.shoe_id is not None:
        _check_shoe(session.athlete, facts.shoe_id)
    if facts.rpe is None:
        session.rated_at = None
    elif session.rated_at is None or facts.rpe != session.rpe:
        session.rated_at = now
    for name, value in asdict(facts).items():
        setattr(session, name, value)
    if facts.rpe is not None:
        session.reported_load = None  # minutes and exertion say it now, and better
    session.clean_fields(exclude={"athlete"})
    session.clean()
    session.save()
    session.athlete.day_marks.filter(day=facts.day, kind=DayMark.Kind.REST).delete()


def _check_planned(session: Session, planned_session_id: int) -> None:
    """Refuse a plan of somebody else, a rest, and one that another session fulfils."""
    planned = session.athlete.planned_sessions.select_related("session").filter(
        ~Q(kind=PlanKind.REST), pk=planned_session_id
    )
    found = planned.first()
    if found is None:
        message = _("This is no longer in your plan. Choose again.")
        raise ValidationError({"planned_session": ValidationError(message, code="gone")})
    fulfilled_by: Session | None = getattr(found, "session", None)
    if fulfilled_by is not None and fulfilled_by.pk != session.pk:
        message = _("Another session of yours was already this one.")
        raise ValidationError({"planned_session": ValidationError(message, code="done")})


def _check_shoe(athlete: Athlete, shoe_id: int) -> None:
    """Refuse a pair of somebody else, and one that is gone."""
    if not athlete.shoes.filter(pk=shoe_id).exists():
        message = _("This pair is no longer among yours. Choose again.")
        raise ValidationError({"shoe": ValidationError(message, code="gone")})


def _check_start(
    athlete: Athlete, day: dt.date, started_at: dt.datetime, *, now: dt.datetime
) -> None:
    if started_at > now:
        message = _("A session that has not begun cannot be logged yet.")
        raise ValidationError({"started_at": ValidationError(message, code="future")})
    if started_at.astimezone(athlete.time_zone_on(day)).date() != day:
        message = _("The session starts on another day than the one it is logged on.")
        raise ValidationError({"started_at": ValidationError(message, code="other_day")})
