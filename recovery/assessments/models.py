"""Derived rows. Every one of them can be deleted and comes back identical from the facts.

What must survive a rebuild therefore never points here by foreign key: it names an athlete and
a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from athletes.models import Athlete, FactChange
from recovery.engine import Level as EngineLevel

if TYPE_CHECKING:
    import datetime as dt

    from django_stubs_ext import StrOrPromise


class Level(models.IntegerChoices):
    """What the model says of a day; the numbers are the engine's."""

    UNKNOWN = EngineLevel.UNKNOWN, pgettext_lazy("level", "Not enough data")
    USUAL = EngineLevel.USUAL, pgettext_lazy("level", "As usual")
    NOTICE = EngineLevel.NOTICE, pgettext_lazy("level", "Take note")
    IMBALANCE = EngineLevel.IMBALANCE, pgettext_lazy("level", "Imbalance")
    RECOVERY_LOW = EngineLevel.RECOVERY_LOW, pgettext_lazy("level", "Recovery low, load normal")
    PERSISTENT = EngineLevel.PERSISTENT, pgettext_lazy("level", "Persistent")
    ILL = EngineLevel.ILL, pgettext_lazy("level", "Ill")
    LOCAL_PROBLEM = EngineLevel.LOCAL_PROBLEM, pgettext_lazy("level", "One sore spot")
    DATA_MISSING = EngineLevel.DATA_MISSING, pgettext_lazy("level", "Answers have stopped")


# What a coach is warned of.
COACH_LEVELS = (Level.IMBALANCE, Level.RECOVERY_LOW, Level.PERSISTENT)
# Nothing can be said; never shown as fine.
SILENT_LEVELS = (Level.UNKNOWN, Level.DATA_MISSING)
# What is the athlete's own business: to others such a day is as usual.
OWN_LEVELS = (Level.NOTICE, Level.LOCAL_PROBLEM)


class CalculationQuerySet(models.QuerySet["Calculation"]):
    def due(self, *, now: dt.datetime) -> CalculationQuerySet:
        """Athletes with open changes whose turn it is, the one that waits longest first.

        One that was set aside gets another try for every change it has not been tried with.
        They are counted and not compared by time or number: a change that commits late is
        older than it looks.
        """
        changes = FactChange.objects.filter(athlete_id=OuterRef("athlete_id"))
        counted = changes.order_by().values("athlete_id").annotate(n=Count("pk")).values("n")
        return self.filter(
            Exists(changes),
            Q(set_aside_at__isnull=True) | Q(changes_tried__lt=Subquery(counted)),
            not_before__lte=now,
        ).order_by("not_before", "athlete_id")


class Calculation(models.Model):
    """How far the computation of one athlete has come, and whether it fails.

    An attempt is written down before it is made, as if it were going to fail: the count, the
    time of the next one, and, at the eighth, that the athlete is set aside. Success takes all of
    it back. So an attempt that takes the whole worker down with it counts like any other.
    """

    athlete = models.OneToOneField(
        Athlete, on_delete=models.CASCADE, primary_key=True, related_name="calculation"
    )
    not_before = models.DateTimeField(db_default=Now(), help_text=_("When its turn comes."))
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("Since the last success."))
    changes_tried = models.PositiveIntegerField(
        default=0, help_text=_("Changes that were open at the latest attempt.")
    )
    set_aside_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Failed too often; shown as could not be computed.")
    )
    last_error = models.CharField(max_length=200, blank=True, help_text=_("The kind, no values."))
    computed_at = models.DateTimeField(null=True, blank=True)
    through_day = models.DateField(null=True, blank=True, help_text=_("The last day assessed."))
    engine_version = models.CharField(max_length=20, blank=True)
    revision = models.PositiveBigIntegerField(
        default=0, help_text=_("Counts computations that changed a row.")
    )

    objects = CalculationQuerySet.as_manager()

    class Meta:
        verbose_name = _("calculation")
        indexes = [models.Index(fields=["not_before"], name="assessments_calculation_due")]

    def __str__(self) -> str:
        return f"Calculation of {self.athlete_id}"


class Lens(models.Model):
    """A set of data classes that somebody looks through; computed as long as it is asked for.

    The athlete's own lens holds every class and needs no row.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="lenses")
    classes = models.PositiveSmallIntegerField(help_text=_("Bit mask of the engine's DataClass."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "classes"], name="assessments_lens_one_per_set"
            ),
            models.CheckConstraint(
                condition=Q(classes__range=(1, 30)), name="assessments_lens_known_classes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete_id} through {self.classes}"


class DailyStateQuerySet(models.QuerySet["DailyState"]):
    def between(self, first: dt.date, last: dt.date) -> DailyStateQuerySet:
        return self.filter(day__gte=first, day__lte=last)


def item_numbers(help_text: StrOrPromise) -> ArrayField[list[float], list[float]]:
    """Return a column with one number for each of the engine's items, in its order."""
    return ArrayField(models.FloatField(), help_text=help_text)


