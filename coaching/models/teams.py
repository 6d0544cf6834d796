from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from athletes.models import Athlete, OptionalItem
from athletes.models.questions import every_item

LONGEST_PLACE = 40  # of a group or position, in letters

RelationT = TypeVar("RelationT", bound="Relation")


def relation_day(now: dt.datetime) -> dt.date:
    """Return the day by which relations count: the UTC date, wherever anybody is.

    One clock for starting, ending and asking, so that what ends at half past midnight is over
    at once.
    """
    return now.astimezone(dt.UTC).date()


class RelationQuerySet(models.QuerySet[RelationT]):
    def active(self, now: dt.datetime) -> RelationQuerySet[RelationT]:
        on = relation_day(now)
        return self.filter(Q(until_day__isnull=True) | Q(until_day__gt=on), from_day__lte=on)


class Relation(models.Model):
    """Something that somebody is from a day on, until the day on which they no longer are."""

    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True, help_text=_("First day without it."))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
            )
        ]


class Task(StrEnum):
    """What somebody of a team's staff may do beyond looking, all of which needs a role for it."""

    ACT = "act"  # on warnings
    NOTE = "note"  # write notes and messages
    TEST = "test"  # make tests and enter results
    PLAN = "plan"  # and adjust what is planned
    LEAD = "lead"  # groups, questions and how often a warning may come


class Team(models.Model):
    may: frozenset[Task] = frozenset()  # what who asked for it may do; told by coaching.access
    others: tuple[Team, ...] = ()  # that they look after besides it, by name; told there too

    name = models.CharField(_("name"), max_length=80, unique=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asks = ArrayField(
        models.CharField(max_length=16, choices=OptionalItem),
        default=every_item,
        blank=True,
        help_text=_("What its athletes are asked besides the core of the check-in."),
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(
                condition=Q(asks__contained_by=OptionalItem.values),
                name="coaching_team_asks_known_items",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Relation):
    """An athlete in a team."""

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    # In the staff's own words; they end with the membership.
    group = models.CharField(_("group"), max_length=LONGEST_PLACE, blank=True)
    position = models.CharField(_("position"), max_length=LONGEST_PLACE, blank=True)

    objects = RelationQuerySet["Membership"].as_manager()

    class Meta(Relation.Meta):
        constraints = [
            *Relation.Meta.constraints,
            models.UniqueConstraint(
                fields=["athlete", "team"],
                condition=Q(until_day__isnull=True),
                name="coaching_membership_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete} in {self.team}"


class StaffRole(Relation):
    """Somebody who looks after a team."""

    class Kind(models.TextChoices):
        HEAD = "head", _("Head coach")
        ASSISTANT = "assistant", _("Assistant coach")
        PHYSIO = "physio", _("Physiotherapist")
        OBSERVER = "observer", pgettext_lazy("role", "Observer")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_roles"
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="staff_roles")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.HEAD)

    objects = RelationQuerySet["StaffRole"].as_manager()

    class Meta(Relation.Meta):
        constraints = [
            *Relation.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "team"],
                condition=Q(until_day__isnull=True),
                name="coaching_staffrole_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()} of {self.team}"

    @property
    def tasks(self) -> frozenset[Task]:
        return TASKS[StaffRole.Kind(self.kind)]


TASKS = {
    StaffRole.Kind.HEAD: frozenset(Task),
    StaffRole.Kind.ASSISTANT: frozenset(Task) - {Task.LEAD},
    StaffRole.Kind.PHYSIO: frozenset({Task.ACT, Task.NOTE, Task.TEST}),
    StaffRole.Kind.OBSERVER: frozenset[Task](),
}


class ClubRole(Relation):
    """Somebody who manages the club's people, and sees no health answers."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="club_roles"
    )

    objects = RelationQuerySet["ClubRole"].as_manager()

    class Meta(Relation.Meta):
        constraints = [
            *Relation.Meta.constraints,
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(until_day__isnull=True),
                name="coaching_clubrole_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, club admin"
