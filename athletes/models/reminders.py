from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from athletes.models.people import Athlete

if TYPE_CHECKING:
    from collections.abc import Iterator

# Well inside the day that the check-in belongs to, whatever the spread and the clock changes.
EARLIEST, LATEST = dt.time(5), dt.time(22)
# How hard it was is best asked when the last effort no longer colours the whole (Foster et al.
# 2001, doi:10.1519/00124278-200102000-00019). Not asked much later than that.
EFFORT_AFTER, EFFORT_WITHIN = dt.timedelta(minutes=30), dt.timedelta(hours=2)
FOLLOW_UP_AFTER = dt.timedelta(hours=2)
SPREAD = 300  # seconds, either way: a club's reminders do not all leave at once


class RemindersQuerySet(models.QuerySet["Reminders"]):
    def due(self, *, now: dt.datetime) -> RemindersQuerySet:
        """Return whose turn it is, and whose next turn is yet to be worked out."""
        is_due = Q(next_at__isnull=True) | Q(next_at__lte=now)
        return self.filter(is_due, is_on=True, athlete__user__is_active=True).order_by("pk")


class Reminders(models.Model):
    """When an athlete wants to be reminded of a check-in, and whether to be asked for an effort."""

    athlete = models.OneToOneField(Athlete, on_delete=models.CASCADE, related_name="reminders")
    is_on = models.BooleanField(default=False)
    # Times of the athlete's own clock, wherever they are.
    at = models.TimeField(
        default=dt.time(7, 30),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    follow_up = models.BooleanField(default=True)
    asks_effort = models.BooleanField(default=False)  # after each planned session, once
    quiet_from = models.TimeField(default=dt.time(21))
    quiet_until = models.TimeField(default=dt.time(6, 30))
    # When to look again; empty to work it out anew.
    next_at = models.DateTimeField(null=True, blank=True)

    objects = RemindersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(at__gte=EARLIEST, at__lte=LATEST),
                name="athletes_reminders_at_5_to_22",
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(is_on=True), name="athletes_reminders_on")
        ]

    def __str__(self) -> str:
        return f"{self.athlete}, {self.at:%H:%M}"

    def is_quiet(self, time: dt.time) -> bool:
        """Return whether the athlete wants no message at ``time`` of their own clock."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= time < self.quiet_until
        return time >= self.quiet_from or time < self.quiet_until

    def moments(self, day: dt.date) -> list[dt.datetime]:
        """Return when to remind on ``day`` of the athlete: once, and at most once more.

        The same athlete is always as early or late, up to five minutes, but for quiet hours. Reads
        the athlete's time zones.
        """
        return list(self._moments(day))

    def effort_moment(self, ended: dt.datetime) -> dt.datetime:
        """Return when to ask how hard it was: half an hour later, or when quiet hours are over."""
        moment = ended + EFFORT_AFTER
        if not self._is_quiet_at(moment):
            return moment
        day = self.athlete.local_day(moment)
        over = self.athlete.instant(day, self.quiet_until)
        if over < moment:
            over = self.athlete.instant(day + dt.timedelta(days=1), self.quiet_until)
        return over

    def _moments(self, day: dt.date) -> Iterator[dt.datetime]:
        asked = self.athlete.instant(day, self.at)
        # A prime that has nothing to do with the width: neighbours are far apart.
        spread = dt.timedelta(seconds=self.athlete_id * 7919 % (2 * SPREAD + 1) - SPREAD)
        first = asked if self._is_quiet_at(asked + spread) else asked + spread
        if self._is_quiet_at(first):
            return
        yield first
        second = first + FOLLOW_UP_AFTER
        is_same_day = self.athlete.local_day(second) == day
        if self.follow_up and is_same_day and not self._is_quiet_at(second):
            yield second

    def _is_quiet_at(self, moment: dt.datetime) -> bool:
        return self.is_quiet(self.athlete.local_time(moment).time())
