"""What the map of a whole squad costs beside an empty page of the same site, in the same run.

Over HTTP, at the whole site of the demo, as its coach, four weeks of two hundred athletes. The
two pages are asked for in turns, so that whatever else the machine does disturbs both alike.
"""

from __future__ import annotations

import gzip
import re
import statistics
import time
from typing import TYPE_CHECKING

from tqdm import tqdm

from recovery.benchmarks.visits import Browser, standing_site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ATHLETES = 200
TURNS = 100
WARM_UP = 5  # turns that do not count: each process reads its templates once
LIMIT = 6.0  # times an empty page that somebody sees who is signed in
EMPTY = "/welcome/"
SQUAD = re.compile(r'href="(/team/[0-9a-f-]+/squad/)"')
ROW = '<li class="squad-row'


def run(write: Callable[[str], object], *, athletes: int = ATHLETES) -> bool:
    """Measure, print the figures, and return whether they are within the limit."""
    with standing_site(athletes=athletes) as standing:
        logins = standing.logins
        times, page = measure(
            standing.address, logins["coach"], logins["password"], athletes=athletes
        )
    return tell(write, times, page, athletes=athletes)


def measure(
    address: str, email: str, password: str, *, athletes: int, turns: int = TURNS
) -> tuple[dict[str, list[float]], str]:
    """Return how long each page took, turn by turn [ms], and the squad's page."""
    browser = Browser.signed_in(address, email, password)
    browser.ask("/team/")  # sends a coach of one team on to its queue
    found = SQUAD.search(browser.ask(browser.location))
    if found is None:
        raise RuntimeError("The queue leads to no squad.")
    pages = {"empty": EMPTY, "status": found[1], "load": f"{found[1]}?measure=load"}
    times: dict[str, list[float]] = {name: [] for name in pages}
    shown = ""
    for turn in tqdm(range(WARM_UP + turns), unit="turn", leave=False, disable=None):
        for name, path in pages.items():
            began = time.perf_counter()
            page = browser.ask(path)
            took = 1000 * (time.perf_counter() - began)
            if turn >= WARM_UP:
                times[name].append(took)
            if name == "status":
                shown = page
    if shown.count(ROW) != athletes:
        raise RuntimeError(f"The map shows {shown.count(ROW)} athletes, not {athletes}.")
    return times, shown


def tell(
    write: Callable[[str], object],
    times: Mapping[str, list[float]],
    page: str,
    *,
    athletes: int,
) -> bool:
    """Print the figures, and return whether the map is within the limit."""
    medians = {name: statistics.median(each) for name, each in times.items()}
    ratio = medians["status"] / medians["empty"]
    size = len(page.encode())
    write(f"The squad's page with {athletes} athletes × 28 days, beside an empty page ({EMPTY}).")
    for name, each in times.items():
        p95 = statistics.quantiles(each, n=20)[-1]
        times_empty = medians[name] / medians["empty"]
        write(f"{name:>8}: median {medians[name]:.1f} ms, p95 {p95:.1f} ms, {times_empty:.1f} ×")
    write(f"{size / 1000:.0f} kB, {len(gzip.compress(page.encode(), 6)) / 1000:.0f} kB compressed.")
    write(f"{'Within' if ratio <= LIMIT else 'Over'} the limit: at most {LIMIT:g} × an empty page.")
    return ratio <= LIMIT
