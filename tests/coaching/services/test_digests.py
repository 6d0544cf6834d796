"""When a digest leaves, and to whom: once a day, by the clock of whoever asked for it."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction

from coaching.models import DataClass, Digest, StaffRole, Team
from coaching.services.digests import queue_digests, save_digest, switch_off
from coaching.services.teams import end_role
from recovery.accounts.models import User
from recovery.assessments.models import Level
from recovery.outbox import drain as outbox
from recovery.outbox.drain import drain
from recovery.outbox.models import Message
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_coach,
    create_member,
    create_state,
    create_team,
    mask,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

DAY = TODAY
ONE_DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
SHARES = (DataClass.BODY, DataClass.SESSIONS)
CHOSEN: dict[str, Any] = {
    "is_on": True,
    "at": dt.time(7, 30),
    "time_zone": "Europe/Amsterdam",
    "every_day": True,  # whether one comes is another matter here than whether there is news
    "says_why": True,
    "by_push": False,
    "at_once": True,
}


def utc(day: dt.date, clock: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=dt.UTC)


def choose(user: User, *, now: dt.datetime, **chosen: Any) -> Digest:
    return save_digest(user=user, now=now, **CHOSEN | chosen)


def reader(*, since: dt.datetime | None = None, **chosen: Any) -> User:
    """Return a coach of a team of their own who wants a digest."""
    user = create_coach(team=create_team())
    choose(user, now=since or utc(DAY, "00:00"), **chosen)
    return user


def live(first: dt.datetime, last: dt.datetime, *, every: int = 15) -> list[dt.datetime]:
    """Let the site run, and return when mail left it."""
    left = []
    now = first
    while now <= last:
        queue_digests(now=now)
        left += [now] * drain(clock=lambda: now)  # noqa: B023  (called at once)
        now += every * MINUTE
    return left


def live_through(day: dt.date) -> list[dt.datetime]:
    return live(utc(day, "00:00"), utc(day, "22:55"))


def test_digest_comes_once_a_day_at_the_hour_that_was_chosen() -> None:
    user = reader()
    assert live(utc(DAY, "00:00"), utc(DAY + ONE_DAY, "20:00")) == [
        utc(DAY, "06:30"),
        utc(DAY + ONE_DAY, "06:30"),
    ]
    assert [sent.to for sent in mail.outbox] == [[user.email]] * 2


def test_nobody_is_told_who_did_not_ask() -> None:
    create_coach(team=create_team())
    reader(is_on=False)
    assert live_through(DAY) == []


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_hour_stays_the_readers_on_the_day_the_clocks_change(day: dt.date) -> None:
    reader(since=utc(day - ONE_DAY, "00:00"))
    left = live(utc(day - ONE_DAY, "00:00"), utc(day, "20:00"))
    before, after = ("06:30", "05:30") if day.month == 3 else ("05:30", "06:30")
    assert left == [utc(day - ONE_DAY, before), utc(day, after)]


@pytest.mark.parametrize(
    ("zone", "clock"), [("America/Los_Angeles", "15:30"), ("Asia/Kathmandu", "01:45")]
)
def test_hour_is_of_the_clock_that_was_chosen(zone: str, clock: str) -> None:
    user = reader(time_zone=zone)
    assert live_through(DAY) == [utc(DAY, clock)]
    assert User.objects.get(pk=user.pk).time_zone == zone


def test_later_hour_chosen_after_todays_came_waits_for_tomorrow() -> None:
    user = reader()
    assert len(live(utc(DAY, "00:00"), utc(DAY, "09:00"))) == 1
    choose(user, now=utc(DAY, "09:00"), at=dt.time(13))
    assert live(utc(DAY, "09:00"), utc(DAY + ONE_DAY, "20:00")) == [utc(DAY + ONE_DAY, "12:00")]


def test_later_hour_chosen_before_todays_came_moves_it() -> None:
    user = reader()
    choose(user, now=utc(DAY, "05:00"), at=dt.time(13))
    assert live_through(DAY) == [utc(DAY, "12:00")]


def test_earlier_hour_that_is_over_waits_for_tomorrow() -> None:
    user = reader(at=dt.time(13))
    choose(user, now=utc(DAY, "09:00"), at=dt.time(8))
    assert live(utc(DAY, "09:00"), utc(DAY + ONE_DAY, "20:00")) == [utc(DAY + ONE_DAY, "07:00")]


def test_hour_that_was_told_is_not_told_again_by_another_clock() -> None:
    user = reader()
    assert len(live(utc(DAY, "00:00"), utc(DAY, "09:00"))) == 1
    choose(user, now=utc(DAY, "09:00"), time_zone="America/New_York")
    left = live(utc(DAY, "09:00"), utc(DAY + ONE_DAY, "23:00"))
    assert left == [utc(DAY + ONE_DAY, "12:30")]


def test_clock_that_somebody_else_changed_holds_at_the_next_hour() -> None:
    user = reader()
    User.objects.filter(pk=user.pk).update(time_zone="America/New_York")
    assert live_through(DAY) == [utc(DAY, "12:30")]


def test_after_hours_without_a_worker_it_comes_late_and_once() -> None:
    reader()
    assert live(utc(DAY, "10:00"), utc(DAY, "20:00")) == [utc(DAY, "10:00")]


def test_after_a_day_without_a_worker_only_todays_comes() -> None:
    reader()
    first = utc(DAY + 2 * ONE_DAY, "00:00")
    assert live(first, first + dt.timedelta(hours=20)) == [utc(DAY + 2 * ONE_DAY, "06:30")]


def test_what_could_not_leave_for_six_hours_does_not_leave_in_the_evening() -> None:
    reader()
    queue_digests(now=utc(DAY, "06:30"))
    assert drain(clock=lambda: utc(DAY, "12:31")) == 0
    assert Message.objects.get().outcome == Message.Outcome.DROPPED


def test_sender_that_dies_before_its_note_sends_the_same_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    team = create_team()
    choose(create_coach(team=team), now=utc(DAY, "00:00"), every_day=False)
    member = create_member(team=team, shares=SHARES)
    create_state(athlete=member.athlete, lens=mask(SHARES), level=Level.IMBALANCE, opened_on=TODAY)

    class PowerCut(BaseException):
        """What no handler sees."""

    def dies(**_finished: object) -> None:
        raise PowerCut

    with time_machine.travel(NOW, tick=False):
        queue_digests(now=NOW)
        with monkeypatch.context() as patched:
            patched.setattr(outbox, "finish", dies)
            with pytest.raises(PowerCut):
                drain(clock=lambda: NOW)
        queue_digests(now=NOW + MINUTE)
        assert drain(clock=lambda: NOW + 5 * MINUTE) == 1
        assert drain(clock=lambda: NOW + 10 * MINUTE) == 0
    first, second = mail.outbox
    assert first.body == second.body
    assert "Noor Jansen" in first.body
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once() -> None:
    for _ in range(10):
        reader()

    def work() -> None:
        try:
            queue_digests(now=utc(DAY, "06:30"))
            drain(clock=lambda: utc(DAY, "06:30"))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain(clock=lambda: utc(DAY, "06:30"))
    assert len(mail.outbox) == 10


def test_switched_off_before_it_leaves_keeps_it_in() -> None:
    user = reader()
    queue_digests(now=utc(DAY, "06:30"))
    switch_off(user_id=user.pk)
    assert drain(clock=lambda: utc(DAY, "06:31")) == 0


def test_who_looks_after_no_team_any_more_is_told_nothing() -> None:
    user = reader()
    queue_digests(now=utc(DAY, "06:30"))
    end_role(role=StaffRole.objects.get(user=user), now=utc(DAY, "06:30"))
    assert drain(clock=lambda: utc(DAY, "06:31")) == 0
    assert Message.objects.get().outcome == Message.Outcome.DROPPED


def test_whose_account_was_closed_is_told_nothing() -> None:
    user = reader()
    queue_digests(now=utc(DAY, "06:30"))
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert drain(clock=lambda: utc(DAY, "06:31")) == 0


def test_team_that_was_left_is_told_of_no_more() -> None:
    user = reader()
    other = StaffRole.objects.create(user=user, team=Team.objects.create(name="Left"), from_day=DAY)
    member = create_member(team=other.team, name="Gone Away", shares=SHARES)
    create_state(athlete=member.athlete, lens=mask(SHARES), level=Level.IMBALANCE, opened_on=TODAY)
    queue_digests(now=utc(DAY, "06:30"))
    end_role(role=other, now=utc(DAY, "06:30"))
    drain(clock=lambda: utc(DAY, "06:31"))
    [sent] = mail.outbox
    assert "Gone Away" not in sent.body


def test_queueing_costs_the_same_for_one_and_for_twenty(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for day, count in ((DAY, 1), (DAY + ONE_DAY, 19)):
        for _ in range(count):
            reader(since=utc(day, "00:00"))
        # Three, and one look that finds nobody more; the rest is ends of transactions.
        with django_assert_num_queries(11):
            assert queue_digests(now=utc(day, "06:30")) == Digest.objects.count()


def test_hours_outside_the_day_are_refused() -> None:
    reader()
    with pytest.raises(IntegrityError, match="coaching_digest_at_5_to_22"), transaction.atomic():
        Digest.objects.update(at=dt.time(4))
