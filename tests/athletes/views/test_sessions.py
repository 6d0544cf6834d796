from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from athletes.models import DayMark, FactChange, Session
from tests.athletes.views.test_today import athlete, words
from tests.factories import create_athlete, create_day_mark, create_session, create_shoe

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from athletes.models import Athlete, Shoe

__all__ = ["athlete"]  # the fixture

DAY = dt.date(2026, 11, 23)
EVENING = dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)  # 20:00 in Amsterdam
URL = reverse("athletes:session-add")
HTMX = {"HX-Request": "true"}

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _in_the_evening() -> Any:  # noqa: ANN401  (a generator of nothing)
    with time_machine.travel(EVENING, tick=False):
        yield


def post(client: Client, *, url: str = URL, fragment: bool = False, **values: Any) -> Response:
    data = {
        "client_id": str(uuid.uuid4()),
        "sport": "running",
        "kind": "training",
        "when": "today",
        "minutes": "60",
        **values,
    }
    return client.post(url, data, headers=HTMX if fragment else {})


def test_logging_a_session_shows_it_on_today_with_its_load(
    client: Client, athlete: Athlete
) -> None:
    response = post(client, rpe="6", and_a_half="on", start_time="18:30")
    assert (response.status_code, response["Location"]) == (302, reverse("athletes:today"))
    session = Session.objects.get()
    assert session.rpe == Decimal("6.5")
    assert session.started_at == dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC)
    assert "load 390" in words(client.get(response["Location"]).content.decode())


def test_fragment_is_sent_on_to_today_as_a_whole_page(client: Client, athlete: Athlete) -> None:
    response = post(client, fragment=True)
    assert response["HX-Redirect"] == reverse("athletes:today")
    assert Session.objects.count() == 1


@pytest.mark.parametrize("fragment", [True, False])
def test_error_answers_422_keeps_what_was_typed_and_saves_nothing(
    client: Client,
    athlete: Athlete,
    fragment: bool,  # noqa: FBT001  (with and without htmx)
) -> None:
    response = post(client, fragment=fragment, minutes="601", rpe="7", distance_km="12,5")
    html = response.content.decode()
    assert response.status_code == 422
    assert ("<html" in html) is not fragment
    assert "Enter a number from 1 to 600." in html
    for kept in ('value="601"', 'value="12,5"', 'name="rpe" value="7" checked'):
        assert kept in html
    assert not Session.objects.exists()
    assert not FactChange.objects.exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"start_time": "20:01"}, "A session that has not begun cannot be logged yet."),
        (
            {"when": "earlier", "earlier_day": "2026-11-24"},
            "That day has not begun yet.",
        ),
        (
            {"when": "earlier", "earlier_day": "2026-09-27"},
            "27 September 2026 is more than 56 days ago.",
        ),
        (
            {"when": "earlier", "earlier_day": "2001-05-16"},
            "That day is before your date of birth.",
        ),
        (
            {"heart_rate_mean": "150", "heart_rate_max": "140"},
            "The highest heart rate cannot be below the mean.",
        ),
    ],
)
def test_what_the_service_refuses_is_said_beside_the_field(
    client: Client, athlete: Athlete, values: dict[str, str], message: str
) -> None:
    response = post(client, fragment=True, **values)
    assert response.status_code == 422
    assert message in words(response.content.decode())
    assert not Session.objects.exists()


def test_double_click_saves_once(client: Client, athlete: Athlete) -> None:
    form = str(uuid.uuid4())
    for _time in range(2):
        assert post(client, client_id=form).status_code == 302
    assert Session.objects.count() == FactChange.objects.count() == 1


def test_new_session_starts_with_the_sport_of_the_last_and_nothing_felt(
    client: Client, athlete: Athlete
) -> None:
    create_session(athlete=athlete, day=DAY, sport=Session.Sport.ROWING)
    html = client.get(f"{URL}?day=2026-11-22").content.decode()
    assert '<option value="rowing" selected>' in html
    assert html.count('name="rpe"') == 12  # eleven points, and none of them
    assert not [line for line in html.splitlines() if 'name="rpe"' in line and "checked" in line]
    form = client.get(f"{URL}?day=2026-11-22").context["form"]
    assert form["when"].value() == "yesterday"
    assert client.get(f"{URL}?day=rubbish").status_code == 200


def test_session_of_last_week_returns_to_the_log(client: Client, athlete: Athlete) -> None:
    response = post(client, when="earlier", earlier_day="2026-11-16")
    assert response["Location"].endswith("?until=2026-11-16#day-2026-11-16")


