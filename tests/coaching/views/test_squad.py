from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from athletes.models import FactChange
from coaching.models import DataClass
from coaching.services.consent import withdraw
from coaching.squad import MEASURES
from coaching.squad_words import CODES
from recovery.assessments.models import Calculation, DailyState, Level
from recovery.assessments.services import assess
from recovery.engine import ITEM_CODES
from recovery.figures import Cell
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_days,
    create_member,
    create_state,
)
from tests.factories import create_athlete, create_check_in, create_day_mark

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

SHARES = [DataClass.SESSIONS, DataClass.BODY]
LENS = 3
HTMX = {"HX-Request": "true"}


def url(team: Team) -> str:
    return reverse("coaching:squad", args=[team.public_id])


def create_row(
    team: Team, name: str, level: int = Level.USUAL, *, opened: int | None = None, **state: Any
) -> Membership:
    member = create_member(team=team, name=name, shares=SHARES)
    opened_on = None if opened is None else TODAY - dt.timedelta(days=opened)
    create_state(athlete=member.athlete, lens=LENS, level=level, opened_on=opened_on, **state)
    return member


def names(response: Response) -> list[str]:
    return re.findall(r'<div><a href="[^"]*">([^<]+)', response.content.decode())


def row_of(response: Response, name: str) -> str:
    rows = re.findall(r'<li class="squad-row.*?</li>', response.content.decode(), re.DOTALL)
    (found,) = [str(row) for row in rows if f">{name}</a>" in row]
    return found


def cells(row: str) -> list[Cell]:
    found = re.search(r'data-codes="(\w+)"', row)
    return [Cell(CODES.index(letter)) for letter in found[1]] if found else []


def change(member: Membership, back: int, **fields: Any) -> None:
    day = TODAY - dt.timedelta(days=back)
    DailyState.objects.filter(athlete=member.athlete, day=day).update(**fields)


def items(**given: float) -> list[float]:
    return [given.get(code, float("nan")) for code in ITEM_CODES]


# --- what a row says -----------------------------------------------------------------------------


def test_page_opens_with_who_needs_a_look_and_puts_them_first(
    client: Client, coach: User, team: Team
) -> None:
    create_row(team, "Anna")
    create_row(team, "Bram", Level.IMBALANCE, opened=2)
    create_row(team, "Cas", Level.PERSISTENT, opened=8)
    create_member(team=team, name="Dirk")
    response = client.get(url(team))
    page = response.content.decode()
    assert "Two athletes need a look" in page
    assert names(response) == ["Cas", "Bram", "Dirk", "Anna"]
    assert "<small>Imbalance · day 3</small>" in row_of(response, "Bram")
    assert "is-act" in row_of(response, "Cas")
    assert "U19 Sprint · 27 October – 23 November, 100% of days filled in" in page


def test_each_day_is_a_cell_and_a_day_without_answers_is_a_gap(
    client: Client, coach: User, team: Team
) -> None:
    member = create_row(team, "Noor", with_days=False)
    create_days(athlete=member.athlete, lens=LENS, count=5)
    change(member, 1, level=Level.IMBALANCE)
    change(member, 2, answered=False)
    change(member, 3, level=Level.NOTICE)  # the athlete's own business
    change(member, 4, level=Level.UNKNOWN)
    row = row_of(client.get(url(team), {"weeks": "2"}), "Noor")
    assert cells(row) == [Cell.BLANK] * 9 + [
        Cell.UNKNOWN,
        Cell.USUAL,
        Cell.GAP,
        Cell.WATCH,
        Cell.USUAL,
    ]
    assert ">4/5</div>" in row
    assert "<title>Answers on 4 of 5 days; worth a look on 1, act on 0.</title>" in row
    for class_name in ("cell-gap", "cell-usual", "cell-watch", "cell-unknown"):
        assert class_name in row


