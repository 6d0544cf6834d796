from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from athletes.models import Shoe
from athletes.shoes import rack
from tests.athletes.views.test_today import words
from tests.factories import create_athlete, create_session, create_shoe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete, Session
    from athletes.shoes import Pair

pytestmark = pytest.mark.django_db

URL, ADD = reverse("athletes:shoes"), reverse("athletes:shoe-add")
DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def athlete(client: Client) -> Athlete:
    athlete = create_athlete()
    client.force_login(athlete.user)
    return athlete


def ago(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


def page(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return words(response.content.decode())


def post(client: Client, url: str = ADD, **values: Any) -> Response:
    sent = {
        "client_id": str(uuid.uuid4()),
        "name": "Blue ones",
        "sport": "running",
        "first_day": "2026-11-20",
    }
    return client.post(url, sent | values)


def act(client: Client, shoe: Shoe, do: str) -> str:
    response = client.post(reverse("athletes:shoe-act", args=[shoe.pk]), {"do": do}, follow=True)
    assert response.status_code == 200
    return words(response.content.decode())


def run(athlete: Athlete, shoe: Shoe | None, kilometres: float | None, day: dt.date) -> Session:
    distance_m = None if kilometres is None else int(1000 * kilometres)
    return create_session(athlete=athlete, day=day, shoe=shoe, distance_m=distance_m)


def pairs(athlete: Athlete) -> dict[str, Pair]:
    shown = rack(athlete, today=DAY)
    found = [pair for sport in shown.sports for pair in sport.pairs] + shown.retired
    return {pair.shoe.name: pair for pair in found}


def test_before_the_first_pair_the_page_says_what_it_is_for(
    client: Client, athlete: Athlete
) -> None:
    shown = page(client)
    assert "No pairs yet" in shown
    assert "Add a pair" in shown


def test_adding_a_pair_shows_it_with_what_it_had_gone(client: Client, athlete: Athlete) -> None:
    response = post(client, start_km="312,5", check_at_km="700", is_default="on")
    assert (response.status_code, response["Location"]) == (302, URL)
    shoe = Shoe.objects.get()
    assert (shoe.start_m, shoe.check_at_m, shoe.is_default) == (312_500, 700_000, True)
    shown = page(client)
    assert "Blue ones usual pair" in shown
    assert "313 km" in shown  # to the even kilometre, half up
    assert "Look at the soles at 700 km: 388 km to go" in shown
    assert "Your next one in this sport counts." in shown


def test_form_of_a_new_pair_starts_with_the_sport_of_the_last_session(
    client: Client, athlete: Athlete
) -> None:
    create_session(athlete=athlete, day=ago(1), sport="cycling")
    form = client.get(ADD).context["form"]
    assert (form["sport"].value(), form["is_default"].value()) == ("cycling", True)
    create_shoe(athlete=athlete, first_day=DAY, sport="cycling")
    assert client.get(ADD).context["form"]["is_default"].value() is False


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"name": " "}, "Give them a name."),
        ({"name": "x" * 61}, "Ensure this value has at most 60 characters"),
        ({"first_day": "2026-11-24"}, "That day has not begun yet."),
        ({"first_day": "soon"}, "Enter a date, such as 2026-11-23."),
        ({"first_day": "1999-01-01"}, "That day is before your date of birth."),
        ({"start_km": "5000.1"}, "Enter a number from 0 to 5000."),
        ({"check_at_km": "0.5"}, "Enter a number from 1 to 5000."),
        ({"check_at_km": "many"}, "Enter a number, such as 7.5."),
        ({"sport": "chess"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_keeps_what_was_typed(
    client: Client, athlete: Athlete, sent: dict[str, str], problem: str
) -> None:
    response = post(client, **{"start_km": "12,5", **sent})
    html = response.content.decode()
    assert response.status_code == 422
    assert problem in words(html)
    assert f'value="{sent.get("start_km", "12,5")}"' in html
    assert not Shoe.objects.exists()


def test_editing_shows_what_is_saved_and_replaces_it(client: Client, athlete: Athlete) -> None:
    shoe = create_shoe(athlete=athlete, first_day=ago(9), start_m=90_500, check_at_m=600_000)
    url = reverse("athletes:shoe-edit", args=[shoe.pk])
    html = client.get(url).content.decode()
    for value in ('value="Blue ones"', 'value="2026-11-14"', 'value="90.5"', 'value="600"'):
        assert value in html
    assert post(client, url, name="Grey ones").status_code == 302
    shoe.refresh_from_db()
    assert (shoe.name, shoe.start_m, shoe.check_at_m) == ("Grey ones", 0, None)
    assert not shoe.is_default


def test_distance_is_that_at_the_start_and_of_every_session_in_it(
    client: Client, athlete: Athlete
) -> None:
    blue = create_shoe(athlete=athlete, first_day=ago(400), start_m=100_000)
    for kilometres, day in ((10.2, ago(390)), (8.4, ago(3)), (12.0, ago(3))):
        run(athlete, blue, kilometres, day)
    run(athlete, None, 50, ago(2))
    run(create_athlete(name="Somebody else"), None, 50, ago(2))
    pair = pairs(athlete)["Blue ones"]
    assert pair.kilometres == pytest.approx(130.6)
    assert (pair.times, pair.last_day, pair.is_at_least) == (3, ago(3), False)
    assert "3 sessions, the last on 20 November 2026" in page(client)


def test_session_without_a_distance_makes_it_at_least(client: Client, athlete: Athlete) -> None:
    shoe = create_shoe(athlete=athlete, first_day=ago(40))
    run(athlete, shoe, 10, ago(3))
    assert "at least" not in page(client)
    run(athlete, shoe, None, ago(2))
    assert "at least 10 km" in page(client)


def test_rotation_and_shares_are_of_four_weeks_and_of_one_sport(
    client: Client, athlete: Athlete
) -> None:
    blue = create_shoe(athlete=athlete, first_day=ago(90))
    red = create_shoe(athlete=athlete, first_day=ago(90), name="Red ones", is_default=False)
    wheels = create_shoe(athlete=athlete, first_day=ago(90), name="Cleats", sport="cycling")
    for shoe, kilometres, day in (
        (blue, 30, ago(27)),
        (red, 10, DAY),
        (red, 300, ago(28)),  # one day too long ago
        (wheels, 80, ago(1)),
    ):
        run(athlete, shoe, kilometres, day)
    shown = pairs(athlete)
    assert [shown[name].share_percent for name in ("Blue ones", "Red ones", "Cleats")] == [
        75,
        25,
        100,
    ]
    running, cycling = rack(athlete, today=DAY).sports
    assert running.rotation == pytest.approx(1 - 0.75**2 - 0.25**2)
    assert cycling.rotation == 0
    text = page(client)
    assert "Rotation over four weeks: 0.38." in text
    assert text.count("Rotation over four weeks") == 1  # one pair does not rotate
    assert reverse("methods:card", args=["shoe-rotation"]) in client.get(URL).content.decode()


def test_look_at_the_soles_is_asked_for_at_the_athletes_own_distance_and_put_off(
    client: Client, athlete: Athlete
) -> None:
    shoe = create_shoe(athlete=athlete, first_day=ago(90), start_m=690_000, check_at_m=700_000)
    session = run(athlete, shoe, 9.9, ago(20))
    assert "You wanted to look at these" not in page(client)
    session.distance_m = 10_000
    session.save()
    assert "You wanted to look at these at 700 km." in page(client)
    shown = act(client, shoe, "looked")
    assert "Blue ones: we bring it up again in 100 km." in shown
    assert "You wanted to look at these" not in shown
    assert "Look at the soles at 800 km: 100 km to go" in shown


@pytest.mark.parametrize(
    ("first_day", "start_m", "day_of_new"),
    [(DAY, 0, 1), (ago(13), 0, 14), (ago(14), 0, None), (ago(3), 200_000, None)],
)
def test_pair_is_new_for_two_weeks_unless_it_had_gone_far_before(
    client: Client, athlete: Athlete, first_day: dt.date, start_m: int, day_of_new: int | None
) -> None:
    create_shoe(athlete=athlete, first_day=first_day, start_m=start_m)
    assert pairs(athlete)["Blue ones"].day_of_new == day_of_new
    assert ("Legs take a while" in page(client)) is (day_of_new is not None)


def test_share_of_the_week_in_new_shoes(client: Client, athlete: Athlete) -> None:
    old = create_shoe(athlete=athlete, first_day=ago(90))
    new = create_shoe(athlete=athlete, first_day=ago(4), name="New ones", is_default=False)
    for shoe, kilometres, day in ((old, 18, ago(6)), (new, 12, ago(4)), (old, 90, ago(7))):
        run(athlete, shoe, kilometres, day)
    assert "New: day 5 of 14." in page(client)
    assert "This week 40% of your kilometres were in new shoes" in page(client)


def test_retired_pair_keeps_its_kilometres_and_can_be_worn_again(
    client: Client, athlete: Athlete
) -> None:
    shoe = create_shoe(athlete=athlete, first_day=ago(90), start_m=650_000)
    shown = act(client, shoe, "retire")
    assert "Blue ones: retired. Their kilometres stay." in shown
    assert "1 retired pair" in shown
    assert "650 km Running · retired on 23 November 2026" in shown
    shown = act(client, shoe, "wear_again")
    assert "retired pair" not in shown
    assert "Blue ones usual pair" in shown


def test_making_a_pair_the_usual_one_says_what_follows(client: Client, athlete: Athlete) -> None:
    create_shoe(athlete=athlete, first_day=DAY, is_default=False)
    red = create_shoe(athlete=athlete, first_day=DAY, name="Red ones", is_default=False)
    assert "No usual pair: new sessions count in none until you choose one." in page(client)
    shown = act(client, red, "make_usual")
    assert "Red ones: new sessions count in them from now on." in shown
    assert "No usual pair" not in shown


def test_retired_pair_is_not_made_the_usual_one(client: Client, athlete: Athlete) -> None:
    shoe = create_shoe(athlete=athlete, first_day=DAY, is_default=False, retired_on=DAY)
    assert "You no longer wear these." in act(client, shoe, "make_usual")
    url = reverse("athletes:shoe-act", args=[shoe.pk])
    assert client.post(url, {"do": "burn"}).status_code == 404


def test_deleting_a_pair_returns_to_those_that_are_left(client: Client, athlete: Athlete) -> None:
    shoe = create_shoe(athlete=athlete, first_day=DAY)
    run(athlete, shoe, 10, DAY)
    response = client.post(reverse("athletes:shoe-delete", args=[shoe.pk]))
    assert response["Location"] == URL
    assert "No pairs yet" in page(client)


def test_log_and_today_name_the_pair_of_a_session(client: Client, athlete: Athlete) -> None:
    run(athlete, create_shoe(athlete=athlete, first_day=DAY), 10, DAY)
    for name in ("athletes:log", "athletes:today"):
        assert "load 300 · Blue ones" in page(client, reverse(name))


def test_page_in_dutch(client: Client, athlete: Athlete) -> None:
    athlete.user.language = "nl"
    athlete.user.save()
    run(athlete, create_shoe(athlete=athlete, first_day=ago(50), start_m=1_234_000), 10, DAY)
    shown = page(client)
    assert "1.244 km" in shown
    assert "1 training, op 23 november 2026" in shown


def test_page_costs_the_same_for_one_pair_and_for_ten(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 10):
        while athlete.shoes.count() < count:
            shoe = create_shoe(
                athlete=athlete, first_day=ago(40), is_default=not athlete.shoes.exists()
            )
            for day in range(30):
                run(athlete, shoe, 10, ago(day))
        # session, user, athlete with time zones, pairs, days of four weeks, navigation
        with django_assert_num_queries(7):
            client.get(URL)
