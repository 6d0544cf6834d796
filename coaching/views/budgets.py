"""How many warnings a team may get when nothing is wrong. No answer of anybody is shown here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.access import budget_team_or_404
from coaching.forms.budgets import BudgetForm
from coaching.selectors.budget import budget_page
from coaching.services.calibrations import choose_budget

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_http_methods(["GET", "POST"])
def budget(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show a team's alert budget and let its head coach or the club admin choose another."""
    now = timezone.now()
    team = budget_team_or_404(request.user, team_id, now=now)
    form = BudgetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        choose_budget(team=team, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from tomorrow on."))
        return redirect("coaching:budget", team_id)
    context = {"team": team, "form": form, "page": budget_page(team, now=now)}
    status = 422 if form.errors else 200
    return render(request, "coaching/budget.html", context, status=status)
