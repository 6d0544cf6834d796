"""Take the pictures of the README from a running demo."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.core.management.base import BaseCommand, CommandError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from playwright.sync_api import Browser, Page

    Theme = Literal["light", "dark"]

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PHONE = (390, 844)
DESKTOP = (1440, 900)
FIRST_ROW = ".row-link >> nth=0"  # who needs a look most


@dataclass(frozen=True)
class Picture:
    """A page as somebody sees it: whose, how they get there, on what screen."""

    name: str
    email: str
    size: tuple[int, int]
    clicks: tuple[str, ...] = ()  # links to follow from the page after signing in
    themes: tuple[Theme, ...] = ("light", "dark")
    is_whole: bool = False  # down to the foot of the page


PICTURES = (
    Picture("today", "athlete@recovery.example", PHONE),
    Picture("queue", "coach@recovery.example", DESKTOP, (FIRST_ROW,)),
    Picture("queue-phone", "coach@recovery.example", PHONE),
    Picture(
        "athlete",
        "coach@recovery.example",
        DESKTOP,
        (FIRST_ROW, ".row.is-open a[href*='/athletes/'] >> nth=0"),
        is_whole=True,
    ),
    Picture("people", "admin@recovery.example", DESKTOP, themes=("light",)),
)


class Command(BaseCommand):
    help = "Take the pictures of the README from a demo that runs, with this machine's chromium."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="http://localhost:8000")
        parser.add_argument("--password", default="recovery-demo")
        parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screenshots")

    def handle(self, *, address: str, password: str, folder: Path, **_options: Any) -> None:
        # A tool of developers: the site runs without it.
        from playwright.sync_api import sync_playwright  # noqa: PLC0415

        chromium = shutil.which("chromium")
        if chromium is None:
            raise CommandError("Install chromium first.")
        folder.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium,
                args=["--no-sandbox", "--disable-background-networking"],
            )
            for picture in PICTURES:
                for theme in picture.themes:
                    file = folder / f"{picture.name}-{theme}.png"
                    take(browser, picture, theme, file, address=address, password=password)
                    self.stdout.write(file.name)


def take(
    browser: Browser, picture: Picture, theme: Theme, file: Path, *, address: str, password: str
) -> None:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    sign_in(page, address=address, email=picture.email, password=password)
    for selector in picture.clicks:
        page.click(selector)
        page.wait_for_timeout(400)  # ms; a swap has landed
    page.screenshot(path=file, full_page=picture.is_whole)
    context.close()


def sign_in(page: Page, *, address: str, email: str, password: str) -> None:
    page.goto(f"{address}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
