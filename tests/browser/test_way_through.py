"""The way that everything hangs on: from an athlete's phone to the coach's screen."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Open

POOR = "2"  # on a scale on which 5 is best


def test_poor_answers_on_a_phone_reach_an_open_queue(
    open_as: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    """An athlete with a poor fortnight checks in; their coach sees why, and does something."""
    coach = open_as("coach", "/team/", viewport=DESKTOP)
    athlete = open_as("tipping", "/today/", has_touch=True, is_mobile=True)
    name = athlete.locator("#account-menu summary").inner_text()
    row = coach.locator("section[aria-labelledby=needs-a-look] .row", has_text=name)
    expect(row).to_have_count(0)
    expect(coach.locator("#queue h1")).to_have_text("Three athletes need a look")
    pages_loaded = count_loads(coach)

    answer_all(athlete, POOR)
    athlete.get_by_role("button", name="Save").tap()
    tapped = time.perf_counter()
    row.wait_for()  # which looks at every frame, where `expect` looks ever more seldom
    seconds = time.perf_counter() - tapped
    with capsys.disabled():
        sys.stdout.write(f"\nFrom the tap on Save to the coach's row: {seconds:.2f} s\n")

    # What the athlete reads: one line of their own data, and who else can.
    saved = athlete.locator("#saved")
    expect(saved).to_contain_text("Your check-in is saved")
    expect(saved.get_by_role("heading")).to_have_count(1)
    expect(saved.get_by_role("heading")).not_to_be_empty()
    expect(saved).to_contain_text("Your coaches Iris and Marit see")

    # What the coach reads, without having touched anything.
    expect(coach.locator("#queue h1")).to_have_text("Four athletes need a look")
    expect(row.locator(".row-why")).to_contain_text("Worse than their own normal")
    expect(row.locator(".row-who small")).to_contain_text("day 1")

    row.get_by_role("link", name=name).click()
    for heading in ("Speaks for it", "Speaks against it", "Missing, and what closes it"):
        expect(row.get_by_role("heading", name=heading)).to_be_visible()
    expect(row.locator(".facts dd").first).not_to_be_empty()
    stays_while_the_page_polls(coach, row.get_by_role("button", name="We spoke"))

    row.get_by_role("button", name="We spoke").click()
    expect(row.locator(".row-done")).to_have_text("Spoke, today by Marit")
    done = row.locator(".case-words .done li")
    expect(done).to_contain_text("Spoke, today by Marit")
    expect(done.get_by_role("button", name="Undo")).to_be_visible()
    assert pages_loaded == []


def answer_all(page: Page, value: str) -> None:
    """Tap the same point of every scale; nothing may be chosen before."""
    form = page.locator("#check-in-form")
    expect(form.locator("input:checked")).to_have_count(0)
    rows = form.locator("fieldset.answer")
    expect(rows).to_have_count(7)
    for place in range(7):
        option = rows.nth(place).locator(".option", has=page.locator(f"input[value='{value}']"))
        option.tap()
    expect(form.locator("input:checked")).to_have_count(7)
    expect(page.locator("[data-answer-count]")).to_have_text("7 of 8 answered")


def stays_while_the_page_polls(page: Page, button: Locator) -> None:
    """Check that the focus and what is open outlive three rounds of asking for news."""
    button.focus()
    for _round in range(3):
        with page.expect_response(lambda response: response.status == 304):
            pass
    expect(button).to_be_focused()


def count_loads(page: Page) -> list[str]:
    """Return a list that grows when the page is loaded anew."""
    loaded: list[str] = []
    page.on("domcontentloaded", lambda again: loaded.append(again.url))
    return loaded
