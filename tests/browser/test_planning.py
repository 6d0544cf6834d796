"""A coach plans: what a change would do is there before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open, Site

PLANNED = "SELECT array_agg((minutes, rpe, day) ORDER BY id)::text FROM athletes_plannedsession"


def open_week(page: Page) -> None:
    page.locator("#team-nav").get_by_role("link", name="Plan", exact=True).click()
    page.locator("#plan-table").wait_for()
    page.get_by_role("link", name="Week after").click()
    page.wait_for_url("**/plan/?week=*")


def test_form_says_what_a_change_would_do_as_it_is_typed_and_saves_nothing(
    site: Site, open_as: Open
) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    open_week(page)
    before = site.query(PLANNED)
    page.locator("a.cell-entry.is-moderate").first.click()
    preview = page.locator("#what-if")
    columns = preview.locator("thead").first
    expect(columns.locator("th")).to_have_count(3)  # as it stands, and without it
    minutes = page.get_by_label("Minutes", exact=True)
    minutes.fill("240")
    expect(columns).to_contain_text("As changed: 240 min")
    expect(page.locator("#what-if-said")).to_have_text(preview.locator("h2").text_content() or "-")
    expect(minutes).to_be_focused()
    minutes.fill("soon")
    expect(preview).to_contain_text("As soon as the day, the minutes")
    page.get_by_label("Rest", exact=True).check()
    expect(columns).to_contain_text("As changed: nothing")
    assert site.query(PLANNED) == before


def test_what_if_is_asked_and_planned_without_javascript(open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP, java_script_enabled=False)
    open_week(page)
    page.locator(".plan-table th a").first.click()
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("Minutes", exact=True).fill("45")
    page.get_by_label("How hard").select_option("3")
    page.get_by_role("button", name="See what it would do").click()
    expect(page.locator("#what-if thead").first).to_contain_text("With it: 45 min at 3")
    page.get_by_role("link", name="Plan it").click()
    expect(page.get_by_label("Minutes", exact=True)).to_have_value("45")
    page.get_by_role("link", name="What would it do?").click()
    expect(page.locator("h1")).to_contain_text("What if, for")
