"""Devices that show notifications: what static/js/push.js asks and says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from recovery.outbox import push
from recovery.outbox.forms import DeviceForm
from recovery.outbox.services import forget_devices, remember_device, renew_device

if TYPE_CHECKING:
    from django.http import HttpResponse

    from recovery.accounts.models import User
    from recovery.http import AppHttpRequest


@require_GET
def key(request: AppHttpRequest) -> HttpResponse:
    """Give the key that notifications of this site are signed with, and a token to answer with."""
    if not push.is_set_up():
        raise Http404
    return JsonResponse({"key": push.public_key(), "token": get_token(request)})


@require_POST
def add(request: AppHttpRequest) -> HttpResponse:
    """Show what is told to this person on the browser that asks, until they sign out on it."""
    if not push.is_set_up():
        raise Http404
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": sorted(form.errors)}, status=422)
    session_key = str(request.session.session_key)
    now = timezone.now()
    remember_device(user=request.user, session_key=session_key, now=now, **form.cleaned_data)
    return known_devices(request.user)


@require_POST
def renew(request: AppHttpRequest) -> HttpResponse:
    """Go on showing what is told to this person on their browser, which has another address.

    404 where nothing was shown on it in this session: a worker asks this, and nobody has allowed
    anything.
    """
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": sorted(form.errors)}, status=422)
    session_key = str(request.session.session_key)
    if not renew_device(user=request.user, session_key=session_key, **form.cleaned_data):
        raise Http404
    return known_devices(request.user)


@require_POST
def forget(request: AppHttpRequest) -> HttpResponse:
    """Forget one browser of this person, which says so itself, or all of them."""
    endpoint = request.POST.get("endpoint", "")
    forget_devices(user=request.user, endpoint=endpoint)
    if endpoint:
        return known_devices(request.user)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else "home")


def known_devices(user: User) -> JsonResponse:
    return JsonResponse({"devices": user.devices.count()})