def test_who_has_yet_to_answer_today_has_not_missed_it(
    client: Client, coach: User, team: Team
) -> None:
    member = create_row(team, "Noor", with_days=False)
    create_days(athlete=member.athlete, lens=LENS, count=3)
    change(member, 0, answered=False)
    response = client.get(url(team))
    assert ">2/2</div>" in row_of(response, "Noor")
    assert "Today: no answer yet" in row_of(response, "Noor")
    assert "100% of days filled in" in response.content.decode()


@pytest.mark.parametrize(
    ("response", "said"),
    [(0.4, "within"), (0.6, "below"), (-0.6, "above")],
)
def test_today_is_a_dot_on_the_band(
    client: Client, coach: User, team: Team, response: float, said: str
) -> None:
    member = create_row(team, "Noor")
    change(member, 0, response=response)
    row = row_of(client.get(url(team)), "Noor")
    assert f"Today: {said} their own normal" in row
    assert "is-today" in row


def test_load_and_items_stand_beside_the_own_usual(client: Client, coach: User, team: Team) -> None:
    member = create_row(team, "Noor", with_days=False)
    create_days(athlete=member.athlete, lens=LENS, count=3)
    change(member, 0, load=450, load_usual=1500)
    change(member, 1, load=0, load_usual=1500)
    normal = {"item_normals": items(sleep_hours=8), "item_sds": items(sleep_hours=0.5)}
    change(member, 0, item_values=items(sleep_hours=6.75), **normal)
    change(member, 1, item_values=items(sleep_hours=8.25), **normal)

    response = client.get(url(team), {"measure": "load"})
    row = row_of(response, "Noor")
    assert cells(row)[-3:] == [Cell.GAP, Cell.NOUGHT, Cell.MUCH]
    assert 'data-values="' + ";" * 26 + '0;450"' in row
    assert "load {value}: up to a tenth" in response.content.decode()
    assert ">2/3</div>" in row

    row = row_of(client.get(url(team), {"measure": "sleep_hours"}), "Noor")
    assert cells(row)[-3:] == [Cell.GAP, Cell.NOUGHT, Cell.MUCH]
    assert 'data-values="' + ";" * 26 + '8.25;6.75"' in row


def test_what_a_cell_says_is_told_for_every_kind_that_is_drawn(
    client: Client, coach: User, team: Team
) -> None:
    create_row(team, "Noor")
    for measure in MEASURES:
        page = client.get(url(team), {"measure": measure}).content.decode()
        found = re.search(r'data-spoken="([^"]+)" data-days="([^"]+)"', page)
        assert found
        spoken = json.loads(html.unescape(found[1]))
        assert len(json.loads(html.unescape(found[2]))) == 28
        assert set("bgu" if measure == "status" else "bgnsm") <= set(spoken)


# --- what is not shared -------------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES)
def test_who_does_not_share_looks_like_who_never_filled_in(
    client: Client, coach: User, team: Team, measure: str
) -> None:
    private = create_member(team=team, name="Noor", athlete=create_athlete(name="Noor"))
    create_check_in(athlete=private.athlete, day=TODAY, fatigue=1)
    silent = create_member(team=team, name="Noor", shares=SHARES)
    silent.athlete.lenses.create(classes=LENS)
    assess(athlete_ids=[private.athlete_id, silent.athlete_id], now=NOW)
    response = client.get(url(team), {"measure": measure})
    rows = re.findall(r'<li class="squad-row.*?</li>', response.content.decode(), re.DOTALL)
    one, other = (re.sub(r"athletes/[0-9a-f-]+/", "", row) for row in rows)
    assert one == other
    assert "Not shared or not filled in" in one
    assert "data-codes" not in one
    assert "cell-" not in one


