"""Finding somebody in the queue of a large team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recovery.assessments.models import Level
from tests.coaching.queues import create_row, names, poll, url

if TYPE_CHECKING:
    from django.test import Client

    from coaching.models import Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def test_usual_rows_are_folded_in_a_large_team(client: Client, team: Team, coach: User) -> None:
    for number in range(31):
        create_row(team, f"Usual {number:02}")
    assert names(client.get(url(team))) == []
    assert "Show all 31 who are as usual" in client.get(url(team)).content.decode()
    assert len(names(client.get(url(team), {"all": "1"}))) == 31


def test_search_keeps_who_is_called_so_and_unfolds_them(
    client: Client, team: Team, coach: User
) -> None:
    create_row(team, "Zoë Groen", Level.IMBALANCE, opened=2)
    for number in range(31):
        create_row(team, f"Usual {number:02}")
    page = client.get(url(team), {"q": "ZOE"})
    assert names(page) == ["Zoë Groen"]
    assert "One athlete needs a look" in page.content.decode()
    assert names(client.get(url(team), {"q": "usual 07"})) == ["Usual 07"]
    assert "called “&lt;b&gt;”" in client.get(url(team), {"q": "<b>"}).content.decode()


def test_search_lasts_through_polls_links_and_actions(
    client: Client, team: Team, coach: User
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    create_row(team, "Bram", Level.IMBALANCE, opened=2)
    page = client.get(url(team), {"q": "noor", "open": str(member.athlete.public_id)})
    content = page.content.decode()
    assert f'hx-get="{url(team)}?q=noor&amp;open={member.athlete.public_id}"' in content
    assert f'href="{url(team)}?q=noor"' in content
    assert content.count('name="q" value="noor"') == 4
    create_row(team, "Cas", Level.IMBALANCE, opened=2)
    assert names(poll(client, page, f"{url(team)}?q=noor")) == ["Noor"]


def test_search_says_aloud_how_many_it_found(client: Client, team: Team, coach: User) -> None:
    create_row(team, "Noor")
    headers = {"HX-Request": "true", "HX-Trigger": "queue-find", "HX-Target": "queue"}
    for search, said in (("oo", "1 athlete found"), ("x", "Nobody of that name")):
        page = client.get(url(team), {"q": search}, headers=headers)
        assert f'data-announce="{said}"' in page.content.decode()
