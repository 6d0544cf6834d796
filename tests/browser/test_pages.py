"""Every page in both themes, sizes and languages: accessible, quiet and within its frame."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.athletes.imports import files
from tests.browser.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import FilePayload, Page, ViewportSize

    from tests.browser.conftest import Open

NINETY_DAYS_AGO = dt.datetime.now(dt.UTC) - dt.timedelta(days=90)
NARROWEST: ViewportSize = {"width": 320, "height": 640}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = {"en": "English", "nl": "Nederlands"}
AXE = Axe().axe_script
RUN_AXE = "() => axe.run({resultTypes: ['violations']}).then(results => results.violations)"
CLICK_ALL = "found => found.forEach((each) => each.click())"
SPILLS = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
        (element) => element.getBoundingClientRect().right > width + 0.5);
    return wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
}"""


@dataclass(frozen=True)
class Look:
    """A page in one of its states: who sees it, where, and what they did to get there."""

    name: str
    path: str
    arrive: Callable[[Page], object] | None = None


def unfold(page: Page) -> None:
    """Open everything that opens, but the menus that lie over the page."""
    page.locator("main details:not(.menu):not([open]) > summary").evaluate_all(CLICK_ALL)


def unfold_numbers(page: Page) -> None:
    """Open a table of each kind: all of them are alike, and reading each takes seconds."""
    page.locator(".figure summary").first.click()
    page.locator(".multiples summary").first.click()


def open_menu(page: Page) -> None:
    page.locator("#account-menu summary").click()


def send_nonsense(page: Page) -> None:
    unfold(page)
    page.locator("[name=sleep_hours]").fill("25")
    page.locator("[name=resting_heart_rate]").fill("900")
    page.locator("#check-in-form .bar button").click()
    page.locator("#check-in-form [role=alert]").wait_for()


def send_no_minutes(page: Page) -> None:
    page.locator("#session-form .bar button").click()
    page.locator("#session-form [role=alert]").wait_for()


def send_no_effort(page: Page) -> None:
    page.locator("[name=minutes]").fill("soon")
    page.locator("#plan-form .bar button").click()
    page.locator("#plan-form [role=alert]").wait_for()


def send_no_name(page: Page) -> None:
    page.locator("#shoe-form .bar button").click()
    page.locator("#shoe-form [role=alert]").wait_for()


def open_team_page(number: int) -> Callable[[Page], None]:
    """Return a way to the queue's neighbours, first to third."""

    def click(page: Page) -> None:
        page.locator(f"#team-nav a:nth-child({number})").click()
        page.locator(f"#team-nav a:nth-child({number})[aria-current]").wait_for()
        unfold(page)

    return click


def open_plan_link(selector: str) -> Callable[[Page], None]:
    """Return a way from the team's plan to what the first such link leads to."""

    def click(page: Page) -> None:
        page.locator("#team-nav a:nth-child(3)").click()
        page.locator("#plan-table").wait_for()
        page.locator(selector).first.click()
        page.wait_for_load_state()
        unfold(page)

    return click


def change_a_plan(page: Page) -> None:
    open_plan_link("a.cell-entry:not(.is-rest)")(page)
    page.locator("#what-if").wait_for()
    unfold(page)


def try_what_if(query: str) -> Callable[[Page], None]:
    """Return a way from an athlete's plan to what something else would do."""

    def click(page: Page) -> None:
        open_plan_link(".plan-table th a")(page)
        page.locator("a[href*='/what-if/']").click()
        page.locator("#what-if").wait_for()
        page.goto(f"{page.url}?{query}")
        unfold(page)

    return click


