"""Every write to the outbox."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction

from recovery.outbox.models import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

KEPT: Final = dt.timedelta(days=30)  # what is done, to see afterwards what was sent


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Something to tell one person, once for each ``key``."""

    recipient_id: int
    key: str
    kind: str
    expires_at: dt.datetime
    params: dict[str, str | int] = field(default_factory=dict)


@transaction.atomic
def enqueue(*, drafts: Iterable[Draft], now: dt.datetime) -> None:
    """Have these sent, in the transaction of what they tell. One query.

    What was told before, by its key, is not told again.
    """
    Message.objects.bulk_create(
        [
            Message(
                recipient_id=draft.recipient_id,
                key=f"{draft.key}:mail",
                kind=draft.kind,
                params=draft.params,
                created_at=now,
                not_before=now,
                expires_at=draft.expires_at,
            )
            for draft in drafts
        ],
        ignore_conflicts=True,
    )


def finish(*, message: Message, outcome: Message.Outcome, now: dt.datetime) -> None:
    message.outcome = outcome
    message.done_at = now
    message.save(update_fields=["outcome", "done_at"])


def note_failure(*, message: Message, error: str) -> None:
    message.last_error = error[:200]
    message.save(update_fields=["last_error"])


def tidy(*, now: dt.datetime) -> int:
    """Forget what was done a month ago. Returns how many."""
    old = Message.objects.filter(done_at__lt=now - KEPT)
    forgotten, _by_table = old.exclude(outcome=Message.Outcome.WAITING).delete()
    return forgotten
