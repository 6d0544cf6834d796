from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from athletes.access import own_athlete_or_404, own_check_in_or_404
from athletes.forms.check_ins import CheckInForm
from athletes.models import RedFlag
from athletes.own_normal import (
    clock_hours,
    feedback,
    felt_yesterday,
    recent_answers,
    usual_values,
    usual_words,
)
from athletes.services.check_ins import (
    delete_check_in,
    may_repeat,
    record_check_in,
    repeat_yesterday,
)
from recovery.http import wants_fragment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from athletes.models import Athlete, CheckIn
    from recovery.http import AppHttpRequest


@require_http_methods(["GET", "POST"])
def check_in(request: AppHttpRequest, day: dt.date) -> HttpResponse:
    """Show the check-in of a day to fill in or edit, and save it."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    if day > athlete.local_day(now):
        raise Http404
    saved = check_in_on(athlete, day)
    context = check_in_context(athlete, day, saved=saved)
    form = context["form"]
    if request.method == "POST":
        form = posted_form(request, athlete, saved=saved, usual=context["usual"])
        if save(form, athlete=athlete, day=day, recorded_at=now, now=now):
            return after_saving(request, athlete, day, now=now)
    context |= {"form": form, "is_editing": True, "local_day": athlete.local_day(now)}
    template = "_check_in.html" if wants_fragment(request) else "check_in.html"
    return render(request, f"athletes/{template}", context, status=422 if form.errors else 200)


@require_POST
def delete(request: AppHttpRequest, day: dt.date) -> HttpResponse:
    """Delete the answers of a day."""
    athlete = own_athlete_or_404(request.user)
    check_in = own_check_in_or_404(athlete, day)
    check_in.athlete = athlete
    delete_check_in(check_in=check_in)
    return redirect(page_of(day, athlete, now=timezone.now()))


def posted_form(
    request: AppHttpRequest,
    athlete: Athlete,
    *,
    saved: CheckIn | None,
    usual: Mapping[str, str],
) -> CheckInForm:
    """Return the form as it was sent, with what this athlete is asked."""
    return CheckInForm(
        request.POST, client_id=uuid.uuid4(), saved=saved, usual=usual, asked=athlete.asked
    )


def save(
    form: CheckInForm,
    *,
    athlete: Athlete,
    day: dt.date,
    recorded_at: dt.datetime,
    now: dt.datetime,
) -> bool:
    """Save a valid form; put what the service refuses into it."""
    if not form.is_valid():
        return False
    sent = form.cleaned_data
    when: dict[str, Any] = {"day": day, "recorded_at": recorded_at, "now": now}
    try:
        if sent["same_as_yesterday"]:
            repeat_yesterday(athlete=athlete, client_id=sent["client_id"], **when)
        else:
            answers: dict[str, Any] = form.answers()
            record_check_in(
                athlete=athlete,
                client_id=sent["client_id"],
                took=sent["took"],
                **when,
                **answers,
            )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def after_saving(
    request: AppHttpRequest, athlete: Athlete, day: dt.date, *, now: dt.datetime
) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(page_of(day, athlete, now=now))
    context = check_in_context(athlete, day, saved=check_in_on(athlete, day))
    return render(request, "athletes/_check_in.html", {**context, "was_just_saved": True})


def page_of(day: dt.date, athlete: Athlete, *, now: dt.datetime) -> str:
    """Return where a day is to be seen: on Today, or in the log."""
    local_day = athlete.local_day(now)
    if day == local_day:
        return reverse("athletes:today")
    if (local_day - day).days == 1 and athlete.may_mean_yesterday(now):
        return f"{reverse('athletes:today')}?day={day.isoformat()}"
    return f"{reverse('athletes:log')}?until={day.isoformat()}#day-{day.isoformat()}"


def check_in_on(athlete: Athlete, day: dt.date) -> CheckIn | None:
    return athlete.check_ins.with_answers().filter(day=day).first()


def check_in_context(athlete: Athlete, day: dt.date, *, saved: CheckIn | None) -> dict[str, Any]:
    """Return what `_check_in.html` shows: what was saved of the day, or the form. One query."""
    recent = recent_answers(athlete, day)
    values = usual_values(recent)
    usual = usual_words(values)
    detail = getattr(saved, "health_detail", None)
    red_flags = set(detail.red_flags) if detail else set()
    return {
        "day": day,
        "saved": saved,
        "form": CheckInForm(client_id=uuid.uuid4(), saved=saved, usual=usual, asked=athlete.asked),
        "usual": usual,
        "may_repeat": saved is None
        and felt_yesterday(recent)
        and may_repeat(recent.repeated, day=day),
        "usual_sleep": clock_hours(values["sleep_hours"]) if "sleep_hours" in values else "",
        "feedback": feedback(recent) if saved else None,
        "needs_doctor": bool(red_flags - {RedFlag.SELF_HARM}),
        "needs_crisis_line": RedFlag.SELF_HARM in red_flags,
    }
