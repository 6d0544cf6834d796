"""An athlete's health problems, week by week, as they alone see them; and what others may."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Exists, Max, OuterRef, Q

from athletes.models import Athlete, HealthProblem, HealthWeek, ProblemReport
from athletes.models.health_problems import (
    CANNOT_TAKE_PART,
    POINTS,
    WEEK_DAYS,
    last_day_of,
)
from athletes.plan import monday_of
from athletes.services.changes import ADD_WITHIN_DAYS
from recovery.engine.metrics.health_problems import ostrc_severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ONE_WEEK = dt.timedelta(days=WEEK_DAYS)
WEEKS_SHOWN = 26
# Asked from its Sunday until the Wednesday after: later, nobody remembers it well.
ASKED_UNTIL_WEEKDAY = 2
SUNDAY = 6


def week_to_ask_about(today: dt.date) -> dt.date | None:
    """Return the Monday of the week that *Today* asks about, if it is a day to ask."""
    if today.weekday() == SUNDAY:
        return monday_of(today)
    return monday_of(today) - ONE_WEEK if today.weekday() <= ASKED_UNTIL_WEEKDAY else None


@dataclass(frozen=True, slots=True)
class Asked:
    """The week that *Today* asks about."""

    monday: dt.date
    goes_on: bool  # whether something was wrong already

    @property
    def sunday(self) -> dt.date:
        return last_day_of(self.monday)


def asked_today(athlete: Athlete, *, today: dt.date) -> Asked | None:
    """Return the week to ask about, or None on other days and once it is answered. One query.

    A week that was told of before its end, is asked about all the same.
    """
    monday = week_to_ask_about(today)
    if monday is None:
        return None
    answered = HealthWeek.objects.filter(
        athlete=OuterRef("pk"), monday=monday, answered_on__gte=last_day_of(monday)
    )
    problems = HealthProblem.objects.of_week(monday).filter(athlete=OuterRef("pk"))
    is_answered, goes_on = Athlete.objects.values_list(Exists(answered), Exists(problems)).get(
        pk=athlete.pk
    )
    return None if is_answered else Asked(monday=monday, goes_on=goes_on)


@dataclass(frozen=True, slots=True)
class ProblemWeek:
    """One problem in the week of the page."""

    problem: HealthProblem
    report: ProblemReport | None
    severity: int | None


@dataclass(frozen=True, slots=True)
class ProblemHistory:
    """One problem over the weeks that the page shows."""

    problem: HealthProblem
    first: HealthProblem | None  # of which it is a recurrence
    severities: Sequence[int | None]  # a week each, as `Health.mondays`; None: not told
    asked: range  # of those weeks: when it was there, and may be told of
    weeks_told: int
    days_lost: int
    worst: int

    @property
    def is_drawn(self) -> bool:
        return any(severity is not None for severity in self.severities)


@dataclass(frozen=True, slots=True)
class Health:
    """The page of an athlete's health problems."""

    monday: dt.date  # of the week that it is about
    today: dt.date
    is_answered: bool
    of_week: Sequence[ProblemWeek]
    mondays: Sequence[dt.date]  # of the drawings, oldest first
    history: Sequence[ProblemHistory]
    weeks_told: int

    @property
    def sunday(self) -> dt.date:
        return last_day_of(self.monday)

    @property
    def is_now(self) -> bool:
        return self.today <= self.sunday

    @property
    def may_be_told(self) -> bool:
        return may_be_told(self.monday, today=self.today)

    @property
    def before(self) -> dt.date | None:
        earlier = self.monday - ONE_WEEK
        return earlier if may_be_told(earlier, today=self.today) else None

    @property
    def after(self) -> dt.date | None:
        later = self.monday + ONE_WEEK
        return later if later <= self.today else None

    @property
    def may_be_none(self) -> bool:
        """Whether one tap may still say that nothing was in the way."""
        told = [each.report for each in self.of_week if each.report is not None]
        was_in_the_way = any(report.participation for report in told)
        return not was_in_the_way and not (self.is_answered and len(told) == len(self.of_week))

    @property
    def goes_on(self) -> Sequence[ProblemHistory]:
        return [each for each in self.history if not each.problem.is_over]

    @property
    def is_over(self) -> Sequence[ProblemHistory]:
        """What is over and was told of in the weeks that are drawn."""
        return [each for each in self.history if each.problem.is_over and each.is_drawn]

    @property
    def long_over(self) -> Sequence[ProblemHistory]:
        return [each for each in self.history if each.problem.is_over and not each.is_drawn]


def may_be_told(monday: dt.date, *, today: dt.date) -> bool:
    return monday <= today and (today - monday).days <= ADD_WITHIN_DAYS


