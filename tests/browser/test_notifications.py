"""Notifications from the button on the page to the button on the notification.

A browser without its maker's network gets no address from it. Where a test needs one, a script
stands in for `PushManager` and gives one of a push service on this machine; everything else is the
site's own: its worker encrypts and sends, and the browser's service worker shows what it was sent.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import cookies_of, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser as PlaywrightBrowser
    from playwright.sync_api import CDPSession, Page

    from tests.browser.conftest import Open, Site
    from tests.support.push_service import Browser

ALLOW, STOP = "Show them on this device", "Not on this device any more"
# What a browser answers that has its maker's network; as long as it lives, over pages.
SUBSCRIBES = """
    const NAME = "stands in for the browser's own";
    const found = () => localStorage.getItem(NAME) && {
        endpoint: %(endpoint)s,
        toJSON: () => ({ endpoint: %(endpoint)s, keys: { p256dh: %(p256dh)s, auth: %(auth)s } }),
        unsubscribe: async () => { localStorage.removeItem(NAME); return true; },
    };
    PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
        localStorage.setItem(NAME, applicationServerKey);
        return found();
    };
    PushManager.prototype.getSubscription = async () => found() || null;
"""
SUBSCRIBED = """localStorage.getItem("stands in for the browser's own")"""
SHOWN = """async () => {
    const { active } = await navigator.serviceWorker.ready;
    const notes = await (await navigator.serviceWorker.getRegistration()).getNotifications();
    return notes.map(({ title, body, tag }) => ({ title, body, tag }));
}"""
CLICK = """async ([tag, action]) => {
    const [notification] = await self.registration.getNotifications({ tag });
    self.clients.openWindow = async (url) => { self.opened = url; };  // wants a tap of a person
    const event = new NotificationEvent("notificationclick", { notification, action });
    let work;
    event.waitUntil = (promise) => { work = promise; };
    self.dispatchEvent(event);
    await work;
    return self.opened ?? null;
}"""


# No service of its maker renews an address here: the event is made, and a subscription handed out.
RENEWED = """async (given) => {
    const { endpoint, ...keys } = given;
    let state = "kept";
    PushManager.prototype.subscribe = async () => ({
        toJSON: () => ({ endpoint, keys }),
        unsubscribe: async () => { state = "ended"; return true; },
    });
    const event = new ExtendableEvent("pushsubscriptionchange");
    let work;
    event.waitUntil = (promise) => { work = promise; };
    self.dispatchEvent(event);
    await work;
    return state;
}"""


@pytest.fixture
def reminders_of(open_as: Open) -> Callable[..., Page]:
    """Return a function that opens the reminders page on a phone that can be notified."""

    def open_page(person: str | None, phone: Browser) -> Page:
        page = open_as(person, "/livez", permissions=["notifications"])
        values = {name: json.dumps(text) for name, text in phone.subscription().items()}
        page.context.add_init_script(SUBSCRIBES % values)
        if person is not None:
            page.goto("/reminders/")
        return page

    return open_page


def devices_of(site: Site, person: str) -> int:
    [(count,)] = site.query(
        "SELECT count(*) FROM outbox_device d JOIN accounts_user u ON u.id = d.user_id"
        " WHERE u.email = %s",
        site.people[person],
    )
    return int(count)


def endpoints_of(site: Site, person: str) -> list[str]:
    rows = site.query(
        "SELECT endpoint FROM outbox_device d JOIN accounts_user u ON u.id = d.user_id"
        " WHERE u.email = %s",
        site.people[person],
    )
    return [endpoint for (endpoint,) in rows]


def is_on(site: Site, person: str) -> bool:
    [(found,)] = site.query(
        "SELECT r.is_on FROM athletes_reminders r JOIN athletes_athlete a ON a.id = r.athlete_id"
        " JOIN accounts_user u ON u.id = a.user_id WHERE u.email = %s",
        site.people[person],
    )
    return bool(found)


def remind_now(site: Site, person: str) -> None:
    """Have the site remind somebody, as if their moment had just come."""
    [(user, athlete, zone)] = site.query(
        "SELECT u.id, a.id, u.time_zone FROM accounts_user u"
        " JOIN athletes_athlete a ON a.user_id = u.id WHERE u.email = %s",
        site.people[person],
    )
    [(day,)] = site.query("SELECT (now() AT TIME ZONE %s)::date", zone)
    site.query(
        "INSERT INTO outbox_message (recipient_id, key, kind, params, by_push, reached, created_at,"
        " not_before, expires_at, attempts, last_error, outcome) VALUES (%s, %s,"
        " 'check_in_reminder', %s, true, '{}', now(), now(), now() + interval '1 hour', 0, '',"
        " 'waiting')",
        user,
        f"check_in_reminder:{athlete}:{day}:0",
        json.dumps({"athlete": athlete, "day": str(day)}),
    )


def push(page: Page, body: bytes) -> None:
    """Hand a message to the page's service worker, as the browser does with what reaches it."""
    session: CDPSession = page.context.new_cdp_session(page)
    registrations: list[str] = []

    def note(event: dict[str, Any]) -> None:
        registrations.extend(each["registrationId"] for each in event["registrations"])

    session.on("ServiceWorker.workerRegistrationUpdated", note)
    session.send("ServiceWorker.enable")
    for _ in range(50):
        if registrations:
            break
        page.wait_for_timeout(100)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.evaluate("location.origin"),
            "registrationId": registrations[-1],
            "data": body.decode(),
        },
    )
    session.detach()


