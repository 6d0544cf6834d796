"""What a phone kept without a network, as the site takes it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from athletes.models import BodyAnswers, CheckIn
from tests.athletes.views.test_today import athlete
from tests.factories import create_athlete, create_check_in, create_user

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from athletes.models import Athlete

__all__ = ["athlete"]  # the fixture

DAY = dt.date(2026, 11, 23)
MORNING = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
STATUS = reverse("athletes:deliveries")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_breakfast() -> Any:  # noqa: ANN401  (a generator of nothing)
    with time_machine.travel(MORNING, tick=False):
        yield


def deliver(client: Client, athlete: Athlete, *, day: dt.date = DAY, **sent: Any) -> Response:
    fields = {"client_id": str(uuid.uuid4()), "person": athlete.user.pk, "waited": 0, **sent}
    return client.post(reverse("athletes:check-in-deliver", args=[day]), fields)


def test_status_names_the_person_and_a_token_to_send_with(athlete: Athlete) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get(STATUS).status_code == 401
    client.force_login(athlete.user)
    answer = client.get(STATUS)
    assert "no-store" in answer["Cache-Control"]
    status = answer.json()
    assert status["person"] == athlete.user.pk
    url = reverse("athletes:check-in-deliver", args=[DAY])
    sent = {"client_id": str(uuid.uuid4()), "person": status["person"], "waited": 0, "fatigue": 2}
    assert client.post(url, sent).status_code == 403
    assert client.post(url, sent, headers={"X-CSRFToken": status["token"]}).status_code == 200


def test_check_in_is_saved_with_the_time_at_which_it_was_answered(
    client: Client, athlete: Athlete
) -> None:
    answer = deliver(client, athlete, fatigue="2", waited=3 * 3600 * 1000)
    assert (answer.status_code, answer.json()) == (200, {"elsewhere": []})
    check_in = CheckIn.objects.get()
    assert check_in.recorded_at == MORNING - dt.timedelta(hours=3)
    assert check_in.received_at > check_in.recorded_at


def test_delivery_sent_again_is_saved_once(client: Client, athlete: Athlete) -> None:
    form = str(uuid.uuid4())
    for waited in (60_000, 61_000):
        assert (
            deliver(client, athlete, client_id=form, fatigue="2", waited=waited).status_code == 200
        )
    check_in = CheckIn.objects.get()
    assert check_in.events.count() == 1  # type: ignore[attr-defined]  # pghistory's


def test_answers_given_later_elsewhere_stay_and_are_named(client: Client, athlete: Athlete) -> None:
    create_check_in(athlete=athlete, day=DAY, fatigue=4, recorded_at=MORNING)
    answer = deliver(client, athlete, fatigue="2", soreness="3", waited=60_000)
    assert answer.json() == {"elsewhere": ["Fatigue"]}
    body = BodyAnswers.objects.get()
    assert (body.fatigue, body.soreness) == (4, 3)


def test_answers_of_somebody_else_on_the_same_phone_are_refused(
    client: Client, athlete: Athlete
) -> None:
    brother = create_athlete(user=create_user(name="Bas"))
    assert deliver(client, brother, fatigue="2").status_code == 409
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("sent", "problem", "later"),
    [
        ({"sleep_hours": "25"}, "A day has 24 hours: enter 0 to 24.", False),
        ({}, "Nothing is filled in yet.", False),
        ({"fatigue": "2", "day": DAY + dt.timedelta(1)}, "That day has not begun yet.", True),
        (
            {"fatigue": "2", "day": DAY - dt.timedelta(60)},
            "24 September 2026 is more than 56 days ago. That is too long ago to add to.",
            False,
        ),
        (
            {"same_as_yesterday": "on"},
            "There are no answers of the day before to take over.",
            False,
        ),
    ],
)
def test_what_cannot_be_saved_is_refused_with_its_reason(
    client: Client,
    athlete: Athlete,
    sent: dict[str, Any],
    problem: str,
    later: bool,  # noqa: FBT001  (a parameter of the table)
) -> None:
    answer = deliver(client, athlete, **sent)
    assert answer.status_code == 422
    assert answer.json() == {"problems": [problem], "later": later}
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("waited", ["", "-1", "soon", str(57 * 24 * 3600 * 1000)])
def test_delivery_that_does_not_say_how_long_it_waited_is_refused(
    client: Client, athlete: Athlete, waited: str
) -> None:
    assert deliver(client, athlete, fatigue="2", waited=waited).status_code == 422


def test_same_as_yesterday_that_waited_is_saved(client: Client, athlete: Athlete) -> None:
    create_check_in(athlete=athlete, day=DAY - dt.timedelta(1), fatigue=2)
    assert deliver(client, athlete, same_as_yesterday="on", waited=1000).status_code == 200
    assert CheckIn.objects.get(day=DAY).repeats_yesterday
