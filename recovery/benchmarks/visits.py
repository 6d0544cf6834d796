"""A site of the demo that stands as long as it is measured, and a browser to visit it with."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from recovery import embedded
from recovery.demo.home import ROOT, Home
from recovery.demo.site import engines, free_port, prepare, site

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_PORT = 8750
FORM = "application/x-www-form-urlencoded"
TIMEOUT = 60  # s


@dataclass(frozen=True)
class Standing:
    """A site that runs, with its whole club."""

    address: str
    logins: dict[str, str]  # e-mail address by role, and the password of all


@contextmanager
def standing_site(*, athletes: int, compressed: bool = False) -> Iterator[Standing]:
    """Run the whole site for a club of so many; ``compressed``, its files are as a club's are."""
    with embedded.private_folder() as folder:
        home = Home(folder)
        with engines(home) as environment:
            if compressed:
                collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
                subprocess.run(collect, cwd=ROOT, env=environment, check=True)  # noqa: S603 (ourselves)
            prepare(home, environment, athletes=athletes)
            port = free_port(FIRST_PORT)
            with site(home, environment, port=port):
                yield Standing(f"http://localhost:{port}", json.loads(home.logins.read_text()))


@dataclass
class Browser:
    """As much of one as it takes to stay signed in: cookies, and one open connection."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str]
    token: str = ""
    location: str = ""  # to which the latest answer sends on

    @classmethod
    def signed_in(cls, address: str, email: str, password: str) -> Browser:
        """Open one, and sign somebody in."""
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=TIMEOUT)
        browser = cls(connection, cookies={})
        browser.ask("/account/login/")
        browser.ask("/account/login/", {"login": email, "password": password})
        return browser

    def ask(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> str:
        """Return the page at ``path``, with the fields posted if there are any."""
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": self.token})
            headers["Content-Type"] = FORM
        self.connection.request("POST" if body else "GET", path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self.location = answer.headers.get("Location", "")
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{path} answered {answer.status}")
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page):
            self.token = found[1]
        return page