def test_class_that_is_not_shared_is_blank_while_a_missing_day_is_a_gap(
    client: Client, coach: User, team: Team
) -> None:
    member = create_member(team=team, name="Noor", shares=SHARES)
    member.athlete.lenses.create(classes=LENS)
    for back in (3, 2, 0):
        day = TODAY - dt.timedelta(days=back)
        create_check_in(athlete=member.athlete, day=day, fatigue=4, mood=4)
    assess(athlete_ids=[member.athlete_id], now=NOW)
    row = row_of(client.get(url(team), {"measure": "fatigue"}), "Noor")
    assert cells(row)[-4:] == [Cell.NOUGHT, Cell.NOUGHT, Cell.GAP, Cell.NOUGHT]
    row = row_of(client.get(url(team), {"measure": "mood"}), "Noor")
    assert cells(row) == []
    assert "Not shared or not filled in" in row


def test_what_is_taken_back_is_gone_at_the_next_request(
    client: Client, coach: User, team: Team
) -> None:
    member = create_member(team=team, name="Noor", shares=[DataClass.BODY])
    create_state(
        athlete=member.athlete, lens=DataClass.BODY, level=Level.IMBALANCE, opened_on=TODAY
    )
    assert cells(row_of(client.get(url(team)), "Noor"))
    withdraw(
        athlete=member.athlete,
        team=team,
        data_class=DataClass.BODY,
        by=member.athlete.user,
        now=NOW,
    )
    response = client.get(url(team))
    assert "Imbalance" not in row_of(response, "Noor")
    assert cells(row_of(response, "Noor")) == []


# --- who is silent, away or behind ----------------------------------------------------------------


def test_silence_absence_and_failure_are_said_as_in_the_queue(
    client: Client, coach: User, team: Team
) -> None:
    silent = create_row(team, "Silent", Level.UNKNOWN, with_days=False)
    create_days(athlete=silent.athlete, lens=LENS, count=6)
    for back in range(4):
        change(silent, back, answered=False)
    away = create_row(team, "Away")
    create_day_mark(athlete=away.athlete, day=TODAY, kind="travel")
    failed = create_row(team, "Failed")
    Calculation.objects.filter(athlete=failed.athlete).update(set_aside_at=NOW)
    behind = create_row(team, "Behind")
    FactChange.objects.create(
        athlete=behind.athlete, from_day=TODAY, reason=FactChange.Reason.CHECK_IN
    )
    FactChange.objects.update(created_at=NOW - dt.timedelta(hours=1))
    response = client.get(url(team))
    assert "<small>No check-in for 4 days</small>" in row_of(response, "Silent")
    assert "<small>Travelling</small>" in row_of(response, "Away")
    assert "<small>Could not be computed</small>" in row_of(response, "Failed")
    assert "squad-row is-stale" in row_of(response, "Behind")
    assert "They have lost their colour" in response.content.decode()


# --- choosing -----------------------------------------------------------------------------------


def test_only_a_group_is_shown_and_the_others_are_not(
    client: Client, coach: User, team: Team
) -> None:
    create_row(team, "Anna")
    create_row(team, "Bram", Level.IMBALANCE, opened=2)
    assert names(client.get(url(team), {"status": "needs-a-look"})) == ["Bram"]
    assert names(client.get(url(team), {"status": "usual"})) == ["Anna"]
    nobody = client.get(url(team), {"status": "no-data"})
    assert names(nobody) == []
    assert "Nobody stands in what you chose" in nobody.content.decode()
    assert "One athlete needs a look" in nobody.content.decode()


def test_order_follows_the_choice(client: Client, coach: User, team: Team) -> None:
    anna = create_row(team, "Anna")
    create_row(team, "bram", Level.IMBALANCE, opened=2)
    create_row(team, "Cas")
    create_member(team=team, name="Dirk")
    change(anna, 5, answered=False)
    assert names(client.get(url(team))) == ["bram", "Dirk", "Anna", "Cas"]
    assert names(client.get(url(team), {"sort": "name"})) == ["Anna", "bram", "Cas", "Dirk"]
    # Of whom nothing can be said comes last: it may be theirs to keep.
    assert names(client.get(url(team), {"sort": "answers"})) == ["Anna", "bram", "Cas", "Dirk"]


