from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from athletes.models import Athlete, FactChange, HealthProblem, HealthWeek, ProblemReport
from athletes.services.health_problems import (
    ProblemFacts,
    Told,
    change_problem,
    delete_problem,
    end_problem,
    go_on_with_problem,
    report_new_problem,
    report_no_problem,
    report_problem,
)
from tests.athletes.services.test_check_ins import at_the_same_time
from tests.factories import create_athlete, create_problem, create_problem_report

MONDAY = dt.date(2026, 11, 16)
NEXT_MONDAY = dt.date(2026, 11, 23)
SUNDAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 19, 0, tzinfo=dt.UTC)  # that Sunday
A_WEEK_LATER = NOW + dt.timedelta(weeks=1)
KNEE = ProblemFacts(kind="injury", place="knee_left")
HINDERED = Told(participation=17, modified_training=8, performance=8, symptoms=17, days_lost=1)


def tell_new(athlete: Athlete, told: Told = HINDERED, **values: Any) -> HealthProblem:
    given = {
        "monday": MONDAY,
        "client_id": uuid.uuid4(),
        "facts": KNEE,
        "now": NOW,
        **values,
    }
    return report_new_problem(athlete=athlete, told=told, **given)


def tell(problem: HealthProblem, told: Told = HINDERED, **values: Any) -> ProblemReport:
    given = {"monday": NEXT_MONDAY, "is_over": False, "now": A_WEEK_LATER, **values}
    return report_problem(problem=problem, told=told, **given)


@pytest.mark.django_db
def test_new_problem_is_saved_with_its_first_week_and_goes_on() -> None:
    athlete = create_athlete()
    problem = tell_new(athlete)
    assert (problem.since, problem.over_on, problem.place) == (MONDAY, None, "knee_left")
    report = ProblemReport.objects.get()
    assert (report.answers, report.days_lost) == ((17, 8, 8, 17), 1)
    week = HealthWeek.objects.get()
    assert (week.monday, week.sunday, week.answered_on) == (MONDAY, SUNDAY, SUNDAY)


@pytest.mark.django_db
def test_nothing_is_queued_so_that_nobody_can_tell_that_something_was_told() -> None:
    athlete = create_athlete()
    problem = tell_new(athlete)
    tell(problem)
    end_problem(problem=problem, now=A_WEEK_LATER)
    delete_problem(problem=problem)
    assert not FactChange.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("participation", [0, 25])
def test_gate_drops_what_lies_behind_it(participation: int) -> None:
    problem = create_problem(athlete=create_athlete(), since=MONDAY)
    tell(problem, Told(participation=participation, modified_training=8, symptoms=17, days_lost=5))
    report = ProblemReport.objects.get()
    assert report.answers == (participation, None, None, None)
    assert report.days_lost == (None if participation == 0 else 5)


@pytest.mark.django_db
def test_open_question_behind_the_gate_is_refused_by_name() -> None:
    athlete = create_athlete()
    with pytest.raises(ValidationError) as refusal:
        tell_new(athlete, Told(participation=8, performance=0))
    assert set(refusal.value.message_dict) == {"modified_training", "symptoms"}
    assert not HealthWeek.objects.exists()
    assert not HealthProblem.objects.exists()


@pytest.mark.django_db
def test_points_of_another_version_and_too_many_days_are_refused() -> None:
    athlete = create_athlete()
    for told in (
        Told(participation=9),
        Told(participation=8, modified_training=13, performance=8, symptoms=8),
        Told(participation=25, days_lost=8),
    ):
        with pytest.raises(ValidationError):
            tell_new(athlete, told)


@pytest.mark.django_db
def test_new_problem_without_a_problem_is_refused_beside_its_question() -> None:
    with pytest.raises(ValidationError) as refusal:
        tell_new(create_athlete(), Told(participation=0))
    assert set(refusal.value.message_dict) == {"participation"}


