from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from athletes.models import FactChange
from coaching.models import DataClass, WarningAction
from recovery.assessments.models import Level, RecoveryWarning
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_member,
    create_payload,
    create_state,
)
from tests.factories import create_performance_result, create_performance_test

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

LENS = 3


@pytest.fixture
def member(team: Team) -> Membership:
    """Return Noor, who shares sessions and body, with an imbalance of three days."""
    member = create_member(team=team, shares=[DataClass.SESSIONS, DataClass.BODY])
    create_state(
        athlete=member.athlete,
        lens=LENS,
        level=Level.IMBALANCE,
        opened_on=TODAY - dt.timedelta(days=2),
    )
    return member


def url(member: Membership) -> str:
    return reverse("coaching:athlete", args=[member.team.public_id, member.athlete.public_id])


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_page_shows_the_warning_and_the_figures_with_their_numbers(
    client: Client, coach: User, member: Membership
) -> None:
    page = client.get(url(member)).content.decode()
    assert "Imbalance · day 3" in page
    assert "Speaks for it" in page
    assert 'id="figure-recovery"' in page
    assert "The numbers" in page


def test_notice_days_are_as_usual_to_a_coach(client: Client, coach: User, team: Team) -> None:
    member = create_member(team=team, shares=[DataClass.BODY])
    create_state(athlete=member.athlete, lens=DataClass.BODY, level=Level.NOTICE)
    page = client.get(url(member)).content.decode()
    assert "As usual" in page
    assert "Take note" not in page
    assert "dots is-watch" not in page


def test_earlier_warnings_stand_with_what_was_done(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    RecoveryWarning.objects.create(
        athlete=member.athlete,
        lens=LENS,
        opened_on=days_ago(60),
        closed_on=days_ago(52),
        level=Level.PERSISTENT,
        transitions=[],
        payload=create_payload(
            level=Level.PERSISTENT, day=days_ago(53), opened_on=days_ago(60), evidence=2.0
        ),
    )
    WarningAction.objects.create(
        athlete=member.athlete, team=team, opened_on=days_ago(60), kind="adjusted", by=coach, at=NOW
    )
    page = client.get(url(member)).content.decode()
    earlier = page.partition("Earlier warnings")[2]
    assert "Persistent" in earlier
    assert "Thursday 24 September – Thursday 1 October" in earlier
    assert "Training adjusted, today by Marit" in earlier


def test_action_whose_warning_is_gone_shows_as_revised(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    WarningAction.objects.create(
        athlete=member.athlete, team=team, opened_on=days_ago(40), kind="spoke", by=coach, at=NOW
    )
    earlier = client.get(url(member)).content.decode().partition("Earlier warnings")[2]
    assert "Revised" in earlier
    assert "Spoke, today by Marit" in earlier


def test_actions_of_another_team_are_not_shown(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    other = create_member(team=type(team).objects.create(name="Masters"), athlete=member.athlete)
    WarningAction.objects.create(
        athlete=member.athlete, team=other.team, opened_on=days_ago(2), kind="spoke", by=coach
    )
    assert "Spoke" not in client.get(url(member)).content.decode()


def test_who_shares_nothing_and_who_never_answered_have_the_same_page(
    client: Client, coach: User, team: Team
) -> None:
    withholding = create_member(team=team, name="Anna")
    create_state(athlete=withholding.athlete, lens=31, level=Level.PERSISTENT, opened_on=TODAY)
    WarningAction.objects.create(
        athlete=withholding.athlete, team=team, opened_on=TODAY, kind="spoke", by=coach
    )
    silent = create_member(team=team, name="Bram", shares=[DataClass.BODY])
    create_state(
        athlete=silent.athlete,
        lens=DataClass.BODY,
        level=Level.UNKNOWN,
        phase="learning",
        percent=None,
        with_days=False,
    )

    def anonymous(member: Membership) -> str:
        page = client.get(url(member)).content.decode()
        page = re.sub(r"csrf[^>]+|X-CSRFToken[^}]+", "", page)
        page = page.replace(str(member.athlete.public_id), "ID")
        return page.replace(member.athlete.user.name, "NAME")

    assert anonymous(withholding) == anonymous(silent)


@pytest.mark.parametrize("period", ["6w", "3m", "1y", "nonsense", ""])
def test_period_is_a_choice_of_three(
    client: Client, coach: User, member: Membership, period: str
) -> None:
    page = client.get(url(member), {"period": period}).content.decode()
    chosen = period if period in {"3m", "1y"} else "6w"
    assert f'<a href="?period={chosen}" aria-current="true">' in page


def test_late_page_loses_its_colour(client: Client, coach: User, member: Membership) -> None:
    FactChange.objects.create(athlete=member.athlete, from_day=TODAY, reason="check_in")
    FactChange.objects.update(created_at=NOW - dt.timedelta(minutes=16))
    assert 'class="head is-stale"' in client.get(url(member)).content.decode()


def test_query_count(
    client: Client,
    coach: User,
    member: Membership,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    # session, user, team; one athlete as in the queue: 10; whether anything is known; history: 5;
    # what can be adjusted, actions; tests; roles for the navigation; whether taking part is
    # shared
    with django_assert_num_queries(24):
        client.get(url(member))
    for count in (1, 3):
        for _ in range(count):
            test = create_performance_test(athlete=member.athlete)
            create_performance_result(test=test, day=TODAY)
        with django_assert_num_queries(25):  # and what was measured in them
            client.get(url(member))


def test_tests_are_shown_to_who_may_see_training(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    private = create_member(team=team, shares=[DataClass.BODY])
    create_state(athlete=private.athlete, lens=DataClass.BODY)
    for each in (member, private):
        test = create_performance_test(athlete=each.athlete, kind="own", name="Rope climb")
        for back, height in ((21, 39), (14, 40), (7, 41), (0, 38)):
            create_performance_result(test=test, day=days_ago(back), attempts=[height])
        old = create_performance_test(athlete=each.athlete, name="Long ago")
        create_performance_result(test=old, day=days_ago(400))
    page = client.get(url(member)).content.decode()
    assert "Rope climb" in page
    assert "−4.0 SWC, −5.0%" in page
    assert "Long ago" not in page
    assert "Rope climb" not in client.get(url(private)).content.decode()
