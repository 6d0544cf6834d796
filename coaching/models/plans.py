from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.plans import Intention
from coaching.models.teams import Team


class WeekTemplate(models.Model):
    """A week that a team's staff plan again and again."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="week_templates")
    name = models.CharField(_("name"), max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"], name="coaching_weektemplate_one_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TemplateEntry(Intention):
    """What a template means for one day of the week."""

    template = models.ForeignKey(WeekTemplate, on_delete=models.CASCADE, related_name="entries")
    weekday = models.PositiveSmallIntegerField(help_text=_("0 is Monday."))

    class Meta(Intention.Meta):
        constraints = [
            *Intention.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="coaching_templateentry_weekday_0_to_6"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}, day {self.weekday}: {self.heading}"


class Phase(models.Model):
    """Weeks of a team's year with one aim, such as building up or tapering: a name, and no rule.

    Nothing is computed from it. What loads beyond habit is an overload, planned as one.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(_("name"), max_length=40)
    first_day = models.DateField()
    last_day = models.DateField()
    client_id = models.UUIDField(help_text=_("Made with the form: sending twice saves once."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "client_id"], name="coaching_phase_sent_once"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="coaching_phase_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name
