from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models import Athlete
from coaching.models.teams import Team

LONGEST_NOTE = 1000  # characters


class Written(models.Model):
    """Something that somebody of a team's staff wrote about, or to, one of its athletes."""

    athlete = models.ForeignKey(
        Athlete, on_delete=models.CASCADE, related_name="%(class)s_set", db_index=False
    )
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="%(class)s_set", db_index=False
    )
    client_id = models.UUIDField(
        default=uuid.uuid4, help_text=_("Made with the form: sending twice saves once.")
    )
    text = models.CharField(max_length=LONGEST_NOTE, help_text=_("What was written."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False, help_text=_("When."))

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["athlete", "team", "-id"], name="%(app_label)s_%(class)s_latest")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "client_id"], name="%(app_label)s_%(class)s_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="%(app_label)s_%(class)s_says_something"
            ),
        ]


class StaffNote(Written):
    """A note that the athlete does not read: only who wrote it, or the staff of the team.

    What the athlete reads is a table of its own, so that no query gives away a note by accident.
    """

    class Readers(models.TextChoices):
        SELF = "self", _("Only me")
        STAFF = "staff", _("The staff of this team")

    readers = models.CharField(max_length=5, choices=Readers)

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(
                condition=Q(readers__in=["self", "staff"]), name="coaching_staffnote_readers_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"


class AthleteMessage(Written):
    """A message to the athlete, who finds it on Today until they say that they have read it."""

    read_at = models.DateTimeField(null=True, blank=True, help_text=_("When you had read it."))

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"
