"""The club admin's page: who is in the club. No answer of anybody is shown here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from athletes.timings import check_in_speed
from coaching.access import club_admin_or_404
from coaching.forms.people import PersonForm, TeamForm
from coaching.models import Team
from coaching.selectors.people import people as people_of_the_club
from coaching.services.people import add_person, deactivate, reactivate
from coaching.services.teams import create_team
from recovery.accounts.links import whole_address
from recovery.accounts.models import User

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_GET
def people(request: AppHttpRequest) -> HttpResponse:
    """List everybody, with what they are in the club."""
    now = timezone.now()
    club_admin_or_404(request.user, now=now)
    return _page(request, now=now)


@require_POST
def add(request: AppHttpRequest) -> HttpResponse:
    """Make an account and show the link with which its owner sets a password."""
    now = timezone.now()
    club_admin_or_404(request.user, now=now)
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            user = add_person(**form.cleaned_data, time_zone=request.user.time_zone, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _page(request, now=now, invited=user)
    return _page(request, now=now, person_form=form)


@require_POST
def add_team(request: AppHttpRequest) -> HttpResponse:
    club_admin_or_404(request.user, now=timezone.now())
    form = TeamForm(request.POST, prefix="team")
    if form.is_valid():
        try:
            team = create_team(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(team)s is there.") % {"team": team})
            return redirect("coaching:people")
    return _page(request, now=timezone.now(), team_form=form)


@require_POST
def invite(request: AppHttpRequest, user_id: int) -> HttpResponse:
    """Show a new link for somebody who has yet to choose a password.

    Never for anybody else: with it a club admin could sign in as a coach, and read along.
    """
    now = timezone.now()
    club_admin_or_404(request.user, now=now)
    user = get_object_or_404(User, pk=user_id, is_active=True, is_staff=False)
    if user.has_usable_password():
        raise Http404
    return _page(request, now=now, invited=user)


@require_POST
def set_active(request: AppHttpRequest, user_id: int) -> HttpResponse:
    """Close somebody's account, or open it again."""
    club_admin_or_404(request.user, now=timezone.now())
    user = get_object_or_404(User, pk=user_id, is_staff=False)
    try:
        if request.POST.get("active") == "yes":
            reactivate(user=user)
        else:
            deactivate(user=user, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect("coaching:people")


def _page(
    request: AppHttpRequest,
    *,
    now: dt.datetime,
    person_form: PersonForm | None = None,
    team_form: TeamForm | None = None,
    invited: User | None = None,
) -> HttpResponse:
    forms = (person_form, team_form)
    context = {
        "people": people_of_the_club(now=now),
        "teams": Team.objects.order_by("name"),
        "speed": check_in_speed(until=timezone.localdate(now)),
        "person_form": person_form or PersonForm(initial={"language": request.user.language}),
        "team_form": team_form or TeamForm(prefix="team"),
        "invited": invited,
        "invitation_url": _invitation_url(invited) if invited else "",
    }
    status = 422 if any(form is not None and form.errors for form in forms) else 200
    return render(request, "coaching/people.html", context, status=status)


def _invitation_url(user: User) -> str:
    """Return the address at which somebody chooses a password, once, within three days."""
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )
    return whole_address(path)
