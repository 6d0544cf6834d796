"""The process that reads one file: bytes on standard input, JSON on standard output.

It has no settings, no database and no secrets, and it limits itself before it looks at a byte.
`sandbox` starts it and waits only so long.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from athletes.imports.activities.activity import Activity

MEMORY: Final = 512 * 1024 * 1024  # bytes of address space
CPU: Final = 10  # seconds
OUTPUT: Final = 256 * 1024  # bytes; fifty sessions are under twenty thousand


def limit() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def reader_of(kind: str) -> Callable[[bytes], list[Activity]]:
    """Import only the reader that is needed."""
    # ruff: noqa: PLC0415
    if kind == "fit":
        from athletes.imports.activities.fit import read_fit

        return read_fit
    if kind == "tcx":
        from athletes.imports.activities.tcx import read_tcx

        return read_tcx
    from athletes.imports.activities.gpx import read_gpx

    return read_gpx


def main(kind: str) -> None:
    limit()
    from athletes.imports.activities.activity import Reason, RefusedError

    logging.disable(logging.CRITICAL)
    answer: dict[str, object]
    try:
        activities = reader_of(kind)(sys.stdin.buffer.read())
        answer = {"activities": [each.as_json() for each in activities]}
    except RefusedError as refusal:
        answer = {"refused": refusal.reason}
    except MemoryError:
        answer = {"refused": Reason.TOO_MUCH_WORK}
    except Exception:  # noqa: BLE001  (a hostile file may raise anything; it is refused)
        answer = {"refused": Reason.DAMAGED}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
