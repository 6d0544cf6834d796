"""What a row of the queue says of somebody with a warning, and the card that opens from it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from athletes.models import FactChange
from coaching.models import Team, WarningAction
from recovery.assessments import explanations
from recovery.assessments.models import DailyState, Level
from recovery.engine import ITEM_CODES
from recovery.methods.measured import NOTHING, measurements
from tests.coaching.factories import NOW, TODAY
from tests.coaching.queues import create_row, create_silent, days_ago, names, remind, url

if TYPE_CHECKING:
    import time_machine
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def test_row_says_level_duration_and_reason(client: Client, team: Team, coach: User) -> None:
    create_row(team, "Noor", Level.PERSISTENT, opened=8, percent=31)
    page = client.get(url(team)).content.decode()
    assert "Persistent · day 9" in page
    assert "while load is 31% above usual" in page
    assert '<use href="#glyph-act" />' in page


def answer_days(member: Membership, *, soreness: tuple[float, float], response: float) -> None:
    """Give a member an answer for yesterday and today, and a change of response to today."""
    for day, answer, level in zip(
        (days_ago(1), TODAY), soreness, (0.1, 0.1 + response), strict=True
    ):
        values = [answer if code == "soreness" else float("nan") for code in ITEM_CODES]
        sds = [0.8 if code == "soreness" else float("nan") for code in ITEM_CODES]
        DailyState.objects.filter(athlete=member.athlete, day=day).update(
            response=level, item_values=values, item_sds=sds
        )


@pytest.mark.parametrize(
    ("soreness", "response", "said"),
    [
        ((4, 2), 0.3, "Worse than yesterday; soreness worse: 2, was 4"),
        ((2, 4), -0.3, "Better than yesterday; soreness better: 4, was 2"),
        ((3, 3), 0.3, "Worse than yesterday<"),
        ((3, float("nan")), 0.2, "Much like yesterday<"),
    ],
)
def test_row_says_what_changed_since_yesterday(  # noqa: PLR0917  (fixtures and cases)
    client: Client,
    team: Team,
    coach: User,
    soreness: tuple[float, float],
    response: float,
    said: str,
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=1)
    answer_days(member, soreness=soreness, response=response)
    assert said in client.get(url(team)).content.decode()


def test_row_says_that_today_is_not_answered_yet(client: Client, team: Team, coach: User) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=1)
    DailyState.objects.filter(athlete=member.athlete, day=TODAY).update(answered=False)
    assert "No check-in yet today" in client.get(url(team)).content.decode()


def test_how_many_are_nothing_is_what_was_measured(
    client: Client, team: Team, coach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "warnings like these" not in client.get(url(team)).content.decode()
    create_row(team, "Noor", Level.IMBALANCE, opened=2)
    create_row(team, "Bram", Level.PERSISTENT, opened=2)
    shares = {
        name: rule.wrong_share.value
        for name, rule in measurements().rules.items()
        if rule.wrong_share
    }
    mean = (shares["imbalance"] + shares["persistent"]) / 2
    nearest = min(explanations.SPOKEN_SHARES, key=lambda spoken: abs(spoken - mean))
    said = str(explanations.SPOKEN_SHARES[nearest])
    assert said in client.get(url(team)).content.decode()
    monkeypatch.setattr(explanations, "measurements", lambda: NOTHING)
    assert "is not measured yet" in client.get(url(team)).content.decode()


def test_notice_is_the_athletes_own_business(client: Client, team: Team, coach: User) -> None:
    create_row(team, "Noor", Level.NOTICE)
    page = client.get(url(team)).content.decode()
    assert "A usual morning" in page
    assert "Take note" not in page
    assert "is-watch" not in page.split('id="queue"')[1]


def test_row_that_waits_says_so_and_then_loses_its_colour(
    client: Client, team: Team, coach: User
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    change = FactChange.objects.create(
        athlete=member.athlete, from_day=TODAY, reason=FactChange.Reason.CHECK_IN
    )

    def behind(seconds: int) -> str:
        at = NOW - dt.timedelta(seconds=seconds)
        FactChange.objects.filter(pk=change.pk).update(created_at=at)
        return client.get(url(team)).content.decode()

    assert "Being updated" not in behind(59)
    assert "Being updated" in behind(61)
    assert "is-stale" not in behind(14 * 60)
    assert "is-stale" in behind(15 * 60 + 1)


def test_day_that_nobody_computed_loses_its_colour(
    client: Client, team: Team, coach: User, clock: time_machine.Traveller
) -> None:
    create_row(team, "Noor")
    clock.move_to(NOW + dt.timedelta(days=1))
    assert "is-stale" in client.get(url(team)).content.decode()


def test_open_row_shows_its_case_and_actions(client: Client, team: Team, coach: User) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    page = client.get(url(team), {"open": str(member.athlete.public_id)}).content.decode()
    for words in ("Speaks for it", "Soreness", "Speaks against it", "Fatigue", "not shared or not"):
        assert words in page
    assert page.count('name="kind"') == 4


@pytest.mark.parametrize("opened", ["nonsense", "00000000-0000-4000-8000-000000000000", ""])
def test_open_of_somebody_else_opens_nothing(
    client: Client, team: Team, coach: User, opened: str
) -> None:
    create_row(team, "Noor", Level.IMBALANCE, opened=2)
    response = client.get(url(team), {"open": opened})
    assert response.status_code == 200
    assert "Speaks for it" not in response.content.decode()


def test_action_on_an_earlier_warning_is_not_shown_on_this_one(
    client: Client, team: Team, coach: User
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    WarningAction.objects.create(
        athlete=member.athlete, team=team, opened_on=days_ago(40), kind="spoke", by=coach
    )
    assert "Spoke" not in client.get(url(team)).content.decode()


def test_query_count_is_the_same_for_one_ten_and_two_hundred(
    client: Client, team: Team, coach: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    size = 0
    long_silent = create_silent(team, "Long silent", days=30)
    for expected in (1, 10, 200):
        for number in range(size, expected):
            level, opened = (Level.IMBALANCE, 2) if number % 4 == 0 else (Level.USUAL, None)
            create_row(team, f"Athlete {number:03}", level, opened=opened)
            if number % 50 == 1:
                create_silent(team, f"Silent {number:03}", days=number % 30)
        size = expected
        # session, user, team, version, members, time zones, states, days, warnings, actions,
        # who is away, check-ins, changes, the last answers of the long silent, answers of two
        # days, reminders, who asks for contact, roles for the navigation
        with django_assert_num_queries(18):
            response = client.get(url(team), {"all": "1"})
        assert len(names(response)) >= expected
    remind(long_silent, at=NOW)
    with django_assert_num_queries(18):
        client.get(url(team), {"all": "1"})
