"""Notifications, sent over TLS to a push service and read as only the browser can."""

from __future__ import annotations

import datetime as dt
import io
import logging
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from http_ece import ECEException

from recovery.logs import json_formatter
from recovery.outbox import push, push_keys
from recovery.outbox.apps import push_key_is_one
from recovery.outbox.drain import ATTEMPTS, drain
from recovery.outbox.models import Device, Message
from recovery.outbox.services import MOST_DEVICES, Draft, enqueue
from tests.factories import create_user
from tests.outbox.writers import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

    from recovery.accounts.models import User
    from tests.support.push_service import Browser, PushService

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ADD, RENEW, FORGET = (reverse(f"outbox:device-{do}") for do in ("add", "renew", "forget"))


@pytest.fixture(autouse=True)
def writers(settings: Settings) -> None:
    settings.OUTBOX_WRITERS = WRITERS


@pytest.fixture
def noor() -> User:
    return create_user(email="noor@example.test", language="nl")


def allow(user: User, browser: Browser) -> Client:
    """Sign somebody in on a browser and have them allow notifications there."""
    client = Client()
    client.force_login(user)
    assert client.post(ADD, browser.subscription()).status_code == 200
    return client


def tell(user: User, key: str = "a", **params: str | int) -> Message:
    draft = Draft(
        recipient_id=user.pk,
        key=key,
        kind="plain",
        params=params,
        expires_at=NOW + 2 * HOUR,
        by_push=True,
    )
    enqueue(drafts=[draft], now=NOW)
    return Message.objects.get(key=key)


def at(moment: dt.datetime) -> Callable[[], dt.datetime]:
    return lambda: moment


def send(moment: dt.datetime = NOW) -> int:
    return drain(clock=at(moment))


def test_notification_is_readable_by_its_browser_alone_and_says_who_sent_it(
    service: PushService, noor: User, settings: Settings
) -> None:
    phone, other = service.browser(), service.browser()
    allow(noor, phone)
    tell(noor, word="canary")
    assert send() == 1
    [delivery] = phone.deliveries()
    [shown] = phone.shown()
    assert (shown["title"], shown["body"], shown["language"]) == ("Hello", "nl canary", "nl")
    assert (shown["open"], shown["off"]["path"]) == ("/open/", "/off/")
    assert b"canary" not in delivery.body
    with pytest.raises(ECEException):
        other.read(delivery.body)
    assert delivery.key_of_sender() == push_keys.public_key(settings.VAPID_PRIVATE_KEY)
    assert delivery.claims() == {
        "aud": f"https://{service.name}",
        "sub": "mailto:recovery@localhost",
        "exp": int(NOW.timestamp()) + 12 * 3600,
    }
    assert delivery.headers["TTL"] == str(2 * 3600)
    assert mail.outbox == []


def test_it_is_shown_once_on_each_device(service: PushService, noor: User) -> None:
    phone, tablet = service.browser(), service.browser()
    allow(noor, phone)
    allow(noor, tablet)
    tell(noor)
    assert send() == 1
    tell(noor)  # the same again
    assert send(NOW + HOUR) == 0
    assert [len(phone.shown()), len(tablet.shown())] == [1, 1]


def test_device_that_failed_gets_it_later_and_the_other_not_again(
    service: PushService, noor: User
) -> None:
    phone, tablet = service.browser(), service.browser()
    allow(noor, phone)
    allow(noor, tablet)
    phone.answers(503)
    message = tell(noor)
    assert send() == 0
    message.refresh_from_db()
    assert (message.outcome, message.last_error) == ("waiting", "PushRefusedError")
    phone.answers(201)
    assert send(message.not_before) == 1
    assert [len(phone.shown()), len(tablet.shown())] == [1, 1]


@pytest.mark.parametrize("status", [404, 410])
def test_device_that_is_gone_is_forgotten_and_mail_comes_instead(
    service: PushService, noor: User, status: int
) -> None:
    phone = service.browser()
    allow(noor, phone)
    phone.answers(status)
    tell(noor)
    assert send() == 1
    assert not Device.objects.exists()
    assert [sent.to for sent in mail.outbox] == [["noor@example.test"]]
    assert (len(phone.deliveries()), len(phone.shown())) == (1, 0)


def test_gone_device_costs_the_other_nothing_and_brings_no_mail(
    service: PushService, noor: User
) -> None:
    old, phone = service.browser(), service.browser()
    allow(noor, old)
    allow(noor, phone)
    old.answers(410)
    tell(noor)
    assert send() == 1
    assert len(phone.shown()) == 1
    assert mail.outbox == []


