from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent.parent.parent
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")


@dataclass(frozen=True)
class Step:
    """One check, silent when it passes."""

    name: str
    command: Sequence[str]


STEPS = (
    Step("lint", (f"{BIN}/ruff", "check", ".")),
    Step("format", (f"{BIN}/ruff", "format", "--check", ".")),
    Step("types", (f"{BIN}/mypy", ".")),
    Step("floors", (f"{BIN}/lint-imports",)),
    Step("templates", (f"{BIN}/djlint", "--lint", "--quiet", "templates")),
    Step("template indentation", (f"{BIN}/djhtml", "--tabwidth", "2", "--check", "templates")),
    Step("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    Step("deployment", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING")),
    Step("messages", (*MANAGE, "messages", "--check")),
    Step("laboratory", (*MANAGE, "validate", "--quick")),
    Step(
        "compose file",
        (
            f"{BIN}/check-jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ),
    ),
)

# What the settings insist on, as a club would set it. No step but the tests has a database, and
# the tests bring their own.
SETTINGS = {
    "DATABASE_URL": "postgres://nobody@/nothing?host=/nonexistent",
    "REDIS_URL": "unix:///nonexistent",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "SITE_URL": "https://recovery.example",
    "ALLOWED_HOSTS": "recovery.example",
    "DEBUG": "0",
}


class Command(BaseCommand):
    help = "Check everything: style, types, architecture, settings, and every test on real engines."
    # manage.py runs this command without settings, so that it also tells what is wrong with them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="leave out slow and browser tests")
        parser.add_argument("pytest", nargs="*", help="what pytest is given, after a --")

    def handle(self, *, quick: bool, pytest: list[str], **_options: Any) -> None:
        try:
            failed = [step.name for step in STEPS if not self._passes(step)]
            self.stdout.write("tests")
            self.stdout.flush()
            # The tests say how they went, so their last line is ours; they name the steps, too.
            command = [sys.executable, "-m", "pytest", *(LEAVE_OUT if quick else ()), *pytest]
            tested = run(command, {**os.environ, "FAILED_STEPS": ", ".join(failed)})
        except KeyboardInterrupt:
            sys.exit("Stopped.")
        if failed or tested != 0:
            sys.exit(1)

    def _passes(self, step: Step) -> bool:
        started = time.monotonic()
        if self.stdout.isatty():
            self.stdout.write(f"… {step.name}", ending="\r")
            self.stdout.flush()
        done = subprocess.run(  # noqa: S603 (the steps above)
            step.command,
            cwd=ROOT,
            env={**os.environ, **SETTINGS},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        passed = done.returncode == 0
        mark = self.style.SUCCESS("✓") if passed else self.style.ERROR("✗")
        self.stdout.write(f"{mark} {step.name} {time.monotonic() - started:.1f} s")
        if not passed:
            self.stdout.write(done.stdout)
        self.stdout.flush()
        return passed


LEAVE_OUT = ("-m", "not slow", "--ignore=tests/browser")


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a command on this terminal; when we are stopped, let it clean up before we go."""
    child = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 (see the caller)
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise
