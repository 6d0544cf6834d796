from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from athletes.models.people import Athlete, tracked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

MOST_ATTEMPTS = 10
SMALLEST, LARGEST = Decimal("0.01"), Decimal("999999.99")
TIME_UNIT = "s"  # kept in seconds, read and written as 12:34.5


class Measure(models.Model):
    """What a test is: an athlete's, or one that a team hands down to its athletes."""

    class Kind(models.TextChoices):
        JUMP = "jump", _("Jump")
        TIME_TRIAL = "time_trial", _("Time trial")
        SUBMAXIMAL = "submaximal", _("Submaximal run or ride")
        OWN = "own", _("Another test")

    class Summary(models.TextChoices):
        BEST = "best", _("The best attempt counts")
        MEAN = "mean", _("The mean of the attempts counts")

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    unit = models.CharField(
        _("unit"), max_length=12, help_text=_("Of its results; s is kept in seconds.")
    )
    larger_is_better = models.BooleanField(help_text=_("No where less is better, as of a time."))
    summary = models.CharField(max_length=8, choices=Summary)
    typical_error = models.DecimalField(
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(20))],
        help_text=_("How far one test usually lies from the next without any change. [%]"),
    )
    protocol = models.TextField(
        blank=True, max_length=500, help_text=_("How it is done, so that the next is like it.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["jump", "time_trial", "submaximal", "own"]),
                name="%(app_label)s_%(class)s_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(summary__in=["best", "mean"]),
                name="%(app_label)s_%(class)s_summary_known",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(unit=""), name="%(app_label)s_%(class)s_says_what"
            ),
            models.CheckConstraint(
                condition=Q(typical_error__isnull=True)
                | Q(typical_error__range=(Decimal("0.1"), Decimal(20))),
                name="%(app_label)s_%(class)s_error_to_20_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"

    @property
    def is_time(self) -> bool:
        return self.unit == TIME_UNIT

    def value_of(self, attempts: Sequence[Decimal]) -> Decimal:
        """Return what counts of some attempts, in the test's unit."""
        if self.summary == self.Summary.MEAN:
            return sum(attempts, Decimal(0)) / len(attempts)
        return max(attempts) if self.larger_is_better else min(attempts)


class PerformanceTestQuerySet(models.QuerySet["PerformanceTest"]):
    def in_use(self) -> PerformanceTestQuerySet:
        return self.filter(retired_at__isnull=True)


@tracked
class PerformanceTest(Measure):
    """Something an athlete does again and again in the same way, to see whether they can.

    What it is measured in, and which way is better, never changes: another unit is another test.
    A team's test is a row of each of its athletes, so that whoever leaves keeps their results and
    what they mean.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="performance_tests")
    team_test = models.UUIDField(
        null=True,
        blank=True,
        help_text=_("Public id of the team’s test that it is; empty for a test of one’s own."),
    )
    retired_at = models.DateTimeField(null=True, blank=True, help_text=_("No longer done since."))
    client_id = models.UUIDField(help_text=_("Made with the form: sending twice saves once."))
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PerformanceTestQuerySet.as_manager()

    class Meta(Measure.Meta):
        constraints = [
            *Measure.Meta.constraints,
            models.UniqueConstraint(
                fields=["athlete", "client_id"], name="athletes_performancetest_sent_once"
            ),
            models.UniqueConstraint(
                fields=["athlete", "team_test"], name="athletes_performancetest_once_of_a_team"
            ),
        ]

    @property
    def is_own(self) -> bool:
        """Return whether the athlete made it up, and not a team."""
        return self.team_test is None


class PerformanceResultQuerySet(models.QuerySet["PerformanceResult"]):
    def between(self, first: dt.date, last: dt.date) -> PerformanceResultQuerySet:
        return self.filter(day__gte=first, day__lte=last)


@tracked
class PerformanceResult(models.Model):
    """What somebody measured of a test on one day: every attempt, in the order they were made.

    It is the athlete's, whoever typed it in. Several of a day count together.
    """

    test = models.ForeignKey(PerformanceTest, on_delete=models.CASCADE, related_name="results")
    day = models.DateField(help_text=_("The athlete's local date."))
    attempts = ArrayField(
        models.DecimalField(
            max_digits=8,
            decimal_places=2,
            validators=[MinValueValidator(SMALLEST), MaxValueValidator(LARGEST)],
        ),
        help_text=_("In the unit of the test."),
    )
    conditions = models.CharField(
        max_length=120, blank=True, help_text=_("What was special: wind, floor, shoes.")
    )
    client_id = models.UUIDField(help_text=_("Made with the form: sending twice saves once."))
    # The athlete's own go with the athlete; what somebody typed in for others keeps their name.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+"
    )
    entered_for = models.UUIDField(
        null=True,
        blank=True,
        help_text=_("Public id of the team in whose name; empty where the athlete did."),
    )
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PerformanceResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["test", "client_id"], name="athletes_performanceresult_sent_once"
            ),
            # NULLs differ: an athlete may measure twice a day, a team corrects what it entered.
            models.UniqueConstraint(
                fields=["test", "day", "entered_for"],
                name="athletes_performanceresult_one_per_team_day",
            ),
            models.CheckConstraint(
                condition=Q(attempts__len__range=(1, MOST_ATTEMPTS)),
                name="athletes_performanceresult_1_to_10_attempts",
            ),
            models.CheckConstraint(
                condition=Func(
                    F("attempts"),
                    template="0 < ALL(%(expressions)s)",
                    output_field=models.BooleanField(),
                ),
                name="athletes_performanceresult_positive",
            ),
        ]
        indexes = [models.Index(fields=["test", "day"], name="athletes_performance_test_day")]

    def __str__(self) -> str:
        return f"{self.test}, {self.day}"

    @property
    def is_own(self) -> bool:
        """Return whether the athlete typed it in."""
        return self.entered_for is None

    @property
    def value(self) -> Decimal:
        """Return what counts of it, in the unit of its test."""
        return self.test.value_of(self.attempts)
