from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from recovery.benchmarks import check_in, paint, queue, replay, squad
from recovery.benchmarks.facts import require_equal, simulated_facts
from recovery.benchmarks.measure import Measured, measure
from recovery.benchmarks.report import growth, side_by_side, summary
from recovery.benchmarks.ways import BY_CODE, BY_GROUP, ENGINE, FLOOR, POLARS, WAYS, Way

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

EQUAL_ATHLETES = 60
GROWTH = (100, 1_000, 10_000, 100_000)
GROWTH_DAYS = 90
GROWTH_LIMIT = 10_000  # of the ways whose tables would not fit into a small machine's memory


class Command(BaseCommand):
    help = "Measure this machine: figures beside their rivals or their limits, in the same run."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        subjects = parser.add_subparsers(dest="subject", required=True)
        subjects.add_parser("check-in", help="from Save to the line that comes back")
        subjects.add_parser("paint", help="Today on a slow phone, beside an empty page")
        subjects.add_parser("queue", help="from Save to a coach's open queue")
        subjects.add_parser("replay", help="a save with years of history behind it")
        parser = subjects.add_parser("squad", help="the map of a squad beside an empty page")
        parser.add_argument("--athletes", type=int, default=squad.ATHLETES)
        parser = subjects.add_parser("engine", help="beside pandas, polars and numba")
        parser.add_argument("--athletes", type=int, default=10_000)
        parser.add_argument("--days", type=int, default=365)
        parser.add_argument("--repeats", type=int, default=3, help="of which the fastest counts")
        parser.add_argument("--only", nargs="+", choices=sorted(BY_CODE), metavar="WAY")
        parser.add_argument("--grow", action="store_true", help="and from 100 to 100,000 athletes")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *, subject: str, **options: Any) -> None:
        if subject == "engine":
            self._engine(**options)
        elif subject == "replay":
            replay.run(self.stdout.write)
        elif not self._is_within_limit(subject, **options):
            sys.exit(1)

    def _is_within_limit(self, subject: str, **options: Any) -> bool:
        if subject == "squad":
            athletes: int = options["athletes"]
            return squad.run(self.stdout.write, athletes=athletes)
        subjects = {"check-in": check_in.run, "paint": paint.run, "queue": queue.run}
        return subjects[subject](self.stdout.write)

    def _engine(self, *, only: list[str] | None, **options: Any) -> None:
        ways = [way for way in WAYS if only is None or way.code in only]
        missing = sorted({way.needs for way in ways if not way.installed})
        if missing:
            raise CommandError(
                f"This compares the engine with {', '.join(missing)}: "
                "install the group with `uv sync --group benchmark`, or ask for `--only engine`."
            )
        athletes, days, repeats = options["athletes"], options["days"], options["repeats"]
        if min(athletes, days, repeats) < 1:
            raise CommandError("Athletes, days and repeats must be at least 1.")
        quiet = options["no_progress"] or None  # None: tqdm hides itself without a terminal
        with tempfile.TemporaryDirectory(prefix="recovery-benchmark-") as cache:
            os.environ["NUMBA_CACHE_DIR"] = cache  # what it compiles, for all our processes
            self._require_equal(ways, days)
            measured = self._measure(ways, athletes, days, repeats, quiet=quiet)
            for line in (*side_by_side(measured), "", *summary(measured)):
                self.stdout.write(line)
            if options["grow"]:
                self._grow(ways, repeats, quiet=quiet)

    def _require_equal(self, ways: Sequence[Way], days: int) -> None:
        """Refuse to compare the speed of ways that give different figures."""
        facts = simulated_facts(EQUAL_ATHLETES, days)
        expected = ENGINE.figures(facts)
        compared = [way for way in ways if way not in (ENGINE, FLOOR)]
        for way in compared:
            require_equal(way.name, way.figures(facts), expected)
        if compared:
            names = ", ".join(way.code for way in compared)
            self.stdout.write(f"Equal figures, gaps included: engine, {names}.\n\n")

    def _measure(
        self, ways: Sequence[Way], athletes: int, days: int, repeats: int, *, quiet: bool | None
    ) -> dict[Way, Measured]:
        with tempfile.TemporaryDirectory(prefix="recovery-benchmark-") as name:
            folder = Path(name)
            simulated_facts(athletes, days).write(folder)
            bar = tqdm(ways, unit="way", leave=False, disable=quiet)
            return {way: measure(way, folder, repeats=repeats) for way in bar}

    def _grow(self, ways: Sequence[Way], repeats: int, *, quiet: bool | None) -> None:
        """Measure the engine on ever more athletes, beside the frames as far as memory allows."""
        grown: dict[tuple[Way, int], Measured] = {}
        for size in GROWTH:
            frames = (POLARS, BY_GROUP) if size <= GROWTH_LIMIT else ()
            chosen = [way for way in ways if way is ENGINE or way in frames]
            measured = self._measure(chosen, size, GROWTH_DAYS, repeats, quiet=quiet)
            grown |= {(way, size): one for way, one in measured.items()}
        self.stdout.write(f"\nGrowth, {GROWTH_DAYS} days:")
        for line in growth(GROWTH, grown):
            self.stdout.write(line)
