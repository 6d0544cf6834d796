"""The coach's choice of what a team is asked besides the core of the check-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from athletes.timings import check_in_speed
from coaching.access import staff_team_or_404
from coaching.forms.questions import QuestionsForm
from coaching.models import Task
from coaching.services.questions import choose_questions

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from django.http import HttpResponse

    from coaching.models import Team
    from recovery.http import AppHttpRequest


@require_GET
def questions(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show what a team is asked, and how long that takes."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.LEAD)
    return _page(request, team, QuestionsForm(initial={"asks": team.asks}), now=now)


@require_POST
def choose(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Change what a team is asked."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.LEAD)
    form = QuestionsForm(request.POST)
    if not form.is_valid():
        return _page(request, team, form, now=now)
    choose_questions(team=team, items=form.cleaned_data["asks"], now=now)
    messages.success(request, _("Asked like this from the next check-in on."))
    return redirect("coaching:questions", team_id)


def _page(
    request: AppHttpRequest, team: Team, form: QuestionsForm, *, now: dt.datetime
) -> HttpResponse:
    context = {"team": team, "form": form, "speed": check_in_speed(until=timezone.localdate(now))}
    status = 422 if form.errors else 200
    return render(request, "coaching/questions.html", context, status=status)
