"""The staff's digest: what each of them chose, and the row that has it sent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction

from coaching.models import Digest
from coaching.models.digests import ONE_DAY
from recovery.accounts.services import choose_time_zone
from recovery.outbox.models import Message
from recovery.outbox.services import Draft, enqueue

if TYPE_CHECKING:
    from recovery.accounts.models import User

BATCH: Final = 200  # people in one transaction
WITHIN: Final = dt.timedelta(hours=6)  # of its hour; later it is no start of a day
DIGEST: Final = "coach_digest"


@transaction.atomic
def save_digest(
    *,
    user: User,
    is_on: bool,
    at: dt.time,
    time_zone: str,
    every_day: bool,
    says_why: bool,
    by_push: bool,
    at_once: bool,
    now: dt.datetime,
) -> Digest:
    """Save when somebody wants to be told, by which clock and how; holds from now on.

    Whoever was told today, and chooses a later hour, is told again tomorrow.
    """
    choose_time_zone(user=user, time_zone=time_zone)
    chosen = {
        "is_on": is_on,
        "at": at,
        "every_day": every_day,
        "says_why": says_why,
        "by_push": by_push,
        "at_once": at_once,
    }
    planned = Digest(user=user, **chosen)
    today = planned.local_day(now)
    was_told = Message.objects.filter(key=_key(planned, today)).exists()
    is_over = was_told or planned.moment(today) <= now
    next_at = planned.moment(today + ONE_DAY if is_over else today)
    digest, _created = Digest.objects.update_or_create(
        user=user, defaults={**chosen, "next_at": next_at}
    )
    return digest


def switch_off(*, user_id: int) -> None:
    """Tell somebody no more. What waits to be sent finds that out when it is written."""
    Digest.objects.filter(user=user_id).update(is_on=False)


def stop_telling_at_once(*, user_id: int, now: dt.datetime) -> None:
    """Tell somebody no more that an athlete asks for contact; the queue still does."""
    Digest.objects.update_or_create(
        user_id=user_id,
        defaults={"at_once": False},
        create_defaults={"at_once": False, "next_at": now},
    )


def queue_digests(*, now: dt.datetime) -> int:
    """Put a digest in the outbox for everybody whose hour has come.

    Returns how many people were looked at. Any number of processes may do so at once, and
    again: they skip each other's, and a day is told once.
    """
    looked_at = 0
    while batch := _queue_batch(now=now):
        looked_at += batch
    return looked_at


@transaction.atomic
def _queue_batch(*, now: dt.datetime) -> int:
    """Deal with some of those who are due. Three queries, whatever their number."""
    due = Digest.objects.due(now=now).select_related("user")
    batch = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    if not batch:
        return 0
    drafts = []
    for digest in batch:
        day = digest.local_day(now)
        has_come = digest.moment(day) <= now  # or else the clock of the account was changed
        if has_come:
            drafts.append(_draft(digest, day))
        digest.next_at = digest.moment(day + ONE_DAY if has_come else day)
    enqueue(drafts=drafts, now=now)
    Digest.objects.bulk_update(batch, ["next_at"])
    return len(batch)


def _draft(digest: Digest, day: dt.date) -> Draft:
    return Draft(
        recipient_id=digest.user_id,
        key=_key(digest, day),
        kind=DIGEST,
        params={"day": day.isoformat()},
        expires_at=digest.moment(day) + WITHIN,
        by_push=digest.by_push,
    )


def _key(digest: Digest, day: dt.date) -> str:
    """Name one day of one person: whatever the hour, it is told once."""
    return f"{DIGEST}:{digest.user_id}:{day}"
