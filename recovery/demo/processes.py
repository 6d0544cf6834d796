"""Which processes a demo started, so that the next one can end what a killed one left behind.

A number alone says little: the system reuses it. A process is ours when the number *and* the
time it started are those that were written down.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from recovery.embedded import PROC

if TYPE_CHECKING:
    from pathlib import Path

GRACE = 4  # seconds between asking a process to stop and killing it


def start_time(pid: int) -> str:
    """Return when a process started, as the system spells it; empty when there is none."""
    if PROC.is_dir():
        try:
            status = (PROC / str(pid) / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        # The name in parentheses may hold anything; the state and the 19th field follow it.
        fields = status.rpartition(")")[2].split()
        return "" if fields[0] == "Z" else f"{_boot()} {fields[19]}"
    words = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 (fixed words)


def _boot() -> str:
    """Return what tells this run of the system from the last: start times count from boot."""
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def record(folder: Path, pid: int) -> None:
    """Write a process down. It leads a process group of its own."""
    folder.mkdir(exist_ok=True)
    (folder / str(pid)).write_text(start_time(pid))


def end_recorded(folder: Path) -> int:
    """End what is still there of the processes written down; return how many that were.

    Each leads a group, which is killed whole when asking does not help: web and worker have
    children of their own.
    """
    if not folder.exists():
        return 0
    files = list(folder.iterdir())
    left = [int(file.name) for file in files if _is_ours(file)]
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
            os.kill(pid, signal.SIGCONT)  # a frozen process hears nothing else
    deadline = time.monotonic() + GRACE
    while any(_is_ours(file) for file in files) and time.monotonic() < deadline:
        time.sleep(0.05)
    for file in files:
        if _is_ours(file):
            with suppress(ProcessLookupError):
                os.killpg(int(file.name), signal.SIGKILL)
        file.unlink()
    return len(left)


def _is_ours(file: Path) -> bool:
    recorded = file.read_text()
    return bool(recorded) and start_time(int(file.name)) == recorded
