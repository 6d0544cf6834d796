from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import StepValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.check_ins import between_validators
from athletes.models.people import Athlete, tracked

# CR-10 in halves (Borg 1998; Foster et al. 2001, doi:10.1519/00124278-200102000-00019).
RPE_POINTS = [Decimal(halves) / 2 for halves in range(21)]

if TYPE_CHECKING:
    import datetime as dt


class SessionQuerySet(models.QuerySet["Session"]):
    def between(self, first: dt.date, last: dt.date) -> SessionQuerySet:
        return self.filter(day__gte=first, day__lte=last)


@tracked
class Session(models.Model):
    """One training, competition or other physical effort.

    Its load is derived from minutes and RPE, never stored. Only a history that was imported as
    daily loads has ``reported_load`` instead, because that is all its source knew.
    """

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        COMPETITION = "competition", _("Competition")
        STRENGTH = "strength", _("Strength")
        ACTIVE_RECOVERY = "active_recovery", _("Active recovery")
        PHYSICAL_WORK = "physical_work", _("Physical work")

    class Sport(models.TextChoices):
        RUNNING = "running", _("Running")
        CYCLING = "cycling", _("Cycling")
        SWIMMING = "swimming", _("Swimming")
        ROWING = "rowing", _("Rowing")
        SKATING = "skating", _("Skating")
        FOOTBALL = "football", _("Football")
        HOCKEY = "hockey", _("Hockey")
        BALL_SPORT = "ball_sport", _("Other ball sport")
        STRENGTH = "strength", _("Strength training")
        WALKING = "walking", _("Walking")
        OTHER = "other", _("Something else")

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="sessions")
    day = models.DateField(help_text=_("The athlete's local date on which it started."))
    client_id = models.UUIDField(help_text=_("Made in the browser: sending twice saves once."))
    sport = models.CharField(max_length=16, choices=Sport)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.TRAINING)
    started_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Unknown where a history gives days only.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=between_validators(1, 600)
    )
    rpe = models.DecimalField(
        _("exertion"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[*between_validators(0, 10), StepValueValidator(Decimal("0.5"))],
        help_text=_("CR-10, in halves."),
    )
    rated_at = models.DateTimeField(null=True, blank=True)
    felt_performance = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=between_validators(1, 5),
        help_text=_("1 far below my level … 5 far above it."),
    )
    heart_rate_mean = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=between_validators(30, 250)
    )
    heart_rate_max = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=between_validators(30, 250)
    )
    distance_m = models.PositiveIntegerField(
        null=True, blank=True, validators=between_validators(1, 1_000_000)
    )
    power_mean_w = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=between_validators(1, 2500)
    )
    planned_session = models.OneToOneField(
        "athletes.PlannedSession",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="session",
        help_text=_("What it was meant to be; empty where nothing was planned."),
    )
    shoe = models.ForeignKey(
        "athletes.Shoe",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        help_text=_("The pair of shoes it was done in, if one of the athlete's."),
    )
    reported_load = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, help_text=_("Of its source. [AU]")
    )
    source = models.CharField(
        max_length=200, blank=True, help_text=_("The file it came from; empty if typed in.")
    )
    source_sha256 = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_late_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "client_id"], name="athletes_session_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, 600)),
                name="athletes_session_minutes_1_to_600",
            ),
            models.CheckConstraint(
                condition=Q(rpe__isnull=True) | Q(rpe__range=(Decimal(0), Decimal(10))),
                name="athletes_session_rpe_0_to_10",
            ),
            models.CheckConstraint(
                condition=Q(rpe__isnull=True) | Q(rpe__in=RPE_POINTS),
                name="athletes_session_rpe_in_halves",
            ),
            models.CheckConstraint(
                condition=Q(felt_performance__isnull=True) | Q(felt_performance__range=(1, 5)),
                name="athletes_session_felt_performance_1_to_5",
            ),
            models.CheckConstraint(
                # A comparison with NULL would let the row pass, so say that there is a load.
                condition=Q(minutes__isnull=False) | Q(reported_load__isnull=False),
                name="athletes_session_minutes_or_reported_load",
            ),
            models.CheckConstraint(
                condition=Q(reported_load__isnull=True) | Q(reported_load__gte=0),
                name="athletes_session_reported_load_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "training",
                        "competition",
                        "strength",
                        "active_recovery",
                        "physical_work",
                    ]
                ),
                name="athletes_session_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(distance_m__isnull=True) | Q(distance_m__range=(1, 1_000_000)),
                name="athletes_session_distance_to_1000_km",
            ),
            models.CheckConstraint(
                condition=Q(power_mean_w__isnull=True) | Q(power_mean_w__range=(1, 2500)),
                name="athletes_session_power_mean_to_2500_w",
            ),
            models.CheckConstraint(
                condition=Q(heart_rate_mean__isnull=True) | Q(heart_rate_mean__range=(30, 250)),
                name="athletes_session_heart_rate_mean_plausible",
            ),
            models.CheckConstraint(
                condition=Q(heart_rate_max__isnull=True) | Q(heart_rate_max__range=(30, 250)),
                name="athletes_session_heart_rate_max_plausible",
            ),
        ]
        indexes = [models.Index(fields=["athlete", "day"], name="athletes_session_athlete_day")]

    def __str__(self) -> str:
        return f"{self.athlete}, {self.day}: {self.sport}"

    def clean(self) -> None:
        """Refuse what is only wrong in combination."""
        mean, highest = self.heart_rate_mean, self.heart_rate_max
        if mean is not None and highest is not None and mean > highest:
            message = _("The highest heart rate cannot be below the mean.")
            raise ValidationError({"heart_rate_max": ValidationError(message, code="below_mean")})

    @property
    def load(self) -> float | None:
        """Session-RPE load, minutes × RPE. [AU] None while it has not been rated."""
        if self.reported_load is not None:
            return float(self.reported_load)
        if self.minutes is None or self.rpe is None:
            return None
        return self.minutes * float(self.rpe)
