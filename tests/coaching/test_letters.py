"""What a digest says: what is new, within what is shared at that moment, and nothing twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from coaching.models import DataClass, Digest, Membership, StaffRole, WarningAction
from coaching.services.consent import withdraw
from coaching.services.digests import queue_digests, save_digest
from coaching.services.warnings import act
from recovery.assessments.models import CurrentState, DailyState, Level, RecoveryWarning
from recovery.outbox.drain import drain
from recovery.outbox.models import Message
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_coach,
    create_days,
    create_member,
    create_payload,
    create_state,
    create_team,
    mask,
)

if TYPE_CHECKING:
    import time_machine
    from django.core.mail import EmailMessage
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Team
    from recovery.accounts.models import User
    from tests.support.push_service import PushService

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)
SHARES = (DataClass.BODY, DataClass.SESSIONS)
LENS = mask(SHARES)


@pytest.fixture
def reader(team: Team) -> User:
    """Return the team's coach, who wants a digest at half past seven."""
    user = create_coach(team=team)
    choose(user)
    return user


def choose(user: User, **chosen: Any) -> None:
    usual: dict[str, Any] = {
        "is_on": True,
        "at": dt.time(7, 30),
        "time_zone": "Europe/Amsterdam",
        "every_day": False,
        "says_why": True,
        "by_push": False,
        "at_once": True,
    }
    save_digest(user=user, now=NOW - dt.timedelta(hours=6), **usual | chosen)


def warn(
    team: Team,
    name: str,
    *,
    opened_on: dt.date = TODAY,
    level: Level = Level.IMBALANCE,
    **more: Any,
) -> Membership:
    member = create_member(team=team, name=name, shares=SHARES)
    create_state(
        athlete=member.athlete, lens=LENS, level=level, opened_on=opened_on, evidence=2.0, **more
    )
    return member


def fall_silent(team: Team, name: str, *, days: int) -> Membership:
    """Save somebody whose last answer is so many days ago."""
    member = create_member(team=team, name=name, shares=SHARES)
    create_state(athlete=member.athlete, lens=LENS, level=Level.UNKNOWN, with_days=False)
    create_days(athlete=member.athlete, lens=LENS, last=TODAY - days * ONE_DAY, count=5)
    return member


def next_morning(clock: time_machine.Traveller, *, days: int = 1) -> None:
    """Turn the day, with everybody's warning still open and their last answer a day older."""
    clock.shift(dt.timedelta(days=days))
    today = clock_day()
    for state in CurrentState.objects.all():
        warning = RecoveryWarning.objects.open().filter(athlete=state.athlete_id).first()
        opened_on = warning.opened_on if warning else None
        state.day = today
        state.payload = create_payload(
            level=state.level, day=today, opened_on=opened_on, evidence=2.0
        )
        state.save()
        if warning is not None:
            DailyState.objects.filter(athlete=state.athlete_id).delete()
            create_days(athlete=state.athlete, lens=LENS, last=today, level=state.level)


def clock_day() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()


def told() -> EmailMessage | None:
    """Let the hour come, and return the mail that left for it."""
    now = dt.datetime.now(tz=dt.UTC)
    before = len(mail.outbox)
    queue_digests(now=now)
    drain(clock=lambda: now)
    return mail.outbox[-1] if len(mail.outbox) > before else None


def body() -> str:
    sent = told()
    assert sent is not None
    return str(sent.body)


def test_digest_says_whom_to_look_at_and_why_in_the_order_of_the_queue(
    team: Team, reader: User
) -> None:
    warn(team, "Anna Low", level=Level.RECOVERY_LOW)
    warn(team, "Bo Red", level=Level.PERSISTENT, opened_on=TODAY - 9 * ONE_DAY)
    warn(team, "Cas Amber")
    create_member(team=team, name="Dee Fine", shares=SHARES)
    sent = told()
    assert sent is not None
    assert sent.to == [reader.email]
    assert sent.subject == "3 athletes to look at today"
    lines = [line for line in str(sent.body).splitlines() if line.startswith("- ")]
    assert [line.split(":")[0] for line in lines] == ["- Bo Red", "- Cas Amber", "- Anna Low"]
    assert lines[0].endswith("Open for 10 days, nothing done yet.")
    assert "Worse than their own normal" in lines[1]
    assert lines[1].endswith("New today.")
    assert "warnings like these is nothing" in str(sent.body)
    assert "Dee Fine" not in str(sent.body)
    assert "http://testserver/team/" in str(sent.body)
    assert "http://testserver/digest/off/" in sent.extra_headers["List-Unsubscribe"]


