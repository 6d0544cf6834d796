from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models import Athlete
from coaching.models.teams import Team


class WarningAction(models.Model):
    """What a coach did about a warning, or why it was not useful.

    Keyed by the warning's athlete and first day, never by its row: that row can be deleted and
    recomputed. An action whose warning an edit has since taken away shows as *revised*.
    """

    class Kind(models.TextChoices):
        SPOKE = "spoke", _("We spoke")
        ADJUSTED = "adjusted", _("Adjusted training")
        WATCH = "watch", _("Watch until")
        NOT_USEFUL = "not_useful", _("Not useful")

    class Reason(models.TextChoices):
        # In the middle of a sentence; the form gives each a capital.
        ALREADY_KNEW = "already_knew", _("I already knew")
        PLANNED = "planned", _("this load was planned")
        WRONG_DATA = "wrong_data", _("the data are wrong")
        NOTHING_WRONG = "nothing_wrong", _("nothing was wrong")
        OTHER = "other", _("another reason")

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="warning_actions")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="warning_actions")
    client_id = models.UUIDField(
        default=uuid.uuid4, help_text=_("Made with the form: sending twice saves once.")
    )
    opened_on = models.DateField(help_text=_("First day of the warning it answers."))
    kind = models.CharField(max_length=12, choices=Kind)
    watch_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["team", "athlete", "opened_on"], name="coaching_action_warning")
        ]
        constraints = [
            models.UniqueConstraint(fields=["team", "client_id"], name="coaching_action_sent_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["spoke", "adjusted", "watch", "not_useful"]),
                name="coaching_action_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="watch", watch_until__isnull=False)
                | (~Q(kind="watch") & Q(watch_until__isnull=True)),
                name="coaching_action_watch_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="not_useful") & ~Q(reason="")
                | ~Q(kind="not_useful") & Q(reason=""),
                name="coaching_action_not_useful_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.athlete}, {self.opened_on}"
