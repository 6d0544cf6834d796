from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.models.teams import Team

# Warnings that may open per 100 athlete-days on which nothing is wrong.
BUDGETS = (Decimal("0.1"), Decimal("0.2"), Decimal("0.3"))


class TeamCalibrationQuerySet(models.QuerySet["TeamCalibration"]):
    def newest_first(self) -> TeamCalibrationQuerySet:
        return self.order_by("-pk")

    def computed(self) -> TeamCalibrationQuerySet:
        """Those that read the team's history, and did not only choose from the last reading."""
        return self.exclude(cause=TeamCalibration.Cause.CHOICE)


class TeamCalibration(models.Model):
    """What was decided about a team's warnings: when they open, and what newcomers start from.

    Append-only: together they are the log, and the latest is what holds. It names nobody but
    who decided, and keeps counts, never answers.
    """

    class Cause(models.TextChoices):
        MONTHLY = "monthly", _("Monthly calibration")
        BY_HAND = "by_hand", _("Calibration by hand")
        CHOICE = "choice", _("Somebody’s choice")

    class Outcome(models.TextChoices):
        LEARNED = "learned"  # the budget chose the threshold
        OVER = "over"  # not even the highest threshold within bounds keeps the budget
        TOO_LITTLE = "too_little"  # quiet history: the built-in threshold stays
        BUILT_IN = "built_in"  # somebody wants the built-in threshold

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="calibrations")
    at = models.DateTimeField()
    cause = models.CharField(max_length=8, choices=Cause)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    budget = models.DecimalField(
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Per 100 quiet athlete-days; empty: the built-in threshold is wanted."),
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    evidence_before = models.FloatField(help_text=_("What held until then."))
    evidence = models.FloatField(null=True, blank=True, help_text=_("Empty: as built in."))
    engine_version = models.CharField(max_length=20)
    priors = models.JSONField(default=dict, blank=True)
    counted = models.JSONField(help_text=_("What it rests on, and what other budgets would give."))

    objects = TeamCalibrationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "-id"], name="coaching_calibration_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__in=BUDGETS),
                name="coaching_teamcalibration_budget_offered",
            ),
            models.CheckConstraint(
                condition=Q(cause="choice", by__isnull=False)
                | ~Q(cause="choice") & Q(by__isnull=True),
                name="coaching_teamcalibration_choice_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["learned", "over"], evidence__isnull=False)
                | Q(outcome__in=["too_little", "built_in"], evidence__isnull=True),
                name="coaching_teamcalibration_threshold_if_learned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.at:%Y-%m-%d}: {self.evidence or 'as built in'}"
