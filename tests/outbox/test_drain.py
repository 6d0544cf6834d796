from __future__ import annotations

import datetime as dt
import smtplib
import threading
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction

from recovery.outbox.drain import ATTEMPTS, back_off, drain, mark_attempt
from recovery.outbox.models import Message
from recovery.outbox.services import Draft, enqueue, tidy
from tests.factories import create_user
from tests.outbox.writers import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.mail import EmailMessage
    from pytest_django import Settings

    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class Refusing(EmailBackend):
    """A mail server that is not there."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:  # noqa: ARG002  (Django's signature)
        raise smtplib.SMTPServerDisconnected("noor@example.test")


@pytest.fixture(autouse=True)
def writers(settings: Settings) -> None:
    settings.OUTBOX_WRITERS = WRITERS


def put(user: User, key: str = "a", kind: str = "plain", **params: str | int) -> None:
    draft = Draft(
        recipient_id=user.pk, key=key, kind=kind, params=params, expires_at=NOW + 24 * HOUR
    )
    enqueue(drafts=[draft], now=NOW)


def at(moment: dt.datetime) -> Callable[[], dt.datetime]:
    return lambda: moment


def outcomes() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("outcome", flat=True))


def test_message_leaves_once_in_its_readers_language() -> None:
    put(create_user(email="noor@example.test", language="nl"), word="ja")
    assert drain(clock=at(NOW)) == 1
    assert drain(clock=at(NOW + HOUR)) == 0
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["noor@example.test"], "Hello", "nl ja")
    assert outcomes() == ["sent"]


def test_mail_program_gets_a_button_that_ends_it_and_a_name_that_stays() -> None:
    put(create_user())
    drain(clock=at(NOW))
    Message.objects.update(outcome="waiting", done_at=None)  # the worker died before its note
    drain(clock=at(NOW + HOUR))
    first, again = (sent.message() for sent in mail.outbox)
    assert first["List-Unsubscribe"] == "<http://testserver/off/>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["Message-ID"] == again["Message-ID"]


def test_what_was_told_is_not_told_again() -> None:
    user = create_user()
    put(user)
    put(user, word="other")
    drain(clock=at(NOW))
    put(user)
    assert drain(clock=at(NOW)) == 0
    assert len(mail.outbox) == 1


def test_nothing_leaves_when_there_is_nothing_to_tell_any_more() -> None:
    put(create_user(), kind="nothing")
    assert drain(clock=at(NOW)) == 0
    assert (outcomes(), mail.outbox) == (["dropped"], [])


def test_nothing_leaves_too_late_or_to_a_closed_account() -> None:
    put(create_user(), key="late")
    put(create_user(is_active=False), key="closed")
    Message.objects.filter(key__startswith="late").update(expires_at=NOW)
    assert drain(clock=at(NOW)) == 0
    assert outcomes() == ["dropped", "dropped"]


def test_mail_server_that_is_away_is_tried_again_later_and_then_not(settings: Settings) -> None:
    put(create_user())
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"
    drain(clock=at(NOW))
    message = Message.objects.get()
    assert (message.attempts, message.last_error) == (1, "SMTPServerDisconnected")
    assert drain(clock=at(NOW + dt.timedelta(seconds=59))) == 0
    settings.EMAIL_BACKEND = backend
    assert drain(clock=at(message.not_before)) == 1

    put(create_user(), key="never")
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    for attempt in range(ATTEMPTS + 1):
        drain(clock=at(NOW + attempt * HOUR))
    assert outcomes() == ["sent", "set_aside"]


def test_writer_that_fails_holds_nobody_for_long() -> None:
    put(create_user(), key="broken", kind="broken")
    put(create_user(), key="fine")
    assert drain(clock=at(NOW)) == 0  # the turn ends
    assert drain(clock=at(NOW)) == 1
    assert Message.objects.get(kind="broken").last_error == "ValueError"


def test_waiting_grows_to_a_quarter_of_an_hour() -> None:
    minutes = [back_off(attempts).total_seconds() / 60 for attempts in range(1, 8)]
    for waited, least in zip(minutes, [1, 2, 4, 8, 15, 15, 15], strict=True):
        assert least <= waited <= 1.25 * least


def test_what_was_done_a_month_ago_is_forgotten_and_what_waits_is_not() -> None:
    user = create_user()
    put(user, key="old")
    drain(clock=at(NOW))
    put(user, key="waits")
    assert tidy(now=NOW + dt.timedelta(days=29)) == 0
    assert tidy(now=NOW + dt.timedelta(days=31)) == 1
    assert outcomes() == ["waiting"]


def test_key_is_unique() -> None:
    put(create_user())
    message = Message.objects.get()
    message.pk = None
    with pytest.raises(IntegrityError, match="outbox_message_told_once"), transaction.atomic():
        message.save()


def test_message_that_is_done_says_when() -> None:
    put(create_user())
    with (
        pytest.raises(IntegrityError, match="outbox_message_done_or_waiting"),
        transaction.atomic(),
    ):
        Message.objects.update(outcome="sent")


def in_threads(count: int, work: Callable[[], object]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_once() -> None:
    for number in range(10):
        put(create_user(), key=f"{number}")
    in_threads(4, lambda: drain(clock=at(NOW)))
    drain(clock=at(NOW))
    assert len(mail.outbox) == 10


@pytest.mark.django_db(transaction=True)
def test_message_is_claimed_by_one_even_without_the_lock() -> None:
    for number in range(10):
        put(create_user(), key=f"{number}")
    claimed: list[int] = []

    def claim() -> None:
        while message := mark_attempt(now=NOW):
            claimed.append(message.pk)

    in_threads(4, claim)
    assert sorted(claimed) == sorted(Message.objects.values_list("pk", flat=True))