def wait_for(page: Page, condition: Callable[[], object], *, seconds: int = 20) -> None:
    for _ in range(10 * seconds):
        if condition():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not happen")


def shown(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate(SHOWN)
    return found


def wait_for_note(page: Page, tag: str) -> None:
    wait_for(page, lambda: tag in [each["tag"] for each in shown(page)])


def test_reminder_reaches_a_phone_and_one_tap_on_it_ends_reminders(
    site: Site, reminders_of: Callable[..., Page]
) -> None:
    phone = site.push.browser()
    page = reminders_of("phone 22", phone)
    page.get_by_text("Remind me").click()
    page.get_by_label("Quiet from").fill("00:00")
    page.get_by_label("Until").fill("00:00")
    page.get_by_label("At", exact=True).fill("11:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("You are reminded at 11:00.")).to_be_visible()
    expect(page.get_by_text("By mail, to phone22@recovery.example.")).to_be_visible()
    page.get_by_role("button", name=ALLOW).click()
    expect(page.get_by_text("As a notification, on one device of yours.")).to_be_visible()
    expect(page.get_by_role("button", name=STOP)).to_be_focused()
    assert devices_of(site, "phone 22") == 1

    remind_now(site, "phone 22")
    wait_for(page, phone.shown)
    [delivery] = phone.deliveries()
    assert delivery.key_of_sender() == page.evaluate(SUBSCRIBED)
    push(page, phone.read(delivery.body))
    push(page, phone.read(delivery.body))  # a service may bring it twice
    wait_for(page, lambda: shown(page))
    [note] = shown(page)
    assert note["title"] == "Your check-in of today"
    assert note["body"] == "It takes less than half a minute."

    [worker] = page.context.service_workers
    assert worker.evaluate(CLICK, [note["tag"], ""]) == f"{site.address}/today/"
    push(page, phone.read(delivery.body))
    wait_for(page, lambda: shown(page))
    assert is_on(site, "phone 22")
    worker.evaluate("() => { self.opened = undefined; }")
    assert worker.evaluate(CLICK, [note["tag"], "off"]) is None
    assert [each["title"] for each in shown(page)] == ["Reminders are off."]
    assert not is_on(site, "phone 22")
    assert len(phone.deliveries()) == 1


def test_later_reminder_takes_the_place_of_the_first(
    site: Site, reminders_of: Callable[..., Page]
) -> None:
    page = reminders_of("phone 23", site.push.browser())
    page.get_by_role("button", name=ALLOW).click()
    expect(page.get_by_role("button", name=STOP)).to_be_visible()
    off = {"path": "/reminders/off/x/", "label": "No more", "done": "Off"}
    for tag, about in (("1", "a"), ("2", "a"), ("3", "b")):
        note = {"title": tag, "body": "", "language": "en", "tag": tag, "about": about}
        push(page, json.dumps(note | {"open": "/today/", "off": off}).encode())
        wait_for_note(page, tag)
    assert sorted(each["tag"] for each in shown(page)) == ["2", "3"]


def test_no_more_on_this_device_and_signing_out_end_it(
    site: Site, reminders_of: Callable[..., Page]
) -> None:
    page = reminders_of(None, site.push.browser())
    sign_in(page, site.people["phone 24"])
    page.goto("/reminders/")
    page.get_by_role("button", name=ALLOW).click()
    expect(page.get_by_role("button", name=STOP)).to_be_focused()
    page.get_by_role("button", name=STOP).click()
    expect(page.get_by_role("button", name=ALLOW)).to_be_focused()
    assert devices_of(site, "phone 24") == 0
    assert page.evaluate(SUBSCRIBED) is None

    page.get_by_role("button", name=ALLOW).click()
    expect(page.get_by_role("button", name=STOP)).to_be_visible()
    page.locator("#account-menu summary").click()
    page.locator("#account-menu").get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    assert devices_of(site, "phone 24") == 0
    assert page.evaluate(SUBSCRIBED) is None


def test_whoever_signs_in_next_on_a_phone_is_not_shown_what_the_first_is_told(
    site: Site, reminders_of: Callable[..., Page]
) -> None:
    page = reminders_of(None, site.push.browser())
    sign_in(page, site.people["phone 24"])
    page.goto("/reminders/")
    page.get_by_role("button", name=ALLOW).click()
    expect(page.get_by_role("button", name=STOP)).to_be_visible()
    page.context.clear_cookies()  # the login expired
    sign_in(page, site.people["phone 23"])
    page.goto("/reminders/")
    expect(page.get_by_role("button", name=ALLOW)).to_be_visible()
    wait_for(page, lambda: page.evaluate(SUBSCRIBED) is None)


def test_address_that_the_browser_renewed_is_told_a_day_later(
    site: Site, reminders_of: Callable[..., Page]
) -> None:
    page = reminders_of("phone 23", site.push.browser())
    page.get_by_role("button", name=ALLOW).click()
    expect(page.get_by_role("button", name=STOP)).to_be_visible()
    site.query(
        "DELETE FROM outbox_device d USING accounts_user u WHERE u.id = d.user_id AND u.email = %s",
        site.people["phone 23"],
    )
    page.goto("/today/")
    page.wait_for_load_state("networkidle")
    assert devices_of(site, "phone 23") == 0
    page.evaluate(
        """() => {
            const note = JSON.parse(localStorage.getItem("notifications"));
            localStorage.setItem("notifications", JSON.stringify({ ...note, at: note.at - 864e5 }));
        }"""
    )
    page.reload()
    wait_for(page, lambda: devices_of(site, "phone 23") == 1)


def test_address_that_the_browser_renewed_is_told_by_its_worker(
    site: Site, reminders_of: Callable[..., Page]
) -> None:
    page = reminders_of("phone 23", site.push.browser())
    page.get_by_role("button", name=ALLOW).click()
    expect(page.get_by_role("button", name=STOP)).to_be_visible()
    after = site.push.browser()
    [worker] = page.context.service_workers
    assert worker.evaluate(RENEWED, after.subscription()) == "kept"
    assert endpoints_of(site, "phone 23") == [after.subscription()["endpoint"]]

    # The login expires, and somebody else uses the phone who never allowed anything there.
    page.context.clear_cookies()
    assert worker.evaluate(RENEWED, after.subscription()) == "kept"
    sign_in(page, site.people["phone 24"])
    assert worker.evaluate(RENEWED, after.subscription()) == "ended"
    assert after.subscription()["endpoint"] not in endpoints_of(site, "phone 24")


def test_browser_that_refused_is_told_where_to_change_it(open_as: Open) -> None:
    # Chromium refuses whatever else there is.
    page = open_as("phone 23", "/reminders/", permissions=["geolocation"])
    expect(page.get_by_text("Notifications of this site were refused here.")).to_be_visible()
    expect(page.get_by_role("button", name=ALLOW)).to_be_hidden()


def test_browser_without_its_makers_network_says_that_it_did_not_work(
    site: Site, browser: PlaywrightBrowser
) -> None:
    state = cookies_of("phone 23", site=site, browser=browser)
    page = browser.new_page(
        base_url=site.address, storage_state=state, permissions=["notifications"]
    )  # what it complains of is its own
    page.goto("/reminders/")
    page.get_by_role("button", name=ALLOW).click()
    expect(page.get_by_role("alert").get_by_text("That did not work")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name=ALLOW)).to_be_enabled()
    page.close()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)", "tap Share, then Add to Home"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "This browser cannot show notifications of a site."),
    ],
)
def test_browser_that_cannot_says_what_to_do_instead(open_as: Open, agent: str, words: str) -> None:
    page = open_as("phone 23", "/livez", user_agent=agent)
    page.add_init_script("delete window.PushManager;")  # as Safari on a phone that lacks it
    page.goto("/reminders/")
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("button", name=ALLOW)).to_be_hidden()
