"""What became of the files that an athlete brought in, in words: the page of imports."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Max, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from athletes.comparisons import kilometres
from athletes.imports.activities.activity import Reason
from athletes.models import ActivityFile, Recording

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from athletes.models import Athlete

PAGE_FILES: Final = 50
SHOWN_RECORDINGS: Final = 12  # of one file; a table may hold thousands

# One sentence each: what it is, and where there is something to do, what.
REASONS: Final[dict[Reason, StrPromise]] = {
    Reason.UNKNOWN_KIND: gettext_lazy(
        "This is not a file of a kind that can be read: FIT, TCX, GPX, CSV, or a zip of these."
    ),
    Reason.TOO_LARGE: gettext_lazy("It is larger than 10 MB, packed or unpacked."),
    Reason.EMPTY: gettext_lazy("It is empty."),
    Reason.DAMAGED: gettext_lazy("It is damaged or was cut off. Export it once more."),
    Reason.NO_SESSION: gettext_lazy("It holds no finished session."),
    Reason.SETTINGS: gettext_lazy("It holds settings of a device, no training."),
    Reason.WORKOUT: gettext_lazy("It is a planned workout or route, not one that was done."),
    Reason.MONITORING: gettext_lazy("It holds steps and other daily monitoring, no training."),
    Reason.WEIGHT: gettext_lazy("It holds weights or blood pressures, which are not kept here."),
    Reason.NO_CLOCK: gettext_lazy("It has no date: the clock of the device was not set."),
    Reason.NO_TIMES: gettext_lazy("It is a route without times, so nobody knows how long it took."),
    Reason.NO_DURATION: gettext_lazy("It lasts no time at all."),
    Reason.TOO_SHORT: gettext_lazy("It lasts less than five seconds."),
    Reason.TOO_LONG: gettext_lazy("A session in it is longer than ten hours."),
    Reason.IN_FUTURE: gettext_lazy("It is dated in the future. Check the clock of the device."),
    Reason.TOO_OLD: gettext_lazy("It is dated before your date of birth."),
    Reason.TOO_MANY_RECORDS: gettext_lazy("It holds more than 100,000 points."),
    Reason.TOO_MANY_SESSIONS: gettext_lazy("It holds more than 50 sessions."),
    Reason.UNSAFE_XML: gettext_lazy("It holds a document type, which no training file needs."),
    Reason.TOO_MUCH_WORK: gettext_lazy("Reading it took too long or too much memory."),
    Reason.ZIP_IN_ZIP: gettext_lazy("A zip inside a zip is not opened. Unpack it first."),
    Reason.TOO_MANY_FILES: gettext_lazy("It holds more than 2,000 files. Bring them in parts."),
    Reason.ENCRYPTED: gettext_lazy("It is locked with a password."),
    Reason.NOT_A_TABLE: gettext_lazy(
        "It is not a table with a row of names above it. Save it as CSV UTF-8."
    ),
    Reason.UNREADABLE_ROWS: gettext_lazy("Nothing in it could be read."),
    Reason.GAVE_UP: gettext_lazy("Reading it went wrong three times. Tell whoever runs this site."),
    Reason.FULL: gettext_lazy("Your files take 1 GB by now. Delete some that you do not need."),
}


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """One session of a file, and its distance in words."""

    recording: Recording
    distance: str


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """One file of the list, its state as shape and words, and what it told."""

    file: ActivityFile
    status: str  # the glyph: usual, watch, none
    word: str
    sentence: str
    recordings: list[RecordingRow] = field(default_factory=list)
    more_recordings: int = 0
    is_waiting: bool = False
    needs_columns: bool = False


@dataclass(frozen=True, kw_only=True)
class Imports:
    """A page of files, newest first, and what of all of them still waits for somebody."""

    rows: list[FileRow]
    waiting: int
    need_columns: int
    look_alikes: list[Recording]
    older_than: int | None
    version: str

    @property
    def is_live(self) -> bool:
        """Return whether the list will change by itself."""
        return self.waiting > 0


def imports_version(athlete: Athlete) -> str:
    """Return a name for what the list shows now. One query."""
    states = athlete.activity_files.aggregate(
        files=Count("pk"),
        waiting=Count("pk", filter=Q(state=ActivityFile.State.WAITING)),
        changed=Max("changed_at"),
    )
    return salted_hmac("athletes.imported.version", repr(sorted(states.items()))).hexdigest()[:20]


def imports(athlete: Athlete, *, before: int | None = None) -> Imports:
    """Read a page of the list. Five queries, however many files and sessions there are."""
    files = athlete.activity_files.select_related("archive").order_by("-pk")
    if before is not None:
        files = files.filter(pk__lt=before)
    page = list(files[: PAGE_FILES + 1])
    counts = athlete.activity_files.aggregate(
        waiting=Count("pk", filter=Q(state=ActivityFile.State.WAITING)),
        columns=Count("pk", filter=Q(state=ActivityFile.State.NEEDS_COLUMNS)),
    )
    shown = page[:PAGE_FILES]
    recordings, counts_of = _recordings(shown)
    look_alikes = Recording.objects.filter(file__athlete=athlete, decided_at=None)
    rows = [
        _row(file, recordings.get(file.pk, []), counts_of.get(file.pk, (0, 0))) for file in shown
    ]
    return Imports(
        rows=rows,
        waiting=counts["waiting"],
        need_columns=counts["columns"],
        look_alikes=list(look_alikes.order_by("-day", "pk")[:PAGE_FILES]),
        older_than=shown[-1].pk if len(page) > PAGE_FILES else None,
        version=imports_version(athlete),
    )


def _recordings(
    files: list[ActivityFile],
) -> tuple[dict[int, list[Recording]], dict[int, tuple[int, int]]]:
    """Return each file's first sessions, how many it has, and how many wait. Two queries."""
    of_files = Recording.objects.filter(file__in=files)
    first: dict[int, list[Recording]] = defaultdict(list)
    few = of_files.filter(number__lte=SHOWN_RECORDINGS).select_related("session")
    for recording in few.order_by("file", "number"):
        first[recording.file_id].append(recording)
    counted = (
        of_files.order_by()
        .values_list("file")
        .annotate(total=Count("pk"), waiting=Count("pk", filter=Q(decided_at=None)))
    )
    return first, {file: (total, waiting) for file, total, waiting in counted}


