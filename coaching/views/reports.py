"""Reports: a team's week and an athlete's month, as a page that prints well and as a table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from athletes.plan import monday_of
from coaching import report_words as words
from coaching.access import staff_team_or_404, visible_member_or_404
from coaching.selectors.reports import month_report, week_report
from recovery.spreadsheets import csv_response

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from coaching.models import Team
    from coaching.selectors.reports import MonthReport, WeekReport
    from recovery.http import AppHttpRequest

# Farther than this nothing was written down, or has yet to happen.
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


@require_GET
def week(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show a team's week, to read or to print."""
    team, report = _week(request, team_id)
    return render(request, "coaching/report_week.html", {"team": team, "report": report})


@require_GET
def week_csv(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Give a team's week as a table."""
    team, report = _week(request, team_id)
    head = [
        _("Athlete"),
        _("Worst of the week"),
        _("Check-ins"),
        _("Load (AU)"),
        _("Usual week load (AU)"),
        _("Warnings"),
        _("What was done"),
    ]
    rows = (
        (
            row.name,
            row.word,
            row.check_ins,
            row.load,
            row.usual,
            "; ".join(row.warnings),
            "; ".join(row.done),
        )
        for row in report.rows
    )
    return csv_response(f"{team.name} {report.monday}", head, rows)


@require_GET
def month(request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID) -> HttpResponse:
    """Show an athlete's month, to read or to print."""
    team, report = _month(request, team_id, athlete_id)
    context = {"team": team, "report": report, "heading": words.month_heading(report.first)}
    return render(request, "coaching/report_month.html", context)


@require_GET
def month_csv(request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID) -> HttpResponse:
    """Give an athlete's month as a table."""
    _team, report = _month(request, team_id, athlete_id)
    items = report.history.items if report.history else ()
    head = [
        _("Day"),
        _("How it stood"),
        _("Load (AU)"),
        _("Recovery behind own normal (SD)"),
        *(item.code for item in items),
    ]
    rows = (
        (
            day.day.isoformat(),
            day.word,
            day.load,
            None if day.response is None else round(day.response, 2),
            *(item.values[number] for item in items),
        )
        for number, day in enumerate(report.days)
    )
    return csv_response(f"{report.name} {report.first:%Y-%m}", head, rows)


def _week(request: AppHttpRequest, team_id: uuid.UUID) -> tuple[Team, WeekReport]:
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    # The last whole week, unless another is asked for: a report looks back.
    usual = timezone.localtime(now).date() - dt.timedelta(weeks=1)
    monday = monday_of(_day(request.GET.get("week", ""), usual=usual))
    return team, week_report(team, monday, now=now)


def _month(
    request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID
) -> tuple[Team, MonthReport]:
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    member = visible_member_or_404(team, athlete_id, now=now)
    asked = request.GET.get("month", "")
    day = _day(f"{asked}-01" if asked else "", usual=timezone.localtime(now).date())
    return team, month_report(team, member, day.replace(day=1), now=now)


def _day(text: str, *, usual: dt.date) -> dt.date:
    """Return the day that an address asks for; nonsense asks for the usual one."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return usual
    return day if FIRST <= day <= LAST else usual
