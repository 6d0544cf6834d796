"""A browser that sees our own files under our own content security policy, without a server."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders
from django.template import engines

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

SITE = "http://recovery.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)


@pytest.fixture
def show(page: Page) -> Callable[..., Page]:
    """Return a function that opens ``content`` inside the real shell.

    ``answers`` gives what further addresses answer: path to (status, html).
    """
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_page(content: str, answers: dict[str, tuple[int, str]] | None = None) -> Page:
        template = '{% extends "base.html" %}{% block content %}' + content + "{% endblock %}"
        html = engines["django"].from_string(template).render({"csrf_token": "token"})

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(SITE)
            if path == "/":
                route.fulfill(body=html, content_type="text/html", headers=_policy("text/html"))
            elif path.startswith("/static/"):
                file = Path(str(finders.find(path.removeprefix("/static/"))))
                kind = mimetypes.guess_type(file)[0] or "text/plain"
                route.fulfill(body=file.read_bytes(), headers=_policy(kind))
            elif answers and path in answers:
                status, body = answers[path]
                route.fulfill(status=status, body=body, headers=_policy("text/html"))
            else:
                route.abort()

        page.route("**/*", answer)
        page.goto(f"{SITE}/")
        assert not complaints
        return page

    return open_page


def _policy(kind: str) -> dict[str, str]:
    return {"Content-Type": kind, "Content-Security-Policy": POLICY}
