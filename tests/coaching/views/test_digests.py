from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from coaching.letters import off_path
from coaching.models import Digest
from recovery.accounts.models import User
from tests.athletes.views.test_today import words
from tests.coaching.factories import NOW
from tests.factories import create_user

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.django_db

URL = reverse("coaching:digest")
SENT = {"is_on": "on", "at": "08:15", "time_zone": "Europe/Amsterdam", "says_why": "on"}


def test_coach_chooses_an_hour_and_reads_when_the_next_comes(client: Client, coach: User) -> None:
    answer = client.post(URL, SENT, follow=True)
    assert "The next digest comes today at 08:15." in words(answer.content.decode())
    digest = Digest.objects.get(user=coach)
    assert (digest.is_on, digest.at, digest.every_day) == (True, dt.time(8, 15), False)
    assert 'value="08:15"' in client.get(URL).content.decode()


def test_hour_that_is_over_today_comes_tomorrow(client: Client, coach: User) -> None:
    answer = client.post(URL, SENT | {"at": "07:00"}, follow=True)
    said = "The next digest comes on Tuesday 24 November at 07:00."
    assert said in words(answer.content.decode())


def test_clock_is_the_accounts(client: Client, coach: User) -> None:
    client.post(URL, SENT | {"time_zone": "Asia/Tokyo"})
    assert User.objects.get(pk=coach.pk).time_zone == "Asia/Tokyo"
    assert Digest.objects.get().next_at == dt.datetime(2026, 11, 23, 23, 15, tzinfo=dt.UTC)


def test_switching_off_keeps_the_hour(client: Client, coach: User) -> None:
    client.post(URL, SENT)
    answer = client.post(URL, {name: SENT[name] for name in SENT if name != "is_on"}, follow=True)
    assert "The digest is off." in words(answer.content.decode())
    assert Digest.objects.get().at == dt.time(8, 15)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"at": "04:59"}, "Choose a time from 05:00 on."),
        ({"at": "22:01"}, "Choose a time up to 22:00."),
        ({"at": ""}, "This field is required."),
        ({"time_zone": "Amsterdam"}, "“Amsterdam” is not a time zone."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_stays_typed(
    client: Client, coach: User, sent: dict[str, str], problem: str
) -> None:
    answer = client.post(URL, SENT | sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert problem in words(page)
    assert all(f'value="{typed}"' in page for typed in sent.values() if typed)
    assert not Digest.objects.exists()


def test_page_says_when_no_mail_leaves(client: Client, coach: User, settings: Settings) -> None:
    assert "sends no mail yet" not in words(client.get(URL).content.decode())
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.VAPID_PRIVATE_KEY = ""
    assert "sends no mail yet" in words(client.get(URL).content.decode())
    assert "As a notification" not in words(client.get(URL).content.decode())


def test_devices_are_there_for_who_wants_notifications(client: Client, coach: User) -> None:
    client.post(URL, SENT)
    assert "push.js" not in client.get(URL).content.decode()
    client.post(URL, SENT | {"by_push": "on"})
    assert "push.js" in client.get(URL).content.decode()


def test_link_of_a_mail_ends_the_digest_when_sent_and_not_when_opened() -> None:
    user = create_user()
    Digest.objects.create(user=user, is_on=True, next_at=NOW)
    link = off_path(user.pk)
    stranger = Client(enforce_csrf_checks=True)  # a mail program has no token of ours
    assert "No more digests?" in words(stranger.get(link).content.decode())
    assert Digest.objects.get().is_on
    answer = stranger.post(link, {"List-Unsubscribe": "One-Click"})
    assert "The digest is off" in words(answer.content.decode())
    assert not Digest.objects.get().is_on


def test_link_that_we_did_not_write_is_nowhere() -> None:
    user = create_user()
    Digest.objects.create(user=user, is_on=True, next_at=NOW)
    assert Client().post(off_path(user.pk)[:-2] + "x/").status_code == 404
    assert Digest.objects.get().is_on
