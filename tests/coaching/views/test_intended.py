from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from coaching.models import DataClass
from tests.athletes.views.test_today import words
from tests.coaching.factories import TODAY, create_member
from tests.factories import create_planned, create_session

if TYPE_CHECKING:
    from django.test import Client

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def url(team: Team) -> str:
    return reverse("coaching:intended", args=[team.public_id])


def train(
    member: Membership, *, meant: float, felt: float | None, times: int = 3, own: bool = False
) -> None:
    for before in range(1, times + 1):
        day = TODAY - dt.timedelta(days=before)
        planned = create_planned(
            athlete=member.athlete,
            day=day,
            rpe=meant,
            planned_for=None if own else member.team.public_id,
        )
        create_session(athlete=member.athlete, day=day, rpe=felt, planned_session=planned)


def test_page_names_whose_easy_days_are_not_easy_and_shows_the_numbers(
    client: Client, coach: User, team: Team
) -> None:
    members = {
        name: create_member(team=team, name=name, shares=[DataClass.SESSIONS])
        for name in ("Noor Jansen", "Sam Blue", "Eva Smit")
    }
    # Differences 0.5, 0.5 and 3.5, so an offset of 1.5; Eva is 2 above it.
    train(members["Noor Jansen"], meant=3, felt=3.5)
    train(members["Sam Blue"], meant=3, felt=3.5)
    train(members["Eva Smit"], meant=2, felt=5.5)
    # A hard day 2 easier than meant.
    train(members["Sam Blue"], meant=8, felt=6)
    response = client.get(url(team))
    html = response.content.decode()
    shown = words(html)
    assert "Some easy days are not easy, and some hard days are not hard" in shown
    assert "12 sessions of the last six weeks" in shown
    assert "in this team by 1.5" in shown
    assert "harder than by the rest of the team: Eva Smit." in shown
    assert "Hard days are felt clearly easier than meant: Sam Blue." in shown
    assert "Eva Smit +3.5 worth a look meant 2.0, felt 5.5 · 3 sessions" in shown
    assert "−2.0 worth a look meant 8.0, felt 6.0 · 3 sessions" in shown
    # In order of the alphabet: nobody is ranked.
    names = re.findall(r'<th scope="row"><a[^>]*>([^<]+)', html)
    assert names == ["Eva Smit", "Noor Jansen", "Sam Blue"]
    # The figure's numbers: three at 2.0, six at 3.0, three at 8.0.
    assert "2.0 3 5.5 3.0 6 3.5 8.0 3 6.0" in shown


def test_one_athlete_is_drawn_with_their_sessions(client: Client, coach: User, team: Team) -> None:
    member = create_member(team=team, name="Noor Jansen", shares=[DataClass.SESSIONS])
    train(member, meant=4, felt=5)
    other = create_member(team=team, name="Sam Blue", shares=[DataClass.SESSIONS])
    train(other, meant=9, felt=9)
    shown = words(client.get(f"{url(team)}?athlete={member.athlete.public_id}").content.decode())
    assert "Each dot is a session of Noor Jansen" in shown
    assert "Sessions of Noor Jansen" in shown
    assert "22 Nov Running 4.0 5.0 60 60" in shown
    assert "Intended Sessions Felt, on average 4.0 3 5.0" in shown


def test_only_what_the_team_meant_was_rated_and_is_shared_counts(
    client: Client, coach: User, team: Team
) -> None:
    member = create_member(team=team, shares=[DataClass.SESSIONS])
    train(member, meant=4, felt=None)
    train(member, meant=4, felt=9, own=True)
    private = create_member(team=team, name="Sam Blue", shares=[DataClass.BODY])
    train(private, meant=4, felt=9)
    shown = words(client.get(url(team)).content.decode())
    assert "Nothing to compare yet" in shown
    assert "Sam Blue" not in shown
    # Whom nothing is shared by cannot be asked for either.
    asked = client.get(f"{url(team)}?athlete={private.athlete.public_id}")
    assert words(asked.content.decode()) == shown
