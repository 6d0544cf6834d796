"""What was in the way of some of the simulated club, week by week."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from athletes.plan import monday_of
from athletes.services.health_problems import (
    ProblemFacts,
    Told,
    report_new_problem,
    report_no_problem,
    report_problem,
)
from recovery.simulation.stories import Story

if TYPE_CHECKING:
    from athletes.models import Athlete

EVENING = dt.time(19)
ONE_WEEK = dt.timedelta(weeks=1)
CANNOT = Told(participation=25, days_lost=4)


def hindered(participation: int, modified: int, performance: int, symptoms: int) -> Told:
    return Told(
        participation=participation,
        modified_training=modified,
        performance=performance,
        symptoms=symptoms,
    )


@dataclass(frozen=True)
class Course:
    """One problem, week by week, the last one ``ended`` weeks before this one."""

    facts: ProblemFacts
    weeks: tuple[Told, ...]
    ended: int  # 0: it goes on


ACHILLES = Course(
    ProblemFacts(kind="injury", place="achilles_left"),
    (hindered(8, 0, 0, 8), hindered(17, 8, 8, 17), hindered(17, 17, 17, 17), hindered(8, 8, 0, 8)),
    ended=0,
)
COLD = Course(
    ProblemFacts(kind="illness", words="Verkouden"), (CANNOT, hindered(8, 8, 8, 8)), ended=3
)
KNEE = Course(
    ProblemFacts(kind="injury", place="knee_right"),
    (hindered(8, 8, 0, 8), hindered(17, 8, 17, 17), CANNOT),
    ended=0,
)
# By story; who is in none of them told nothing yet.
COURSES: dict[str, tuple[Course, ...]] = {
    Story.TIPPING: (ACHILLES, COLD),
    Story.PERSISTENT: (KNEE,),
    Story.ILL: (COLD,),
    Story.TIRED: (),
}
WEEKS = 6


def tell_of_health(athlete: Athlete, *, story: str, now: dt.datetime) -> None:
    """Tell of the last weeks of an athlete, those in which nothing was wrong too."""
    if story not in COURSES:
        return
    this_monday = monday_of(athlete.local_day(now))
    told: set[dt.date] = set()
    for course in COURSES[story]:
        told |= _tell(athlete, course, last=this_monday - (course.ended or 1) * ONE_WEEK)
    for back in range(WEEKS, 0, -1):
        monday = this_monday - back * ONE_WEEK
        if monday not in told:
            report_no_problem(athlete=athlete, monday=monday, now=_evening(athlete, monday))


def _tell(athlete: Athlete, course: Course, *, last: dt.date) -> set[dt.date]:
    first = last - (len(course.weeks) - 1) * ONE_WEEK
    mondays = [first + week * ONE_WEEK for week in range(len(course.weeks))]
    problem = report_new_problem(
        athlete=athlete,
        monday=first,
        client_id=uuid.uuid4(),
        facts=course.facts,
        told=course.weeks[0],
        now=_evening(athlete, first),
    )
    for monday, told in zip(mondays[1:], course.weeks[1:], strict=True):
        report_problem(
            problem=problem,
            monday=monday,
            told=told,
            is_over=bool(course.ended) and monday == last,
            now=_evening(athlete, monday),
        )
    return set(mondays)


def _evening(athlete: Athlete, monday: dt.date) -> dt.datetime:
    """Return the evening on which the week was over."""
    return athlete.instant(monday + dt.timedelta(days=6), EVENING)
