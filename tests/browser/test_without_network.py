"""The check-in without a network: nothing lost, nothing doubled, nobody's mixed with another's."""

from __future__ import annotations

import datetime as dt
import random
import sys
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, cookies_of, sign_in
from tests.support.wire import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.conftest import Site
    from tests.support.wire import Wire

    Take = Callable[..., Page]

KEPT = "Saved on this phone"
WAITS = "#waiting-count"
# From the next page on it answers: a page that was on its way already does without it.
READY = """async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state !== "activated") {
        await new Promise((done) => { active.onstatechange = () => done(); });
    }
}"""
# Everything that a browser keeps of a site, as text; keys and bytes as what can be read of them.
STORED = """async () => {
    const rows = {};
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((done) => {
            indexedDB.open(name).onsuccess = ({ target }) => done(target.result);
        });
        for (const store of database.objectStoreNames) {
            const all = database.transaction(store).objectStore(store).getAll();
            rows[store] = await new Promise((done) => { all.onsuccess = () => done(all.result); });
        }
        database.close();
    }
    const cached = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            cached.push(`${request.url} ${await (await cache.match(request)).text()}`);
        }
    }
    const readable = (_key, value) => value instanceof ArrayBuffer
        ? new TextDecoder("latin1").decode(value)
        : value instanceof CryptoKey ? `extractable ${value.extractable}` : value;
    return { rows: JSON.stringify(rows, readable), cached: cached.join("\\n"),
             web: JSON.stringify({ ...localStorage, ...sessionStorage }) };
}"""


@pytest.fixture
def network(site: Site) -> Iterator[Wire]:
    with wire(site.port) as network:
        yield network


@pytest.fixture
def take(
    site: Site, network: Wire, browser: Browser, new_context: Callable[..., BrowserContext]
) -> Take:
    """Return a function that opens Today on a phone, once it can do without a network.

    The phone lives by the athletes' clock. Nothing of one is known to another.
    """

    def open_page(person: str | None, **options: Any) -> Page:
        state = None if person is None else cookies_of(person, site=site, browser=browser)
        context = new_context(
            base_url=network.address,
            storage_state=state,
            viewport=PHONE,
            has_touch=True,
            is_mobile=True,
            locale="en-GB",
            timezone_id=zone_of(site),
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)  # ms
        page = context.new_page()
        if person is not None:
            page.goto("/today/")
            is_ready(page)
        return page

    return open_page


def zone_of(site: Site) -> str:
    [(zone,)] = site.query(
        "SELECT time_zone FROM accounts_user WHERE email = 'phone1@recovery.example'"
    )
    return str(zone)


def is_ready(page: Page) -> None:
    """Wait until the browser keeps what it needs, and opens it."""
    page.evaluate(READY)


def choose(page: Page, **answers: int) -> None:
    for name, value in answers.items():
        page.locator(f"#check-in-form .option:has([name={name}][value='{value}'])").tap()


def save(page: Page) -> None:
    page.locator("#check-in-form .bar button").tap()


def saved_of(site: Site, person: str, day: dt.date | None = None) -> list[dict[str, Any]]:
    """Return today's check-ins of somebody, with what they answered, as the database has them."""
    rows = site.query(
        """
        SELECT c.id, c.recorded_at, c.received_at, b.fatigue, b.soreness, m.mood, b.bed_at,
            b.recovery_tools
        FROM athletes_checkin c
        JOIN athletes_athlete a ON a.id = c.athlete_id
        JOIN accounts_user u ON u.id = a.user_id
        LEFT JOIN athletes_bodyanswers b ON b.check_in_id = c.id
        LEFT JOIN athletes_mindanswers m ON m.check_in_id = c.id
        WHERE u.email = %s AND c.day = %s
        """,
        site.people[person],
        day or today(site),
    )
    names = ("id", "recorded_at", "received_at", "fatigue", "soreness", "mood", "bed_at", "tools")
    return [dict(zip(names, row, strict=True)) for row in rows]


def today(site: Site) -> dt.date:
    return dt.datetime.now(ZoneInfo(zone_of(site))).date()


def times_saved(site: Site, check_in: int) -> int:
    """Return how often a check-in was written, as its history tells."""
    [(count,)] = site.query(
        "SELECT count(*) FROM athletes_checkinevent WHERE pgh_obj_id = %s", check_in
    )
    return int(count)


