from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.performance import Measure
from coaching.models.teams import Team


class TeamTestQuerySet(models.QuerySet["TeamTest"]):
    def in_use(self) -> TeamTestQuerySet:
        return self.filter(retired_at__isnull=True)


class TeamTest(Measure):
    """A test that a team does together. Each athlete has a row of their own that names it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="tests")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_id = models.UUIDField(help_text=_("Made with the form: sending twice saves once."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, help_text=_("No longer done since."))

    objects = TeamTestQuerySet.as_manager()

    class Meta(Measure.Meta):
        constraints = [
            *Measure.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "client_id"], name="coaching_teamtest_sent_once"
            ),
        ]
