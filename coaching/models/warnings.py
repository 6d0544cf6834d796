from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models import Athlete, PlannedSession
from coaching.models.teams import Team
from recovery.assessments.models import Level


class WarningActionQuerySet(models.QuerySet["WarningAction"]):
    def standing(self) -> WarningActionQuerySet:
        """Return what nobody took back."""
        return self.filter(undone_at__isnull=True)


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

    class Wait(models.TextChoices):
        """Why somebody looks again later. Kept in ``reason``, like why it was not useful."""

        SPEAK_FIRST = "speak_first", _("we speak first")
        KNOWN_CAUSE = "known_cause", _("I know what it comes from")
        HARD_WEEK = "hard_week", _("a hard week was planned")
        TOO_LITTLE = "too_little", _("too little to go by")
        OTHER = "other", _("another reason")

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="warning_actions")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="warning_actions")
    client_id = models.UUIDField(
        default=uuid.uuid4, help_text=_("Made with the form: sending twice saves once.")
    )
    opened_on = models.DateField(help_text=_("First day of the warning it answers."))
    kind = models.CharField(max_length=12, choices=Kind)
    watch_until = models.DateField(null=True, blank=True)
    reason = models.CharField(
        max_length=16, blank=True, help_text=_("A Reason of what was not useful, or a Wait.")
    )
    # Empty in what is older than the field.
    level = models.PositiveSmallIntegerField(
        choices=Level, null=True, blank=True, help_text=_("What the warning was called by then.")
    )
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    # Taken back, it stays as a row: what was said once can be asked for.
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = WarningActionQuerySet.as_manager()

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
                # A watch of before there were reasons has none.
                condition=Q(kind="not_useful") & ~Q(reason="")
                | Q(kind="watch")
                | ~Q(kind__in=["not_useful", "watch"]) & Q(reason=""),
                name="coaching_action_not_useful_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="coaching_action_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.athlete}, {self.opened_on}"

    @property
    def why(self) -> str:
        """Return the reason in words, for the middle of a sentence."""
        reasons = self.Wait if self.kind == self.Kind.WATCH else self.Reason
        return str(reasons(self.reason).label) if self.reason in reasons.values else ""


class PlanAdjustment(models.Model):
    """What an action changed in the plan, and what had been intended until then.

    The row of the plan itself is history-kept; this is what lets one tap put it back.
    """

    class Change(models.TextChoices):
        LIGHTER = "lighter", _("Lighter")
        ACTIVE_RECOVERY = "active_recovery", _("Active recovery")
        REST = "rest", _("Rest")

    action = models.OneToOneField(
        WarningAction, on_delete=models.CASCADE, related_name="adjustment"
    )
    change = models.CharField(max_length=16, choices=Change)
    day = models.DateField(help_text=_("The day that was meant, in the athlete's calendar."))
    planned = models.ForeignKey(
        PlannedSession, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(
        null=True, blank=True, help_text=_("What was intended; empty where nothing was planned.")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(change__in=["lighter", "active_recovery", "rest"]),
                name="coaching_adjustment_change_known",
            ),
            models.CheckConstraint(
                condition=~Q(change="lighter") | Q(before__isnull=False),
                name="coaching_adjustment_lighter_than_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_change_display()}: {self.day}"
