from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from athletes.access import own_athlete_or_404
from athletes.health import asked_today
from athletes.training import training
from athletes.views.check_ins import check_in_context, check_in_on

if TYPE_CHECKING:
    from django.http import HttpResponse

    from athletes.models import Athlete
    from recovery.http import AppHttpRequest

MORNING, AFTERNOON = range(5, 12), range(12, 18)  # hours of the own clock


@require_GET
def today(request: AppHttpRequest) -> HttpResponse:
    """Show the check-in of today, the training of two days, and once a week a question."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    day = chosen_day(request, athlete, now=now)
    context = {
        **check_in_context(athlete, day, saved=check_in_on(athlete, day)),
        "greeting": greeting(athlete.local_time(now)),
        "local_day": athlete.local_day(now),
        "yesterday": athlete.local_day(now) - dt.timedelta(days=1),
        "may_mean_yesterday": athlete.may_mean_yesterday(now),
        "training": training(athlete, day),
        "asked": asked_today(athlete, today=athlete.local_day(now)),
    }
    return render(request, "athletes/today.html", context)


def chosen_day(request: AppHttpRequest, athlete: Athlete, *, now: dt.datetime) -> dt.date:
    """Return the athlete's local day, or the one before it where they may still mean that."""
    day = athlete.local_day(now)
    yesterday = day - dt.timedelta(days=1)
    asked = request.GET.get("day")
    if asked == yesterday.isoformat() and athlete.may_mean_yesterday(now):
        return yesterday
    return day


def greeting(local: dt.datetime) -> str:
    """Return the part of the day as the page greets it."""
    if local.hour in MORNING:
        return "morning"
    return "afternoon" if local.hour in AFTERNOON else "evening"
