"""Moving what the team planned to another day, with what that would do told first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from athletes import plan_words
from athletes.forms.plans import MoveForm
from athletes.models import PlannedSession
from athletes.plan import monday_of
from athletes.services.plans import reschedule
from athletes.views.plans import asked_day
from coaching import what_if_words
from coaching.access import staff_team_or_404, team_planned_or_404
from coaching.models import Task
from coaching.selectors.known_plans import is_told
from coaching.selectors.plans import name_of
from coaching.selectors.what_if import Asked, what_if_of
from recovery.http import wants_fragment

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from django.http import HttpResponse

    from coaching.access import Member
    from coaching.models import Team
    from recovery.http import AppHttpRequest

ATHLETES_PAGE = "week"  # whose rows are weeks


@require_http_methods(["GET", "POST"])
def move(request: AppHttpRequest, team_id: uuid.UUID, planned_id: int) -> HttpResponse:
    """Say what a move would do; move it when that is confirmed."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    planned, member = team_planned_or_404(team, planned_id, now=now)
    sent = request.POST if request.method == "POST" else request.GET
    rows = sent.get("rows", "")
    is_asked = request.method == "POST" or "to" in sent
    form = MoveForm(sent if is_asked else None, initial={"to": planned.meant_day})
    if form.is_valid() and request.method == "POST":
        to = form.cleaned_data["to"]
        # What the athlete had moved stood elsewhere: moving it back would not put it there again.
        is_as_meant = planned.original_day is None or not is_told(member)
        moved = {"moved": planned.pk} | ({"from": planned.meant_day} if is_as_meant else {})
        try:
            reschedule(planned=planned, to=to, now=now, sees_sessions=is_told(member))
        except PlannedSession.DoesNotExist:
            raise Http404 from None  # deleted since, in another window
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            page = _page(team, member, asked_day(request, "week") or to, rows=rows)
            return redirect(f"{page}&{urlencode(moved)}")
    context = {
        "team": team,
        "planned": planned,
        "name": name_of(member),
        "is_told": is_told(member),
        "form": form,
        "rows": rows,
        "week": sent.get("week", ""),
        "back": _page(team, member, planned.meant_day, rows=rows),
    }
    if form.is_valid():
        to = form.cleaned_data["to"]
        tried = what_if_of(team, member, Asked(day=to, planned=planned.pk), now=now)
        if tried is None:
            raise Http404
        context |= {
            "to": to,
            "date": plan_words.weekday_and_date(to),
            **what_if_words.said_of(tried),
        }
    template = "_plan_move.html" if wants_fragment(request) else "plan_move.html"
    return render(request, f"coaching/{template}", context, status=422 if form.errors else 200)


def _page(team: Team, member: Member, day: dt.date, *, rows: str) -> str:
    """Return the calendar that it was moved in."""
    if rows == ATHLETES_PAGE:
        url = reverse("coaching:athlete-plan", args=[team.public_id, member.athlete.public_id])
    else:
        url = reverse("coaching:plan", args=[team.public_id])
    return f"{url}?week={monday_of(day).isoformat()}"
