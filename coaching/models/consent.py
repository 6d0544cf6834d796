from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coaching.models.teams import Membership
from recovery.engine.items import DataClass as EngineDataClass

if TYPE_CHECKING:
    from collections.abc import Collection


class DataClass(models.IntegerChoices):
    """What is shared or withheld as a whole; the numbers are the engine's bits, and one beyond.

    Whether somebody takes part is no part of a lens: nothing that is computed reads it.
    """

    SESSIONS = EngineDataClass.SESSIONS, _("Training and rest")
    BODY = EngineDataClass.BODY, _("Sleep and body")
    MIND = EngineDataClass.MIND, pgettext_lazy("class of data", "Mind")
    HEART = EngineDataClass.HEART, pgettext_lazy("class of data", "Heart")
    HEALTH = EngineDataClass.HEALTH, _("Being ill")
    AVAILABILITY = 32, pgettext_lazy("class of data", "Taking part")


ASSESSED = tuple(DataClass(each) for each in EngineDataClass)  # what a lens is made of


class ConsentEventQuerySet(models.QuerySet["ConsentEvent"]):
    def in_force(self) -> ConsentEventQuerySet:
        """Return the grants that nothing later took back."""
        later = ConsentEvent.objects.filter(
            membership=OuterRef("membership"),
            data_class=OuterRef("data_class"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later), granted=True)


class ConsentEvent(models.Model):
    """An athlete shared one class of data with the staff of a team, or took it back.

    Append-only: the latest event of a class counts. It belongs to one membership, so consent
    ends with it and never revives when somebody comes back.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="consent_events"
    )
    data_class = models.PositiveSmallIntegerField(choices=DataClass)
    granted = models.BooleanField()
    text_version = models.CharField(max_length=12, help_text=_("Of the words that were agreed to."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ConsentEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["membership", "data_class", "-id"], name="coaching_consent_latest")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(data_class__in=[1, 2, 4, 8, 16, 32]),
                name="coaching_consentevent_one_class",
            )
        ]

    def __str__(self) -> str:
        verb = "shares" if self.granted else "withholds"
        return f"{self.membership}: {verb} {self.get_data_class_display()}"


def shared_classes(*, of: Collection[DataClass] = ASSESSED) -> Coalesce:
    """Return, of a Membership, the bit mask of what the athlete shares with that team now.

    Unless told otherwise of what a lens is made of: the mask is that team's lens.
    """
    grants = ConsentEvent.objects.in_force().filter(membership=OuterRef("pk"), data_class__in=of)
    # One grant a class, so the sum is the mask.
    masks = grants.values("membership").annotate(classes=Sum("data_class")).values("classes")
    return Coalesce(Subquery(masks), Value(0), output_field=models.IntegerField())
