"""`manage.py demo` from the outside: what it prints, what it serves, what it leaves behind."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from recovery import embedded
from recovery.demo import processes
from tests.run.conftest import on_small_disk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.run.conftest import Checkout

SMALL_CLUB = ("--athletes", "8")
STOP_LIMIT = 5  # seconds
FIRST_PAGE_LIMIT = 90  # seconds; 30 on a machine that does nothing else

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Demo:
    """A running demo and what it printed until it was ready."""

    checkout: Checkout
    process: subprocess.Popen[str]
    printed: str

    @property
    def port(self) -> int:
        found = re.search(r"Recovery is running: http://localhost:(\d+)", self.printed)
        assert found, self.printed
        return int(found[1])

    @property
    def sockets(self) -> Path:
        return Path((self.checkout.path / ".demo" / "sockets").read_text())

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        connection.request("GET", path)
        response = connection.getresponse()
        page = response.read().decode()
        connection.close()
        return response.status, page

    def query(self, sql: str) -> list[tuple[object, ...]]:
        url = embedded.postgres_url(self.sockets).replace("postgres://", "postgresql://")
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def stop(self, ending: signal.Signals) -> str:
        """End it with a signal and see that nothing is left; return its last words."""
        sockets = self.sockets
        started = time.monotonic()
        self.process.send_signal(ending)
        printed, _nothing = self.process.communicate(timeout=30)
        assert time.monotonic() - started < STOP_LIMIT
        assert self.process.returncode == 0, printed
        assert processes_in(self.checkout) == []
        assert not sockets.exists()
        left = {entry.name for entry in (self.checkout.path / ".demo").iterdir()}
        assert not left & {"address", "processes", "sockets"}
        return printed


@contextmanager
def running_demo(checkout: Checkout, *arguments: str) -> Iterator[Demo]:
    process = checkout.start("demo", *arguments)
    assert process.stdout is not None
    printed = ""
    deadline = time.monotonic() + FIRST_PAGE_LIMIT
    try:
        for line in process.stdout:
            printed += line
            if line.startswith("Ctrl-C"):
                break
        assert time.monotonic() < deadline
        yield Demo(checkout, process, printed)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def processes_in(checkout: Checkout) -> list[str]:
    """Return the command lines of all processes that work in or from a checkout."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            place = (folder / "cwd").readlink()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
        command = embedded.command_line(int(folder.name))
        if command and str(checkout.path) in f"{place} {command}":
            found.append(command)
    return found


def test_demo_serves_pages_beside_whatever_else_runs(checkout: Checkout) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with running_demo(checkout, "--port", str(taken), *SMALL_CLUB) as demo:
            assert f"Port {taken} is taken; using {demo.port}." in demo.printed
            for login in ("coach@", "athlete@", "admin@", "password"):
                assert login in demo.printed

            status, page = demo.get("/account/login/")
            assert status == http.HTTPStatus.OK
            stylesheet = re.search(r'href="(/static/[^"]+\.css)"', page)
            assert stylesheet
            assert demo.get(stylesheet[1])[0] == http.HTTPStatus.OK

            code, printed = checkout.run("demo")
            assert code == 1
            assert f"already running: http://localhost:{demo.port}\n" in printed

            assert "The club is kept" in demo.stop(signal.SIGTERM)


def test_club_outlives_a_kill_and_goes_with_a_reset(checkout: Checkout) -> None:
    with running_demo(checkout, "--port", "8300", *SMALL_CLUB) as demo:
        athletes = demo.query("SELECT count(*) FROM athletes_athlete")
        assert athletes == [(8,)]
        demo.query("CREATE TABLE left_by_the_first_run (id int)")
        demo.process.kill()
        demo.process.wait()
        sockets = demo.sockets

    with running_demo(checkout, "--port", "8300") as demo:
        assert demo.query("SELECT count(*) FROM athletes_athlete") == athletes
        assert demo.query("SELECT * FROM left_by_the_first_run") == []
        assert not sockets.exists()
        demo.stop(signal.SIGINT)

    with running_demo(checkout, "--port", "8300", "--reset", *SMALL_CLUB) as demo:
        assert demo.query("SELECT to_regclass('left_by_the_first_run')") == [(None,)]
        demo.stop(signal.SIGHUP)


def test_ordinary_user_runs_it_and_learns_which_part_failed(ordinary_checkout: Checkout) -> None:
    with running_demo(ordinary_checkout, "--port", "8400", *SMALL_CLUB) as demo:
        assert demo.get("/account/login/")[0] == http.HTTPStatus.OK
        folder = ordinary_checkout.path / ".demo"
        assert (folder / "postgres" / "data").stat().st_uid == folder.stat().st_uid

        beat = [line for line in processes_in(ordinary_checkout) if "recovery.celery beat" in line]
        assert len(beat) == 1
        for file in (folder / "processes").iterdir():
            if "recovery.celery beat" in embedded.command_line(int(file.name)):
                os.kill(int(file.name), signal.SIGKILL)
        printed, _nothing = demo.process.communicate(timeout=30)
        assert demo.process.returncode == 1
        assert f"beat ended by itself; see {folder}/logs/beat.log." in printed
        assert processes_in(ordinary_checkout) == []


def test_full_disk_says_so_and_leaves_nothing_running(checkout: Checkout) -> None:
    home = checkout.path / ".demo"
    aside = home.rename(checkout.path / "aside") if home.exists() else None
    try:
        small = on_small_disk(home, megabytes=20)
        code, printed = checkout.run("demo", prefix=small)
    finally:
        if home.exists():
            home.rmdir()
        if aside:
            aside.rename(home)
    assert code == 1
    assert printed.splitlines()[-1] == f"CommandError: {embedded.DISK_FULL}"
    assert "Traceback" not in printed
    assert processes_in(checkout) == []


def test_recorded_process_is_ended_with_its_children(tmp_path: Path) -> None:
    shell = subprocess.Popen(["sh", "-c", "sleep 60 & wait"], start_new_session=True)
    processes.record(tmp_path, shell.pid)
    assert processes.end_recorded(tmp_path) == 1
    assert shell.wait() == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_frozen_process_is_ended_too(tmp_path: Path) -> None:
    frozen = subprocess.Popen(["sleep", "60"], start_new_session=True)
    processes.record(tmp_path, frozen.pid)
    frozen.send_signal(signal.SIGSTOP)
    assert processes.end_recorded(tmp_path) == 1
    frozen.wait()


def test_stranger_with_a_recorded_number_is_left_alone(tmp_path: Path) -> None:
    """The system reuses numbers; a process is ours only if it also started when ours did."""
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        processes.record(tmp_path, stranger.pid)
        (tmp_path / str(stranger.pid)).write_text(processes.start_time(os.getpid()))
        assert processes.end_recorded(tmp_path) == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
