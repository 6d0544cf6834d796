from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from athletes.models import FactChange, PerformanceResult, PerformanceTest
from athletes.services.performance import Definition
from coaching.models import DataClass, TeamTest
from coaching.services.performance import make_test
from coaching.services.teams import add_member
from tests.athletes.views.test_today import words
from tests.coaching.factories import NOW, TODAY, create_member, create_team
from tests.factories import create_athlete, create_performance_result

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

JUMP = Definition(kind="jump", name="CMJ", unit="cm", larger_is_better=True, summary="mean")
FORM = uuid.UUID(int=1)


@pytest.fixture
def sharer(team: Team) -> Membership:
    return create_member(team=team, name="Anna Shares", shares=[DataClass.SESSIONS])


@pytest.fixture
def private(team: Team) -> Membership:
    return create_member(team=team, name="Bo Private", shares=[DataClass.BODY])


@pytest.fixture
def test(team: Team, coach: User, sharer: Membership, private: Membership) -> TeamTest:
    return make_test(team=team, client_id=FORM, facts=JUMP, by=coach, now=NOW)


def url(name: str, test: TeamTest) -> str:
    return reverse(f"coaching:{name}", args=[test.team.public_id, test.pk])


def sheet(client: Client, test: TeamTest, day: dt.date = TODAY) -> dict[str, str]:
    """Return the table as the page shows it, to be sent back."""
    form = client.get(f"{url('squad-test', test)}?day={day}").context["form"]
    sent = {"day": day.isoformat()}
    for field in form:
        shown = field.value()
        sent[field.html_name] = sent[field.html_initial_name] = "" if shown is None else str(shown)
    return sent


def cell(member: Membership, place: int = 0) -> str:
    return f"athlete_{member.athlete_id}_{place}"


def row_of(test: TeamTest, member: Membership) -> PerformanceTest:
    return PerformanceTest.objects.get(team_test=test.public_id, athlete=member.athlete)


def jumped(member: Membership, test: TeamTest) -> list[list[Decimal]]:
    return [each.attempts for each in row_of(test, member).results.order_by("pk")]


def test_test_is_made_once_for_everybody_and_for_who_joins(
    client: Client, team: Team, coach: User, sharer: Membership, private: Membership
) -> None:
    page = reverse("coaching:tests", args=[team.public_id])
    assert "No test yet" in words(client.get(page).text)
    sent = {
        "client_id": FORM,
        "kind": "jump",
        "name": "CMJ",
        "unit": "cm",
        "better": "more",
        "summary": "mean",
        "typical_error": "4",
        "protocol": "Shoes off",
    }
    add = reverse("coaching:test-add", args=[team.public_id])
    assert client.post(add, sent | {"unit": ""}).status_code == 422
    for _ in range(2):
        assert client.post(add, sent)["Location"] == url("squad-test", TeamTest.objects.get())
    newcomer = create_athlete(name="Cleo New")
    add_member(athlete=newcomer, team=team, now=NOW)
    athletes = {sharer.athlete, private.athlete, newcomer}
    rows = PerformanceTest.objects.filter(team_test=TeamTest.objects.get().public_id)
    assert {row.athlete for row in rows} == athletes
    assert {(row.name, row.protocol, row.typical_error) for row in rows} == {
        ("CMJ", "Shoes off", Decimal(4))
    }
    assert "CMJ" in words(client.get(page).text)


@pytest.mark.usefixtures("coach")
def test_squad_is_entered_and_corrected_in_one_table(
    client: Client, test: TeamTest, sharer: Membership, private: Membership
) -> None:
    sent = sheet(client, test) | {
        cell(sharer): "38,5",
        cell(sharer, 1): "39",
        cell(private, 2): "41",
        "conditions": "Indoors",
    }
    page = client.post(url("squad-test", test), sent, follow=True)
    assert "Saved for 2 athletes." in words(page.text)
    assert jumped(sharer, test) == [[Decimal("38.5"), Decimal(39)]]
    assert jumped(private, test) == [[Decimal(41)]]
    result = PerformanceResult.objects.first()
    assert result is not None
    assert (result.entered_for, result.conditions) == (test.team.public_id, "Indoors")
    assert FactChange.objects.filter(reason="performance").count() == 2
    # What the team entered is there to be corrected, of whoever; sent back as it is, it stays.
    again = sheet(client, test)
    assert (again[cell(sharer)], again[cell(private)]) == ("38.5", "41")
    page = client.post(url("squad-test", test), again, follow=True)
    assert "Nothing had changed." in words(page.text)
    client.post(url("squad-test", test), again | {cell(sharer, 1): "40", cell(private): ""})
    assert (jumped(sharer, test), jumped(private, test)) == ([[Decimal("38.5"), Decimal(40)]], [])


