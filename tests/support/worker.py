"""A real Celery worker and beat against the test database, to be watched, frozen or killed.

Tests that use it need committed rows: ``@pytest.mark.django_db(transaction=True)``.

    with running_worker() as worker:
        record_check_in(...)
        wait_until(lambda: DailyState.objects.exists())
        worker.kill()

To stop or freeze the broker, give the worker one of its own::

    with private_folder() as folder, valkey(folder, sockets=folder) as broker:
        with running_worker(REDIS_URL=broker.url) as worker:
            broker.process.send_signal(signal.SIGSTOP)
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import connection

from recovery.embedded import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
# The last words of beat's banner; its log lines are not kept.
READY = {"worker": " ready.", "beat": "maxinterval ->"}
START_TIMEOUT = 30  # seconds
STOP_TIMEOUT = 10  # seconds


@dataclass(frozen=True)
class Celery:
    """One running ``celery`` command. It leads a process group: its pool is in it."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def signal(self, signum: signal.Signals) -> None:
        """Send a signal to the command and everything it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signum)

    def kill(self) -> None:
        """Kill it like a power cut would: nothing is finished, nothing is said."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to finish what it is doing; insist after a while."""
        self.signal(signal.SIGCONT)
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_TIMEOUT)
        self.kill()


@dataclass(frozen=True)
class Worker(Celery):
    """A running worker, and the beat that wakes it if there is one."""

    beat: Celery | None = None


@contextmanager
def running_worker(
    *, beat: bool = True, concurrency: int = 1, **environment: str
) -> Iterator[Worker]:
    """Run a worker, and a beat, on the test database until the block is left.

    ``environment`` adds settings or replaces them, ``REDIS_URL`` for one.
    """
    settings = {**os.environ, "DATABASE_URL": database_url(), "DEBUG": "0", **environment}
    settings["PYTHONUNBUFFERED"] = "1"  # beat prints its banner, which would wait in a buffer
    with tempfile.TemporaryDirectory(prefix="recovery-worker-") as name:
        folder = Path(name)
        settings["BEAT_SCHEDULE_FILE"] = str(folder / "beat-schedule")
        options = ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]
        started: list[Celery] = []
        try:
            worker = _start("worker", *options, environment=settings, folder=folder)
            started.append(worker)
            if beat:
                options = ["--pidfile", ""]
                started.append(_start("beat", *options, environment=settings, folder=folder))
            for celery in started:
                _wait_until_ready(celery)
            yield Worker(worker.process, worker.log, *started[1:])
        finally:
            for celery in reversed(started):
                celery.stop()


def database_url() -> str:
    """Return the DATABASE_URL of the database that the running test writes to."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def wait_until(true: Callable[[], bool], *, seconds: float = 10) -> None:
    """Ask again and again until the answer is yes; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"still not after {seconds} s")
        time.sleep(0.02)


def _start(kind: str, *options: str, environment: dict[str, str], folder: Path) -> Celery:
    log = folder / f"{kind}.log"
    celery = [sys.executable, "-m", "celery", "--app", "recovery.celery"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*celery, kind, "--loglevel", "INFO", *options],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 (it makes one system call)
        )
    return Celery(process, log)


def _wait_until_ready(celery: Celery) -> None:
    sign = READY[celery.log.stem]

    def says_so() -> bool:
        said = celery.log.read_text()
        assert celery.process.poll() is None, f"it ended instead of starting:\n{said}"
        return sign in said

    wait_until(says_so, seconds=START_TIMEOUT)
