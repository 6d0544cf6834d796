"""The queue for somebody who hears it: by keys, roles and names alone, from row to action."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.browser.test_pages import AXE, violations

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Open, Site

UNTOUCHED = 3  # the row that no other test acts on, from one
SOMEBODY_ACTED = "UPDATE assessments_calculation SET computed_at = now()"


@pytest.fixture
def page(open_as: Open) -> Page:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    expect(page.get_by_role("heading", level=1)).to_have_text("Three athletes need a look")
    return page


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def hears(page: Page, words: str | re.Pattern[str]) -> None:
    """Check that it was said aloud, where a screen reader listens for it."""
    live = page.locator("#announce")
    expect(live).to_have_text(words)
    expect(live).to_have_role("status")
    expect(live).to_have_attribute("aria-live", "polite")


def is_drawn_anew(page: Page, site: Site) -> None:
    """Have the open queue change under whoever is in it, and wait until it did."""
    page.evaluate("document.getElementById('queue').dataset.drawn = 'before'")
    site.query(SOMEBODY_ACTED)
    expect(page.locator("#queue[data-drawn]")).to_have_count(0)


def open_card(page: Page) -> str:
    """Walk to the third row and open it; return whose it is."""
    press(page, *"j" * UNTOUCHED)
    name = focused(page).inner_text()
    press(page, "Enter")
    expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute(
        "aria-expanded", "true"
    )
    expect(focused(page)).to_have_accessible_name(name)
    return name


def test_row_says_who_why_and_that_it_opens(page: Page) -> None:
    region = page.get_by_role("region", name="Needs a look")
    expect(region.get_by_role("listitem")).to_have_count(UNTOUCHED)
    press(page, "j")
    link = focused(page)
    expect(link).to_have_role("link")
    expect(link).to_have_attribute("aria-expanded", "false")
    expect(link).to_have_accessible_name(re.compile(r"\w+ \w+"))
    expect(link).to_have_accessible_description(re.compile("own normal"))


def test_warning_is_acted_on_with_a_note_and_taken_back_by_ear(page: Page, site: Site) -> None:
    name = open_card(page)
    press(page, "a")
    expect(focused(page)).to_have_role("button")
    expect(focused(page)).to_have_accessible_name("We spoke")

    press(page, "n")
    expect(focused(page)).to_have_role("textbox")
    expect(focused(page)).to_have_accessible_name("Note")
    page.evaluate("document.getElementById('queue').dataset.drawn = 'before'")
    site.query(SOMEBODY_ACTED)
    said = "Slept badly, j/? exam week"
    page.keyboard.type(said, delay=100)  # ms, so that the page asks twice in the meantime
    expect(page.locator("#queue[data-drawn]")).to_have_count(1)
    expect(focused(page)).to_have_value(said)

    page.locator("#announce").evaluate("said => { said.textContent = '' }")
    press(page, "Shift+Tab", "Shift+Tab")  # past what unfolds the note
    expect(focused(page)).to_have_accessible_name("We spoke")
    expect(page.locator("#queue[data-drawn]")).to_have_count(0)  # what came meanwhile is there
    expect(focused(page)).to_have_accessible_name("We spoke")
    expect(page.get_by_role("textbox", name="Note").first).to_have_value(said)

    press(page, "Enter")
    hears(page, "Spoke, today by Marit")
    expect(focused(page)).to_have_accessible_name("We spoke")
    expect(page.get_by_role("listitem").filter(has_text=said).first).to_be_visible()

    press(page, "Shift+Tab")
    expect(focused(page)).to_have_accessible_name("Undo")
    press(page, "Enter")
    hears(page, "Taken back.")
    expect(focused(page)).to_have_accessible_name(name)  # the button has gone with its action


def test_what_is_missing_in_a_form_is_said(page: Page, site: Site) -> None:
    open_card(page)
    press(page, "a")
    for _tab in range(20):
        if focused(page).inner_text() == "Watch until…":
            break
        press(page, "Tab")
    press(page, "Enter")
    watch = page.get_by_role("button", name="Watch", exact=True)
    watch.focus()
    press(page, "Enter")
    hears(page, "Why wait? This field is required.")
    group = page.get_by_role("group", name="Why wait?")
    expect(group).to_have_accessible_description("This field is required.")
    expect(watch).to_be_focused()
    is_drawn_anew(page, site)
    expect(watch).to_be_visible()


def test_keys_are_listed_in_a_dialog_that_gives_the_focus_back(page: Page) -> None:
    press(page, "j", "j")
    name = focused(page).inner_text()
    press(page, "?")
    expect(page.get_by_role("dialog", name="The queue by keyboard")).to_be_visible()
    press(page, "Escape")
    expect(focused(page)).to_have_accessible_name(name)


def test_search_says_what_it_found_and_loses_nothing_to_a_poll(page: Page, site: Site) -> None:
    press(page, "j")
    name = focused(page).inner_text()
    press(page, "/")
    expect(focused(page)).to_have_role("searchbox")
    expect(focused(page)).to_have_accessible_name("Find an athlete")
    page.keyboard.type(name)
    hears(page, "1 athlete found")
    is_drawn_anew(page, site)
    expect(focused(page)).to_have_value(name)
    press(page, "Escape")
    expect(focused(page)).to_have_accessible_name(name)


def test_wish_for_contact_is_heard_and_settled_by_ear(page: Page, open_as: Open) -> None:
    athlete = open_as("fine 1", "/today/")
    name = athlete.locator("#account-menu summary").inner_text()
    athlete.get_by_role("link", name="Ask for contact").click()
    athlete.get_by_role("button", name=re.compile("to get in touch")).click()
    expect(athlete.get_by_role("status").first).to_contain_text("are told now")

    hears(page, re.compile("One athlete asks for contact. Three athletes need a look."))
    expect(page.get_by_role("region", name="Asks for contact")).to_be_visible()
    press(page, "j")
    expect(focused(page)).to_have_accessible_name(name)
    expect(focused(page)).to_have_accessible_description(re.compile("^Since "))
    press(page, "Tab")
    expect(focused(page)).to_have_accessible_name("We are in touch")
    page.evaluate(AXE)
    assert violations(page) == []
    press(page, "Enter")
    expect(page.get_by_role("region", name="Asks for contact")).to_have_count(0)
    expect(page.get_by_role("status").first).to_contain_text("You are in touch with")
