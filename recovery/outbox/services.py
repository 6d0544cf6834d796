"""Every write to the outbox."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q

from recovery.outbox.models import Device, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recovery.accounts.models import User

KEPT: Final = dt.timedelta(days=30)  # what is done, to see afterwards what was sent
MOST_DEVICES: Final = 10  # of one person; the oldest gives way


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Something to tell one person, once for each ``key``."""

    recipient_id: int
    key: str
    kind: str
    expires_at: dt.datetime
    params: dict[str, str | int] = field(default_factory=dict)
    by_push: bool = False


@transaction.atomic
def enqueue(*, drafts: Iterable[Draft], now: dt.datetime) -> None:
    """Have these sent, in the transaction of what they tell. One query.

    What was told before, by its key, is not told again.
    """
    Message.objects.bulk_create(
        [
            Message(
                recipient_id=draft.recipient_id,
                key=draft.key,
                kind=draft.kind,
                params=draft.params,
                by_push=draft.by_push,
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


def note_told(*, message: Message, told: Iterable[str]) -> None:
    """Keep with a message what it tells, by names that say nothing: for the next one to know.

    It counts once the message is sent.
    """
    message.params["told"] = sorted(told)
    message.save(update_fields=["params"])


def told_before(*, message: Message) -> set[str]:
    """Return what the latest message of this kind told the same person. One query."""
    sent = Message.objects.filter(
        recipient=message.recipient_id, kind=message.kind, outcome=Message.Outcome.SENT
    ).exclude(pk=message.pk)
    latest = sent.order_by("-done_at").first()
    return set() if latest is None else set(latest.params.get("told", ()))


def note_failure(*, message: Message, error: str) -> None:
    message.last_error = error[:200]
    message.save(update_fields=["last_error"])


@transaction.atomic
def remember_device(
    *, user: User, session_key: str, endpoint: str, p256dh: str, auth: str, now: dt.datetime
) -> Device:
    """Have a browser show what is told to somebody; of whoever used it before, no more."""
    values = {"user": user, "session_id": session_key, "p256dh": p256dh, "auth": auth, "since": now}
    device, _created = Device.objects.update_or_create(endpoint=endpoint, defaults=values)
    kept = user.devices.order_by("-since", "-pk").values("pk")[:MOST_DEVICES]
    user.devices.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return device


@transaction.atomic
def renew_device(*, user: User, session_key: str, endpoint: str, p256dh: str, auth: str) -> bool:
    """Move a browser to another address. Returns whether there is one of this session.

    It stays the same row, so that what has reached it does not reach it again.
    """
    known = user.devices.select_for_update().filter(session=session_key).order_by("-since", "-pk")
    device = known.first()
    if device is None:
        return False
    of_browser = Q(endpoint=endpoint) | Q(session=session_key)
    Device.objects.filter(of_browser).exclude(pk=device.pk).delete()
    device.endpoint, device.p256dh, device.auth = endpoint, p256dh, auth
    device.save(update_fields=["endpoint", "p256dh", "auth"])
    return True


def forget_device(*, device: Device) -> None:
    Device.objects.filter(pk=device.pk).delete()


def forget_devices(*, user: User, endpoint: str = "") -> None:
    """Show somebody nothing more on one of their browsers, or on any of them."""
    devices = user.devices.filter(endpoint=endpoint) if endpoint else user.devices.all()
    devices.delete()


def note_reached(*, message: Message, device: Device) -> None:
    """Note at once that a device has it: what fails after this is tried again without it."""
    message.reached = [*message.reached, device.pk]
    message.save(update_fields=["reached"])


def tidy(*, now: dt.datetime) -> int:
    """Forget what was done a month ago. Returns how many."""
    old = Message.objects.filter(done_at__lt=now - KEPT)
    forgotten, _by_table = old.exclude(outcome=Message.Outcome.WAITING).delete()
    return forgotten