def usual_monday(today: dt.date) -> dt.date:
    """Return the week that somebody most likely means who asks for none."""
    return week_to_ask_about(today) or monday_of(today)


def athlete_health(athlete: Athlete, *, monday: dt.date, today: dt.date) -> Health:
    """Return the page of an athlete's health problems. Three queries."""
    problems = list(athlete.health_problems.order_by("-since", "-pk"))
    weeks = dict(athlete.health_weeks.values_list("pk", "monday"))
    reports: dict[int, dict[dt.date, ProblemReport]] = {problem.pk: {} for problem in problems}
    for report in ProblemReport.objects.filter(health_week__in=weeks):
        reports[report.problem_id][weeks[report.health_week_id]] = report
    this_monday = monday_of(today)
    first = max(
        min([each.since for each in problems], default=this_monday),
        this_monday - (WEEKS_SHOWN - 1) * ONE_WEEK,
    )
    mondays = [first + index * ONE_WEEK for index in range((this_monday - first) // ONE_WEEK + 1)]
    return Health(
        monday=monday,
        today=today,
        is_answered=monday in weeks.values(),
        of_week=_of_week(problems, reports, monday=monday),
        mondays=mondays,
        history=_histories(problems, reports, mondays),
        weeks_told=len(weeks),
    )


def severities(reports: Iterable[ProblemReport]) -> list[int]:
    """Return the severity of each report, as the method card computes it. [0 to 100]"""
    answers = [
        [np.nan if answer is None else answer for answer in report.answers] for report in reports
    ]
    if not answers:
        return []
    return [int(each) for each in ostrc_severity(np.array(answers, dtype=np.float64)).value]


def _of_week(
    problems: Iterable[HealthProblem],
    reports: Mapping[int, Mapping[dt.date, ProblemReport]],
    *,
    monday: dt.date,
) -> list[ProblemWeek]:
    found = []
    for problem in problems:
        report = reports[problem.pk].get(monday)
        is_of_week = problem.since <= monday and (
            problem.over_on is None or problem.over_on >= monday
        )
        if report is not None or is_of_week:
            severity = severities([report])[0] if report else None
            found.append(ProblemWeek(problem=problem, report=report, severity=severity))
    return found


def _histories(
    problems: Sequence[HealthProblem],
    reports: Mapping[int, Mapping[dt.date, ProblemReport]],
    mondays: Sequence[dt.date],
) -> list[ProblemHistory]:
    by_id = {problem.pk: problem for problem in problems}
    return [
        _history(problem, by_id.get(problem.first_id or 0), reports[problem.pk], mondays)
        for problem in problems
    ]


def _history(
    problem: HealthProblem,
    first: HealthProblem | None,
    reports: Mapping[dt.date, ProblemReport],
    mondays: Sequence[dt.date],
) -> ProblemHistory:
    by_week = dict(zip(reports, severities(reports.values()), strict=True))
    return ProblemHistory(
        problem=problem,
        first=first,
        severities=[by_week.get(monday) for monday in mondays],
        asked=_asked(problem, mondays),
        weeks_told=len(by_week),
        days_lost=sum(report.days_lost or 0 for report in reports.values()),
        worst=max(by_week.values(), default=0),
    )


def _asked(problem: HealthProblem, mondays: Sequence[dt.date]) -> range:
    there = [
        week
        for week, monday in enumerate(mondays)
        if problem.since <= monday and (problem.over_on is None or monday <= problem.over_on)
    ]
    return range(there[0], there[-1] + 1) if there else range(0)


class Availability(StrEnum):
    """Whether somebody takes part, and nothing of why not."""

    FULL = "full"
    MODIFIED = "modified"
    NONE = "none"


REDUCED = POINTS[2]
# Older than that it says nothing of now.
SAYS_SOMETHING_FOR = 2 * ONE_WEEK


def availability(athlete_id: int, *, today: dt.date) -> Availability | None:
    """Return whether an athlete takes part, by the first question alone. Two queries.

    From the latest week that was answered, if that says something of now; what is over by today
    no longer counts. None is not known, which is neither full nor none.
    """
    weeks = HealthWeek.objects.filter(
        athlete=athlete_id, monday__gt=monday_of(today) - SAYS_SOMETHING_FOR, monday__lte=today
    )
    latest = weeks.order_by("-monday").first()
    if latest is None:
        return None
    there = Q(problem__over_on__isnull=True) | Q(problem__over_on__gt=today)
    worst = latest.reports.filter(there).aggregate(worst=Max("participation"))["worst"]
    if worst == CANNOT_TAKE_PART:
        return Availability.NONE
    return Availability.MODIFIED if worst == REDUCED else Availability.FULL
