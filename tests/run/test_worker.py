"""The real worker that other tests lean on."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from athletes.models import Athlete, FactChange
from recovery.embedded import private_folder, valkey
from tests.factories import create_athlete
from tests.support.worker import running_worker, wait_until

if TYPE_CHECKING:
    import datetime as dt

pytestmark = pytest.mark.django_db(transaction=True)


def queue(athlete: Athlete, day: dt.date) -> None:
    FactChange.objects.create(athlete=athlete, from_day=day, reason=FactChange.Reason.CHECK_IN)


def is_done() -> bool:
    return not FactChange.objects.exists()


def test_worker_does_what_beat_wakes_it_for() -> None:
    athlete = create_athlete()
    with running_worker():
        queue(athlete, athlete.created_at.date())
        wait_until(is_done)


def test_worker_on_a_frozen_broker_goes_on_when_it_thaws() -> None:
    athlete = create_athlete()
    with (
        private_folder() as folder,
        valkey(folder, sockets=folder) as broker,
        running_worker(REDIS_URL=broker.url) as worker,
    ):
        broker.process.send_signal(signal.SIGSTOP)
        queue(athlete, athlete.created_at.date())
        broker.process.send_signal(signal.SIGCONT)
        wait_until(is_done, seconds=20)
        worker.kill()
        assert worker.process.returncode == -signal.SIGKILL
