from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse

from athletes.models import DayMark, PlannedSession, Session
from tests.athletes.views.test_today import words
from tests.factories import (
    create_athlete,
    create_day_mark,
    create_overload,
    create_planned,
    create_session,
    create_user,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

pytestmark = pytest.mark.django_db

URL = reverse("athletes:plan")
DAY = dt.date(2026, 11, 25)  # a Wednesday
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
HTMX = {"HX-Request": "true"}
TEAM = uuid.UUID(int=7)


def days(count: int) -> dt.date:
    return DAY + dt.timedelta(days=count)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def athlete(client: Client) -> Athlete:
    athlete = create_athlete()
    client.force_login(athlete.user)
    return athlete


def page(client: Client, query: str = "") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    return words(response.content.decode())


def test_empty_week_says_so_and_offers_to_plan(client: Client, athlete: Athlete) -> None:
    shown = page(client)
    assert "Nothing planned in this week" in shown
    assert "23 November – 29 November 2026" in shown
    assert "Rest on Friday" in shown
    assert "Rest on Monday" not in shown  # it is over


def test_week_tells_what_became_of_the_plan(client: Client, athlete: Athlete) -> None:
    coach = create_user(name="Marit de Vries")
    on_time = create_planned(
        athlete=athlete, day=days(-2), rpe=4, planned_by=coach, planned_for=TEAM
    )
    create_session(athlete=athlete, day=days(-2), minutes=50, rpe=6.5, planned_session=on_time)
    shifted = create_planned(
        athlete=athlete, day=days(-1), original_day=days(-3), title="Hill repeats"
    )
    create_session(athlete=athlete, day=days(-1), planned_session=shifted)
    create_planned(athlete=athlete, day=days(-1), sport="cycling")
    create_session(athlete=athlete, day=days(-2), sport="swimming")
    create_planned(athlete=athlete, day=days(1), kind="rest")
    shown = page(client)
    assert "4 sessions" not in shown
    assert "3 sessions planned, 3:00 hours in all" in shown
    assert "1 on time, 1 shifted, 1 missed and 1 unplanned" in shown
    assert "60 min · meant 4, somewhat hard" in shown
    assert "Done on the day: 50 min · felt 6.5" in shown
    assert "planned by Marit de Vries" in shown
    assert "Hill repeats" in shown
    assert "Moved from Sunday 22 November" in shown
    assert "Not done" in shown
    assert "Done without a plan" in shown


@pytest.mark.parametrize(
    ("mark", "trains", "expected"),
    [
        ("rest", False, "Rested"),
        (None, True, "Trained after all"),
        (None, False, "Not known whether you rested"),
    ],
)
def test_planned_rest_is_rest_only_where_somebody_said_so(
    client: Client, athlete: Athlete, mark: str | None, expected: str, *, trains: bool
) -> None:
    create_planned(athlete=athlete, day=days(-1), kind="rest")
    if mark:
        create_day_mark(athlete=athlete, day=days(-1), kind=mark)
    if trains:
        create_session(athlete=athlete, day=days(-1))
    assert expected in page(client)


def test_conflicts_are_told_while_planning(client: Client, athlete: Athlete) -> None:
    for ahead in range(9):
        create_planned(athlete=athlete, day=days(ahead), rpe=7 if 1 <= ahead <= 3 else 4)
    create_day_mark(athlete=athlete, day=days(2), kind=DayMark.Kind.UNAVAILABLE)
    shown = page(client)
    assert "3 hard days in a row, from Thursday 26 November to Saturday 28 November." in shown
    assert "No rest day in 9 days" in shown
    assert "Training is planned on a day of not being available: Friday 27 November." in shown


def test_overload_says_what_it_does(client: Client, athlete: Athlete) -> None:
    create_overload(athlete=athlete, first_day=days(1), last_day=days(6), why="Training camp")
    assert "a warning asks for more before it opens" in page(client)


def test_move_with_and_without_a_script(client: Client, athlete: Athlete) -> None:
    planned = create_planned(athlete=athlete, day=days(-1), planned_for=TEAM)
    url = reverse("athletes:plan-move", args=[planned.pk])
    response = client.post(f"{url}?week=2026-11-23", {"to": "2026-11-27"})
    assert response["Location"] == f"{URL}?week=2026-11-23"
    response = client.post(f"{url}?week=2026-11-23", {"to": "2026-11-28"}, headers=HTMX)
    assert response.status_code == 200
    shown = words(response.content.decode())
    assert "Moved from Tuesday 24 November" in shown
    assert "<html" not in shown
    planned.refresh_from_db()
    assert planned.day == days(3)


def test_refused_move_is_told_beside_its_day(client: Client, athlete: Athlete) -> None:
    planned = create_planned(athlete=athlete, day=DAY)
    url = reverse("athletes:plan-move", args=[planned.pk])
    for to, problem in (
        ("2026-11-24", "That day is over"),
        ("", "Choose the day"),
        ("soon", "Enter a date, such as 2026-11-23"),
    ):
        response = client.post(url, {"to": to}, headers=HTMX)
        assert response.status_code == 422
        assert problem in words(response.content.decode())
    planned.refresh_from_db()
    assert planned.day == DAY


def test_swap_and_not_being_available(client: Client, athlete: Athlete) -> None:
    create_planned(athlete=athlete, day=DAY)
    create_planned(athlete=athlete, day=days(2), kind="rest")
    client.post(reverse("athletes:plan-swap", args=[DAY]), {"to": days(2).isoformat()})
    assert set(PlannedSession.objects.values_list("kind", "day")) == {
        ("rest", DAY),
        ("training", days(2)),
    }
    away = reverse("athletes:plan-away", args=[days(2)])
    assert "I am available" in words(client.post(away, headers=HTMX).content.decode())
    assert DayMark.objects.get().kind == "unavailable"
    client.post(away, {"away": "no"})
    assert not DayMark.objects.exists()


def test_rest_is_planned_with_one_tap(client: Client, athlete: Athlete) -> None:
    form = {"client_id": uuid.uuid4(), "kind": "rest", "day": days(2).isoformat()}
    response = client.post(reverse("athletes:plan-add"), form)
    assert response["Location"] == f"{URL}?week=2026-11-23"
    assert PlannedSession.objects.get().is_rest


def test_own_plan_is_added_changed_and_taken_out(client: Client, athlete: Athlete) -> None:
    form = {
        "client_id": str(uuid.uuid4()),
        "kind": "active_recovery",
        "day": days(2).isoformat(),
        "sport": "walking",
        "minutes": "30",
        "rpe": "1.5",
    }
    client.post(reverse("athletes:plan-add"), form)
    planned = PlannedSession.objects.get()
    assert (planned.minutes, planned.rpe, planned.is_own) == (30, Decimal("1.5"), True)
    url = reverse("athletes:plan-edit", args=[planned.pk])
    assert 'value="30"' in client.get(url).content.decode()
    client.post(url, form | {"minutes": "45"})
    planned.refresh_from_db()
    assert planned.minutes == 45
    client.post(reverse("athletes:plan-delete", args=[planned.pk]))
    assert not PlannedSession.objects.exists()


def test_refused_plan_keeps_what_was_typed(client: Client, athlete: Athlete) -> None:
    form = {
        "client_id": str(uuid.uuid4()),
        "kind": "training",
        "day": days(2).isoformat(),
        "sport": "running",
        "minutes": "an hour",
        "title": "Easy run",
    }
    response = client.post(reverse("athletes:plan-add"), form)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="an hour"' in html
    assert 'value="Easy run"' in html
    assert "Choose how hard it should be" in html
    assert "Enter a whole number" in html


def test_coachs_plan_cannot_be_changed_by_the_athlete(client: Client, athlete: Athlete) -> None:
    planned = create_planned(athlete=athlete, day=DAY, planned_for=TEAM)
    for name in ("plan-edit", "plan-delete"):
        url = reverse(f"athletes:{name}", args=[planned.pk])
        assert client.post(url).status_code == 404
    assert PlannedSession.objects.exists()


def test_today_offers_to_log_what_is_planned(client: Client, athlete: Athlete) -> None:
    planned = create_planned(athlete=athlete, day=DAY, minutes=75, rpe=4, title="Hill repeats")
    create_planned(athlete=athlete, day=days(-1), kind="rest")
    shown = words(client.get(reverse("athletes:today")).content.decode())
    assert "Hill repeats · 75 min · meant 4, somewhat hard Log it" in shown
    assert "Rest is planned" in shown
    create_session(athlete=athlete, day=DAY, planned_session=planned)
    shown = words(client.get(reverse("athletes:today")).content.decode())
    assert "Log it" not in shown


def test_planned_session_prefills_the_form_but_for_how_it_felt(
    client: Client, athlete: Athlete
) -> None:
    planned = create_planned(
        athlete=athlete, day=DAY, minutes=75, rpe=4, sport="rowing", kind="competition"
    )
    url = reverse("athletes:session-add")
    form = client.get(f"{url}?planned={planned.pk}").context["form"]
    initial = {name: form[name].value() for name in ("planned_session", "sport", "kind", "rpe")}
    assert initial == {
        "planned_session": planned.pk,
        "sport": "rowing",
        "kind": "competition",
        "rpe": None,
    }
    sent = {
        "client_id": uuid.uuid4(),
        "planned_session": planned.pk,
        "sport": "rowing",
        "kind": "competition",
        "when": "today",
        "minutes": "70",
        "rpe": "6",
    }
    client.post(url, sent)
    session = Session.objects.get()
    assert session.planned_session == planned
    assert client.post(url, sent).status_code == 302  # a double click
    # Once more for another session: it has been done.
    refused = client.post(url, sent | {"client_id": uuid.uuid4()})
    assert refused.status_code == 422
    assert "no longer in your plan" in words(refused.content.decode())
    # Edited, it stays what it was.
    edit = reverse("athletes:session-edit", args=[session.pk])
    assert client.get(edit).context["form"]["planned_session"].value() == planned.pk


def test_what_was_missed_weeks_ago_can_still_be_logged_as_planned(
    client: Client, athlete: Athlete
) -> None:
    planned = create_planned(athlete=athlete, day=days(-30))
    url = reverse("athletes:session-add")
    assert client.get(f"{url}?planned={planned.pk}").context["form"]["planned_session"].value()
    sent = {
        "client_id": uuid.uuid4(),
        "planned_session": planned.pk,
        "sport": "running",
        "kind": "training",
        "when": "earlier",
        "earlier_day": days(-29).isoformat(),
        "minutes": "70",
    }
    assert client.post(url, sent).status_code == 302
    assert "1 shifted" in page(client, f"?week={days(-30).isoformat()}")
    for nonsense in ("soon", "9" * 40, "-1"):
        assert client.get(f"{url}?planned={nonsense}").status_code == 200


def test_start_of_a_plan_is_kept_shown_and_taken_over_once_it_is_past(
    client: Client, athlete: Athlete
) -> None:
    sent = {
        "client_id": uuid.uuid4(),
        "kind": "training",
        "day": DAY,
        "sport": "running",
        "minutes": "60",
        "rpe": "4",
        "starts_at": "18:30",
    }
    assert client.post(reverse("athletes:plan-add"), sent).status_code == 302
    planned = PlannedSession.objects.get()
    assert planned.starts_at == dt.time(18, 30)
    assert "18:30 · 60 min · meant 4" in page(client)

    def prefilled() -> object:
        url = f"{reverse('athletes:session-add')}?planned={planned.pk}"
        return client.get(url).context["form"]["start_time"].value()

    assert not prefilled()  # a session that has not begun cannot be logged
    PlannedSession.objects.update(starts_at=dt.time(9))
    assert prefilled() == dt.time(9)


def test_rest_has_no_start(client: Client, athlete: Athlete) -> None:
    sent = {"client_id": uuid.uuid4(), "kind": "rest", "day": DAY, "starts_at": "soon"}
    assert client.post(reverse("athletes:plan-add"), sent).status_code == 302
    assert PlannedSession.objects.get().starts_at is None


def test_plan_of_somebody_else_cannot_be_fulfilled(client: Client, athlete: Athlete) -> None:
    foreign = create_planned(athlete=create_athlete(), day=DAY)
    sent = {
        "client_id": uuid.uuid4(),
        "planned_session": foreign.pk,
        "sport": "rowing",
        "kind": "training",
        "when": "today",
        "minutes": "70",
    }
    assert client.post(reverse("athletes:session-add"), sent).status_code == 422
    assert not Session.objects.exists()


def test_week_costs_the_same_whatever_is_planned(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    coach = create_user()
    for rows in (0, 1, 10):
        for number in range(rows):
            planned = create_planned(
                athlete=athlete, day=days(-2), planned_by=coach, planned_for=TEAM
            )
            create_session(athlete=athlete, day=days(-2), planned_session=planned)
            create_session(athlete=athlete, day=days(number - 2))
            create_day_mark(athlete=athlete, day=days(rows + number), kind="travel")
        # session, user, athlete with time zones, plan, sessions, marks, overloads, navigation
        with django_assert_num_queries(9):
            client.get(URL)


@pytest.mark.parametrize("query", ["?week=1900-01-01", "?week=9998-12-31", "?week=soon"])
def test_any_week_that_a_link_asks_for_is_shown(
    client: Client, athlete: Athlete, query: str
) -> None:
    page(client, query)


def test_dutch_words_of_the_scale(client: Client) -> None:
    athlete = create_athlete(user=create_user(language="nl"))
    client.force_login(athlete.user)
    create_planned(athlete=athlete, day=DAY, rpe=4)
    assert "4, vrij zwaar" in page(client)
