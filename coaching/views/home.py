"""The first page of a coach, and of somebody who has no place in the club yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coaching.access import own_teams

if TYPE_CHECKING:
    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_GET
def home(request: AppHttpRequest) -> HttpResponse:
    """Show a coach the queue of their only team, or a choice of teams."""
    teams = list(own_teams(request.user, now=timezone.now()).order_by("name"))
    if not teams:
        raise Http404
    if len(teams) == 1:
        return redirect("coaching:queue", teams[0].public_id)
    return render(request, "coaching/home.html", {"teams": teams})


@require_GET
def nowhere(request: AppHttpRequest) -> HttpResponse:
    """Tell somebody with an account and no place in the club yet what comes next."""
    return render(request, "coaching/nowhere.html")
