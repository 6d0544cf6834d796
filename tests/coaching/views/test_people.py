from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from athletes.models import Athlete
from coaching.models import ClubRole, DataClass, Membership, StaffRole, Team
from recovery.accounts.models import User, UserSession
from recovery.assessments.models import Level
from tests.coaching.factories import (
    TODAY,
    create_club_admin,
    create_coach,
    create_member,
    create_state,
)
from tests.factories import create_check_in, create_user

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

URL = "/people/"


@pytest.fixture
def admin(client: Client) -> User:
    user = create_club_admin()
    client.force_login(user)
    return user


def add(client: Client, **changes: Any) -> Response:
    form = {"name": "Noor Jansen", "email": "noor@example.test", "language": "nl", **changes}
    return client.post(reverse("coaching:person-add"), form)


def link_in(response: Response) -> str:
    found = re.search(r'value="http://testserver(/account/[^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def test_list_names_everybody_with_their_place(client: Client, admin: User, team: Team) -> None:
    create_member(team=team, name="Noor Jansen")
    create_coach(team=team, name="Marit de Vries")
    create_user(name="Nobody Yet")
    page = client.get(URL).content.decode()
    assert "4 people in the club" in page
    for words in (
        "Athlete in U19 Sprint",
        "Head coach of U19 Sprint",
        "Club admin",
        "No place yet",
    ):
        assert words in page


def test_list_shows_no_answer_of_anybody(client: Client, admin: User, team: Team) -> None:
    member = create_member(team=team, shares=list(DataClass))
    create_state(athlete=member.athlete, lens=31, level=Level.PERSISTENT, opened_on=TODAY)
    create_check_in(athlete=member.athlete, day=TODAY, fatigue=1, note="canary-4711")
    page = client.get(URL).content.decode()
    for word in ("canary", "Persistent", "atigue", "checked in"):
        assert word not in page


@pytest.mark.parametrize(
    "role", ["athlete", "head", "assistant", "physio", "observer", "club_admin"]
)
def test_new_person_gets_their_place_and_a_link(
    client: Client, admin: User, team: Team, role: str
) -> None:
    response = add(client, role=role, team=team.pk)

    assert response.status_code == 200
    user = User.objects.get(email="noor@example.test")
    assert not user.has_usable_password()
    assert user.language == "nl"
    assert Membership.objects.filter(athlete__user=user).exists() == (role == "athlete")
    assert ClubRole.objects.filter(user=user).exists() == (role == "club_admin")
    kinds = list(StaffRole.objects.filter(user=user).values_list("kind", flat=True))
    assert kinds == ([role] if role in StaffRole.Kind.values else [])
    assert link_in(response)


def test_link_lets_somebody_choose_a_password_once(client: Client, admin: User, team: Team) -> None:
    link = link_in(add(client, role="athlete", team=team.pk))
    visitor = Client()

    page = visitor.get(link, follow=True)
    form_url = page.redirect_chain[-1][0]
    password = "a long enough passphrase"
    visitor.post(form_url, {"password1": password, "password2": password}, follow=True)

    login = {"login": "noor@example.test", "password": password}
    assert Client().post("/account/login/", login).status_code == 302
    again = Client().get(link, follow=True)
    assert 'name="password1"' not in again.content.decode()


def test_link_is_shown_once(client: Client, admin: User, team: Team) -> None:
    link = link_in(add(client, role="athlete", team=team.pk))
    assert link not in client.get(URL).content.decode()


def test_new_link_for_somebody_who_has_yet_to_choose(
    client: Client, admin: User, team: Team
) -> None:
    invited = create_member(team=team).athlete.user
    response = client.post(reverse("coaching:person-invite", args=[invited.pk]))
    assert link_in(response)


def test_no_link_for_somebody_with_a_password(client: Client, admin: User, team: Team) -> None:
    """With one a club admin could sign in as a coach, and read along."""
    coach = create_coach(team=team, password="chosen long ago")
    assert client.post(reverse("coaching:person-invite", args=[coach.pk])).status_code == 404


def test_no_link_for_a_site_admin(client: Client, admin: User) -> None:
    site_admin = create_user(is_staff=True)
    assert client.post(reverse("coaching:person-invite", args=[site_admin.pk])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"email": "nonsense"}, "Enter a valid email address"),
        ({"email": "ANS@example.test"}, "Somebody already signs in with this address"),
        ({"language": "fr"}, "Select a valid choice"),
        ({"role": "king"}, "Select a valid choice"),
        ({"team": ""}, "Choose a team"),
        ({"team": "999999"}, "Select a valid choice"),
    ],
)
def test_refused_person_says_why_and_keeps_what_was_typed(
    client: Client, team: Team, changes: dict[str, str], message: str
) -> None:
    client.force_login(create_club_admin(email="ans@example.test"))
    response = add(client, **{"role": "athlete", "team": team.pk, **changes})
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert f'value="{changes.get("email", "noor@example.test")}"' in page
    assert User.objects.count() == 1
    assert not Athlete.objects.exists()


def test_new_team_is_there(client: Client, admin: User) -> None:
    response = client.post(reverse("coaching:team-add"), {"team-name": "Masters"}, follow=True)
    assert "Masters is there." in response.content.decode()
    assert Team.objects.get().name == "Masters"


def test_team_with_a_taken_name_is_refused(client: Client, admin: User, team: Team) -> None:
    response = client.post(reverse("coaching:team-add"), {"team-name": team.name})
    assert response.status_code == 422
    assert "already exists" in response.content.decode()


def test_closing_an_account_ends_its_sessions(client: Client, admin: User, team: Team) -> None:
    coach = create_coach(team=team)
    elsewhere = Client()
    elsewhere.force_login(coach)
    queue = reverse("coaching:queue", args=[team.public_id])
    assert elsewhere.get(queue).status_code == 200

    client.post(reverse("coaching:person-active", args=[coach.pk]), {"active": "no"})

    assert not UserSession.objects.filter(user=coach).exists()
    assert elsewhere.get(queue).status_code == 302
    assert "Open again" in client.get(URL).content.decode()

    client.post(reverse("coaching:person-active", args=[coach.pk]), {"active": "yes"})
    coach.refresh_from_db()
    assert coach.is_active
    assert elsewhere.get(queue).status_code == 302  # they sign in anew


def test_own_account_cannot_be_closed(client: Client, admin: User) -> None:
    url = reverse("coaching:person-active", args=[admin.pk])
    response = client.post(url, {"active": "no"}, follow=True)
    assert "You cannot close your own account." in response.content.decode()
    admin.refresh_from_db()
    assert admin.is_active


def test_query_count_does_not_grow(
    client: Client, admin: User, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(2):
        for _another in range(5):
            create_member(team=team)
            create_coach(team=team)
        # session, user, club role, people, athletes, memberships, staff roles, club roles,
        # teams of the form and of the list, how long a check-in takes, roles for the navigation
        with django_assert_num_queries(12):
            client.get(URL)
