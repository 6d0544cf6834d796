"""The site for whoever has no pointer, and for whoever's browser runs no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open, Site

MOST_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody does who has no mouse."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no way to {selector} with {MOST_TABS} tabs")


def row_of(page: Page, section: str, place: int = 0) -> str:
    """Return the id of a row of the queue: its words change with what is done."""
    row = page.locator(f"section[aria-labelledby={section}] .row").nth(place)
    return str(row.get_attribute("id"))


def test_check_in_is_answered_and_saved_with_the_keyboard(open_as: Open) -> None:
    page = open_as("phone 20", "/today/", viewport=DESKTOP)
    tab_to(page, "#check-in-form [name=sleep_hours]")
    page.keyboard.type("7:30")
    for name in ("fatigue", "soreness"):
        tab_to(page, f"#check-in-form [name={name}]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"[name={name}]:checked")).to_have_value("3")
    expect(page.locator("[data-answer-count]")).to_have_text("3 of 8 answered")
    tab_to(page, "#check-in-form .bar button")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_contain_text("Your check-in is saved")
    expect(page.locator("#saved h2")).to_be_focused()


def test_queue_row_is_opened_and_acted_on_with_the_keyboard(open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    row = row_of(page, "needs-a-look")
    tab_to(page, f"#{row} a.row-link")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{row} .case")).to_be_visible()
    expect(page.locator(f"#{row} a.row-link")).to_be_focused()
    tab_to(page, "#act-spoke")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{row} .row-done")).to_have_text("Spoke, today by Marit")
    expect(page.locator("#act-spoke")).to_be_focused()


def focused_row(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('.row')?.id ?? ''"))


def test_queue_is_walked_with_single_keys(open_as: Open) -> None:
    page = open_as("reader", "/team/", viewport=DESKTOP)
    first, second = (row_of(page, "needs-a-look", place) for place in (0, 1))
    for key, row in (("j", first), ("j", second), ("k", first), ("k", first), ("j", second)):
        page.keyboard.press(key)
        assert focused_row(page) == row
    page.keyboard.press("Enter")
    expect(page.locator(f"#{second} .case")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#act-spoke")).to_be_focused()
    page.keyboard.press("k")
    assert focused_row(page) == first
    page.keyboard.press("n")  # opens the card, then the note in it
    note = page.locator(f"#{first} textarea").first
    expect(note).to_be_focused()
    page.keyboard.type("jk/?")
    expect(note).to_have_value("jk/?")


def test_queue_keeps_the_focus_and_says_what_changed_when_it_is_drawn_anew(
    open_as: Open, site: Site
) -> None:
    page = open_as("reader", "/team/", viewport=DESKTOP)
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = focused_row(page)
    page.evaluate("document.getElementById('queue').dataset.drawn = 'before'")
    site.query("UPDATE assessments_calculation SET computed_at = now()")
    expect(page.locator("#queue[data-drawn]")).to_have_count(0)
    assert focused_row(page) == row

    name = page.locator(f"#{row} .row-link").inner_text()
    page.keyboard.press("/")
    page.keyboard.type(name)
    expect(page.locator("#announce")).to_have_text("1 athlete found")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Escape")
    assert focused_row(page) == row


def test_queue_lists_its_keys_which_can_be_switched_off(open_as: Open) -> None:
    page = open_as("reader", "/team/", viewport=DESKTOP)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.get_by_label("Single keys work on this device").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    assert focused_row(page) == ""
    page.locator("#keys-open").click()
    page.get_by_label("Single keys work on this device").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    assert focused_row(page) == row_of(page, "needs-a-look")


def test_figure_is_read_with_the_arrow_keys(open_as: Open) -> None:
    page = open_as("fine 1", "/my-recovery/", viewport=DESKTOP)
    tab_to(page, "#figure-recovery [data-plot]")
    readout = page.locator("#figure-recovery .readout")
    today = readout.inner_text()
    page.keyboard.press("ArrowLeft")
    expect(readout).not_to_have_text(today)
    page.keyboard.press("End")
    expect(readout).to_have_text(today)


def test_athlete_logs_everything_without_javascript(open_as: Open) -> None:
    page = open_as("silent", "/today/", java_script_enabled=False)
    page.locator(".option", has=page.locator("[name=fatigue][value='4']")).click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#saved")).to_contain_text("Your check-in is saved")

    page.locator("#training .day").first.get_by_role("link", name="Add training").click()
    page.get_by_role("textbox", name="Minutes").fill("45")
    page.locator(".option", has=page.locator("[name=rpe][value='4']")).click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#training .day").first).to_contain_text("45 min · felt 4 of 10 · load 180")

    page.locator("#training .day").nth(1).get_by_role("button", name="Rest day").click()
    expect(page.locator("#training .day").nth(1)).to_contain_text("Rest")

    page.goto("/sharing/")
    first = page.get_by_role("switch").first
    expect(first).to_have_attribute("aria-checked", "true")
    first.click()
    expect(page.get_by_role("switch").first).to_have_attribute("aria-checked", "false")
    page.get_by_role("switch").first.click()
    expect(page.get_by_role("switch").first).to_have_attribute("aria-checked", "true")


def test_coach_acts_without_javascript(open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP, java_script_enabled=False)
    row = row_of(page, "needs-a-look", 1)
    page.locator(f"#{row} a.row-link").click()
    expect(page.locator(f"#{row} .case")).to_be_visible()
    page.locator(f"#{row}").get_by_role("button", name="We spoke").click()
    expect(page.locator(f"#{row} .row-done")).to_have_text("Spoke, today by Marit")
    expect(page.locator(f"#{row} .case")).to_be_visible()