def test_digest_says_who_is_silent_and_how_long(team: Team, reader: User) -> None:
    fall_silent(team, "Els Stil", days=4)
    fall_silent(team, "Fay Yesterday", days=1)
    sent = told()
    assert sent is not None
    assert sent.subject == "1 athlete stopped checking in"
    assert "- Els Stil: No check-in for 4 days." in sent.body
    assert "Fay Yesterday" not in sent.body


def test_day_without_news_brings_nothing_unless_it_was_asked_for(team: Team, reader: User) -> None:
    member = create_member(team=team, shares=SHARES)
    create_state(athlete=member.athlete, lens=LENS)
    assert told() is None
    assert Message.objects.get().outcome == Message.Outcome.DROPPED
    Message.objects.all().delete()
    choose(reader, every_day=True)
    sent = told()
    assert sent is not None
    assert sent.subject == "Nothing new in your queue today"


def test_what_was_told_is_not_told_again_the_next_day(
    team: Team, reader: User, clock: time_machine.Traveller
) -> None:
    warn(team, "Cas Amber")
    fall_silent(team, "Els Stil", days=4)
    assert "Cas Amber" in body()
    next_morning(clock)
    assert told() is None


def test_warning_that_opened_after_yesterdays_digest_is_news(
    team: Team, reader: User, clock: time_machine.Traveller
) -> None:
    warn(team, "Bo Red", level=Level.PERSISTENT)
    body()
    warn(team, "Cas Amber")  # later the same day
    next_morning(clock)
    said = body()
    assert "- Cas Amber: Imbalance · day 2." in said
    assert "- Bo Red" not in said
    assert "Told before, or in hand: Bo Red." in said


def test_warning_that_waits_two_days_comes_back_once(
    team: Team, reader: User, clock: time_machine.Traveller
) -> None:
    warn(team, "Cas Amber")
    body()
    next_morning(clock)
    assert told() is None
    next_morning(clock)
    assert "Open for 3 days, nothing done yet." in body()
    next_morning(clock)
    assert told() is None


def test_warning_that_gets_worse_comes_back_even_if_somebody_did_something(
    team: Team, reader: User, clock: time_machine.Traveller
) -> None:
    member = warn(team, "Cas Amber")
    body()
    respond(member, reader)
    next_morning(clock)
    assert told() is None
    RecoveryWarning.objects.update(
        level=Level.PERSISTENT,
        transitions=[[TODAY.isoformat(), 4], [(TODAY + 2 * ONE_DAY).isoformat(), 5]],
    )
    CurrentState.objects.update(level=Level.PERSISTENT)
    next_morning(clock)
    assert "Back because it got worse since somebody acted." in body()


def test_warning_that_was_watched_comes_back_on_its_day(
    team: Team, reader: User, clock: time_machine.Traveller
) -> None:
    member = warn(team, "Cas Amber")
    respond(member, reader, kind="watch", watch_until=TODAY + 3 * ONE_DAY, reason="speak_first")
    assert told() is None
    for _day in range(2):
        next_morning(clock)
        assert told() is None
    next_morning(clock)
    assert "Back because you wanted to look again by now." in body()


def test_warning_that_a_colleague_took_up_is_in_hand(team: Team, reader: User) -> None:
    member = warn(team, "Cas Amber")
    warn(team, "Bo Other")
    respond(member, create_coach(team=team, name="Colleague"))
    said = body()
    assert "- Cas Amber" not in said
    assert "Told before, or in hand: Cas Amber." in said


