"""The coach's pages of a team: the queue, an athlete, and what is done about a warning."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from coaching import words
from coaching.access import staff_team_or_404, team_action_or_404, visible_member_or_404
from coaching.forms.warnings import ActionForm, form_for
from coaching.live import answer_polls, queue_version, seen_attention
from coaching.models import Task
from coaching.selectors.athlete import athlete_page
from coaching.selectors.queue import queue_of
from coaching.services.warnings import act, undo
from recovery.assessments.periods import PERIODS, period_or_usual
from recovery.http import wants_fragment
from recovery.words import sentences

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from athletes.models import Athlete
    from coaching.models import Team, WarningAction
    from coaching.selectors.queue import Queue
    from recovery.accounts.models import User
    from recovery.http import AppHttpRequest


LONGEST_SEARCH = 80  # characters


@require_GET
@answer_polls
def queue(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show who needs a look. The list asks every second whether it changed."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    return _queue_page(request, team, now=now)


@require_POST
def act_on_warning(
    request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID
) -> HttpResponse:
    """Keep what a coach did about a warning; what was typed stays when it is refused."""
    now = timezone.now()
    form = form_for(request.POST)
    if form is None:
        raise Http404  # the page has no such form
    team = staff_team_or_404(request.user, team_id, now=now, to=form.task)
    member = visible_member_or_404(team, athlete_id, now=now)
    action = _act(form, athlete=member.athlete, team=team, by=request.user, now=now)
    failed = None if action else form
    if request.POST.get("page") == "athlete":
        if action:
            return redirect("coaching:athlete", team_id, athlete_id)
        # The card that would say it may have gone with the warning.
        for error in map(str, form.non_field_errors()):
            messages.error(request, error)
        return _athlete_page(request, team, athlete_id, now=now, failed=failed)
    if action and not wants_fragment(request):
        return redirect(_queue_url(team, _shown(request, opened=athlete_id)))
    return _queue_page(
        request,
        team,
        now=now,
        opened=athlete_id,
        failed=failed,
        announcement=words.done(action, now=now) if action else _refusal(form),
    )


@require_POST
def undo_action(
    request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID, action_id: int
) -> HttpResponse:
    """Take back what was done about a warning, and what it changed in the plan with it."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.ACT)
    member = visible_member_or_404(team, athlete_id, now=now)
    action = team_action_or_404(team, member.athlete, action_id)
    said = words.undone(plan_is_back=undo(action=action, by=request.user, now=now))
    if request.POST.get("page") != "athlete" and wants_fragment(request):
        return _queue_page(request, team, now=now, opened=athlete_id, announcement=said)
    messages.success(request, said)
    if request.POST.get("page") == "athlete":
        return redirect("coaching:athlete", team_id, athlete_id)
    return redirect(_queue_url(team, _shown(request, opened=athlete_id)))


def _refusal(form: ActionForm) -> str:
    """Return what is wrong in a form, field by field, for who does not see it beside them."""
    said: list[str] = []
    for name, errors in form.errors.items():
        label = str(form.fields[name].label) if name in form.fields else ""
        said += [label, *map(str, errors)]
    return sentences(*said)


def _act(
    form: ActionForm, *, athlete: Athlete, team: Team, by: User, now: dt.datetime
) -> WarningAction | None:
    """Return what was kept; None where the form or the service refuses it, with its errors."""
    if not form.is_valid():
        return None
    try:
        return act(athlete=athlete, team=team, by=by, now=now, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


@require_GET
def athlete(request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID) -> HttpResponse:
    """Show one athlete as far as they share it with this team."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    return _athlete_page(request, team, athlete_id, now=now)


def _queue_page(
    request: AppHttpRequest,
    team: Team,
    *,
    now: dt.datetime,
    opened: uuid.UUID | None = None,
    failed: ActionForm | None = None,
    announcement: str = "",
) -> HttpResponse:
    asked = _shown(request, opened=opened)
    closed, search = replace(asked, opened=None), asked.search
    # Before the rows: what changes in between is drawn now and once more.
    version = queue_version(request.session.session_key, team.public_id, now=now)
    shown = queue_of(
        team,
        now=now,
        opened=asked.opened,
        unfolded=asked.unfolded,
        search=search,
        failed=failed,
    )
    url = _queue_url(team, closed)
    context = {
        "team": team,
        "queue": shown,
        "opened": asked.opened,
        "unfolded": asked.unfolded,
        "search": search,
        "url": url,
        "open_url": f"{url}{'&' if '?' in url else '?'}open=",
        "live_url": _queue_url(team, asked),
        "unfolded_url": _queue_url(team, replace(asked, unfolded=True)),
        "version": f"{version}.{shown.attention}",
        "announcement": announcement or _aloud(request, shown),
    }
    template = "_queue.html" if wants_fragment(request) else "queue.html"
    return render(request, f"coaching/{template}", context, status=422 if failed else 200)


def _athlete_page(
    request: AppHttpRequest,
    team: Team,
    athlete_id: uuid.UUID,
    *,
    now: dt.datetime,
    failed: ActionForm | None = None,
) -> HttpResponse:
    period = period_or_usual(request.GET.get("period", ""))
    page = athlete_page(
        team, athlete_id, days=period.days, reader=request.user, now=now, failed=failed
    )
    if page is None:
        raise Http404
    context = {
        "team": team,
        "page": page,
        "history": page.history,
        "period": period,
        "periods": PERIODS,
        "act_url": reverse("coaching:act", args=[team.public_id, athlete_id]),
    }
    return render(request, "coaching/athlete.html", context, status=422 if failed else 200)


@dataclass(frozen=True)
class Shown:
    """Which part of a queue somebody looks at, as its address says it."""

    opened: uuid.UUID | None
    unfolded: bool
    search: str


def _shown(request: AppHttpRequest, *, opened: uuid.UUID | None = None) -> Shown:
    search = request.POST.get("q") or request.GET.get("q", "")
    return Shown(
        opened=opened or _uuid_or_none(request.GET.get("open", "")),
        unfolded="all" in request.GET or "all" in request.POST,
        search=search.strip()[:LONGEST_SEARCH],
    )


def _queue_url(team: Team, shown: Shown) -> str:
    query = {"q": shown.search} if shown.search else {}
    query |= {"all": "1"} if shown.unfolded else {}
    query |= {"open": str(shown.opened)} if shown.opened else {}
    url = reverse("coaching:queue", args=[team.public_id])
    return f"{url}?{urlencode(query)}" if query else url


def _aloud(request: AppHttpRequest, shown: Queue) -> str:
    """Return what is worth saying to somebody who cannot see that the list has changed."""
    if request.headers.get("HX-Trigger") == "queue-find":
        return words.found(sum(section.count for section in shown.sections))
    # Somebody looks on, and who needs a look has changed.
    return shown.aloud if seen_attention(request) not in {"", shown.attention} else ""


def _uuid_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
