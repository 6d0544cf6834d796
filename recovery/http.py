"""What every view needs to know about a request, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from recovery.accounts.models import User


class AppHttpRequest(HttpRequest):
    """A request of somebody who is signed in (LoginRequiredMiddleware saw to that)."""

    user: User
    htmx: HtmxDetails


def wants_fragment(request: AppHttpRequest) -> bool:
    """Return whether htmx will swap the response into part of the page.

    Boosted links and history restores also send ``HX-Request`` but need a full page.
    """
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def is_poll(request: HttpRequest) -> bool:
    """Return whether a live element asks for itself, if it changed since it was drawn.

    Links inside it carry its version along, but ask for something else. Nobody is looked up for
    a poll on the way in: its view answers in one query if nothing changed.
    """
    headers = request.headers
    asks_for_itself = headers.get("HX-Trigger") == headers.get("HX-Target")
    return "HX-Trigger" in headers and asks_for_itself and "If-None-Match" in headers