def test_silence_is_told_again_after_a_week(
    team: Team, reader: User, clock: time_machine.Traveller
) -> None:
    fall_silent(team, "Els Stil", days=4)
    assert "No check-in for 4 days" in body()
    for _day in range(2):
        next_morning(clock)
        assert told() is None
    next_morning(clock)
    assert "No check-in for 7 days" in body()


def test_digest_that_could_not_be_sent_has_told_nothing(
    team: Team, reader: User, clock: time_machine.Traveller
) -> None:
    warn(team, "Cas Amber")
    body()
    Message.objects.update(outcome=Message.Outcome.SET_ASIDE)
    next_morning(clock)
    assert "- Cas Amber" in body()


def test_what_is_withheld_in_the_meantime_is_not_in_it(team: Team, reader: User) -> None:
    member = warn(team, "Cas Amber")
    queue_digests(now=NOW)
    for data_class in SHARES:
        withdraw(athlete=member.athlete, team=team, data_class=data_class, by=reader, now=NOW)
    drain(clock=lambda: NOW)
    assert mail.outbox == []


def test_digest_speaks_its_readers_language_and_tells_each_team_apart(
    team: Team, reader: User
) -> None:
    reader.language = "nl"
    reader.save()
    other = create_team(name="Sprinters")
    StaffRole.objects.create(user=reader, team=other, from_day=TODAY)
    warn(team, "Cas Amber")
    warn(other, "Bo Other")
    sent = told()
    assert sent is not None
    assert sent.subject == "2 sporters om vandaag naar te kijken"
    assert sent.body.startswith("Hoi Marit,\n")
    assert "== Sprinters ==" in sent.body
    assert "== U19 Sprint ==" in sent.body


def test_without_reasons_it_says_only_how_many(team: Team, reader: User) -> None:
    warn(team, "Cas Amber")
    fall_silent(team, "Els Stil", days=4)
    choose(reader, says_why=False)
    said = body()
    assert "1 athlete to look at today. 1 athlete stopped checking in." in said
    assert "Cas" not in said
    assert "Els" not in said
    assert "normal" not in said


def test_notification_says_how_many_and_opens_the_queue(
    team: Team, reader: User, service: PushService
) -> None:
    warn(team, "Cas Amber")
    fall_silent(team, "Els Stil", days=4)
    choose(reader, by_push=True)
    phone, client = service.browser(), Client()
    client.force_login(reader)
    client.post(reverse("outbox:device-add"), phone.subscription())
    assert told() is None
    [shown] = phone.shown()
    assert shown["title"] == "1 athlete to look at today"
    assert shown["body"] == "1 athlete stopped checking in"
    assert shown["open"] == "/team/"
    assert not [name for name in ("Cas", "Els", "Imbalance", "normal") if name in str(shown)]
    Client().post(shown["off"]["path"])
    assert not Digest.objects.get().is_on


def test_what_is_kept_of_a_message_names_nobody(team: Team, reader: User) -> None:
    member = warn(team, "Cas Amber")
    body()
    kept = Message.objects.get().params
    assert set(kept) == {"day", "told"}
    assert all(len(mark) == 16 for mark in kept["told"])
    assert str(member.athlete_id) not in kept["told"]


def test_writing_costs_the_same_for_one_athlete_and_for_ten(
    team: Team, reader: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 9):
        for number in range(count):
            warn(team, f"Athlete {count} {number}")
        Message.objects.all().delete()
        choose(reader)
        queue_digests(now=NOW)
        # Three, and thirteen at most of the team; the rest is the outbox's.
        with django_assert_num_queries(26):
            assert drain(clock=lambda: NOW) == 1


def respond(member: Membership, by: User, *, kind: str = "spoke", **more: Any) -> WarningAction:
    warning = RecoveryWarning.objects.get(athlete=member.athlete)
    return act(
        athlete=member.athlete,
        team=member.team,
        opened_on=warning.opened_on,
        kind=kind,
        by=by,
        now=dt.datetime.now(tz=dt.UTC),
        **more,
    )
