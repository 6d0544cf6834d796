"""A coach who has five minutes: from the door to another session tomorrow, in four clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Open, Site

MOST_CLICKS = 4


class Clicks:
    """Counts what somebody clicks."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, place: Locator) -> None:
        self.count += 1
        place.click()


def row_of(page: Page, site: Site, story: str) -> Locator:
    [(name,)] = site.query("SELECT name FROM accounts_user WHERE email = %s", site.people[story])
    return page.locator(".row", has=page.get_by_role("link", name=name, exact=True))


def test_session_of_tomorrow_becomes_active_recovery_in_four_clicks(
    site: Site, open_as: Open, browser: Browser
) -> None:
    page = open_as(None, "/account/login/", viewport=DESKTOP)
    sign_in(page, site.people["coach"])  # the door itself: an address, a password, one button
    row = row_of(page, site, "drifting")
    clicks = Clicks()

    clicks.on(row.locator("a.row-link"))
    clicks.on(row.get_by_text("Adjust training…"))
    clicks.on(row.get_by_role("button", name="Active recovery"))

    said = row.locator(".row-done")
    expect(said).to_contain_text("Active recovery")
    expect(said).to_contain_text("today by Marit")
    expect(page.locator("#announce")).to_contain_text("Active recovery")
    assert clicks.count <= MOST_CLICKS
    adjusted = "SELECT count(*) FROM coaching_planadjustment WHERE change = 'active_recovery'"
    assert site.query(adjusted) == [(1,)]

    row.get_by_role("button", name="Undo").click()
    expect(row.locator(".done")).to_have_count(0)
    expect(page.locator("#announce")).to_have_text("Taken back.")
