from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.check_ins import between_validators
from athletes.models.people import Athlete, tracked
from athletes.models.sessions import Session

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

# Far beyond what any pair lasts: more is a slip of the finger. [m]
LONGEST_M = 5_000_000
SHORTEST_CHECK_M = 1_000


@tracked
class Shoe(models.Model):
    """One pair of shoes of an athlete.

    How far it went is its ``start_m`` and the distance of the sessions in it, added up when asked
    and never stored. That a pair is worn out at some distance is lore, so the athlete sets at
    which one to look at the soles, or none.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="shoes")
    client_id = models.UUIDField(help_text=_("Made with the form: sending twice saves once."))
    name = models.CharField(_("name"), max_length=60)
    sport = models.CharField(max_length=16, choices=Session.Sport)
    is_default = models.BooleanField(
        default=False, help_text=_("Whether new sessions of its sport count in it by themselves.")
    )
    first_day = models.DateField(
        _("first worn on"), help_text=_("From which day on sessions count in it by themselves.")
    )
    start_m = models.PositiveIntegerField(
        default=0,
        validators=between_validators(0, LONGEST_M),
        help_text=_("How far it had gone when it was entered."),
    )
    check_at_m = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=between_validators(SHORTEST_CHECK_M, LONGEST_M),
        help_text=_("At how far its athlete wants to look at the soles."),
    )
    retired_on = models.DateField(
        null=True, blank=True, help_text=_("Since when it is no longer worn.")
    )
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "client_id"], name="athletes_shoe_sent_once"
            ),
            models.UniqueConstraint(
                fields=["athlete", "sport"],
                condition=Q(is_default=True),
                name="athletes_shoe_one_default_per_sport",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(retired_on__isnull=True),
                name="athletes_shoe_default_is_worn",
            ),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("first_day")),
                name="athletes_shoe_retired_after_first_day",
            ),
            models.CheckConstraint(
                condition=Q(start_m__lte=LONGEST_M), name="athletes_shoe_start_to_5000_km"
            ),
            models.CheckConstraint(
                condition=Q(check_at_m__isnull=True)
                | Q(check_at_m__range=(SHORTEST_CHECK_M, LONGEST_M)),
                name="athletes_shoe_check_at_1_to_5000_km",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def counts_by_itself(self, *, sport: str, day: dt.date) -> bool:
        """Return whether a session of ``sport`` on ``day`` counts in it unless told otherwise."""
        return self.is_default and self.sport == sport and self.first_day <= day


def usual_shoe(shoes: Iterable[Shoe], *, sport: str, day: dt.date) -> Shoe | None:
    """Return the pair that a session counts in by itself: the usual one of its sport, if any."""
    return next((shoe for shoe in shoes if shoe.counts_by_itself(sport=sport, day=day)), None)
