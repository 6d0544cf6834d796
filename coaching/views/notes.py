"""Notes about an athlete and messages to them: the staff write, the athlete reads theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from athletes.access import own_athlete_or_404
from coaching.access import (
    own_message_or_404,
    own_note_or_404,
    sent_message_or_404,
    staff_team_or_404,
    visible_member_or_404,
)
from coaching.forms.notes import ATHLETE, NoteForm
from coaching.models import Task
from coaching.selectors.contact import asked_teams
from coaching.selectors.notes import messages_to, notes_about, private_notes
from coaching.services.notes import mark_read, remove_note, take_back, write_message, write_note

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from django.http import HttpResponse

    from athletes.models import Athlete
    from coaching.models import Team
    from recovery.accounts.models import User
    from recovery.http import AppHttpRequest


@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def notes(request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID) -> HttpResponse:
    """Show what the reader may read about an athlete, and keep what they write."""
    now = timezone.now()
    to = Task.NOTE if request.method == "POST" else None
    team = staff_team_or_404(request.user, team_id, now=now, to=to)
    athlete = visible_member_or_404(team, athlete_id, now=now).athlete
    name = athlete.user.get_short_name() or athlete.user.email
    data = request.POST if request.method == "POST" else None
    form = NoteForm(data, auto_id="note_%s", initial={"client_id": uuid4()})
    form.address(name)
    if form.is_valid():
        messages.success(request, _write(form, athlete, team, by=request.user, now=now, name=name))
        return redirect("coaching:notes", team_id, athlete_id)
    context = {
        "team": team,
        "athlete": athlete,
        "name": athlete.user.name or athlete.user.email,
        "form": form,
        "lines": notes_about(team, athlete, reader=request.user),
    }
    return render(request, "coaching/notes.html", context, status=422 if form.errors else 200)


@require_POST
def remove(
    request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID, note_id: int
) -> HttpResponse:
    """Remove a note of one's own."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.NOTE)
    athlete = visible_member_or_404(team, athlete_id, now=now).athlete
    remove_note(note=own_note_or_404(request.user, team, athlete, note_id))
    messages.success(request, _("The note is gone."))
    return redirect("coaching:notes", team_id, athlete_id)


@require_POST
def take_message_back(
    request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID, message_id: int
) -> HttpResponse:
    """Take back a message of one's own that was not read yet."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.NOTE)
    athlete = visible_member_or_404(team, athlete_id, now=now).athlete
    message = sent_message_or_404(request.user, team, athlete, message_id)
    try:
        take_back(message=message)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The message is taken back; it was not read."))
    return redirect("coaching:notes", team_id, athlete_id)


@require_GET
def to_me(request: AppHttpRequest) -> HttpResponse:
    """Show an athlete what was written to them, and how much more there is."""
    own_athlete_or_404(request.user)
    context = {
        "told": messages_to(request.user),
        "teams": asked_teams(request.user, now=timezone.now()),
        "private": private_notes(request.user),
    }
    return render(request, "coaching/messages.html", context)


@require_POST
def read(request: AppHttpRequest, message_id: int) -> HttpResponse:
    """Note that an athlete has read a message."""
    athlete = own_athlete_or_404(request.user)
    mark_read(message=own_message_or_404(athlete, message_id), now=timezone.now())
    return redirect("athletes:today")


def _write(
    form: NoteForm, athlete: Athlete, team: Team, *, by: User, now: dt.datetime, name: str
) -> str:
    """Keep what was written, and return what to say of it."""
    written = {
        "athlete": athlete,
        "team": team,
        "text": form.cleaned_data["text"],
        "client_id": form.cleaned_data["client_id"],
        "by": by,
        "now": now,
    }
    if form.cleaned_data["readers"] == ATHLETE:
        write_message(**written)
        return _("%(name)s finds your message on Today.") % {"name": name}
    write_note(readers=form.cleaned_data["readers"], **written)
    return _("The note is kept.")
