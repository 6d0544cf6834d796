"""A coach moves what was planned: told first, confirmed, and taken back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from coaching.models import DataClass
from tests.athletes.views.test_today import words
from tests.coaching.factories import TODAY, create_member
from tests.factories import create_planned, create_session

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import PlannedSession
    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


@pytest.fixture
def member(team: Team, coach: User) -> Membership:
    return create_member(team=team, shares=[DataClass.SESSIONS])


def put(member: Membership, day: dt.date, **fields: Any) -> PlannedSession:
    return create_planned(
        athlete=member.athlete, day=day, planned_for=member.team.public_id, **fields
    )


def url(member: Membership, planned: PlannedSession) -> str:
    return reverse("coaching:plan-move", args=[member.team.public_id, planned.pk])


def by_day(member: Membership) -> dict[dt.date, str]:
    rows = member.athlete.planned_sessions.order_by("day")
    return {row.day: row.title or row.kind for row in rows}


def test_move_is_told_then_made_then_taken_back(client: Client, member: Membership) -> None:
    planned = put(member, days(1), title="Hill repeats", rpe=8)
    for ahead in (3, 5):
        put(member, days(ahead), rpe=8)
    address = f"{url(member, planned)}?to={days(4)}&rows=week&week={TODAY}"
    told = words(client.get(address, headers={"HX-Request": "true"}).content.decode())
    assert "Move Hill repeats of Noor Jansen?" in told
    assert "3 hard days in a row, from Thursday 26 November to Saturday 28 November." in told
    assert days(1) in by_day(member)  # asking moved nothing

    sent = {"to": str(days(4)), "rows": "week", "week": str(TODAY)}
    response = client.post(url(member, planned), sent)
    weeks = reverse("coaching:athlete-plan", args=[member.team.public_id, member.athlete.public_id])
    assert response["Location"] == f"{weeks}?week={TODAY}&moved={planned.pk}&from={days(1)}"
    assert by_day(member)[days(4)] == "Hill repeats"
    shown = client.get(response["Location"]).content.decode()
    assert "Hill repeats of Noor Jansen is moved to Friday 27 November." in shown
    assert f'name="to" value="{days(1)}"' in shown  # Undo
    for moved in ("x", "0", str(10**30)):
        assert "is moved to" not in client.get(f"{weeks}?moved={moved}").content.decode()

    client.post(url(member, planned), {"to": str(days(1))})
    planned.refresh_from_db()
    assert (planned.day, planned.original_day) == (days(1), None)


def test_rest_that_is_met_takes_its_place_and_goes_back(client: Client, member: Membership) -> None:
    planned = put(member, days(1), title="Hill repeats")
    put(member, days(2), kind="rest")
    before = by_day(member)
    client.post(url(member, planned), {"to": str(days(2))})
    assert by_day(member) == {days(1): "rest", days(2): "Hill repeats"}
    client.post(url(member, planned), {"to": str(days(1))})
    assert by_day(member) == before
    put(member, days(1), title="Strength")
    client.post(url(member, planned), {"to": str(days(2))})
    assert by_day(member) == {days(1): "Strength", days(2): "Hill repeats"}


def test_what_cannot_be_moved_stays_and_says_why(client: Client, member: Membership) -> None:
    planned, rest = put(member, days(1)), put(member, days(2), kind="rest")
    for moved, to, problem in (
        (planned, str(days(-1)), "That day is over"),
        (planned, "soon", "Enter a date, such as"),
        (rest, str(days(1)), "Training is planned on this day."),
    ):
        response = client.post(url(member, moved), {"to": to})
        assert response.status_code == 422
        assert problem in response.content.decode()
    done = put(member, TODAY)
    create_session(athlete=member.athlete, day=TODAY, planned_session=done)
    assert client.post(url(member, done), {"to": str(days(3))}).status_code == 422
    done.refresh_from_db()
    assert done.day == TODAY


def test_what_the_athlete_moved_is_moved_on_without_a_way_back(
    client: Client, member: Membership
) -> None:
    planned = put(member, days(3), original_day=days(1))
    response = client.post(url(member, planned), {"to": str(days(5))}, follow=True)
    shown = response.content.decode()
    assert "is moved to" in shown
    assert "Undo" not in shown


def test_who_shares_nothing_is_moved_on_what_the_team_planned_alone(
    client: Client, team: Team, coach: User
) -> None:
    private = create_member(team=team, name="Sam Blue")
    planned = put(private, days(5), original_day=days(1))
    told = words(client.get(f"{url(private, planned)}?to={days(3)}").content.decode())
    assert "As it stands: nothing Moved: 60 min at 4" in told
    response = client.post(url(private, planned), {"to": str(days(3))}, follow=True)
    assert "Undo" in response.content.decode()  # as for somebody who moved nothing


def test_cells_take_what_is_dragged_from_today_on(client: Client, member: Membership) -> None:
    put(member, days(1))
    create_planned(athlete=member.athlete, day=days(1))  # their own, not to be dragged
    html = client.get(reverse("coaching:plan", args=[member.team.public_id])).content.decode()
    assert html.count("data-day=") == 7  # today is Monday
    assert html.count("data-move>") == 1
    before = client.get(
        reverse("coaching:plan", args=[member.team.public_id]) + "?week=2026-11-16"
    ).content.decode()
    assert "data-day=" not in before


def test_query_counts(
    client: Client, member: Membership, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    planned = put(member, days(1))
    # session, user, team, what moves, athlete, their clock, and again what moves, plan, sessions,
    # marks, overloads, from where to go on, facts (6), navigation
    with django_assert_num_queries(19):
        client.get(f"{url(member, planned)}?to={days(4)}")
