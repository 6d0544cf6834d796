"""Files that an athlete brought in: what became of each, its original, and what it tells.

The original is a table of its own. It holds where somebody lives and runs, which no list, no
coach and no computation has any business with: only its athlete's reading of it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.people import Athlete
from athletes.models.sessions import Session

if TYPE_CHECKING:
    import datetime as dt


class ActivityFileQuerySet(models.QuerySet["ActivityFile"]):
    def due(self, *, now: dt.datetime) -> ActivityFileQuerySet:
        """Return what waits to be read and was not tried a moment ago, the oldest first."""
        waiting = ActivityFile.State.WAITING
        return self.filter(state=waiting, not_before__lte=now).order_by("not_before", "pk")


class ActivityFile(models.Model):
    """One file, known by its hash: bringing it in twice adds nothing.

    The row is also its place in the queue. ``attempts`` is counted before the file is opened, so
    that one which takes the reader down is set aside.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        NEEDS_COLUMNS = "needs_columns", _("Say what its columns are")
        READ = "read", _("Read")
        REFUSED = "refused", _("Not imported")

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="activity_files")
    archive = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        help_text=_("The zip file it came in."),
    )
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text=_("Bytes, as they were sent."))
    stored = models.PositiveBigIntegerField(default=0, help_text=_("Bytes, as they are kept."))
    kind = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=32, blank=True, help_text=_("Why it was refused."))
    columns = models.JSONField(
        null=True, blank=True, help_text=_("What the columns of a table mean.")
    )
    added = models.PositiveIntegerField(default=0, help_text=_("Facts that it added."))
    already_there = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    problems = models.JSONField(
        default=list, blank=True, help_text=_("The first rows that were not understood, in words.")
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(db_default=Now())
    uploaded_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now(), help_text=_("Of its state."))

    objects = ActivityFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "sha256"], name="athletes_activityfile_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "needs_columns", "read", "refused"]),
                name="athletes_activityfile_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="athletes_activityfile_refused_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state="waiting"),
                name="athletes_activityfile_queue",
            ),
            models.Index(fields=["athlete", "-id"], name="athletes_activityfile_newest"),
        ]

    def __str__(self) -> str:
        return self.name


class ActivityOriginal(models.Model):
    """The bytes of a file, as they were sent, packed by zlib."""

    file = models.OneToOneField(
        ActivityFile, on_delete=models.CASCADE, primary_key=True, related_name="original"
    )
    packed = models.BinaryField()

    def __str__(self) -> str:
        return f"original of {self.file_id}"


class Recording(models.Model):
    """One session as a file tells it. It never changes, whatever the athlete makes of it.

    It became ``session``, or waits for a choice because it ``looks_like`` one that was there, or
    was left out. A session that its athlete deleted leaves the recording as it is.
    """

    file = models.ForeignKey(ActivityFile, on_delete=models.CASCADE, related_name="recordings")
    number = models.PositiveIntegerField(help_text=_("Its place in the file, from 1."))
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="recordings"
    )
    looks_like = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="look_alikes"
    )
    day = models.DateField()
    started_at = models.DateTimeField(null=True, blank=True)
    timer_s = models.DecimalField(max_digits=9, decimal_places=3, help_text=_("Seconds."))
    elapsed_s = models.DecimalField(max_digits=12, decimal_places=3, help_text=_("Seconds."))
    sport = models.CharField(max_length=16, choices=Session.Sport)
    sport_in_file = models.CharField(max_length=50, blank=True)
    distance_m = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    heart_rate_mean = models.PositiveSmallIntegerField(null=True, blank=True)
    heart_rate_max = models.PositiveSmallIntegerField(null=True, blank=True)
    power_mean_w = models.PositiveSmallIntegerField(null=True, blank=True)
    rpe = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    felt_performance = models.PositiveSmallIntegerField(null=True, blank=True)
    client_id = models.UUIDField(help_text=_("Of the session that it becomes."))
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "number"], name="athletes_recording_one_per_place"
            ),
            models.CheckConstraint(condition=Q(timer_s__gt=0), name="athletes_recording_lasted"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, session__isnull=True)
                | Q(decided_at__isnull=False, looks_like__isnull=True),
                name="athletes_recording_settled_or_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}, {self.number}"

    @property
    def minutes(self) -> int:
        """Return the time the watch ran in whole minutes, as a session has them; at least one."""
        return max(1, round(self.timer_s / 60))

    @property
    def waits_for_choice(self) -> bool:
        return self.decided_at is None


class ColumnMeaning(models.Model):
    """What an athlete said that the columns of a table mean, for the next one with these."""

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="column_meanings")
    header_sha256 = models.CharField(max_length=64)
    columns = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "header_sha256"], name="athletes_columnmeaning_one_per_header"
            )
        ]

    def __str__(self) -> str:
        return f"{self.athlete_id}: {self.header_sha256[:8]}"
