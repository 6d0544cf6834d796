from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from athletes.access import own_activity_file_or_404, own_athlete_or_404, own_recording_or_404
from athletes.comparisons import comparisons
from athletes.drain import contents
from athletes.forms.imports import ColumnsForm, MatchForm
from athletes.imported import imports, imports_version
from athletes.imports.activities.activity import LARGEST_FILE, RefusedError
from athletes.imports.tables import guess, shape_of
from athletes.models import ActivityFile, ActivityOriginal, Recording, Session
from athletes.previews import preview
from athletes.services.activity_files import (
    delete_file,
    original_of,
    receive_file,
    refuse_file,
    say_columns,
)
from athletes.services.recordings import keep_both, leave_out, merge
from recovery.accounts.middleware import speaking_to_reader
from recovery.http import is_poll, wants_fragment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile

    from athletes.models import Athlete
    from recovery.http import AppHttpRequest


@require_GET
def page(request: AppHttpRequest) -> HttpResponse:
    """Show what was brought in and what became of it; a poll learns only what changed."""
    athlete = own_athlete_or_404(request.user)
    if not is_poll(request):
        return show(request, athlete)
    if request.headers["If-None-Match"].strip('"') == imports_version(athlete):
        return HttpResponseNotModified()
    with speaking_to_reader(request):
        return show(request, athlete)


@require_POST
def upload(request: AppHttpRequest) -> HttpResponse:
    """Take files in. They are read by the worker; nobody waits for that here."""
    athlete = own_athlete_or_404(request.user)
    files = [each for each in request.FILES.getlist("files") if each.name]
    if not files:
        return show(request, athlete, problem=_("Choose a file or a folder first."))
    told = received(athlete, files, now=timezone.now())
    if wants_fragment(request):
        return show(request, athlete, told=told)
    messages.success(request, told)
    return redirect("athletes:import")


def received(athlete: Athlete, files: Iterable[UploadedFile[bytes]], *, now: dt.datetime) -> str:
    """Keep each file, and return what to say about that."""
    new = there = 0
    for file in files:
        # One byte more than is taken tells that it is too large, and is not kept either.
        content = file.read(LARGEST_FILE + 1)
        answer = receive_file(athlete=athlete, name=file.name or "?", content=content, now=now)
        new += answer.is_new
        there += not answer.is_new
    words = []
    if new:
        words.append(
            ngettext("%(count)d file received.", "%(count)d files received.", new) % {"count": new}
        )
    if there:
        words.append(
            ngettext(
                "%(count)d file was here already and adds nothing.",
                "%(count)d files were here already and add nothing.",
                there,
            )
            % {"count": there}
        )
    return " ".join(words)


@require_http_methods(["GET", "POST"])
def columns(request: AppHttpRequest, file_id: int) -> HttpResponse:
    """Ask what the columns of a table mean, and show what its first rows would become."""
    athlete = own_athlete_or_404(request.user)
    file = own_activity_file_or_404(athlete, file_id)
    if file.state != ActivityFile.State.NEEDS_COLUMNS:
        return redirect("athletes:import")
    now = timezone.now()
    try:
        content, _kind = contents(file)
        shape = shape_of(content)
    except RefusedError as refusal:
        refuse_file(file=file, reason=refusal.reason, now=now)
        return redirect("athletes:import")
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, shape=shape, guess=guess(shape))
    shown = None
    if form.is_valid():
        if "preview" not in request.POST:
            say_columns(file=file, columns=form.columns(), header_sha256=shape.signature, now=now)
            return redirect("athletes:import")
        zone = athlete.time_zone_on(athlete.local_day(now))
        shown = preview(content, form.columns(), name=file.name, time_zone=zone, now=now)
    context = {"file": file, "form": form, "preview": shown, "rows": len(shape.rows)}
    status = 422 if form.errors else 200
    return render(request, "athletes/import_columns.html", context, status=status)


@require_http_methods(["GET", "POST"])
def match(request: AppHttpRequest, recording_id: int) -> HttpResponse:
    """Offer to merge what a file tells with the session it looks like."""
    athlete = own_athlete_or_404(request.user)
    recording = own_recording_or_404(athlete, recording_id)
    if not recording.waits_for_choice:
        return redirect("athletes:import")
    session = recording.looks_like
    rows = comparisons(recording, session, athlete) if session else []
    choices = [row.name for row in rows if row.is_choice]
    form = MatchForm(request.POST if request.method == "POST" else None, choices=choices)
    if form.is_valid():
        try:
            messages.success(request, decide(form, athlete=athlete, recording=recording))
        except Recording.DoesNotExist:
            return redirect("athletes:import")  # decided since, in another window
        except Session.DoesNotExist:
            messages.error(request, _("The session you logged is gone. Choose once more."))
            return redirect("athletes:import-match", recording.pk)
        except ValidationError as refusal:  # a start past midnight, on a day too long ago
            form.add_error(None, refusal)
        else:
            return redirect("athletes:import")
    context = {"recording": recording, "session": session, "rows": rows, "form": form}
    status = 422 if form.errors else 200
    return render(request, "athletes/import_match.html", context, status=status)


def decide(form: MatchForm, *, athlete: Athlete, recording: Recording) -> str:
    """Do what was chosen, and return what to say about it."""
    now = timezone.now()
    match form.cleaned_data["decision"]:
        case "merge":
            merge(athlete=athlete, recording=recording, from_file=form.from_file(), now=now)
            return _("Merged into one session.")
        case "both":
            keep_both(athlete=athlete, recording=recording, now=now)
            return _("Added as a session of its own.")
    leave_out(athlete=athlete, recording=recording, now=now)
    return _("Left out. What you logged stays as it is.")


@require_GET
def original(request: AppHttpRequest, file_id: int) -> HttpResponse:
    """Give a file back as it was sent, to be saved and never to be shown."""
    athlete = own_athlete_or_404(request.user)
    file = own_activity_file_or_404(athlete, file_id)
    try:
        content = original_of(file)
    except ActivityOriginal.DoesNotExist:
        raise Http404 from None
    headers = {"Content-Disposition": content_disposition_header(True, file.name) or "attachment"}  # noqa: FBT003  (Django's)
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@require_POST
def delete(request: AppHttpRequest, file_id: int) -> HttpResponse:
    """Delete a file. The sessions that it became stay."""
    athlete = own_athlete_or_404(request.user)
    delete_file(file=own_activity_file_or_404(athlete, file_id))
    messages.success(request, _("The file is deleted. Sessions from it stay in your log."))
    return redirect("athletes:import")


def show(
    request: AppHttpRequest, athlete: Athlete, *, problem: str = "", told: str = ""
) -> HttpResponse:
    before = asked_page(request)
    query = "" if before is None else f"?before={before}"
    context = {
        "imports": imports(athlete, before=before),
        "problem": problem,
        "told": told,
        "live_url": reverse("athletes:import") + query,
    }
    template = "_imports.html" if wants_fragment(request) else "import.html"
    return render(request, f"athletes/{template}", context, status=422 if problem else 200)


def asked_page(request: AppHttpRequest) -> int | None:
    """Return before which file the list is asked for, None for the newest."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else None
