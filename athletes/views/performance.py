"""An athlete's tests: what they are, what was measured, and what that says."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from athletes import performance_words as words
from athletes.access import own_athlete_or_404, own_result_or_404, own_test_or_404
from athletes.forms.performance import DefinitionForm, ResultForm
from athletes.models import PerformanceResult, PerformanceTest
from athletes.performance import athlete_progress, progress_of
from athletes.performance_figures import draw_progress
from athletes.services.performance import (
    add_test,
    delete_result,
    edit_result,
    end_test,
    record_result,
    resume_test,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from athletes.performance import Measured, Progress
    from recovery.http import AppHttpRequest

Kind = PerformanceTest.Kind


@require_GET
def tests(request: AppHttpRequest) -> HttpResponse:
    """Show what an athlete tests themselves on, and where each stands."""
    athlete = own_athlete_or_404(request.user)
    shown = athlete_progress(athlete.pk)
    context = {
        "current": [_row(each) for each in shown if each.test.retired_at is None],
        "retired": [_row(each) for each in shown if each.test.retired_at is not None],
        "kinds": Kind.choices,
    }
    return render(request, "athletes/tests.html", context)


@require_http_methods(["GET", "POST"])
def add(request: AppHttpRequest) -> HttpResponse:
    """Make a test of one's own; ``?kind=`` says what to begin with."""
    athlete = own_athlete_or_404(request.user)
    asked = request.POST.get("kind") or request.GET.get("kind") or Kind.JUMP
    kind = Kind(asked) if asked in Kind.values else Kind.OWN
    form = DefinitionForm(
        request.POST if request.method == "POST" else None, kind=kind, client_id=uuid.uuid4()
    )
    if form.is_valid():
        made = add_test(
            athlete=athlete, client_id=form.cleaned_data["client_id"], facts=form.definition()
        )
        return redirect("athletes:test", made.pk)
    context = {"form": form, "kind": kind, "kinds": Kind.choices}
    status = 422 if form.errors else 200
    return render(request, "athletes/test_form.html", context, status=status)


@require_GET
def test(request: AppHttpRequest, test_id: int) -> HttpResponse:
    """Show one test with all that was measured."""
    athlete = own_athlete_or_404(request.user)
    asked = own_test_or_404(athlete, test_id)
    results = asked.results.select_related("entered_by").order_by("day", "pk")
    progress = progress_of(asked, results)
    context = {
        "test": asked,
        "row": _row(progress),
        "figure": draw_progress(progress) if progress.days else None,
        "is_learning": progress.is_learning,
        "days": [_day(asked, each) for each in reversed(progress.days)],
    }
    return render(request, "athletes/test.html", context)


@require_POST
def end(request: AppHttpRequest, test_id: int) -> HttpResponse:
    """Do a test no more."""
    athlete = own_athlete_or_404(request.user)
    end_test(test=own_test_or_404(athlete, test_id), now=timezone.now())
    return redirect("athletes:tests")


@require_POST
def resume(request: AppHttpRequest, test_id: int) -> HttpResponse:
    """Do a test again."""
    athlete = own_athlete_or_404(request.user)
    resume_test(test=own_test_or_404(athlete, test_id))
    return redirect("athletes:test", test_id)


@require_http_methods(["GET", "POST"])
def measure(request: AppHttpRequest, test_id: int) -> HttpResponse:
    """Enter what was measured."""
    athlete = own_athlete_or_404(request.user)
    asked = own_test_or_404(athlete, test_id)
    now = timezone.now()
    form = ResultForm(
        request.POST if request.method == "POST" else None,
        test=asked,
        today=athlete.local_day(now),
        client_id=uuid.uuid4(),
    )
    if form.is_valid():
        try:
            record_result(
                test=asked,
                client_id=form.cleaned_data["client_id"],
                facts=form.facts(),
                by=request.user,
                now=now,
            )
        except ValidationError as refusal:
            form.add_error("day", refusal)
        else:
            return redirect("athletes:test", asked.pk)
    return _result_page(request, form, result=None)


@require_http_methods(["GET", "POST"])
def edit(request: AppHttpRequest, result_id: int) -> HttpResponse:
    """Change what was measured."""
    athlete = own_athlete_or_404(request.user)
    result = own_result_or_404(athlete, result_id)
    now = timezone.now()
    form = ResultForm(
        request.POST if request.method == "POST" else None,
        test=result.test,
        today=athlete.local_day(now),
        client_id=result.client_id,
        result=result,
    )
    if form.is_valid():
        try:
            edit_result(result=result, facts=form.facts(), now=now)
        except PerformanceResult.DoesNotExist:
            raise Http404 from None  # deleted since, in another window
        except ValidationError as refusal:
            form.add_error("day", refusal)
        else:
            return redirect("athletes:test", result.test_id)
    return _result_page(request, form, result=result)


@require_POST
def delete(request: AppHttpRequest, result_id: int) -> HttpResponse:
    """Delete what was measured."""
    athlete = own_athlete_or_404(request.user)
    result = own_result_or_404(athlete, result_id)
    delete_result(result=result)
    return redirect("athletes:test", result.test_id)


def _result_page(
    request: AppHttpRequest, form: ResultForm, *, result: PerformanceResult | None
) -> HttpResponse:
    context = {"form": form, "test": form.test, "result": result}
    status = 422 if form.errors else 200
    return render(request, "athletes/test_result.html", context, status=status)


def _row(progress: Progress) -> dict[str, object]:
    """Return a test as a line of a list: its latest result, and what that says."""
    latest = progress.latest
    return {
        "test": progress.test,
        "status": words.status(latest),
        "latest": latest and words.value(progress.test, latest.value),
        "day": latest and words.day(latest.day),
        "change": latest and words.change(latest),
        "verdict": latest and words.verdict(latest),
    }


def _day(test: PerformanceTest, measured: Measured) -> dict[str, object]:
    """Return one day of a test with its results, to be changed."""
    return {
        "name": words.day(measured.day),
        "value": words.value(test, measured.value),
        "attempts": words.attempts(test, measured),
        "change": words.change(measured),
        "verdict": words.verdict(measured),
        "status": words.status(measured),
        "results": [
            {
                "id": result.pk,
                "conditions": result.conditions,
                "by": "" if result.is_own else str(result.entered_by.name),
            }
            for result in measured.results
        ],
    }
