"""The doors of the site: where a signed-in person belongs, and whether the site is well."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views import defaults
from django.views.decorators.http import require_GET

from coaching.access import home_url

if TYPE_CHECKING:
    from django.http import HttpRequest

    from recovery.http import AppHttpRequest

# What Django raises when PostgreSQL is not there, refuses, or takes too long.
DATABASE_AWAY = (OperationalError, InterfaceError)
COME_BACK_AFTER = 10  # seconds


@require_GET
def home(request: AppHttpRequest) -> HttpResponse:
    """Send somebody to the page they came for: Today, their queue, or the club's people."""
    return redirect(home_url(request.user))


def closed(_request: HttpRequest) -> NoReturn:
    """Stand in for a page of a library that this site does not have."""
    raise Http404


@login_not_required
@require_GET
def livez(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers; look at nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether the database answers. One query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DATABASE_AWAY:
        return HttpResponse("fail", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django passes it; it is for developers)
    return render(request, "403_csrf.html", status=403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for a request that cannot be: 413 where it brings too much, otherwise 400."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return HttpResponse(render_to_string("413.html"), status=413)
    return defaults.bad_request(request, exception)


@login_not_required
def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer for what went wrong: 503 while the database is away, 500 for a mistake of ours.

    Django calls this while it handles the error. Nothing is looked up for the page.
    """
    if isinstance(sys.exception(), DATABASE_AWAY):
        headers = {"Retry-After": str(COME_BACK_AFTER)}
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
    return HttpResponse(render_to_string("500.html"), status=500)
