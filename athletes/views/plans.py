"""The athlete's plan: the week, and what they change of it themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from athletes import plan_words
from athletes.access import own_athlete_or_404, own_planned_or_404, self_planned_or_404
from athletes.forms.plans import MoveForm, PlanForm, plan_as_initial
from athletes.models import DayMark, PlanKind, PlannedSession, Session
from athletes.models.people import EARLIEST_DAY
from athletes.plan import athlete_week, monday_of
from athletes.services.days import clear_day_mark, mark_day
from athletes.services.plans import (
    Entry,
    change_plan,
    delete_plan,
    move,
    plan,
    swap_days,
)
from recovery.http import wants_fragment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from athletes.models import Athlete
    from athletes.plan import Week
    from recovery.http import AppHttpRequest

# How far ahead something can be moved with one choice. [days]
CHOICE_DAYS = 14


@require_GET
def week(request: AppHttpRequest) -> HttpResponse:
    """Show a week of the plan, and what was done of it."""
    return show_week(request, own_athlete_or_404(request.user), now=timezone.now())


@require_POST
def move_to(request: AppHttpRequest, planned_id: int) -> HttpResponse:
    """Do something on another day; where it was meant to be is kept."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    planned = own_planned_or_404(athlete, planned_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            move(planned=planned, to=form.cleaned_data["to"], now=now)
        except PlannedSession.DoesNotExist:
            raise Http404 from None  # deleted since, by whoever planned it
        except ValidationError as refusal:
            form.add_error(None, refusal_of(refusal))
        else:
            return back_to_week(request, athlete, changed=planned.day, now=now)
    failed = {"planned_id": planned.pk, "day": planned.day, **what_failed(form)}
    return show_week(request, athlete, now=now, failed=failed)


@require_POST
def swap(request: AppHttpRequest, day: dt.date) -> HttpResponse:
    """Exchange all that is planned on two days."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            swap_days(athlete=athlete, day=day, other=form.cleaned_data["to"], now=now)
        except ValidationError as refusal:
            form.add_error(None, refusal_of(refusal))
        else:
            return back_to_week(request, athlete, changed=day, now=now)
    failed = {"planned_id": None, "day": day, **what_failed(form)}
    return show_week(request, athlete, now=now, failed=failed)


@require_POST
def away(request: AppHttpRequest, day: dt.date) -> HttpResponse:
    """Say that one is not available on a day, or take that back."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    try:
        if request.POST.get("away") == "no":
            clear_day_mark(athlete=athlete, day=day)
        else:
            mark_day(
                athlete=athlete,
                day=day,
                kind=DayMark.Kind.UNAVAILABLE,
                client_id=uuid.uuid4(),
                recorded_at=now,
                now=now,
            )
    except ValidationError as refusal:
        failed = {"planned_id": None, "day": day, "problems": refusal.messages, "to": ""}
        return show_week(request, athlete, now=now, failed=failed)
    return back_to_week(request, athlete, changed=day, now=now)


