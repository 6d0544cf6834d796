"""Who reads the files that athletes brought in, in whose turn, and what happens when it fails."""

from __future__ import annotations

import datetime as dt
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, When
from django.utils import timezone, translation

from athletes.imports.activities.activity import Reason, RefusedError
from athletes.imports.activities.kinds import Kind, kind_of
from athletes.imports.activities.sandbox import read_activities
from athletes.imports.activities.zips import gunzipped, unzipped
from athletes.imports.refusals import HistoryError
from athletes.imports.tables import Columns, profile_of, read_table, ready_profile, shape_of
from athletes.models import ActivityFile, ActivityOriginal, ColumnMeaning
from athletes.services.activity_files import (
    ask_columns,
    finish_archive,
    original_of,
    refuse_file,
    store_activities,
    store_member,
    store_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from athletes.imports.profile import Profile

logger = structlog.get_logger(__name__)

ATTEMPTS: Final = 3  # before a file is set aside
# Longer than any file may take, so that nobody else opens it while it is being read.
BACK_OFF: Final = dt.timedelta(seconds=90)
TURN_SECONDS: Final = 8.0  # of one task; then the next wake-up of whatever else comes first
LOCK: Final = 7_401_220  # names the lock that one reader holds at a time


def drain(*, seconds: float = TURN_SECONDS, clock: Callable[[], dt.datetime] = timezone.now) -> int:
    """Read files whose turn it is, one after another. Returns how many.

    One process does so at a time, so that a folder of files leaves a worker for the check-ins.
    """
    ends_at = time.monotonic() + seconds
    done = 0
    if not ActivityFile.objects.due(now=clock()).exists():
        return done
    served: set[int] = set()
    with _alone() as is_alone:
        while is_alone and time.monotonic() < ends_at:
            file = mark_attempt(now=clock(), served=served)
            if file is None:
                break
            served = {file.athlete_id} if file.athlete_id in served else served | {file.athlete_id}
            read(file, now=clock())
            done += 1
    return done


@transaction.atomic
def mark_attempt(*, now: dt.datetime, served: Collection[int] = ()) -> ActivityFile | None:
    """Claim the file whose turn it is and count the attempt, in a transaction of its own.

    Athletes who were ``served`` come after those who were not: one file does not wait for the
    whole account of somebody else.

    What is written holds if nobody comes back: a file that took its reader down comes again after
    a while, and after the third time not at all.
    """
    due = ActivityFile.objects.due(now=now).select_related("athlete__user")
    if served:
        comes_after = Case(When(athlete_id__in=list(served), then=1), default=0)
        due = due.order_by(comes_after, *due.query.order_by)
    file = due.select_for_update(skip_locked=True, of=("self",)).first()
    if file is None:
        return None
    file.attempts += 1
    file.not_before = now + BACK_OFF
    file.save(update_fields=["attempts", "not_before"])
    return file


def read(file: ActivityFile, *, now: dt.datetime) -> None:
    """Read a claimed file and save what it tells, or why it tells nothing."""
    if file.attempts > ATTEMPTS:
        refuse_file(file=file, reason=Reason.GAVE_UP, now=now)
        return
    with translation.override(file.athlete.user.language):  # the problems are told in words
        try:
            _read(file, now=now)
        except RefusedError as refusal:
            refuse_file(file=file, reason=refusal.reason, now=now)
        except HistoryError as error:
            reason, problems = Reason.UNREADABLE_ROWS, [str(error)]
            refuse_file(file=file, reason=reason, now=now, problems=problems)
        except ActivityOriginal.DoesNotExist:
            return  # deleted while it waited
        except (OperationalError, InterfaceError):
            raise  # the database's doing, not the file's
        except Exception:  # noqa: BLE001
            # Whatever it is, it must not hold the others; this file comes again after a while.
            _note_failure()


def _note_failure() -> None:
    # The kind of error only: its words may quote the file.
    logger.error("a file could not be read", exc_info=sys.exc_info())


def contents(file: ActivityFile) -> tuple[bytes, Kind]:
    """Return what a file holds, out of its gzip if it came in one, and what that is. One query."""
    content = original_of(file)
    kind = kind_of(content)
    if kind is Kind.GZIP:
        content = gunzipped(content)
        kind = kind_of(content)
        if kind in {Kind.GZIP, Kind.ZIP}:
            raise RefusedError(Reason.ZIP_IN_ZIP)
    return content, kind


def _read(file: ActivityFile, *, now: dt.datetime) -> None:
    content, kind = contents(file)
    if kind is Kind.ZIP:
        _unpack(file, content, now=now)
    elif kind is Kind.TABLE:
        _read_table(file, content, now=now)
    else:
        activities = read_activities(content, kind)
        store_activities(file=file, kind=kind, activities=activities, now=now)


def _unpack(file: ActivityFile, content: bytes, *, now: dt.datetime) -> None:
    if file.archive_id is not None:
        raise RefusedError(Reason.ZIP_IN_ZIP)
    new = already_there = 0
    for member in unzipped(content):
        if store_member(archive=file, member=member, now=now):
            new += 1
        else:
            already_there += 1
    finish_archive(archive=file, new=new, already_there=already_there, now=now)


def _read_table(file: ActivityFile, content: bytes, *, now: dt.datetime) -> None:
    profile = _profile(file, content, now=now)
    if profile is None:
        ask_columns(file=file, now=now)
        return
    history = read_table(content, profile, name=file.name, now=now)
    store_table(file=file, history=history, profile=profile, now=now)


def _profile(file: ActivityFile, content: bytes, *, now: dt.datetime) -> Profile | None:
    """Return what the columns mean: as said for this file, as known, or as said for one like it."""
    athlete = file.athlete
    zone = athlete.time_zone_on(athlete.local_day(now))
    if file.columns is not None:
        return profile_of(Columns(**file.columns), time_zone=zone)
    shape = shape_of(content)
    if ready := ready_profile(shape, time_zone=zone):
        return ready
    said = ColumnMeaning.objects.filter(athlete=athlete, header_sha256=shape.signature).first()
    return profile_of(Columns(**said.columns), time_zone=zone) if said else None


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock of the one reader; yields whether it was free. A lost connection frees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
