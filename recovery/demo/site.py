"""The demo's processes: two engines, a club to fill them, then web, worker and beat."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from recovery import embedded
from recovery.demo.home import ROOT
from recovery.demo.processes import end_recorded, record
from recovery.demo.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recovery.demo.home import Home

HOST = "127.0.0.1"  # this machine only: the demo's logins are printed on a screen
PORTS_TO_TRY = 50
FIRST_PAGE_TIMEOUT = 60  # seconds
# One process without a pool stops at once, and has nobody to greet or to keep in touch with.
ONE_WORKER = ("--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat")


class SiteError(Exception):
    """The site did not start. The message says which log has the reason."""


@contextmanager
def engines(home: Home) -> Iterator[dict[str, str]]:
    """Run both engines on the club in ``home``; yield the environment that reaches them.

    Nothing of a killed run is in the way: its processes were ended, its sockets removed.
    """
    home.logs.mkdir(mode=0o700, exist_ok=True)
    with (
        home.sockets() as sockets,
        embedded.postgres(home.database, sockets=sockets) as postgres,
        embedded.valkey(home.logs, sockets=sockets) as valkey,
    ):
        record(home.processes, valkey.pid)
        try:
            yield _environment(home, database_url=postgres.url, redis_url=valkey.url)
        finally:
            shutil.rmtree(home.processes)


def end_leftovers(home: Home) -> bool:
    """End what a killed demo left running; return whether there was anything."""
    left = end_recorded(home.processes)
    embedded.stop_stale_postgres(home.database)
    return left > 0


def _environment(home: Home, *, database_url: str, redis_url: str) -> dict[str, str]:
    # PG* variables of someone's shell must not steer the site to another server.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "recovery.settings",
        "SECRET_KEY": home.secret_key(),
        "VAPID_PRIVATE_KEY": home.push_key(),
        "DATABASE_URL": database_url,
        "DATABASE_POOL": "0",
        "REDIS_URL": redis_url,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEBUG": "0",
        # Nothing leaves this machine: each mail is a file to look at.
        "EMAIL_URL": f"filemail:///{home.path}/mail",
        "STATIC_ROOT": str(home.path / "static"),
        "BEAT_SCHEDULE_FILE": str(home.path / "beat-schedule"),
        "TRUSTED_PROXIES": "0",
        "PYTHONUNBUFFERED": "1",
    }


def prepare(home: Home, environment: dict[str, str], *, athletes: int) -> None:
    """Migrate, and fill the club if it is empty; the child process shows its progress."""
    command = [sys.executable, "manage.py", "prepare_demo", "--athletes", str(athletes)]
    child = subprocess.Popen(  # noqa: S603 (ourselves)
        [*command, "--logins", str(home.logins)],
        cwd=ROOT,
        env=environment,
        preexec_fn=embedded.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 (no threads here)
    )
    try:
        if child.wait() != 0:
            if embedded.ran_out_of_space(home.database):
                raise SiteError(embedded.DISK_FULL)
            raise SiteError("The club could not be prepared; the reason is above.")
    finally:
        child.kill()
        child.wait()


@contextmanager
def site(home: Home, environment: dict[str, str], *, port: int) -> Iterator[Supervisor]:
    """Run web, worker and beat until the block is left, which is entered at the first page."""
    environment = environment | {"SITE_URL": f"http://localhost:{port}"}
    python = [sys.executable, "-m"]
    granian = [*python, "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    granian += ["--workers", "2", "--blocking-threads", "4", "recovery.wsgi:application"]
    celery = [*python, "celery", "--app", "recovery.celery"]
    with Supervisor(folder=ROOT, logs=home.logs, processes=home.processes) as supervisor:
        supervisor.start("web", granian, environment | {"DATABASE_POOL": "1"})
        # The others come after the first page, which they would make wait on a small machine.
        _wait_for_first_page(port, supervisor)
        supervisor.start("worker", [*celery, "worker", *ONE_WORKER], environment)
        supervisor.start("beat", [*celery, "beat", "--pidfile", ""], environment)
        yield supervisor


def free_port(first: int) -> int:
    """Return the first free port from ``first`` on."""
    for port in range(first, min(first + PORTS_TO_TRY, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SiteError(f"No free port from {first} on; choose another with --port.")


def _wait_for_first_page(port: int, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + FIRST_PAGE_TIMEOUT
    while not _answers(port):
        if name := supervisor.ended():
            raise SiteError(f"{name} ended instead of starting; see {supervisor.logs / name}.log.")
        if time.monotonic() > deadline:
            raise SiteError(f"No page within {FIRST_PAGE_TIMEOUT} s; see {supervisor.logs}.")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
