"""A child process reads what came from outside, with limits on memory, time and output."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from athletes.imports.activities.activity import Activity, Reason, RefusedError

if TYPE_CHECKING:
    from athletes.imports.activities.kinds import Kind

ROOT: Final = Path(__file__).resolve().parent.parent.parent.parent
WALL_SECONDS: Final = 20.0


def read_activities(content: bytes, kind: Kind, *, seconds: float = WALL_SECONDS) -> list[Activity]:
    """Return the activities in a file, or refuse it with the reason. Never hangs.

    Raises TimeoutError where the child did not come to an end in time, although its processor
    time was not used up: the machine is busy, which is no fault of the file. The child gets no
    environment: nothing that it could be made to say is worth knowing.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(content)
        given.seek(0)
        try:
            subprocess.run(  # noqa: S603  (our own module, by our own interpreter)
                [sys.executable, "-m", "athletes.imports.activities.child", kind.value],
                cwd=ROOT,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
                stdin=given,
                stdout=said,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=True,
            )
            said.seek(0)
            answer = json.load(said)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        except (subprocess.SubprocessError, ValueError):
            # Killed by a limit: what it did say by then does not count.
            raise RefusedError(Reason.TOO_MUCH_WORK) from None
    if "refused" in answer:
        raise RefusedError(Reason(answer["refused"]))
    return [Activity.from_json(each) for each in answer["activities"]]
