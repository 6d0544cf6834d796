"""The athlete's own page of what was computed of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from athletes.access import own_athlete_or_404
from recovery.assessments import explanations
from recovery.assessments import recovery_time_words as words
from recovery.assessments.models import SILENT_LEVELS, Level
from recovery.assessments.periods import PERIODS, period_or_usual
from recovery.assessments.recovery_time import latest_recovery, mornings_of
from recovery.assessments.selectors import history
from recovery.assessments.services import turned_day
from recovery.engine import ALL_CLASSES
from recovery.figures import Status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from recovery.assessments.recovery_time import RecoveryTime
    from recovery.assessments.selectors import History
    from recovery.http import AppHttpRequest


@require_GET
def my_recovery(request: AppHttpRequest) -> HttpResponse:
    """Show the athlete their recovery, load and answers beside their own normal."""
    now = timezone.now()
    athlete = own_athlete_or_404(request.user)
    period = period_or_usual(request.GET.get("period", ""))
    last = turned_day(athlete, now)
    shown = history(
        athlete_id=athlete.pk,
        lens=int(ALL_CLASSES),
        first=last - dt.timedelta(days=period.days - 1),
        last=last,
        now=now,
        is_own=True,
    )
    context = {
        "history": shown,
        "today": athlete.local_day(now),
        "answered": sum(day.answered for day in shown.days),
        "period": period,
        "periods": PERIODS,
        **_said(shown),
        **_asked(latest_recovery(athlete, mornings=mornings_of(shown), now=now)),
    }
    return render(request, "assessments/my_recovery.html", context)


def _asked(found: RecoveryTime) -> dict[str, object]:
    """Return the words about what the last days' training asks."""
    if found.asks_most is None:
        return {"unrated": found.unrated}
    return {
        "unrated": found.unrated,
        "asks": words.asks(found.asks_most),
        "recovered": words.when(found.asks_most),
        "standing": words.standing(found.asks_most),
        "rests_on": words.rests_on(found.asks_most),
        "range": words.drawing(found.asks_most),
    }


def _said(shown: History) -> dict[str, object]:
    """Return the words of the page; a page without a computation has its own."""
    payload = shown.payload
    if payload is None:
        return {"heading": _("Nothing to compare yet")}
    level = Level(payload["level"])
    is_worth_a_case = level not in {*SILENT_LEVELS, Level.USUAL}
    return {
        "heading": explanations.own_headline(payload),
        "status": Status.of_level(level),
        "word": level.label,
        "advice": explanations.advice(payload),
        "suggestions": explanations.suggestions(payload, is_own=True),
        "speaks_for": explanations.speaks_for(payload) if is_worth_a_case else (),
        "speaks_against": explanations.speaks_against(payload) if is_worth_a_case else (),
        "missing": explanations.missing(payload, is_own=True) if is_worth_a_case else (),
        "closes": explanations.closes(payload),
    }
