"""The page on which a team's warnings stand beside what was made of them and what came after."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from coaching.models import DataClass, TeamCalibration, WarningAction
from recovery.assessments.models import Level, RecoveryWarning
from tests.coaching.factories import NOW, TODAY, create_member, create_payload
from tests.factories import (
    create_check_in,
    create_day_mark,
    create_performance_result,
    create_performance_test,
    create_planned,
    create_problem,
    create_problem_report,
)

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

ALL = [DataClass.SESSIONS, DataClass.BODY, DataClass.HEALTH]


def days_ago(count: int) -> dt.date:
    return TODAY - dt.timedelta(days=count)


def warn(member: Membership, ago: int, *, lens: int, level: int = Level.IMBALANCE) -> None:
    """Save a warning that lasted five days."""
    opened, closed = days_ago(ago), days_ago(ago - 5)
    RecoveryWarning.objects.create(
        athlete=member.athlete,
        lens=lens,
        opened_on=opened,
        closed_on=closed,
        level=level,
        transitions=[[opened.isoformat(), int(level)]],
        payload=create_payload(level=level, day=closed, opened_on=opened),
    )


def answer(member: Membership, ago: int, by: User, kind: str, **fields: object) -> WarningAction:
    return WarningAction.objects.create(
        athlete=member.athlete,
        team=member.team,
        opened_on=days_ago(ago),
        kind=kind,
        by=by,
        **fields,
    )


def page_of(client: Client, team: Team) -> str:
    response = client.get(reverse("coaching:record", args=[team.public_id]))
    return " ".join(strip_tags(response.content.decode().replace("<", " <")).split())


def test_answers_and_what_came_after_stand_beside_each_warning(
    client: Client, coach: User, team: Team
) -> None:
    noor = create_member(team=team, name="Noor", shares=ALL)
    for ago in (60, 40, 20):
        warn(noor, ago, lens=sum(ALL))
    answer(noor, 60, coach, "spoke")
    answer(noor, 40, coach, "not_useful", reason="nothing_wrong")
    create_day_mark(athlete=noor.athlete, day=days_ago(55), kind="ill")
    create_day_mark(athlete=noor.athlete, day=days_ago(54), kind="ill")
    create_planned(athlete=noor.athlete, day=days_ago(17), planned_for=team.public_id)

    page = page_of(client, team)

    assert "1 of 2 answered warnings were useful" in page
    # Two of three followed, by 5 and 3 days: 4 in the middle. 1 of 2: (0.5 + 0.9604) / 2.9208.
    assert "Imbalance 3 1 of 2 50%, between 9 and 91 1 0 2 of 3 4 days" in page
    assert "Ill on Tuesday 29 September, 5 days later; 2 days in all" in page
    assert "Training of Friday 6 November not done, 3 days later" in page
    assert "Nothing is proposed: 2 of the warnings" in page


def test_what_was_taken_back_does_not_count(client: Client, coach: User, team: Team) -> None:
    noor = create_member(team=team, name="Noor", shares=ALL)
    warn(noor, 20, lens=sum(ALL))
    answer(noor, 20, coach, "spoke", undone_at=NOW, undone_by=coach)
    assert "Nobody has said yet what the warnings were worth" in page_of(client, team)


def test_illness_and_training_stand_there_only_where_they_are_shared(
    client: Client, coach: User, team: Team
) -> None:
    bram = create_member(team=team, name="Bram", shares=[DataClass.BODY])
    warn(bram, 20, lens=DataClass.BODY)
    create_day_mark(athlete=bram.athlete, day=days_ago(18), kind="ill")
    create_check_in(athlete=bram.athlete, day=days_ago(17), ill=True)
    create_planned(athlete=bram.athlete, day=days_ago(16), planned_for=team.public_id)
    page = page_of(client, team)
    assert "Bram" in page
    assert "later" not in page
    assert "0 of 1" in page


def jump(member: Membership, **heights: float) -> None:
    """Save jumps: four tests in the weeks before, then one for each of `day_12=30`."""
    test = create_performance_test(athlete=member.athlete)
    for number, ago in enumerate((50, 43, 36, 29)):
        create_performance_result(test=test, day=days_ago(ago), attempts=[38 + number % 2] * 3)
    for name, height in heights.items():
        ago = int(name.removeprefix("day_"))
        create_performance_result(test=test, day=days_ago(ago), attempts=[height] * 3)


def test_weeks_not_fully_taken_part_in_and_tests_stand_beside_a_warning(
    client: Client, coach: User, team: Team
) -> None:
    noor = create_member(team=team, name="Noor", shares=[*ALL, DataClass.AVAILABILITY])
    warn(noor, 20, lens=sum(ALL))  # Tuesday 3 November
    problem = create_problem(athlete=noor.athlete, since=days_ago(14))
    create_problem_report(problem=problem, monday=days_ago(14), answers=(17, 17, 17, 17))
    create_problem_report(problem=problem, monday=days_ago(7), answers=(25, None, None, None))
    jump(noor, day_17=38.5, day_12=30)

    page = page_of(client, team)

    said = "Did not take part fully in the week of Monday 9 November, 6 days later; 2 weeks in all"
    assert said in page
    assert "Tested on Friday 6 November, 3 days later. Countermovement jump: As usual." in page
    assert "Tested on Wednesday 11 November, 8 days later. Countermovement jump: Clearly" in page
    # Neither the test that was as usual, after three days, nor what the problem is.
    assert "Imbalance 1 0 of 0" not in page
    assert "1 of 1 6 days" in page
    assert "knee" not in page.casefold()


def test_week_with_a_problem_that_was_not_in_the_way_is_the_athletes_own(
    client: Client, coach: User, team: Team
) -> None:
    noor = create_member(team=team, name="Noor", shares=[*ALL, DataClass.AVAILABILITY])
    warn(noor, 20, lens=sum(ALL))
    problem = create_problem(athlete=noor.athlete, since=days_ago(14))
    create_problem_report(problem=problem, monday=days_ago(14), answers=(8, 8, 8, 8))
    assert "later" not in page_of(client, team)


@pytest.mark.parametrize("shares", [[DataClass.BODY], [DataClass.BODY, DataClass.HEALTH]])
def test_weeks_and_tests_stand_there_only_where_they_are_shared(
    client: Client, coach: User, team: Team, shares: list[DataClass]
) -> None:
    bram = create_member(team=team, name="Bram", shares=shares)
    warn(bram, 20, lens=sum(shares))
    problem = create_problem(athlete=bram.athlete, since=days_ago(14))
    create_problem_report(problem=problem, monday=days_ago(14), answers=(25, None, None, None))
    jump(bram, day_12=30)
    page = page_of(client, team)
    assert "Bram" in page
    assert "later" not in page


def test_warning_through_what_is_no_longer_shared_is_not_counted(
    client: Client, coach: User, team: Team
) -> None:
    noor = create_member(team=team, shares=[DataClass.BODY])
    warn(noor, 20, lens=sum(ALL))
    assert "No warning in half a year" in page_of(client, team)


def test_another_budget_is_proposed_and_not_applied(
    client: Client, coach: User, team: Team
) -> None:
    noor = create_member(team=team, name="Noor", shares=ALL)
    for number in range(10):
        warn(noor, 20 + 10 * number, lens=sum(ALL))
        answer(noor, 20 + 10 * number, coach, "not_useful", reason="nothing_wrong")
    page = page_of(client, team)
    assert "10 of 10 answered warnings were false." in page
    assert "Worth a thought: a smaller budget, “0.1 in 100 athlete-days”." in page
    assert not TeamCalibration.objects.exists()


def test_query_count_is_the_same_for_one_and_for_thirty(
    client: Client,
    coach: User,
    team: Team,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    size = 0
    for expected in (1, 30):
        for _number in range(size, expected):
            member = create_member(team=team, name="Noor", shares=[*ALL, DataClass.AVAILABILITY])
            warn(member, 20, lens=sum(ALL))
            answer(member, 20, coach, "spoke")
            create_day_mark(athlete=member.athlete, day=days_ago(15), kind="ill")
        size = expected
        # session, user, team, members, warnings, actions, who shares whether they take part, days
        # of illness, answers of illness, weeks, tests, plans that were not done, the budget, roles
        with django_assert_num_queries(14):
            page = page_of(client, team)
        assert f"Imbalance {expected} {expected} of {expected} 100%" in page
