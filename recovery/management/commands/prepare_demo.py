from __future__ import annotations

import errno
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import override_settings
from django.utils import timezone
from tqdm import tqdm

from coaching.models import Team
from recovery.demo.answers import answer_past_warnings, remind_the_silent, write_notes
from recovery.demo.club import DemoLogins, fill_club
from recovery.embedded import DISK_FULL
from recovery.translations import compile_catalogues

if TYPE_CHECKING:
    from argparse import ArgumentParser

# The same names in the same manifest, without the seven seconds that compressing takes.
UNCOMPRESSED = {"staticfiles": {"BACKEND": "recovery.static_files.ModulesStorage"}}


class Command(BaseCommand):
    help = "Make the demo's database ready and fill its club. `demo` calls this."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--athletes", type=int, required=True)
        parser.add_argument("--logins", type=Path, required=True, help="written when all is done")

    def handle(self, *, athletes: int, logins: Path, **_options: Any) -> None:
        try:
            compile_catalogues()
            migrate()
            with override_settings(STORAGES=settings.STORAGES | UNCOMPRESSED):
                call_command("collectstatic", interactive=False, verbosity=0)
            made = fill(athletes)
            # Whoever is first at the queue finds it computed; the worker goes on from there.
            call_command("assess", no_progress=True, stdout=io.StringIO())
            for team in Team.objects.all():
                answer_past_warnings(team, now=timezone.now())
                remind_the_silent(team, now=timezone.now())
                write_notes(team, now=timezone.now())
            if not logins.exists():
                write_whole(logins, {**asdict(made), "filled_on": f"{timezone.now():%Y-%m-%d}"})
        except OperationalError as error:
            # Of a full disk PostgreSQL may die; its log says so, and `demo` reads that.
            raise CommandError(f"The database failed: {str(error).splitlines()[0]}") from error
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise CommandError(DISK_FULL) from error


def migrate() -> None:
    """Bring the database to the newest migration, with a bar on a terminal."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    with tqdm(
        total=waiting, unit="migration", desc="Making tables", leave=False, disable=None
    ) as bar:
        call_command("migrate", interactive=False, stdout=Applied(bar))


class Applied(io.StringIO):
    """Moves a bar whenever ``migrate`` says that a migration is done."""

    def __init__(self, bar: tqdm[Any]) -> None:
        super().__init__()
        self._bar = bar

    def write(self, text: str) -> int:
        self._bar.update(text.count(" OK"))
        return len(text)


def fill(athletes: int) -> DemoLogins:
    """Fill the club unless it is there, with a bar on a terminal."""
    with tqdm(unit="athlete", desc="Filling the club", leave=False, disable=None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return fill_club(athletes=athletes, now=timezone.now(), progress=show)


def write_whole(file: Path, content: dict[str, str]) -> None:
    """Write a file that is there entirely or not at all, for its owner's eyes."""
    unfinished = file.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(content))
    unfinished.rename(file)