def test_service_that_never_takes_it_makes_it_a_mail_in_the_end(
    service: PushService, noor: User
) -> None:
    phone = service.browser()
    allow(noor, phone)
    phone.answers(403)
    message = tell(noor)
    for _ in range(ATTEMPTS):
        send(message.not_before)
        message.refresh_from_db()
    assert message.outcome == "sent"
    assert len(mail.outbox) == 1
    assert len(phone.deliveries()) == ATTEMPTS


def test_without_a_device_it_is_a_mail(service: PushService, noor: User) -> None:
    tell(noor)
    assert send() == 1
    assert len(mail.outbox) == 1


def test_site_without_a_key_sends_mail_and_offers_no_notifications(
    service: PushService, noor: User, settings: Settings
) -> None:
    phone = service.browser()
    client = allow(noor, phone)
    settings.VAPID_PRIVATE_KEY = ""
    tell(noor)
    assert send() == 1
    assert (len(mail.outbox), phone.deliveries()) == (1, [])
    assert client.get(reverse("outbox:key")).status_code == 404
    assert client.post(ADD, phone.subscription()).status_code == 404


def test_where_a_service_sends_us_on_to_we_do_not_go(service: PushService, noor: User) -> None:
    phone = service.browser()
    allow(noor, phone)
    phone.answers(307)
    tell(noor)
    assert send() == 0
    assert Message.objects.get().last_error == "PushRefusedError"


def test_service_that_we_do_not_trust_gets_nothing(
    service: PushService, noor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = service.browser()
    allow(noor, phone)
    monkeypatch.delenv("SSL_CERT_FILE")
    tell(noor)
    assert send() == 0
    assert Message.objects.get().last_error == "SSLCertVerificationError"
    assert phone.deliveries() == []


# --- Whose device it is --------------------------------------------------------------------------


def test_signing_out_forgets_the_device_and_no_other(service: PushService, noor: User) -> None:
    phone, tablet = service.browser(), service.browser()
    client = allow(noor, phone)
    allow(noor, tablet)
    client.post(reverse("account_logout"))
    tell(noor)
    send()
    assert [len(phone.shown()), len(tablet.shown())] == [0, 1]


def test_session_that_is_ended_from_elsewhere_takes_its_device_along(
    service: PushService, noor: User
) -> None:
    allow(noor, service.browser())
    noor.sessions.all().delete()  # as when an account is closed
    assert not Device.objects.exists()


def test_browser_of_one_is_the_others_once_they_allow_it(service: PushService, noor: User) -> None:
    sister = create_user(name="Sanne")
    phone = service.browser()
    allow(noor, phone)
    allow(sister, phone)
    assert Device.objects.get().user == sister
    tell(noor)
    send()
    assert phone.shown() == []


def test_browser_with_another_address_stays_the_one_it_was(
    service: PushService, noor: User
) -> None:
    before, after, tablet = (service.browser() for _ in range(3))
    client = allow(noor, before)
    allow(noor, tablet)
    message = tell(noor)
    tablet.answers(503)
    send()
    assert len(before.shown()) == 1

    assert client.post(RENEW, after.subscription()).json() == {"devices": 2}
    tablet.answers(201)
    send(NOW + HOUR)
    message.refresh_from_db()
    assert message.outcome == Message.Outcome.SENT
    assert after.shown() == []  # it has this one
    tell(noor, key="b")
    send(NOW + HOUR)
    assert (len(before.shown()), len(after.shown())) == (1, 1)


def test_browser_that_shows_nothing_to_who_is_signed_in_is_not_renewed(
    service: PushService, noor: User
) -> None:
    phone = service.browser()
    allow(noor, phone)
    for user in (noor, create_user(name="Sanne")):  # in a session of their own
        client = Client()
        client.force_login(user)
        assert client.post(RENEW, phone.subscription()).status_code == 404
    assert client.post(RENEW, {"endpoint": "https://elsewhere.test"}).status_code == 422
    assert Device.objects.get().user == noor


def test_one_browser_is_forgotten_or_all_and_nobody_elses(service: PushService, noor: User) -> None:
    phone, tablet, others = (service.browser() for _ in range(3))
    client = allow(noor, phone)
    allow(noor, tablet)
    sister = create_user()
    allow(sister, others)
    endpoint = {"endpoint": others.subscription()["endpoint"]}
    assert client.post(FORGET, endpoint).json() == {"devices": 2}
    assert Device.objects.count() == 3
    client.post(FORGET, {"endpoint": phone.subscription()["endpoint"]})
    assert Device.objects.filter(user=noor).count() == 1
    answer = client.post(FORGET, {"next": "/livez"})
    assert answer["Location"] == "/livez"
    assert [device.user for device in Device.objects.all()] == [sister]


def test_way_back_is_one_of_ours(service: PushService, noor: User) -> None:
    client = allow(noor, service.browser())
    assert client.post(FORGET, {"next": "https://elsewhere.test/"})["Location"] == "/"


def test_old_devices_give_way(service: PushService, noor: User) -> None:
    browsers = [service.browser() for _ in range(MOST_DEVICES + 2)]
    for browser in browsers:
        allow(noor, browser)
    kept = set(Device.objects.values_list("endpoint", flat=True))
    assert kept == {browser.subscription()["endpoint"] for browser in browsers[2:]}


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"endpoint": "https://elsewhere.test/wp/1"}, "endpoint"),
        ({"endpoint": "http://localhost/wp/1"}, "endpoint"),
        ({"endpoint": "https://169.254.169.254/latest/"}, "endpoint"),
        ({"endpoint": "https://user@localhost/wp/1"}, "endpoint"),
        ({"endpoint": "https://localhost:x/wp/1"}, "endpoint"),
        ({"endpoint": ""}, "endpoint"),
        ({"p256dh": push_keys.encoded(bytes(65))}, "p256dh"),
        ({"p256dh": "not a key"}, "p256dh"),
        ({"auth": push_keys.encoded(bytes(15))}, "auth"),
        ({"auth": "é"}, "auth"),
    ],
)
def test_browser_that_says_something_else_is_refused(
    service: PushService, noor: User, said: dict[str, str], refused: str
) -> None:
    client = Client()
    client.force_login(noor)
    answer = client.post(ADD, service.browser().subscription() | said)
    assert (answer.status_code, answer.json()) == (422, {"refused": [refused]})
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    ("endpoint", "is_one"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://wns2-par02p.notify.windows.com/w/?token=abc", True),
        ("https://web.push.apple.com/QABC", True),
        ("https://evilpush.apple.com.elsewhere.test/QABC", False),
        ("https://notpush.apple.com/QABC", False),
        ("https://web.push.apple.com:8443/QABC", False),
        ("https://web.push.apple.com", False),
    ],
)
def test_services_of_the_browser_makers_are_known(endpoint: str, is_one: bool) -> None:  # noqa: FBT001
    assert push.is_push_service(endpoint) is is_one


