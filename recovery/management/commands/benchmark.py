from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

if TYPE_CHECKING:
    from argparse import ArgumentParser

# Subject -> the module whose `run` measures it and returns whether it is within its limits.
SUBJECTS = {"check-in": "recovery.benchmarks.check_in"}


class Command(BaseCommand):
    help = "Measure the site on this machine and say whether it is within its limits."
    # What is measured brings its own engines and settings.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subject", choices=sorted(SUBJECTS))

    def handle(self, *, subject: str, **_options: Any) -> None:
        if not import_module(SUBJECTS[subject]).run(self.stdout.write):
            sys.exit(1)