def is_sent(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Your check-in is saved")
    expect(page.locator(WAITS)).to_be_hidden()


def test_airplane_mode_opens_the_form_keeps_the_answers_and_sends_them_once(
    take: Take, site: Site
) -> None:
    page = take("phone 1")
    page.context.set_offline(True)
    page.goto("/today/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check-in without a network")
    choose(page, fatigue=2, soreness=4, mood=3)
    page.locator("[data-asks=bed_times] summary").tap()
    page.locator("[name=bed_at]").fill("22:45")
    page.locator("[data-asks=recovery] summary").tap()
    page.locator(".chip", has_text="A nap").tap()
    save(page)
    expect(page.get_by_role("heading", name=KEPT)).to_be_focused()
    expect(page.locator(WAITS)).to_have_text("Waiting to send: 1")
    assert saved_of(site, "phone 1") == []
    answered_at = dt.datetime.now(dt.UTC)

    page.wait_for_timeout(3000)  # ms; it waits visibly longer than a request takes
    page.context.set_offline(False)
    is_sent(page)

    [check_in] = saved_of(site, "phone 1")
    assert (check_in["fatigue"], check_in["soreness"], check_in["mood"]) == (2, 4, 3)
    assert (check_in["bed_at"], check_in["tools"]) == (dt.time(22, 45), ["nap"])
    assert abs(check_in["recorded_at"] - answered_at) < dt.timedelta(seconds=2)
    assert check_in["received_at"] - check_in["recorded_at"] > dt.timedelta(seconds=2.5)
    assert times_saved(site, check_in["id"]) == 1


def test_form_that_was_open_when_the_network_went_is_kept_and_sent_when_the_site_opens_again(
    take: Take, network: Wire, site: Site
) -> None:
    page = take("phone 2")
    choose(page, fatigue=4)
    network.cut()
    save(page)
    expect(page.get_by_role("heading", name=KEPT)).to_be_focused()
    expect(page.locator(WAITS)).to_have_text("Waiting to send: 1")
    expect(page.locator("#notice-not-saved")).to_be_hidden()
    context = page.context
    page.close()  # and the phone goes into a pocket

    network.mend()
    page = context.new_page()
    page.goto("/today/")
    is_sent(page)
    [check_in] = saved_of(site, "phone 2")
    assert check_in["fatigue"] == 4
    assert times_saved(site, check_in["id"]) == 1


def test_answer_that_got_lost_on_the_way_back_is_sent_again_and_saved_once(
    take: Take, network: Wire, site: Site
) -> None:
    page = take("phone 3")
    choose(page, fatigue=3)
    network.mute()
    save(page)
    expect(page.locator(WAITS)).to_have_text("Waiting to send: 1")
    [check_in] = saved_of(site, "phone 3")  # it had arrived

    network.mend()
    page.reload()
    is_sent(page)
    assert saved_of(site, "phone 3") == [check_in]
    assert times_saved(site, check_in["id"]) == 1


def test_second_tap_and_second_tab_save_once(take: Take, site: Site) -> None:
    page = take("phone 4")
    page.context.set_offline(True)
    page.goto("/today/")
    choose(page, fatigue=2)
    page.locator("#check-in-form .bar button").dblclick()
    expect(page.locator(WAITS)).to_have_text("Waiting to send: 1")
    other = page.context.new_page()
    other.goto("/today/")
    expect(other.locator(WAITS)).to_have_text("Waiting to send: 1")

    page.context.set_offline(False)
    is_sent(page)
    is_sent(other)
    [check_in] = saved_of(site, "phone 4")
    assert times_saved(site, check_in["id"]) == 1


def test_expired_login_keeps_the_check_in_until_the_same_person_signs_in(
    take: Take, site: Site
) -> None:
    page = take(None)
    sign_in(page, site.people["phone 5"])
    page.goto("/today/")
    is_ready(page)
    page.context.set_offline(True)
    page.goto("/today/")
    choose(page, fatigue=1)
    save(page)
    expect(page.locator(WAITS)).to_have_text("Waiting to send: 1")
    expire(site, "phone 5")

    page.context.set_offline(False)
    link = page.get_by_role("link", name="Sign in to send 1 check-in")
    link.click()
    expect(page.get_by_role("link", name="Sign in to send 1 check-in")).to_be_visible()
    page.get_by_label("Email").fill(site.people["phone 5"])
    page.get_by_label("Password").fill("recovery-demo")
    page.locator("main").get_by_role("button", name="Sign in").click()
    is_sent(page)
    [check_in] = saved_of(site, "phone 5")
    assert check_in["fatigue"] == 1
    assert times_saved(site, check_in["id"]) == 1


def test_login_that_expires_while_the_form_is_open_loses_nothing(take: Take, site: Site) -> None:
    page = take(None)
    sign_in(page, site.people["phone 6"])
    page.goto("/today/")
    choose(page, fatigue=5)
    expire(site, "phone 6")
    save(page)
    page.get_by_label("Email").fill(site.people["phone 6"])
    page.get_by_label("Password").fill("recovery-demo")
    page.locator("main").get_by_role("button", name="Sign in").click()
    is_sent(page)
    assert [each["fatigue"] for each in saved_of(site, "phone 6")] == [5]


def test_two_devices_keep_what_was_answered_last_and_say_so(take: Take, site: Site) -> None:
    phone, tablet = take("phone 7"), take("phone 7")
    phone.context.set_offline(True)
    phone.goto("/today/")
    choose(phone, fatigue=1, soreness=2)
    save(phone)
    expect(phone.locator("#kept")).to_contain_text("What was answered last counts")

    tablet.wait_for_timeout(1200)  # ms; later, on any clock
    choose(tablet, fatigue=5, mood=4)
    save(tablet)
    is_sent(tablet)

    phone.context.set_offline(False)
    expect(phone.locator("#waiting-elsewhere")).to_contain_text(
        "You answered this later on another device: Fatigue."
    )
    expect(phone.locator(WAITS)).to_be_hidden()
    [check_in] = saved_of(site, "phone 7")
    assert (check_in["fatigue"], check_in["soreness"], check_in["mood"]) == (5, 2, 4)


def test_shared_phone_shows_and_sends_nobody_what_another_answered(take: Take, site: Site) -> None:
    """The first one's login expired with a check-in waiting; then their sister signs in."""
    page = take(None)
    sign_in(page, site.people["phone 8"])
    page.goto("/today/")
    is_ready(page)
    page.context.set_offline(True)
    page.goto("/today/")
    choose(page, fatigue=1)
    save(page)
    expect(page.locator(WAITS)).to_have_text("Waiting to send: 1")
    expire(site, "phone 8")
    page.context.set_offline(False)

    sign_in(page, site.people["phone 9"])
    page.goto("/today/")
    expect(page.locator("#check-in-form")).to_be_visible()
    expect(page.locator("#waiting")).not_to_have_attribute("hidden", "")  # it has looked
    expect(page.locator(WAITS)).to_be_hidden()
    choose(page, fatigue=4)
    save(page)
    is_sent(page)
    assert [each["fatigue"] for each in saved_of(site, "phone 9")] == [4]
    assert saved_of(site, "phone 8") == []
    sign_out(page)

    sign_in(page, site.people["phone 8"])
    page.goto("/today/")
    is_sent(page)
    assert [each["fatigue"] for each in saved_of(site, "phone 8")] == [1]
    assert [each["fatigue"] for each in saved_of(site, "phone 9")] == [4]


def test_site_itself_refuses_what_somebody_else_answered(take: Take, site: Site) -> None:
    """Whatever a script does: the number of the person goes along, and has to be right."""
    page = take("phone 10")
    status = page.evaluate(
        """async (day) => {
            const { person, token } = await (await fetch("/check-in/deliveries/")).json();
            const fields = { client_id: crypto.randomUUID(), fatigue: 2, waited: 0 };
            const send = async (whose) => (await fetch(`/check-in/${day}/deliver/`, {
                method: "POST", headers: { "X-CSRFToken": token },
                body: new URLSearchParams({ ...fields, person: whose }),
            })).status;
            return [await send(person + 1), await send(person)];
        }""",
        str(today(site)),
    )
    assert status == [409, 200]


def test_signing_out_asks_before_it_loses_something_and_leaves_nothing(
    take: Take, site: Site, network: Wire
) -> None:
    page = take(None)
    sign_in(page, site.people["phone 11"])
    page.goto("/today/")
    is_ready(page)
    page.locator("details:has([name=text]) > summary").tap()
    page.get_by_label("Note").fill("canary-4711")
    choose(page, fatigue=1)
    network.cut()
    save(page)
    expect(page.locator(WAITS)).to_have_text("Waiting to send: 1")
    stored = page.evaluate(STORED)
    assert "extractable false" in stored["rows"]
    assert "canary" not in "".join(stored.values())

    page.locator("#account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    guard = page.get_by_role("dialog", name="1 check-in has not been sent")
    guard.get_by_role("button", name="Stay signed in").click()
    expect(page.locator(WAITS)).to_have_text("Waiting to send: 1")
    page.locator("#account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    leave = guard.get_by_role("button", name="Sign out and lose it")
    leave.wait_for()
    network.mend()
    leave.click()
    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.locator(WAITS)).to_be_hidden()
    assert page.evaluate(STORED)["rows"] == '{"entries":[],"keys":[],"owner":[]}'


def test_browser_keeps_the_same_page_for_everybody_and_no_answer(take: Take, site: Site) -> None:
    page = take("phone 12")
    choose(page, fatigue=2)
    save(page)
    is_sent(page)
    page.goto("/log/")
    page.goto("/my-recovery/")
    stored = page.evaluate(STORED)
    assert "Check-in without a network" in stored["cached"]
    for word in ("Phone 12", "phone12", 'name="csrfmiddlewaretoken"', "you usually sleep"):
        assert word not in "".join(stored.values())
    urls = [line.split()[0] for line in stored["cached"].split("\n") if line.startswith("http")]
    assert {"/static/" in url or "/check-in/offline/en/" in url for url in urls} == {True}
    assert '"entries":[]' in stored["rows"]


def test_signs_for_a_doctor_are_answered_without_a_network_too(take: Take, site: Site) -> None:
    page = take("phone 13")
    page.context.set_offline(True)
    page.goto("/today/")
    page.get_by_text("Something that worries you").tap()
    page.locator(".chip", has_text="Pain or pressure on the chest").tap()
    save(page)
    expect(page.locator("#kept")).to_contain_text("belongs with a doctor, today")
    page.context.set_offline(False)
    is_sent(page)


def test_refused_check_in_is_shown_with_its_reason_and_can_be_corrected(
    take: Take, site: Site
) -> None:
    page = take("phone 14")
    page.context.set_offline(True)
    page.goto("/today/")
    page.locator("#check-in-form [name=sleep_hours]").fill("25")
    page.locator("[data-asks=bed_times] summary").tap()
    page.locator("[name=bed_at]").fill("22:45")
    choose(page, fatigue=2)
    save(page)
    page.context.set_offline(False)
    refusal = page.locator("#waiting-refusals")
    expect(refusal).to_contain_text("A day has 24 hours: enter 0 to 24.")
    refusal.get_by_role("link", name="Correct it").click()
    hours = page.locator("#check-in-form [name=sleep_hours]")
    expect(hours).to_have_value("25")
    expect(page.locator("[name=bed_at]")).to_have_value("22:45")
    expect(page.locator("[name=bed_at]")).to_be_visible()  # what is folded opens with it
    hours.fill("7:30")
    save(page)
    expect(page.locator("#saved")).to_be_visible()
    expect(refusal).to_be_empty()
    assert [each["fatigue"] for each in saved_of(site, "phone 14")] == [2]


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled_on_a_network_that_comes_and_goes(
    take: Take, network: Wire, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two weeks filled in afterwards: each save meets no network, half of one, or all of it."""
    page = take("phone 19")
    draw = random.Random(21)
    days = [today(site) - dt.timedelta(days=back) for back in range(2, 16)]
    met = {day: draw.choice(["nothing", "cut", "mute"]) for day in days}
    answers = {day: draw.randint(1, 5) for day in days}
    for day in days:
        network.mend()
        page.goto(f"/check-in/{day}/")
        expect(page.locator("#waiting")).not_to_have_attribute("hidden", "")
        expect(page.locator(WAITS)).to_be_hidden()
        choose(page, fatigue=answers[day])
        {"nothing": network.mend, "cut": network.cut, "mute": network.mute}[met[day]]()
        save(page)
        page.locator("#kept:not([hidden]), #saved").wait_for()
    network.mend()
    page.goto("/today/")
    expect(page.locator("#waiting")).not_to_have_attribute("hidden", "")
    expect(page.locator(WAITS)).to_be_hidden()

    saved = {day: saved_of(site, "phone 19", day) for day in days}
    lost = [day for day in days if [row["fatigue"] for row in saved[day]] != [answers[day]]]
    doubled = [day for day in days if any(times_saved(site, row["id"]) > 1 for row in saved[day])]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(days)} check-ins, {sum(each != 'nothing' for each in met.values())} of them"
            f" on a failing network: {len(lost)} lost, {len(doubled)} doubled.\n"
        )
    assert not lost
    assert not doubled


def expire(site: Site, person: str) -> None:
    site.query(
        "DELETE FROM accounts_usersession s USING accounts_user u"
        " WHERE s.user_id = u.id AND u.email = %s",
        site.people[person],
    )


def sign_out(page: Page) -> None:
    page.locator("#account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
