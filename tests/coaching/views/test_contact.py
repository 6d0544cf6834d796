"""An athlete asks for contact: the staff are told at once, and somebody says they are in touch."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from coaching.models import ContactWish, Digest, StaffRole
from coaching.services.digests import queue_digests, save_digest
from coaching.services.teams import end_membership, end_role
from recovery.outbox.drain import drain
from recovery.outbox.models import Message
from tests.athletes.views.test_today import words
from tests.coaching.factories import NOW, create_coach, create_member, create_team
from tests.coaching.queues import create_row, names, poll, url

if TYPE_CHECKING:
    import time_machine

    from coaching.models import Membership, Team
    from recovery.accounts.models import User
    from tests.support.push_service import PushService

pytestmark = pytest.mark.django_db

MESSAGES = reverse("coaching:messages")


@pytest.fixture
def noor(team: Team) -> Membership:
    """Return an athlete who shares nothing."""
    return create_member(team=team, name="Noor Jansen")


@pytest.fixture
def athlete(noor: Membership) -> Client:
    client = Client()
    client.force_login(noor.athlete.user)
    return client


def ask(athlete: Client, team: Team) -> None:
    assert athlete.post(reverse("coaching:contact-ask", args=[team.public_id])).status_code == 302


def send(*, at: dt.datetime = NOW) -> int:
    return drain(clock=lambda: at)


def test_every_coach_of_the_team_is_told_at_once_and_once(
    team: Team, coach: User, athlete: Client
) -> None:
    assistant = create_coach(team=team, name="Iris Bos")
    create_coach(team=create_team(), name="Stranger")
    ask(athlete, team)
    ask(athlete, team)
    assert send() == 2
    assert send(at=NOW + dt.timedelta(minutes=10)) == 0
    assert {sent.to[0] for sent in mail.outbox} == {coach.email, assistant.email}
    sent = mail.outbox[0]
    assert sent.subject == "An athlete asks for contact"
    assert "Noor Jansen (U19 Sprint) asks you to get in touch." in sent.body
    assert f"http://testserver{url(team)}" in sent.body


def test_who_may_only_look_on_is_not_told_and_sees_it_in_the_queue(
    team: Team, athlete: Client, client: Client
) -> None:
    observer = create_coach(team=team, kind=StaffRole.Kind.OBSERVER)
    ask(athlete, team)
    assert send() == 0
    client.force_login(observer)
    page = client.get(url(team)).content.decode()
    assert "Asks for contact" in page
    assert "We are in touch" not in page


def test_it_is_told_in_the_middle_of_the_night_too(
    team: Team, coach: User, athlete: Client, clock: time_machine.Traveller
) -> None:
    night = NOW.replace(hour=2)
    clock.move_to(night)
    ask(athlete, team)
    assert send(at=night) == 1


def test_notification_names_nobody_and_opens_the_queue(
    team: Team, coach: User, athlete: Client, client: Client, service: PushService
) -> None:
    phone = service.browser()
    client.post(reverse("outbox:device-add"), phone.subscription())
    ask(athlete, team)
    assert send() == 1
    assert mail.outbox == []
    [shown] = phone.shown()
    assert shown["title"] == "An athlete asks for contact"
    assert shown["open"] == url(team)
    assert "Noor" not in str(shown)


def test_wish_stands_first_in_the_queue_until_somebody_is_in_touch(
    team: Team, coach: User, athlete: Client, client: Client
) -> None:
    create_row(team, "Bram", 4, opened=1)
    before = client.get(url(team))
    ask(athlete, team)
    page = poll(client, before, url(team))
    assert names(page)[:2] == ["Noor Jansen", "Bram"]
    said = "One athlete asks for contact. One athlete needs a look."
    assert f'data-announce="{said}"' in page.content.decode()
    assert "Since 23 Nov 07:42." in words(page.content.decode())

    wish = ContactWish.objects.get()
    settle = reverse("coaching:contact-settle", args=[team.public_id, wish.pk])
    assert settle in page.content.decode()
    answer = client.post(settle, follow=True)
    assert "You are in touch with Noor." in words(answer.content.decode())
    assert "Asks for contact" not in answer.content.decode()
    wish.refresh_from_db()
    assert (wish.settled_at, wish.settled_by) == (NOW, coach)
    assert poll(client, page, url(team)).status_code == 200


def test_queue_where_nobody_needs_a_look_says_in_its_heading_who_asks(
    team: Team, coach: User, athlete: Client, client: Client
) -> None:
    create_row(team, "Bram")
    ask(athlete, team)
    page = client.get(url(team)).content.decode()
    assert re.search(r"<h1>One athlete asks for contact</h1>", page)


def test_athlete_sees_that_they_asked_and_takes_it_back_before_it_leaves(
    team: Team, coach: User, athlete: Client
) -> None:
    assert "Ask the coaches of U19 Sprint" in words(athlete.get(MESSAGES).content.decode())
    ask(athlete, team)
    page = words(athlete.get(MESSAGES).content.decode())
    assert "You asked the coaches of U19 Sprint on 23 November 07:42." in page
    wish = ContactWish.objects.get()
    athlete.post(reverse("coaching:contact-take-back", args=[wish.pk]))
    assert send() == 0
    assert Message.objects.get().outcome == Message.Outcome.DROPPED
    assert "Ask the coaches of U19 Sprint" in words(athlete.get(MESSAGES).content.decode())


def test_who_is_in_no_team_has_nobody_to_ask(team: Team, noor: Membership, athlete: Client) -> None:
    end_membership(membership=noor, now=NOW)
    assert "nobody to ask here" in words(athlete.get(MESSAGES).content.decode())
    answer = athlete.post(reverse("coaching:contact-ask", args=[team.public_id]))
    assert answer.status_code == 404


def test_who_left_in_the_meantime_is_told_nothing(team: Team, coach: User, athlete: Client) -> None:
    ask(athlete, team)
    end_role(role=StaffRole.objects.get(user=coach), now=NOW)
    assert send() == 0


def test_of_who_left_the_team_nothing_is_told(
    team: Team, coach: User, noor: Membership, athlete: Client, client: Client
) -> None:
    ask(athlete, team)
    end_membership(membership=noor, now=NOW)
    assert send() == 0
    assert "Noor" not in client.get(url(team)).content.decode()


def test_link_of_the_mail_ends_being_told_at_once_and_leaves_the_digest(
    team: Team, coach: User, athlete: Client
) -> None:
    Digest.objects.create(user=coach, is_on=True, next_at=NOW)
    ask(athlete, team)
    send()
    [link] = re.findall(r"http://testserver(/digest/off/\S+)", str(mail.outbox[0].body))
    stranger = Client(enforce_csrf_checks=True)
    assert "Not be told at once" in words(stranger.get(link).content.decode())
    assert Digest.objects.get().at_once
    assert "not told at once any more" in words(stranger.post(link).content.decode())
    digest = Digest.objects.get()
    assert (digest.is_on, digest.at_once) == (True, False)
    ContactWish.objects.all().delete()
    ask(athlete, team)
    assert send() == 0


def test_link_works_for_who_never_chose_anything(team: Team, coach: User, athlete: Client) -> None:
    ask(athlete, team)
    send()
    [link] = re.findall(r"http://testserver(/digest/off/\S+)", str(mail.outbox[0].body))
    Client().post(link)
    digest = Digest.objects.get()
    assert (digest.is_on, digest.at_once) == (False, False)


def test_digest_says_once_who_still_asks(
    team: Team, coach: User, athlete: Client, clock: time_machine.Traveller
) -> None:
    save_digest(
        user=coach,
        is_on=True,
        at=dt.time(7, 30),
        time_zone="Europe/Amsterdam",
        every_day=False,
        says_why=True,
        by_push=False,
        at_once=False,
        now=NOW,
    )
    ask(athlete, team)
    for day, mails in ((1, 1), (2, 1)):
        clock.move_to(NOW + dt.timedelta(days=day))
        queue_and_send(NOW + dt.timedelta(days=day))
        assert len(mail.outbox) == mails
    assert mail.outbox[0].subject == "One athlete asks for contact"
    assert "- Noor Jansen: Asks for contact, since 23 Nov 07:42." in mail.outbox[0].body


def queue_and_send(now: dt.datetime) -> None:
    queue_digests(now=now)
    drain(clock=lambda: now)


def test_wish_is_open_once_for_a_team_and_settled_by_somebody(
    team: Team, coach: User, noor: Membership
) -> None:
    wish = {"athlete": noor.athlete, "team": team, "at": NOW}
    ContactWish.objects.create(**wish)
    with pytest.raises(IntegrityError, match="contactwish_one_open"), transaction.atomic():
        ContactWish.objects.create(**wish)
    ContactWish.objects.create(**wish, settled_at=NOW, settled_by=coach)
    with pytest.raises(IntegrityError, match="settled_by_somebody"), transaction.atomic():
        ContactWish.objects.create(**wish, settled_at=NOW)
