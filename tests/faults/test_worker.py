"""A real worker, a real broker, and what goes wrong with them.

Each test ends with the same question: are the derived rows what a computation from nothing makes?
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import statistics
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest
import redis
from django.db import connection
from django.urls import reverse

from athletes.models import Athlete, CheckIn, FactChange
from athletes.services.check_ins import record_check_in
from recovery.assessments.drain import ATTEMPTS
from recovery.assessments.models import Calculation, CurrentState
from recovery.assessments.tasks import drain_task, new_days_task
from recovery.embedded import private_folder, valkey
from tests.assessments.histories import derived, derived_from_scratch
from tests.faults import storm
from tests.support.worker import running_worker, wait_until

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Thirty kills: of the processes that a worker computes in, and of whole workers.
WORKERS_KILLED, PROCESSES_KILLED_OF_EACH = 3, 9
# A save takes some ten milliseconds; asking a broker that does not answer takes at least a second.
NOTICEABLE = 0.25  # seconds


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def save_check_in(athlete: Athlete, *, days_ago: int) -> float:
    """Save a poor check-in as the page does; return how long that took. [s]"""
    day = athlete.local_day(now()) - dt.timedelta(days=days_ago)
    started = time.perf_counter()
    record_check_in(
        athlete=athlete,
        day=day,
        client_id=uuid.uuid4(),
        recorded_at=now(),
        now=now(),
        body={"fatigue": 1, "soreness": 1, "sleep_quality": 1},
    )
    return time.perf_counter() - started


def arrived(athlete: Athlete) -> bool:
    """Return whether the latest save is in the derived rows."""
    return not FactChange.objects.filter(athlete=athlete).exists()


def test_a_save_never_waits_for_a_broker_that_is_frozen_or_gone() -> None:
    [athlete] = storm.create_athletes(1)
    with (
        private_folder() as folder,
        valkey(folder, sockets=folder) as broker,
        running_worker(REDIS_URL=broker.url),
    ):
        wait_until(lambda: arrived(athlete))
        usual = statistics.median(save_check_in(athlete, days_ago=n) for n in (9, 8, 7))
        wait_until(lambda: arrived(athlete))

        broker.process.send_signal(signal.SIGSTOP)
        time.sleep(1)  # what was on its way has passed
        frozen = save_check_in(athlete, days_ago=6)
        broker.process.send_signal(signal.SIGCONT)
        wait_until(lambda: arrived(athlete), seconds=20)

        broker.process.kill()
        broker.process.wait()
        time.sleep(1.5)
        gone = save_check_in(athlete, days_ago=5)
        assert not arrived(athlete)
        with valkey(folder, sockets=folder):
            wait_until(lambda: arrived(athlete), seconds=30)
    assert frozen < usual + NOTICEABLE
    assert gone < usual + NOTICEABLE
    assert derived() == derived_from_scratch(now=now())


def test_a_request_that_saves_opens_no_connection_to_the_broker(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    [athlete] = storm.create_athletes(1)
    client.force_login(athlete.user)
    asked: list[object] = []
    monkeypatch.setattr(redis.connection.AbstractConnection, "connect", asked.append)
    day = athlete.local_day(now()) - dt.timedelta(days=1)

    response = client.post(
        reverse("athletes:check-in", args=[day]), {"client_id": str(uuid.uuid4()), "fatigue": "2"}
    )

    assert response.status_code == 302
    assert CheckIn.objects.get(athlete=athlete, day=day).body.fatigue == 2
    assert asked == []


def test_a_save_is_assessed_within_a_second_and_a_task_run_twice_changes_nothing() -> None:
    [athlete] = storm.create_athletes(1)
    with running_worker():
        wait_until(lambda: arrived(athlete))
        lags = []
        for days_ago in range(5):
            save_check_in(athlete, days_ago=days_ago)
            saved = time.perf_counter()
            wait_until(lambda: arrived(athlete))
            lags.append(time.perf_counter() - saved)
        rows = derived()
        revision = Calculation.objects.get().revision
        for _ in range(3):
            drain_task.delay()
            new_days_task.delay()
        time.sleep(1)
        assert derived() == rows
        assert Calculation.objects.get().revision == revision
    sys.stdout.write(f"save to rows: median {statistics.median(lags):.3f} s, {max(lags):.3f} s\n")
    assert statistics.median(lags) < 1
    assert derived() == derived_from_scratch(now=now())


def test_a_worker_killed_thirty_times_loses_nothing() -> None:
    seed = int(os.environ.get("STORM_SEED", "20261123"))
    sys.stdout.write(f"STORM_SEED={seed}\n")
    draw = random.Random(seed)
    athletes = storm.create_athletes(8)
    with storm.writing(athletes, writers=3, seed=seed):
        for _ in range(WORKERS_KILLED):
            with running_worker(
                concurrency=6, DJANGO_SETTINGS_MODULE="tests.faults.traced_settings"
            ) as worker:
                for _ in range(PROCESSES_KILLED_OF_EACH):
                    storm.kill_what_computes(draw)
                wait_until(lambda: bool(storm.computing_processes()))
                worker.kill()
    with running_worker(concurrency=2):
        storm.race(athletes, draw)
        storm.settle()

    assert not Calculation.objects.filter(set_aside_at__isnull=False).exists()
    assert derived() == derived_from_scratch(now=now())


def test_a_build_that_deletes_up_to_the_highest_id_is_caught() -> None:
    """The rig can fail: it finds what a build with a known mistake has lost."""
    athletes = storm.create_athletes(20)
    with running_worker(DJANGO_SETTINGS_MODULE="tests.faults.bad_settings"):
        storm.settle()
        for seed in range(1, 6):  # a busy machine may win one race
            storm.race(athletes, random.Random(seed))
            storm.settle()
            if derived() != derived_from_scratch(now=now()):
                return
    pytest.fail("the mistake was not found")


def test_an_athlete_who_cannot_be_computed_is_set_aside_and_holds_nobody() -> None:
    athletes = storm.create_athletes(6)
    poison = athletes[2]
    _store_what_no_form_would(poison)
    others = [athlete for athlete in athletes if athlete != poison]
    with running_worker():
        wait_until(lambda: all(arrived(athlete) for athlete in others))
        for _ in range(ATTEMPTS):
            Calculation.objects.filter(pk=poison.pk).update(not_before=now())
            tried = Calculation.objects.get(pk=poison.pk).attempts
            save_check_in(others[0], days_ago=tried + 1)
            wait_until(lambda: arrived(others[0]))
        wait_until(
            lambda: Calculation.objects.filter(pk=poison.pk, set_aside_at__isnull=False).exists()
        )
    failed = Calculation.objects.get(pk=poison.pk)
    assert (failed.attempts, failed.last_error) == (ATTEMPTS, "ValueError")
    assert not CurrentState.objects.filter(athlete=poison).exists()
    ids = [athlete.pk for athlete in others]
    assert derived(ids) == derived_from_scratch(now=now(), athlete_ids=ids)


def _store_what_no_form_would(athlete: Athlete) -> None:
    """Store a load that is not a number: the columns allow it, the engine does not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE athletes_session SET minutes = NULL, rpe = NULL, reported_load = 'NaN'"
            " WHERE id = (SELECT min(id) FROM athletes_session WHERE athlete_id = %s)",
            [athlete.pk],
        )
