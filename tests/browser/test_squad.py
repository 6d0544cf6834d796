"""The squad's map in a browser: found in one click, read with the keys, light on its feet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

READOUT = "#squad-readout"
# Rows that are out of sight are not laid out: their cells have no size.
LAID_OUT = """() => [...document.querySelectorAll(".squad-rows .heat")].filter(
    (each) => each.checkVisibility({contentVisibilityAuto: true})).length"""
STAYS = """() => {
    const box = document.querySelector(".squad");
    const top = (selector) => document.querySelector(selector).getBoundingClientRect().top;
    const before = top(".squad-days");
    box.scrollTop = 1500;
    return Math.abs(top(".squad-days") - before) < 1 && box.scrollTop > 1000;
}"""


def open_squad(page: Page) -> None:
    page.locator("#team-nav").get_by_role("link", name="Squad").click()
    page.locator("#squad-map").wait_for()


def test_two_hundred_rows_are_laid_out_as_they_come_into_sight_under_their_days(
    open_as: Open, coaches: dict[str, str]
) -> None:
    page = open_as(None, "/account/login/", viewport=DESKTOP)
    sign_in(page, coaches["200"])
    open_squad(page)
    assert page.evaluate(LAID_OUT) < 100
    assert page.evaluate(STAYS)


def test_cells_are_read_with_the_arrow_keys(open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    open_squad(page)
    rows = page.locator(".squad-map[data-codes]")
    expect(page.locator(".squad-map[tabindex]")).to_have_count(1)
    rows.first.focus()
    readout = page.locator(READOUT)
    name = page.locator(".squad-row:has([data-codes]) .squad-who a").first.inner_text()
    expect(readout).to_contain_text(f"{name} · ")
    today = readout.inner_text()
    expect(rows.first).to_have_attribute("aria-valuetext", today.removeprefix(f"{name} · "))

    page.keyboard.press("ArrowLeft")
    expect(readout).not_to_have_text(today)
    expect(rows.first).to_have_attribute("aria-valuenow", "27")
    page.keyboard.press("End")
    expect(readout).to_have_text(today)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(rows.first).to_have_attribute("aria-valuenow", "1")

    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    expect(rows.nth(1)).to_have_attribute("aria-valuenow", "1")
    expect(page.locator(".squad-map[tabindex]")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    expect(rows.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def test_choice_swaps_the_map_keeps_the_focus_and_has_an_address_to_come_back_to(
    open_as: Open,
) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    open_squad(page)
    measure = page.get_by_label("Show", exact=True)
    measure.focus()
    measure.select_option("load")
    expect(page.locator(".heat-legend")).to_contain_text("usual week")
    expect(page.get_by_label("Show", exact=True)).to_be_focused()
    page.wait_for_url("**/squad/?measure=load")
    page.get_by_role("link", name="8 weeks").click()
    page.wait_for_url("**/squad/?measure=load&weeks=8")
    expect(page.get_by_label("Show", exact=True)).to_have_value("load")
    page.get_by_role("link", name="as a table, in words").click()
    page.wait_for_url("**/squad/?measure=load&weeks=8&view=table")
    expect(page.locator("#squad-table thead th")).to_have_count(3 + 56)
    page.reload()
    expect(page.locator("#squad-table")).to_be_visible()
    page.go_back()
    expect(page.locator("#squad-map")).to_be_visible()


def test_choice_is_made_without_javascript(open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP, java_script_enabled=False)
    open_squad(page)
    page.get_by_label("Show", exact=True).select_option("sleep_hours")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".heat-legend")).to_contain_text("worse than usual for them")


def test_paper_has_every_row_and_no_controls(open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    open_squad(page)
    page.emulate_media(media="print")
    expect(page.locator("#squad-choice")).to_be_hidden()
    expect(page.locator("#team-nav")).to_be_hidden()
    expect(page.locator(".heat-legend")).to_be_visible()
    assert page.locator(".squad").evaluate("box => box.scrollHeight <= box.clientHeight + 1")
