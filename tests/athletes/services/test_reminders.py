from __future__ import annotations

import datetime as dt
import re
import threading
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from athletes.models import Athlete, PlannedSession, Reminders
from athletes.models.reminders import SPREAD
from athletes.services.check_ins import record_check_in
from athletes.services.people import travel
from athletes.services.reminders import (
    queue_effort_reminders,
    queue_reminders,
    save_reminders,
    stop_asking_effort,
    switch_off,
)
from recovery.outbox.drain import drain
from recovery.outbox.models import Message
from tests.factories import (
    create_athlete,
    create_check_in,
    create_day_mark,
    create_planned,
    create_session,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.support.push_service import PushService

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 25)
MINUTE = dt.timedelta(minutes=1)
CHOSEN: dict[str, Any] = {
    "is_on": True,
    "at": dt.time(7, 30),
    "follow_up": True,
    "asks_effort": False,
    "quiet_from": dt.time(21),
    "quiet_until": dt.time(6, 30),
}


def utc(day: dt.date, clock: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=dt.UTC)


def remind(athlete: Athlete, **chosen: Any) -> Reminders:
    return save_reminders(athlete=athlete, **CHOSEN | chosen)


def live(first: dt.datetime, last: dt.datetime, *, every: int = 5) -> list[dt.datetime]:
    """Let the site run, and return when mail left it."""
    left = []
    now = first
    while now <= last:
        queue_reminders(now=now)
        queue_effort_reminders(now=now)
        left += [now] * drain(clock=lambda: now)  # noqa: B023  (called at once)
        now += every * MINUTE
    return left


def live_through(day: dt.date) -> list[dt.datetime]:
    return live(utc(day - dt.timedelta(days=1), "22:00"), utc(day, "22:55"))


def hours(moments: list[dt.datetime], athlete: Athlete) -> list[float]:
    clocks = [athlete.local_time(moment) for moment in moments]
    return [clock.hour + clock.minute / 60 for clock in clocks]


def test_reminder_comes_at_the_athletes_hour_and_once_more() -> None:
    athlete = create_athlete()
    remind(athlete)
    first, second = hours(live_through(DAY), athlete)
    assert first == pytest.approx(7.5, abs=0.17)
    assert second == pytest.approx(9.5, abs=0.17)
    assert [sent.to for sent in mail.outbox] == [[athlete.user.email]] * 2


def test_reminder_comes_as_a_notification_where_one_is_allowed_and_not_by_mail_besides(
    service: PushService,
) -> None:
    athlete = create_athlete()
    athlete.user.language = "nl"
    athlete.user.save()
    create_check_in(athlete=athlete, day=DAY - dt.timedelta(days=1), fatigue=5, soreness=5)
    remind(athlete)
    phone, client = service.browser(), Client()
    client.force_login(athlete.user)
    client.post(reverse("outbox:device-add"), phone.subscription())
    assert len(live_through(DAY)) == 2
    assert mail.outbox == []
    first, second = phone.shown()
    assert first["title"] == "Je check-in van vandaag"
    assert first["body"] == "Het kost nog geen halve minuut."
    assert first["open"] == "/today/"
    assert first["about"] == second["about"]
    assert first["tag"] != second["tag"]
    assert "Noor" not in str(first)
    Client().post(first["off"]["path"])
    assert not Reminders.objects.get().is_on


def test_without_a_follow_up_it_comes_once() -> None:
    remind(create_athlete(), follow_up=False)
    assert len(live_through(DAY)) == 1


def test_nobody_is_reminded_who_did_not_ask() -> None:
    create_athlete()
    remind(create_athlete(), is_on=False)
    assert live_through(DAY) == []


def test_nobody_is_reminded_who_answered() -> None:
    athlete = create_athlete()
    remind(athlete)
    create_check_in(athlete=athlete, day=DAY)
    assert live_through(DAY) == []


def test_answer_after_the_first_spares_the_second() -> None:
    athlete = create_athlete()
    remind(athlete)
    assert len(live(utc(DAY, "05:00"), utc(DAY, "07:00"))) == 1
    now = utc(DAY, "07:05")
    record_check_in(
        athlete=athlete,
        day=DAY,
        client_id=uuid.uuid4(),
        recorded_at=now,
        now=now,
        body={"fatigue": 2},
    )
    assert live(now, utc(DAY, "22:00")) == []


