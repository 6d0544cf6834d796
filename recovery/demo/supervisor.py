"""Web, worker and beat: started together, watched, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from recovery.demo.processes import record
from recovery.embedded import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

# Seconds that the processes get to finish what they are doing. What they leave undone is still
# a row in PostgreSQL, so being cut short costs nothing; the engines stop after them, and all of
# it together has to stay within five seconds.
PATIENCE = 2.5

Children = dict[str, subprocess.Popen[bytes]]


@contextmanager
def running(
    commands: Mapping[str, Sequence[str]],
    *,
    environment: Mapping[str, str],
    folder: Path,
    logs: Path,
    processes: Path,
) -> Iterator[Children]:
    """Run the commands until the block is left; each writes to a log of its own.

    Every process leads a session of its own: Ctrl-C in the terminal reaches only us, and we stop
    them in order.
    """
    children: Children = {}
    try:
        for name, command in commands.items():
            with (logs / f"{name}.log").open("wb") as log:
                children[name] = subprocess.Popen(  # noqa: S603 (our own processes)
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 (no threads here)
                )
            record(processes, children[name].pid)
        yield children
    finally:
        _stop(list(children.values()))


def wait_for_an_end(children: Children) -> str:
    """Wait until one of the processes ends by itself, which none of them should; name it."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        time.sleep(0.2)


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        with suppress(ProcessLookupError):
            child.terminate()
            child.send_signal(signal.SIGCONT)  # a frozen process hears nothing else
    deadline = time.monotonic() + PATIENCE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0, deadline - time.monotonic()))
    for child in children:  # whoever is still there, and whatever they left in their groups
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
