"""Of whom nothing is known, and what is told of that: never more than is shared."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from coaching.models import ASSESSED, DataClass, Team
from recovery.assessments.models import Calculation, Level
from tests.coaching.factories import NOW, TODAY, create_member, create_state
from tests.coaching.queues import LENS, SHARES, create_row, create_silent, days_ago, remind, url
from tests.factories import create_check_in, create_day_mark

if TYPE_CHECKING:
    from django.test import Client

    from coaching.models import Membership
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def test_silent_says_for_how_long_and_whether_they_were_reminded(
    client: Client, team: Team, coach: User
) -> None:
    reminded = create_silent(team, "Anna", days=3)
    remind(reminded, at=NOW - dt.timedelta(minutes=12))
    remind(reminded, at=NOW - dt.timedelta(days=1))
    unreminded = create_silent(team, "Bram", days=20)
    remind(unreminded, at=NOW - dt.timedelta(days=1), outcome="dropped")

    page = client.get(url(team))

    anna, bram = re.findall(r'<li class="row.*?</li>', page.content.decode(), re.DOTALL)
    assert "No check-in for 3 days" in anna
    assert "Reminded today at 07:30" in anna
    assert "No check-in for 20 days" in bram
    assert "Not reminded in the last week" in bram


@pytest.mark.parametrize("hidden", [each for each in ASSESSED if each != DataClass.SESSIONS])
def test_reminder_tells_nothing_of_a_check_in_that_is_shared_in_part(
    client: Client, team: Team, coach: User, hidden: DataClass
) -> None:
    """Whoever answered what is hidden is not reminded: so a reminder would tell of it."""
    member = create_silent(
        team, "Anna", days=3, shares=[each for each in ASSESSED if each != hidden]
    )
    before = client.get(url(team)).content.decode()
    assert "No check-in for 3 days" in before
    assert "eminded" not in before
    remind(member, at=NOW)
    assert "eminded" not in client.get(url(team)).content.decode()


def test_nobody_shared_yet(client: Client, team: Team, coach: User) -> None:
    create_member(team=team)
    assert "Nobody has shared yet" in client.get(url(team)).content.decode()


def test_team_without_athletes_says_what_will_be_here(
    client: Client, team: Team, coach: User
) -> None:
    assert "Nobody is in this team yet" in client.get(url(team)).content.decode()


@pytest.mark.parametrize(
    ("kind", "shares", "said"),
    [
        ("unavailable", SHARES, "Not available until Wednesday 25 November"),
        ("travel", SHARES, "Travelling until Wednesday 25 November"),
        ("ill", [*SHARES, DataClass.HEALTH], "Ill until Wednesday 25 November"),
        ("ill", SHARES, "Not available until Wednesday 25 November"),
        ("unavailable", [DataClass.BODY], "No answers"),
        ("rest", SHARES, "No answers"),
    ],
)
def test_absence_is_told_as_far_as_it_is_shared(  # noqa: PLR0917  (fixtures and cases)
    client: Client, team: Team, coach: User, kind: str, shares: list[DataClass], said: str
) -> None:
    member = create_member(team=team, shares=shares)
    for ahead in range(3):
        create_day_mark(athlete=member.athlete, day=days_ago(-ahead), kind=kind)

    page = client.get(url(team)).content.decode()

    assert said in page
    assert ("Ill" in page) == (DataClass.HEALTH in shares)


def test_not_shared_and_not_filled_in_look_the_same(
    client: Client, team: Team, coach: User
) -> None:
    withholding = create_member(team=team, name="Anna")
    create_state(athlete=withholding.athlete, lens=31, level=Level.PERSISTENT, opened_on=TODAY)
    create_check_in(athlete=withholding.athlete, day=TODAY, fatigue=1)
    silent = create_member(team=team, name="Bram", shares=SHARES)
    create_state(
        athlete=silent.athlete,
        lens=LENS,
        level=Level.UNKNOWN,
        phase="learning",
        with_days=False,
        percent=None,
    )

    rows = re.findall(r'<li class="row.*?</li>', client.get(url(team)).content.decode(), re.DOTALL)

    def anonymous(row: str, member: Membership) -> str:
        name = member.athlete.user.name
        return row.replace(str(member.athlete.public_id), "ID").replace(name, "NAME")

    assert anonymous(rows[0], withholding) == anonymous(rows[1], silent)


def test_set_aside_is_never_shown_as_fine(client: Client, team: Team, coach: User) -> None:
    member = create_row(team, "Noor")
    Calculation.objects.filter(athlete=member.athlete).update(set_aside_at=NOW)
    page = client.get(url(team)).content.decode()
    assert "Could not be computed" in page
    assert "As usual" not in page
