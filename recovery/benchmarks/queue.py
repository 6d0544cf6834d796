"""How soon an open queue shows what an athlete saved.

Over HTTP, at the whole site of the demo: its web server, broker, worker and beat. The queue is
open the way a browser has it open: it asks for itself each second, with the version that it
shows, and is drawn anew where that is over. A save counts as shown when its row has come with the
moment of those answers and another last day of its strip, which needs the computation. Saves come
at any point of the second. What a browser takes to draw is not in it.
"""

from __future__ import annotations

import html
import random
import re
import statistics
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tqdm import tqdm

from recovery.benchmarks.check_in import DAY, ITEMS
from recovery.benchmarks.visits import Browser, standing_site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SAVES = 100
ATHLETES = 25
LIMIT = 2.0  # s, of 95 in 100
EVERY = 1.0  # s, from one question to the next, as the page has it
LONGEST = 30.0  # s; what takes longer never came
SEED = 5  # of when in a second a save comes
FORMER, LATTER = "2", "4"  # answers, in turns, so that each save changes what is computed
NAME = re.compile(r'id="account-menu">\s*<summary><span>([^<]+)<')
LIVE = re.compile(r'id="queue"[^>]* hx-get="([^"]+)"')
VERSION = re.compile(r'"If-None-Match": "([^"]+)"')
ROW = re.compile(r'<li class="row .*?</li>', re.DOTALL)
ANSWERED = re.compile(r'<time datetime="([^"]+)"')
STRIP = re.compile(r'<div class="row-strip">(.*?)</div>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a queue shows of one athlete, and since when."""

    answered: str
    strip: str
    at: float  # of time.perf_counter [s]


@dataclass
class OpenQueue:
    """A coach's queue that stands open, and asks for itself."""

    browser: Browser
    name: str  # of the athlete who is looked at
    page: str
    shown: Shown
    is_over: threading.Event = field(default_factory=threading.Event)
    has_changed: threading.Condition = field(default_factory=threading.Condition)

    def poll(self) -> None:
        """Ask each second, until told to stop; a page that is drawn anew begins to count anew."""
        live, version = found(LIVE, self.page), found(VERSION, self.page)
        asks_at = time.perf_counter() + EVERY
        while not self.is_over.wait(max(0.0, asks_at - time.perf_counter())):
            asks_at = time.perf_counter() + EVERY
            headers = {"HX-Request": "true", "HX-Trigger": "queue", "HX-Target": "queue"}
            page = self.browser.ask(live, None, **headers, **{"If-None-Match": version})
            if page:
                asks_at = time.perf_counter() + EVERY
                version = found(VERSION, page)
                with self.has_changed:
                    self.shown = shown_of(self.name, page)
                    self.has_changed.notify()

    def wait_for(self, before: Shown) -> float:
        """Return when both the moment and the strip of the row are others. [s]"""
        with self.has_changed:
            has_come = self.has_changed.wait_for(
                lambda: self.shown.answered != before.answered and self.shown.strip != before.strip,
                timeout=LONGEST,
            )
            if not has_come:
                raise RuntimeError(f"A save was not shown within {LONGEST:g} s.")
            return self.shown.at


def run(write: Callable[[str], object]) -> bool:
    """Measure, print the figures, and return whether they are within the limit."""
    with standing_site(athletes=ATHLETES) as standing:
        times = measure(standing.address, standing.logins)
    return tell(write, times)


def measure(address: str, logins: dict[str, str]) -> list[float]:
    """Return how long each save took to stand in the open queue. [s]"""
    athlete = Browser.signed_in(address, logins["athlete"], logins["password"])
    coach = Browser.signed_in(address, logins["coach"], logins["password"])
    today = athlete.ask("/today/")
    name, path = html.unescape(found(NAME, today)), f"/check-in/{found(DAY, today)}/"
    save(athlete, path, FORMER)
    time.sleep(LONGEST / 10)  # what is open from now on shows this one
    coach.ask("/team/")  # sends a coach of one team on to its queue
    page = coach.ask(coach.location)
    queue = OpenQueue(coach, name, page, shown_of(name, page))
    polls = threading.Thread(target=queue.poll, daemon=True)
    polls.start()
    drawn = random.Random(SEED)  # noqa: S311  (no secret)
    times = []
    for number in tqdm(range(SAVES), unit="save", leave=False, disable=None):
        time.sleep(drawn.uniform(0, EVERY))
        before, began = queue.shown, time.perf_counter()
        save(athlete, path, FORMER if number % 2 else LATTER)
        times.append(queue.wait_for(before) - began)
    queue.is_over.set()
    polls.join()
    return times


def save(browser: Browser, path: str, answer: str) -> None:
    fields = {"client_id": str(uuid.uuid4()), **dict.fromkeys(ITEMS, answer)}
    if 'id="saved"' not in browser.ask(path, fields, **{"HX-Request": "true"}):
        raise RuntimeError("A check-in came back unsaved.")


def shown_of(name: str, page: str) -> Shown:
    """Return what a queue shows of an athlete; nothing where they have not answered."""
    at = time.perf_counter()
    for row in ROW.findall(page):
        if f">{html.escape(name)}</a>" in row:
            answered = ANSWERED.search(row)
            return Shown(answered[1] if answered else "", found(STRIP, row), at)
    raise RuntimeError("The athlete is not in the queue.")


def found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    if match is None:
        raise RuntimeError(f"Nothing on the page is like {pattern.pattern}")
    return match[1]


def tell(write: Callable[[str], object], times: Sequence[float]) -> bool:
    """Print the figures, and return whether they are within the limit."""
    half, most = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    write(f"{len(times)} saves of an athlete, each until a coach's open queue shows it.")
    write(f"p50 {half:.2f} s, p95 {most:.2f} s, longest {max(times):.2f} s.")
    write(f"{'Within' if most < LIMIT else 'Over'} the limit: p95 below {LIMIT:g} s.")
    return most < LIMIT