@pytest.mark.usefixtures("coach")
def test_half_of_a_squad_that_somebody_else_entered_meanwhile_stays(
    client: Client, test: TeamTest, sharer: Membership, private: Membership
) -> None:
    mine, theirs = sheet(client, test), sheet(client, test)
    client.post(url("squad-test", test), theirs | {cell(private): "41"})
    client.post(url("squad-test", test), mine | {cell(sharer): "38"})
    assert (jumped(sharer, test), jumped(private, test)) == ([[Decimal(38)]], [[Decimal(41)]])


@pytest.mark.usefixtures("coach")
def test_bad_input_is_refused_beside_its_row_and_saves_nothing(
    client: Client, test: TeamTest, sharer: Membership, private: Membership
) -> None:
    sent = sheet(client, test) | {cell(sharer): "38", cell(private): "high"}
    page = client.post(url("squad-test", test), sent)
    assert page.status_code == 422
    assert "Bo Private Enter a number, such as 7.5." in words(page.text)
    assert 'value="high"' in page.text
    assert 'value="38"' in page.text
    assert not PerformanceResult.objects.exists()


@pytest.mark.usefixtures("coach")
@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ((TODAY + dt.timedelta(1)).isoformat(), "That day has not begun yet."),
        ("2001-05-16", "That day is before your date of birth."),
        ("", "Choose the day."),
        ("0001-01-01", "Enter a date, such as 2026-11-23."),
    ],
)
def test_day_that_cannot_be_is_refused(
    client: Client, test: TeamTest, sharer: Membership, day: str, problem: str
) -> None:
    page = client.post(
        url("squad-test", test), sheet(client, test) | {cell(sharer): "38", "day": day}
    )
    assert page.status_code == 422
    assert problem in words(page.text)
    assert not PerformanceResult.objects.exists()


@pytest.mark.usefixtures("coach")
def test_who_shares_nothing_of_training_reads_as_never_tested(
    client: Client, test: TeamTest, sharer: Membership, private: Membership
) -> None:
    before = words(client.get(url("squad-test", test)).text)
    own = create_performance_result(test=row_of(test, private), day=TODAY, attempts=[50.5] * 3)
    assert words(client.get(url("squad-test", test)).text) == before
    create_performance_result(test=row_of(test, sharer), day=TODAY, attempts=[44.5] * 3)
    page = words(client.get(url("squad-test", test)).text)
    assert "44.5 cm · 23 Nov" in page
    assert "50.5" not in page
    # And what the team enters leaves what athletes entered alone.
    client.post(url("squad-test", test), sheet(client, test) | {cell(private): "41"})
    own.refresh_from_db()
    assert jumped(private, test) == [own.attempts, [Decimal(41)]]


@pytest.mark.usefixtures("coach")
def test_another_teams_results_are_not_read_back(
    client: Client, test: TeamTest, private: Membership
) -> None:
    row = row_of(test, private)
    create_performance_result(test=row, day=TODAY, attempts=[43.21], entered_for=uuid.uuid4())
    assert "43.21" not in client.get(url("squad-test", test)).text


@pytest.mark.usefixtures("coach")
def test_test_is_retired_for_the_team_and_its_athletes(
    client: Client, test: TeamTest, sharer: Membership
) -> None:
    create_performance_result(test=row_of(test, sharer), day=TODAY)
    client.post(url("test-retire", test))
    assert client.get(url("squad-test", test)).status_code == 404
    assert not PerformanceTest.objects.in_use().exists()
    assert PerformanceResult.objects.exists()


@pytest.mark.usefixtures("coach")
def test_test_of_another_team_is_nowhere(client: Client, team: Team, coach: User) -> None:
    other = make_test(team=create_team(), client_id=FORM, facts=JUMP, by=coach, now=NOW)
    for name in ("squad-test", "test-retire"):
        address = reverse(f"coaching:{name}", args=[team.public_id, other.pk])
        assert client.post(address).status_code == 404


@pytest.mark.usefixtures("coach")
def test_query_count_does_not_grow(
    client: Client,
    team: Team,
    test: TeamTest,
    sharer: Membership,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for count in (0, 6):
        for _ in range(count):
            member = create_member(team=team, shares=[DataClass.SESSIONS])
            add_member(athlete=member.athlete, team=team, now=NOW)
        # session, user, team, test; members, their clocks, rows, results; navigation
        with django_assert_num_queries(9):
            client.get(url("squad-test", test))
        with django_assert_num_queries(5):  # session, user, team, tests; navigation
            client.get(reverse("coaching:tests", args=[team.public_id]))
