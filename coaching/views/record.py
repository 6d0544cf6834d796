from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coaching.access import staff_team_or_404
from coaching.selectors.record import record_page

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_GET
def record(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show what became of a team's warnings, and whether that speaks for another budget."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    context = {"team": team, "page": record_page(team, now=now)}
    return render(request, "coaching/record.html", context)
