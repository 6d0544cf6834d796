"""The phases of a team's year in its calendar."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError
from django.urls import reverse

from coaching.models import Phase
from tests.athletes.views.test_today import words
from tests.coaching.factories import TODAY, create_coach, create_member, create_team

if TYPE_CHECKING:
    from django.test import Client

    from coaching.models import Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


def form(**changes: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid.uuid4()),
        "name": "Build",
        "first_day": str(days(-7)),
        "last_day": str(days(20)),
        "week": str(TODAY),
    } | changes


def url(team: Team, name: str = "plan", *arguments: object) -> str:
    return reverse(f"coaching:{name}", args=[team.public_id, *arguments])


def test_phase_is_added_once_shown_week_by_week_and_deleted(
    client: Client, coach: User, team: Team
) -> None:
    member = create_member(team=team)
    sent = form()
    for _click in range(2):
        response = client.post(url(team, "phase-add"), sent)
        assert response["Location"] == f"{url(team)}?week={days(-7)}"
    phase = Phase.objects.get()
    assert (phase.name, phase.by) == ("Build", coach)
    page = words(client.get(url(team)).content.decode())
    assert "23 November – 29 November 2026 · Build, week 2 of 4" in page
    weeks = words(client.get(url(team, "athlete-plan", member.athlete.public_id)).content.decode())
    for number in range(1, 5):
        assert f"Build, week {number} of 4" in weeks
    after = words(client.get(f"{url(team)}?week={days(21)}").content.decode())
    assert "Build, week" not in after
    client.post(url(team, "phase-delete", phase.pk), {"week": str(TODAY)})
    assert not Phase.objects.exists()


def test_team_is_in_one_phase_at_a_time(client: Client, coach: User, team: Team) -> None:
    create_member(team=team)
    client.post(url(team, "phase-add"), form())
    for changes, problem in (
        ({"first_day": str(days(20)), "last_day": str(days(30))}, "one phase at a time"),
        ({"first_day": str(days(40)), "last_day": str(days(30))}, "cannot be before the first"),
        ({"name": ""}, "This field is required."),
    ):
        response = client.post(url(team, "phase-add"), form(name="Taper") | changes)
        assert response.status_code == 422
        assert problem in response.content.decode()
    assert Phase.objects.count() == 1
    other = create_team()
    foreign = Phase.objects.create(
        team=other,
        name="Build",
        first_day=TODAY,
        last_day=TODAY,
        client_id=uuid.uuid4(),
        by=create_coach(team=other),
    )
    assert client.post(url(team, "phase-delete", foreign.pk)).status_code == 404
    client.post(url(team, "phase-add"), form(first_day=str(days(21)), last_day=str(days(27))))
    assert Phase.objects.filter(team=team).count() == 2


def test_phase_does_not_end_before_it_begins(coach: User, team: Team) -> None:
    with pytest.raises(IntegrityError, match="coaching_phase_ends_after_it_begins"):
        Phase.objects.create(
            team=team,
            name="Build",
            first_day=TODAY,
            last_day=days(-1),
            client_id=uuid.uuid4(),
            by=coach,
        )
