"""How soon Today is there to be used, on a slow phone with a slow network.

In a real browser, at the whole site of the demo, whose files are compressed as a club's are. The
processor is slowed four times, and the network is Lighthouse's slow 4G: 150 ms there and back,
1.6 Mbit/s down, 0.75 up. What counts is the largest paint: the moment at which the largest part of
the screen is drawn. A page with next to nothing on it is measured in turns with Today, so that
whatever else the machine does disturbs both alike.
"""

from __future__ import annotations

import shutil
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tqdm import tqdm

from recovery.benchmarks.visits import standing_site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from playwright.sync_api import Browser, Page, StorageState, ViewportSize

ATHLETES = 12
TURNS = 9
LIMIT = 1000  # ms, of the median
PAGES = {"empty": "/welcome/", "Today": "/today/"}
PHONE: ViewportSize = {"width": 390, "height": 844}
SLOWER = 4  # times
SLOW_4G = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
QUIET = 1500  # ms without a larger paint, after which none is expected
LARGEST_PAINT = r"""(quiet) => new Promise((done) => {
    let latest = null;
    let timer = null;
    const wait = () => { clearTimeout(timer); timer = setTimeout(() => done(latest), quiet); };
    new PerformanceObserver((list) => {
        const paint = list.getEntries().at(-1);
        const { responseStart, responseEnd } = performance.getEntriesByType("navigation")[0];
        latest = {
            paint: paint.startTime, answer: responseStart, page: responseEnd,
            what: paint.element?.outerHTML.replace(/\s+/g, " ").slice(0, 60) ?? "",
        };
        wait();
    }).observe({ type: "largest-contentful-paint", buffered: true });
    wait();
})"""


@dataclass(frozen=True)
class Paint:
    """When a visit had its first byte, its whole page and its largest paint, and of what. [ms]"""

    answer: float
    page: float
    paint: float
    what: str


Visits = dict[tuple[str, str], list["Paint"]]  # by page, and first or later visit


def run(write: Callable[[str], object]) -> bool:
    """Measure, print the figures, and return whether they are within the limit."""
    with standing_site(athletes=ATHLETES, compressed=True) as standing:
        logins = standing.logins
        visits = measure(standing.address, logins["athlete"], logins["password"])
    return tell(write, visits)


def measure(address: str, email: str, password: str, *, turns: int = TURNS) -> Visits:
    """Visit each page twice a turn, with an empty cache and again, in a browser of its own."""
    # A tool of developers: the site runs without it.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("Install chromium first.")
    visits: Visits = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        state = signed_in(browser, address, email, password)
        for turn in tqdm(range(1 + turns), unit="turn", leave=False, disable=None):
            for name, path in PAGES.items():
                for visit, paint in zip(
                    ("first", "later"), visited(browser, state, address + path), strict=True
                ):
                    if turn:  # each process of the site reads its templates once
                        visits[name, visit].append(paint)
        browser.close()
    return visits


def signed_in(browser: Browser, address: str, email: str, password: str) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    state = context.storage_state()
    context.close()
    return state


def visited(browser: Browser, state: StorageState, url: str) -> list[Paint]:
    """Return the paints of a first visit to a page and, its service worker installed, a later."""
    context = browser.new_context(
        storage_state=state,
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
    )
    paints = []
    for _visit in range(2):
        page = context.new_page()
        slow_down(page)
        page.goto(url)
        paints.append(Paint(**page.evaluate(LARGEST_PAINT, QUIET)))
        page.wait_for_load_state("networkidle")
        page.close()
    context.close()
    return paints


def slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def tell(write: Callable[[str], object], visits: Mapping[tuple[str, str], Sequence[Paint]]) -> bool:
    """Print the figures, and return whether Today is within the limit on both visits."""
    write(
        f"Largest paint, processor {SLOWER} times slower, 150 ms there and back, 1.6 Mbit/s down:"
        " median (from, to), of which until the first byte and until the whole page."
    )
    for (name, visit), paints in visits.items():
        times = sorted(each.paint for each in paints)
        answer = statistics.median(each.answer for each in paints)
        page = statistics.median(each.page for each in paints)
        write(
            f"{name:>6}, {visit} visit: {statistics.median(times):.0f} ms"
            f" ({times[0]:.0f}, {times[-1]:.0f}); {answer:.0f} and {page:.0f} ms;"
            f" of {paints[0].what}"
        )
    slowest = max(
        statistics.median(each.paint for each in paints)
        for (name, _visit), paints in visits.items()
        if name == "Today"
    )
    write(f"{'Within' if slowest < LIMIT else 'Over'} the limit: median below {LIMIT} ms.")
    return slowest < LIMIT
