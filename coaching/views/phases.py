"""The phases of a team's year, from its calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from coaching.access import staff_team_or_404
from coaching.forms.plans import PhaseForm
from coaching.models import Phase, Task
from coaching.services.phases import add_phase, delete_phase
from coaching.views.plans import asked_monday, week_page, week_url

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_POST
def add(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Give days of the team's year a name."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    form = PhaseForm(request.POST, monday=asked_monday(request, now=now))
    if form.is_valid():
        try:
            add_phase(team=team, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            return redirect(week_url(team, form.cleaned_data["first_day"]))
    return week_page(request, team, now=now, phase_form=form)


@require_POST
def delete(request: AppHttpRequest, team_id: uuid.UUID, phase_id: int) -> HttpResponse:
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    delete_phase(phase=get_object_or_404(Phase, team=team, pk=phase_id))
    return redirect(week_url(team, asked_monday(request, now=now)))
