"""An athlete's pairs of shoes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from athletes.access import own_athlete_or_404, own_shoe_or_404
from athletes.forms.shoes import ShoeForm, shoe_as_initial
from athletes.models import Session, Shoe
from athletes.services.shoes import (
    add_shoe,
    change_shoe,
    delete_shoe,
    look_again_later,
    make_default,
    retire,
    wear_again,
)
from athletes.shoes import rack
from recovery.engine.metrics.shoes import NEW_DAYS

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from athletes.models import Athlete
    from recovery.http import AppHttpRequest


class Deed(models.TextChoices):
    """What one tap does with a pair."""

    MAKE_USUAL = "make_usual"
    LOOKED = "looked"
    RETIRE = "retire"
    WEAR_AGAIN = "wear_again"


class DeedForm(forms.Form):
    """Validates one tap."""

    do = forms.ChoiceField(choices=Deed.choices)


@require_GET
def shoes(request: AppHttpRequest) -> HttpResponse:
    """Show an athlete's pairs, those that are worn first."""
    athlete = own_athlete_or_404(request.user)
    context = {"rack": rack(athlete, today=athlete.local_day(timezone.now())), "new_days": NEW_DAYS}
    return render(request, "athletes/shoes.html", context)


@require_http_methods(["GET", "POST"])
def add(request: AppHttpRequest) -> HttpResponse:
    """Add a pair."""
    athlete = own_athlete_or_404(request.user)
    now = timezone.now()
    today = athlete.local_day(now)
    form = ShoeForm(
        request.POST if request.method == "POST" else None,
        client_id=uuid.uuid4(),
        today=today,
        initial=new_pair(athlete, today) if request.method == "GET" else {},
    )
    if form.is_valid():
        try:
            shoe = add_shoe(
                athlete=athlete,
                client_id=form.cleaned_data["client_id"],
                facts=form.facts(),
                takes_earlier=form.cleaned_data["takes_earlier"],
                recorded_at=now,
                now=now,
            )
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s: saved.") % {"name": shoe.name})
            return redirect("athletes:shoes")
    return show(request, form, shoe=None)


@require_http_methods(["GET", "POST"])
def edit(request: AppHttpRequest, shoe_id: int) -> HttpResponse:
    """Change what is known of a pair."""
    athlete = own_athlete_or_404(request.user)
    shoe = own_shoe_or_404(athlete, shoe_id)
    now = timezone.now()
    form = ShoeForm(
        request.POST if request.method == "POST" else None,
        client_id=shoe.client_id,
        today=athlete.local_day(now),
        initial=shoe_as_initial(shoe),
    )
    if form.is_valid():
        facts = form.facts()
        try:
            change_shoe(shoe=shoe, facts=facts, now=now)
        except Shoe.DoesNotExist:
            raise Http404 from None  # deleted since, in another window
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s: saved.") % {"name": facts.name})
            return redirect("athletes:shoes")
    return show(request, form, shoe=shoe)


@require_POST
def act(request: AppHttpRequest, shoe_id: int) -> HttpResponse:
    """Make a pair the usual one, put off the look at its soles, retire it or wear it again."""
    athlete = own_athlete_or_404(request.user)
    shoe = own_shoe_or_404(athlete, shoe_id)
    form = DeedForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        said = _done(Deed(form.cleaned_data["do"]), shoe, today=athlete.local_day(timezone.now()))
    except Shoe.DoesNotExist:
        raise Http404 from None
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("athletes:shoes")


@require_POST
def delete(request: AppHttpRequest, shoe_id: int) -> HttpResponse:
    """Delete a pair; its sessions stay."""
    athlete = own_athlete_or_404(request.user)
    delete_shoe(shoe=own_shoe_or_404(athlete, shoe_id))
    return redirect("athletes:shoes")


def show(request: AppHttpRequest, form: ShoeForm, *, shoe: Shoe | None) -> HttpResponse:
    context = {"form": form, "shoe": shoe}
    status = 422 if form.errors else 200
    return render(request, "athletes/shoe.html", context, status=status)


def new_pair(athlete: Athlete, today: dt.date) -> dict[str, Any]:
    """Return what a new pair starts with: the last session's sport, usual if there is no other."""
    last = athlete.sessions.order_by("-day", "-pk").first()
    sport = last.sport if last else Session.Sport.RUNNING.value
    has_usual = athlete.shoes.filter(sport=sport, is_default=True).exists()
    return {"sport": sport, "first_day": today, "is_default": not has_usual}


def _done(deed: Deed, shoe: Shoe, *, today: dt.date) -> str:
    """Do it, and return what to say of it."""
    name = {"name": shoe.name}
    match deed:
        case Deed.MAKE_USUAL:
            make_default(shoe=shoe)
            return _("%(name)s: new sessions count in them from now on.") % name
        case Deed.LOOKED:
            look_again_later(shoe=shoe)
            return _("%(name)s: we bring it up again in 100 km.") % name
        case Deed.RETIRE:
            retire(shoe=shoe, on=today)
            return _("%(name)s: retired. Their kilometres stay.") % name
        case Deed.WEAR_AGAIN:
            wear_again(shoe=shoe)
            return _("%(name)s: worn again.") % name