@require_http_methods(["GET", "POST"])
def add(request: AppHttpRequest) -> HttpResponse:
    """Plan something oneself: a session, an active recovery or a rest day."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    today = athlete.local_day(now)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        client_id=uuid.uuid4(),
        first_day=today,
        initial=new_plan(athlete, day=max(asked_day(request, "day") or today, today)),
    )
    if form.is_valid():
        entry = Entry(
            athlete=athlete, client_id=form.cleaned_data["client_id"], intended=form.intended()
        )
        try:
            plan(entries=[entry], by=request.user, planned_for=None, now=now)
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            return leave(request, form.cleaned_data["day"])
    return show_form(request, form, planned=None)


@require_http_methods(["GET", "POST"])
def edit(request: AppHttpRequest, planned_id: int) -> HttpResponse:
    """Change what the athlete planned."""
    athlete = own_athlete_or_404(request.user)
    planned = self_planned_or_404(athlete, planned_id)
    now = timezone.now()
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        client_id=planned.client_id,
        first_day=athlete.local_day(now),
        initial=plan_as_initial(planned) | {"day": planned.meant_day},
    )
    if form.is_valid():
        try:
            change_plan(planned=planned, intended=form.intended(), now=now)
        except PlannedSession.DoesNotExist:
            raise Http404 from None  # deleted since, in another window
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            return leave(request, form.cleaned_data["day"])
    return show_form(request, form, planned=planned)


@require_POST
def delete(request: AppHttpRequest, planned_id: int) -> HttpResponse:
    """Take what the athlete planned out of the plan."""
    athlete = own_athlete_or_404(request.user)
    planned = self_planned_or_404(athlete, planned_id)
    now = timezone.now()
    try:
        delete_plan(planned=planned, now=now)
    except ValidationError as refusal:
        failed = {
            "planned_id": planned.pk,
            "day": planned.day,
            "problems": refusal.messages,
            "to": "",
        }
        return show_week(request, athlete, now=now, failed=failed)
    return redirect(week_url(planned.day))


def show_week(
    request: AppHttpRequest,
    athlete: Athlete,
    *,
    now: dt.datetime,
    failed: dict[str, Any] | None = None,
    changed: dt.date | None = None,
) -> HttpResponse:
    """Show the week that was asked for; ``failed`` says which change was refused, and why.

    ``changed`` is the day that somebody has just changed: where they go on reading.
    """
    today = athlete.local_day(now)
    monday = monday_of(asked_day(request, "week") or (failed or {}).get("day") or today)
    shown = athlete_week(athlete, monday, today=today)
    context = {
        "week": shown,
        "today": today,
        "this_monday": monday_of(today),
        "heading": plan_words.heading(shown, today=today),
        "dates": plan_words.week_of(shown.monday, shown.sunday),
        "tally": plan_words.tally(shown.tally),
        "conflicts": plan_words.listed(shown.conflicts),
        "choices": day_choices(shown, today=today),
        "failed": failed,
        "changed": changed,
    }
    template = "_plan_week.html" if wants_fragment(request) else "plan.html"
    return render(request, f"athletes/{template}", context, status=422 if failed else 200)


def back_to_week(
    request: AppHttpRequest, athlete: Athlete, *, changed: dt.date, now: dt.datetime
) -> HttpResponse:
    """Show the week that was changed: as a fragment, or by its address."""
    if wants_fragment(request):
        return show_week(request, athlete, now=now, changed=changed)
    return redirect(week_url(asked_day(request, "week") or athlete.local_day(now)))


def day_choices(shown: Week, *, today: dt.date) -> list[tuple[dt.date, str]]:
    """Return the days to which something can go: two weeks, and the rest of what is shown."""
    first = max(today, shown.monday)
    last = max(shown.sunday, first + dt.timedelta(days=CHOICE_DAYS - 1))
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day, capfirst(plan_words.weekday_and_date(day))) for day in days]


def what_failed(form: MoveForm) -> dict[str, Any]:
    problems = [message for messages in form.errors.values() for message in messages]
    return {"problems": problems, "to": form.data.get("to", "")}


def refusal_of(refusal: ValidationError) -> ValidationError:
    """Return a refusal about any field as one about the form, which has only a day."""
    return ValidationError(refusal.messages)


def new_plan(athlete: Athlete, *, day: dt.date) -> dict[str, Any]:
    """Return what a new plan starts with: the sport of the last one, and an hour."""
    last = athlete.sessions.order_by("-day", "-pk").first()
    sport = last.sport if last else Session.Sport.RUNNING
    return {"kind": PlanKind.TRAINING, "sport": sport, "minutes": 60, "day": day}


def show_form(
    request: AppHttpRequest, form: PlanForm, *, planned: PlannedSession | None
) -> HttpResponse:
    template = "_plan_form.html" if wants_fragment(request) else "plan_form.html"
    context = {
        "form": form,
        "planned": planned,
        "action": reverse("athletes:plan-edit", args=[planned.pk])
        if planned
        else reverse("athletes:plan-add"),
        "back": week_url(planned.day if planned else form.initial["day"]),
    }
    return render(request, f"athletes/{template}", context, status=422 if form.errors else 200)


def leave(request: AppHttpRequest, day: dt.date) -> HttpResponse:
    url = week_url(day)
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)


def week_url(day: dt.date) -> str:
    return f"{reverse('athletes:plan')}?week={monday_of(day).isoformat()}"


def asked_day(request: AppHttpRequest, name: str) -> dt.date | None:
    """Return the day that a link or a form names, if it is one that can be planned or looked up."""
    try:
        day = dt.date.fromisoformat(request.POST.get(name) or request.GET.get(name, ""))
    except ValueError:
        return None
    return day if EARLIEST_DAY <= day <= LATEST_DAY else None


# Weeks around it still lie within the calendar.
LATEST_DAY = dt.date(9999, 1, 1)
