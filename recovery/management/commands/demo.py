from __future__ import annotations

import errno
import json
import signal
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from recovery.demo import site
from recovery.demo.home import DemoIsRunningError, Home, demo_home
from recovery.embedded import DISK_FULL, EngineError

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator
    from types import FrameType

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Who to be, and what to click first as them.
FIRST_STEPS = {
    "coach": "the queue shows who needs a look; open the first and read why",
    "athlete": "answer today's check-in and read the line that comes back",
    "admin": "see the club's people and who may see what; no answers here",
}


class Command(BaseCommand):
    help = "Run Recovery on this machine with a simulated club; nothing else is needed."
    # manage.py runs this command without settings: only the processes it starts have a database.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="throw the club away first")
        parser.add_argument("--port", type=int, default=8000, help="first port to try (8000)")
        parser.add_argument("--athletes", type=int, default=24, help="size of a new club (24)")

    def handle(self, *, reset: bool, port: int, athletes: int, **_options: Any) -> None:
        try:
            with _endings_as_interrupt():
                self._run(demo_home(), reset=reset, port=port, athletes=athletes)
        except KeyboardInterrupt:
            self._say("\nStopped. The club is kept for the next time.")
        except DemoIsRunningError as error:
            raise CommandError(f"A demo of this checkout is already running: {error}") from error
        except (EngineError, site.SiteError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise CommandError(DISK_FULL) from error

    def _run(self, home: Home, *, reset: bool, port: int, athletes: int) -> None:
        with home.alone():
            if site.end_leftovers(home):
                self._say("The last demo was killed; what it left running is ended.")
            if reset:
                home.clear()
            self._say("Starting PostgreSQL and Valkey …")
            with site.engines(home) as environment:
                self._say("Preparing the club …")
                site.prepare(home, environment, athletes=athletes)
                chosen = site.free_port(port)
                if chosen != port:
                    self._say(f"Port {port} is taken; using {chosen}.")
                with site.site(home, environment, port=chosen) as supervisor:
                    home.address.write_text(f"http://localhost:{chosen}")
                    self._welcome(home)
                    ended = supervisor.wait_for_an_end()
                raise CommandError(f"{ended} ended by itself; see {home.logs / ended}.log.")

    def _say(self, text: str) -> None:
        """Print at once, so that what comes later on stderr also stands later in a log."""
        self.stdout.write(text)
        self.stdout.flush()

    def _welcome(self, home: Home) -> None:
        logins = json.loads(home.logins.read_text())
        lines = ["", f"Recovery is running: {self.style.SUCCESS(home.address.read_text())}", ""]
        for role, step in FIRST_STEPS.items():
            lines.append(f"  {role:8} {logins[role]:28} {step}")
        lines += ["", f"  The password of all three: {logins['password']}"]
        lines += ["", f"Logs and data: {home.path}", "Ctrl-C stops everything and keeps the club."]
        if logins["filled_on"] != f"{date.today()}":  # noqa: DTZ011 (the day on this machine's wall)
            lines.append(
                f"Its days end on {logins['filled_on']}; --reset makes a club up to today."
            )
        self._say("\n".join(lines))


@contextmanager
def _endings_as_interrupt() -> Iterator[None]:
    """Turn INT, TERM and HUP into one KeyboardInterrupt, so that every context manager closes.

    A second signal changes nothing: the closing takes under five seconds and must not be cut.
    """

    def end(_signum: int, _frame: FrameType | None) -> NoReturn:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        raise KeyboardInterrupt

    for ending in ENDINGS:
        signal.signal(ending, end)
    yield
