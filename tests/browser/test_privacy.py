"""What stays behind in a browser that others may use: nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, sign_in
from tests.browser.test_without_network import STORED

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open, Site

# The address that htmx would restore; athletes and teams have random ids in it.
ADDRESS = "htmx-current-path-for-history"


def test_tour_leaves_nothing_in_the_browsers_stores(open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    page.locator(".row-link[aria-expanded]").first.click()
    page.locator(".case").wait_for()
    page.get_by_role("link", name="The athlete’s page").click()
    page.go_back()
    page.locator("#queue").wait_for()
    assert stored(page) == {}
    # What a phone keeps for when there is no network: tests/browser/test_without_network.py.
    athlete = open_as("fine 2", "/my-recovery/")
    athlete.goto("/log/")
    athlete.goto("/sharing/")
    assert stored(athlete) == {}


def stored(page: Page) -> dict[str, object]:
    """Return what is in the browser's stores: no row, no page, no word."""
    kept = page.evaluate(STORED)
    rows, words = json.loads(kept["rows"]), json.loads(kept["web"])
    assert str(words.pop(ADDRESS, "/")).startswith("/")
    found = {**rows, **words, "cached": kept["cached"]}
    return {name: each for name, each in found.items() if each}


def test_back_after_signing_out_shows_no_data(open_as: Open, site: Site) -> None:
    page = open_as(None, "/account/login/")
    sign_in(page, site.people["fine 3"])
    page.goto("/my-recovery/")
    expect(page.locator("#figure-recovery")).to_be_visible()
    page.goto("/today/")
    page.locator("#account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    for _page in ("today", "my recovery"):
        page.go_back()
        shows_nothing(page)


def shows_nothing(page: Page) -> None:
    page.wait_for_timeout(500)  # ms; a page from the browser's own memory would be there by now
    expect(page.locator("#account-menu, #figure-recovery, #saved")).to_have_count(0)
    expect(page.get_by_label("Password")).to_be_visible()