def _row(file: ActivityFile, recordings: list[Recording], counts: tuple[int, int]) -> FileRow:
    total, look_alikes = counts
    status, word, sentence = _result(file, total, look_alikes)
    return FileRow(
        file=file,
        status=status,
        word=word,
        sentence=sentence,
        recordings=[
            RecordingRow(each, "" if each.distance_m is None else kilometres(each.distance_m))
            for each in recordings
        ],
        more_recordings=total - len(recordings),
        is_waiting=file.state == ActivityFile.State.WAITING,
        needs_columns=file.state == ActivityFile.State.NEEDS_COLUMNS,
    )


def _result(file: ActivityFile, sessions: int, look_alikes: int) -> tuple[str, str, str]:
    """Return the glyph, the word beside it, and the sentence below the name."""
    match file.state:
        case ActivityFile.State.WAITING:
            return "none", _("Waiting"), _("It is read in a moment; you can leave this page.")
        case ActivityFile.State.NEEDS_COLUMNS:
            return "watch", _("Your turn"), _("It is a table: say what its columns are.")
        case ActivityFile.State.REFUSED:
            return "watch", _("Not imported"), _reason(file)
    if not look_alikes:
        return "usual", _("Read"), _added(file, sessions)
    words = ngettext(
        "%(count)d session looks like one that you have.",
        "%(count)d sessions look like some that you have.",
        look_alikes,
    ) % {"count": look_alikes}
    if file.added or file.already_there:
        words = f"{_added(file, sessions)} {words}"
    return "watch", _("Your turn"), words


def _reason(file: ActivityFile) -> str:
    """Return the sentence for a code, also for one of a version that is gone."""
    try:
        return str(REASONS[Reason(file.reason)])
    except ValueError:
        return _("It could not be read.")


def _added(file: ActivityFile, sessions: int) -> str:
    if file.kind == "zip":
        parts = [
            ngettext("%(count)d new file in it.", "%(count)d new files in it.", file.added)
            % {"count": file.added}
        ]
    elif sessions and sessions >= file.added + file.already_there:
        parts = [
            ngettext("%(count)d session added.", "%(count)d sessions added.", file.added)
            % {"count": file.added}
        ]
    else:
        parts = [
            ngettext(
                "%(count)d day or session added.", "%(count)d days and sessions added.", file.added
            )
            % {"count": file.added}
        ]
    if file.already_there:
        parts.append(
            ngettext(
                "%(count)d was here already.", "%(count)d were here already.", file.already_there
            )
            % {"count": file.already_there}
        )
    if file.rows_refused:
        parts.append(
            ngettext(
                "%(count)d row was not understood.",
                "%(count)d rows were not understood.",
                file.rows_refused,
            )
            % {"count": file.rows_refused}
        )
    return " ".join(parts)
