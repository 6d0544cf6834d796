"""The squad's page: one view for the page and for what of it is swapped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coaching import squad_words, words
from coaching.access import staff_team_or_404
from coaching.selectors.queue import Group
from coaching.selectors.squad import squad_of
from coaching.squad import MAP, MEASURES, SORTS, TABLE, WEEKS, Choice, measure_label
from recovery.http import wants_fragment

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_GET
def squad(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show athletes by days, of one measure over some weeks."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    statuses = {str(group): words.group_title(group) for group in Group}
    choice = Choice.of(request.GET, statuses=statuses)
    context = {
        "team": team,
        "squad": (shown := squad_of(team, choice, now=now)),
        "choice": choice,
        "measures": [(measure, measure_label(measure)) for measure in MEASURES],
        "weeks": [(weeks, choice.query(weeks=weeks) or "?") for weeks in WEEKS],
        "sorts": SORTS.items(),
        "statuses": statuses.items(),
        "key": squad_words.key(choice),
        "other_view": choice.query(view=MAP if choice.is_table else TABLE) or "?",
        "days": json.dumps(shown.day_names, ensure_ascii=False),
        "spoken": squad_words.spoken(choice),
    }
    template = "_squad.html" if wants_fragment(request) else "squad.html"
    response = render(request, f"coaching/{template}", context)
    if wants_fragment(request):
        response["HX-Push-Url"] = request.path + choice.query()
    return response
