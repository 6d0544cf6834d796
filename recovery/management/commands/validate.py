from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from recovery.laboratory import figures
from recovery.laboratory.experiment import QUICK, run_world
from recovery.laboratory.measured import measured
from recovery.laboratory.promises import promises, share
from recovery.laboratory.real import study
from recovery.laboratory.real_report import real_text
from recovery.laboratory.report import real_section, report, with_real_section
from recovery.laboratory.runs import run_all, tune
from recovery.laboratory.worlds import BY_NAME, REPORTING, WORLDS
from recovery.management.histories import real_sets
from recovery.management.oracles import oracles

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from recovery.laboratory.experiment import WorldResult

ROOT = Path(__file__).resolve().parent.parent.parent.parent
FOLDER = ROOT / "docs" / "validation"
REPORT = FOLDER / "README.md"
MEASURED = ROOT / "recovery" / "methods" / "measured.json"
REAL_DATA = ROOT.parent / "shared" / "data"

# What holds by a wide margin, also with a few hundred athletes.
QUICK_SENSITIVITY = {"hard": 0.85, "no load rise": 0.6}
QUICK_LEAD = 0.2  # of the sensitivity over that of any baseline


class Command(BaseCommand):
    help = "Measure how often the model is wrong on simulated athletes, and write the report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--quick",
            action="store_true",
            help="check on a few hundred athletes that the model is still ahead; writes nothing",
        )
        parser.add_argument(
            "--real",
            type=Path,
            default=REAL_DATA,
            metavar="PATH",
            help="folder with soccermon/ and pmdata/; where it is absent, that section stays",
        )
        parser.add_argument(
            "--only-real", action="store_true", help="write nothing but the section on real data"
        )
        parser.add_argument("--processes", type=int, default=2)
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, **options: Any) -> None:
        if options["quick"]:
            self._check()
            return
        before = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
        section = self._real_section(options["real"], real_section(before))
        FOLDER.mkdir(parents=True, exist_ok=True)
        if options["only_real"]:
            REPORT.write_text(with_real_section(before, section), encoding="utf-8")
            return
        settings = tune()
        # disable=None: tqdm hides itself when stderr is not a terminal (cron, CI).
        hidden = options["no_progress"] or None
        with tqdm(total=len(WORLDS), unit="world", disable=hidden) as bar:
            results = run_all(settings, processes=options["processes"], advance=bar.update)
        write(results, report(results, settings, section))
        for promise in promises(results):
            mark = self.style.SUCCESS("✓") if promise.is_kept else self.style.ERROR("✗")
            self.stdout.write(f"{mark} {promise.words}: {promise.measured}")

    def _real_section(self, folder: Path, before: str) -> str:
        now = timezone.now()
        studies = [study(each) for each in real_sets(folder, now=now)]
        if not studies:
            self.stdout.write(f"{folder} is absent: the section on real data stays as it was.")
            return before
        found = list(oracles(folder))
        return real_text(studies, found, made=timezone.localdate(now), before=before)

    def _check(self) -> None:
        for name, least in QUICK_SENSITIVITY.items():
            result = run_world(BY_NAME[name], REPORTING[:2], (), effort=QUICK)
            best = figures.best_baseline(result)
            found, other = result.product.at_budget.sensitivity, best.at_budget.sensitivity
            self.stdout.write(f"{name}: {share(found)}; {best.name} {share(other)}")
            if found.value < max(least, other.value + QUICK_LEAD):
                raise CommandError(
                    f"{name}: expected a sensitivity of at least {least}, and {QUICK_LEAD} more"
                    " than any baseline"
                )


def write(results: Sequence[WorldResult], text: str) -> None:
    """Write the report, its figures, and what the product's pages repeat."""
    by_name = {result.name: result for result in results}
    hard, no_rise = by_name["hard"], by_name["no load rise"]
    drawn = {
        "sensitivity": figures.sensitivity_figure(results),
        "frontier": figures.frontier_figure(results),
        "delay": figures.delay_figure([hard, no_rise]),
        "kinds": figures.kinds_figure(hard),
        "calibration": figures.calibration_figure(hard),
    }
    REPORT.write_text(text, encoding="utf-8")
    for name, content in drawn.items():
        (FOLDER / f"{name}.svg").write_text(content, encoding="utf-8")
    MEASURED.parent.mkdir(exist_ok=True)
    content = json.dumps(measured(results), indent=2, ensure_ascii=False)
    MEASURED.write_text(f"{content}\n", encoding="utf-8")
