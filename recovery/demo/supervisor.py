"""Web, worker and beat: started one by one, watched, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from recovery.demo.processes import record
from recovery.embedded import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# Seconds that the processes get to finish what they are doing. What they leave undone is still
# a row in PostgreSQL, so being cut short costs nothing; the engines stop after them, and all of
# it together has to stay within five seconds.
PATIENCE = 3


@dataclass(frozen=True)
class Supervisor:
    """Processes that live as long as its ``with`` block.

    Each leads a session of its own, so that Ctrl-C in the terminal reaches only us and we stop
    them in order; each writes to a log of its own, so that the terminal stays readable.
    """

    folder: Path
    logs: Path
    processes: Path
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        with (self.logs / f"{name}.log").open("wb") as log:
            child = subprocess.Popen(  # noqa: S603 (our own processes)
                command,
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 (no threads here)
            )
        self.children[name] = child
        record(self.processes, child.pid)

    def ended(self) -> str | None:
        """Return the name of a process that ended by itself, which none of them should."""
        return next(
            (name for name, child in self.children.items() if child.poll() is not None), None
        )

    def wait_for_an_end(self) -> str:
        while (name := self.ended()) is None:
            time.sleep(0.2)
        return name

    def stop(self) -> None:
        """Ask all of them, wait, and insist: nothing that they started is left either."""
        for child in self.children.values():
            child.terminate()
            child.send_signal(signal.SIGCONT)  # a frozen process hears nothing else
        deadline = time.monotonic() + PATIENCE
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
        for child in self.children.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
