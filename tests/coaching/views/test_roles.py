"""What each of a team's staff finds on its pages, and how the club admin gives them a role."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from athletes.models import PlannedSession
from coaching.models import DataClass, StaffRole, WarningAction
from recovery.accounts.models import User
from recovery.assessments.models import Level
from tests.coaching.factories import (
    TODAY,
    create_club_admin,
    create_coach,
    create_member,
    create_state,
    create_team,
)
from tests.factories import create_planned, create_user

if TYPE_CHECKING:
    from django.test import Client

    from coaching.models import Membership, Team

pytestmark = pytest.mark.django_db

Kind = StaffRole.Kind
TOMORROW = TODAY + dt.timedelta(days=1)
OPENED = TODAY - dt.timedelta(days=2)
# On which page a control stands, what of it is in the page, and for whom.
CONTROLS = [
    ("athlete", "We spoke", "head assistant physio"),
    ("athlete", "Not useful…", "head assistant physio"),
    ("athlete", "Adjust training…", "head assistant"),
    ("notes", 'id="note-form"', "head assistant physio"),
    ("plan", "Plan for the team", "head assistant"),
    ("plan", "Templates…", "head assistant"),
    ("plan", "cell-add", "head assistant"),
    ("athlete-plan", "Plan something", "head assistant"),
    ("tests", "Add a test", "head assistant physio"),
    ("queue", "is asked", "head"),
    ("queue", "How often a warning may come", "head"),
    ("squad", "Groups and positions", "head"),
]


@pytest.fixture
def member(team: Team) -> Membership:
    member = create_member(team=team, name="Noor Jansen", shares=[DataClass.BODY])
    create_state(
        athlete=member.athlete, lens=DataClass.BODY, level=Level.IMBALANCE, opened_on=OPENED
    )
    create_planned(
        athlete=member.athlete, day=TOMORROW, planned_for=team.public_id, minutes=60, rpe=5
    )
    return member


def url(name: str, member: Membership) -> str:
    of_athlete = {"athlete", "notes", "athlete-plan", "act"}
    arguments = [member.team.public_id]
    if name in of_athlete:
        arguments.append(member.athlete.public_id)
    return reverse(f"coaching:{name}", args=arguments)


def adjust(client: Client, member: Membership) -> int:
    planned = PlannedSession.objects.get()
    form = {
        "kind": "adjusted",
        "opened_on": OPENED.isoformat(),
        "change": "rest",
        "target": f"plan:{planned.pk}",
    }
    return client.post(url("act", member), form).status_code


@pytest.mark.parametrize("kind", Kind)
def test_pages_offer_what_the_role_lets_somebody_do_and_nothing_else(
    client: Client, team: Team, member: Membership, kind: str
) -> None:
    client.force_login(create_coach(team=team, kind=kind))
    pages = {name: client.get(url(name, member)).content.decode() for name, *_rest in CONTROLS}
    for name, control, who in CONTROLS:
        assert (control in pages[name]) == (kind in who.split()), control


def test_physiotherapist_neither_adjusts_training_nor_takes_that_back(
    client: Client, team: Team, member: Membership
) -> None:
    coach, physio = create_coach(team=team), create_coach(team=team, kind=Kind.PHYSIO)
    client.force_login(physio)
    assert adjust(client, member) == 404
    assert not WarningAction.objects.exists()
    client.force_login(coach)
    assert adjust(client, member) == 302
    undo = reverse(
        "coaching:undo",
        args=[team.public_id, member.athlete.public_id, WarningAction.objects.get().pk],
    )
    client.force_login(physio)
    assert undo not in client.get(url("athlete", member)).content.decode()
    assert client.post(undo).status_code == 404
    assert WarningAction.objects.get().undone_at is None
    client.force_login(create_coach(team=team, kind=Kind.ASSISTANT))
    assert undo in client.get(url("athlete", member)).content.decode()
    assert client.post(undo).status_code == 302


def test_observer_reads_results_that_they_cannot_enter(
    client: Client, team: Team, coach: User, member: Membership
) -> None:
    form = {"client_id": "00000000-0000-0000-0000-000000000001", "kind": "own", "name": "Plank"}
    form |= {"unit": "reps", "better": "more", "summary": "best"}
    page = client.post(reverse("coaching:test-add", args=[team.public_id]), form)["Location"]
    name = f"athlete_{member.athlete_id}_0"
    client.post(page, {"day": TODAY.isoformat(), name: "93"})
    assert f'name="{name}"' in client.get(page).content.decode()
    client.force_login(create_coach(team=team, kind=Kind.OBSERVER))
    shown = client.get(page).content.decode()
    assert "<td>93" in shown
    assert f'name="{name}"' not in shown
    assert "Do this test no more" not in shown


def test_coach_of_several_teams_goes_from_one_to_the_same_page_of_another(
    client: Client, team: Team, coach: User
) -> None:
    other = create_team(name="Masters")
    create_team(name="Somebody else’s")
    StaffRole.objects.create(user=coach, team=other, kind=Kind.OBSERVER, from_day="2026-01-01")
    for name in ("queue", "squad", "plan", "intended", "tests", "record", "report-week"):
        page = client.get(reverse(f"coaching:{name}", args=[team.public_id])).content.decode()
        assert f'href="{reverse(f"coaching:{name}", args=[other.public_id])}">Masters</a>' in page
        assert "Somebody else’s" not in page
    # A role counts in its own team alone.
    assert client.get(reverse("coaching:plan-add", args=[team.public_id])).status_code == 200
    assert client.get(reverse("coaching:plan-add", args=[other.public_id])).status_code == 404


# --- giving a role --------------------------------------------------------------------------------


@pytest.fixture
def admin(client: Client) -> User:
    user = create_club_admin()
    client.force_login(user)
    return user


def roles_url(user: User) -> str:
    return reverse("coaching:person-roles", args=[user.pk])


def held(user: User) -> list[tuple[str, str]]:
    roles = StaffRole.objects.filter(user=user, until_day=None)
    return list(roles.order_by("team__name").values_list("team__name", "kind"))


def test_admin_gives_changes_and_ends_a_role(client: Client, admin: User, team: Team) -> None:
    somebody = create_user(name="Lars Bos")
    page = client.get(roles_url(somebody)).content.decode()
    assert "Lars Bos looks after no team yet." in page
    assert "Does not plan or adjust training." in page
    for role in ("physio", "assistant"):
        client.post(roles_url(somebody), {"team": team.pk, "role": role})
        assert held(somebody) == [("U19 Sprint", role)]
    other = create_team(name="Masters")
    client.post(roles_url(somebody), {"team": other.pk, "role": "observer"})
    assert held(somebody) == [("Masters", "observer"), ("U19 Sprint", "assistant")]
    assert "Assistant coach" in client.get(roles_url(somebody)).content.decode()
    client.post(roles_url(somebody), {"team": team.pk, "role": ""})
    assert held(somebody) == [("Masters", "observer")]
    client.force_login(somebody)
    assert client.get(reverse("coaching:queue", args=[team.public_id])).status_code == 404
    assert client.get(reverse("coaching:queue", args=[other.public_id])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"team": ""}, "This field is required"),
        ({"role": None}, "Choose a role."),
        ({"role": "king"}, "Select a valid choice"),
    ],
)
def test_refused_role_says_why(
    client: Client, admin: User, team: Team, changes: dict[str, str | None], message: str
) -> None:
    somebody = create_user()
    form = {"team": team.pk, "role": "physio"} | changes
    response = client.post(
        roles_url(somebody), {name: value for name, value in form.items() if value is not None}
    )
    assert response.status_code == 422
    assert message in response.content.decode()
    assert held(somebody) == []


def test_admin_does_not_become_a_reader_of_answers_by_themselves(
    client: Client, admin: User, team: Team
) -> None:
    response = client.post(roles_url(admin), {"team": team.pk, "role": "head"})
    assert response.status_code == 422
    assert "Another club admin" in response.content.decode()
    assert held(admin) == []


def test_closed_accounts_and_site_admins_have_no_such_page(client: Client, admin: User) -> None:
    for user in (create_user(is_staff=True), create_user(is_active=False)):
        assert client.get(roles_url(user)).status_code == 404


def test_athlete_reads_what_each_of_the_staff_is(
    client: Client, team: Team, member: Membership
) -> None:
    create_coach(team=team, name="Marit de Vries")
    create_coach(team=team, name="Piet Bos", kind=Kind.PHYSIO)
    client.force_login(User.objects.get(pk=member.athlete.user_id))
    page = client.get(reverse("coaching:sharing")).content.decode()
    assert "Seen by Marit de Vries (head coach) and Piet Bos (physiotherapist)." in page
    assert "Two people see part of what you enter" in page
