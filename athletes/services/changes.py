"""What every write to an athlete's facts does besides the fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from athletes.models import Athlete, FactChange

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

# How far back somebody may still add what they forgot: as far as the usual load looks. [days]
ADD_WITHIN_DAYS = 56


def take_turn(athlete: Athlete) -> None:
    """Wait for other writes of this athlete's facts and hold them off until the transaction ends.

    A double click or a second device then finds the row of the first. Foreign keys do not wait
    for this lock, so a running computation never makes an athlete wait.
    """
    Athlete.objects.select_for_update(no_key=True).only("pk").get(pk=athlete.pk)


def note_change(*, athlete: Athlete, from_day: dt.date, reason: FactChange.Reason) -> None:
    """Queue the computation of this athlete's days from ``from_day`` on, and ring the bell.

    The row is the promise; the notification, sent when the transaction commits, only saves the
    worker's next look a second.
    """
    FactChange.objects.create(athlete=athlete, from_day=from_day, reason=reason)
    _ring()


def note_changes(*, from_days: Mapping[int, dt.date], reason: FactChange.Reason) -> None:
    """Queue the computation of many athletes, each from a day of their own on. Two queries."""
    if not from_days:
        return
    FactChange.objects.bulk_create(
        FactChange(athlete_id=athlete_id, from_day=day, reason=reason)
        for athlete_id, day in from_days.items()
    )
    _ring()


def _ring() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('fact_change', '')")


def check_day(*, athlete: Athlete, day: dt.date, now: dt.datetime) -> None:
    """Refuse a day about which nothing can be known yet, or that nobody can have lived."""
    if day > athlete.local_day(now):
        raise ValidationError(_("That day has not begun yet."), code="future")
    if athlete.birth_date is not None and day < athlete.birth_date:
        raise ValidationError(_("That day is before your date of birth."), code="before_birth")


def check_new_day(*, athlete: Athlete, day: dt.date, now: dt.datetime) -> None:
    """Refuse, besides, a day that nobody remembers well enough to add to."""
    check_day(athlete=athlete, day=day, now=now)
    if (athlete.local_day(now) - day).days > ADD_WITHIN_DAYS:
        raise ValidationError(
            _("%(day)s is more than %(days)s days ago. That is too long ago to add to."),
            code="too_old",
            params={"day": date_format(day, "j F Y"), "days": ADD_WITHIN_DAYS},
        )


def late_edit(*, athlete: Athlete, day: dt.date, now: dt.datetime) -> dt.datetime | None:
    """Return ``now`` if the next day is over by the athlete's clock: the edit is then marked."""
    is_late = (athlete.local_day(now) - day).days > 1
    return now if is_late else None
