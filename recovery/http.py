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
    """Return whether a live page asks if anything changed since it was drawn.

    Nobody is looked up for it on the way in: its view answers in one query if nothing did.
    """
    return "HX-Request" in request.headers and "If-None-Match" in request.headers
