"""How long the site takes to save a check-in and say what it means.

Measured where it counts: over HTTP, at the whole site of the demo with its worker and beat at
work, as an athlete with four months of answers. No network lies in between.
"""

from __future__ import annotations

import re
import statistics
import time
import uuid
from typing import TYPE_CHECKING

from tqdm import tqdm

from recovery.benchmarks.visits import Browser, standing_site

if TYPE_CHECKING:
    from collections.abc import Callable

SAVES = 200
ATHLETES = 12
LIMIT = 300  # ms, of nine in ten
ITEMS = ("sleep_quality", "fatigue", "soreness", "stress", "mood", "concentration", "motivation")
DAY = re.compile(r'data-check-in="([0-9-]+)"')


def run(write: Callable[[str], object]) -> bool:
    """Measure, print the figures, and return whether they are within the limit."""
    with standing_site(athletes=ATHLETES) as standing:
        logins = standing.logins
        times = measure(standing.address, logins["athlete"], logins["password"])
    half, most = (statistics.quantiles(times, n=10)[decile - 1] for decile in (5, 9))
    write(f"{len(times)} check-ins saved, each with the feedback that comes back.")
    write(f"p50 {half:.0f} ms, p90 {most:.0f} ms, longest {max(times):.0f} ms.")
    write(f"{'Within' if most < LIMIT else 'Over'} the limit: p90 below {LIMIT} ms.")
    return most < LIMIT


def measure(address: str, email: str, password: str) -> list[float]:
    """Return how long each save took. [ms]"""
    browser = Browser.signed_in(address, email, password)
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
