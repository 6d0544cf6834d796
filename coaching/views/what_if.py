"""What a change to an athlete's plan would do, before anybody saves it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from athletes import plan_words
from coaching import what_if_words
from coaching.access import staff_team_or_404, visible_member_or_404
from coaching.forms.plans import TriedForm
from coaching.models import Task
from coaching.selectors.known_plans import is_told
from coaching.selectors.plans import name_of
from coaching.selectors.what_if import what_if_of
from recovery.http import wants_fragment

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from coaching.models import Team
    from coaching.selectors.what_if import Asked
    from recovery.http import AppHttpRequest


@require_GET
def what_if(request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID) -> HttpResponse:
    """Show what is tried beside the plan as it stands. It changes nothing."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    member = visible_member_or_404(team, athlete_id, now=now)
    prefetch_related_objects([member.athlete], "time_zones")
    form = TriedForm(request.GET, today=member.athlete.local_day(now))
    context = {
        "team": team,
        "athlete_id": athlete_id,
        "name": name_of(member),
        "is_told": is_told(member),
        "is_fragment": wants_fragment(request),
        "form": form,
    }
    if form.is_valid():
        asked = form.asked()
        tried = what_if_of(team, member, asked, now=now)
        if tried is None:
            raise Http404
        context |= {
            "day": asked.day,
            "date": plan_words.weekday_and_date(asked.day),
            "plan_url": _plan_url(team, athlete_id, asked),
            **what_if_words.said_of(tried),
        }
    template = "_what_if.html" if wants_fragment(request) else "what_if.html"
    return render(request, f"coaching/{template}", context, status=422 if form.errors else 200)


def _plan_url(team: Team, athlete_id: uuid.UUID, asked: Asked) -> str:
    """Return where what was tried can be planned, with the fields as they were tried."""
    if asked.planned is not None:
        return reverse("coaching:plan-edit", args=[team.public_id, asked.planned])
    fields = {"athlete": str(athlete_id), "day": asked.day.isoformat()}
    if asked.minutes is not None and asked.rpe is not None:
        fields |= {"minutes": str(asked.minutes), "rpe": f"{float(asked.rpe):g}"}
    return f"{reverse('coaching:plan-add', args=[team.public_id])}?{urlencode(fields)}"
