"""The site for whoever has no pointer, and for whoever's browser runs no script."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

    from tests.browser.conftest import Open, Site

MOST_TABS = 60
SAVED = """
    SELECT sleep_hours, sleep_quality, fatigue, soreness, soreness_regions, bed_at, woke_at,
        carbohydrates, protein, recovery_tools, hours_sat, stress, mood, concentration, motivation,
        ill, red_flags, resting_heart_rate, posture, variability, variability_kind, text
    FROM athletes_checkin c
    JOIN athletes_bodyanswers body ON body.check_in_id = c.id
    JOIN athletes_mindanswers mind ON mind.check_in_id = c.id
    JOIN athletes_healthanswers health ON health.check_in_id = c.id
    JOIN athletes_healthdetail detail ON detail.check_in_id = c.id
    JOIN athletes_heartmeasurement heart ON heart.check_in_id = c.id
    JOIN athletes_note note ON note.check_in_id = c.id
    JOIN athletes_athlete a ON a.id = c.athlete_id
    JOIN accounts_user u ON u.id = a.user_id
    WHERE u.email = %s ORDER BY c.day DESC LIMIT 1
"""


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


@dataclass(frozen=True)
class Heard:
    """What a screen reader is told of the control that has the focus."""

    role: str
    name: str
    group: str  # the nearest around it that has a name
    checked: str
    is_open: bool = False

    @classmethod
    def of(cls, session: CDPSession) -> Heard:
        found = session.send("Runtime.evaluate", {"expression": "document.activeElement"})
        which = {"objectId": found["result"]["objectId"], "fetchRelatives": True}
        nodes = session.send("Accessibility.getPartialAXTree", which)["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        around = [node := nodes[0]]
        while (node := by_id.get(node.get("parentId"))) is not None:
            around.append(node)
        groups = (each for each in around[1:] if role_of(each) in {"group", "radiogroup"})
        states = {
            each["name"]: each["value"].get("value") for each in nodes[0].get("properties", [])
        }
        return cls(
            role=role_of(nodes[0]),
            name=name_of(nodes[0]),
            group=next(filter(None, map(name_of, groups)), ""),
            checked=states.get("checked", ""),
            is_open=bool(states.get("expanded")),
        )


def role_of(node: dict[str, Any]) -> str:
    return "" if node["ignored"] else str(node["role"]["value"])


def name_of(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", ""))


class Listener:
    """Somebody who sees nothing: presses keys, and goes by what is read out."""

    def __init__(self, page: Page) -> None:
        self.press = page.keyboard.press
        self.type = page.keyboard.type
        self._session = page.context.new_cdp_session(page)

    def hear(self) -> Heard:
        return Heard.of(self._session)

    def tab_to(self, role: str, name: str = "", *, group: str = "") -> None:
        """Press Tab until that is read out; without a name whatever comes first in the group."""
        for _press in range(MOST_TABS):
            self.press("Tab")
            heard = self.hear()
            if heard.role == role and name in {"", heard.name} and group in {"", heard.group}:
                return
        raise AssertionError(f"no way to {role} {name} {group} with {MOST_TABS} tabs")

    def answer(self, question: str, words: str) -> None:
        """Choose a point of a scale."""
        self.tab_to("radio", group=question)
        self.press("Space")
        for _point in range(4):
            if self.hear().name == words:
                break
            self.press("ArrowRight")
        assert self.hear() == Heard("radio", words, question, "true")

    def tick(self, name: str, *, group: str) -> None:
        self.tab_to("checkbox", name, group=group)
        self.press("Space")
        assert self.hear().checked == "true"

    def unfold(self, name: str) -> None:
        """Open what is folded; a poor answer opens what hangs on it by itself."""
        self.tab_to("DisclosureTriangle", name)
        if not self.hear().is_open:
            self.press("Enter")

    def fill(self, name: str, text: str, *, role: str = "textbox") -> None:
        self.tab_to(role, name)
        self.type(text)


def test_whole_check_in_is_answered_by_key_and_by_what_is_read_out(
    open_as: Open, site: Site
) -> None:
    page = open_as("phone 20", "/today/", viewport=DESKTOP)
    me = Listener(page)
    me.fill("Sleep", "7:30")
    me.answer("Sleep quality", "2 restless")
    me.answer("Fatigue", "3 normal")
    me.answer("Muscle soreness", "2 sore")
    me.unfold("Where is it sore?")
    me.tick("Lower back", group="Where is it sore?")
    me.answer("Stress", "5 very relaxed")
    me.answer("Mood", "4 good")
    me.answer("Concentration", "1 scattered")
    me.answer("Motivation", "3 normal")
    me.tick("I am ill today", group="")
    me.unfold("Something that worries you")
    me.tick("Fever", group="Any of these?")
    me.unfold("To bed and awake")
    me.fill("To bed", "1045p", role="InputTime")  # as the clock of this browser has it
    me.fill("Woke up", "0630a", role="InputTime")
    me.unfold("Food")
    me.tick("Protein with each meal", group="Food")
    me.unfold("Massage, stretching, a nap…")
    me.tick("A nap", group="Done to recover, since yesterday")
    me.unfold("Hours sat")
    me.fill("Hours sat", "6:30")
    me.unfold("Heart, measured on waking")
    me.fill("Resting heart rate", "52")
    me.tab_to("combobox", "Measured")
    me.press("ArrowDown")
    me.fill("Heart rate variability", "65")
    me.tab_to("combobox", "Which kind")
    me.press("ArrowDown")
    me.unfold("A note for yourself")
    me.fill("Note", "Slept badly")
    expect(page.locator("[data-answer-count]")).to_have_text("8 of 8 answered")
    me.tab_to("button", "Save")
    me.press("Enter")
    expect(page.locator("#saved")).to_contain_text("Your check-in is saved")
    expect(page.locator("#saved h2")).to_be_focused()

    [saved] = site.query(SAVED, site.people["phone 20"])
    assert saved == (
        *(Decimal("7.5"), 2, 3, 2, ["lower_back"], dt.time(22, 45), dt.time(6, 30)),
        *(None, True, ["nap"], Decimal("6.5"), 5, 4, 1, 3),
        *(True, ["fever"], Decimal(52), "lying", Decimal(65), "rmssd", "Slept badly"),
    )


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
