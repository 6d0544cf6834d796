"""Who empties the queue of `FactChange`s, in whose turn, and what happens when it fails."""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Count
from django.utils import timezone

from athletes.models import Athlete, FactChange
from recovery.assessments.models import Calculation
from recovery.assessments.services import assess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

logger = structlog.get_logger(__name__)

BATCH_ATHLETES = 100  # computed in one transaction; bounds how long a single check-in waits
ATTEMPTS = 8  # before an athlete is set aside
LONGEST_BACK_OFF = 15 * 60  # seconds
LISTEN_SECONDS = 0.9  # the next wake-up comes after one
DRAIN_SECONDS = 60.0  # of one task, half of what Celery lets it run


def drain(
    *,
    seconds: float = DRAIN_SECONDS,
    clock: Callable[[], dt.datetime] = timezone.now,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Compute every athlete with open changes whose turn it is. Returns how many succeeded.

    Any number of processes may do so at once: they skip each other's athletes. ``progress`` is
    told of how many more athletes the turn is over.
    """
    ends_at = time.monotonic() + seconds
    _add_missing(now=clock())
    computed = 0
    at_work = True
    while at_work and time.monotonic() < ends_at:
        at_work = False
        for failed_before in (False, True):
            claimed = mark_attempts(failed_before=failed_before, now=clock())
            computed += _assess_or_split(claimed, now=clock())
            at_work |= bool(claimed)
            if progress is not None:
                progress(len(claimed))
    return computed


def drain_and_listen(*, seconds: float = LISTEN_SECONDS) -> int:
    """Drain, and again as soon as somebody saves, until the next wake-up is due.

    The wake-up every second is the guarantee. Listening only makes most saves not wait for it.
    """
    ends_at = time.monotonic() + seconds
    with _listening() as heard:
        computed = drain()
        while (left := ends_at - time.monotonic()) > 0 and heard(left):
            computed += drain()
    return computed


@transaction.atomic
def mark_attempts(*, failed_before: bool, now: dt.datetime) -> list[int]:
    """Claim athletes whose turn it is and count the attempt, in a transaction of its own.

    What is written holds if nobody comes back: not for a while, and after the eighth time not
    until something new is told. An athlete who failed before is claimed alone, so that one who
    takes the worker down takes nobody else along the second time.
    """
    due = Calculation.objects.due(now=now)
    due = due.filter(attempts__gt=0) if failed_before else due.filter(attempts=0)
    limit = 1 if failed_before else BATCH_ATHLETES
    claimed = list(due.select_for_update(skip_locked=True)[:limit])
    if not claimed:
        return []
    changes = FactChange.objects.filter(athlete__in=[each.pk for each in claimed])
    open_changes = dict(changes.order_by().values_list("athlete").annotate(n=Count("pk")))
    for calculation in claimed:
        calculation.attempts += 1
        calculation.not_before = now + back_off(calculation.attempts)
        calculation.changes_tried = open_changes.get(calculation.pk, 0)
        if calculation.attempts >= ATTEMPTS:
            calculation.set_aside_at = calculation.set_aside_at or now
    Calculation.objects.bulk_update(
        claimed, ["attempts", "not_before", "changes_tried", "set_aside_at"]
    )
    return [calculation.pk for calculation in claimed]


def back_off(attempts: int) -> dt.timedelta:
    """Return how long to wait after this many failures: 2, 4, 8 … seconds, at most 15 minutes.

    Give or take a quarter, so that what failed together does not come back together.
    """
    seconds = min(2 ** min(attempts, 16), LONGEST_BACK_OFF)
    return dt.timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311  (no secret)


def _assess_or_split(athlete_ids: Sequence[int], *, now: dt.datetime) -> int:
    """Compute a batch; where it fails, its halves, down to the athlete it fails on."""
    if not athlete_ids:
        return 0
    try:
        assess(athlete_ids=athlete_ids, now=now)
    except (OperationalError, InterfaceError):
        raise  # the database's doing, not an athlete's: all of them come back after a while
    except Exception as error:  # noqa: BLE001  (whatever it is, it must not hold the others)
        if len(athlete_ids) == 1:
            _note_failure(athlete_ids[0], error)
            return 0
        middle = len(athlete_ids) // 2
        return _assess_or_split(athlete_ids[:middle], now=now) + _assess_or_split(
            athlete_ids[middle:], now=now
        )
    return len(athlete_ids)


def _note_failure(athlete_id: int, error: Exception) -> None:
    # The kind of error only: its words may quote what somebody answered.
    logger.error("an athlete could not be computed", exc_info=sys.exc_info())
    Calculation.objects.filter(pk=athlete_id).update(last_error=type(error).__qualname__[:200])


def _add_missing(*, now: dt.datetime) -> None:
    """Give every athlete with a change a row to be claimed by, whose turn it is."""
    new = Athlete.objects.filter(fact_changes__isnull=False, calculation__isnull=True)
    athlete_ids = new.distinct().values_list("pk", flat=True)
    rows = [Calculation(athlete_id=pk, not_before=now) for pk in athlete_ids]
    if rows:
        Calculation.objects.bulk_create(rows, ignore_conflicts=True)


@contextmanager
def _listening() -> Iterator[Callable[[float], bool]]:
    """Yield a function that waits for somebody to save, for so many seconds at most."""
    with connection.cursor() as cursor:
        cursor.execute("LISTEN fact_change")
    raw = connection.connection

    def heard(seconds: float) -> bool:
        return any(True for _notify in raw.notifies(timeout=seconds, stop_after=1))

    yield heard
    # Not after an error: its connection may be gone, and listening on does no harm.
    with connection.cursor() as cursor:
        cursor.execute("UNLISTEN fact_change")
