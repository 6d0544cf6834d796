"""Time one way in a process of its own, whose memory is then that way's alone.

``python -m recovery.benchmarks.measure CODE FOLDER REPEATS`` prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recovery.benchmarks.facts import Facts
from recovery.benchmarks.ways import BY_CODE

if TYPE_CHECKING:
    from recovery.benchmarks.ways import Way

ROOT = Path(__file__).resolve().parent.parent.parent
WARM_UP_ATHLETES = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way took.

    Attributes
    ----------
    seconds, cpu_seconds : float
        On the clock and of all cores, each of the repeat with the least: what disturbs a
        measurement only ever adds to it.
    athletes, days : int
        Of how many it computed the figures.
    peak_bytes : int
        Most memory the process held, interpreter, libraries and facts included.
    """

    seconds: float
    cpu_seconds: float
    athletes: int
    days: int
    peak_bytes: int

    @property
    def per_second(self) -> float:
        """Athlete-days per second."""
        return self.athletes * self.days / self.seconds


def measure(way: Way, folder: Path, *, repeats: int) -> Measured:
    """Measure one way on the facts in a folder, in a child process."""
    command = [sys.executable, "-m", __name__, way.code, str(folder), str(repeats)]
    done = subprocess.run(  # noqa: S603 (ourselves)
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{way.name} failed:\n{done.stderr}")
    return Measured(**json.loads(done.stdout))


def _measure_here(way: Way, folder: Path, *, repeats: int) -> Measured:
    facts = Facts.read(folder)
    facts = facts.of(slice(0, max(len(facts.load) // way.share, 1)))
    prepare, compute = way.load()
    compute(prepare(facts.of(slice(0, WARM_UP_ATHLETES))))  # compilers and pools of threads
    prepared = prepare(facts)
    times, cpu_times = [], []
    for _repeat in range(repeats):
        started, cpu_started = time.perf_counter(), time.process_time()
        figures = compute(prepared)
        times.append(time.perf_counter() - started)
        cpu_times.append(time.process_time() - cpu_started)
        del figures
    n_athletes, n_days = facts.load.shape
    return Measured(min(times), min(cpu_times), n_athletes, n_days, _peak_bytes())


def _peak_bytes() -> int:
    """Return the most memory that this process has held.

    On Linux getrusage also counts what the parent held when it started us.
    """
    status = Path("/proc/self/status")
    if status.exists():
        told = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(told["VmHWM"].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    code, place, count = sys.argv[1:]
    measured = _measure_here(BY_CODE[code], Path(place), repeats=int(count))
    sys.stdout.write(json.dumps(asdict(measured)) + "\n")
