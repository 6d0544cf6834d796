"""The athlete's page of who sees what, with a switch for each team and class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from athletes.access import own_athlete_or_404
from coaching.forms.sharing import SwitchForm
from coaching.models import Team
from coaching.selectors.sharing import audience_sentence, heading, teams_of
from coaching.services.consent import grant, withdraw
from recovery.http import wants_fragment

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_GET
def sharing(request: AppHttpRequest) -> HttpResponse:
    """Show an athlete who sees what."""
    own_athlete_or_404(request.user)
    return _page(request)


@require_POST
def switch(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Share one class with a team, or take it back: one tap, and it holds at once."""
    athlete = own_athlete_or_404(request.user)
    team = get_object_or_404(Team, public_id=team_id)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise Http404  # the page has no such switch
    change = grant if form.cleaned_data["share"] else withdraw
    try:
        change(
            athlete=athlete,
            team=team,
            data_class=form.cleaned_data["data_class"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError:
        raise Http404 from None  # somebody else's team
    if wants_fragment(request):
        return _page(request)
    return redirect("coaching:sharing")


def _page(request: AppHttpRequest) -> HttpResponse:
    teams = teams_of(request.user, now=timezone.now())
    context = {"teams": teams, "heading": heading(teams), "sentence": audience_sentence(teams)}
    template = "_sharing.html" if wants_fragment(request) else "sharing.html"
    return render(request, f"coaching/{template}", context)
