"""The doors of the site: where somebody belongs, what a phone installs, whether all is well."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from typing import TYPE_CHECKING, NoReturn

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views import defaults
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from athletes.views.offline import offline_page
from coaching.access import home_url
from recovery.accounts.models import Language

if TYPE_CHECKING:
    from django.http import HttpRequest

    from recovery.http import AppHttpRequest

# What Django raises when PostgreSQL is not there, refuses, or takes too long.
DATABASE_AWAY = (OperationalError, InterfaceError)
COME_BACK_AFTER = 10  # seconds
# What the check-in is made of besides its page. Nothing of anybody is in it.
KEPT_FILES = (
    "css/recovery.css",
    "django_htmx/htmx-2.min.js",
    "icons/favicon.svg",
    "js/check_in.js",
    "js/deliver.js",
    "js/device.js",
    "js/offline.js",
    "js/recovery.js",
    "js/sign_out.js",
    "js/store.js",
    "js/waiting.js",
)


@require_GET
def home(request: AppHttpRequest) -> HttpResponse:
    """Send somebody to the page they came for: Today, their queue, or the club's people."""
    return redirect(home_url(request.user))


def closed(_request: HttpRequest) -> NoReturn:
    """Stand in for a page of a library that this site does not have."""
    raise Http404


@login_not_required
@cache_control(no_cache=True)
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the script that opens the check-in without a network and shows notifications.

    Its page is in ``?language=``.

    From the root, because it may only answer for what lies below its own address. A browser that
    finds it changed by a byte installs it anew, with everything that it keeps.
    """
    asked = request.GET.get("language", "")
    language = asked if asked in Language.values else settings.LANGUAGE_CODE
    script = _service_worker.__wrapped__ if settings.DEBUG else _service_worker
    return HttpResponse(script(language), content_type="text/javascript")


@functools.cache
def _service_worker(language: str) -> str:
    page = reverse("athletes:offline", args=[language])
    files = [static(name) for name in KEPT_FILES]
    kept: dict[str, object] = {"page": page, "files": files, "icon": static("icons/app-192.png")}
    source = (settings.BASE_DIR / "recovery" / "service_worker.js").read_text()
    whole = json.dumps(kept) + offline_page(language) + source
    kept["version"] = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return f"const KEPT = {json.dumps(kept)};\n{source}"


@login_not_required
@cache_control(max_age=3600)
@require_GET
def manifest(_request: HttpRequest) -> JsonResponse:
    """Tell a phone how the site looks on its home screen."""
    icons = [
        {"src": static(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        | ({"purpose": "maskable"} if name.startswith("maskable") else {})
        for name, size in (("app-192", 192), ("app-512", 512), ("maskable-512", 512))
    ]
    content = {
        "name": "Recovery",
        "short_name": "Recovery",
        "lang": get_language(),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf8",
        "theme_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


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
