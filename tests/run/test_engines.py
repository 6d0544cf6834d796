"""The embedded engines: real, private, and gone when whoever started them is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection

from recovery import embedded
from tests.support.worker import wait_until

if TYPE_CHECKING:
    from tests.conftest import Engines

START_AND_WAIT = """
import sys, time
from pathlib import Path
from recovery.embedded import postgres, valkey
folder = Path(sys.argv[1])
with postgres(folder / "pg", sockets=folder, keep=False) as p, valkey(folder, sockets=folder) as v:
    print(p.pid, v.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.django_db
def test_tests_run_on_real_engines(engines: Engines) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_user")
        version, user = cursor.fetchone()
    assert version >= 180000
    assert user == embedded.USER
    cache.set("key", "value")
    assert cache.get("key") == "value"


def test_engines_listen_on_sockets_alone(engines: Engines) -> None:
    """Nothing on the network, and a folder that other people on the machine cannot enter."""
    listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    assert ":1538 " not in listening  # 5432
    assert ":18EB " not in listening  # 6379
    folder = Path(engines.valkey.url.removeprefix("unix://")).parent
    assert folder.stat().st_mode & 0o077 == 0


def test_text_sorts_by_code_point(engines: Engines) -> None:
    """The locale is PostgreSQL's own, so that no machine's libraries change an index."""
    with psycopg.connect(engines.postgres.url.replace("postgres://", "postgresql://")) as database:
        row = database.execute("SELECT datlocprovider, datlocale FROM pg_database").fetchone()
    assert row == ("b", "C.UTF-8")


def test_engines_stop_when_their_parent_is_killed() -> None:
    with embedded.private_folder() as folder:
        parent = subprocess.Popen(
            [sys.executable, "-c", START_AND_WAIT, str(folder)], stdout=subprocess.PIPE
        )
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        parent.kill()
        parent.wait()
        parent.stdout.close()
        wait_until(lambda: not any(embedded.command_line(pid) for pid in pids), seconds=5)


def test_cluster_that_was_killed_while_made_is_made_again() -> None:
    with embedded.private_folder() as folder:
        (folder / "pg" / "data.new").mkdir(parents=True)
        (folder / "pg" / "data.new" / "half").touch()
        with embedded.postgres(folder / "pg", sockets=folder, keep=False) as engine:
            assert engine.process.poll() is None


def test_stale_server_of_the_same_cluster_is_stopped_even_when_frozen() -> None:
    with embedded.private_folder() as folder, embedded.private_folder() as others:
        stale = embedded.postgres(folder / "pg", sockets=folder, keep=False)
        left = stale.__enter__()
        left.process.send_signal(signal.SIGSTOP)
        with embedded.postgres(folder / "pg", sockets=others, keep=False) as engine:
            assert engine.pid != left.pid
            assert left.process.poll() is not None
        stale.__exit__(None, None, None)


def test_stranger_with_a_stale_number_is_left_alone() -> None:
    """A number in postmaster.pid that belongs to somebody else by now."""
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        with embedded.private_folder() as folder:
            (folder / "data").mkdir()
            (folder / "data" / "postmaster.pid").write_text(f"{stranger.pid}\n{folder}/data\n")
            embedded.stop_stale_postgres(folder)
        time.sleep(0.1)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_sockets_stay_short_below_a_long_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("long" * 25)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with embedded.private_folder() as folder:
        assert len(os.fsencode(folder / embedded.SOCKET_NAME)) <= embedded.LONGEST_SOCKET_PATH


def test_binaries_are_copied_where_nobody_cannot_read_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    umask = os.umask(0o077)
    try:
        with embedded.private_folder() as folder:
            monkeypatch.setattr(embedded, "reachable", lambda _path: False)
            binaries = embedded._postgres_binaries(folder)
            assert binaries.is_relative_to(folder)
            for program in ("initdb", "postgres"):  # with their libraries and their access rights
                asked = [str(binaries / program), "--version"]
                said = subprocess.check_output(asked, user=embedded.service_user(), cwd="/")
                assert b" 18." in said
    finally:
        os.umask(umask)
