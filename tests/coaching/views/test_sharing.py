from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from coaching.models import ConsentEvent, DataClass, StaffRole
from tests.coaching.factories import create_coach, create_member, create_team
from tests.factories import create_athlete

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership, Team

pytestmark = pytest.mark.django_db

URL = "/sharing/"


@pytest.fixture
def member(client: Client, team: Team) -> Membership:
    """Sign in Noor, an athlete of Marit's."""
    create_coach(team=team)
    member = create_member(team=team)
    client.force_login(member.athlete.user)
    return member


def tap(client: Client, team: Team, data_class: int | str, share: str, **headers: Any) -> Response:
    url = reverse("coaching:sharing-switch", args=[team.public_id])
    return client.post(url, {"data_class": data_class, "share": share}, **headers)


def test_everything_is_off_until_it_is_switched_on(client: Client, member: Membership) -> None:
    page = client.get(URL).content.decode()
    assert page.count('role="switch"') == len(DataClass)
    assert 'aria-checked="true"' not in page
    assert "Nobody sees what you enter but you" in page
    assert "Seen by Marit de Vries (head coach)." in page


def test_no_switch_accepts_all(client: Client, member: Membership) -> None:
    page = client.get(URL).content.decode()
    assert page.count('<button class="switch-button"') == page.count('name="data_class"')


def test_tap_shares_one_class_and_the_next_takes_it_back(
    client: Client, member: Membership
) -> None:
    assert tap(client, member.team, DataClass.BODY, "yes")["Location"] == URL
    page = client.get(URL).content.decode()
    assert "One coach sees part of what you enter" in page
    assert (
        "Your coach Marit sees sleep, fatigue, soreness, food and what you do to recover. Nobody"
        " sees the rest." in page
    )
    assert page.count('aria-checked="true"') == 1

    tap(client, member.team, DataClass.BODY, "no")
    assert "Nobody sees what you enter but you" in client.get(URL).content.decode()


def test_double_tap_shares_once(client: Client, member: Membership) -> None:
    for _tap in range(2):
        tap(client, member.team, DataClass.MIND, "yes")
    assert ConsentEvent.objects.count() == 1


def test_fragment_answers_with_the_switches(client: Client, member: Membership) -> None:
    response = tap(client, member.team, DataClass.MIND, "yes", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="sharing"' in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("data_class", "share"), [(3, "yes"), (0, "yes"), (2, "maybe"), ("x", "yes"), (2, "")]
)
def test_switch_that_is_not_there_is_not_found(
    client: Client, member: Membership, data_class: int | str, share: str
) -> None:
    assert tap(client, member.team, data_class, share).status_code == 404
    assert not ConsentEvent.objects.exists()


def test_team_of_somebody_else_is_not_found(client: Client, member: Membership) -> None:
    assert tap(client, create_team(), DataClass.BODY, "yes").status_code == 404


def test_several_coaches_of_several_teams_are_all_named(client: Client, team: Team) -> None:
    athlete = create_athlete()
    create_coach(team=team, name="Marit de Vries")
    create_coach(team=team, name="Jan Smit")
    masters = create_team(name="Masters")
    create_coach(team=masters, name="Piet Bos")
    create_member(team=team, athlete=athlete, shares=[DataClass.SESSIONS])
    create_member(team=masters, athlete=athlete, shares=[DataClass.HEALTH])
    client.force_login(athlete.user)
    page = client.get(URL).content.decode()
    assert "Three coaches see part of what you enter" in page
    assert "Your coach Piet sees that you are ill." in page
    assert "Your coaches Jan and Marit see training. Nobody sees the rest." in page


def test_coach_who_left_or_whose_account_is_closed_is_not_named(
    client: Client, member: Membership
) -> None:
    role = StaffRole.objects.get()
    role.user.is_active = False
    role.user.save()
    page = client.get(URL).content.decode()
    assert "Marit" not in page
    assert "Nobody looks after this team now" in page


def test_athlete_without_a_team_is_told_so(client: Client) -> None:
    client.force_login(create_athlete().user)
    assert "You are in no team" in client.get(URL).content.decode()


def test_query_count_does_not_grow_with_teams(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    athlete = create_athlete()
    client.force_login(athlete.user)
    for _number in range(2):
        for _another in range(4):
            team = create_team()
            create_coach(team=team)
            create_member(team=team, athlete=athlete)
        # session, user, athlete, time zones, memberships with teams, readers, roles
        with django_assert_num_queries(7):
            client.get(URL)
