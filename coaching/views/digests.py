from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coaching.access import own_teams
from coaching.digest_words import what_comes
from coaching.forms.digests import DigestForm
from coaching.letters import AT_ONCE_SALT, user_of
from coaching.models import Digest
from coaching.services.digests import save_digest, stop_telling_at_once, switch_off
from recovery.outbox import mail, push

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from recovery.http import AppHttpRequest


@require_http_methods(["GET", "POST"])
def digest(request: AppHttpRequest) -> HttpResponse:
    """Show when somebody of the staff is told whom to look at, and change it."""
    now = timezone.now()
    if not own_teams(request.user, now=now).exists():
        raise Http404
    existing = Digest.objects.filter(user=request.user).first()
    chosen = existing or Digest(user=request.user)
    chosen.user = request.user
    form = DigestForm(request.POST if request.method == "POST" else None, digest=chosen)
    if form.is_valid():
        saved = save_digest(user=request.user, now=now, **form.cleaned_data)
        messages.success(request, what_comes(saved, now=now))
        return redirect("coaching:digest")
    context = {
        "form": form,
        "has_mail": mail.is_set_up(),
        "has_push": push.is_set_up(),
        "devices": request.user.devices.count(),
    }
    return render(request, "coaching/digest.html", context, status=422 if form.errors else 200)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """End somebody's digest for whoever has the link from their mail.

    Opening it changes nothing, as with an athlete's reminders: its button, or the mail program's
    own (RFC 8058), sends it, and the signed link is what says that it may be.
    """
    is_off = request.method == "POST"
    is_at_once = False
    if (user_id := user_of(token)) is not None:
        if is_off:
            switch_off(user_id=user_id)
    elif (user_id := user_of(token, salt=AT_ONCE_SALT)) is not None:
        is_at_once = True
        if is_off:
            stop_telling_at_once(user_id=user_id, now=timezone.now())
    else:
        raise Http404
    context = {"is_off": is_off, "is_at_once": is_at_once}
    return render(request, "coaching/digest_off.html", context)
