from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse

from athletes.models import DayMark
from tests.factories import (
    create_athlete,
    create_check_in,
    create_day_mark,
    create_session,
    create_user,
)

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

URL = reverse("athletes:today")
DAY = dt.date(2026, 11, 23)
MORNING = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)  # 08:00 in Amsterdam
# session, user, athlete with time zones, check-in, recent answers, sessions, day marks,
# planned, the week that is asked about
QUERIES = 10
NAVIGATION, AUDIENCE, MESSAGES = 1, 1, 1  # of the floor above, for an athlete without a team


@pytest.fixture
def athlete(client: Client) -> Athlete:
    athlete = create_athlete()
    client.force_login(athlete.user)
    return athlete


def words(html: str) -> str:
    """Return what a reader sees, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(client: Client, query: str = "") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    return words(response.content.decode())


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_first_day_greets_by_name_and_offers_the_form(client: Client, athlete: Athlete) -> None:
    html = client.get(URL).content.decode()
    shown = words(html)
    assert "Good morning, Noor" in shown
    assert "Monday 23 November" in shown
    assert "your usual" not in shown
    assert "checked" not in html
    assert "Nothing logged yet" in shown
    assert "Did you train?" in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("time_zone", "hour", "expected"),
    [
        ("Europe/Amsterdam", 4, "Good morning"),  # 05:00
        ("Europe/Amsterdam", 11, "Good afternoon"),  # 12:00
        ("Europe/Amsterdam", 17, "Good evening"),  # 18:00
        ("Pacific/Kiritimati", 16, "Good morning, Noor Tuesday 24 November"),  # 06:00
        ("Pacific/Pago_Pago", 10, "Good evening, Noor Sunday 22 November"),  # 23:00
    ],
)
def test_greeting_and_date_are_those_of_the_athletes_clock(
    client: Client, time_zone: str, hour: int, expected: str
) -> None:
    athlete = create_athlete(time_zone=time_zone)
    client.force_login(athlete.user)
    with time_machine.travel(dt.datetime(2026, 11, 23, hour, tzinfo=dt.UTC), tick=False):
        assert expected in page(client)


@pytest.mark.django_db
def test_before_four_the_athlete_may_still_mean_yesterday(client: Client, athlete: Athlete) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 2, 59, tzinfo=dt.UTC), tick=False):
        assert "Still Sunday" in page(client)
        asked = client.get(f"{URL}?day=2026-11-22")
        assert asked.context["day"] == dt.date(2026, 11, 22)
        assert client.get(f"{URL}?day=2026-11-21").context["day"] == DAY
    with time_machine.travel(dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC), tick=False):
        assert "Still Sunday" not in page(client)
        assert client.get(f"{URL}?day=2026-11-22").context["day"] == DAY


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_usual_answers_stand_beside_the_questions(client: Client, athlete: Athlete) -> None:
    for back in range(1, 8):
        create_check_in(athlete=athlete, day=DAY - dt.timedelta(back), sleep_hours=7.83, fatigue=4)
    shown = page(client)
    assert "you usually sleep 7:50" in shown
    assert "your usual: fresh" in shown


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_saved_check_in_shows_feedback_and_a_way_to_edit(client: Client, athlete: Athlete) -> None:
    create_check_in(athlete=athlete, day=DAY, fatigue=2)
    shown = page(client)
    assert "Your check-in is saved" in shown
    assert "1 of 7 check-ins so far." in shown
    assert "Edit answers" in shown
    assert "always tired" not in shown


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_red_flags_lead_to_medical_help(client: Client, athlete: Athlete) -> None:
    create_check_in(athlete=athlete, day=DAY, fatigue=2, red_flags=["chest_pain"])
    shown = page(client)
    assert "belongs with a doctor, today" in shown
    assert "113" not in shown


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_thoughts_of_self_harm_lead_to_somebody_to_talk_to(
    client: Client, athlete: Athlete
) -> None:
    create_check_in(athlete=athlete, day=DAY, fatigue=2, red_flags=["self_harm"])
    shown = page(client)
    assert "113 listens day and night" in shown
    assert "Do not train" not in shown


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_training_of_two_days_and_the_load_of_the_week(client: Client, athlete: Athlete) -> None:
    create_session(athlete=athlete, day=DAY, minutes=60, rpe=6.5)
    create_session(athlete=athlete, day=DAY, minutes=30, rpe=None)
    create_session(athlete=athlete, day=DAY - dt.timedelta(1), minutes=90, rpe=4)
    shown = page(client)
    assert "Running · 60 min · felt 6.5 of 10 · load 390" in shown
    assert "Rate it" in shown
    assert "Running · 90 min · felt 4 of 10 · load 360" in shown
    assert "Load today 390" in shown
    assert "This week so far 390 in 2 sessions" in shown  # Sunday was last week
    assert "1 session still has to be rated" in shown


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_marked_day_shows_its_mark_and_can_be_undone(client: Client, athlete: Athlete) -> None:
    create_day_mark(athlete=athlete, day=DAY, kind=DayMark.Kind.ILL)
    shown = page(client)
    assert "Ill Undo" in shown


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_today_costs_the_same_whatever_was_logged(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(QUERIES + NAVIGATION + MESSAGES):
        client.get(URL)
    for back in range(30):
        create_check_in(athlete=athlete, day=DAY - dt.timedelta(back), fatigue=3, stress=3)
        create_session(athlete=athlete, day=DAY - dt.timedelta(back))
    create_session(athlete=athlete, day=DAY)
    create_day_mark(athlete=athlete, day=DAY, kind=DayMark.Kind.TRAVEL)
    with django_assert_num_queries(QUERIES + NAVIGATION + AUDIENCE + MESSAGES):
        client.get(URL)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "name", "args"),
    [
        ("get", "today", []),
        ("get", "log", []),
        ("get", "check-in", [DAY]),
        ("post", "check-in", [DAY]),
        ("post", "check-in-delete", [DAY]),
        ("get", "session-add", []),
        ("get", "session-edit", [1]),
        ("post", "session-delete", [1]),
        ("post", "day-mark", [DAY]),
    ],
)
def test_who_is_no_athlete_finds_nothing_here(
    client: Client, method: str, name: str, args: list[object]
) -> None:
    url = reverse(f"athletes:{name}", args=args)
    assert getattr(client, method)(url).status_code == 302  # to the login page
    client.force_login(create_user())
    assert getattr(client, method)(url).status_code == 404


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_dutch_reader_gets_the_dutch_questionnaire(client: Client) -> None:
    athlete = create_athlete(user=create_user(language="nl"))
    client.force_login(athlete.user)
    shown = page(client)
    assert "Maandag 23 november" in shown
    assert "steeds moe" in shown
