"""What a check-in asks besides its core, which everybody is asked: sleep, body and mind in six."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OptionalItem(models.TextChoices):
    """A part of the check-in that a team can do without."""

    CONCENTRATION = "concentration", _("Concentration")
    MOTIVATION = "motivation", _("Motivation")
    BED_TIMES = "bed_times", _("To bed and awake")
    FOOD = "food", _("Food")
    RECOVERY = "recovery", _("What was done to recover: massage, stretching, a nap…")
    SITTING = "sitting", _("Hours sat")
    HEART = "heart", _("Heart, measured on waking")


def every_item() -> list[str]:
    """Return what is asked of somebody for whom nobody has chosen."""
    return list(OptionalItem.values)
