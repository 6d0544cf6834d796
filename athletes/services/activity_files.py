"""Files as they come in, and what becomes of them."""

from __future__ import annotations

import hashlib
import uuid
import zlib
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import ngettext

from athletes.imports.activities.activity import LARGEST_FILE, Reason, RefusedError
from athletes.imports.tables import FROM_WATCHES, measured_alone, only_athlete
from athletes.models import (
    ActivityFile,
    ActivityOriginal,
    CheckIn,
    ColumnMeaning,
    FactChange,
    HeartMeasurement,
)
from athletes.services.changes import note_change, take_turn
from athletes.services.check_ins import TABLES
from athletes.services.histories import Facts, store_facts
from athletes.services.imports import NAMESPACE, answer_rows
from athletes.services.recordings import (
    add_recordings,
    recordings_of_activities,
    recordings_of_table,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from athletes.imports.activities.activity import Activity
    from athletes.imports.activities.kinds import Kind
    from athletes.imports.activities.zips import Member
    from athletes.imports.history import AthleteHistory, CheckInDraft, History
    from athletes.imports.profile import Profile
    from athletes.imports.tables import Columns
    from athletes.models import Athlete
    from athletes.models.check_ins import Answers

MOST_STORED: Final = 1_000_000_000  # bytes of one athlete's originals, as they are kept
PROBLEMS_SHOWN: Final = 20
PACKING: Final = 6  # zlib's own default: half the size at 30 MB a second


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came in, and whether it had been here before."""

    file: ActivityFile
    is_new: bool


@transaction.atomic
def receive_file(
    *,
    athlete: Athlete,
    name: str,
    content: bytes,
    now: dt.datetime,
    archive: ActivityFile | None = None,
) -> Received:
    """Keep a file and queue it to be read; one that is here already is not read again.

    Except one that was refused, which is tried again: a later version may read it.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    take_turn(athlete)
    known = athlete.activity_files.filter(sha256=sha256).first()
    if known is not None and known.state != ActivityFile.State.REFUSED:
        return Received(known, is_new=False)
    if known is not None:
        known.delete()
    file = ActivityFile(
        athlete=athlete,
        archive=archive,
        name=plain_name(name),
        sha256=sha256,
        size=len(content),
        not_before=now,
        uploaded_at=now,
        changed_at=now,
    )
    if len(content) > LARGEST_FILE:
        return Received(_refused(file, Reason.TOO_LARGE), is_new=True)
    packed = zlib.compress(content, PACKING)
    if _stored(athlete) + len(packed) > MOST_STORED:
        return Received(_refused(file, Reason.FULL), is_new=True)
    file.stored = len(packed)
    file.save()
    ActivityOriginal.objects.create(file=file, packed=packed)
    return Received(file, is_new=True)


def plain_name(name: str) -> str:
    """Return the last part of a path, in letters that can be shown on one line."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[-200:] or "?"


def original_of(file: ActivityFile, *, at_most: int = LARGEST_FILE) -> bytes:
    """Return a file's bytes, or its first ones. One query."""
    packed = ActivityOriginal.objects.only("packed").get(file=file).packed
    return zlib.decompressobj().decompress(bytes(packed), at_most)


def _stored(athlete: Athlete) -> int:
    return athlete.activity_files.aggregate(total=Sum("stored"))["total"] or 0


def _refused(file: ActivityFile, reason: Reason) -> ActivityFile:
    file.state, file.reason = ActivityFile.State.REFUSED, reason.value
    file.save()
    return file


@transaction.atomic
def refuse_file(
    *, file: ActivityFile, reason: Reason, now: dt.datetime, problems: Sequence[str] = ()
) -> None:
    """Say why a file adds nothing."""
    _finish(
        file,
        state=ActivityFile.State.REFUSED,
        reason=reason.value,
        problems=list(problems[:PROBLEMS_SHOWN]),
        changed_at=now,
    )


@transaction.atomic
def ask_columns(*, file: ActivityFile, now: dt.datetime) -> None:
    """Let a table wait until its athlete has said what its columns are."""
    _finish(file, state=ActivityFile.State.NEEDS_COLUMNS, kind="table", changed_at=now)


@transaction.atomic
def say_columns(
    *, file: ActivityFile, columns: Columns, header_sha256: str, now: dt.datetime
) -> None:
    """Queue a table with what its columns mean, and remember that for the next one like it."""
    take_turn(file.athlete)
    meaning = asdict(columns)
    _finish(
        file,
        state=ActivityFile.State.WAITING,
        reason="",
        columns=meaning,
        attempts=0,
        not_before=now,
        changed_at=now,
    )
    ColumnMeaning.objects.update_or_create(
        athlete=file.athlete, header_sha256=header_sha256, defaults={"columns": meaning}
    )


@transaction.atomic
def store_activities(
    *, file: ActivityFile, kind: Kind, activities: Sequence[Activity], now: dt.datetime
) -> None:
    """Save what a training file tells as recordings and sessions."""
    athlete = file.athlete
    take_turn(athlete)
    if not _still_waits(file):
        return  # another worker was faster
    recordings = recordings_of_activities(file, activities)
    if any(activity.started_at > now for activity in activities):
        raise RefusedError(Reason.IN_FUTURE)
    if athlete.birth_date and any(each.day < athlete.birth_date for each in recordings):
        raise RefusedError(Reason.TOO_OLD)
    added, already_there = add_recordings(athlete=athlete, recordings=recordings, now=now)
    _finish(
        file,
        state=ActivityFile.State.READ,
        kind=kind.value,
        added=added,
        already_there=already_there,
        changed_at=now,
    )


@transaction.atomic
def store_table(
    *, file: ActivityFile, history: History, profile: Profile, now: dt.datetime
) -> None:
    """Save what a table tells: sessions, and answers on days or beside answers that lack them."""
    athlete = file.athlete
    take_turn(athlete)
    if not _still_waits(file):
        return
    told = only_athlete(history)
    problems = [str(refusal) for refusal in history.refusals[:PROBLEMS_SHOWN]]
    if told is None:
        refuse_file(file=file, reason=Reason.UNREADABLE_ROWS, now=now, problems=problems)
        return
    if athlete.birth_date and min(told.days()) < athlete.birth_date:
        raise RefusedError(Reason.TOO_OLD)
    recordings = recordings_of_table(file, told.sessions.items())
    added, already_there = add_recordings(athlete=athlete, recordings=recordings, now=now)
    answers = _Answers(athlete, profile, told)
    added += answers.save()
    if answers.left_out:
        problems.insert(0, _left_out(answers.left_out))
    _finish(
        file,
        state=ActivityFile.State.READ,
        kind="table",
        added=added,
        already_there=already_there + answers.already_there,
        rows_refused=history.tally.refused_rows,
        problems=problems,
        changed_at=now,
    )


def _left_out(days: int) -> str:
    return ngettext(
        "%(days)d day without a check-in holds only what a watch measured: left out.",
        "%(days)d days without a check-in hold only what a watch measured: left out.",
        days,
    ) % {"days": days}


@transaction.atomic
def store_member(*, archive: ActivityFile, member: Member, now: dt.datetime) -> bool:
    """Queue one file of an archive, or say why it stays packed. Returns whether it is new."""
    athlete = archive.athlete
    if member.refused is None:
        received = receive_file(
            athlete=athlete, name=member.name, content=member.content, now=now, archive=archive
        )
        return received.is_new
    take_turn(athlete)
    # Nobody knows its bytes: its place in the archive is its identity.
    key = hashlib.sha256(f"{archive.sha256}\n{member.name}".encode()).hexdigest()
    _file, is_new = ActivityFile.objects.get_or_create(
        athlete=athlete,
        sha256=key,
        defaults={
            "name": plain_name(member.name),
            "archive": archive,
            "size": 0,
            "state": ActivityFile.State.REFUSED,
            "reason": member.refused.value,
            "uploaded_at": now,
            "changed_at": now,
        },
    )
    return is_new


@transaction.atomic
def finish_archive(
    *, archive: ActivityFile, new: int, already_there: int, now: dt.datetime
) -> None:
    """Note that an archive is unpacked. Its files are kept; it is not kept beside them."""
    ActivityOriginal.objects.filter(file=archive).delete()
    _finish(
        archive,
        state=ActivityFile.State.READ,
        kind="zip",
        stored=0,
        added=new,
        already_there=already_there,
        changed_at=now,
    )


@transaction.atomic
def delete_file(*, file: ActivityFile) -> None:
    """Delete a file with its original. Sessions that it became stay; they are the athlete's."""
    take_turn(file.athlete)
    ActivityFile.objects.filter(pk=file.pk).delete()


def _still_waits(file: ActivityFile) -> bool:
    waiting = ActivityFile.objects.filter(pk=file.pk, state=ActivityFile.State.WAITING)
    return waiting.exists()


def _finish(file: ActivityFile, **values: object) -> None:
    for name, value in values.items():
        setattr(file, name, value)
    file.save(update_fields=list(values))


class _Answers:
    """The answers of a table, beside those that are there. What is there stays as it is.

    Answers of one class speak one instrument, so points of a scale only come to a class that the
    athlete left empty; a measurement fills its own gap.
    """

    def __init__(self, athlete: Athlete, profile: Profile, told: AthleteHistory) -> None:
        self.athlete = athlete
        self.profile = profile
        self.told = told
        self.left_out = 0
        self.already_there = 0

    def save(self) -> int:
        """Save what is new and return of how many days. One query more per class and gap."""
        days = self.told.check_ins
        present = {
            row.day: row for row in self.athlete.check_ins.with_answers().filter(day__in=list(days))
        }
        # A check-in says that the athlete answered, which a watch cannot say for them.
        alone = measured_alone(self.told) if self.profile.name in FROM_WATCHES else set()
        facts = Facts()
        filled: list[dt.date] = []
        for day, draft in days.items():
            if day in present:
                if self._fill(facts, present[day], draft):
                    filled.append(day)
                else:
                    self.already_there += 1
            elif day in alone:
                self.left_out += 1
            else:
                check_in = self._check_in(day, draft)
                facts.check_ins.append(check_in)
                facts.answers += answer_rows(check_in, draft, self.profile)
        store_facts(facts=facts, reason=FactChange.Reason.IMPORT)
        if filled:
            note_change(athlete=self.athlete, from_day=min(filled), reason=FactChange.Reason.IMPORT)
        return len(facts.check_ins) + len(filled)

    def _check_in(self, day: dt.date, draft: CheckInDraft) -> CheckIn:
        key = f"table\n{self.athlete.pk}\n{day.isoformat()}"
        return CheckIn(
            athlete=self.athlete,
            day=day,
            client_id=uuid.uuid5(NAMESPACE, key),
            recorded_at=draft.recorded_at,
        )

    def _fill(self, facts: Facts, check_in: CheckIn, draft: CheckInDraft) -> bool:
        """Add what a day's answers lack. Returns whether anything was."""
        is_new = False
        # Before any new row is made: naming its check-in makes it the check-in's own.
        present = {name: getattr(check_in, name, None) for name in TABLES}
        for row in answer_rows(check_in, draft, self.profile):
            there: Answers | None = present[_accessor(row)]
            if there is None:
                facts.answers.append(row)
                is_new = True
            elif self._fill_gaps(there, row):
                is_new = True
        return is_new

    def _fill_gaps(self, there: Answers, row: Answers) -> bool:
        gaps = {
            name: getattr(row, name)
            for name in ("sleep_hours", "resting_heart_rate", "variability")
            if getattr(there, name, 0) is None and getattr(row, name, None) is not None
        }
        if "variability" in gaps and isinstance(row, HeartMeasurement):
            gaps["variability_kind"] = row.variability_kind
        for name, value in gaps.items():
            setattr(there, name, value)
        if gaps:
            there.save(update_fields=list(gaps))
        return bool(gaps)


def _accessor(row: Answers) -> str:
    return next(name for name, model in TABLES.items() if isinstance(row, model))
