from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

# After athletes' days have turned, and on the day that is meant, whatever the clocks do.
EARLIEST, LATEST = dt.time(5), dt.time(22)
ONE_DAY: Final = dt.timedelta(days=1)


class DigestQuerySet(models.QuerySet["Digest"]):
    def due(self, *, now: dt.datetime) -> DigestQuerySet:
        """Return whose hour it is."""
        return self.filter(next_at__lte=now, is_on=True, user__is_active=True).order_by("pk")


class Digest(models.Model):
    """At which hour somebody of the staff wants to hear whom to look at, and how."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest"
    )
    is_on = models.BooleanField(default=False)
    # Of the clock of the account.
    at = models.TimeField(
        default=dt.time(7, 30),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    every_day = models.BooleanField(default=False)  # also when there is nothing to tell
    says_why = models.BooleanField(default=True)  # names and reasons, in the mail alone
    by_push = models.BooleanField(default=False)
    at_once = models.BooleanField(default=True)  # told when an athlete asks for contact
    next_at = models.DateTimeField()

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(at__gte=EARLIEST, at__lte=LATEST), name="coaching_digest_at_5_to_22"
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(is_on=True), name="coaching_digest_on")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.at:%H:%M}"

    def local_day(self, now: dt.datetime) -> dt.date:
        return now.astimezone(zoneinfo.ZoneInfo(self.user.time_zone)).date()

    def moment(self, day: dt.date) -> dt.datetime:
        """Return when the digest of ``day`` comes. Reads the account's time zone."""
        return dt.datetime.combine(day, self.at, tzinfo=zoneinfo.ZoneInfo(self.user.time_zone))
