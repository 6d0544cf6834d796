"""Who was reminded of a check-in, read off what left the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from athletes.services.reminders import CHECK_IN
from recovery.outbox.models import Message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def last_reminders(*, user_ids: Collection[int], since: dt.datetime) -> dict[int, dt.datetime]:
    """Return when each of these users was last reminded, of who was. One query."""
    sent = Message.objects.filter(
        recipient_id__in=list(user_ids),
        kind=CHECK_IN,
        outcome=Message.Outcome.SENT,
        done_at__gte=since,
    )
    return dict(sent.values_list("recipient_id").annotate(at=Max("done_at")))
