from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models import Athlete
from coaching.models.teams import Team
from recovery.engine.items import DataClass as EngineDataClass


class DataClass(models.IntegerChoices):
    """What is shared or withheld as a whole; the numbers are the engine's bits."""

    SESSIONS = EngineDataClass.SESSIONS, _("Training and rest days")
    BODY = EngineDataClass.BODY, _("Sleep, fatigue, soreness and food")
    MIND = EngineDataClass.MIND, _("Stress, mood, concentration and motivation")
    HEART = EngineDataClass.HEART, _("Heart measurements")
    HEALTH = EngineDataClass.HEALTH, _("Being ill")


class ConsentEvent(models.Model):
    """An athlete shared one class of data with a team's staff, or took it back.

    Append-only: the latest event of a class counts, and only while the athlete is a member
    since before it. An old consent never revives when somebody comes back.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="consent_events")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="consent_events")
    data_class = models.PositiveSmallIntegerField(choices=DataClass)
    granted = models.BooleanField()
    text_version = models.CharField(max_length=12, help_text=_("Of the words that were agreed to."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["team", "athlete", "data_class", "-id"], name="coaching_consent_latest"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(data_class__in=[1, 2, 4, 8, 16]),
                name="coaching_consentevent_one_class",
            )
        ]

    def __str__(self) -> str:
        verb = "shares" if self.granted else "withholds"
        return f"{self.athlete} {verb} {self.get_data_class_display()} with {self.team}"
