"""Check-ins that were answered without a network, and what a phone needs to send them.

A phone asks first who is signed in, and gets a token to send with; then it delivers one by one.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from athletes.access import own_athlete_or_404
from athletes.forms.check_ins import CheckInForm, is_empty, saved_answers
from athletes.forms.deliveries import DeliveryForm
from athletes.views.check_ins import check_in_on, posted_form, save

if TYPE_CHECKING:
    from django.http import HttpRequest

    from athletes.models import CheckIn
    from recovery.http import AppHttpRequest


@login_not_required
@never_cache
@require_GET
def status(request: HttpRequest) -> JsonResponse:
    """Say who is signed in, with a token for their deliveries; 401 where nobody is."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)
    own_athlete_or_404(request.user)
    return JsonResponse({"person": request.user.pk, "token": get_token(request)})


@require_POST
def deliver(request: AppHttpRequest, day: dt.date) -> JsonResponse:
    """Save a check-in with the time at which it was answered.

    Sending it again changes nothing. 409 refuses what somebody else answered on the same phone;
    422 names what is wrong, and whether it may be right later.
    """
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    delivery = DeliveryForm(request.POST)
    if not delivery.is_valid():
        return refused(delivery)
    if delivery.cleaned_data["person"] != request.user.pk:
        return JsonResponse({}, status=HTTPStatus.CONFLICT)
    form = posted_form(request, athlete, saved=None, usual={})
    answered_at = now - dt.timedelta(milliseconds=delivery.cleaned_data["waited"])
    if not save(form, athlete=athlete, day=day, recorded_at=answered_at, now=now):
        return refused(form)
    saved = check_in_on(athlete, day)
    return JsonResponse({"elsewhere": overruled(form, saved) if saved else []})


def refused(form: CheckInForm | DeliveryForm) -> JsonResponse:
    errors = [each for found in form.errors.get_json_data().values() for each in found]
    # The athlete's clock, as the site knows it, may be behind that of a phone that travels.
    is_early = all(error["code"] == "future" for error in errors)
    problems = [error["message"] for error in errors]
    answer = {"problems": problems, "later": is_early}
    return JsonResponse(answer, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def overruled(form: CheckInForm, saved: CheckIn) -> list[str]:
    """Return the questions to which a later answer, given elsewhere, was there already."""
    kept = saved_answers(saved)
    return [
        str(form.fields[name].label)
        for answers in form.answers().values()
        for name, value in answers.items()
        if name in form.fields and not is_empty(value) and kept.get(name) != value
    ]
