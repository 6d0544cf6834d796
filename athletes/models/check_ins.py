"""The daily check-in. Each class of answers is a table of its own.

A rule about who may see a class is then a rule about a table, and a query for a coach cannot
pull a class by accident.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.instruments import DEFAULT_INSTRUMENT, INSTRUMENT_CHOICES, SEVEN_POINT_INSTRUMENTS
from athletes.models.people import Athlete

if TYPE_CHECKING:
    import datetime as dt

    from django_stubs_ext import StrPromise


def scale_items_fit(*items: str) -> Q:
    """Return the condition that each item is empty or on the scale of its instrument."""
    condition = Q()
    for item in items:
        condition &= (
            Q(**{f"{item}__isnull": True})
            | Q(**{f"{item}__range": (1, 5)})
            | Q(**{f"{item}__range": (1, 7), "instrument__in": SEVEN_POINT_INSTRUMENTS})
        )
    return condition


def scale_field(label: StrPromise) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def between(self, first: dt.date, last: dt.date) -> CheckInQuerySet:
        return self.filter(day__gte=first, day__lte=last)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CheckIn(models.Model):
    """That an athlete answered on one local day; the answers are in the tables below."""

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="check_ins")
    day = models.DateField(help_text=_("The athlete's local date."))
    client_id = models.UUIDField(help_text=_("Made in the browser: sending twice saves once."))
    recorded_at = models.DateTimeField(help_text=_("When it was answered."))
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_late_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Last edit after the end of the next day.")
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["athlete", "day"], name="athletes_checkin_one_per_day"),
            models.UniqueConstraint(
                fields=["athlete", "client_id"], name="athletes_checkin_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete}, {self.day}"


class Answers(models.Model):
    """One class of answers of one check-in, under a name of its own on the check-in."""

    check_in: models.OneToOneField[CheckIn, CheckIn]
    check_in_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} of {self.check_in_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BodyAnswers(Answers):
    """Sleep, fatigue, soreness, food and sitting: what the body says."""

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="body"
    )
    instrument = models.CharField(
        max_length=20, choices=INSTRUMENT_CHOICES, default=DEFAULT_INSTRUMENT
    )
    sleep_hours = models.DecimalField(
        _("hours slept"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(24))],
    )
    sleep_quality = scale_field(_("sleep quality"))
    fatigue = scale_field(_("fatigue"))
    soreness = scale_field(_("muscle soreness"))
    soreness_regions = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    carbohydrates = models.BooleanField(_("carbohydrates for today's load"), null=True, blank=True)
    protein = models.BooleanField(_("protein with each meal"), null=True, blank=True)
    refuelled = models.BooleanField(
        _("ate or drank within two hours of training"), null=True, blank=True
    )
    hours_sat = models.DecimalField(
        _("hours sat"), max_digits=4, decimal_places=2, null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=scale_items_fit("sleep_quality", "fatigue", "soreness"),
                name="athletes_bodyanswers_on_scale",
            ),
            models.CheckConstraint(
                condition=Q(sleep_hours__isnull=True) | Q(sleep_hours__range=(0, 24)),
                name="athletes_bodyanswers_sleep_0_to_24_hours",
            ),
            models.CheckConstraint(
                condition=Q(hours_sat__isnull=True) | Q(hours_sat__range=(0, 24)),
                name="athletes_bodyanswers_sat_0_to_24_hours",
            ),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MindAnswers(Answers):
    """Stress, mood, concentration and motivation: private until the athlete shares them."""

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="mind"
    )
    instrument = models.CharField(
        max_length=20, choices=INSTRUMENT_CHOICES, default=DEFAULT_INSTRUMENT
    )
    stress = scale_field(_("stress"))
    mood = scale_field(_("mood"))
    concentration = scale_field(_("concentration"))
    motivation = scale_field(_("motivation"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=scale_items_fit("stress", "mood", "concentration", "motivation"),
                name="athletes_mindanswers_on_scale",
            )
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HeartMeasurement(Answers):
    """Resting heart rate and heart rate variability on waking."""

    class VariabilityKind(models.TextChoices):
        RMSSD = "rmssd", "rMSSD"
        SDNN = "sdnn", "SDNN"
        DEVICE = "device", _("a score of the device")

    class Posture(models.TextChoices):
        LYING = "lying", _("lying")
        SITTING = "sitting", _("sitting")
        STANDING = "standing", _("standing")
        NIGHT = "night", _("during the night")

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="heart"
    )
    resting_heart_rate = models.DecimalField(
        _("resting heart rate"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    variability = models.DecimalField(
        _("heart rate variability"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    variability_kind = models.CharField(max_length=8, choices=VariabilityKind, blank=True)
    posture = models.CharField(max_length=8, choices=Posture, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(resting_heart_rate__isnull=True)
                | Q(resting_heart_rate__range=(25, 130)),
                name="athletes_heart_resting_rate_25_to_130",
            ),
            models.CheckConstraint(
                condition=Q(variability__isnull=True) | Q(variability__range=(1, 400)),
                name="athletes_heart_variability_1_to_400",
            ),
            models.CheckConstraint(
                condition=Q(variability__isnull=True) | ~Q(variability_kind=""),
                name="athletes_heart_variability_has_a_kind",
            ),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HealthAnswers(Answers):
    """Ill today, and signs that belong with a doctor: never in a coach's feed."""

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="health"
    )
    ill = models.BooleanField(_("ill"), default=False)
    red_flags = ArrayField(models.CharField(max_length=24), default=list, blank=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Note(Answers):
    """Free words with a check-in, private by default."""

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="note"
    )
    text = models.TextField(max_length=2000)
