from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from athletes import body_map
from athletes.access import own_athlete_or_404, own_problem_or_404
from athletes.forms.health_problems import (
    AboutForm,
    AnswersForm,
    NewProblemForm,
    report_as_initial,
)
from athletes.health import athlete_health, may_be_told, usual_monday
from athletes.health_words import figures, heading
from athletes.models import HealthProblem, ProblemReport
from athletes.models.health_problems import last_day_of
from athletes.plan import monday_of
from athletes.services.health_problems import (
    change_problem,
    delete_problem,
    end_problem,
    go_on_with_problem,
    report_new_problem,
    report_no_problem,
    report_problem,
)
from athletes.views.sessions import asked_day

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from athletes.models import Athlete
    from recovery.http import AppHttpRequest


@require_GET
def health(request: AppHttpRequest) -> HttpResponse:
    """Show what goes on, one week of it, and what was told of the weeks before."""
    athlete = own_athlete_or_404(request.user)
    today = athlete.local_day(timezone.now())
    shown = athlete_health(athlete, monday=asked_monday(request, today), today=today)
    context = {
        "health": shown,
        "heading": heading(shown),
        "goes_on": figures(shown, shown.goes_on),
        "is_over": figures(shown, shown.is_over),
    }
    return render(request, "athletes/health.html", context)


@require_POST
def none(request: AppHttpRequest) -> HttpResponse:
    """Save that nothing was wrong in a week: one tap."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    monday = asked_monday(request, athlete.local_day(now))
    try:
        report_no_problem(athlete=athlete, monday=monday, now=now)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("Good to hear. That was the week."))
    if request.POST.get("back") == "today":
        return redirect("athletes:today")
    return redirect(page_of(monday))


@require_http_methods(["GET", "POST"])
def add(request: AppHttpRequest) -> HttpResponse:
    """Tell of something new, or with its first answer that there was nothing."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    monday = asked_monday(request, athlete.local_day(now))
    form = NewProblemForm(
        request.POST if request.method == "POST" else None,
        client_id=uuid.uuid4(),
        earlier=athlete.health_problems.earlier_than(HealthProblem(since=monday)),
    )
    if form.is_valid():
        try:
            _save_new(form, athlete=athlete, monday=monday, now=now)
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _saved())
            return redirect(page_of(monday))
    context = {
        "form": form,
        "monday": monday,
        "sunday": last_day_of(monday),
        "views": body_map.views(),
    }
    status = 422 if form.errors else 200
    return render(request, "athletes/health_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def report(request: AppHttpRequest, problem_id: int) -> HttpResponse:
    """Tell how one problem was in one week."""
    athlete = own_athlete_or_404(request.user)
    problem = own_problem_or_404(athlete, problem_id)
    now = timezone.now()
    monday = asked_monday(request, athlete.local_day(now))
    told = ProblemReport.objects.filter(problem=problem, health_week__monday=monday).first()
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        initial=report_as_initial(told, is_over=_was_over(problem, monday)),
    )
    if form.is_valid():
        try:
            report_problem(
                problem=problem,
                monday=monday,
                told=form.told(),
                is_over=form.cleaned_data["is_over"],
                now=now,
            )
        except HealthProblem.DoesNotExist:
            raise Http404 from None  # deleted since, in another window
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _saved())
            return redirect(page_of(monday))
    context = {"form": form, "problem": problem, "monday": monday, "sunday": last_day_of(monday)}
    status = 422 if form.errors else 200
    return render(request, "athletes/health_report.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: AppHttpRequest, problem_id: int) -> HttpResponse:
    """Change what a problem is said to be."""
    athlete = own_athlete_or_404(request.user)
    problem = own_problem_or_404(athlete, problem_id)
    initial = {name: getattr(problem, name) for name in ("kind", "place", "words")}
    form = AboutForm(
        request.POST if request.method == "POST" else None,
        initial=initial | {"first": problem.first_id},
        earlier=athlete.health_problems.earlier_than(problem),
    )
    if form.is_valid():
        try:
            change_problem(problem=problem, facts=form.facts())
        except HealthProblem.DoesNotExist:
            raise Http404 from None
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("athletes:health")
    status = 422 if form.errors else 200
    context = {"form": form, "problem": problem, "views": body_map.views()}
    return render(request, "athletes/health_edit.html", context, status=status)


@require_POST
def end(request: AppHttpRequest, problem_id: int) -> HttpResponse:
    """Say that a problem is over, or that it goes on after all."""
    athlete = own_athlete_or_404(request.user)
    problem = own_problem_or_404(athlete, problem_id)
    if request.POST.get("over") == "yes":
        end_problem(problem=problem, now=timezone.now())
        messages.success(request, _("Good. You are not asked about it again."))
    else:
        go_on_with_problem(problem=problem)
        messages.success(request, _("You are asked about it again, week by week."))
    return redirect("athletes:health")


@require_POST
def delete(request: AppHttpRequest, problem_id: int) -> HttpResponse:
    """Delete a problem and all that was told of it."""
    athlete = own_athlete_or_404(request.user)
    delete_problem(problem=own_problem_or_404(athlete, problem_id))
    return redirect("athletes:health")


def asked_monday(request: AppHttpRequest, today: dt.date) -> dt.date:
    """Return the Monday of the week that the address names, if it can be told of."""
    asked = asked_day(request, "week")
    monday = monday_of(asked) if asked else usual_monday(today)
    return monday if may_be_told(monday, today=today) else usual_monday(today)


def page_of(monday: dt.date) -> str:
    return f"{reverse('athletes:health')}?week={monday.isoformat()}"


def _save_new(form: NewProblemForm, *, athlete: Athlete, monday: dt.date, now: dt.datetime) -> None:
    if form.has_no_problem:
        report_no_problem(athlete=athlete, monday=monday, now=now)
        return
    report_new_problem(
        athlete=athlete,
        monday=monday,
        client_id=form.cleaned_data["client_id"],
        facts=form.facts(),
        told=form.told(),
        is_over=form.cleaned_data["is_over"],
        now=now,
    )


def _was_over(problem: HealthProblem, monday: dt.date) -> bool:
    return problem.over_on is not None and problem.over_on <= last_day_of(monday)


def _saved() -> str:
    return _("Saved. What it is stays with you.")
