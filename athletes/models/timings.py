from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Somebody who was called away is not somebody who takes an hour. [ms]
LONGEST = 60 * 60 * 1000


class CheckInTiming(models.Model):
    """How long one check-in took, from opening to saving, measured on the phone.

    Without the athlete and without an answer, so that it can be shown to the club: nobody is
    timed, only the form is.
    """

    day = models.DateField()
    milliseconds = models.PositiveIntegerField(help_text=_("From opening the form to saving it."))

    class Meta:
        indexes = [models.Index(fields=["day"], name="athletes_checkintiming_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(milliseconds__range=(1, LONGEST)),
                name="athletes_checkintiming_up_to_an_hour",
            )
        ]

    def __str__(self) -> str:
        return f"{self.milliseconds} ms on {self.day}"
