"""Every write of what was wrong in a week.

Nothing the warning model reads changes by it, so nothing is queued to be computed: whoever looks
at a coach's page cannot even tell that something was told here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from athletes.models import Athlete, HealthProblem, HealthWeek, ProblemReport
from athletes.models.health_problems import (
    AT_THE_GATE,
    BEHIND_THE_GATE,
    NO_PROBLEM,
)
from athletes.services.changes import check_new_day, take_turn

if TYPE_CHECKING:
    import datetime as dt
    import uuid


@dataclass(frozen=True, kw_only=True)
class ProblemFacts:
    """What a problem is."""

    kind: str
    place: str = ""
    words: str = ""
    first_id: int | None = None  # an earlier one of the same, of which this is a recurrence


@dataclass(frozen=True, kw_only=True)
class Told:
    """The answers about one problem in one week, as points: 0, 8, 17 or 25.

    What lies behind the gate is dropped where the first answer ends the questionnaire.
    """

    participation: int
    modified_training: int | None = None
    performance: int | None = None
    symptoms: int | None = None
    days_lost: int | None = None


@transaction.atomic
def report_no_problem(*, athlete: Athlete, monday: dt.date, now: dt.datetime) -> HealthWeek:
    """Save that nothing was wrong in that week. What went on until then was not in the way."""
    take_turn(athlete)
    week = _week(athlete, monday, now=now)
    if week.pk and week.reports.exclude(participation=NO_PROBLEM).exists():
        message = _("You told of a problem in this week. Take that back first.")
        raise ValidationError(message, code="told_otherwise")
    week.save()
    for problem in athlete.health_problems.of_week(monday):
        _report(week, problem, Told(participation=NO_PROBLEM))
    return week


@transaction.atomic
def report_new_problem(
    *,
    athlete: Athlete,
    monday: dt.date,
    client_id: uuid.UUID,
    facts: ProblemFacts,
    told: Told,
    now: dt.datetime,
    is_over: bool = False,
) -> HealthProblem:
    """Save a problem with its first week; sending the same form again returns the one there is."""
    take_turn(athlete)
    if sent_before := athlete.health_problems.filter(client_id=client_id).first():
        return sent_before
    if told.participation == NO_PROBLEM:
        message = _("With this answer there is no problem to tell of.")
        raise ValidationError({"participation": ValidationError(message, code="none")})
    week = _week(athlete, monday, now=now)
    problem = HealthProblem(athlete=athlete, client_id=client_id, since=monday, recorded_at=now)
    problem.over_on = _end(week) if is_over else None
    _write(problem, facts)
    week.save()
    _report(week, problem, told)
    return problem


@transaction.atomic
def report_problem(
    *,
    problem: HealthProblem,
    monday: dt.date,
    told: Told,
    is_over: bool,
    now: dt.datetime,
) -> ProblemReport:
    """Save how one problem was in one week; telling it again replaces what was told.

    Raises HealthProblem.DoesNotExist where it was deleted while this waited for its turn.
    """
    athlete = problem.athlete
    take_turn(athlete)
    problem = athlete.health_problems.get(pk=problem.pk)  # as the write before left it
    week = _week(athlete, monday, now=now)
    week.save()
    report = _report(week, problem, told)
    problem.since = min(problem.since, monday)
    if is_over:
        problem.over_on = _end(week)
    elif problem.over_on is not None and problem.over_on <= week.sunday:
        problem.over_on = None  # it went on after all
    problem.save()
    return report


@transaction.atomic
def change_problem(*, problem: HealthProblem, facts: ProblemFacts) -> HealthProblem:
    """Replace what a problem is said to be. Raises HealthProblem.DoesNotExist if it is gone."""
    athlete = problem.athlete
    take_turn(athlete)
    problem = athlete.health_problems.get(pk=problem.pk)
    _write(problem, facts)
    return problem


@transaction.atomic
def end_problem(*, problem: HealthProblem, now: dt.datetime) -> None:
    """Say that a problem is over today; it is not asked about again."""
    _set_end(problem, problem.athlete.local_day(now))


@transaction.atomic
def go_on_with_problem(*, problem: HealthProblem) -> None:
    """Take back that a problem is over, or say that it is back: it is asked about again."""
    _set_end(problem, None)


@transaction.atomic
def delete_problem(*, problem: HealthProblem) -> None:
    """Delete a problem with all that was told of it. That its weeks were answered, stays."""
    take_turn(problem.athlete)
    HealthProblem.objects.filter(pk=problem.pk).delete()


def _set_end(problem: HealthProblem, over_on: dt.date | None) -> None:
    take_turn(problem.athlete)
    HealthProblem.objects.filter(pk=problem.pk).update(over_on=over_on)


def _week(athlete: Athlete, monday: dt.date, *, now: dt.datetime) -> HealthWeek:
    """Return the athlete's week as answered now, yet to be saved."""
    check_new_day(athlete=athlete, day=monday, now=now)
    week = athlete.health_weeks.filter(monday=monday).first()
    week = week or HealthWeek(athlete=athlete, monday=monday)
    week.answered_on, week.recorded_at = athlete.local_day(now), now
    return week


def _end(week: HealthWeek) -> dt.date:
    return min(week.answered_on, week.sunday)


def _write(problem: HealthProblem, facts: ProblemFacts) -> None:
    first_id = _first_of(problem, facts.first_id)
    for name, value in asdict(facts).items():
        setattr(problem, name, value)
    problem.first_id = first_id
    problem.clean_fields(exclude={"athlete"})
    problem.save()
    if problem.first_id is not None:  # all of the same lead to one
        problem.recurrences.update(first=problem.first_id)


def _first_of(problem: HealthProblem, earlier_id: int | None) -> int | None:
    """Return the very first of an earlier problem, which must be the athlete's and over."""
    if earlier_id is None:
        return None
    earlier = problem.athlete.health_problems.earlier_than(problem).filter(pk=earlier_id).first()
    if earlier is None:
        message = _("Choose something that was over before this began.")
        raise ValidationError({"first": ValidationError(message, code="not_earlier")})
    return earlier.first_id or earlier.pk


def _report(week: HealthWeek, problem: HealthProblem, told: Told) -> ProblemReport:
    found = ProblemReport.objects.filter(health_week=week, problem=problem).first()
    report = found or ProblemReport(health_week=week, problem=problem)
    values = asdict(told)
    if told.participation in AT_THE_GATE:
        values |= dict.fromkeys(BEHIND_THE_GATE)
    if told.participation == NO_PROBLEM:
        values["days_lost"] = None
    for name, value in values.items():
        setattr(report, name, value)
    _check_answered(report)
    report.clean_fields(exclude={"health_week", "problem"})
    report.save()
    return report


def _check_answered(report: ProblemReport) -> None:
    """Refuse an open question behind the gate: a sum of three says nothing."""
    if report.participation in AT_THE_GATE:
        return
    open_questions = [each for each in BEHIND_THE_GATE if getattr(report, each) is None]
    if open_questions:
        message = _("Choose an answer.")
        raise ValidationError(
            {each: ValidationError(message, code="required") for each in open_questions}
        )
