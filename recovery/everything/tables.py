"""Which tables the download holds: one line each.

Every model that belongs to an athlete is in `TABLES` or, with the reason, in `LEFT_OUT`; a test
looks for models of which nobody has decided. To add one, add a line: its columns are read off
the model, and so is how it hangs on its athlete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from athletes import models as facts
from athletes.models import Athlete
from coaching import models as relations
from recovery.accounts.models import User
from recovery.assessments import models as derived
from recovery.everything.columns import Column, columns_of, fields_of

if TYPE_CHECKING:
    from django.db import models
    from django_stubs_ext import StrPromise

OUR_APPS = ("accounts", "athletes", "assessments", "coaching")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the download."""

    code: str  # as files and JSON name it
    model: type[models.Model]
    about: StrPromise
    only: tuple[str, ...] = ()  # columns; all of them where empty

    @property
    def is_computed(self) -> bool:
        """Whether its rows follow from the others, and could be computed again."""
        return self.model.__module__.startswith("recovery.assessments.")

    def columns(self) -> tuple[Column, ...]:
        columns = columns_of(self.model)
        return tuple(each for each in columns if not self.only or each.code in self.only)

    def rows(self, athlete: Athlete) -> models.QuerySet[Any]:
        """Return the athlete's own rows, the oldest first, with the names they refer to."""
        names = [
            field.name
            for field in fields_of(self.model)
            if field.related_model in (relations.Team, User) and self.model is not Athlete
        ]
        # select_related without a name would follow every relation there is.
        rows = self.model._default_manager.filter(  # noqa: SLF001  (whatever it is called)
            **{owner_path(self.model): athlete.pk}
        )
        rows = rows.select_related(*names) if names else rows
        return rows.order_by("day", "pk") if has_day(self.model) else rows.order_by("pk")


def has_day(model: type[models.Model]) -> bool:
    return any(field.name == "day" for field in fields_of(model))


def owner_path(model: type[models.Model]) -> str:
    """Return how a query of ``model`` names its athlete; empty where it belongs to none."""
    if model is Athlete:
        return "pk"
    if model is User:
        return "athlete"
    related = {field.name: field.related_model for field in fields_of(model)}
    direct = next((name for name, other in related.items() if other is Athlete), "")
    if direct:
        return direct
    # What may be empty is about somebody without being theirs.
    links = [
        (field.name, field.related_model)
        for field in fields_of(model)
        if field.is_relation and not field.null and field.related_model not in (User, model)
    ]
    paths = ((name, owner_path(other)) for name, other in links if isinstance(other, type))
    return next((f"{name}__{path}" for name, path in paths if path), "")


def owned_models() -> set[type[models.Model]]:
    """Return every model of ours whose rows belong to an athlete."""
    return {
        model
        for label in OUR_APPS
        for model in apps.get_app_config(label).get_models()
        if not issubclass(model, Event) and owner_path(model)
    }


TABLES = (
    # Who you are
    Table(
        "account",
        User,
        _("Your account."),
        only=("id", "email", "name", "language", "time_zone", "is_active", "created_at"),
    ),
    Table("athlete", facts.Athlete, _("You as an athlete.")),
    Table("time_zones", facts.TimeZoneSpan, _("By which clock you lived, from which day on.")),
    # What you told
    Table("check_ins", facts.CheckIn, _("On which days you answered, and when.")),
    Table(
        "body",
        facts.BodyAnswers,
        _("Sleep, fatigue, soreness, food, sitting, and what you did to recover."),
    ),
    Table("mind", facts.MindAnswers, _("Stress, mood, concentration and motivation.")),
    Table("heart", facts.HeartMeasurement, _("Resting heart rate and heart rate variability.")),
    Table("health", facts.HealthAnswers, _("Whether you were ill.")),
    Table("health_detail", facts.HealthDetail, _("Signs for which you were sent to a doctor.")),
    Table(
        "health_weeks", facts.HealthWeek, _("Of which weeks you told whether anything was wrong.")
    ),
    Table("health_problems", facts.HealthProblem, _("What was wrong, and where.")),
    Table("problem_reports", facts.ProblemReport, _("How much it was in the way, week by week.")),
    Table("notes", facts.Note, _("What you wrote with a check-in.")),
    Table("day_marks", facts.DayMark, _("What kind of day it was.")),
    Table("sessions", facts.Session, _("What you trained.")),
    Table("shoes", facts.Shoe, _("Your pairs of shoes.")),
    Table("planned_sessions", facts.PlannedSession, _("What was planned for you, rest included.")),
    Table("overload_blocks", facts.OverloadBlock, _("Days that were meant to be heavier.")),
    Table("reminders", facts.Reminders, _("When you want to be reminded.")),
    Table("performance_tests", facts.PerformanceTest, _("What you test yourself on.")),
    Table("performance_results", facts.PerformanceResult, _("What was measured in those tests.")),
    # What you brought in
    Table("activity_files", facts.ActivityFile, _("Files that you brought in.")),
    Table("recordings", facts.Recording, _("Sessions as those files tell them.")),
    Table("column_meanings", facts.ColumnMeaning, _("What you said that columns of a table mean.")),
    # You and others
    Table("memberships", relations.Membership, _("In which teams you are and were.")),
    Table("consents", relations.ConsentEvent, _("What you shared with whom, and took back.")),
    Table("actions", relations.WarningAction, _("What coaches did about a warning, with notes.")),
    Table("messages", relations.AthleteMessage, _("What coaches wrote to you.")),
    Table("contact_wishes", relations.ContactWish, _("When you asked a coach to get in touch.")),
    Table(
        "plan_adjustments",
        relations.PlanAdjustment,
        _("How your plan was changed because of a warning."),
    ),
    # What was computed
    Table("calibrations", facts.Calibration, _("What was assumed of you, and when warnings open.")),
    Table("daily_states", derived.DailyState, _("Each day beside your own normal.")),
    Table("current_states", derived.CurrentState, _("What is said of you now, and on what.")),
    Table("warnings", derived.RecoveryWarning, _("Warnings, from their first day to their last.")),
)

# Models that belong to an athlete and are not in the download, with the reason.
LEFT_OUT: dict[type[models.Model], str] = {
    relations.StaffNote: "what the staff wrote for themselves: the athlete sees how many there are",
    facts.FactChange: "the work queue: gone once it is done",
    facts.ActivityOriginal: "no table: each file is in the zip as it was sent",
    derived.Checkpoint: "from where a computation can go on; follows from the rest",
    derived.Calculation: "how far the computation has come",
    derived.Lens: "which sets of classes are computed; follows from the consents",
}
