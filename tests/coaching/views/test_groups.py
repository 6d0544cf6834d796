from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from coaching.models import DataClass, Membership, StaffRole
from coaching.services.teams import end_membership, place_members
from tests.coaching.factories import NOW, create_member, create_state, create_team

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def url(team: Team, name: str = "groups") -> str:
    return reverse(f"coaching:{name}", args=[team.public_id])


def fields(member: Membership, group: str, position: str) -> dict[str, str]:
    return {f"group-{member.pk}": group, f"position-{member.pk}": position}


def names(page: str) -> list[str]:
    return re.findall(r'<div><a href="[^"]*">([^<]+)', page)


def test_head_coach_says_who_is_where(client: Client, coach: User, team: Team) -> None:
    noor, sam = create_member(team=team, name="Noor"), create_member(team=team, name="Sam")
    sent = fields(noor, " Sprint ", "100 m") | fields(sam, "", "")
    response = client.post(url(team), sent)
    assert response["Location"] == url(team, "squad")
    noor.refresh_from_db()
    assert (noor.group, noor.position) == ("Sprint", "100 m")
    page = client.get(url(team)).content.decode()
    assert 'value="Sprint"' in page
    assert '<option value="100 m">' in page
    assert "Group of Noor" in page


def test_what_is_too_long_is_said_beside_it_and_stays_there(
    client: Client, coach: User, team: Team
) -> None:
    member = create_member(team=team, name="Noor")
    response = client.post(url(team), fields(member, "S" * 41, "100 m"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "S" * 41 in page
    assert 'value="100 m"' in page
    assert f'id="id_group-{member.pk}_error"' in page
    member.refresh_from_db()
    assert member.position == ""


def test_who_was_not_on_the_page_stays_where_they_are(
    client: Client, coach: User, team: Team
) -> None:
    noor = create_member(team=team, name="Noor")
    later = create_member(team=team, name="Later")
    other = create_member(team=create_team(), name="Other")
    gone = create_member(team=team, name="Gone")
    end_membership(membership=gone, now=NOW)
    Membership.objects.exclude(pk=noor.pk).update(group="Kept")
    sent = fields(noor, "Sprint", "") | fields(other, "Mine", "") | fields(gone, "Mine", "")
    client.post(url(team), sent)
    # The service itself passes by who is not the team's, whoever calls it.
    place_members(team=team, placements={other.pk: ("Mine", ""), gone.pk: ("Mine", "")}, now=NOW)
    for member in (later, other, gone):
        member.refresh_from_db()
        assert member.group == "Kept"


def test_assistant_reads_the_squad_and_places_nobody(
    client: Client, coach: User, team: Team
) -> None:
    create_member(team=team)
    assert url(team) in client.get(url(team, "squad")).content.decode()
    StaffRole.objects.update(kind=StaffRole.Kind.ASSISTANT)
    assert client.get(url(team)).status_code == 404
    page = client.get(url(team, "squad"))
    assert page.status_code == 200
    assert url(team) not in page.content.decode()


def test_squad_is_filtered_and_sorted_by_group_and_position(
    client: Client, coach: User, team: Team
) -> None:
    for name, group, position in (
        ("Anna", "Sprint", "400 m"),
        ("Bram", "Sprint", "100 m"),
        ("Cas", "Long", ""),
        ("Dirk", "", ""),
    ):
        member = create_member(team=team, name=name, shares=[DataClass.BODY])
        create_state(athlete=member.athlete, lens=DataClass.BODY)
        Membership.objects.filter(pk=member.pk).update(group=group, position=position)

    def asked(**query: str) -> list[str]:
        return names(client.get(url(team, "squad"), query).content.decode())

    assert asked(sort="group") == ["Cas", "Bram", "Anna", "Dirk"]
    assert asked(group="Sprint") == ["Anna", "Bram"]
    assert asked(group="Sprint", position="100 m") == ["Bram"]
    assert asked(group="Nowhere") == []
    page = client.get(url(team, "squad"), {"group": "Sprint"}).content.decode()
    assert "<small>As usual · Sprint · 400 m</small>" in page
    assert "<option selected>Sprint</option>" in page
    assert "<option>Long</option>" in page  # of the whole team, to choose another


def test_query_count_does_not_grow(
    client: Client, coach: User, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for size in (1, 10):
        while Membership.objects.count() < size:
            create_member(team=team)
        # session, user, team, members, roles for the navigation
        with django_assert_num_queries(5):
            client.get(url(team))
        sent: dict[str, str] = {}
        for member in Membership.objects.all():
            sent |= fields(member, "Sprint", "")
        # session, user, team, members; begin, the same rows locked, update, end
        with django_assert_num_queries(8):
            client.post(url(team), sent)
