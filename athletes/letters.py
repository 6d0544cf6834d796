"""What athletes are told by mail. No answer is in it, nor how anybody is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from athletes.models import CheckIn, Reminders
from recovery.accounts.links import whole_address
from recovery.outbox.letters import Letter

if TYPE_CHECKING:
    from recovery.outbox.models import Message

SALT: Final = "athletes.reminders.off"


def off_path(athlete_id: int) -> str:
    """Return where reminders end without signing in: all that whoever has the link can do."""
    return reverse("athletes:reminders-off", args=[signing.dumps(athlete_id, salt=SALT)])


def athlete_of(token: str) -> int | None:
    """Return whose reminders a link ends; None if we did not write it."""
    try:
        athlete_id: int = signing.loads(token, salt=SALT)
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
