"""The check-in with a thumb: few taps, little time, few bytes, and every part with a name."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from recovery.demo.home import ROOT
from recovery.demo.site import _wait_for_first_page
from recovery.demo.supervisor import Supervisor
from tests.browser.conftest import DESKTOP, PHONE, cookies_of, sign_in, some_port
from tests.browser.test_keyboard import tab_to
from tests.browser.test_pages import AXE, LANGUAGES, THEMES, violations
from tests.browser.test_without_network import READY
from tests.support.wire import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.conftest import Open, Site

CORE = ("sleep_quality", "fatigue", "soreness", "stress", "mood")
MOST_TAPS = 12
SECONDS_A_TAP = 0.6  # of a practised thumb
MOST_SECONDS = 20
TARGET = 44  # px
FIRST_VISIT, LATER_VISIT = 80_000, 10_000  # bytes on the wire
THUMB = {"has_touch": True, "is_mobile": True}


def say(capsys: pytest.CaptureFixture[str], words: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")


def test_core_is_answered_in_few_taps_and_timed_on_the_phone(
    open_as: Open, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    page = open_as("phone 15", "/today/", **THUMB)
    before = site.query("SELECT max(id) FROM athletes_checkintiming")
    taps = 0
    expect(page.locator("#check-in-form input:checked")).to_have_count(0)

    page.get_by_role("button", name="A quarter of an hour more").tap()
    taps += 1
    for name in CORE:
        page.locator(f"#check-in-form .option:has([name={name}][value='4'])").tap()
        taps += 1
    expect(page.locator("[data-answer-count]")).to_have_text("6 of 8 answered")
    page.get_by_role("button", name="Save").tap()
    taps += 1
    expect(page.locator("#saved")).to_be_visible()

    seconds = taps * SECONDS_A_TAP
    [(milliseconds,)] = site.query(
        "SELECT milliseconds FROM athletes_checkintiming WHERE id > coalesce(%s, 0)", before[0][0]
    )
    say(
        capsys,
        f"The core in {taps} taps, {seconds:.1f} s for a practised thumb;"
        f" this script took {milliseconds / 1000:.1f} s by the phone's own clock.",
    )
    assert taps <= MOST_TAPS
    assert seconds < MOST_SECONDS
    assert 0 < milliseconds < 60_000


def test_every_target_of_the_form_is_large_enough_for_a_thumb(open_as: Open) -> None:
    page = open_as("phone 16", "/today/", **THUMB)
    page.locator("#check-in-form details:not([open]) > summary:visible").evaluate_all(
        "found => found.forEach((each) => each.click())"
    )
    small = page.evaluate(
        """(least) => [...document.querySelectorAll(
            "#check-in button, #check-in summary, #check-in select, #check-in textarea,"
            + "#check-in .option, #check-in .chip, #check-in .check, #check-in input[type=text]"
        )].map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.height < least || box.width < least))
          .map(([html, box]) => `${html} ${box.width} x ${box.height}`)""",
        TARGET,
    )
    assert not small, "\n".join(small)


def test_extras_come_with_what_they_depend_on(open_as: Open) -> None:
    page = open_as("phone 16", "/today/", **THUMB)
    regions = page.locator(".is-soreness")
    expect(regions).to_be_hidden()
    page.locator(".option:has([name=soreness][value='4'])").tap()
    expect(regions).to_be_hidden()
    page.locator(".option:has([name=soreness][value='2'])").tap()
    expect(page.get_by_text("Lower back")).to_be_visible()
    expect(page.get_by_text("Fever")).to_be_hidden()
    page.locator(".chip", has_text="I am ill today").tap()
    expect(page.get_by_text("Fever")).to_be_visible()


def test_same_as_yesterday_is_one_tap_and_says_what_it_is(open_as: Open, site: Site) -> None:
    page = open_as("phone 16", "/today/", **THUMB)
    page.get_by_role("button", name="Same as yesterday").tap()
    expect(page.locator("#saved")).to_contain_text("same as the day before")
    page.get_by_role("link", name="Edit answers").tap()
    expect(page.locator("[name=soreness]:checked")).to_have_value("4")


def test_check_in_is_read_and_filled_in_by_names_and_keys(open_as: Open) -> None:
    """As a screen reader does: groups and buttons by what they are called, no pointer."""
    page = open_as("phone 17", "/today/", viewport=DESKTOP)
    form = page.locator("#check-in-form")
    expect(form.get_by_role("group", name="Sleep", exact=True)).to_be_visible()
    for name, answer in (("Fatigue", "4 fresh"), ("Stress", "3 normal"), ("Mood", "4 good")):
        form.get_by_role("group", name=name).get_by_role("radio", name=answer).press("Space")
    form.get_by_role("checkbox", name="I am ill today").press("Space")
    expect(form.get_by_role("group", name="Any of these?")).to_be_visible()
    for summary in form.locator("summary:visible").all():
        if summary.locator("xpath=..").get_attribute("open") is None:
            summary.press("Enter")
    form.get_by_role("textbox", name="Hours sat").press_sequentially("6:30")
    form.get_by_role("textbox", name="Resting heart rate").press_sequentially("52")
    form.get_by_role("textbox", name="Note").press_sequentially("By name.")
    tab_to(page, "#check-in-form .bar button")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_without_a_network_have_nothing_to_find(
    site: Site,
    browser: Browser,
    new_context: Callable[..., BrowserContext],
    language: str,
) -> None:
    page = installed(site, browser, new_context, language)
    page.context.set_offline(True)
    page.goto("/today/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator("#check-in-form summary:visible").evaluate_all(
        "found => found.forEach((each) => each.click())"
    )
    problems = both_themes(page)
    page.locator(".option:has([name=fatigue][value='2'])").tap()
    page.locator("#check-in-form .bar button").tap()
    page.locator("#kept").wait_for()
    problems += both_themes(page)
    assert not problems, "\n".join(problems)


def installed(
    site: Site, browser: Browser, new_context: Callable[..., BrowserContext], language: str
) -> Page:
    """Open Today in a language, and wait until the browser keeps what it needs."""
    state = cookies_of("phone 21", site=site, browser=browser)
    context = new_context(
        base_url=site.address,
        storage_state=state,
        viewport=PHONE,
        reduced_motion="reduce",  # colours under way from one theme to the other are of neither
        **THUMB,
    )
    page = context.new_page()
    page.goto("/today/")
    page.get_by_role("button", name=LANGUAGES[language]).click()
    page.evaluate(
        """(language) => new Promise((done) => {
            const look = async () => {
                const found = await caches.match(`/check-in/offline/${language}/`);
                found ? done(null) : setTimeout(look, 50);
            };
            look();
        })""",
        language,
    )
    page.evaluate(READY)
    return page


def both_themes(page: Page) -> list[str]:
    page.evaluate(AXE)
    problems = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        problems += [f"{theme}: {each}" for each in violations(page)]
    return problems


@contextmanager
def served_as_deployed(site: Site, folder: Path) -> Iterator[int]:
    """Run another web process on the same club, with its files compressed as for a club."""
    environment = {**site.environment, "STATIC_ROOT": str(folder / "static"), "DATABASE_POOL": "1"}
    port = some_port()
    environment["SITE_URL"] = f"http://localhost:{port}"
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env={**os.environ, **environment}, check=True)
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    granian += ["--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    with Supervisor(folder=ROOT, logs=folder, processes=folder / "processes") as supervisor:
        supervisor.start("web", [*granian, "recovery.wsgi:application"], environment)
        _wait_for_first_page(port, supervisor)
        yield port


@pytest.mark.slow
def test_few_bytes_travel_before_the_check_in_can_be_filled_in(
    site: Site,
    new_context: Callable[..., BrowserContext],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Counted on the wire, headers and all, from the door to the form, and the next morning."""
    with served_as_deployed(site, tmp_path) as port, wire(port) as network:
        context = new_context(base_url=network.address, viewport=PHONE, locale="en-GB", **THUMB)
        page = context.new_page()
        sign_in(page, site.people["phone 18"])
        page.goto("/today/")
        page.locator("#check-in").wait_for()
        first = network.received
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.wait_for_load_state("networkidle")
        everything = network.received
        page.close()

        network.received = 0
        page = context.new_page()
        page.goto("/today/")
        page.locator("#check-in").wait_for()
        page.wait_for_load_state("networkidle")
        later = network.received
    say(
        capsys,
        f"First visit {first / 1000:.1f} kB, sign-in included ({everything / 1000:.1f} kB with what"
        f" is kept for when there is no network); a later one {later / 1000:.1f} kB.",
    )
    assert first <= FIRST_VISIT
    assert later <= LATER_VISIT
