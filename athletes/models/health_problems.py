"""What was wrong in a week: the OSTRC questionnaire on health problems, second version.

Three tables, because they are three kinds of secrets: that somebody answered, how much a problem
was in the way, and what it is. Nothing that is computed for a warning reads any of them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.check_ins import between_validators
from athletes.models.people import Athlete, tracked
from recovery.engine.metrics.health_problems import CANNOT, OPTIONS, QUESTIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

POINTS = tuple(int(points) for points in OPTIONS)
NO_PROBLEM, CANNOT_TAKE_PART = POINTS[0], int(CANNOT)
AT_THE_GATE = (NO_PROBLEM, CANNOT_TAKE_PART)  # answers that end the questionnaire
BEHIND_THE_GATE = QUESTIONS[1:]
WEEK_DAYS = 7


def last_day_of(monday: dt.date) -> dt.date:
    return monday + dt.timedelta(days=WEEK_DAYS - 1)


class BodyPlace(models.TextChoices):
    """Where it is, in the order of the list beside the drawing: from head to foot."""

    HEAD = "head", _("Head or face")
    NECK = "neck", _("Neck")
    SHOULDER_LEFT = "shoulder_left", _("Left shoulder")
    SHOULDER_RIGHT = "shoulder_right", _("Right shoulder")
    UPPER_ARM_LEFT = "upper_arm_left", _("Left upper arm")
    UPPER_ARM_RIGHT = "upper_arm_right", _("Right upper arm")
    ELBOW_LEFT = "elbow_left", _("Left elbow")
    ELBOW_RIGHT = "elbow_right", _("Right elbow")
    FOREARM_LEFT = "forearm_left", _("Left forearm")
    FOREARM_RIGHT = "forearm_right", _("Right forearm")
    HAND_LEFT = "hand_left", _("Left wrist or hand")
    HAND_RIGHT = "hand_right", _("Right wrist or hand")
    CHEST = "chest", _("Chest or ribs")
    ABDOMEN = "abdomen", _("Belly")
    UPPER_BACK = "upper_back", _("Upper back")
    LOWER_BACK = "lower_back", _("Lower back")
    HIP_LEFT = "hip_left", _("Left hip or groin")
    HIP_RIGHT = "hip_right", _("Right hip or groin")
    BUTTOCK_LEFT = "buttock_left", _("Left buttock")
    BUTTOCK_RIGHT = "buttock_right", _("Right buttock")
    THIGH_LEFT = "thigh_left", _("Left thigh, front")
    THIGH_RIGHT = "thigh_right", _("Right thigh, front")
    HAMSTRING_LEFT = "hamstring_left", _("Left thigh, back")
    HAMSTRING_RIGHT = "hamstring_right", _("Right thigh, back")
    KNEE_LEFT = "knee_left", _("Left knee")
    KNEE_RIGHT = "knee_right", _("Right knee")
    SHIN_LEFT = "shin_left", _("Left shin")
    SHIN_RIGHT = "shin_right", _("Right shin")
    CALF_LEFT = "calf_left", _("Left calf")
    CALF_RIGHT = "calf_right", _("Right calf")
    ANKLE_LEFT = "ankle_left", _("Left ankle")
    ANKLE_RIGHT = "ankle_right", _("Right ankle")
    ACHILLES_LEFT = "achilles_left", _("Left Achilles tendon or heel")
    ACHILLES_RIGHT = "achilles_right", _("Right Achilles tendon or heel")
    FOOT_LEFT = "foot_left", _("Left foot")
    FOOT_RIGHT = "foot_right", _("Right foot")


@tracked
class HealthWeek(models.Model):
    """That an athlete told how a week was. Without reports: nothing was wrong."""

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="health_weeks")
    monday = models.DateField(help_text=_("The first day of the week it is about."))
    answered_on = models.DateField(
        help_text=_("The athlete's local date on which it was last answered.")
    )
    recorded_at = models.DateTimeField(help_text=_("When it was last answered."))
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "monday"], name="athletes_healthweek_one_per_week"
            ),
            models.CheckConstraint(
                condition=Q(monday__iso_week_day=1), name="athletes_healthweek_starts_on_monday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete}, week of {self.monday}"

    @property
    def sunday(self) -> dt.date:
        return last_day_of(self.monday)


class HealthProblemQuerySet(models.QuerySet["HealthProblem"]):
    def of_week(self, monday: dt.date) -> HealthProblemQuerySet:
        """Return what was there at some time of that week, as far as was told."""
        goes_on = Q(over_on__isnull=True) | Q(over_on__gte=monday)
        return self.filter(goes_on, since__lte=monday)

    def earlier_than(self, problem: HealthProblem) -> HealthProblemQuerySet:
        """Return of what a problem may be a recurrence: what was over by its first week.

        What it is said to be one of stays among them, whatever became of that.
        """
        was_over = Q(since__lt=problem.since, over_on__lte=last_day_of(problem.since))
        return self.filter(was_over | Q(pk=problem.first_id)).order_by("-since", "-pk")


@tracked
class HealthProblem(models.Model):
    """What was wrong, and where, from its first week until it was over. The athlete's alone."""

    class Kind(models.TextChoices):
        INJURY = "injury", _("Injury or pain")
        ILLNESS = "illness", _("Illness")
        OTHER = "other", _("Something else")

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="health_problems")
    client_id = models.UUIDField(help_text=_("Made in the browser: sending twice saves once."))
    kind = models.CharField(max_length=8, choices=Kind)
    place = models.CharField(
        max_length=16, choices=BodyPlace, blank=True, help_text=_("Empty: not told, or nowhere.")
    )
    words = models.CharField(
        max_length=60, blank=True, help_text=_("What the athlete calls it. Nobody else reads it.")
    )
    since = models.DateField(help_text=_("The Monday of the first week that it was told of."))
    over_on = models.DateField(null=True, blank=True, help_text=_("Empty: it goes on."))
    first = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="recurrences",
        help_text=_("The first of the same problem, where it has been there before."),
    )
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = HealthProblemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "client_id"], name="athletes_healthproblem_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["injury", "illness", "other"]),
                name="athletes_healthproblem_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(place__in=["", *BodyPlace.values]),
                name="athletes_healthproblem_place_known",
            ),
            models.CheckConstraint(
                condition=Q(over_on__isnull=True) | Q(over_on__gte=models.F("since")),
                name="athletes_healthproblem_over_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | ~Q(first=models.F("id")),
                name="athletes_healthproblem_recurs_after_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the athlete calls it, or where it is, or what kind it is."""
        return self.words or (self.get_place_display() if self.place else self.get_kind_display())

    @property
    def is_over(self) -> bool:
        return self.over_on is not None


_IS_ASKED_MORE = Q(participation__in=[each for each in POINTS if each not in AT_THE_GATE])
# IN of NULL would let a row pass, so say as well that there is an answer.
_ALL_ANSWERED = Q(
    **{f"{question}__isnull": False for question in BEHIND_THE_GATE},
    **{f"{question}__in": POINTS for question in BEHIND_THE_GATE},
)
_NONE_ANSWERED = Q(**{f"{question}__isnull": True for question in BEHIND_THE_GATE})


def _answer(help_text: StrPromise) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(
        null=True, blank=True, choices=[(each, each) for each in POINTS], help_text=help_text
    )


@tracked
class ProblemReport(models.Model):
    """How much one problem was in the way in one week. Its severity is derived, never stored.

    The first question is the gate: whoever took part without a problem, or could not take part at
    all, is asked none of the other three.
    """

    health_week = models.ForeignKey(HealthWeek, on_delete=models.CASCADE, related_name="reports")
    problem = models.ForeignKey(HealthProblem, on_delete=models.CASCADE, related_name="reports")
    participation = models.PositiveSmallIntegerField(
        choices=[(each, each) for each in POINTS],
        help_text=_("OSTRC-H2, question 1: 0, 8, 17 or 25. With 25 the severity is 100."),
    )
    modified_training = _answer(_("OSTRC-H2, question 2: 0, 8, 17 or 25."))
    performance = _answer(_("OSTRC-H2, question 3: 0, 8, 17 or 25."))
    symptoms = _answer(_("OSTRC-H2, question 4: 0, 8, 17 or 25."))
    days_lost = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=between_validators(0, WEEK_DAYS),
        help_text=_("Days of the week without any training or competition because of it."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["health_week", "problem"], name="athletes_problemreport_one_per_week"
            ),
            models.CheckConstraint(
                condition=(_IS_ASKED_MORE & _ALL_ANSWERED)
                | (Q(participation__in=AT_THE_GATE) & _NONE_ANSWERED),
                name="athletes_problemreport_all_or_at_the_gate",
            ),
            models.CheckConstraint(
                condition=Q(days_lost__isnull=True) | Q(days_lost__range=(0, WEEK_DAYS)),
                name="athletes_problemreport_days_lost_0_to_7",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} in {self.health_week_id}: {self.participation}"

    @property
    def answers(self) -> tuple[int | None, ...]:
        """The four answers in the order of the questionnaire."""
        return tuple(getattr(self, question) for question in QUESTIONS)