def open_squad(query: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        page.locator("#team-nav a:nth-child(2)").click()
        page.locator("#squad").wait_for()
        page.goto(f"{page.url}?{query}")

    return click


def follow(selector: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()
        unfold(page)

    return click


def open_card(page: Page) -> None:
    page.locator(".row-link[aria-expanded=false]").first.click()
    page.locator(".case").wait_for()
    unfold(page)


def open_athlete(page: Page) -> None:
    page.locator(".row-link[aria-expanded=false]").first.click()
    page.locator(".row-body a[href*='/athletes/']").click()
    page.locator("#figure-recovery").wait_for()
    page.locator("#warning summary").evaluate_all(CLICK_ALL)
    unfold_numbers(page)


def open_private_athlete(page: Page) -> None:
    page.locator("#no-data ~ ul a[href*='/athletes/']").last.click()
    page.locator(".empty").wait_for()


def open_budget(page: Page) -> None:
    page.locator("a[href$='/budget/']").click()
    page.locator("#budget-form").wait_for()


def open_month(page: Page) -> None:
    open_athlete(page)
    page.locator("a[href$='/month/']").click()
    page.locator("#days-title").wait_for()


def open_notes(page: Page) -> None:
    open_athlete(page)
    page.locator("a[href$='/notes/']").click()
    page.locator("#note-form").wait_for()


def refuse_note(page: Page) -> None:
    open_notes(page)
    page.locator("#note-form button.is-primary").click()
    page.locator("#note_readers_error").wait_for()


def refuse_sign_in(page: Page) -> None:
    page.locator("[name=login]").fill("nobody@recovery.example")
    page.locator("[name=password]").fill("not the pass phrase")
    page.locator("form button.is-primary").click()
    page.locator(".notice.is-act").wait_for()


def ask_for_a_team(page: Page) -> None:
    """Add a person without the team that an athlete needs."""
    unfold(page)
    page.locator("#id_name").fill("Somebody Else")
    page.locator("#id_email").fill("else@recovery.example")
    page.locator("#add-person form button").click()
    page.locator(".field-error").wait_for()


def bring_files(page: Page) -> None:
    """Bring a table, something that is none, and one ride out of two apps."""
    chosen = {
        "diary.csv": b"Datum;Minuten;Vermoeidheid\n1-9-2026;60;2\n2-9-2026;45;4\n",
        "a-photo-with-a-name-that-goes-on-and-on-without-a-space-to-break-it-at.fit": b"\x89PNG",
        "ride.gpx": files.gpx(points=61, start=NINETY_DAYS_AGO, kind="cycling"),
        "ride-again.gpx": files.gpx(points=62, start=NINETY_DAYS_AGO, kind="cycling"),
    }
    sent: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in chosen.items()
    ]
    page.locator("#import-files").set_input_files(sent)
    page.locator("#import-form button").click()
    page.locator("#imports-choose").wait_for(timeout=30_000)
    page.locator(".import a.button").wait_for(timeout=30_000)
    page.locator(".import details:not(.menu) > summary").evaluate_all(CLICK_ALL)


def send_no_files(page: Page) -> None:
    page.locator("#import-form button").click()
    page.locator("#import-problem").wait_for()


def preview_columns(page: Page) -> None:
    follow(".import a.button")(page)
    page.locator("#id_instrument").select_option("five-worse")
    page.locator("button[name=preview]").click()
    page.locator("#preview-title").wait_for()


def send_no_columns(page: Page) -> None:
    follow(".import a.button")(page)
    page.locator("#id_column_0").select_option("")
    page.locator("#import-columns button.is-primary").click()
    page.locator("#import-columns [role=alert]").wait_for()


def refuse_clock(page: Page) -> None:
    page.locator("#id_time_zone").fill("Amsterdam")
    page.locator("main form button.is-primary").click()
    page.locator(".field-error").wait_for()


def tell_of_a_knee(page: Page) -> None:
    for name, value in (("participation", 17), ("modified_training", 8), ("symptoms", 8)):
        page.locator(f"[name={name}][value='{value}']").check()
    page.locator("[name=kind][value=injury]").check()
    page.locator(".part[for=id_place_knee_left]").first.click()
    language = page.locator("html").get_attribute("lang") or ""
    page.locator("[name=words]").fill(f"Knee, {language}")  # one in each, told apart by name
    page.locator(".bar button").click()
    page.locator("#id_performance_error").wait_for()  # one answer is missing
    page.locator("[name=performance][value='0']").check()
    page.locator(".bar button").click()
    page.locator(".problem").first.wait_for()
    unfold(page)


def send_no_answer(page: Page) -> None:
    page.locator("[name=participation][value='8']").check()
    page.locator(".bar button").click()
    page.locator("#id_kind_error").wait_for()


# Who answered today, who did not yet, and who has only begun see other pages.
TOURS: dict[str, tuple[Look, ...]] = {
    "answered": (
        Look("today, answered", "/today/"),
        Look("today, edited", "/today/", follow("#saved .button")),
        Look("my recovery with a warning", "/my-recovery/", unfold_numbers),
        Look("tomorrow, as planned or nothing yet", "/my-recovery/tomorrow/"),
        Look("tomorrow, tried", "/my-recovery/tomorrow/?minutes=75&rpe=7", unfold),
        Look("account menu", "/today/", open_menu),
    ),
    "unanswered": (
        Look("today, not answered", "/today/", unfold),
        Look("today, refused", "/today/", send_nonsense),
        Look("log", "/log/"),
        Look("session, new", "/sessions/add/", unfold),
        Look("session, refused", "/sessions/add/", send_no_minutes),
        Look("session, edited", "/log/", follow("a[href*='/sessions/']:not([href*=add])")),
        Look("sharing", "/sharing/"),
        Look("shoes", "/shoes/", unfold),
        Look("shoes, a pair", "/shoes/", follow(".shoe a[href*='/shoes/']")),
        Look("shoes, refused", "/shoes/add/", send_no_name),
        Look("reminders", "/reminders/"),
        Look("health, something new", "/health/add/"),
        Look("health, refused", "/health/add/", send_no_answer),
        Look("health, told", "/health/add/", tell_of_a_knee),
        Look("health, a week of it", "/health/", follow(".problems a")),
        Look("health, what it is", "/health/", follow(".problem a")),
        Look("what coaches wrote", "/messages/"),
        Look("plan", "/plan/", unfold),
        Look("plan, something new", "/plan/add/"),
        Look("plan, refused", "/plan/add/", send_no_effort),
        Look("import", "/import/", bring_files),
        Look("import, refused", "/import/", send_no_files),
        Look("import, columns", "/import/", preview_columns),
        Look("import, columns refused", "/import/", send_no_columns),
        Look("import, two of one", "/import/", follow("#imports-choose ~ ul a")),
    ),
    "new": (
        Look("import, nothing yet", "/import/"),
        Look("shoes, none yet", "/shoes/"),
        Look("tests, none yet", "/tests/"),
        Look("test, a new one", "/tests/add/?kind=time_trial"),
        Look("health, nothing yet", "/health/"),
        Look("nothing was written", "/messages/"),
        Look("my recovery, learning", "/my-recovery/"),
        Look("tomorrow, learning", "/my-recovery/tomorrow/?minutes=60&rpe=5"),
        Look("tomorrow, refused", "/my-recovery/tomorrow/?minutes=x"),
        Look("log of the first days", "/log/?until=2026-01-01"),
        Look("methods", "/methods/"),
        Look("method, a warning", "/methods/imbalance/", unfold),
        Look("method, a formula", "/methods/own-normal/", unfold),
        Look("method, a recurrence", "/methods/recovery/", unfold),
        Look("method, bars", "/methods/load/", unfold),
        Look("method, cases", "/methods/recovery-time/", unfold),
        Look("method, a band", "/methods/heart-rate-variability/", unfold),
    ),
    "reader": (
        Look("queue", "/team/"),
        Look("queue, a card open", "/team/", open_card),
        Look("athlete", "/team/", open_athlete),
        Look("athlete who shares nothing", "/team/", open_private_athlete),
        Look("alert budget", "/team/", open_budget),
        Look("squad", "/team/", open_team_page(2)),
        Look("squad, load of twelve weeks", "/team/", open_squad("measure=load&weeks=12")),
        Look("squad, nobody", "/team/", open_squad("status=no-data&measure=mood")),
        Look("plan of the team", "/team/", open_team_page(3)),
        Look("intended and felt", "/team/", open_team_page(4)),
        Look("plan for the team", "/team/", open_plan_link("a[href*='/plan/add/']")),
        Look("plan an overload", "/team/", open_plan_link("a[href*='/overload/']")),
        Look("plan of an athlete", "/team/", open_plan_link(".plan-table th a")),
        Look("change of a plan", "/team/", change_a_plan),
        Look("what if, tried", "/team/", try_what_if("minutes=90&rpe=8")),
        Look("what if, refused", "/team/", try_what_if("minutes=x&rpe=8")),
        Look("tests of a team", "/team/", follow("a[href$='/tests/']")),
        Look("report of a week", "/team/", open_team_page(7)),
        Look("report of a month", "/team/", open_month),
        Look("notes", "/team/", open_notes),
        Look("notes, refused", "/team/", refuse_note),
        Look("keys of the queue", "/team/", lambda page: page.locator("#keys-open").click()),
        Look("digest", "/digest/"),
        Look("digest, refused", "/digest/", refuse_clock),
        Look("questions", "/team/", follow("a[href$='/questions/']")),
        Look("people", "/people/", unfold),
        Look("people, refused", "/people/", ask_for_a_team),
        Look("roles of somebody", "/people/", follow("a[href$='/roles/']")),
        Look("welcome", "/welcome/"),
        Look("change password", "/account/password/change/"),
        Look("two-step sign-in", "/account/2fa/"),
        Look("e-mail addresses", "/account/email/"),
        Look("sign out", "/account/logout/"),
        Look("not there", "/nowhere/"),
    ),
}
DOOR = (
    Look("sign in", "/account/login/"),
    Look("sign in, refused", "/account/login/", refuse_sign_in),
    Look("no sign-up", "/account/signup/"),
    Look("forgotten password", "/account/password/reset/"),
    Look("password link that is over", "/account/password/reset/key/1-set-password/"),
    Look("not there", "/nowhere/"),
)


def looked_at(page: Page, look: Look, language: str) -> list[str]:
    """Return what is wrong with a page, in whatever theme and size."""
    page.set_viewport_size(DESKTOP)
    page.goto(look.path)
    if look.arrive is not None:
        look.arrive(page)
    assert page.locator("html").get_attribute("lang") == language
    page.evaluate(AXE)
    problems = []
    for theme, size in product(THEMES, (DESKTOP, PHONE)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        where = f"{look.name}, {language}, {theme}, {size['width']} px"
        problems += [f"{where}: too wide: {each}" for each in page.evaluate(SPILLS)]
        problems += [f"{where}: {each}" for each in violations(page)]
    page.set_viewport_size(NARROWEST)
    where = f"{look.name}, {language}, {NARROWEST['width']} px"
    return problems + [f"{where}: too wide: {each}" for each in page.evaluate(SPILLS)]


def violations(page: Page) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary'].splitlines()[1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("person", TOURS)
def test_pages_of_a_person_have_nothing_to_find(open_as: Open, person: str, language: str) -> None:
    page = open_as(person, "/")
    page.get_by_role("button", name=LANGUAGES[language]).click()
    problems = [each for look in TOURS[person] for each in looked_at(page, look, language)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_before_signing_in_have_nothing_to_find(open_as: Open, language: str) -> None:
    page = open_as(None, "/account/login/")
    page.get_by_role("button", name=LANGUAGES[language]).click()
    problems = [each for look in DOOR for each in looked_at(page, look, language)]
    assert not problems, "\n".join(problems)
