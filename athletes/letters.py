"""What athletes are told by mail and notification. No answer is in it, nor how anybody is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from athletes.models import CheckIn, DayMark, PlannedSession, Reminders
from recovery.accounts.links import whole_address
from recovery.outbox.letters import Letter

if TYPE_CHECKING:
    from recovery.outbox.models import Message

# What a link ends: the two kinds have links of their own.
SALT: Final = "athletes.reminders.off"
EFFORT_SALT: Final = "athletes.reminders.effort.off"
# Where a day was said to be one of these, nobody is asked about its training.
NOT_TRAINED: Final = (DayMark.Kind.REST, DayMark.Kind.ILL, DayMark.Kind.UNAVAILABLE)


def off_path(athlete_id: int, *, salt: str = SALT) -> str:
    """Return where reminders end without signing in: all that whoever has the link can do."""
    return reverse("athletes:reminders-off", args=[signing.dumps(athlete_id, salt=salt)])


def athlete_of(token: str, *, salt: str = SALT) -> int | None:
    """Return whose reminders a link ends; None if we did not write it, or not for these."""
    try:
        athlete_id: int = signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None
    return athlete_id


def check_in_reminder(message: Message, now: dt.datetime) -> Letter | None:
    """Remind of a day's check-in, unless it came or it is quiet now. Three queries."""
    athlete_id, day = message.params["athlete"], dt.date.fromisoformat(message.params["day"])
    wanted = Reminders.objects.filter(athlete=athlete_id, is_on=True)
    reminders = wanted.select_related("athlete").prefetch_related("athlete__time_zones").first()
    if reminders is None:
        return None
    local = reminders.athlete.local_time(now)
    if local.date() != day or reminders.is_quiet(local.time()):
        return None
    if CheckIn.objects.filter(athlete=athlete_id, day=day).exists():
        return None
    ends_at = off_path(athlete_id)
    context = {
        "name": message.recipient.get_short_name(),
        "today": whole_address(reverse("athletes:today")),
        "reminders": whole_address(reverse("athletes:reminders")),
        "off": whole_address(ends_at),
    }
    return Letter(
        subject=_("Your check-in of today"),
        body=render_to_string("athletes/mail/check_in_reminder.txt", context),
        line=_("It takes less than half a minute."),
        open_path=reverse("athletes:today"),
        off_path=ends_at,
        off_label=_("No more reminders"),
        off_done=_("Reminders are off."),
        about=f"{message.kind}:{athlete_id}:{day}",
    )


def effort_reminder(message: Message, now: dt.datetime) -> Letter | None:
    """Ask how hard a planned session was, unless that is known or it is quiet now. Four queries."""
    planned = _unrated(message)
    if planned is None:
        return None
    athlete = planned.athlete
    if athlete.reminders.is_quiet(athlete.local_time(now).time()):
        return None
    if athlete.day_marks.filter(day=planned.day, kind__in=NOT_TRAINED).exists():
        return None
    ends_at = off_path(athlete.pk, salt=EFFORT_SALT)
    form = _rating_form(planned)
    context = {
        "name": message.recipient.get_short_name(),
        "form": whole_address(form),
        "reminders": whole_address(reverse("athletes:reminders")),
        "off": whole_address(ends_at),
    }
    return Letter(
        subject=_("How hard was your session?"),
        body=render_to_string("athletes/mail/effort_reminder.txt", context),
        line=_("One tap on the scale while you still feel it."),
        open_path=form,
        off_path=ends_at,
        off_label=_("Do not ask any more"),
        off_done=_("You are not asked any more."),
    )


def _unrated(message: Message) -> PlannedSession | None:
    """Return the planned session that a message is about, where it still asks to be rated."""
    day = dt.date.fromisoformat(message.params["day"])
    found = PlannedSession.objects.to_rate(day, day).filter(pk=message.params["planned"])
    found = found.select_related("session", "athlete__user", "athlete__reminders")
    return found.prefetch_related("athlete__time_zones").first()


def _rating_form(planned: PlannedSession) -> str:
    """Return where a session is rated: filled in as planned, or as it was logged."""
    session = getattr(planned, "session", None)
    if session is not None:
        return reverse("athletes:session-edit", args=[session.pk])
    return f"{reverse('athletes:session-add')}?planned={planned.pk}&day={planned.day}"
