"""Who may open what: every page of this package, for everybody who might try."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

import pytest
from django.urls import get_resolver, reverse

from coaching.access import home_url, roles_of
from coaching.letters import off_path
from coaching.models import (
    AthleteMessage,
    ContactWish,
    DataClass,
    Membership,
    StaffNote,
    StaffRole,
    Team,
    TeamTest,
)
from coaching.services.teams import end_membership, end_role
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_club_admin,
    create_coach,
    create_member,
    create_team,
)
from tests.factories import create_athlete, create_overload, create_planned, create_user

if TYPE_CHECKING:
    from django.test import Client

    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + dt.timedelta(days=1)
PEOPLE = ("anonymous", "nobody", "athlete", "coach", "other_coach", "ex_coach", "club_admin")
# (method, URL name): the status for each of PEOPLE. None: not asked here, tested elsewhere.
ACCESS: dict[tuple[str, str], tuple[int, int, int, int, int, int, int]] = {
    ("GET", "home"): (302, 404, 404, 302, 302, 404, 404),
    ("GET", "queue"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "groups"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "groups"): (302, 404, 404, 302, 404, 404, 404),
    ("GET", "squad"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "athlete"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "act"): (302, 404, 404, 404, 404, 404, 404),  # 404 for the coach: no such form
    ("POST", "undo"): (302, 404, 404, 404, 404, 404, 404),  # 404 for the coach: no such action
    ("GET", "record"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "digest"): (302, 404, 404, 200, 200, 404, 404),
    ("POST", "digest"): (302, 404, 404, 422, 422, 404, 404),
    ("GET", "digest-off"): (200, 200, 200, 200, 200, 200, 200),  # whoever has the link
    ("POST", "digest-off"): (200, 200, 200, 200, 200, 200, 200),
    ("GET", "budget"): (302, 404, 404, 200, 404, 404, 200),
    ("POST", "budget"): (302, 404, 404, 422, 404, 404, 422),
    ("GET", "plan"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "plan-add"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "plan-add"): (302, 404, 404, 422, 404, 404, 404),
    ("GET", "plan-edit"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "plan-edit"): (302, 404, 404, 422, 404, 404, 404),
    ("GET", "plan-move"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "plan-move"): (302, 404, 404, 422, 404, 404, 404),
    ("POST", "plan-fill"): (302, 404, 404, 422, 404, 404, 404),
    ("POST", "template-keep"): (302, 404, 404, 422, 404, 404, 404),
    ("POST", "template-delete"): (302, 404, 404, 404, 404, 404, 404),  # the coach: none such
    ("POST", "phase-add"): (302, 404, 404, 422, 404, 404, 404),
    ("POST", "phase-delete"): (302, 404, 404, 404, 404, 404, 404),  # the coach: none such
    ("GET", "overload"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "overload"): (302, 404, 404, 422, 404, 404, 404),
    ("POST", "overload-end"): (302, 404, 404, 302, 404, 404, 404),
    ("GET", "athlete-plan"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "what-if"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "intended"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "plan-delete"): (302, 404, 404, 302, 404, 404, 404),
    ("GET", "tests"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "test-add"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "test-add"): (302, 404, 404, 422, 404, 404, 404),
    ("GET", "squad-test"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "squad-test"): (302, 404, 404, 422, 404, 404, 404),
    ("POST", "test-retire"): (302, 404, 404, 302, 404, 404, 404),
    ("GET", "questions"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "questions-choose"): (302, 404, 404, 302, 404, 404, 404),
    ("GET", "report-week"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "report-week-csv"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "report-month"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "report-month-csv"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "notes"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "notes"): (302, 404, 404, 422, 404, 404, 404),
    ("POST", "note-remove"): (302, 404, 404, 404, 404, 404, 404),  # the coach: somebody else's
    ("POST", "message-take-back"): (302, 404, 404, 404, 404, 404, 404),  # so too
    ("POST", "contact-ask"): (302, 404, 302, 404, 404, 404, 404),
    ("POST", "contact-take-back"): (302, 404, 302, 404, 404, 404, 404),
    ("POST", "contact-settle"): (302, 404, 404, 302, 404, 404, 404),
    ("GET", "messages"): (302, 404, 200, 404, 404, 404, 404),
    ("POST", "message-read"): (302, 404, 302, 404, 404, 404, 404),
    ("GET", "sharing"): (302, 404, 200, 404, 404, 404, 404),
    ("POST", "sharing-switch"): (302, 404, 404, 404, 404, 404, 404),  # the athlete: no switch
    ("GET", "people"): (302, 404, 404, 404, 404, 404, 200),
    ("POST", "person-add"): (302, 404, 404, 404, 404, 404, 422),
    ("POST", "team-add"): (302, 404, 404, 404, 404, 404, 422),
    ("POST", "person-invite"): (302, 404, 404, 404, 404, 404, 200),
    ("POST", "person-active"): (302, 404, 404, 404, 404, 404, 302),
    ("GET", "person-roles"): (302, 404, 404, 404, 404, 404, 200),
    ("POST", "person-roles"): (302, 404, 404, 404, 404, 404, 422),
    ("GET", "nowhere"): (302, 200, 200, 200, 200, 200, 200),
}


def coaching_url_names() -> set[str]:
    names = get_resolver().namespace_dict["coaching"][1].reverse_dict.keys()
    return {name for name in names if isinstance(name, str)}


def test_every_page_is_listed() -> None:
    assert coaching_url_names() == {name for _method, name in ACCESS}


@pytest.fixture
def member(team: Team) -> Membership:
    return create_member(team=team, shares=[DataClass.BODY])


@pytest.fixture
def people(team: Team, member: Membership) -> dict[str, User | None]:
    former = create_coach(team=team)
    end_role(role=StaffRole.objects.get(user=former), now=NOW)
    return {
        "anonymous": None,
        "nobody": create_user(),
        "athlete": member.athlete.user,
        "coach": create_coach(team=team),
        "other_coach": create_coach(team=create_team()),
        "ex_coach": former,
        "club_admin": create_club_admin(),
    }


def address(name: str, *, member: Membership) -> str:
    team = member.team.public_id
    arguments: dict[str, list[object]] = {
        **{each: [team] for each in ("plan", "plan-add", "plan-fill", "template-keep")},
        **{each: [team] for each in ("overload", "intended", "budget", "record")},
        "plan-edit": [team, planned_id(member)],
        "plan-delete": [team, planned_id(member)],
        "plan-move": [team, planned_id(member)],
        "overload-end": [team, overload_id(member)],
        "template-delete": [team, 1],
        "phase-add": [team],
        "phase-delete": [team, 1],
        **{each: [team] for each in ("tests", "test-add")},
        **{each: [team, team_test_id(member)] for each in ("squad-test", "test-retire")},
        **{each: [team, member.athlete.public_id] for each in ("athlete-plan", "what-if")},
        "queue": [member.team.public_id],
        "squad": [member.team.public_id],
        "digest-off": [off_path(1).split("/")[-2]],
        "groups": [member.team.public_id],
        "questions": [member.team.public_id],
        "questions-choose": [member.team.public_id],
        "athlete": [member.team.public_id, member.athlete.public_id],
        **{each: [team] for each in ("report-week", "report-week-csv")},
        "report-month": [team, member.athlete.public_id],
        "report-month-csv": [team, member.athlete.public_id],
        "notes": [member.team.public_id, member.athlete.public_id],
        "note-remove": [member.team.public_id, member.athlete.public_id, note_id(member)],
        "message-take-back": [team, member.athlete.public_id, message_id(member)],
        "message-read": [message_id(member)],
        "act": [member.team.public_id, member.athlete.public_id],
        "undo": [team, member.athlete.public_id, 1],
        "contact-ask": [team],
        "contact-take-back": [wish_id(member)],
        "contact-settle": [team, wish_id(member)],
        "sharing-switch": [member.team.public_id],
        "person-invite": [member.athlete.user_id],
        "person-active": [member.athlete.user_id],
        "person-roles": [member.athlete.user_id],
    }
    return reverse(f"coaching:{name}", args=arguments.get(name, []))


def team_test_id(member: Membership) -> int:
    test = TeamTest.objects.first() or TeamTest.objects.create(
        team=member.team,
        kind="own",
        name="Plank",
        unit="s",
        larger_is_better=True,
        summary="best",
        client_id=uuid.uuid4(),
        by=member.athlete.user,
    )
    return test.pk


def planned_id(member: Membership) -> int:
    """Return something that the team planned for the athlete."""
    athlete, team = member.athlete, member.team.public_id
    planned = athlete.planned_sessions.first()
    return (planned or create_planned(athlete=athlete, day=TOMORROW, planned_for=team)).pk


def note_id(member: Membership) -> int:
    written = {"team": member.team, "athlete": member.athlete, "by": member.athlete.user}
    return StaffNote.objects.create(readers="staff", text="Easy", **written).pk


def message_id(member: Membership) -> int:
    written = {"team": member.team, "athlete": member.athlete, "by": member.athlete.user}
    return AthleteMessage.objects.create(text="Easy", **written).pk


def wish_id(member: Membership) -> int:
    wish, _created = ContactWish.objects.get_or_create(
        athlete=member.athlete, team=member.team, settled_at=None, defaults={"at": NOW}
    )
    return wish.pk


def overload_id(member: Membership) -> int:
    athlete, team = member.athlete, member.team.public_id
    block = athlete.overload_blocks.first() or create_overload(
        athlete=athlete, first_day=TODAY, last_day=TOMORROW, planned_for=team
    )
    return block.pk


@pytest.mark.parametrize(("page", "expected"), ACCESS.items(), ids=str)
def test_everybody_gets_what_is_theirs(
    client: Client,
    member: Membership,
    people: dict[str, User | None],
    page: tuple[str, str],
    expected: tuple[int, ...],
) -> None:
    method, name = page
    url = address(name, member=member)
    for person, status in zip(PEOPLE, expected, strict=True):
        client.logout()
        user = people[person]
        if user is not None:
            client.force_login(user)
        response = client.generic(method, url)
        assert response.status_code == status, person
        if person == "anonymous" and status == 302:
            assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("page", ACCESS, ids=str)
def test_other_method_is_not_allowed(
    client: Client, member: Membership, page: tuple[str, str]
) -> None:
    method, name = page
    client.force_login(create_user())
    other = "POST" if method == "GET" else "GET"
    if (other, name) in ACCESS:
        other = "PUT"
    assert client.generic(other, address(name, member=member)).status_code == 405


def test_athlete_who_left_is_not_found_at_the_next_request(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    url = address("athlete", member=member)
    assert client.get(url).status_code == 200
    end_membership(membership=member, now=NOW)
    assert client.get(url).status_code == 404
    assert member.athlete.user.name not in client.get(address("queue", member=member)).text


def test_athlete_of_another_team_is_not_found(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    stranger = create_member(team=create_team())
    url = reverse("coaching:athlete", args=[team.public_id, stranger.athlete.public_id])
    assert client.get(url).status_code == 404


def test_home_of_a_coach_of_one_team_is_its_queue(client: Client, coach: User, team: Team) -> None:
    assert client.get(reverse("coaching:home"))["Location"] == reverse(
        "coaching:queue", args=[team.public_id]
    )


def test_home_of_a_coach_of_two_teams_is_a_choice(client: Client, coach: User, team: Team) -> None:
    other = create_team(name="Masters")
    StaffRole.objects.create(user=coach, team=other, from_day="2026-01-01")
    page = client.get(reverse("coaching:home")).content.decode()
    assert "U19 Sprint" in page
    assert "Masters" in page


def test_home_url_is_where_nobody_else_can_fill_in() -> None:
    team = create_team()
    athlete_and_coach = create_athlete().user
    StaffRole.objects.create(user=athlete_and_coach, team=team, from_day="2026-01-01")
    assert home_url(athlete_and_coach) == reverse("athletes:today")
    assert home_url(create_coach(team=team)) == reverse("coaching:home")
    assert home_url(create_club_admin()) == reverse("coaching:people")
    assert home_url(create_user()) == reverse("coaching:nowhere")


def test_navigation_shows_the_pages_of_every_role(client: Client, team: Team) -> None:
    user = create_athlete().user
    StaffRole.objects.create(user=user, team=team, from_day="2026-01-01")
    client.force_login(user)
    page = client.get(reverse("coaching:queue", args=[team.public_id])).content.decode()
    navigation = page.partition('<nav class="nav"')[2].partition("</nav>")[0]
    for label in ("Today", "My recovery", "Who sees what", "Queue"):
        assert label in navigation
    assert "People" not in navigation
    assert navigation.count('aria-current="page"') == 1


def test_roles_of_somebody_whose_role_ended(team: Team) -> None:
    user = create_coach(team=team)
    assert roles_of(user, now=NOW).is_coach
    end_role(role=StaffRole.objects.get(user=user), now=NOW)
    assert not roles_of(user, now=NOW).is_coach
