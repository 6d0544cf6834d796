"""How long the site takes to save a check-in and say what it means.

Measured where it counts: over HTTP, at the whole site of the demo with its worker and beat at
work, as an athlete with four months of answers. No network lies in between.
"""

from __future__ import annotations

import http.client
import json
import re
import statistics
import time
import uuid
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from tqdm import tqdm

from recovery import embedded
from recovery.demo.home import Home
from recovery.demo.site import engines, free_port, prepare, site

if TYPE_CHECKING:
    from collections.abc import Callable

SAVES = 200
ATHLETES = 12
FIRST_PORT = 8750
LIMIT = 300  # ms, of nine in ten
FORM = "application/x-www-form-urlencoded"
ITEMS = ("sleep_quality", "fatigue", "soreness", "stress", "mood", "concentration", "motivation")
DAY = re.compile(r'data-check-in="([0-9-]+)"')


@dataclass
class Browser:
    """As much of one as it takes to stay signed in: cookies, and one open connection."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str]
    token: str = ""
    location: str = ""  # to which the latest answer sends on

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


def run(write: Callable[[str], object]) -> bool:
    """Measure, print the figures, and return whether they are within the limit."""
    with embedded.private_folder() as folder:
        home = Home(folder)
        with engines(home) as environment:
            prepare(home, environment, athletes=ATHLETES)
            logins = json.loads(home.logins.read_text())
            port = free_port(FIRST_PORT)
            with site(home, environment, port=port):
                times = measure(f"http://localhost:{port}", logins["athlete"], logins["password"])
    half, most = (statistics.quantiles(times, n=10)[decile - 1] for decile in (5, 9))
    write(f"{len(times)} check-ins saved, each with the feedback that comes back.")
    write(f"p50 {half:.0f} ms, p90 {most:.0f} ms, longest {max(times):.0f} ms.")
    write(f"{'Within' if most < LIMIT else 'Over'} the limit: p90 below {LIMIT} ms.")
    return most < LIMIT


def measure(address: str, email: str, password: str) -> list[float]:
    """Return how long each save took. [ms]"""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    browser = Browser(connection, cookies={})
    browser.ask("/account/login/")
    browser.ask("/account/login/", {"login": email, "password": password})
    found = DAY.search(browser.ask("/today/"))
    if found is None:
        raise RuntimeError("Today shows no form to fill in.")
    path = f"/check-in/{found[1]}/"
    times = []
    for number in tqdm(range(SAVES), unit="check-in", leave=False, disable=None):
        answers = {item: str(1 + (number + place) % 5) for place, item in enumerate(ITEMS)}
        fields = {"client_id": str(uuid.uuid4()), "sleep_hours": f"7:{number % 60:02}", **answers}
        began = time.perf_counter()
        page = browser.ask(path, fields, **{"HX-Request": "true"})
        times.append(1000 * (time.perf_counter() - began))
        if 'id="saved"' not in page:
            raise RuntimeError("A check-in came back unsaved.")
    return times
