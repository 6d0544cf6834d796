"""Writers that add, edit and delete facts while a worker is computing and being killed."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from django.db import close_old_connections, connection, connections, transaction

from athletes.models import Athlete, BodyAnswers, FactChange, Session
from recovery.assessments.models import Calculation
from recovery.assessments.services import ring
from recovery.assessments.tasks import drain_task
from tests.assessments.histories import write_history
from tests.factories import create_athlete
from tests.faults.builds import TRACED
from tests.support.worker import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

HISTORY_DAYS = 150  # a computation then takes long enough to be hit


def create_athletes(count: int) -> list[Athlete]:
    """Save athletes with a history of their own, in a place where it is about noon.

    So no day turns during the test, whenever it runs.
    """
    zone = f"Etc/GMT{dt.datetime.now(dt.UTC).hour - 12:+d}"
    athletes = []
    for number in range(count):
        athlete = create_athlete(time_zone=zone)
        today = athlete.local_day(dt.datetime.now(dt.UTC))
        write_history(athlete, days=HISTORY_DAYS, poor_days=12, seed=number, last=today)
        FactChange.objects.create(athlete=athlete, from_day=today, reason="import")
        athletes.append(athlete)
    return athletes


@contextmanager
def writing(athletes: list[Athlete], *, writers: int, seed: int) -> Iterator[None]:
    """Keep adding, editing and deleting facts of random athletes until the block is left."""
    stop = threading.Event()

    def write(draw: random.Random) -> None:
        while not stop.is_set():
            write_something(draw.choice(athletes), draw)
            time.sleep(draw.uniform(0, 0.02))
        connections.close_all()

    threads = [
        threading.Thread(target=write, args=(random.Random(seed + number),))
        for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@transaction.atomic
def write_something(athlete: Athlete, draw: random.Random) -> None:
    """Change one fact, queue the athlete, and sometimes commit late."""
    today = athlete.local_day(dt.datetime.now(dt.UTC))
    day = today - dt.timedelta(days=draw.randrange(40))
    FactChange.objects.create(athlete=athlete, from_day=day, reason="session")
    kind = draw.choice(["add", "edit", "edit", "delete"])
    sessions = Session.objects.filter(athlete=athlete, day=day)
    if kind == "add":
        add_session(athlete, day, minutes=draw.randrange(10, 90))
    elif kind == "delete":
        sessions.delete()
    else:
        sessions.update(minutes=draw.randrange(10, 90))
        answers = BodyAnswers.objects.filter(check_in__athlete=athlete, check_in__day=day)
        answers.update(fatigue=draw.randint(1, 5), soreness=draw.randint(1, 5))
    ring()
    if draw.random() < 0.3:
        time.sleep(draw.uniform(0, 0.05))


def add_session(athlete: Athlete, day: dt.date, *, minutes: int) -> None:
    Session.objects.create(
        athlete=athlete,
        day=day,
        sport="running",
        minutes=minutes,
        rpe=5,
        client_id=uuid.uuid4(),
        recorded_at=dt.datetime.now(dt.UTC),
    )


def race(athletes: list[Athlete], draw: random.Random) -> None:
    """Save two facts of each athlete at once, of which the first to ask commits last.

    Some of these late ones commit between the moment a computation reads the facts and the
    moment it clears the queue. That is where changes get lost.
    """
    for athlete in athletes:
        asked = threading.Event()
        late = threading.Thread(
            target=commit_late, args=(athlete, asked), kwargs={"after": draw.uniform(0.005, 0.06)}
        )
        late.start()
        asked.wait()
        save_session(athlete, minutes=22)
        late.join()


def commit_late(athlete: Athlete, asked: threading.Event, *, after: float) -> None:
    with transaction.atomic():
        save_session(athlete, minutes=11)
        asked.set()
        time.sleep(after)
    connections.close_all()


@transaction.atomic
def save_session(athlete: Athlete, *, minutes: int) -> None:
    today = athlete.local_day(dt.datetime.now(dt.UTC))
    FactChange.objects.create(athlete=athlete, from_day=today, reason="session")
    add_session(athlete, today, minutes=minutes)
    ring()


def kill_what_computes(draw: random.Random) -> None:
    """Kill a worker's process in the middle of a transaction, as if memory had run out.

    Nobody has to wait out a first back-off, or every kill would take longer than the last.
    """
    Calculation.objects.filter(attempts__lt=4).update(not_before=dt.datetime.now(dt.UTC))
    drain_task.delay()
    killed = 0
    while not killed:  # some computations are over before the blow falls
        wait_until(lambda: bool(computing_processes()))
        time.sleep(draw.uniform(0, 0.02))
        for pid in computing_processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1


def computing_processes() -> list[int]:
    """Ask PostgreSQL which processes of a traced worker are in the middle of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE %s"
            " AND datname = current_database() AND xact_start IS NOT NULL",
            [f"{TRACED} %"],
        )
        return [int(name.removeprefix(TRACED)) for (name,) in cursor.fetchall()]


def settle(*, seconds: float = 20) -> None:
    """Wait until everything is computed. Nobody has to wait out a back-off here."""
    close_old_connections()
    Calculation.objects.update(not_before=dt.datetime.now(dt.UTC))
    wait_until(lambda: not FactChange.objects.exists(), seconds=seconds)
