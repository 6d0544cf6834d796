from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from athletes.access import own_athlete_or_404
from athletes.forms.reminders import RemindersForm
from athletes.letters import EFFORT_SALT, athlete_of
from athletes.models import Reminders
from athletes.services.reminders import save_reminders, stop_asking_effort, switch_off
from recovery.outbox import mail, push

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from recovery.http import AppHttpRequest


@require_http_methods(["GET", "POST"])
def reminders(request: AppHttpRequest) -> HttpResponse:
    """Show when somebody is reminded, and change it."""
    athlete = own_athlete_or_404(request.user)
    existing = Reminders.objects.filter(athlete=athlete).first()
    data = request.POST if request.method == "POST" else None
    form = RemindersForm(data, reminders=existing or Reminders(athlete=athlete))
    if form.is_valid():
        saved = save_reminders(athlete=athlete, **form.cleaned_data)
        messages.success(request, what_comes(saved))
        return redirect("athletes:reminders")
    context = {
        "form": form,
        "has_mail": mail.is_set_up(),
        "has_push": push.is_set_up(),
        "devices": request.user.devices.count(),
    }
    status = 422 if form.errors else 200
    return render(request, "athletes/reminders.html", context, status=status)


def what_comes(saved: Reminders) -> str:
    """Say what somebody may expect from now on."""
    if saved.is_on:
        return _("You are reminded at %(time)s.") % {"time": f"{saved.at:%H:%M}"}
    if saved.asks_effort:
        return _("You are asked after your sessions, and not reminded of the check-in.")
    return _("Reminders are off.")


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """End somebody's reminders for whoever has the link from their mail.

    Opening it changes nothing: programs that look at mail open every link. The button, and the
    mail program's own (RFC 8058), send it; neither has a token of ours against forgery, and the
    signed link is what says that it may be.
    """
    is_off = request.method == "POST"
    if (athlete_id := athlete_of(token)) is not None:
        if is_off:
            switch_off(athlete_id=athlete_id)
    elif (athlete_id := athlete_of(token, salt=EFFORT_SALT)) is not None:
        if is_off:
            stop_asking_effort(athlete_id=athlete_id)
    else:
        raise Http404
    return render(request, "athletes/reminders_off.html", {"is_off": is_off})
