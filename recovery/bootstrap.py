"""Make `.venv` from `uv.lock` with nothing but the standard library, and continue inside it.

`python3 manage.py demo` must work in a fresh clone, so this runs before any package is there:
Python's own venv and pip fetch the uv that the lock file pins, and uv does the rest. A stamp in
`.venv` says what it was made from, so that every later start costs a few milliseconds. Where
packages come from is left to the machine's own pip and uv settings.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
LOCK_FILE = ROOT / "uv.lock"
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "recovery-stamp.json"
WORKSHOP = ROOT / ".venv.build"  # the lock that two runs share, and the log of the last one

# The demo leaves what else is installed alone; verify makes the environment exactly the lock file.
SYNC = {
    "demo": ["--inexact", "--no-default-groups", "--group", "demo"],
    "verify": [],
}

NO_VENV = (
    "This Python cannot make virtual environments: its venv or ensurepip module is missing. "
    "On Debian and Ubuntu: sudo apt install python3-venv"
)
NO_NETWORK = (
    "The first run downloads packages, and the package index could not be reached. "
    "Check the network (or pip's and uv's proxy and index settings) and run it again."
)
DISK_FULL = "The disk is full. Free some space (.venv takes up to 700 MB) and run it again."
NEEDED_BYTES = 400 * 1024 * 1024
# How pip and uv say that nobody answers, as opposed to a package that is not there.
UNREACHABLE = (
    "connection refused",
    "connection reset",
    "connection broken",
    "dns error",
    "error sending request",
    "failed to establish a new connection",
    "name resolution",
    "network is unreachable",
    "network connectivity is disabled",
    "no route to host",
    "timed out",
    "cannot connect to proxy",
    "(from versions: none)",  # pip's last word when it could not look; a locked version exists
)


class BootstrapError(Exception):
    """The environment cannot be made. The message is one line for whoever typed the command."""


def continue_in_environment(arguments: Sequence[str]) -> None:
    """Return when this is an up-to-date ``.venv``, otherwise become another process in one."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        ensure_environment(arguments[1])
    except BootstrapError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    if Path(sys.prefix) != ENVIRONMENT:
        os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 (ourselves, in the environment)


def ensure_environment(purpose: str) -> None:
    """Make or update ``.venv`` unless its stamp says that it fits. Two runs wait for each other."""
    if _fits(purpose):
        return
    try:
        with _alone():
            if not _fits(purpose):
                _make(purpose)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BootstrapError(DISK_FULL) from error
        raise BootstrapError(f"Cannot make {ENVIRONMENT}: {error.strerror or error}") from error


def _make(purpose: str) -> None:
    place = _read_stamp().get("place", str(ROOT))
    STAMP.unlink(missing_ok=True)  # whatever is there counts as unfinished until the end
    uv = ENVIRONMENT / "bin" / "uv"
    # The scripts of an environment name its place: one that was moved has to be made anew.
    if place != str(ROOT) or not _works(PYTHON) or not _works(uv):
        _make_empty()
    _run("Installing packages", [str(uv), "sync", "--locked", *SYNC[purpose]])
    # What verify needs includes what the demo needs.
    _write_stamp({"lock": _lock_hash(), "place": str(ROOT), "for": sorted({purpose, "demo"})})


def _make_empty() -> None:
    """Make ``.venv`` with only the locked uv in it, checked against the lock file's hashes."""
    try:
        import ensurepip  # noqa: F401, PLC0415 (Debian packages these apart from Python)
        import venv  # noqa: F401, PLC0415
    except ImportError:
        raise BootstrapError(NO_VENV) from None
    # Inside a .venv that is about to be cleared, the Python it was made from.
    python = getattr(sys, "_base_executable", sys.executable)
    _run("Making .venv", [python, "-m", "venv", "--clear", str(ENVIRONMENT)])
    requirements = WORKSHOP / "requirements.txt"
    requirements.write_text(_uv_requirement())
    pip = [str(PYTHON), "-m", "pip", "install", "--only-binary", ":all:", "--require-hashes"]
    _run("Fetching uv", [*pip, "-r", str(requirements)])


