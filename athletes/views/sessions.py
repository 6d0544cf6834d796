from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from athletes.access import own_athlete_or_404, own_session_or_404
from athletes.forms.sessions import USUAL_PAIR, SessionForm, session_as_initial
from athletes.models import PlanKind, Session
from athletes.models.people import EARLIEST_DAY
from athletes.services.plans import MOVE_WITHIN
from athletes.services.sessions import delete_session, edit_session, record_session
from athletes.views.check_ins import page_of
from recovery.http import wants_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from athletes.models import Athlete, PlannedSession
    from recovery.http import AppHttpRequest


@require_http_methods(["GET", "POST"])
def add(request: AppHttpRequest) -> HttpResponse:
    """Log a session."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    asked = request.POST.get("planned_session") or request.GET.get("planned", "")
    open_plans = plans_to_choose(
        athlete, now=now, asked=asked, client_id=request.POST.get("client_id", "")
    )
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        athlete=athlete,
        now=now,
        client_id=uuid.uuid4(),
        initial=new_session(athlete, asked_day(request), now=now)
        | as_planned(open_plans, asked, athlete=athlete, now=now),
        planned=open_plans,
        shoes=athlete.shoes.order_by("pk"),
    )
    if form.is_valid():
        try:
            session = record_session(
                athlete=athlete,
                client_id=form.cleaned_data["client_id"],
                facts=form.facts(),
                recorded_at=now,
                now=now,
            )
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            return leave(request, session.day, athlete, now=now)
    return show(request, form, session=None)


@require_http_methods(["GET", "POST"])
def edit(request: AppHttpRequest, session_id: int) -> HttpResponse:
    """Change or rate a session."""
    athlete = own_athlete_or_404(request.user)
    session = own_session_or_404(athlete, session_id)
    now = timezone.now()
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        athlete=athlete,
        now=now,
        client_id=session.client_id,
        initial=session_as_initial(session, athlete=athlete, now=now),
        planned=plans_to_choose(athlete, now=now, session=session),
        shoes=athlete.shoes.order_by("pk"),
    )
    if form.is_valid():
        try:
            session = edit_session(session=session, facts=form.facts(), now=now)
        except Session.DoesNotExist:
            raise Http404 from None  # deleted since, in another window
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            return leave(request, session.day, athlete, now=now)
    return show(request, form, session=session)


@require_POST
def delete(request: AppHttpRequest, session_id: int) -> HttpResponse:
    """Delete a session."""
    athlete = own_athlete_or_404(request.user)
    session = own_session_or_404(athlete, session_id)
    delete_session(session=session)
    return redirect(page_of(session.day, athlete, now=timezone.now()))


def show(request: AppHttpRequest, form: SessionForm, *, session: Session | None) -> HttpResponse:
    template = "_session_form.html" if wants_fragment(request) else "session.html"
    context = {"form": form, "session": session}
    return render(request, f"athletes/{template}", context, status=422 if form.errors else 200)


def leave(
    request: AppHttpRequest, day: dt.date, athlete: Athlete, *, now: dt.datetime
) -> HttpResponse:
    """Go where the session is to be seen: yesterday's, too, is on Today."""
    is_on_today = (athlete.local_day(now) - day).days <= 1
    url = page_of(athlete.local_day(now) if is_on_today else day, athlete, now=now)
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)


def asked_day(request: AppHttpRequest, name: str = "day") -> dt.date | None:
    """Return the day that a link asked for, if it named one that somebody can have lived."""
    try:
        day = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if day >= EARLIEST_DAY else None


def new_session(athlete: Athlete, day: dt.date | None, *, now: dt.datetime) -> dict[str, Any]:
    """Return what a new session starts with: the sport of the last one, and nothing felt."""
    last = athlete.sessions.order_by("-day", "-pk").first()
    today = athlete.local_day(now)
    blank = Session(
        day=min(day or today, today),
        sport=last.sport if last else Session.Sport.RUNNING,
        kind=Session.Kind.TRAINING,
    )
    return session_as_initial(blank, athlete=athlete, now=now) | {"shoe": USUAL_PAIR}


LONGEST_ID = 19  # digits of the largest number that the database takes


def plans_to_choose(
    athlete: Athlete,
    *,
    now: dt.datetime,
    session: Session | None = None,
    asked: str = "",
    client_id: str = "",
) -> list[PlannedSession]:
    """Return what was planned around the day and not done by another session. One query.

    Besides, the one whose id is ``asked`` for, however long ago it was meant. What ``session``
    fulfils stays to choose, and so does what the form ``client_id`` fulfilled when it was sent
    before: sending it twice must not be refused.
    """
    day = session.day if session else athlete.local_day(now)
    around = Q(day__gte=day - MOVE_WITHIN, day__lte=day + MOVE_WITHIN, session__isnull=True)
    if asked.isdecimal() and len(asked) < LONGEST_ID:
        around |= Q(pk=int(asked), session__isnull=True)
    if session is not None:
        around |= Q(session=session)
    elif sent := uuid_or_none(client_id):
        around |= Q(session__client_id=sent)
    planned = athlete.planned_sessions.filter(around).exclude(kind=PlanKind.REST)
    return list(planned.order_by("day", "pk"))


def uuid_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def as_planned(
    planned: Iterable[PlannedSession], asked: str, *, athlete: Athlete, now: dt.datetime
) -> dict[str, Any]:
    """Return what a new session takes over from the plan that a link asked for: nothing felt."""
    found = next((entry for entry in planned if str(entry.pk) == asked), None)
    if found is None:
        return {}
    taken = {
        "planned_session": found.pk,
        "sport": found.sport,
        "kind": found.kind,
        "minutes": found.minutes,
    }
    starts_at = found.starts_at
    has_begun = starts_at is not None and athlete.instant(found.day, starts_at) <= now
    return taken | {"start_time": starts_at} if has_begun else taken
