from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.coaching.factories import NOW, create_coach, create_team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from coaching.models import Team
    from recovery.accounts.models import User


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock on a Monday morning, until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def team() -> Team:
    return create_team(name="U19 Sprint")


@pytest.fixture
def coach(team: Team, client: Client) -> User:
    """Sign in the coach of the team."""
    user = create_coach(team=team)
    client.force_login(user)
    return user
