"""Derived rows. Every one of them can be deleted and comes back identical from the facts.

What must survive a rebuild therefore never points here by foreign key: it names an athlete and
a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from athletes.models import Athlete, FactChange
from recovery.engine.levels import Level as EngineLevel

if TYPE_CHECKING:
    import datetime as dt


class Level(models.IntegerChoices):
    """What the model says of a day; the numbers are the engine's."""

    UNKNOWN = EngineLevel.UNKNOWN, pgettext_lazy("level", "Not enough data")
    USUAL = EngineLevel.USUAL, pgettext_lazy("level", "As usual")
    NOTICE = EngineLevel.NOTICE, pgettext_lazy("level", "A bit behind")
    IMBALANCE = EngineLevel.IMBALANCE, pgettext_lazy("level", "Imbalance")
    RECOVERY_LOW = EngineLevel.RECOVERY_LOW, pgettext_lazy("level", "Recovery low, load normal")
    PERSISTENT = EngineLevel.PERSISTENT, pgettext_lazy("level", "Persistent")


# From here on a level is shown to a coach.
COACH_LEVELS = (Level.IMBALANCE, Level.RECOVERY_LOW, Level.PERSISTENT)


class CalculationQuerySet(models.QuerySet["Calculation"]):
    def claimable(self, *, limit: int, now: dt.datetime) -> CalculationQuerySet:
        """Lock up to ``limit`` athletes with open changes; workers skip each other's."""
        waiting = FactChange.objects.filter(athlete_id=OuterRef("athlete_id"))
        return (
            self.filter(
                Exists(waiting),
                Q(leased_until__isnull=True) | Q(leased_until__lte=now),
                not_before__lte=now,
                set_aside_at__isnull=True,
            )
            .order_by("not_before", "athlete_id")
            .select_for_update(skip_locked=True)[:limit]
        )


class Calculation(models.Model):
    """How far the computation of one athlete has come, and whether it fails."""

    athlete = models.OneToOneField(
        Athlete, on_delete=models.CASCADE, primary_key=True, related_name="calculation"
    )
    not_before = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Failed too often; shown as could not be computed.")
    )
    last_error = models.CharField(max_length=200, blank=True, help_text=_("The kind, no values."))
    computed_at = models.DateTimeField(null=True, blank=True)
    through_day = models.DateField(null=True, blank=True, help_text=_("The last day assessed."))
    engine_version = models.CharField(max_length=20, blank=True)
    revision = models.PositiveBigIntegerField(
        default=0, help_text=_("Counts computations that changed a row: what a live page polls.")
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


class DailyState(models.Model):
    """One athlete's day as seen through one lens."""

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="daily_states")
    lens = models.PositiveSmallIntegerField()
    day = models.DateField()
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
    load_week = models.FloatField(null=True, help_text=_("Last seven days. [AU]"))
    load_usual = models.FloatField(null=True, help_text=_("Own usual week. [AU]"))
    monotony = models.FloatField(null=True)
    strain = models.FloatField(null=True)
    checkins_7 = models.PositiveSmallIntegerField()
    known_days_28 = models.PositiveSmallIntegerField()

    objects = DailyStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily state")
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "lens", "day"], name="assessments_dailystate_one_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.athlete_id}, {self.day}: {self.get_level_display()}"


class RecoveryWarningQuerySet(models.QuerySet["RecoveryWarning"]):
    def open(self) -> RecoveryWarningQuerySet:
        return self.filter(closed_on__isnull=True)


class RecoveryWarning(models.Model):
    """One stretch of days on which a coach should look; known by athlete, lens and first day.

    That key is what a reconciled warning keeps: it is extended, escalated and closed, not made
    anew. ``transitions`` lists each change of level once, as [day, level].
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="warnings")
    lens = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    closed_on = models.DateField(
        null=True, blank=True, help_text=_("First day on which it is over.")
    )
    level = models.PositiveSmallIntegerField(choices=Level, help_text=_("The latest."))
    transitions = models.JSONField()
    payload = models.JSONField(help_text=_("All that its explanation is rendered from."))

    objects = RecoveryWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning")
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "lens", "opened_on"], name="assessments_warning_one_per_opening"
            ),
            models.UniqueConstraint(
                fields=["athlete", "lens"],
                condition=Q(closed_on__isnull=True),
                name="assessments_warning_one_open",
                # Reconciled as a set inside a transaction: judged at its end.
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete_id}: {self.get_level_display()} since {self.opened_on}"