def test_choice_swaps_the_squad_alone_and_gives_it_an_address(
    client: Client, coach: User, team: Team
) -> None:
    create_row(team, "Anna")
    asked = {"measure": "load", "weeks": "4", "sort": "need", "status": ""}
    response = client.get(url(team), asked, headers=HTMX)
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="squad"')
    assert "<html" not in page
    assert response["HX-Push-Url"] == f"{url(team)}?measure=load"
    assert "HX-Request" in response["Vary"]
    whole = client.get(url(team), asked)
    assert "HX-Push-Url" not in whole
    assert "<html" in whole.content.decode()


def test_team_without_athletes_says_what_comes(client: Client, coach: User, team: Team) -> None:
    page = client.get(url(team)).content.decode()
    assert "Nobody is in this team yet" in page
    assert "Your club adds athletes to it" in page


# --- what it costs ------------------------------------------------------------------------------


def test_query_count_is_the_same_for_one_ten_and_two_hundred(
    client: Client,
    team: Team,
    coach: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    size = 0
    for expected in (1, 10, 200):
        for number in range(size, expected):
            level, opened = (Level.IMBALANCE, 2) if number % 4 == 0 else (Level.USUAL, None)
            create_row(team, f"Athlete {number:03}", level, opened=opened)
        size = expected
        for measure in ("status", "load", "mood"):
            # session, user, team, members, time zones, what is known of their days, who is away,
            # roles for the navigation
            with django_assert_num_queries(8):
                response = client.get(url(team), {"measure": measure})
            assert len(names(response)) == expected


# --- the same in words ----------------------------------------------------------------------------


def table_of(response: Response) -> list[list[str]]:
    """Return the cells of the table, row by row, its head first."""
    rows = re.findall(r"<tr>.*?</tr>", response.content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub("<[^>]+>", "", cell)) for cell in row] for row in cells]


def test_table_says_in_words_what_the_map_draws(client: Client, coach: User, team: Team) -> None:
    member = create_row(team, "Noor", with_days=False)
    create_days(athlete=member.athlete, lens=LENS, count=3)
    change(member, 1, answered=False)
    change(member, 0, level=Level.IMBALANCE)
    create_member(team=team, name="Dirk")
    response = client.get(url(team), {"view": "table", "weeks": "2"})
    head, *rows = table_of(response)
    assert head[:3] == ["Athlete", "Today", "Filled in"]
    assert head[3] == "Tue 10 November"
    assert head[-1] == "Mon 23 November"
    assert rows[0] == ["Dirk", "No answers", "–", "Not shared or not filled in"]
    assert rows[1][:3] == ["Noor", "As usual", "2/3"]
    assert rows[1][3:] == [""] * 11 + ["as usual", "no answers", "worth a look"]
    assert "data-codes" not in response.content.decode()
    # The way back is the address without anything.
    assert f'href="{url(team)}?weeks=2"' in response.content.decode()


def test_table_of_an_amount_has_its_values_and_what_they_mean(
    client: Client, coach: User, team: Team
) -> None:
    member = create_row(team, "Noor", with_days=False)
    create_days(athlete=member.athlete, lens=LENS, count=2)
    change(
        member,
        0,
        item_values=items(sleep_hours=7.5),
        item_normals=items(sleep_hours=8),
        item_sds=items(sleep_hours=0.8),
    )
    response = client.get(url(team), {"view": "table", "measure": "sleep_hours"})
    row = table_of(response)[1]
    assert row[-2:] == ["nothing filled in", "7.5 h: a little worse than usual for them"]


def test_what_is_typed_into_a_name_is_only_ever_text(
    client: Client, coach: User, team: Team
) -> None:
    create_row(team, "<b>Noor</b> & {status}")
    for view in ("map", "table"):
        page = client.get(url(team), {"view": view}).content.decode()
        assert "&lt;b&gt;Noor&lt;/b&gt; &amp; {status}</a>" in page
        assert "<b>Noor" not in page
