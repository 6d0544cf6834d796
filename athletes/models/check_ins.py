"""The daily check-in. Each class of answers is a table of its own.

A rule about who may see a class is then a rule about a table, and a query for a coach cannot
pull a class by accident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.instruments import (
    DEFAULT_INSTRUMENT,
    INSTRUMENT_CHOICES,
    INSTRUMENTS,
    SEVEN_POINT_INSTRUMENTS,
)
from athletes.models.people import Athlete, tracked

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from django_stubs_ext import StrPromise


def between_validators(low: float, high: float) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def between(self, first: dt.date, last: dt.date) -> CheckInQuerySet:
        return self.filter(day__gte=first, day__lte=last)

    def with_answers(self) -> CheckInQuerySet:
        """Fetch every class of answers along: for the athlete's own pages only."""
        return self.select_related("body", "mind", "heart", "health", "health_detail", "note")


@tracked
class CheckIn(models.Model):
    """That an athlete answered on one local day; the answers are in the tables below."""

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="check_ins")
    day = models.DateField(help_text=_("The athlete's local date."))
    client_id = models.UUIDField(
        help_text=_("Made with the form that was last saved: sending it twice saves once.")
    )
    recorded_at = models.DateTimeField(help_text=_("When it was last answered."))
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_late_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Last edit after the end of the next day.")
    )
    repeats_yesterday = models.BooleanField(
        default=False, help_text=_("Taken over from the day before, in one tap.")
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

    def was_saved_from(self, client_id: uuid.UUID) -> bool:
        """Return whether this or an earlier version was saved from that form. One query."""
        return bool(self.events.filter(client_id=client_id).exists())  # type: ignore[attr-defined]  # pghistory's


class Answers(models.Model):
    """One class of answers of one check-in, under a name of its own on the check-in."""

    check_in: models.OneToOneField[CheckIn, CheckIn]
    check_in_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} of {self.check_in_id}"


def scale_field(label: StrPromise) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


def items_on_scale(*items: str) -> Q:
    """Return the condition that each item is empty or on the scale of its instrument."""
    condition = Q()
    for item in items:
        condition &= (
            Q(**{f"{item}__isnull": True})
            | Q(**{f"{item}__range": (1, 5)})
            | Q(**{f"{item}__range": (1, 7), "instrument__in": SEVEN_POINT_INSTRUMENTS})
        )
    return condition


