from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from athletes.letters import off_path
from athletes.models import Athlete, Reminders
from tests.athletes.views.test_today import words
from tests.factories import create_athlete

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.support.push_service import PushService

pytestmark = pytest.mark.django_db

URL = reverse("athletes:reminders")
SENT = {"is_on": "on", "at": "07:45", "quiet_from": "21:00", "quiet_until": "06:30"}


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(create_athlete().user)
    return client


def test_athlete_chooses_an_hour(client: Client) -> None:
    answer = client.post(URL, SENT, follow=True)
    assert "You are reminded at 07:45." in words(answer.content.decode())
    reminders = Reminders.objects.get()
    assert (reminders.is_on, reminders.at, reminders.follow_up) == (True, dt.time(7, 45), False)
    assert 'value="07:45"' in client.get(URL).content.decode()


def test_switching_off_keeps_the_hour(client: Client) -> None:
    client.post(URL, SENT)
    answer = client.post(URL, {name: SENT[name] for name in SENT if name != "is_on"}, follow=True)
    assert "Reminders are off." in words(answer.content.decode())
    assert Reminders.objects.get().at == dt.time(7, 45)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"at": "04:59"}, "Choose a time from 05:00 on."),
        ({"at": "22:01"}, "Choose a time up to 22:00."),
        ({"at": "06:00"}, "This is within your quiet hours. Change one of the two."),
        ({"at": "21:30", "quiet_until": "05:00"}, "This is within your quiet hours."),
        ({"at": ""}, "This field is required."),
    ],
)
def test_hour_that_cannot_be_is_refused_beside_its_field(
    client: Client, sent: dict[str, str], problem: str
) -> None:
    answer = client.post(URL, SENT | sent)
    assert answer.status_code == 422
    assert problem in words(answer.content.decode())
    assert not Reminders.objects.exists()


def test_hour_within_quiet_hours_is_nobodys_business_while_switched_off(client: Client) -> None:
    sent = {"at": "06:00", "quiet_from": "21:00", "quiet_until": "06:30"}
    assert client.post(URL, sent).status_code == 302


def test_page_says_when_no_mail_leaves(client: Client, settings: Settings) -> None:
    assert "sends no mail yet" not in words(client.get(URL).content.decode())
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "Not at all yet: this site sends no mail." in words(client.get(URL).content.decode())
    settings.VAPID_PRIVATE_KEY = ""
    assert "sends no mail yet" in words(client.get(URL).content.decode())


def test_page_says_how_reminders_come(
    client: Client, service: PushService, settings: Settings
) -> None:
    address = Athlete.objects.get().user.email
    assert f"By mail, to {address}." in words(client.get(URL).content.decode())
    for said in ("on one device of yours", "on 2 devices of yours"):
        client.post(reverse("outbox:device-add"), service.browser().subscription())
        assert f"As a notification, {said}." in words(client.get(URL).content.decode())
    settings.VAPID_PRIVATE_KEY = ""
    page = client.get(URL).content.decode()
    assert "notification" not in words(page)
    assert "push.js" not in page


def test_link_of_a_mail_ends_reminders_when_sent_and_not_when_opened() -> None:
    reminders = Reminders.objects.create(athlete=create_athlete(), is_on=True)
    link = off_path(reminders.athlete_id)
    stranger = Client(enforce_csrf_checks=True)  # a mail program has no token of ours
    assert "No more reminders?" in words(stranger.get(link).content.decode())
    assert Reminders.objects.get().is_on
    answer = stranger.post(link, {"List-Unsubscribe": "One-Click"})
    assert "Reminders are off" in words(answer.content.decode())
    assert not Reminders.objects.get().is_on


def test_link_that_we_did_not_write_is_nowhere() -> None:
    reminders = Reminders.objects.create(athlete=create_athlete(), is_on=True)
    forged = off_path(reminders.athlete_id)[:-2] + "x/"
    assert Client().post(forged).status_code == 404
    assert Reminders.objects.get().is_on
