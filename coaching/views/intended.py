from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coaching.access import staff_team_or_404
from coaching.selectors.intended import intended_and_felt

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_GET
def intended(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Set what was intended beside what was felt, for the team or for ``?athlete=``."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    shown = intended_and_felt(team, chosen=request.GET.get("athlete", ""), now=now)
    return render(request, "coaching/intended.html", {"team": team, "shown": shown})
