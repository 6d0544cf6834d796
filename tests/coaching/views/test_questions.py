from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse

from athletes.models import CheckInTiming
from coaching.models import Team
from tests.coaching.factories import NOW, TODAY, create_coach, create_member

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(client: Client, team: Team) -> str:
    client.force_login(create_coach(team=team))
    return reverse("coaching:questions", args=[team.public_id])


def test_coach_chooses_what_the_team_is_asked_and_athletes_see_no_more(
    client: Client, url: str, team: Team
) -> None:
    member = create_member(team=team)
    assert client.get(url).content.decode().count("checked") == 7
    assert client.post(f"{url}choose/", {"asks": ["motivation"]}).status_code == 302
    html = client.get(url).content.decode()
    assert html.count("checked") == 1
    assert "Asked like this from the next check-in on." in html

    client.force_login(member.athlete.user)
    form = client.get(reverse("athletes:today")).content.decode()
    for name, is_asked in (("fatigue", True), ("motivation", True), ("concentration", False)):
        assert (f'name="{name}"' in form) is is_asked
    assert 'name="resting_heart_rate"' not in form
    for name in ("protein", "bed_at", "recovery_tools"):
        assert f'name="{name}"' not in form


def test_choice_that_is_none_is_refused(client: Client, url: str, team: Team) -> None:
    assert client.post(f"{url}choose/", {"asks": ["weight"]}).status_code == 422
    assert len(Team.objects.get(pk=team.pk).asks) == 7


@time_machine.travel(NOW, tick=False)
def test_time_it_takes_is_told_with_what_it_rests_on(client: Client, url: str) -> None:
    assert "once enough of them were timed" in client.get(url).content.decode()
    CheckInTiming.objects.bulk_create(
        CheckInTiming(day=TODAY - dt.timedelta(days), milliseconds=1000 * (10 + days))
        for days in range(21)
    )
    html = " ".join(client.get(url).content.decode().split())
    assert "Half of the check-ins take at most 20 seconds, nine of ten at most 28" in html
    assert "over 21 check-ins of the last four weeks" in html
