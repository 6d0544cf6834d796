"""An athlete asks for contact or takes that back; somebody of the staff says they are in touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from athletes.access import own_athlete_or_404
from coaching.access import (
    own_team_or_404,
    own_wish_or_404,
    staff_team_or_404,
    team_wish_or_404,
)
from coaching.models import Task
from coaching.services.contact import ask, settle

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_POST
def asked(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Ask the staff of one's team to get in touch."""
    now = timezone.now()
    athlete = own_athlete_or_404(request.user)
    team = own_team_or_404(athlete, team_id, now=now)
    ask(athlete=athlete, team=team, now=now)
    messages.success(request, _("The coaches of %(team)s are told now.") % {"team": team})
    return redirect("coaching:messages")


@require_POST
def taken_back(request: AppHttpRequest, wish_id: int) -> HttpResponse:
    """Take a wish for contact back."""
    wish = own_wish_or_404(own_athlete_or_404(request.user), wish_id)
    settle(wish=wish, by=request.user, now=timezone.now())
    messages.success(request, _("You do not ask any more."))
    return redirect("coaching:messages")


@require_POST
def settled(request: AppHttpRequest, team_id: uuid.UUID, wish_id: int) -> HttpResponse:
    """Note that somebody of the staff is in touch with who asked."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.ACT)
    wish = team_wish_or_404(team, wish_id, now=now)
    settle(wish=wish, by=request.user, now=now)
    name = wish.athlete.user.get_short_name() or wish.athlete.user.email
    messages.success(request, _("You are in touch with %(name)s.") % {"name": name})
    return redirect("coaching:queue", team_id)