class DailyState(models.Model):
    """One athlete's day as seen through one lens.

    The arrays hold NaN where there is nothing to say: PostgreSQL compares it as equal to itself,
    which is what writing only what differs needs.
    """

    pk = models.CompositePrimaryKey("athlete_id", "lens", "day")
    athlete = models.ForeignKey(
        Athlete, on_delete=models.CASCADE, related_name="daily_states", db_index=False
    )
    lens = models.PositiveSmallIntegerField(help_text=_("Bit mask of the engine's DataClass."))
    day = models.DateField(help_text=_("The athlete's local date."))
    level = models.PositiveSmallIntegerField(choices=Level)
    answered = models.BooleanField()
    response = models.FloatField(null=True, help_text=_("R: own SD units, larger is worse."))
    response_sd = models.FloatField(null=True)
    composite = models.FloatField(
        null=True, help_text=_("The day's own answers, before the filter.")
    )
    evidence = models.FloatField(null=True)
    load_excess = models.FloatField(null=True)
    dissociation = models.FloatField(null=True)
    load = models.FloatField(null=True, help_text=_("Of the day. [AU] Empty where unknown."))
    load_week = models.FloatField(
        null=True, help_text=_("The seven days up to the day before. [AU]")
    )
    load_usual = models.FloatField(
        null=True, help_text=_("A week at the mean of the 28 days before those. [AU]")
    )
    monotony = models.FloatField(null=True)
    strain = models.FloatField(null=True)
    checkins_7 = models.PositiveSmallIntegerField()
    known_days_28 = models.PositiveSmallIntegerField()
    item_values = item_numbers(
        _("As answered, on a five-point scale with 5 as the best, or measured.")
    )
    item_normals = item_numbers(_("The own normal each is compared with."))
    item_sds = item_numbers(_("How far a usual day may lie from it."))

    objects = DailyStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily state")

    def __str__(self) -> str:
        return f"{self.athlete_id}, {self.day}: {self.get_level_display()}"


class Checkpoint(models.Model):
    """What the engine carries into a day, from which it can go on without the years before."""

    pk = models.CompositePrimaryKey("athlete_id", "lens", "day")
    athlete = models.ForeignKey(
        Athlete, on_delete=models.CASCADE, related_name="checkpoints", db_index=False
    )
    lens = models.PositiveSmallIntegerField()
    day = models.DateField(help_text=_("The first day that is not in it."))
    first_day = models.DateField(
        null=True, help_text=_("First day with something to see; empty if there was none.")
    )
    carried = models.BinaryField(help_text=_("A record of the engine; empty if there was none."))
    transitions = models.JSONField(help_text=_("Of the warning that was open, as [day, level]."))

    class Meta:
        verbose_name = _("checkpoint")

    def __str__(self) -> str:
        return f"{self.athlete_id} before {self.day}"


class CurrentState(models.Model):
    """What is to be said now of one athlete through one lens, warning or not."""

    pk = models.CompositePrimaryKey("athlete_id", "lens")
    athlete = models.ForeignKey(
        Athlete, on_delete=models.CASCADE, related_name="current_states", db_index=False
    )
    lens = models.PositiveSmallIntegerField()
    day = models.DateField(help_text=_("The last day assessed through this lens."))
    level = models.PositiveSmallIntegerField(choices=Level)
    payload = models.JSONField(help_text=_("All that its explanation is rendered from."))

    class Meta:
        verbose_name = _("current state")

    def __str__(self) -> str:
        return f"{self.athlete_id}: {self.get_level_display()}"


class RecoveryWarningQuerySet(models.QuerySet["RecoveryWarning"]):
    def open(self) -> RecoveryWarningQuerySet:
        return self.filter(closed_on__isnull=True)


class RecoveryWarning(models.Model):
    """One stretch of days on which a coach should look; known by athlete, lens and first day.

    That key is what a reconciled warning keeps: it is extended, escalated and closed, not made
    anew. ``transitions`` lists each change of level once, as [day, level].
    """

    pk = models.CompositePrimaryKey("athlete_id", "lens", "opened_on")
    athlete = models.ForeignKey(
        Athlete, on_delete=models.CASCADE, related_name="warnings", db_index=False
    )
    lens = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    closed_on = models.DateField(
        null=True, blank=True, help_text=_("First day on which it is over.")
    )
    level = models.PositiveSmallIntegerField(choices=Level, help_text=_("The latest."))
    transitions = models.JSONField()
    payload = models.JSONField(help_text=_("Of its latest day: what its texts are rendered from."))

    objects = RecoveryWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning")
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "lens"],
                condition=Q(closed_on__isnull=True),
                name="assessments_warning_one_open",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
                name="assessments_warning_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete_id}: {self.get_level_display()} since {self.opened_on}"
