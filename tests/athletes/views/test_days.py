from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from athletes.models import DayMark, FactChange
from tests.athletes.views.test_today import NAVIGATION, athlete, words
from tests.factories import create_check_in, create_day_mark, create_session

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

__all__ = ["athlete"]  # the fixture

DAY = dt.date(2026, 11, 23)
EVENING = dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)
URL = reverse("athletes:day-mark", args=[DAY])
LOG = reverse("athletes:log")
HTMX = {"HX-Request": "true"}

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _in_the_evening() -> Any:  # noqa: ANN401  (a generator of nothing)
    with time_machine.travel(EVENING, tick=False):
        yield


def tap(
    client: Client, kind: str = "rest", *, url: str = URL, fragment: bool = False, **more: str
) -> Response:
    data = {"client_id": str(uuid.uuid4()), "kind": kind, **more}
    return client.post(url, data, headers=HTMX if fragment else {})


def test_one_tap_makes_a_rest_day(client: Client, athlete: Athlete) -> None:
    response = tap(client, fragment=True)
    html = response.content.decode()
    assert response.status_code == 200
    assert 'id="training"' in html
    assert "<html" not in html
    assert "Rest day Undo" in words(html)
    assert DayMark.objects.get().kind == "rest"


def test_tap_without_a_script_redirects_to_where_it_was(client: Client, athlete: Athlete) -> None:
    assert tap(client)["Location"] == reverse("athletes:today")
    back = tap(client, "travel", back="log")["Location"]
    assert back == reverse("athletes:today")  # that is where today is to be seen
    yesterday = reverse("athletes:day-mark", args=[DAY - dt.timedelta(1)])
    back = tap(client, url=yesterday, back="log")["Location"]
    assert back == f"{LOG}?until=2026-11-22#day-2026-11-22"


def test_undo_makes_the_day_unknown_again(client: Client, athlete: Athlete) -> None:
    tap(client)
    assert "Nothing logged yet" in words(tap(client, "", fragment=True).content.decode())
    assert not DayMark.objects.exists()


def test_refused_tap_says_why(client: Client, athlete: Athlete) -> None:
    create_session(athlete=athlete, day=DAY)
    response = tap(client, fragment=True)
    assert response.status_code == 422
    assert "There is training on this day." in words(response.content.decode())
    response = tap(client)
    shown = words(client.get(response["Location"]).content.decode())
    assert "There is training on this day." in shown
    assert not DayMark.objects.exists()


@pytest.mark.parametrize("data", [{}, {"kind": "rest"}, {"kind": "party", "client_id": "x"}])
def test_tap_that_makes_no_sense_changes_nothing(
    client: Client, athlete: Athlete, data: dict[str, str]
) -> None:
    assert client.post(URL, data, headers=HTMX).status_code == 422
    assert not FactChange.objects.exists()


def test_log_shows_four_weeks_with_unknown_days_and_late_edits(
    client: Client, athlete: Athlete
) -> None:
    create_check_in(athlete=athlete, day=DAY, sleep_hours=7.25, fatigue=2, mood=3)
    create_session(athlete=athlete, day=DAY - dt.timedelta(2), minutes=45, edited_late_at=EVENING)
    create_day_mark(athlete=athlete, day=DAY - dt.timedelta(3))
    response = client.get(LOG)
    shown = words(response.content.decode())
    assert len(response.context["log"].days) == 28
    assert "Check-in, 3 of 8 answered · slept 7:15" in shown
    assert "Training unknown" in shown
    assert "Running · 45 min · felt 5 of 10 · load 225 edited later" in shown
    assert "Rest day" in shown
    assert shown.count("Nothing known") == 25
    assert "Older" not in shown


def test_log_turns_to_older_pages_while_there_are_any(client: Client, athlete: Athlete) -> None:
    create_session(athlete=athlete, day=DAY - dt.timedelta(40))
    html = client.get(LOG).content.decode()
    assert f"{LOG}?until=2026-10-26" in html
    older = client.get(f"{LOG}?until=2026-10-26")
    assert "Running · 60 min" in words(older.content.decode())
    assert older.context["log"].older is None
    for until in ("rubbish", "2027-01-01"):
        assert client.get(f"{LOG}?until={until}").context["log"].is_latest


def test_dutch_log_writes_months_without_a_capital(client: Client, athlete: Athlete) -> None:
    athlete.user.language = "nl"
    athlete.user.save()
    shown = words(client.get(LOG).content.decode())
    assert "Zo 22 nov" in shown
    assert "Toevoegen aan zondag 22 november" in shown


def test_old_days_can_be_edited_but_not_added_to(client: Client, athlete: Athlete) -> None:
    days = client.get(f"{LOG}?until=2026-10-10").context["log"].days
    can_add = {day.day for day in days if day.can_add}
    assert min(can_add) == dt.date(2026, 9, 28)


def test_log_costs_the_same_for_one_day_and_for_all(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # session, user, athlete and time zones; check-ins, marks, sessions, whether there are older
    expected = 8 + NAVIGATION
    create_check_in(athlete=athlete, day=DAY, fatigue=2)
    with django_assert_num_queries(expected):
        client.get(LOG)
    for back in range(1, 40):
        create_check_in(athlete=athlete, day=DAY - dt.timedelta(back), fatigue=2, stress=1)
        create_session(athlete=athlete, day=DAY - dt.timedelta(back))
        create_day_mark(athlete=athlete, day=DAY - dt.timedelta(back), kind="travel")
    with django_assert_num_queries(expected):
        client.get(LOG)


def test_log_names_what_was_done_to_recover(client: Client, athlete: Athlete) -> None:
    create_check_in(
        athlete=athlete, day=DAY, sleep_hours=Decimal("7.25"), recovery_tools=["massage", "nap"]
    )
    create_check_in(athlete=athlete, day=DAY - dt.timedelta(1), sleep_hours=8)
    shown = words(client.get(LOG).content.decode())
    assert "slept 7:15 · massage or foam roller, a nap" in shown
    assert "slept 8:00 Edit" in shown
