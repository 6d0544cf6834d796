"""Every page in both themes, sizes and languages: accessible, quiet and within its frame."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, ViewportSize

    from tests.browser.conftest import Open

NARROWEST: ViewportSize = {"width": 320, "height": 640}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = {"en": "English", "nl": "Nederlands"}
AXE = Axe().axe_script
RUN_AXE = "() => axe.run({resultTypes: ['violations']}).then(results => results.violations)"
CLICK_ALL = "found => found.forEach((each) => each.click())"
SPILLS = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
        (element) => element.getBoundingClientRect().right > width + 0.5);
    return wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
}"""


@dataclass(frozen=True)
class Look:
    """A page in one of its states: who sees it, where, and what they did to get there."""

    name: str
    path: str
    arrive: Callable[[Page], object] | None = None


def unfold(page: Page) -> None:
    """Open everything that opens, but the menus that lie over the page."""
    page.locator("main details:not(.menu):not([open]) > summary").evaluate_all(CLICK_ALL)


def unfold_numbers(page: Page) -> None:
    """Open a table of each kind: all of them are alike, and reading each takes seconds."""
    page.locator(".figure summary").first.click()
    page.locator(".multiples summary").first.click()


def open_menu(page: Page) -> None:
    page.locator("#account-menu summary").click()


def send_nonsense(page: Page) -> None:
    unfold(page)
    page.locator("[name=sleep_hours]").fill("25")
    page.locator("[name=resting_heart_rate]").fill("900")
    page.locator("#check-in-form .bar button").click()
    page.locator("#check-in-form [role=alert]").wait_for()


def send_no_minutes(page: Page) -> None:
    page.locator("#session-form .bar button").click()
    page.locator("#session-form [role=alert]").wait_for()


def follow(selector: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()
        unfold(page)

    return click


def open_card(page: Page) -> None:
    page.locator(".row-link[aria-expanded=false]").first.click()
    page.locator(".case").wait_for()
    unfold(page)


def open_athlete(page: Page) -> None:
    page.locator(".row-link[aria-expanded=false]").first.click()
    page.locator(".row-body a[href*='/athletes/']").click()
    page.locator("#figure-recovery").wait_for()
    page.locator("#warning summary").evaluate_all(CLICK_ALL)
    unfold_numbers(page)


def open_private_athlete(page: Page) -> None:
    page.locator("#no-data ~ ul a[href*='/athletes/']").last.click()
    page.locator(".empty").wait_for()


def refuse_sign_in(page: Page) -> None:
    page.locator("[name=login]").fill("nobody@recovery.example")
    page.locator("[name=password]").fill("not the pass phrase")
    page.locator("form button.is-primary").click()
    page.locator(".notice.is-act").wait_for()


def ask_for_a_team(page: Page) -> None:
    """Add a person without the team that an athlete needs."""
    unfold(page)
    page.locator("#id_name").fill("Somebody Else")
    page.locator("#id_email").fill("else@recovery.example")
    page.locator("#add-person form button").click()
    page.locator(".field-error").wait_for()


# Who answered today, who did not yet, and who has only begun see other pages.
TOURS: dict[str, tuple[Look, ...]] = {
    "drifting": (
        Look("today, answered", "/today/"),
        Look("today, edited", "/today/", follow("#saved .button")),
        Look("my recovery with a warning", "/my-recovery/", unfold_numbers),
        Look("account menu", "/today/", open_menu),
    ),
    "persistent": (
        Look("today, not answered", "/today/", unfold),
        Look("today, refused", "/today/", send_nonsense),
        Look("log", "/log/"),
        Look("session, new", "/sessions/add/", unfold),
        Look("session, refused", "/sessions/add/", send_no_minutes),
        Look("session, edited", "/log/", follow("a[href*='/sessions/']:not([href*=add])")),
        Look("sharing", "/sharing/"),
    ),
    "new": (
        Look("my recovery, learning", "/my-recovery/"),
        Look("log of the first days", "/log/?until=2026-01-01"),
    ),
    "reader": (
        Look("queue", "/team/"),
        Look("queue, a card open", "/team/", open_card),
        Look("athlete", "/team/", open_athlete),
        Look("athlete who shares nothing", "/team/", open_private_athlete),
        Look("questions", "/team/", follow("a[href$='/questions/']")),
        Look("people", "/people/", unfold),
        Look("people, refused", "/people/", ask_for_a_team),
        Look("welcome", "/welcome/"),
        Look("change password", "/account/password/change/"),
        Look("two-step sign-in", "/account/2fa/"),
        Look("e-mail addresses", "/account/email/"),
        Look("sign out", "/account/logout/"),
        Look("not there", "/nowhere/"),
    ),
}
DOOR = (
    Look("sign in", "/account/login/"),
    Look("sign in, refused", "/account/login/", refuse_sign_in),
    Look("no sign-up", "/account/signup/"),
    Look("forgotten password", "/account/password/reset/"),
    Look("password link that is over", "/account/password/reset/key/1-set-password/"),
    Look("not there", "/nowhere/"),
)


def looked_at(page: Page, look: Look, language: str) -> list[str]:
    """Return what is wrong with a page, in whatever theme and size."""
    page.set_viewport_size(DESKTOP)
    page.goto(look.path)
    if look.arrive is not None:
        look.arrive(page)
    assert page.locator("html").get_attribute("lang") == language
    page.evaluate(AXE)
    problems = []
    for theme, size in product(THEMES, (DESKTOP, PHONE)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        where = f"{look.name}, {language}, {theme}, {size['width']} px"
        problems += [f"{where}: too wide: {each}" for each in page.evaluate(SPILLS)]
        problems += [f"{where}: {each}" for each in violations(page)]
    page.set_viewport_size(NARROWEST)
    where = f"{look.name}, {language}, {NARROWEST['width']} px"
    return problems + [f"{where}: too wide: {each}" for each in page.evaluate(SPILLS)]


def violations(page: Page) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary'].splitlines()[1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("person", TOURS)
def test_pages_of_a_person_have_nothing_to_find(open_as: Open, person: str, language: str) -> None:
    page = open_as(person, "/")
    page.get_by_role("button", name=LANGUAGES[language]).click()
    problems = [each for look in TOURS[person] for each in looked_at(page, look, language)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_before_signing_in_have_nothing_to_find(open_as: Open, language: str) -> None:
    page = open_as(None, "/account/login/")
    page.get_by_role("button", name=LANGUAGES[language]).click()
    problems = [each for look in DOOR for each in looked_at(page, look, language)]
    assert not problems, "\n".join(problems)
