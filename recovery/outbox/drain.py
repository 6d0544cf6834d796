"""Who sends what is in the outbox, in whose turn, and what happens when it fails."""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone, translation

from recovery.outbox import push
from recovery.outbox.letters import letter
from recovery.outbox.mail import send_mail
from recovery.outbox.models import Message
from recovery.outbox.services import finish, note_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recovery.outbox.letters import Letter

logger = structlog.get_logger(__name__)

ATTEMPTS: Final = 6  # before a message is set aside
# Longer than sending may take, so that nobody else takes up what is being sent. [s]
FIRST_BACK_OFF: Final = 60
LONGEST_BACK_OFF: Final = 15 * 60  # seconds
TURN_SECONDS: Final = 8.0  # of one task; the next wake-up goes on from there
LOCK: Final = 7_401_221  # names the lock that one sender holds at a time


def drain(*, seconds: float = TURN_SECONDS, clock: Callable[[], dt.datetime] = timezone.now) -> int:
    """Send what is due, one after another. Returns how many left.

    One process does so at a time, and stops at the first that fails: a mail server that hangs
    holds one worker for the length of one attempt, and none of those who compute.
    """
    ends_at = time.monotonic() + seconds
    sent = 0
    if not Message.objects.due(now=clock()).exists():
        return sent
    with _alone() as is_alone:
        while is_alone and time.monotonic() < ends_at:
            message = mark_attempt(now=clock())
            if message is None or not deliver(message, now=clock()):
                break
            sent += message.outcome == Message.Outcome.SENT
    return sent


@transaction.atomic
def mark_attempt(*, now: dt.datetime) -> Message | None:
    """Claim the message whose turn it is and count the attempt, in a transaction of its own.

    What is written holds if nobody comes back: a message whose sender died comes again after a
    while, and after the sixth time not at all.
    """
    due = Message.objects.due(now=now).select_related("recipient")
    message = due.select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return None
    message.attempts += 1
    message.not_before = now + back_off(message.attempts)
    message.save(update_fields=["attempts", "not_before"])
    return message


def back_off(attempts: int) -> dt.timedelta:
    """Return how long to wait after this many attempts: 1, 2, 4 … minutes, at most 15.

    And up to a quarter more, so that what failed together does not come back together.
    """
    seconds = min(FIRST_BACK_OFF * 2 ** min(attempts - 1, 10), LONGEST_BACK_OFF)
    return dt.timedelta(seconds=seconds * random.uniform(1, 1.25))  # noqa: S311  (no secret)


def deliver(message: Message, *, now: dt.datetime) -> bool:
    """Send a claimed message, or drop one that is too late or no longer true.

    Returns whether all went well; whatever did not is tried again after a while.
    """
    if message.attempts > ATTEMPTS:
        finish(message=message, outcome=Message.Outcome.SET_ASIDE, now=now)
        return True
    if now >= message.expires_at or not message.recipient.is_active:
        finish(message=message, outcome=Message.Outcome.DROPPED, now=now)
        return True
    try:
        with translation.override(message.recipient.language):
            written = letter(message, now=now)
            if written is not None:
                send(message, written, now=now)
    except (OperationalError, InterfaceError):
        raise  # the database's doing, not the message's
    except Exception as error:  # noqa: BLE001  (whatever it is, it must not hold the others)
        _note_failure(message, error)
        return False
    outcome = Message.Outcome.DROPPED if written is None else Message.Outcome.SENT
    finish(message=message, outcome=outcome, now=now)
    return True


def send(message: Message, letter: Letter, *, now: dt.datetime) -> None:
    """Send as the recipient chose; by mail where no device of theirs shows it any more."""
    if message.by_push and push.is_set_up():
        is_last = message.attempts >= ATTEMPTS
        if push.send_push(message, letter, now=now, is_last=is_last):
            return
    send_mail(message, letter)


def _note_failure(message: Message, error: Exception) -> None:
    # The kind of error only: its words may name the recipient.
    logger.error("a message could not be sent", exc_info=sys.exc_info())
    note_failure(message=message, error=type(error).__qualname__)


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock of the one sender; yields whether it was free. A lost connection frees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
