from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from dataclasses import dataclass
from typing import TypeVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.questions import OptionalItem, every_item
from recovery.accounts.models import validate_time_zone

# Before this hour of their own clock an athlete may still mean yesterday, and nothing is
# computed for the new day: no clock change happens between 04:00 and midnight.
DAY_TURNS_AT = dt.time(4)
# Nobody who trains now was alive before it. Further back, counting weeks leaves the calendar.
EARLIEST_DAY = dt.date(1900, 1, 1)

ModelT = TypeVar("ModelT", bound=models.Model)


def tracked(model: type[ModelT]) -> type[ModelT]:
    """Keep who changed what, when, and what it was before; by triggers, so bulk writes count."""
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    tracked_model: type[ModelT] = pghistory.track(*events)(model)
    return tracked_model


@dataclass(frozen=True, slots=True)
class Clock:
    """What an athlete's clock shows: from which local dates on they live by which zone."""

    spans: tuple[tuple[dt.date, str], ...]  # earliest first
    otherwise: str  # the zone where nothing is known

    def time_zone_on(self, day: dt.date) -> zoneinfo.ZoneInfo:
        """Return the zone on ``day``; the earliest known one before that."""
        if not self.spans:
            return zoneinfo.ZoneInfo(self.otherwise)
        current = self.spans[0]
        for span in self.spans:
            if span[0] <= day:
                current = span
        return zoneinfo.ZoneInfo(current[1])

    def local_time(self, now: dt.datetime) -> dt.datetime:
        # A change of zone counts from a date of the place, so look the zone up by local date.
        roughly = now.astimezone(self.time_zone_on(now.date()))
        return now.astimezone(self.time_zone_on(roughly.date()))


@tracked
class Athlete(models.Model):
    """The sporting side of a person: whose facts these are."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="athlete"
    )
    public_id = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text=_("Names the athlete in addresses."),
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    asked = ArrayField(
        models.CharField(max_length=16, choices=OptionalItem),
        default=every_item,
        blank=True,
        help_text=_("What the check-in asks besides the core."),
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("athlete")
        verbose_name_plural = _("athletes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True)
                | models.Q(birth_date__gte=EARLIEST_DAY),
                name="athletes_athlete_born_since_1900",
            ),
            models.CheckConstraint(
                condition=models.Q(asked__contained_by=OptionalItem.values),
                name="athletes_athlete_asked_items_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def clock(self) -> Clock:
        """Return the athlete's clock. Reads ``time_zones``; prefetch it for many athletes."""
        spans = tuple(sorted((span.from_day, span.time_zone) for span in self.time_zones.all()))
        return Clock(spans, otherwise="" if spans else self.user.time_zone)

    def time_zone_on(self, day: dt.date) -> zoneinfo.ZoneInfo:
        """Return the zone the athlete lives by on ``day``; the earliest known one before that."""
        return self.clock.time_zone_on(day)

    def local_time(self, now: dt.datetime) -> dt.datetime:
        """Return ``now`` on the athlete's own clock."""
        return self.clock.local_time(now)

    def local_day(self, now: dt.datetime) -> dt.date:
        """Return the date on the athlete's own clock."""
        return self.local_time(now).date()

    def may_mean_yesterday(self, now: dt.datetime) -> bool:
        """Return whether it is so early that *today* may still be called yesterday."""
        return self.local_time(now).time() < DAY_TURNS_AT

    def instant(self, day: dt.date, time: dt.time) -> dt.datetime:
        """Return when the athlete's clock showed ``time`` on ``day``.

        A time that a clock change repeats is its first; one that it skips is as much later.
        """
        local = dt.datetime.combine(day, time, tzinfo=self.time_zone_on(day))
        return local.astimezone(dt.UTC)


@tracked
class TimeZoneSpan(models.Model):
    """From which local date on an athlete lives by which clock. Travel adds a row."""

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="time_zones")
    from_day = models.DateField()
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "from_day"], name="athletes_timezonespan_one_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.time_zone} from {self.from_day}"