def _uv_requirement() -> str:
    """Return the line that has pip install exactly the uv of the lock file."""
    packages = tomllib.loads(LOCK_FILE.read_text())["package"]
    uv = next(package for package in packages if package["name"] == "uv")
    hashes = " ".join(f"--hash={wheel['hash']}" for wheel in uv["wheels"])
    return f"uv=={uv['version']} {hashes}\n"


# --- is it there, and right? -----------------------------------------------------------------


def _fits(purpose: str) -> bool:
    stamp = _read_stamp()
    return (
        purpose in stamp.get("for", [])
        and stamp["lock"] == _lock_hash()
        and stamp["place"] == str(ROOT)
        and PYTHON.exists()
    )


def _read_stamp() -> dict[str, Any]:
    try:
        stamp: dict[str, Any] = json.loads(STAMP.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return stamp


def _write_stamp(stamp: dict[str, Any]) -> None:
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps(stamp))
    unfinished.rename(STAMP)


def _lock_hash() -> str:
    return hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()


def _works(program: Path) -> bool:
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, check=False)  # noqa: S603 (our own .venv)
    except OSError:
        return False
    return asked.returncode == 0


# --- running pip and uv ----------------------------------------------------------------------


def _run(what: str, command: list[str]) -> None:
    """Run one step, counting the seconds on a terminal; its output goes to the log."""
    log = WORKSHOP / "log"
    started = time.monotonic()
    with log.open("wb") as output:
        step = subprocess.Popen(  # noqa: S603 (our own steps)
            command, cwd=ROOT, env=_environment(), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while step.poll() is None:
                _say(f"\r{what} … {time.monotonic() - started:.0f} s", only_on_terminal=True)
                with suppress(subprocess.TimeoutExpired):
                    step.wait(0.5)
        except KeyboardInterrupt:
            step.terminate()
            step.wait()
            raise
    seconds = time.monotonic() - started
    if step.returncode != 0:
        _say("\n", only_on_terminal=True)
        _explain(what, log)
    _say(f"\r{what}: {seconds:.1f} s.   \n")


def _explain(what: str, log: Path) -> NoReturn:
    """Raise what a failed step said, in one line."""
    output = log.read_text(errors="replace")
    if os.strerror(errno.ENOSPC) in output or os.strerror(errno.EDQUOT) in output:
        raise BootstrapError(DISK_FULL)
    if any(sign in output.lower() for sign in UNREACHABLE):
        raise BootstrapError(NO_NETWORK)
    place = ENVIRONMENT if ENVIRONMENT.exists() else ROOT
    if shutil.disk_usage(place).free < NEEDED_BYTES:  # venv does not say why it failed
        raise BootstrapError(DISK_FULL)
    said = [line.strip() for line in output.splitlines() if line.strip()]
    raise BootstrapError(f"{what} failed: {said[-1] if said else 'no output'} (all of it: {log})")


def _environment() -> dict[str, str]:
    """Return this process's environment, with what pip and uv need on a bare machine."""
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT)}
    environment.pop("VIRTUAL_ENV", None)
    environment.pop("PYTHONHOME", None)
    wishes = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_RETRIES": "2",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",  # behind a company's proxy its certificate is the system's
    }
    if not os.access(Path("~").expanduser(), os.W_OK):  # nowhere to keep a cache
        wishes |= {"PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1", "UV_LINK_MODE": "copy"}
    return {**wishes, **environment}


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock that two runs of the bootstrap share; the kernel drops it when we die."""
    WORKSHOP.mkdir(exist_ok=True)
    with (WORKSHOP / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another run is making .venv; waiting for it.\n")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(text: str, *, only_on_terminal: bool = False) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(text)
    elif not only_on_terminal:
        sys.stderr.write(text.lstrip("\r"))
    sys.stderr.flush()
