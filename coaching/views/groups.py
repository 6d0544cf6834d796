"""The head coach's groups and positions, by which the squad is sorted and filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.access import staff_team_or_404, visible_members
from coaching.forms.groups import GroupsForm
from coaching.models import Task
from coaching.services.teams import place_members

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_http_methods(["GET", "POST"])
def groups(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show everybody's group and position, and save them all at once."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.LEAD)
    members = list(visible_members(team, now=now).order_by("athlete__user__name", "pk"))
    form = GroupsForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_valid():
        place_members(team=team, placements=form.placements, now=now)
        messages.success(request, _("Saved."))
        return redirect("coaching:squad", team_id)
    context = {
        "team": team,
        "form": form,
        "groups": sorted({each.group for each in members if each.group}),
        "positions": sorted({each.position for each in members if each.position}),
    }
    status = 422 if form.errors else 200
    return render(request, "coaching/groups.html", context, status=status)
