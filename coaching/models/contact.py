from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from athletes.models import Athlete
from coaching.models.teams import TASKS, Task, Team


class ContactWishQuerySet(models.QuerySet["ContactWish"]):
    def open(self) -> ContactWishQuerySet:
        """Return what nobody has answered or taken back."""
        return self.filter(settled_at__isnull=True)


# Who can do something about it is told of it.
TOLD = [kind for kind, tasks in TASKS.items() if Task.ACT in tasks]


class ContactWish(models.Model):
    """An athlete asked the staff of a team to get in touch. It says nothing of why.

    Told because the athlete tells it, whatever else they share.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="contact_wishes")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="contact_wishes")
    at = models.DateTimeField(help_text=_("When you asked."))
    # By somebody of the staff, or by the athlete, who needs it no more.
    settled_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was settled."))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ContactWishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "team"],
                condition=Q(settled_at__isnull=True),
                name="coaching_contactwish_one_open",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="coaching_contactwish_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete} asks {self.team}"