@pytest.mark.django_db(transaction=True)
def test_double_tap_makes_one_problem() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    tap = lambda: tell_new(athlete, client_id=form)  # noqa: E731
    assert at_the_same_time(tap, tap, tap) == []
    assert HealthProblem.objects.count() == ProblemReport.objects.count() == 1


@pytest.mark.django_db
def test_several_problems_share_a_week() -> None:
    athlete = create_athlete()
    tell_new(athlete)
    tell_new(athlete, facts=ProblemFacts(kind="illness", words="A cold"))
    assert HealthWeek.objects.count() == 1
    assert [problem.name for problem in HealthProblem.objects.order_by("pk")] == [
        "Left knee",
        "A cold",
    ]


@pytest.mark.django_db
def test_telling_a_week_again_replaces_it() -> None:
    problem = tell_new(create_athlete())
    tell(problem, monday=MONDAY, told=Told(participation=25))
    assert ProblemReport.objects.get().answers == (25, None, None, None)


@pytest.mark.django_db
def test_problem_is_of_each_week_until_it_is_over() -> None:
    athlete = create_athlete()
    problem = tell_new(athlete)
    weeks = athlete.health_problems
    assert list(weeks.of_week(MONDAY)) == list(weeks.of_week(NEXT_MONDAY)) == [problem]
    assert not weeks.of_week(MONDAY - dt.timedelta(weeks=1))
    tell(problem, is_over=True)
    assert list(weeks.of_week(NEXT_MONDAY)) == [problem]
    assert not weeks.of_week(NEXT_MONDAY + dt.timedelta(weeks=1))


@pytest.mark.django_db
def test_over_on_the_day_it_was_told_but_not_after_its_week() -> None:
    athlete = create_athlete()
    on_thursday = dt.datetime(2026, 11, 19, 12, tzinfo=dt.UTC)
    problem = tell_new(athlete, now=on_thursday, is_over=True)
    assert problem.over_on == on_thursday.date()
    problem = tell_new(athlete, now=NOW + dt.timedelta(days=3), is_over=True)
    assert problem.over_on == SUNDAY


@pytest.mark.django_db
def test_problem_told_again_after_its_end_goes_on() -> None:
    problem = tell_new(create_athlete(), is_over=True)
    tell(problem)
    problem.refresh_from_db()
    assert problem.over_on is None


@pytest.mark.django_db
def test_correcting_an_earlier_week_leaves_a_later_end_alone() -> None:
    problem = tell_new(create_athlete())
    tell(problem, is_over=True)
    tell(problem, monday=MONDAY, now=A_WEEK_LATER)
    problem.refresh_from_db()
    assert problem.over_on == dt.date(2026, 11, 29)


@pytest.mark.django_db
def test_week_before_the_first_moves_the_beginning() -> None:
    problem = tell_new(create_athlete())
    tell(problem, monday=MONDAY - dt.timedelta(weeks=1), now=NOW)
    problem.refresh_from_db()
    assert problem.since == MONDAY - dt.timedelta(weeks=1)


@pytest.mark.django_db
def test_no_problem_is_an_answer_of_its_own() -> None:
    athlete = create_athlete()
    report_no_problem(athlete=athlete, monday=MONDAY, now=NOW)
    assert HealthWeek.objects.get().reports.count() == 0


@pytest.mark.django_db
def test_no_problem_gives_what_went_on_a_week_of_nothing() -> None:
    athlete = create_athlete()
    problem = create_problem(athlete=athlete, since=MONDAY - dt.timedelta(weeks=1))
    create_problem(
        athlete=athlete, since=MONDAY - dt.timedelta(weeks=2), over_on=dt.date(2026, 11, 9)
    )
    for _ in range(2):
        report_no_problem(athlete=athlete, monday=MONDAY, now=NOW)
    report = ProblemReport.objects.get()
    assert (report.problem, report.participation) == (problem, 0)