class ScaledAnswers(Answers):
    """Answers that are points on the scale of an instrument, stored as they were given."""

    SCALE_ITEMS: tuple[str, ...]

    instrument = models.CharField(
        max_length=20, choices=INSTRUMENT_CHOICES, default=DEFAULT_INSTRUMENT
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a point that is not on the instrument's scale, naming the item."""
        instrument = INSTRUMENTS[self.instrument]
        allowed = range(instrument.minimum, instrument.maximum + 1)
        message = _("Choose a point from %(minimum)s to %(maximum)s.")
        bounds = {"minimum": instrument.minimum, "maximum": instrument.maximum}
        outside = {
            item: ValidationError(message, code="off_scale", params=bounds)
            for item in self.SCALE_ITEMS
            if (point := getattr(self, item)) is not None and point not in allowed
        }
        if outside:
            raise ValidationError(outside)


class SorenessRegion(models.TextChoices):
    NECK = "neck", _("Neck")
    SHOULDER = "shoulder", _("Shoulder")
    ARM = "arm", _("Arm")
    UPPER_BACK = "upper_back", _("Upper back")
    LOWER_BACK = "lower_back", _("Lower back")
    HIP = "hip", _("Hip or groin")
    THIGH_FRONT = "thigh_front", _("Front of the thigh")
    HAMSTRING = "hamstring", _("Back of the thigh")
    KNEE = "knee", _("Knee")
    CALF = "calf", _("Calf or shin")
    ANKLE = "ankle", _("Ankle or Achilles")
    FOOT = "foot", _("Foot")


class RecoveryTool(models.TextChoices):
    """What somebody did to recover, besides sleeping, eating and moving gently.

    Gentle movement is a session, of the kind active recovery: it has minutes, and counts as load.
    """

    MASSAGE = "massage", _("Massage or foam roller")
    STRETCHING = "stretching", _("Stretching")
    COMPRESSION = "compression", _("Compression")
    COLD = "cold", _("Cold water")
    HEAT = "heat", _("Sauna or warm bath")
    NAP = "nap", _("A nap")
    RELAXATION = "relaxation", _("Breathing or relaxation")
    OTHER = "other", _("Something else")


@tracked
class BodyAnswers(ScaledAnswers):
    """Sleep, fatigue, soreness, food, sitting and recovery tools: what the body says and got."""

    SCALE_ITEMS = ("sleep_quality", "fatigue", "soreness")

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="body"
    )
    sleep_hours = models.DecimalField(
        _("hours slept"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=between_validators(0, 24),
    )
    bed_at = models.TimeField(
        _("to bed"),
        null=True,
        blank=True,
        help_text=_("To bed, by the athlete's own clock, for the night that ended on the day."),
    )
    woke_at = models.TimeField(
        _("woke up"),
        null=True,
        blank=True,
        help_text=_("Awake, by the athlete's own clock, on the day."),
    )
    sleep_quality = scale_field(_("sleep quality"))
    fatigue = scale_field(_("fatigue"))
    soreness = scale_field(_("muscle soreness"))
    soreness_regions = ArrayField(
        models.CharField(max_length=24, choices=SorenessRegion), default=list, blank=True
    )
    # Ticks: true when ticked, otherwise empty. Not ticked is not the same as "no".
    carbohydrates = models.BooleanField(_("carbohydrates for today's load"), null=True, blank=True)
    protein = models.BooleanField(_("protein with each meal"), null=True, blank=True)
    refuelled = models.BooleanField(
        _("ate or drank within two hours of training"), null=True, blank=True
    )
    # Ticks, too: what is not named may have been done or not.
    recovery_tools = ArrayField(
        models.CharField(max_length=16, choices=RecoveryTool),
        default=list,
        blank=True,
        help_text=_("What was done to recover since the day before."),
    )
    hours_sat = models.DecimalField(
        _("hours sat"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=between_validators(0, 24),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=items_on_scale("sleep_quality", "fatigue", "soreness"),
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
            models.CheckConstraint(
                condition=Q(soreness_regions__contained_by=SorenessRegion.values),
                name="athletes_bodyanswers_regions_known",
            ),
            models.CheckConstraint(
                condition=Q(recovery_tools__contained_by=RecoveryTool.values),
                name="athletes_bodyanswers_recovery_tools_known",
            ),
        ]


@tracked
class MindAnswers(ScaledAnswers):
    """Stress, mood, concentration and motivation: private until the athlete shares them."""

    SCALE_ITEMS = ("stress", "mood", "concentration", "motivation")

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="mind"
    )
    stress = scale_field(_("stress"))
    mood = scale_field(_("mood"))
    concentration = scale_field(_("concentration"))
    motivation = scale_field(_("motivation"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=items_on_scale("stress", "mood", "concentration", "motivation"),
                name="athletes_mindanswers_on_scale",
            )
        ]


@tracked
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
        _("resting heart rate"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=between_validators(25, 130),
        help_text=_("Beats per minute."),
    )
    variability = models.DecimalField(
        _("heart rate variability"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=between_validators(1, 400),
        help_text=_("Milliseconds, or the points of the device."),
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
            models.CheckConstraint(
                condition=Q(variability_kind__in=["", "rmssd", "sdnn", "device"]),
                name="athletes_heart_variability_kind_known",
            ),
        ]

    def clean(self) -> None:
        """Refuse a variability that nobody could compare: the kinds differ by a factor of ten."""
        if self.variability is not None and not self.variability_kind:
            message = _("Say which kind your device shows.")
            raise ValidationError({"variability_kind": ValidationError(message, code="no_kind")})


@tracked
class HealthAnswers(Answers):
    """Whether the athlete was ill that day, and nothing about what they had."""

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="health"
    )
    ill = models.BooleanField(_("ill"), default=False)


class RedFlag(models.TextChoices):
    """Signs that belong with a doctor."""

    CHEST_PAIN = "chest_pain", _("Pain or pressure on the chest")
    FAINTING = "fainting", _("Fainted, or almost")
    FEVER = "fever", _("Fever")
    DARK_URINE = "dark_urine", _("Dark brown urine")
    SELF_HARM = "self_harm", _("Thoughts of hurting myself")


@tracked
class HealthDetail(Answers):
    """Signs for which the athlete was told to see a doctor. Never for a coach, shared or not."""

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="health_detail"
    )
    red_flags = ArrayField(
        models.CharField(max_length=24, choices=RedFlag), default=list, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(red_flags__contained_by=RedFlag.values),
                name="athletes_healthdetail_red_flags_known",
            )
        ]


@tracked
class Note(Answers):
    """Free words with a check-in, private by default."""

    check_in = models.OneToOneField(
        CheckIn, on_delete=models.CASCADE, primary_key=True, related_name="note"
    )
    text = models.TextField(
        _("note"), max_length=2000, blank=True, validators=[MaxLengthValidator(2000)]
    )
