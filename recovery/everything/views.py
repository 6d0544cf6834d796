"""The page from which an athlete takes everything of theirs along."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.core.cache import cache
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from athletes.access import own_athlete_or_404
from recovery.everything.tables import TABLES
from recovery.everything.writing import as_json, as_zip

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from athletes.models import Athlete
    from recovery.http import AppHttpRequest

# Enough for whoever tries both and loses one; too few to keep a web process busy.
DOWNLOADS_AN_HOUR = 6
HOUR = 3600  # seconds


@require_GET
def page(request: AppHttpRequest) -> HttpResponseBase:
    """Say what there is to download. Reads nothing of it."""
    own_athlete_or_404(request.user)
    return _page(request)


@require_GET
def json_file(request: AppHttpRequest) -> HttpResponseBase:
    """Give the athlete everything of theirs as JSON."""
    return _download(request, as_json, ending="json", content_type="application/json")


@require_GET
def zip_file(request: AppHttpRequest) -> HttpResponseBase:
    """Give the athlete everything of theirs as a zip of CSV files."""
    return _download(request, as_zip, ending="zip", content_type="application/zip")


def _download(
    request: AppHttpRequest,
    write: Callable[..., IO[bytes]],
    *,
    ending: str,
    content_type: str,
) -> HttpResponseBase:
    now = timezone.now()
    athlete = own_athlete_or_404(request.user)
    if not _is_within_limit(athlete, now):
        return _page(request, is_limited=True, status=429)
    name = f"recovery-{athlete.local_day(now):%Y-%m-%d}.{ending}"
    return FileResponse(
        write(athlete, now=now), as_attachment=True, filename=name, content_type=content_type
    )


def _is_within_limit(athlete: Athlete, now: dt.datetime) -> bool:
    """Count a download, unless there were too many in the past hour."""
    key = f"everything-{athlete.pk}"
    since = now.timestamp() - HOUR
    recent = [moment for moment in cache.get(key, []) if moment > since]
    if len(recent) >= DOWNLOADS_AN_HOUR:
        return False
    cache.set(key, [*recent, now.timestamp()], HOUR)
    return True


def _page(
    request: AppHttpRequest, *, is_limited: bool = False, status: int = 200
) -> HttpResponseBase:
    context = {
        "told": [table for table in TABLES if not table.is_computed],
        "computed": [table for table in TABLES if table.is_computed],
        "is_limited": is_limited,
    }
    return render(request, "everything/everything.html", context, status=status)