@pytest.mark.django_db
def test_no_problem_is_refused_where_one_was_told() -> None:
    athlete = create_athlete()
    tell_new(athlete)
    with pytest.raises(ValidationError, match="You told of a problem in this week"):
        report_no_problem(athlete=athlete, monday=MONDAY, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "monday",
    [
        NEXT_MONDAY,  # has not begun
        MONDAY - dt.timedelta(weeks=9),  # too long ago
        dt.date(2001, 5, 14),  # before birth
    ],
)
def test_weeks_nobody_can_tell_of_are_refused(monday: dt.date) -> None:
    athlete = create_athlete()
    with pytest.raises(ValidationError):
        report_no_problem(athlete=athlete, monday=monday, now=NOW)
    with pytest.raises(ValidationError):
        tell_new(athlete, monday=monday)
    assert not HealthWeek.objects.exists()


@pytest.mark.django_db
def test_problem_can_be_called_otherwise_ended_and_be_back() -> None:
    problem = tell_new(create_athlete())
    change_problem(problem=problem, facts=ProblemFacts(kind="other", words="Sleepless"))
    problem.refresh_from_db()
    assert (problem.kind, problem.place, problem.name) == ("other", "", "Sleepless")
    end_problem(problem=problem, now=A_WEEK_LATER)
    problem.refresh_from_db()
    assert problem.over_on == A_WEEK_LATER.date()
    go_on_with_problem(problem=problem)
    problem.refresh_from_db()
    assert not problem.is_over


@pytest.mark.django_db
def test_unknown_place_is_refused() -> None:
    problem = tell_new(create_athlete())
    with pytest.raises(ValidationError) as refusal:
        change_problem(problem=problem, facts=ProblemFacts(kind="injury", place="tail"))
    assert set(refusal.value.message_dict) == {"place"}


@pytest.mark.django_db
def test_deleting_takes_the_reports_and_leaves_that_the_week_was_answered() -> None:
    athlete = create_athlete()
    problem = create_problem(athlete=athlete, since=MONDAY)
    create_problem_report(problem=problem, monday=MONDAY)
    delete_problem(problem=problem)
    delete_problem(problem=problem)
    assert not ProblemReport.objects.exists()
    assert HealthWeek.objects.count() == 1


@pytest.mark.django_db
def test_all_recurrences_lead_to_the_first() -> None:
    athlete = create_athlete()
    months = [MONDAY - dt.timedelta(weeks=weeks) for weeks in (30, 20, 10)]
    oldest, old, lately = (
        create_problem(athlete=athlete, since=each, over_on=each + dt.timedelta(days=9))
        for each in months
    )
    again = tell_new(athlete, facts=replace(KNEE, first_id=lately.pk))
    assert again.first == lately
    change_problem(problem=lately, facts=replace(KNEE, first_id=oldest.pk))
    again.refresh_from_db()
    assert again.first == oldest
    change_problem(problem=old, facts=replace(KNEE, first_id=oldest.pk))
    change_problem(problem=again, facts=replace(KNEE, first_id=old.pk))
    again.refresh_from_db()
    assert again.first == oldest

    go_on_with_problem(problem=oldest)  # back as itself: what is said of the others stays
    change_problem(problem=again, facts=replace(KNEE, first_id=oldest.pk))
    delete_problem(problem=oldest)
    again.refresh_from_db()
    assert again.first is None


@pytest.mark.django_db
def test_recurrence_is_of_something_of_ones_own_that_was_over_before() -> None:
    athlete = create_athlete()
    before = MONDAY - dt.timedelta(weeks=5)
    goes_on = create_problem(athlete=athlete, since=before)
    of_another = create_problem(athlete=create_athlete(), since=before, over_on=before)
    later = create_problem(athlete=athlete, since=MONDAY, over_on=SUNDAY)
    for first in (goes_on, of_another, later):
        with pytest.raises(ValidationError) as refused:
            tell_new(athlete, facts=replace(KNEE, first_id=first.pk))
        assert set(refused.value.error_dict) == {"first"}
