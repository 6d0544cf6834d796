"""Bringing files in, from choosing them to one session where there were two."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fit_tool.profile.profile_type import Sport

from tests.athletes.imports import files

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

    from tests.browser.conftest import Open

START = dt.datetime.now(dt.UTC).replace(hour=9, minute=30, second=0, microsecond=0) - dt.timedelta(
    days=120
)
READ_WITHIN = 20_000  # ms


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def choose(page: Page, *chosen: FilePayload) -> None:
    page.locator("input").and_(page.get_by_label("Files", exact=True)).set_input_files(list(chosen))
    page.get_by_role("button", name="Import").click()


def test_files_are_sent_read_and_merged(open_as: Open) -> None:
    page = open_as("away", "/log/")
    page.get_by_role("link", name="Import files of a watch or app").click()
    page.get_by_role("heading", name="Nothing brought in yet").wait_for()

    ride = files.fit(sessions=((START, Sport.CYCLING, 3000.0),), exertion=65)
    choose(page, payload("ride.fit", ride), payload("photo.fit", b"\x89PNG"))
    page.get_by_text("2 of 2 sent").wait_for()
    # The list asks by itself until the worker has read both.
    read = page.locator(".import", has_text="ride.fit")
    read.get_by_text("1 session added.").wait_for(timeout=READ_WITHIN)
    refused = page.locator(".import", has_text="photo.fit")
    refused.get_by_text("Not imported.").wait_for(timeout=READ_WITHIN)

    # The same ride out of another app is offered, and counts for nothing until then.
    again = files.gpx(start=START, points=51, kind="cycling", rate=None)
    choose(page, payload("ride.gpx", again))
    page.get_by_role("link", name="Compare").first.click(timeout=READ_WITHIN)
    page.get_by_role("heading", name="Is this the same training?").wait_for()
    page.get_by_role("radio", name="In the file: 5.57 km").check(force=True)
    page.get_by_role("button", name="Merge into one").click()
    page.get_by_text("Merged into one session.").wait_for()
    assert page.get_by_role("link", name="Compare").count() == 0
    edited = page.locator(".import", has_text="ride.gpx").get_by_role("link", name="Edit")
    edited.click()
    page.get_by_text("Heart rate, distance, power").click()
    assert page.get_by_label("Distance in km").input_value() == "5.566"
    assert page.get_by_label("Mean heart rate").input_value() == "148"


def test_files_can_be_dropped(open_as: Open) -> None:
    page = open_as("ill", "/import/")
    run = files.gpx(start=START)
    transfer = page.evaluate_handle(
        """bytes => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], "dropped.gpx"));
            return transfer;
        }""",
        list(run),
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": transfer})
    page.get_by_text("1 of 1 sent").wait_for()
    dropped = page.locator(".import", has_text="dropped.gpx")
    dropped.get_by_text("1 session added.").wait_for(timeout=READ_WITHIN)


def test_without_javascript_the_form_sends_and_a_reload_shows(open_as: Open) -> None:
    page = open_as("private", "/import/", java_script_enabled=False)
    choose(page, payload("run.gpx", files.gpx(start=START)))
    page.get_by_text("1 file received.").wait_for()
    read = page.locator(".import", has_text="run.gpx").get_by_text("1 session added.")
    for _look in range(40):
        page.reload()
        if read.count():
            return
        page.wait_for_timeout(500)
    raise AssertionError("the worker did not read it")