# --- The keys ------------------------------------------------------------------------------------


def test_key_is_given_to_whoever_is_signed_in(
    service: PushService, noor: User, settings: Settings
) -> None:
    client = Client()
    assert client.get(reverse("outbox:key")).status_code == 302
    client.force_login(noor)
    given = client.get(reverse("outbox:key")).json()
    assert given["key"] == push_keys.public_key(settings.VAPID_PRIVATE_KEY)
    assert len(push_keys.decoded(given["key"])) == 65
    assert settings.VAPID_PRIVATE_KEY not in str(given)


def test_key_that_is_made_is_one_and_another_each_time(settings: Settings) -> None:
    made = []
    for _ in range(2):
        out = io.StringIO()
        call_command("make_push_key", stdout=out)
        name, _equals, value = out.getvalue().strip().partition("=")
        assert name == "VAPID_PRIVATE_KEY"
        made.append(value)
    assert made[0] != made[1]
    settings.VAPID_PRIVATE_KEY = made[0]
    assert push_key_is_one() == []


@pytest.mark.parametrize("key", ["x", "é" * 43, push_keys.encoded(bytes(32)), "A" * 86])
def test_site_does_not_start_with_a_key_that_is_none(settings: Settings, key: str) -> None:
    settings.VAPID_PRIVATE_KEY = key
    assert [problem.id for problem in push_key_is_one()] == ["outbox.E001"]


def test_payload_that_no_service_takes_is_refused_here(service: PushService, noor: User) -> None:
    allow(noor, service.browser())
    tell(noor, word="x" * push.LONGEST)
    assert send() == 0
    assert Message.objects.get().last_error == "PushRefusedError"


def test_no_log_names_a_device(
    service: PushService, noor: User, caplog: pytest.LogCaptureFixture
) -> None:
    phone = service.browser()
    allow(noor, phone)
    phone.answers(500)
    tell(noor)
    with caplog.at_level(logging.DEBUG):
        send()
    formatter = json_formatter()
    lines = "\n".join(formatter.format(record) for record in caplog.records)
    assert "could not be sent" in lines
    for secret in phone.subscription().values():
        assert secret not in lines
    assert phone.path not in lines


# --- Constraints ---------------------------------------------------------------------------------


def test_browser_is_known_once(service: PushService, noor: User) -> None:
    allow(noor, service.browser())
    device = Device.objects.get()
    device.pk = None
    with pytest.raises(IntegrityError, match="outbox_device_one_per_browser"), transaction.atomic():
        device.save()


def test_nothing_is_sent_without_encryption(service: PushService, noor: User) -> None:
    allow(noor, service.browser())
    with pytest.raises(IntegrityError, match="outbox_device_encrypted"), transaction.atomic():
        Device.objects.update(endpoint="http://localhost/wp/1")
