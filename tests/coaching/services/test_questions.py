"""What a team is asked, handed down to its athletes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from athletes.models import Athlete, OptionalItem
from coaching.models import Team
from coaching.services.questions import choose_questions
from coaching.services.teams import add_member, end_membership
from tests.coaching.factories import NOW, create_member, create_team
from tests.factories import create_athlete

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def asked(athlete: Athlete) -> list[str]:
    return Athlete.objects.get(pk=athlete.pk).asked


def test_everything_is_asked_until_somebody_chooses(team: Team) -> None:
    assert asked(create_member(team=team).athlete) == OptionalItem.values


def test_choice_reaches_the_athletes_of_the_team_and_no_others(team: Team) -> None:
    member, other = create_member(team=team), create_member(team=create_team())
    choose_questions(team=team, items=["heart", "concentration"], now=NOW)
    assert asked(member.athlete) == ["concentration", "heart"]
    assert asked(other.athlete) == OptionalItem.values


def test_athlete_of_two_teams_is_asked_what_either_asks(team: Team) -> None:
    athlete, second = create_athlete(), create_team()
    for each in (team, second):
        add_member(athlete=athlete, team=each, now=NOW)
    choose_questions(team=team, items=["food"], now=NOW)
    choose_questions(team=second, items=["heart"], now=NOW)
    assert asked(athlete) == ["food", "heart"]
    membership = athlete.memberships.get(team=second)
    end_membership(membership=membership, now=NOW + dt.timedelta(days=1))
    assert asked(athlete) == ["food"]


def test_new_member_is_asked_what_the_team_is(team: Team) -> None:
    choose_questions(team=team, items=[], now=NOW)
    athlete = create_athlete()
    add_member(athlete=athlete, team=team, now=NOW)
    assert asked(athlete) == []


def test_choosing_costs_the_same_for_a_large_team(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for size, items in ((1, ["food"]), (10, ["heart"])):
        while team.memberships.count() < size:
            create_member(team=team)
        # three savepoints, the team, who is in it, lock, what their teams ask, the athletes
        with django_assert_num_queries(3 * 2 + 5 + 1):
            choose_questions(team=Team.objects.get(pk=team.pk), items=items, now=NOW)


def test_team_cannot_ask_what_there_is_no_question_for(team: Team) -> None:
    with (
        pytest.raises(IntegrityError, match="coaching_team_asks_known_items"),
        transaction.atomic(),
    ):
        Team.objects.filter(pk=team.pk).update(asks=["weight"])
