"""The athlete's own page of what was computed of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from athletes.access import own_athlete_or_404
from recovery.assessments import explanations, what_if_words
from recovery.assessments import recovery_time_words as words
from recovery.assessments.drawings import draw_sleep
from recovery.assessments.forms import WhatIfForm
from recovery.assessments.models import SILENT_LEVELS, Level
from recovery.assessments.periods import PERIODS, period_or_usual
from recovery.assessments.recovery_time import latest_recovery, mornings_of
from recovery.assessments.selectors import history
from recovery.assessments.services import turned_day
from recovery.assessments.sleep_and_rest import points, sleep_and_rest
from recovery.assessments.sleep_times import regularity_point, sleep_regularity
from recovery.assessments.what_if import ONE_DAY, REST, Choice, what_if_on
from recovery.engine import ALL_CLASSES
from recovery.engine.what_if import FEWEST_MORNINGS
from recovery.figures import Status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from athletes.models import Athlete
    from recovery.assessments.explanations import Point
    from recovery.assessments.recovery_time import RecoveryTime
    from recovery.assessments.selectors import History
    from recovery.assessments.what_if import WhatIf
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
    beside = sleep_and_rest(
        athlete_id=athlete.pk, lens=int(ALL_CLASSES), last=last, birth_date=athlete.birth_date
    )
    context = {
        "history": shown,
        "beside": (*points(beside), *_regularity(athlete, last)),
        "sleep": draw_sleep(shown, beside),
        "today": athlete.local_day(now),
        "answered": sum(day.answered for day in shown.days),
        "period": period,
        "periods": PERIODS,
        **_planned_for_tomorrow(athlete, last),
        **_said(shown),
        **_asked(latest_recovery(athlete, mornings=mornings_of(shown), now=now)),
    }
    return render(request, "assessments/my_recovery.html", context)


def _regularity(athlete: Athlete, last: dt.date) -> tuple[Point, ...]:
    found = sleep_regularity(athlete, last=last)
    return () if found is None else (regularity_point(found),)


def _planned_for_tomorrow(athlete: Athlete, today: dt.date) -> dict[str, object]:
    """Return what is planned for tomorrow, and the form that tries something. One query."""
    tomorrow = today + ONE_DAY
    entries = list(athlete.planned_sessions.between(tomorrow, tomorrow).order_by("pk"))
    return {"tomorrow": tomorrow, "planned": entries, "form": WhatIfForm(planned=entries)}


@require_GET
def tomorrow(request: AppHttpRequest) -> HttpResponse:
    """Show what tomorrow's session would do, as planned or as typed. It changes nothing."""
    now = timezone.now()
    athlete = own_athlete_or_404(request.user)
    today = turned_day(athlete, now)
    day = today + ONE_DAY
    entries = list(
        athlete.planned_sessions.between(today, day).select_related("session").order_by("pk")
    )
    to_do = [entry for entry in entries if getattr(entry, "session", None) is None]
    of_day = [entry for entry in to_do if entry.day == day]
    planned = Choice.as_planned(of_day)
    is_typed = bool({"minutes", "rpe"} & request.GET.keys())
    form = WhatIfForm(request.GET if is_typed else None, planned=of_day)
    typed = form.choice() if form.is_valid() else None
    # Typed wrongly, what is planned must not answer for it.
    chosen = typed or (planned if of_day and not is_typed else None)
    found = what_if_on(
        athlete,
        day,
        [REST] if chosen is None or chosen.is_rest else [REST, chosen],
        today=today,
        planned=[entry for entry in to_do if entry.day == today],
    )
    context = {
        "day": day,
        "planned": of_day,
        "form": form,
        **_tried(found, chosen),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/tomorrow.html", context, status=status)


def _tried(found: WhatIf | None, chosen: Choice | None) -> dict[str, object]:
    """Return the words about what was tried; of nothing without facts."""
    if found is None:
        return {"heading": _("Nothing to compare yet")}
    place = len(found.choices) - 1
    usual = what_if_words.usual_range(found, place)
    if chosen is None:
        return {"heading": _("What would tomorrow’s session do?"), "usual_range": usual}
    return {
        "heading": what_if_words.heading(found, place),
        "chosen": what_if_words.choice_name(found.choices[place]),
        "columns": [what_if_words.choice_name(choice) for choice in found.choices],
        "lines": what_if_words.lines(found),
        "mornings": what_if_words.mornings(found),
        "few": FEWEST_MORNINGS,
        "conflicts": what_if_words.conflicts(found, place),
        "usual_range": usual,
        "rests_on": what_if_words.rests_on(found),
        "figure": what_if_words.drawing(found),
    }


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
    is_known = level not in SILENT_LEVELS and not shown.is_learning
    return {
        "is_case": level not in {*SILENT_LEVELS, Level.USUAL},
        "heading": explanations.own_headline(payload),
        "status": Status.of_level(level),
        "word": level.label,
        "advice": explanations.advice(payload),
        "suggestions": explanations.suggestions(payload, is_own=True),
        "speaks_for": explanations.speaks_for(payload) if is_known else (),
        "speaks_against": explanations.in_short(payload) if is_known else (),
        "missing": explanations.missing(payload, is_own=True),
        "closes": explanations.closes(payload),
    }
