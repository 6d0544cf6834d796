from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from athletes.models.people import Athlete


class Calibration(models.Model):
    """What is assumed of an athlete, and when a warning opens, from a day on.

    A decision, so a fact: it was learned from data that have changed since, and computing it
    anew would not give it back. Append-only, and never about a day that has begun. Of several
    from the same day on the latest counts.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="calibrations")
    from_day = models.DateField(help_text=_("The first day it holds for."))
    evidence = models.FloatField(
        null=True, blank=True, help_text=_("From which an imbalance opens; empty: as built in.")
    )
    # Evidence is in units of the engine's own making: another engine, another threshold.
    engine_version = models.CharField(max_length=20)
    priors = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("By item: mean, spread, share between people. Not named: as built in."),
    )
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["athlete", "from_day", "id"], name="athletes_calibration_by_day")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence__isnull=True) | Q(evidence__gt=0, evidence__lt=10),
                name="athletes_calibration_evidence_plausible",
            )
        ]

    def __str__(self) -> str:
        return f"{self.athlete_id} from {self.from_day}: {self.evidence or 'as built in'}"
