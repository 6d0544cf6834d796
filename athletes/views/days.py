from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from athletes.access import own_athlete_or_404
from athletes.log import athlete_log
from athletes.models import DayMark
from athletes.services.days import clear_day_mark, mark_day
from athletes.training import training
from athletes.views.check_ins import page_of
from athletes.views.sessions import asked_day
from athletes.views.today import chosen_day
from recovery.http import wants_fragment

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from athletes.models import Athlete
    from recovery.http import AppHttpRequest


class DayMarkForm(forms.Form):
    """Validates one tap on a kind of day; without a kind the day's mark is taken back."""

    client_id = forms.UUIDField()
    kind = forms.ChoiceField(choices=DayMark.Kind.choices, required=False)


@require_POST
def mark(request: AppHttpRequest, day: dt.date) -> HttpResponse:
    """Say what kind of day it was, or take that back."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    form = DayMarkForm(request.POST)
    if form.is_valid():
        save(form, athlete=athlete, day=day, now=now)
    problems = [
        error["message"] for errors in form.errors.get_json_data().values() for error in errors
    ]
    page_day = chosen_day(request, athlete, now=now)
    if wants_fragment(request):
        context = {"training": training(athlete, page_day), "problems": problems}
        status = 422 if form.errors else 200
        return render(request, "athletes/_training.html", context, status=status)
    for problem in problems:
        messages.error(request, problem)
    back = day if request.POST.get("back") == "log" else page_day
    return redirect(page_of(back, athlete, now=now))


def save(form: DayMarkForm, *, athlete: Athlete, day: dt.date, now: dt.datetime) -> None:
    kind = form.cleaned_data["kind"]
    if not kind:
        clear_day_mark(athlete=athlete, day=day)
        return
    try:
        mark_day(
            athlete=athlete,
            day=day,
            kind=kind,
            client_id=form.cleaned_data["client_id"],
            recorded_at=now,
            now=now,
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)


@require_GET
def log(request: AppHttpRequest) -> HttpResponse:
    """Show four weeks, day by day, up to ``?until=``."""
    athlete = own_athlete_or_404(request.user)
    today = athlete.local_day(timezone.now())
    until = asked_day(request, "until") or today
    context = {
        "log": athlete_log(athlete, until=min(until, today), today=today),
        "today": today,
    }
    return render(request, "athletes/log.html", context)
