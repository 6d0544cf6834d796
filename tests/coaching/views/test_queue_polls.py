"""What an open queue learns by asking, what that costs, and who gets no answer any more."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from athletes.models import FactChange
from coaching.models import DataClass, StaffRole, Team, WarningAction
from coaching.services.consent import grant, withdraw
from coaching.services.people import deactivate
from coaching.services.teams import end_membership, end_role
from recovery.accounts.models import UserSession
from recovery.assessments.models import Calculation, Level
from tests.coaching.factories import NOW, TODAY, create_member
from tests.coaching.queues import SHARES, create_row, names, poll, url
from tests.factories import create_user

if TYPE_CHECKING:
    import time_machine
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def test_poll_costs_one_query_while_nothing_changed(
    client: Client, team: Team, coach: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        create_row(team, f"Athlete {number}")
    page = client.get(url(team))
    with django_assert_num_queries(1):
        response = poll(client, page, url(team))
    assert response.status_code == 304
    assert response["Cache-Control"] == "no-store"


@pytest.fixture
def open_page(client: Client, team: Team, coach: User) -> Response:
    """A queue that stands open, on which Noor is as usual."""
    create_row(team, "Noor")
    page = client.get(url(team))
    assert poll(client, page, url(team)).status_code == 304
    return page


def test_poll_sees_a_computation(client: Client, team: Team, open_page: Response) -> None:
    Calculation.objects.update(computed_at=NOW + dt.timedelta(seconds=1))
    assert poll(client, open_page, url(team)).status_code == 200


def test_poll_answers_with_the_fragment_alone(
    client: Client, team: Team, open_page: Response
) -> None:
    Calculation.objects.update(computed_at=NOW + dt.timedelta(seconds=1))
    page = poll(client, open_page, url(team)).content.decode()
    assert page.lstrip().startswith('<div id="queue"')
    assert "<html" not in page


def test_poll_says_aloud_who_newly_needs_a_look(
    client: Client, team: Team, open_page: Response
) -> None:
    create_row(team, "Bram", Level.IMBALANCE, opened=0)
    page = poll(client, open_page, url(team))
    assert 'data-announce="One athlete needs a look"' in page.content.decode()
    create_row(team, "Cas")
    assert "data-announce" not in poll(client, page, url(team)).content.decode()


def test_poll_sees_an_action(client: Client, team: Team, coach: User, open_page: Response) -> None:
    member = team.memberships.get()
    WarningAction.objects.create(
        athlete=member.athlete, team=team, opened_on=TODAY, kind="spoke", by=coach
    )
    assert poll(client, open_page, url(team)).status_code == 200


def test_poll_sees_consent_given_and_taken_back(
    client: Client, team: Team, open_page: Response
) -> None:
    athlete = team.memberships.get().athlete
    grant(athlete=athlete, team=team, data_class=DataClass.MIND, by=athlete.user, now=NOW)
    page = poll(client, open_page, url(team))
    assert page.status_code == 200
    withdraw(athlete=athlete, team=team, data_class=DataClass.MIND, by=athlete.user, now=NOW)
    assert poll(client, page, url(team)).status_code == 200


def test_poll_sees_who_comes_and_goes(client: Client, team: Team, open_page: Response) -> None:
    member = create_member(team=team, name="Bram")
    page = poll(client, open_page, url(team))
    assert names(page) == ["Bram", "Noor"]
    end_membership(membership=member, now=NOW)
    assert names(poll(client, page, url(team))) == ["Noor"]


def test_poll_sees_that_a_row_is_late(
    client: Client, team: Team, open_page: Response, clock: time_machine.Traveller
) -> None:
    athlete = team.memberships.get().athlete
    FactChange.objects.create(athlete=athlete, from_day=TODAY, reason="check_in")
    FactChange.objects.update(created_at=NOW)
    assert poll(client, open_page, url(team)).status_code == 304
    clock.move_to(NOW + dt.timedelta(seconds=61))
    page = poll(client, open_page, url(team))
    assert "Being updated" in page.content.decode()
    clock.move_to(NOW + dt.timedelta(minutes=2))
    assert poll(client, page, url(team)).status_code == 304


def test_poll_sees_that_the_day_has_turned(
    client: Client, team: Team, open_page: Response, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + dt.timedelta(days=1))
    page = poll(client, open_page, url(team)).content.decode()
    assert "Tuesday 24 November" in page


def test_poll_does_not_see_what_somebody_saves_who_shares_nothing(
    client: Client, team: Team, coach: User
) -> None:
    withholding = create_member(team=team)
    Calculation.objects.create(athlete=withholding.athlete, computed_at=NOW)
    page = client.get(url(team))
    Calculation.objects.update(computed_at=NOW + dt.timedelta(seconds=1), set_aside_at=NOW)
    FactChange.objects.create(athlete=withholding.athlete, from_day=TODAY, reason="check_in")
    FactChange.objects.update(created_at=NOW - dt.timedelta(hours=1))
    assert poll(client, page, url(team)).status_code == 304


def test_poll_of_a_coach_whose_role_ended_is_not_found(
    client: Client, team: Team, open_page: Response
) -> None:
    end_role(role=StaffRole.objects.get(), now=NOW)
    assert poll(client, open_page, url(team)).status_code == 404


def test_poll_after_the_password_changed_elsewhere_leads_to_the_login(
    client: Client, team: Team, coach: User, open_page: Response
) -> None:
    coach.set_password("another long password")
    coach.save()
    response = poll(client, open_page, url(team))
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith("/account/login/")


def test_poll_of_a_closed_account_leads_to_the_login(
    client: Client, team: Team, coach: User, open_page: Response
) -> None:
    coach.is_active = False
    coach.save()
    assert poll(client, open_page, url(team)).status_code == 401


def test_athlete_with_a_closed_account_is_gone_and_an_open_queue_learns_it(
    client: Client, team: Team, open_page: Response
) -> None:
    member = create_member(team=team, name="Sem Closed", shares=SHARES)
    open_page = client.get(url(team))
    assert "Sem Closed" in open_page.content.decode()

    deactivate(user=member.athlete.user, by=create_user())

    response = poll(client, open_page, url(team))
    assert response.status_code == 200
    assert "Sem Closed" not in response.content.decode()


def test_poll_of_an_expired_session_leads_to_the_login(
    client: Client, team: Team, open_page: Response
) -> None:
    UserSession.objects.update(expire_date=NOW - dt.timedelta(seconds=1))
    assert poll(client, open_page, url(team)).status_code == 401


def test_poll_of_somebody_else_with_a_coachs_version_is_refused(
    client: Client, team: Team, open_page: Response
) -> None:
    client.force_login(create_user())
    assert poll(client, open_page, url(team)).status_code == 404


def test_link_in_the_list_is_no_poll_though_it_carries_the_version(
    client: Client, team: Team, open_page: Response
) -> None:
    version = re.search(r'"If-None-Match": "([^"]+)"', open_page.content.decode())
    assert version is not None
    response = client.get(
        url(team),
        headers={
            "HX-Request": "true",
            "HX-Trigger": "open-1",
            "HX-Target": "queue",
            "If-None-Match": version[1],
        },
    )
    assert response.status_code == 200


def test_queue_speaks_the_language_of_the_account_in_polls_too(
    client: Client, team: Team, coach: User, open_page: Response
) -> None:
    coach.language = "nl"
    coach.save()
    response = poll(client, open_page, url(team))
    assert response["Content-Language"] == "nl"
