"""The whole site under the browser: the demo's engines, club, web, worker and beat, started once.

Whoever walks through it does so as a person of the club. Each test that saves something does it
as somebody of its own, so that no test finds what another left.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import pytest

from recovery import embedded
from recovery.demo.club import PASSWORD
from recovery.demo.home import ROOT, Home
from recovery.demo.site import HOST, engines
from recovery.demo.site import site as run_site
from tests.support.push_service import push_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import LiteralString

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        StorageState,
        ViewportSize,
    )

    from tests.support.push_service import PushService

    Open = Callable[..., Page]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Site:
    """A running site and the club in it."""

    address: str
    people: Mapping[str, str]  # story or role -> e-mail address
    environment: Mapping[str, str]  # with which another process works on it
    push: PushService  # where its notifications go
    signed_in: dict[str, StorageState] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def query(self, statement: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        """Ask the site's database; what is changed is committed."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def some_port() -> int:
    """Return a free port that no process beside this one is given at the same time."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def site(browser: Browser) -> Iterator[Site]:
    """Run the site; ``browser`` first, because without one there is nothing to run it for."""
    with embedded.private_folder() as folder:
        home = Home(folder)
        with engines(home) as environment, push_service(folder) as push:
            environment |= {"PUSH_SERVICES": push.name, "SSL_CERT_FILE": str(push.certificate)}
            filled = subprocess.run(
                [sys.executable, "-m", "tests.browser.fill", str(home.logins)],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                check=True,
            )
            port = some_port()
            with run_site(home, environment, port=port):
                yield Site(
                    address=f"http://localhost:{port}",
                    people=json.loads(filled.stdout),
                    environment=environment,
                    push=push,
                )


@pytest.fixture
def open_as(
    site: Site, browser: Browser, new_context: Callable[..., BrowserContext]
) -> Iterator[Open]:
    """Return a function that opens a page in a browser where somebody is signed in.

    Whatever a page complains about on its console fails the test at its end.
    """
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Chromium itself notes each refused form and each page that is not there.
        is_status = "status of 422" in message.text or "status of 404" in message.text
        if message.type in {"error", "warning"} and not is_status:
            complaints.append(f"{message.type} at {message.location.get('url')}: {message.text}")

    def open_page(person: str | None, path: str = "/", **options: Any) -> Page:
        state = None if person is None else cookies_of(person, site=site, browser=browser)
        context = new_context(
            base_url=site.address,
            storage_state=state,
            locale="en-GB",
            reduced_motion="reduce",
            **{"viewport": PHONE} | options,
        )
        context.set_default_timeout(10_000)  # ms
        context.on("console", note)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    assert not complaints


def cookies_of(person: str, *, site: Site, browser: Browser) -> StorageState:
    """Sign in once per person, through the door."""
    if person not in site.signed_in:
        context = browser.new_context(base_url=site.address, locale="en-GB")
        page = context.new_page()
        sign_in(page, site.people[person])
        site.signed_in[person] = context.storage_state()
        context.close()
    return site.signed_in[person]


def sign_in(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.locator("#account-menu").wait_for()


@pytest.fixture(scope="session")
def coaches(site: Site) -> dict[str, str]:
    """Add a squad of each size to the site; return the address of each one's coach."""
    filled = subprocess.run(
        [sys.executable, "-m", "tests.browser.squads"],
        cwd=ROOT,
        env=dict(site.environment),
        stdout=subprocess.PIPE,
        check=True,
    )
    emails: dict[str, str] = json.loads(filled.stdout)
    return emails
