"""What a save costs with years behind it: going on from a checkpoint beside computing it all.

Measured where it counts: the whole computation, from the facts in PostgreSQL to the rows in it,
on engines of its own.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from recovery import embedded
from recovery.demo.home import ROOT, Home
from recovery.demo.site import engines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

YEARS = (1, 3, 10)
DAYS_AGO = (0, 30, 180)  # of the edited answer
REPEATS = 7
SEED = 7
BEFORE = "import django; django.setup(); from recovery.benchmarks import replay; replay.measure()"

Milliseconds = dict[str, float]  # by how many days ago the change was; "all" for all of it


def run(write: Callable[[str], object]) -> None:
    """Measure in a process that knows the engines, and print the table."""
    with embedded.private_folder() as folder, engines(Home(folder)) as environment:
        measured = subprocess.run(  # noqa: S603 (this Python, this file)
            [sys.executable, "-c", BEFORE],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    for line in table(json.loads(measured.stdout)):
        write(line)


def table(measured: Mapping[str, Milliseconds]) -> list[str]:
    """Return the rows: each history, and what a change of a day costs beside computing it all."""
    names = {"0": "today", **{str(ago): f"{ago} days ago" for ago in DAYS_AGO[1:]}}
    lines = [
        f"{'history':>9}{'all of it':>12}" + "".join(f"{names[str(ago)]:>22}" for ago in DAYS_AGO),
        f"{'years':>9}{'ms':>12}" + f"{'ms':>13}{'of all':>9}" * len(DAYS_AGO),
    ]
    for years, times in measured.items():
        cells = "".join(
            f"{times[str(ago)]:>13.0f}{times[str(ago)] / times['all']:>9.0%}" for ago in DAYS_AGO
        )
        lines.append(f"{years:>9}{times['all']:>12.0f}{cells}")
    first, last = measured[str(YEARS[0])], measured[str(YEARS[-1])]
    save, whole = last["0"] / first["0"], last["all"] / first["all"]
    told = f"{YEARS[-1]} years of history beside {YEARS[0]}: a save of today costs {save:.1f} times"
    return [*lines, "", f"{told} as much, all of it {whole:.1f} times."]


def measure() -> None:
    """Fill the database with an athlete for each history, and print what was measured as JSON."""
    # With Django set up, which the command that starts us does without.
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    print(json.dumps({years: times_of_history(365 * years, now) for years in YEARS}))  # noqa: T201


def times_of_history(days: int, now: dt.datetime) -> Milliseconds:
    """Return what a computation takes of an athlete with that many days of history."""
    from athletes.models import FactChange  # noqa: PLC0415
    from recovery.assessments.services import BEGINNING, assess  # noqa: PLC0415
    from recovery.demo.club import create_with_history  # noqa: PLC0415

    athlete = create_with_history(days=days, seed=SEED, now=now)
    assess(athlete_ids=[athlete.pk], now=now)
    today = athlete.local_day(now)

    def median_of_changes(from_day: dt.date) -> float:
        times = []
        for _repeat in range(REPEATS):
            FactChange.objects.create(athlete=athlete, from_day=from_day, reason="check_in")
            began = time.perf_counter()
            assess(athlete_ids=[athlete.pk], now=now)
            times.append(1000 * (time.perf_counter() - began))
        return statistics.median(times)

    ago = {str(each): median_of_changes(today - dt.timedelta(days=each)) for each in DAYS_AGO}
    return {"all": median_of_changes(BEGINNING), **ago}