def test_rating_later_is_an_edit(client: Client, athlete: Athlete) -> None:
    session = create_session(athlete=athlete, day=DAY, rpe=None)
    url = reverse("athletes:session-edit", args=[session.pk])
    assert client.get(url).status_code == 200
    assert post(client, url=url, rpe="5").status_code == 302
    assert Session.objects.get().load == 300
    assert Session.objects.get().rated_at == EVENING


def test_session_replaces_the_rest_day(client: Client, athlete: Athlete) -> None:
    create_day_mark(athlete=athlete, day=DAY)
    post(client)
    assert not DayMark.objects.exists()


def test_anothers_session_does_not_exist(client: Client, athlete: Athlete) -> None:
    session = create_session(athlete=create_athlete(), day=DAY)
    edit = reverse("athletes:session-edit", args=[session.pk])
    delete = reverse("athletes:session-delete", args=[session.pk])
    assert client.get(edit).status_code == 404
    assert post(client, url=edit).status_code == 404
    assert client.post(delete).status_code == 404
    assert Session.objects.count() == 1


def test_deleting_removes_the_session(client: Client, athlete: Athlete) -> None:
    session = create_session(athlete=athlete, day=DAY)
    delete = reverse("athletes:session-delete", args=[session.pk])
    assert client.get(delete).status_code == 405
    assert client.post(delete)["Location"] == reverse("athletes:today")
    assert not Session.objects.exists()


def test_new_session_counts_in_the_usual_pair_of_the_sport_that_was_chosen(
    client: Client, athlete: Athlete
) -> None:
    runs = create_shoe(athlete=athlete, first_day=DAY)
    create_shoe(athlete=athlete, first_day=DAY, sport="cycling", name="With cleats")
    html = client.get(URL).content.decode()
    assert '<option value="usual" selected>' in html
    post(client, sport="running", shoe="usual")
    assert Session.objects.get().shoe == runs


@pytest.mark.parametrize("sent", [{}, {"shoe": "usual"}])
def test_session_before_the_first_day_of_a_pair_does_not_count_in_it(
    client: Client, athlete: Athlete, sent: dict[str, Any]
) -> None:
    shoe = create_shoe(athlete=athlete, first_day=DAY)
    post(client, when="yesterday", **sent)
    post(client, **sent)
    assert list(Session.objects.order_by("day").values_list("shoe", flat=True)) == [None, shoe.pk]


def test_pair_changes_per_session_and_an_edit_keeps_it(client: Client, athlete: Athlete) -> None:
    usual = create_shoe(athlete=athlete, first_day=DAY)
    fast = create_shoe(athlete=athlete, first_day=DAY, name="Fast ones", is_default=False)
    post(client, shoe=str(fast.pk))
    session = Session.objects.get()
    url = reverse("athletes:session-edit", args=[session.pk])
    assert f'<option value="{fast.pk}" selected>' in client.get(url).content.decode()
    edits: tuple[tuple[dict[str, Any], Shoe | None], ...] = (
        ({"rpe": "5"}, fast),  # a page without the question
        ({"shoe": "none"}, None),
        ({"rpe": "6"}, None),
        ({"shoe": "usual"}, usual),
    )
    for sent, pair in edits:
        assert post(client, url=url, **sent).status_code == 302
        session.refresh_from_db()
        assert session.shoe == pair


def test_retired_pair_stays_to_choose_where_it_was_worn_and_nowhere_else(
    client: Client, athlete: Athlete
) -> None:
    retired = create_shoe(athlete=athlete, first_day=DAY, is_default=False, retired_on=DAY)
    create_shoe(athlete=athlete, first_day=DAY, name="New ones")
    session = create_session(athlete=athlete, day=DAY, shoe=retired)
    choice = f'<option value="{retired.pk}"'
    url = reverse("athletes:session-edit", args=[session.pk])
    assert choice in client.get(url).content.decode()
    assert choice not in client.get(URL).content.decode()
    response = post(client, shoe=str(retired.pk), minutes="45")
    assert response.status_code == 422
    assert "This pair is no longer among yours." in words(response.content.decode())
    assert 'value="45"' in response.content.decode()


def test_nobody_is_asked_about_shoes_who_has_none(client: Client, athlete: Athlete) -> None:
    create_shoe(athlete=create_athlete(name="Somebody else"), first_day=DAY)
    assert 'name="shoe"' not in client.get(URL).content.decode()
    assert post(client).status_code == 302
    assert Session.objects.get().shoe is None


def test_one_pair_is_asked_about_with_the_distance_and_not_before(
    client: Client, athlete: Athlete
) -> None:
    create_shoe(athlete=athlete, first_day=DAY)
    before, _fold, folded = client.get(URL).content.decode().partition("<details")
    assert 'name="shoe"' not in before
    assert 'name="shoe"' in folded
