"""The real worker that other tests lean on."""

from __future__ import annotations

import signal

import pytest

from recovery.embedded import private_folder, valkey
from tests.support.worker import running_worker, wait_until


@pytest.mark.django_db(transaction=True)
def test_worker_takes_what_beat_sends() -> None:
    with running_worker() as worker:
        wait_until(lambda: "assessments.drain" in worker.log.read_text())


@pytest.mark.django_db(transaction=True)
def test_worker_on_a_frozen_broker_goes_on_when_it_thaws() -> None:
    with (
        private_folder() as folder,
        valkey(folder, sockets=folder) as broker,
        running_worker(REDIS_URL=broker.url) as worker,
    ):
        broker.process.send_signal(signal.SIGSTOP)
        broker.process.send_signal(signal.SIGCONT)
        size = worker.log.stat().st_size
        wait_until(lambda: worker.log.stat().st_size > size)
        worker.kill()
        assert worker.process.returncode == -signal.SIGKILL
