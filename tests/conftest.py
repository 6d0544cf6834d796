"""The engines under the tests: one PostgreSQL and one Valkey of this session's own.

They start when a test first asks for the database (tests of the pure engine never do) and live in
a private folder, so that any number of sessions can run side by side. Django's settings come from
the environment, which therefore has to be ready before anything imports them: this file is loaded
before every other conftest.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import django
import pytest
from django.utils import translation

from recovery import embedded
from recovery.outbox.push_keys import new_private_key
from recovery.translations import compile_catalogues
from tests.support.push_service import push_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

    from tests.support.push_service import PushService

# TERM and HUP tear down like Ctrl-C does, also in a background job, where INT starts out ignored.
for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(ending, signal.default_int_handler)

cleanup = ExitStack()
atexit.register(cleanup.close)
FOLDER = cleanup.enter_context(embedded.private_folder())
STATIC_FOLDER = FOLDER / "static"
STATIC_FOLDER.mkdir()  # empty; whitenoise wants it to be there

os.environ.update(
    DJANGO_SETTINGS_MODULE="recovery.settings",
    DATABASE_URL=embedded.postgres_url(FOLDER),
    REDIS_URL=embedded.valkey_url(FOLDER),
    SECRET_KEY="only for tests; never signs anything that leaves this machine",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    SITE_URL="http://testserver",
    EMAIL_URL="memorymail://",
    VAPID_PRIVATE_KEY=new_private_key(),
    STATIC_ROOT=str(STATIC_FOLDER),
    # Plain static files, no manifest; pytest-django turns DEBUG itself off again.
    DEBUG="1",
    # Playwright's synchronous API runs an event loop, in which Django refuses queries otherwise.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)
compile_catalogues()
django.setup()

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass(frozen=True)
class Engines:
    """The session's servers. A test that stops or freezes one should start its own instead."""

    postgres: embedded.Engine
    valkey: embedded.Engine


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Start both servers, once."""
    with (
        embedded.postgres(FOLDER / "postgres", sockets=FOLDER, keep=False) as postgres,
        embedded.valkey(FOLDER, sockets=FOLDER) as valkey,
    ):
        yield Engines(postgres=postgres, valkey=valkey)


@pytest.fixture(autouse=True)
def nobodys_language() -> None:
    """Begin in English: a test client leaves its last reader's language behind."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    engines: Engines, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Have pytest-django wait for the servers before it makes the test database."""


@pytest.fixture
def service(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PushService]:
    """Run a push service that the site may send to and trusts."""
    with push_service(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        settings.PUSH_SERVICES = [running.name]
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the system's chromium: the packages bring no browser. CI may not do without."""
    if CHROMIUM is None:
        missing = "no chromium on this machine: no test of the pages in a browser"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-quic", "--no-first-run", *quiet],
    }


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the steps of ``manage.py verify`` that failed before the tests, where they are seen."""
    if failed := os.environ.get("FAILED_STEPS"):
        terminalreporter.section("failed before the tests", red=True)
        terminalreporter.line(failed, red=True)
