from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.core.validators import StepValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from athletes.models.check_ins import between_validators
from athletes.models.people import Athlete, tracked
from athletes.models.sessions import RPE_POINTS, Session

# An overload that is planned lasts at most this long: longer, and it is the new normal. [days]
OVERLOAD_DAYS = 14


class PlanKind(models.TextChoices):
    """What a day is meant for: the kinds of session, and rest."""

    TRAINING = Session.Kind.TRAINING.value, _("Training")
    COMPETITION = Session.Kind.COMPETITION.value, _("Competition")
    STRENGTH = Session.Kind.STRENGTH.value, _("Strength")
    ACTIVE_RECOVERY = Session.Kind.ACTIVE_RECOVERY.value, _("Active recovery")
    PHYSICAL_WORK = Session.Kind.PHYSICAL_WORK.value, _("Physical work")
    REST = "rest", _("Rest")


class Intention(models.Model):
    """What is meant to be done, without whose it is or when. Rest is meant like training is.

    Shared by what stands in a plan and by what a template holds.
    """

    kind = models.CharField(max_length=16, choices=PlanKind, default=PlanKind.TRAINING)
    sport = models.CharField(max_length=16, choices=Session.Sport, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=between_validators(1, 600)
    )
    rpe = models.DecimalField(
        _("intended exertion"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[*between_validators(0, 10), StepValueValidator(Decimal("0.5"))],
        help_text=_("CR-10, in halves."),
    )
    starts_at = models.TimeField(
        _("start"),
        null=True,
        blank=True,
        help_text=_("By the athlete's own clock; empty where nobody said."),
    )
    title = models.CharField(_("title"), max_length=80, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "training",
                        "competition",
                        "strength",
                        "active_recovery",
                        "physical_work",
                        "rest",
                    ]
                ),
                name="%(app_label)s_%(class)s_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, 600)),
                name="%(app_label)s_%(class)s_minutes_1_to_600",
            ),
            models.CheckConstraint(
                condition=Q(rpe__isnull=True) | Q(rpe__in=RPE_POINTS),
                name="%(app_label)s_%(class)s_rpe_in_halves",
            ),
            models.CheckConstraint(
                condition=Q(kind="rest", sport="", minutes__isnull=True, rpe__isnull=True)
                | (~Q(kind="rest") & ~Q(sport="") & Q(minutes__isnull=False, rpe__isnull=False)),
                name="%(app_label)s_%(class)s_rest_or_effort",
            ),
            models.CheckConstraint(
                condition=~Q(kind="rest") | Q(starts_at__isnull=True),
                name="%(app_label)s_%(class)s_rest_has_no_start",
            ),
        ]

    @property
    def is_rest(self) -> bool:
        return self.kind == PlanKind.REST

    @property
    def load(self) -> float:
        """Intended load, minutes × RPE. [AU] 0 for rest."""
        if self.minutes is None or self.rpe is None:
            return 0.0
        return self.minutes * float(self.rpe)

    @property
    def heading(self) -> str:
        """Return what it is called: by whoever planned it, or else by what it is."""
        if self.title:
            return self.title
        if self.kind in (PlanKind.TRAINING, PlanKind.STRENGTH) and self.sport:
            return str(self.get_sport_display())
        return str(self.get_kind_display())


class PlannedSessionQuerySet(models.QuerySet["PlannedSession"]):
    def to_rate(self, first: dt.date, last: dt.date) -> PlannedSessionQuerySet:
        """Return what was to begin at some time of these days, and nobody said how hard it was.

        Only of those who want to be asked for it.
        """
        wanted = Q(athlete__reminders__asks_effort=True, athlete__user__is_active=True)
        timed = self.between(first, last).filter(wanted, starts_at__isnull=False)
        return timed.filter(session__rpe__isnull=True).order_by("pk")  # none at all, or unrated

    def between(self, first: dt.date, last: dt.date) -> PlannedSessionQuerySet:
        """Return what stands on these days now."""
        return self.filter(day__gte=first, day__lte=last)

    def meant_for(self, first: dt.date, last: dt.date) -> PlannedSessionQuerySet:
        """Return what was meant for these days, in that order, wherever the athlete moved it."""
        meant = self.annotate(meant_on=Coalesce("original_day", "day"))
        return meant.filter(meant_on__range=(first, last)).order_by("meant_on", "pk")

    def meant_between(self, first: dt.date, last: dt.date) -> PlannedSessionQuerySet:
        """Return what stands on these days, or stood there before the athlete moved it."""
        moved_from = Q(original_day__gte=first, original_day__lte=last)
        return self.filter(Q(day__gte=first, day__lte=last) | moved_from)


@tracked
class PlannedSession(Intention):
    """A session, or a rest, that is meant for a day of an athlete.

    The athlete may move it; then ``original_day`` keeps where it was meant to be, so that a
    life that shifts does not rewrite the intent. Whether it was done follows from the session
    that names it.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="planned_sessions")
    day = models.DateField(help_text=_("The athlete's local date on which it stands now."))
    original_day = models.DateField(
        null=True, blank=True, help_text=_("Where it stood before the athlete first moved it.")
    )
    client_id = models.UUIDField(help_text=_("Made with the form: sending twice saves once."))
    # The athlete's own go with the athlete; what somebody planned for others keeps its planner.
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+"
    )
    planned_for = models.UUIDField(
        null=True,
        blank=True,
        help_text=_("Public id of the team in whose name; empty where the athlete planned it."),
    )
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PlannedSessionQuerySet.as_manager()

    class Meta(Intention.Meta):
        constraints = [
            *Intention.Meta.constraints,
            models.UniqueConstraint(
                fields=["athlete", "client_id"], name="athletes_plannedsession_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(original_day__isnull=True) | ~Q(original_day=F("day")),
                name="athletes_plannedsession_moved_elsewhere",
            ),
        ]
        indexes = [models.Index(fields=["athlete", "day"], name="athletes_planned_athlete_day")]

    def __str__(self) -> str:
        return f"{self.athlete}, {self.day}: {self.heading}"

    @property
    def meant_day(self) -> dt.date:
        """Return the day that whoever planned it had in mind."""
        return self.original_day or self.day

    @property
    def planned_end(self) -> dt.datetime | None:
        """Return when it is to be over; None where no time was said. Reads the time zones."""
        if self.starts_at is None or self.minutes is None:
            return None
        begins = self.athlete.instant(self.day, self.starts_at)
        return begins + dt.timedelta(minutes=self.minutes)

    @property
    def is_own(self) -> bool:
        """Return whether the athlete planned it."""
        return self.planned_for is None


@tracked
class OverloadBlock(models.Model):
    """Days on which an athlete is meant to be loaded beyond habit, as in a training camp.

    While it lasts a warning asks for more evidence before it opens. It is short, and told
    beforehand: neither could otherwise be told from an excuse.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="overload_blocks")
    first_day = models.DateField()
    last_day = models.DateField()
    why = models.CharField(_("what for"), max_length=120)
    client_id = models.UUIDField(help_text=_("Made with the form: sending twice saves once."))
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+"
    )
    planned_for = models.UUIDField(help_text=_("Public id of the team in whose name."))
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "client_id"], name="athletes_overloadblock_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"))
                & Q(last_day__lt=F("first_day") + dt.timedelta(days=OVERLOAD_DAYS)),
                name="athletes_overloadblock_at_most_14_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete}, {self.first_day} to {self.last_day}: {self.why}"
