"""Reminders of a check-in that is missing, and of a session that nobody rated.

What an athlete chose, and what is sent of it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction

from athletes.models import CheckIn, PlannedSession, Reminders
from athletes.models.reminders import EFFORT_WITHIN, FOLLOW_UP_AFTER
from recovery.outbox.services import Draft, enqueue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from athletes.models import Athlete

ONE_DAY: Final = dt.timedelta(days=1)
BATCH: Final = 200  # athletes in one transaction
CHECK_IN: Final = "check_in_reminder"
EFFORT: Final = "effort_reminder"


@transaction.atomic
def save_reminders(
    *,
    athlete: Athlete,
    is_on: bool,
    at: dt.time,
    follow_up: bool,
    asks_effort: bool,
    quiet_from: dt.time,
    quiet_until: dt.time,
) -> Reminders:
    """Save when somebody wants to be reminded; it holds from the next moment on."""
    reminders, _created = Reminders.objects.update_or_create(
        athlete=athlete,
        defaults={
            "is_on": is_on,
            "at": at,
            "follow_up": follow_up,
            "asks_effort": asks_effort,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "next_at": None,
        },
    )
    return reminders


def switch_off(*, athlete_id: int) -> None:
    """Remind somebody no more. What waits to be sent finds that out when it is written."""
    Reminders.objects.filter(athlete=athlete_id).update(is_on=False)


def stop_asking_effort(*, athlete_id: int) -> None:
    """Ask somebody no more how hard a session was."""
    Reminders.objects.filter(athlete=athlete_id).update(asks_effort=False)


def work_out_anew(*, athlete: Athlete) -> None:
    """Forget the next moment: the athlete lives by another clock."""
    Reminders.objects.filter(athlete=athlete).update(next_at=None)


def queue_reminders(*, now: dt.datetime) -> int:
    """Put a reminder in the outbox for everybody whose moment has come without a check-in.

    Returns how many athletes were looked at. Any number of processes may do so at once, and
    again: they skip each other's athletes, and a moment is told once.
    """
    looked_at = 0
    while batch := _queue_batch(now=now):
        looked_at += batch
    return looked_at


@transaction.atomic
def queue_effort_reminders(*, now: dt.datetime) -> None:
    """Ask how hard it was, of each planned session that is over and that nobody rated.

    Three queries. Each is asked for once, under its own key, whoever looks and however often: as
    long as it may still be asked, so that an hour without a worker loses nothing.
    """
    recent = PlannedSession.objects.to_rate(now.date() - 2 * ONE_DAY, now.date() + ONE_DAY)
    recent = recent.select_related("athlete__user", "athlete__reminders")
    drafts = []
    for planned in recent.prefetch_related("athlete__time_zones"):
        ended = planned.planned_end
        if ended is None:
            continue
        moment = planned.athlete.reminders.effort_moment(ended)
        if moment <= now < moment + EFFORT_WITHIN:
            drafts.append(_effort_draft(planned, expires_at=moment + EFFORT_WITHIN))
    if drafts:
        enqueue(drafts=drafts, now=now)


def _effort_draft(planned: PlannedSession, *, expires_at: dt.datetime) -> Draft:
    return Draft(
        recipient_id=planned.athlete.user_id,
        key=f"{EFFORT}:{planned.pk}:{planned.day}",
        kind=EFFORT,
        params={"planned": planned.pk, "day": planned.day.isoformat()},
        expires_at=expires_at,
        by_push=True,
    )


@transaction.atomic
def _queue_batch(*, now: dt.datetime) -> int:
    """Deal with some of those who are due. Five queries, whatever their number."""
    due = Reminders.objects.due(now=now).select_related("athlete__user")
    due = due.select_for_update(skip_locked=True, of=("self",))
    batch = list(due.prefetch_related("athlete__time_zones")[:BATCH])
    if not batch:
        return 0
    answered = _answered(batch, now=now)
    drafts = []
    for reminders in batch:
        day = reminders.athlete.local_day(now)
        came = _came(reminders, day, now=now)
        if came is not None and (reminders.athlete_id, day) not in answered:
            drafts.append(_draft(reminders, day, number=came, now=now))
        reminders.next_at = _next(reminders, day, now=now)
    enqueue(drafts=drafts, now=now)
    Reminders.objects.bulk_update(batch, ["next_at"])
    return len(batch)


def _answered(batch: Sequence[Reminders], *, now: dt.datetime) -> set[tuple[int, dt.date]]:
    athletes = [reminders.athlete_id for reminders in batch]
    around = (now.date() - ONE_DAY, now.date() + ONE_DAY)  # today, on whoever's clock
    check_ins = CheckIn.objects.filter(athlete__in=athletes, day__range=around)
    return set(check_ins.values_list("athlete", "day"))


def _came(reminders: Reminders, day: dt.date, *, now: dt.datetime) -> int | None:
    """Return which moment of the day has come since the last look, the last if several."""
    if reminders.next_at is None:
        return None  # switched on, or moved: what lies behind was not promised
    moments = enumerate(reminders.moments(day))
    came = [number for number, moment in moments if reminders.next_at <= moment <= now]
    return came[-1] if came else None


def _next(reminders: Reminders, day: dt.date, *, now: dt.datetime) -> dt.datetime:
    """Return the next moment, or midday tomorrow where quiet hours leave none."""
    for ahead in (day, day + ONE_DAY):
        for moment in reminders.moments(ahead):
            if moment > now:
                return moment
    return reminders.athlete.instant(day + ONE_DAY, dt.time(12))


def _draft(reminders: Reminders, day: dt.date, *, number: int, now: dt.datetime) -> Draft:
    return Draft(
        recipient_id=reminders.athlete.user_id,
        key=f"{CHECK_IN}:{reminders.athlete_id}:{day}:{number}",
        kind=CHECK_IN,
        params={"athlete": reminders.athlete_id, "day": day.isoformat()},
        expires_at=now + FOLLOW_UP_AFTER,
        by_push=True,
    )
