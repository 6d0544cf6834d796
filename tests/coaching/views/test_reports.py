from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from coaching.models import DataClass, WarningAction
from recovery.assessments.models import DailyState, Level, RecoveryWarning
from recovery.spreadsheets import as_text
from tests.coaching.factories import TODAY, create_days, create_member, create_state

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

SHARES = [DataClass.SESSIONS, DataClass.BODY]
LENS = 3
MONDAY = TODAY - dt.timedelta(days=7)  # of the week that is over


def week(client: Client, team: Team, *, table: bool = False, **query: str) -> Response:
    name = "coaching:report-week-csv" if table else "coaching:report-week"
    return client.get(reverse(name, args=[team.public_id]), query)


def month(client: Client, member: Membership, *, table: bool = False, **query: str) -> Response:
    name = "coaching:report-month-csv" if table else "coaching:report-month"
    return client.get(reverse(name, args=[member.team.public_id, member.athlete.public_id]), query)


def rows_of(response: Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def create_row(team: Team, name: str, level: int = Level.USUAL, **state: Any) -> Membership:
    """Save somebody with a load of 100 on each day of the last two weeks, and 560 usually."""
    member = create_member(team=team, name=name, shares=SHARES)
    create_state(athlete=member.athlete, lens=LENS, level=level, **state)
    DailyState.objects.filter(athlete=member.athlete).update(load=100, load_usual=560)
    return member


def test_week_that_is_over_is_told_athlete_by_athlete(
    client: Client, team: Team, coach: User
) -> None:
    anna = create_row(team, "Anna", Level.IMBALANCE, opened_on=MONDAY + dt.timedelta(days=2))
    DailyState.objects.filter(athlete=anna.athlete, day=MONDAY).update(answered=False)
    create_row(team, "Bram")
    WarningAction.objects.create(
        athlete=anna.athlete,
        team=team,
        opened_on=MONDAY + dt.timedelta(days=2),
        kind="spoke",
        by=coach,
        at=dt.datetime.combine(MONDAY + dt.timedelta(days=3), dt.time(9), tzinfo=dt.UTC),
    )
    page = week(client, team).content.decode()
    assert "Week of 16 November to 22 November 2026" in page
    assert "13 of 14 check-ins · 1 athlete with a warning" in page
    assert "700 (+25%)" in page  # 7 × 100 beside 560, by hand
    assert "Imbalance, since Wednesday 18 November" in page
    assert "Spoke, Thursday 19 November by Marit" in page
    anna_row, bram_row = rows_of(week(client, team, table=True))
    assert anna_row["Athlete"] == "Anna"
    assert (anna_row["Check-ins"], anna_row["Load (AU)"]) == ("6", "700")
    assert bram_row["Worst of the week"] == "As usual"


def test_week_that_has_begun_expects_what_has_passed(
    client: Client, team: Team, coach: User
) -> None:
    create_row(team, "Anna")
    page = week(client, team, week=TODAY.isoformat()).content.decode()
    assert "1 of 1 check-ins" in page
    assert "100 (" not in page  # one day is not a week, and is not set beside one


@pytest.mark.parametrize("asked", ["nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_nonsense_asks_for_the_usual_week_and_month(
    client: Client, team: Team, coach: User, asked: str
) -> None:
    member = create_row(team, "Anna")
    assert "Week of 16 November" in week(client, team, week=asked).content.decode()
    assert "November 2026" in month(client, member, month=asked).content.decode()


def test_who_shares_nothing_reads_like_who_fills_in_nothing(
    client: Client, team: Team, coach: User
) -> None:
    withholding = create_member(team=team, name="Anna")
    create_state(athlete=withholding.athlete, lens=31, level=Level.PERSISTENT, opened_on=MONDAY)
    WarningAction.objects.create(
        athlete=withholding.athlete, team=team, opened_on=MONDAY, kind="spoke", by=coach
    )
    silent = create_member(team=team, name="Bram", shares=SHARES)
    create_state(athlete=silent.athlete, lens=LENS, level=Level.UNKNOWN, with_days=False)
    create_days(athlete=silent.athlete, lens=LENS, answered=False, level=Level.UNKNOWN)

    first, second = rows_of(week(client, team, table=True, week=TODAY.isoformat()))
    assert first | {"Athlete": ""} == second | {"Athlete": ""}
    pages = [month(client, member).content.decode() for member in (withholding, silent)]
    assert all("Not shared or not filled in" in page for page in pages)
    assert rows_of(month(client, withholding, table=True)) == []


def test_notice_is_as_usual(client: Client, team: Team, coach: User) -> None:
    member = create_row(team, "Anna", Level.NOTICE)
    for page in (week(client, team), month(client, member)):
        assert "As usual" in page.content.decode()
        assert "Take note" not in page.content.decode()


def test_month_is_told_day_by_day_with_its_warnings(
    client: Client, team: Team, coach: User
) -> None:
    member = create_row(team, "Anna", Level.IMBALANCE, opened_on=MONDAY)
    RecoveryWarning.objects.update(closed_on=MONDAY + dt.timedelta(days=3))
    page = month(client, member, month="2026-11").content.decode()
    assert "Anna, November 2026" in page
    assert "14 check-ins · load 1,400 over 14 known days" in page
    assert "Imbalance: Monday 16 November – Wednesday 18 November" in page
    rows = rows_of(month(client, member, table=True, month="2026-11"))
    assert len(rows) == 30
    assert rows[22] | {"Day": "2026-11-23", "Load (AU)": "100.0"} == rows[22]
    assert rows[0]["Load (AU)"] == ""
    october = month(client, member, month="2026-10").content.decode()
    assert "Imbalance" not in october


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"],
)
def test_no_text_becomes_a_formula(client: Client, team: Team, coach: User, text: str) -> None:
    member = create_row(team, text)
    [row] = rows_of(week(client, team, table=True))
    assert row["Athlete"] == f"'{member.athlete.user.name}"
    assert as_text("Anna = fine") == "Anna = fine"


def test_file_is_named_after_what_is_in_it(client: Client, team: Team, coach: User) -> None:
    team.name = 'U19 "Sprint"; x'
    team.save()
    response = week(client, team, table=True)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="U19 _Sprint_ x 2026-11-16.csv"'


def test_query_count_is_the_same_for_one_and_two_hundred(
    client: Client,
    team: Team,
    coach: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    size = 0
    for expected in (1, 10, 200):
        for number in range(size, expected):
            warned = number % 4 == 0
            create_row(
                team,
                f"Athlete {number:03}",
                Level.IMBALANCE if warned else Level.USUAL,
                opened_on=MONDAY if warned else None,
            )
        size = expected
        # session, user, team, members, states, warnings, actions, roles for the navigation
        with django_assert_num_queries(8):
            response = week(client, team)
        assert len(response.context["report"].rows) == expected
    member = team.memberships.select_related("athlete").order_by("pk")[0]
    # session, user, team, member, history: 5, warnings, actions, roles for the navigation
    with django_assert_num_queries(12):
        month(client, member)
