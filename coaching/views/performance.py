"""A team's tests, and the table in which a squad's results are entered."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from athletes.forms.performance import DefinitionForm
from athletes.models.performance import Measure
from athletes.views.sessions import asked_day
from coaching.access import staff_team_or_404, team_test_or_404
from coaching.forms.performance import DayForm, SquadForm
from coaching.models import Task, TeamTest
from coaching.selectors.performance import squad_rows
from coaching.services.performance import enter_squad, make_test, retire_test

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from coaching.models import Team
    from recovery.http import AppHttpRequest

Kind = Measure.Kind


@require_GET
def tests(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show what a team tests itself on."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    context = {
        "team": team,
        "tests": list(TeamTest.objects.in_use().filter(team=team).order_by("name", "pk")),
        "kinds": Kind.choices,
    }
    return render(request, "coaching/tests.html", context)


@require_http_methods(["GET", "POST"])
def add(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Make a test for all athletes of a team; ``?kind=`` says what to begin with."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.TEST)
    asked = request.POST.get("kind") or request.GET.get("kind") or Kind.JUMP
    kind = Kind(asked) if asked in Kind.values else Kind.OWN
    form = DefinitionForm(
        request.POST if request.method == "POST" else None, kind=kind, client_id=uuid.uuid4()
    )
    if form.is_valid():
        test = make_test(
            team=team,
            client_id=form.cleaned_data["client_id"],
            facts=form.definition(),
            by=request.user,
            now=now,
        )
        return redirect("coaching:squad-test", team_id, test.pk)
    context = {"team": team, "form": form, "kind": kind, "kinds": Kind.choices}
    status = 422 if form.errors else 200
    return render(request, "coaching/test_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def squad(request: AppHttpRequest, team_id: uuid.UUID, test_id: int) -> HttpResponse:
    """Enter and correct what a squad measured on a day, today unless ``?day=`` says another."""
    now = timezone.now()
    to = Task.TEST if request.method == "POST" else None
    team = staff_team_or_404(request.user, team_id, now=now, to=to)
    test = team_test_or_404(team, test_id)
    today = timezone.localdate(now)
    if request.method == "GET":
        day = min(asked_day(request) or today, today)
        return _squad_page(request, team, test, DayForm(initial={"day": day}), day=day, now=now)
    day_form = DayForm(request.POST)
    day = day_form.cleaned_data["day"] if day_form.is_valid() else today
    rows = squad_rows(team, test, day, now=now)
    form = SquadForm(request.POST, test=test, rows=rows)
    if form.is_valid() and day_form.is_valid():
        try:
            changed = enter_squad(
                test=test,
                attempts=form.attempts(),
                conditions=form.cleaned_data["conditions"],
                day=day,
                by=request.user,
                now=now,
            )
        except ValidationError as refusal:
            day_form.add_error("day", refusal)
        else:
            messages.success(request, _saved(changed))
            url = reverse("coaching:squad-test", args=[team_id, test_id])
            return redirect(f"{url}?day={day.isoformat()}")
    return _squad_page(request, team, test, day_form, day=day, now=now, form=form)


@require_POST
def retire(request: AppHttpRequest, team_id: uuid.UUID, test_id: int) -> HttpResponse:
    """Let a team do a test no more."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.TEST)
    retire_test(test=team_test_or_404(team, test_id), now=now)
    return redirect("coaching:tests", team_id)


def _saved(changed: int) -> str:
    if not changed:
        return _("Nothing had changed.")
    return ngettext("Saved for %(count)d athlete.", "Saved for %(count)d athletes.", changed) % {
        "count": changed
    }


def _squad_page(
    request: AppHttpRequest,
    team: Team,
    test: TeamTest,
    day_form: DayForm,
    *,
    day: dt.date,
    now: dt.datetime,
    form: SquadForm | None = None,
) -> HttpResponse:
    if form is None:
        form = SquadForm(test=test, rows=squad_rows(team, test, day, now=now))
    context = {"team": team, "test": test, "day_form": day_form, "form": form, "day": day}
    status = 422 if form.errors or day_form.errors else 200
    return render(request, "coaching/squad_test.html", context, status=status)
