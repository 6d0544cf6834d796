from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from recovery.translations import compile_catalogues


class Command(BaseCommand):
    help = "Compile changed message catalogues (.po to .mo) without gettext's programs."
    requires_system_checks = ()

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        self.stdout.write(f"{compile_catalogues()} catalogues compiled.")