def test_answer_that_comes_before_the_mail_leaves_keeps_it_in() -> None:
    athlete = create_athlete()
    reminders = remind(athlete)
    queue_reminders(now=utc(DAY, "05:00"))
    moment = reminders.moments(DAY)[0]
    queue_reminders(now=moment)
    assert Message.objects.count() == 1
    create_check_in(athlete=athlete, day=DAY)
    assert drain(clock=lambda: moment + MINUTE) == 0
    assert Message.objects.get().outcome == Message.Outcome.DROPPED


def test_switched_off_before_the_mail_leaves_keeps_it_in() -> None:
    athlete = create_athlete()
    reminders = remind(athlete)
    queue_reminders(now=utc(DAY, "05:00"))
    moment = reminders.moments(DAY)[0]
    queue_reminders(now=moment)
    switch_off(athlete_id=athlete.pk)
    assert drain(clock=lambda: moment + MINUTE) == 0


def test_mail_that_was_held_up_does_not_leave_in_quiet_hours() -> None:
    athlete = create_athlete()
    reminders = remind(athlete, at=dt.time(19, 30), follow_up=False, quiet_from=dt.time(20, 30))
    queue_reminders(now=utc(DAY, "12:00"))
    moment = reminders.moments(DAY)[0]
    queue_reminders(now=moment)
    assert drain(clock=lambda: moment + 65 * MINUTE) == 0
    assert Message.objects.get().outcome == Message.Outcome.DROPPED


def test_follow_up_within_quiet_hours_does_not_come() -> None:
    athlete = create_athlete()
    remind(athlete, at=dt.time(19, 30))
    [only] = hours(live_through(DAY), athlete)
    assert only == pytest.approx(19.5, abs=0.17)


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_hour_stays_the_athletes_on_the_day_the_clocks_change(day: dt.date) -> None:
    athlete = create_athlete()
    remind(athlete)
    first, second = hours(live_through(day), athlete)
    assert first == pytest.approx(7.5, abs=0.17)
    assert second == pytest.approx(9.5, abs=0.17)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"])
def test_hour_is_of_where_the_athlete_lives(zone: str) -> None:
    athlete = create_athlete(time_zone=zone)
    remind(athlete, follow_up=False)
    start = utc(DAY, "00:00")
    left = live(start, start + dt.timedelta(hours=47, minutes=55))
    assert hours(left, athlete) == [pytest.approx(7.5, abs=0.17)] * 2


def test_hour_travels_with_the_athlete() -> None:
    athlete = create_athlete()
    remind(athlete, follow_up=False)
    assert len(live(utc(DAY, "03:00"), utc(DAY, "10:00"))) == 1
    travel(athlete=athlete, from_day=DAY + dt.timedelta(days=1), time_zone="America/New_York")
    athlete = Athlete.objects.get(pk=athlete.pk)
    left = live(utc(DAY, "10:05"), utc(DAY + dt.timedelta(days=1), "23:00"))
    assert hours(left, athlete) == [pytest.approx(7.5, abs=0.17)]


def test_after_hours_without_a_worker_one_comes_and_not_two() -> None:
    remind(create_athlete())
    queue_reminders(now=utc(DAY, "03:00"))
    assert len(live(utc(DAY, "10:00"), utc(DAY, "22:00"))) == 1


def test_switched_on_after_the_hour_waits_for_the_next_day() -> None:
    athlete = create_athlete()
    queue_reminders(now=utc(DAY, "10:00"))
    remind(athlete, follow_up=False)
    left = live(utc(DAY, "10:00"), utc(DAY, "10:00") + dt.timedelta(days=1))
    assert [moment.date() for moment in left] == [DAY + dt.timedelta(days=1)]


def test_changed_hour_brings_no_third_mail_on_a_day() -> None:
    athlete = create_athlete()
    remind(athlete)
    assert len(live(utc(DAY, "03:00"), utc(DAY, "09:00"))) == 2
    remind(athlete, at=dt.time(13))
    assert live(utc(DAY, "09:05"), utc(DAY, "22:00")) == []


