from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from coaching.models import DataClass, StaffRole, TeamCalibration
from tests.coaching.factories import (
    NOW,
    create_club_admin,
    create_member,
)
from tests.coaching.services.test_calibrations import COUNTED, create_calibration

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def url(team: Team) -> str:
    return reverse("coaching:budget", args=[team.public_id])


def page(client: Client, team: Team) -> str:
    return " ".join(client.get(url(team)).content.decode().split())


def create_members(team: Team, count: int) -> None:
    for _number in range(count):
        create_member(team=team, shares=[DataClass.BODY])


def test_before_any_calibration_the_built_in_threshold_holds(
    client: Client, coach: User, team: Team
) -> None:
    create_members(team, 2)
    create_member(team=team, shares=[DataClass.SESSIONS])  # no answers to warn about
    shown = page(client, team)
    assert "The built-in threshold holds" in shown
    assert "2 athletes share answers with this team." in shown
    assert "stays at <b>0.93</b>" in shown
    assert "Not calibrated yet" in shown
    assert "Nothing has been changed yet." in shown
    assert 'value="0.2" checked' in shown
    assert "about 0.1 a month for 2 athletes; built-in threshold until" in shown


def test_page_says_what_the_budget_means_for_this_squad_and_what_it_rests_on(
    client: Client, coach: User, team: Team
) -> None:
    create_members(team, 20)
    create_calibration(team=team, at=NOW - dt.timedelta(days=3))
    shown = page(client, team)
    # 0.2 in 100 days, for 20 athletes, in 30 days
    assert "About 1.2 new warnings a month when nothing is wrong" in shown
    assert "stays at <b>0.90</b>" in shown
    assert "on 2,000 quiet days of 12 athletes it would have given 4 warnings" in shown
    assert "0.20 in 100 days (0.07 to 0.46)" in shown
    assert "for 1 of the 10 questions and measurements" in shown
    assert "Last calibrated on 20 November 2026; again from 18 December 2026 on." in shown
    assert "about 0.6 a month for 20 athletes; threshold 1.00" in shown
    assert "Monthly calibration · threshold from 0.93 to 0.90" in shown
    assert "It holds from" not in shown


def test_a_choice_is_saved_logged_with_who_and_holds_from_tomorrow(
    client: Client, coach: User, team: Team
) -> None:
    create_members(team, 1)
    create_calibration(team=team)
    response = client.post(url(team), {"budget": "0.1"}, follow=True)
    shown = " ".join(response.content.decode().split())
    assert response.redirect_chain == [(url(team), 302)]
    assert "Saved. It holds from tomorrow on." in shown
    assert "It holds from 24 November on" in shown
    assert f"{coach} · threshold from 0.90 to 1.00" in shown
    assert 'value="0.1" checked' in shown
    client.post(url(team), {"budget": "built_in"})
    decided = TeamCalibration.objects.newest_first()[0]
    assert (decided.budget, decided.by, decided.outcome) == (None, coach, "built_in")
    shown = page(client, team)
    assert "The built-in threshold holds" in shown
    assert 'value="built_in" checked' in shown


@pytest.mark.parametrize("nonsense", ["", "0.9", "much"])
def test_another_budget_is_refused_beside_the_choice(
    client: Client, coach: User, team: Team, nonsense: str
) -> None:
    response = client.post(url(team), {"budget": nonsense})
    assert response.status_code == 422
    assert 'id="budget-error"' in response.content.decode()
    assert not TeamCalibration.objects.exists()


def test_where_no_threshold_keeps_the_budget_it_says_so(
    client: Client, coach: User, team: Team
) -> None:
    create_members(team, 1)
    create_calibration(
        team=team,
        budget=Decimal("0.1"),
        outcome="over",
        evidence=1.0,
        counted=COUNTED | {"openings": [9, 9, 9, 9]},
    )
    shown = page(client, team)
    assert "Not even the highest threshold keeps to 0.1 in 100 days" in shown
    assert "new warning" not in shown.split("</h1>")[0]


def test_club_admin_chooses_too_and_an_assistant_does_not(
    client: Client, coach: User, team: Team
) -> None:
    queue = reverse("coaching:queue", args=[team.public_id])
    assert url(team) in client.get(queue).content.decode()
    StaffRole.objects.update(kind=StaffRole.Kind.ASSISTANT)
    assert url(team) not in client.get(queue).content.decode()
    assert client.get(url(team)).status_code == 404
    assert client.post(url(team), {"budget": "0.3"}).status_code == 404

    client.force_login(create_club_admin())
    assert url(team) in client.get(reverse("coaching:people")).content.decode()
    assert client.get(url(team)).status_code == 200
    assert client.post(url(team), {"budget": "0.3"}).status_code == 302


def test_query_count_does_not_grow_with_members_or_changes(
    client: Client, coach: User, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 10):
        create_members(team, count)
        for _row in range(count):
            create_calibration(team=team)
        # session, user, roles of the page (team; navigation), log, latest calibration, members
        with django_assert_num_queries(7):
            page(client, team)
