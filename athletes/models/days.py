from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.people import Athlete, tracked

if TYPE_CHECKING:
    import datetime as dt


class DayMarkQuerySet(models.QuerySet["DayMark"]):
    def between(self, first: dt.date, last: dt.date) -> DayMarkQuerySet:
        return self.filter(day__gte=first, day__lte=last)


@tracked
class DayMark(models.Model):
    """What kind of day it was, said by the athlete. A rest day is a fact, not a gap.

    A day with a session is a training day without being told. A day with neither is *unknown*,
    which is neither rest nor fine.
    """

    class Kind(models.TextChoices):
        REST = "rest", _("Rest day")
        ACTIVE_RECOVERY = "active_recovery", _("Active recovery")
        ILL = "ill", _("Ill")
        TRAVEL = "travel", _("Travelling")
        UNAVAILABLE = "unavailable", _("Not available")

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="day_marks")
    day = models.DateField(help_text=_("The athlete's local date."))
    kind = models.CharField(max_length=16, choices=Kind)
    client_id = models.UUIDField(help_text=_("Made in the browser: sending twice saves once."))
    recorded_at = models.DateTimeField(help_text=_("When the athlete said so."))
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_late_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Last change after the end of the next day.")
    )

    objects = DayMarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["athlete", "day"], name="athletes_daymark_one_per_day"),
            models.UniqueConstraint(
                fields=["athlete", "client_id"], name="athletes_daymark_sent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["rest", "active_recovery", "ill", "travel", "unavailable"]
                ),
                name="athletes_daymark_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete}, {self.day}: {self.kind}"
