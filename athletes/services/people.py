from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from athletes.models import Athlete, FactChange, TimeZoneSpan
from athletes.services.changes import note_change, take_turn
from athletes.services.reminders import work_out_anew

if TYPE_CHECKING:
    import datetime as dt

    from recovery.accounts.models import User


@transaction.atomic
def create_athlete(
    *, user: User, birth_date: dt.date | None, time_zone: str, now: dt.datetime
) -> Athlete:
    """Make a person an athlete, who lives by ``time_zone`` from today on."""
    athlete = Athlete(user=user, birth_date=birth_date)
    athlete.full_clean()
    athlete.save()
    span = TimeZoneSpan(athlete=athlete, from_day=now.date(), time_zone=time_zone)
    span.clean_fields(exclude={"athlete"})
    span.from_day = now.astimezone(ZoneInfo(time_zone)).date()
    span.save()
    return athlete


@transaction.atomic
def travel(*, athlete: Athlete, from_day: dt.date, time_zone: str) -> TimeZoneSpan:
    """Have the athlete live by another clock from ``from_day`` on; days already told stay."""
    take_turn(athlete)
    span = athlete.time_zones.filter(from_day=from_day).first()
    span = span or TimeZoneSpan(athlete=athlete, from_day=from_day)
    span.time_zone = time_zone
    span.clean_fields(exclude={"athlete"})
    span.save()
    work_out_anew(athlete=athlete)
    note_change(athlete=athlete, from_day=from_day, reason=FactChange.Reason.TIME_ZONE)
    return span
