from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from athletes.models import Athlete, DayMark, FactChange
from athletes.services.changes import (
    check_day,
    check_new_day,
    late_edit,
    note_change,
    take_turn,
)

if TYPE_CHECKING:
    import uuid


# What somebody knows of a day before it comes, and how long before.
KNOWN_AHEAD = (DayMark.Kind.UNAVAILABLE, DayMark.Kind.TRAVEL)
AHEAD = dt.timedelta(days=365)


@transaction.atomic
def mark_day(
    *,
    athlete: Athlete,
    day: dt.date,
    kind: str,
    client_id: uuid.UUID,
    recorded_at: dt.datetime,
    now: dt.datetime,
) -> DayMark:
    """Say what kind of day it was; the day's earlier mark, if any, is replaced.

    A day with a session is a training day, so it cannot be marked as a rest day. Travel, and not
    being available, may be told before the day.
    """
    take_turn(athlete)
    found = list(athlete.day_marks.filter(Q(day=day) | Q(client_id=client_id)))
    sent_before = next((mark for mark in found if mark.client_id == client_id), None)
    if sent_before is not None and (sent_before.day != day or sent_before.kind == kind):
        return sent_before
    mark = next((mark for mark in found if mark.day == day), None)
    if kind in KNOWN_AHEAD and athlete.local_day(now) < day <= athlete.local_day(now) + AHEAD:
        mark = mark or DayMark(athlete=athlete, day=day)
    elif mark is None:
        check_new_day(athlete=athlete, day=day, now=now)
        mark = DayMark(athlete=athlete, day=day)
    else:
        check_day(athlete=athlete, day=day, now=now)
        mark.edited_late_at = late_edit(athlete=athlete, day=day, now=now) or mark.edited_late_at
    if kind == DayMark.Kind.REST and athlete.sessions.filter(day=day).exists():
        message = _("There is training on this day. Delete it first if you did rest.")
        raise ValidationError(message, code="has_session")
    mark.kind, mark.client_id, mark.recorded_at = kind, client_id, recorded_at
    mark.clean_fields(exclude={"athlete"})
    mark.save()
    note_change(athlete=athlete, from_day=day, reason=FactChange.Reason.DAY_MARK)
    return mark


@transaction.atomic
def clear_day_mark(*, athlete: Athlete, day: dt.date) -> None:
    """Take back what was said of the day; without a session it is unknown again."""
    take_turn(athlete)
    deleted, _per_model = athlete.day_marks.filter(day=day).delete()
    if deleted:
        note_change(athlete=athlete, from_day=day, reason=FactChange.Reason.DAY_MARK)
