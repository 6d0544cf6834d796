"""A coach plans: what a change would do is there before it is saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

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


# --- dragged, and by keyboard --------------------------------------------------------------------

SOMETHING = "SELECT day::text FROM athletes_plannedsession WHERE id = %s"
DRAGGED = "tr:has(td a.cell-entry) a.cell-entry[data-move]:not(.is-rest)"


def planned_in(page: Page) -> tuple[Locator, int]:
    """Return the first session of the week that can be dragged, and its id."""
    entry = page.locator(DRAGGED).first
    place = entry.get_attribute("id")
    assert place is not None
    return page.locator(f"#{place}"), int(place.removeprefix("planned-"))


def empty_day(page: Page, entry: Locator) -> Locator:
    """Return a day of the same athlete on which nothing is planned, or the last one."""
    row = page.locator("tr", has=entry)
    free = row.locator("td[data-day]:not(:has(.cell-entry))")
    return free.first if free.count() else row.locator("td[data-day]").last


def drag(page: Page, entry: Locator, to: Locator) -> None:
    entry.scroll_into_view_if_needed()
    start, end = entry.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 12)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 10, steps=4)


def test_dragged_session_is_asked_about_moved_and_taken_back(site: Site, open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    open_week(page)
    expect(page.locator("#drag-help")).to_be_visible()
    entry, planned = planned_in(page)
    [(before,)] = site.query(SOMETHING, planned)
    to = empty_day(page, entry)
    day = to.get_attribute("data-day")
    assert day is not None

    # Another athlete's day takes nothing, and a click that ends a drag opens nothing.
    others = page.locator(f"tr:not(:has(#planned-{planned})) td[data-day]").last
    others.scroll_into_view_if_needed()
    drag(page, entry, others)
    page.mouse.up()
    expect(page.locator("#announce")).to_have_text("Put back.")

    drag(page, entry, to)
    expect(to).to_have_class(re.compile("is-over"))
    page.mouse.up()
    question = page.locator("#moving")
    expect(question).to_be_visible()
    expect(question.locator("thead").first).to_contain_text("Moved: ")
    question.get_by_role("link", name="Leave it").click()
    expect(question).to_be_hidden()
    assert site.query(SOMETHING, planned) == [(before,)]

    drag(page, entry, to)
    page.mouse.up()
    question.get_by_role("button", name="Move it").click()
    expect(page.locator(".moved")).to_contain_text("is moved to")
    expect(page.locator(f"td[data-day='{day}'] #planned-{planned}")).to_be_focused()
    assert site.query(SOMETHING, planned) == [(day,)]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"td[data-day='{before}'] #planned-{planned}")).to_be_focused()
    assert site.query(SOMETHING, planned) == [(before,)]


def test_session_is_moved_with_the_keyboard(site: Site, open_as: Open) -> None:
    page = open_as("coach", "/team/", viewport=DESKTOP)
    open_week(page)
    entry, planned = planned_in(page)
    [(before,)] = site.query(SOMETHING, planned)
    said = page.locator("#announce")

    entry.focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("Picked up: ")
    page.keyboard.press("Escape")
    expect(said).to_have_text("Put back.")
    expect(entry).to_be_focused()

    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(entry).to_be_focused()
    expect(said).to_contain_text(re.compile(r"^\w+day\W"))
    page.keyboard.press("Space")
    expect(page.locator("#moving")).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".moved")).to_contain_text("is moved to")
    assert site.query(SOMETHING, planned) != [(before,)]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".moved")).to_contain_text("is moved to")
    assert site.query(SOMETHING, planned) == [(before,)]


def test_session_is_moved_by_a_finger_that_rests_on_it(open_as: Open) -> None:
    page = open_as("coach", "/team/", has_touch=True)
    open_week(page)
    entry, _planned = planned_in(page)
    entry.scroll_into_view_if_needed()
    box = entry.bounding_box()
    assert box is not None
    touch = page.context.new_cdp_session(page)

    def send(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = box["x"] + 20, box["y"] + 10
    send("touchStart", x, y)
    expect(page.locator(".is-picked")).to_have_count(1)
    send("touchMove", x - 15, y + 4)
    expect(page.locator(".is-ghost")).to_be_visible()
    send("touchEnd", x, y)
    expect(page.locator(".is-picked")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("week")  # it did not open
    send("touchStart", x, y)
    send("touchMove", x, y + 40)  # a list that scrolls picks nothing up
    page.wait_for_timeout(600)  # longer than a finger has to rest
    expect(page.locator(".is-picked")).to_have_count(0)
    send("touchEnd", x, y)
