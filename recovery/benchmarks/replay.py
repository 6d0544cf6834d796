"""What a save costs with years behind it: going on from a checkpoint beside computing it all.

Measured where it counts: the whole computation, from the facts in PostgreSQL to the rows in it,
on engines of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from recovery import embedded
from recovery.demo.home import ROOT, Home
from recovery.demo.site import engines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

YEARS = (1, 3, 10)
DAYS_AGO = (0, 30, 180)  # of the edited answer
MEASURE = "import django; django.setup(); from recovery.benchmarks import saves; saves.measure()"

Milliseconds = dict[str, float]  # by how many days ago the change was; "all" for all of it


def run(write: Callable[[str], object]) -> None:
    """Measure in a process that knows the engines, and print the table."""
    with embedded.private_folder() as folder, engines(Home(folder)) as environment:
        measured = subprocess.run(  # noqa: S603 (this Python, this file)
            [sys.executable, "-c", MEASURE],
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
