from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from athletes.models import Athlete, FactChange
from recovery.assessments.drain import drain
from recovery.assessments.models import Calculation, RecoveryWarning
from recovery.assessments.services import forget, queue_all
from recovery.engine import ALL_CLASSES

if TYPE_CHECKING:
    from argparse import ArgumentParser

DAY = 24 * 3600.0  # seconds


class Command(BaseCommand):
    help = "Compute what is waiting, as a worker does: for where no broker runs, and for repairs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whom = parser.add_mutually_exclusive_group()
        whom.add_argument("--all", action="store_true", help="every athlete, changed or not")
        whom.add_argument("--athlete", type=int, metavar="ID", help="only queue this athlete")
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="with --all or --athlete: delete the derived rows first",
        )
        parser.add_argument("--no-progress", action="store_true")

    def handle(
        self,
        *,
        all: bool,  # noqa: A002  (the name of the option)
        athlete: int | None,
        rebuild: bool,
        no_progress: bool,
        **_options: Any,
    ) -> None:
        if rebuild and not all and athlete is None:
            raise CommandError("--rebuild needs --all or --athlete ID.")
        if athlete is not None and not Athlete.objects.filter(pk=athlete).exists():
            raise CommandError(f"There is no athlete {athlete}.")
        if all or athlete is not None:
            self._queue(None if athlete is None else [athlete], rebuild=rebuild)

        waiting = FactChange.objects.values("athlete").distinct().count()
        # disable=None: tqdm hides itself when stderr is not a terminal (cron, CI).
        with tqdm(total=waiting, unit="athlete", disable=no_progress or None) as bar:
            computed = drain(seconds=DAY, progress=bar.update)

        warnings = RecoveryWarning.objects.open().filter(lens=ALL_CLASSES).count()
        self.stdout.write(f"{computed} athletes computed, {warnings} warnings open.")
        failing = Calculation.objects.filter(attempts__gt=0).count()
        if failing:
            raise CommandError(f"{failing} athletes could not be computed; the log says why.")

    @transaction.atomic
    def _queue(self, athlete_ids: list[int] | None, *, rebuild: bool) -> None:
        if rebuild:
            forget(athlete_ids=athlete_ids)
        queue_all(athlete_ids=athlete_ids)
