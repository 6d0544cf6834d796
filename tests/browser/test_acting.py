"""A coach who has five minutes: whom to look at in two clicks, another session in four."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, sign_in
from tests.browser.squads import NEEDING, SIZES

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Open, Site

CLICKS_TO_NAME = 2
CLICKS_TO_REPLACE = 4
PLANNED = """
    SELECT planned.kind FROM athletes_plannedsession planned
    JOIN athletes_athlete athlete ON athlete.id = planned.athlete_id
    JOIN accounts_user person ON person.id = athlete.user_id
    JOIN coaching_team team ON team.public_id = planned.planned_for
    WHERE person.name = %s AND team.name = %s ORDER BY planned.day
"""


class Clicks:
    """Counts what somebody clicks."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, place: Locator) -> None:
        self.count += 1
        place.click()


def row_of(page: Page, name: str) -> Locator:
    return page.locator(".row", has=page.get_by_role("link", name=name, exact=True))


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def arrived(open_as: Open, coaches: dict[str, str], size: int) -> Page:
    """Return the page after the door itself: an address, a password, one button."""
    page = open_as(None, "/account/login/", viewport=DESKTOP)
    sign_in(page, coaches[str(size)])
    return page


def test_three_athletes_are_named_with_their_reason(arrived: Page, size: int) -> None:
    page, clicks = arrived, Clicks()
    # The queue is the first page, and its first group is who needs a look.
    expect(page.locator("h1")).to_have_text("Three athletes need a look")
    rows = page.locator("section[aria-labelledby=needs-a-look] .row")
    expect(rows).to_have_count(3)
    assert sorted(rows.locator(".row-link").all_inner_texts()) == sorted(NEEDING)
    for row in rows.all():
        expect(row.locator(".row-why p")).not_to_be_empty()
    # The map names the same three first, among all of them.
    clicks.on(page.locator("#team-nav").get_by_role("link", name="Squad"))
    listed = page.locator(".squad-rows .squad-row")
    expect(listed).to_have_count(size)
    first = [listed.nth(place).locator(".squad-who a").inner_text() for place in range(3)]
    assert sorted(first) == sorted(NEEDING)
    assert listed.nth(0).locator(".squad-who small").inner_text() == "Persistent · day 1"
    assert clicks.count <= CLICKS_TO_NAME


def test_session_of_tomorrow_becomes_active_recovery(site: Site, arrived: Page, size: int) -> None:
    page, clicks, name = arrived, Clicks(), NEEDING[0]
    planned = PLANNED, name, f"Squad of {size}"
    row = row_of(page, name)

    clicks.on(row.locator("a.row-link"))
    clicks.on(row.get_by_text("Adjust training…"))
    clicks.on(row.get_by_role("button", name="Active recovery"))

    said = row.locator(".row-done")
    expect(said).to_contain_text("Active recovery")
    expect(said).to_contain_text("today by Marit")
    expect(page.locator("#announce")).to_contain_text("Active recovery")
    assert clicks.count <= CLICKS_TO_REPLACE
    assert site.query(*planned) == [("training",), ("active_recovery",), ("training",)]

    row.get_by_role("button", name="Undo").click()
    expect(row.locator(".done")).to_have_count(0)
    expect(page.locator("#announce")).to_have_text("Taken back.")
    assert site.query(*planned) == [("training",)] * 3