def test_moments_of_a_club_are_spread_over_ten_minutes() -> None:
    asked = utc(DAY, "06:30")
    offsets = [
        (remind(create_athlete()).moments(DAY)[0] - asked).total_seconds() for _ in range(40)
    ]
    assert max(map(abs, offsets)) <= SPREAD
    assert len(set(offsets)) > 30
    assert min(offsets) < -SPREAD / 2
    assert max(offsets) > SPREAD / 2


def test_spread_does_not_reach_into_quiet_hours() -> None:
    for _ in range(20):
        reminders = remind(create_athlete(), at=dt.time(6, 30))
        first = reminders.moments(DAY)[0]
        assert not reminders.is_quiet(reminders.athlete.local_time(first).time())


def test_queueing_costs_the_same_for_one_and_for_twenty(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for day, count in ((DAY, 1), (DAY + dt.timedelta(days=1), 19)):
        for _ in range(count):
            remind(create_athlete())
        queue_reminders(now=utc(day, "00:00"))
        # Five, and one look that finds nobody more; the rest is ends of transactions.
        with django_assert_num_queries(12):
            looked_at = queue_reminders(now=utc(day, "07:00"))
        assert looked_at == Reminders.objects.count()


def test_mail_says_nothing_about_the_athlete_and_speaks_their_language() -> None:
    athlete = create_athlete(name="Noor Jansen")
    athlete.user.language = "nl"
    athlete.user.save()
    create_check_in(athlete=athlete, day=DAY - dt.timedelta(days=1), fatigue=5, soreness=5)
    remind(athlete, follow_up=False)
    live_through(DAY)
    [sent] = mail.outbox
    assert sent.subject == "Je check-in van vandaag"
    assert sent.body.startswith("Hoi Noor,")
    assert "http://testserver/today/" in sent.body
    assert "http://testserver/reminders/off/" in sent.body
    assert not {"moe", "spierpijn", "5"} & set(sent.body.split())


def test_hours_outside_the_day_are_refused() -> None:
    reminders = remind(create_athlete())
    with (
        pytest.raises(IntegrityError, match="athletes_reminders_at_5_to_22"),
        transaction.atomic(),
    ):
        Reminders.objects.filter(pk=reminders.pk).update(at=dt.time(4))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once() -> None:
    for _ in range(10):
        remind(create_athlete(), follow_up=False)
    queue_reminders(now=utc(DAY, "03:00"))

    def work() -> None:
        try:
            queue_reminders(now=utc(DAY, "07:00"))
            drain(clock=lambda: utc(DAY, "07:00"))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain(clock=lambda: utc(DAY, "07:00"))
    assert len(mail.outbox) == 10


# --- How hard was it? ----------------------------------------------------------------------------


def asked(**chosen: Any) -> Athlete:
    """Return somebody who wants to be asked, and reminded of nothing."""
    athlete = create_athlete()
    remind(athlete, is_on=False, asks_effort=True, **chosen)
    return athlete


def train(athlete: Athlete, start: str = "18:00", **planned: Any) -> PlannedSession:
    usual: dict[str, Any] = {"day": DAY, "starts_at": dt.time.fromisoformat(start)}
    return create_planned(athlete=athlete, **usual | planned)


def through_the_night() -> tuple[dt.datetime, dt.datetime]:
    return utc(DAY, "12:00"), utc(DAY + dt.timedelta(days=1), "20:00")


def test_effort_is_asked_half_an_hour_after_the_planned_end_and_once() -> None:
    athlete = asked()
    planned = train(athlete, "18:00", minutes=75)
    [moment] = hours(live(*through_the_night()), athlete)
    assert moment == pytest.approx(19.75, abs=0.01)
    [sent] = mail.outbox
    assert sent.subject == "How hard was your session?"
    assert f"http://testserver/sessions/add/?planned={planned.pk}&day={DAY}" in sent.body


def test_effort_is_asked_as_a_notification_that_opens_the_form(service: PushService) -> None:
    athlete = asked()
    planned = train(athlete)
    phone, client = service.browser(), Client()
    client.force_login(athlete.user)
    client.post(reverse("outbox:device-add"), phone.subscription())
    assert len(live(*through_the_night())) == 1
    assert mail.outbox == []
    [shown] = phone.shown()
    assert shown["open"] == f"/sessions/add/?planned={planned.pk}&day={DAY}"
    Client().post(shown["off"]["path"])
    assert not Reminders.objects.get().asks_effort


def test_effort_that_falls_in_quiet_hours_is_asked_when_they_are_over() -> None:
    athlete = asked()
    train(athlete, "20:00", minutes=60)
    [moment] = live(*through_the_night())
    assert athlete.local_time(moment).isoformat() == "2026-11-26T06:30:00+01:00"


def test_quiet_hours_within_one_day_only_put_it_off() -> None:
    athlete = asked(quiet_from=dt.time(12), quiet_until=dt.time(20))
    train(athlete, "18:00", minutes=60)
    [moment] = live(*through_the_night())
    assert athlete.local_time(moment).time() == dt.time(20)


def test_effort_of_a_session_that_was_logged_unrated_opens_that_one() -> None:
    athlete = asked()
    session = create_session(athlete=athlete, day=DAY, rpe=None, planned_session=train(athlete))
    assert len(live(*through_the_night())) == 1
    assert f"http://testserver/sessions/{session.pk}/" in mail.outbox[0].body


@pytest.mark.parametrize("kind", ["rest", "ill", "unavailable"])
def test_effort_is_not_asked_of_a_day_without_training(kind: str) -> None:
    athlete = asked()
    train(athlete)
    create_day_mark(athlete=athlete, day=DAY, kind=kind)
    assert live(*through_the_night()) == []


def test_effort_is_not_asked_of_what_was_rated_or_has_no_start_or_by_who_does_not_want_it() -> None:
    athlete = asked()
    create_session(athlete=athlete, day=DAY, rpe=4, planned_session=train(athlete))
    train(athlete, starts_at=None)
    create_planned(athlete=athlete, day=DAY, kind="rest")
    other = create_athlete()
    remind(other, is_on=False)
    train(other)
    train(create_athlete())
    assert live(*through_the_night()) == []


def test_rating_that_comes_before_the_question_leaves_keeps_it_in() -> None:
    athlete = asked()
    planned = train(athlete)
    queue_effort_reminders(now=utc(DAY, "18:30"))
    assert Message.objects.count() == 1
    create_session(athlete=athlete, day=DAY, rpe=4, planned_session=planned)
    assert drain(clock=lambda: utc(DAY, "18:31")) == 0
    assert Message.objects.get().outcome == Message.Outcome.DROPPED


@pytest.mark.parametrize("change", [{"day": DAY + dt.timedelta(days=3)}, {"starts_at": None}])
def test_plan_that_changed_before_the_question_leaves_keeps_it_in(change: dict[str, Any]) -> None:
    planned = train(asked())
    queue_effort_reminders(now=utc(DAY, "18:30"))
    PlannedSession.objects.filter(pk=planned.pk).update(**change)
    assert drain(clock=lambda: utc(DAY, "18:31")) == 0


def test_who_is_not_asked_any_more_is_not() -> None:
    athlete = asked()
    train(athlete)
    queue_effort_reminders(now=utc(DAY, "18:30"))
    stop_asking_effort(athlete_id=athlete.pk)
    assert drain(clock=lambda: utc(DAY, "18:31")) == 0


def test_hour_without_a_worker_loses_no_question_and_a_day_brings_none_too_late() -> None:
    train(asked())
    assert len(live(utc(DAY, "19:55"), utc(DAY, "20:00"))) == 1
    train(asked())
    assert live(utc(DAY, "20:35"), utc(DAY + dt.timedelta(days=1), "12:00")) == []


def test_looking_for_efforts_costs_the_same_for_one_and_for_twenty(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for day, count in ((DAY, 1), (DAY + dt.timedelta(days=3), 19)):
        for _ in range(count):
            train(asked(), day=day)
        with django_assert_num_queries(7):  # three, and the ends of transactions
            queue_effort_reminders(now=utc(day, "18:30"))
    assert Message.objects.count() == 20


def test_link_of_one_kind_ends_that_kind_alone() -> None:
    athlete = asked()
    Reminders.objects.update(is_on=True)
    train(athlete)
    live(utc(DAY, "18:00"), utc(DAY, "19:00"))
    [link] = re.findall(r"http://testserver(/reminders/off/\S+)", str(mail.outbox[0].body))
    Client().get(link)
    assert Reminders.objects.get().asks_effort
    Client().post(link)
    reminders = Reminders.objects.get()
    assert (reminders.is_on, reminders.asks_effort) == (True, False)
