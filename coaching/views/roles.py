"""The club admin's page of one person: which teams they look after, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.access import club_admin_or_404
from coaching.forms.people import RoleForm
from coaching.models import StaffRole
from coaching.services.people import choose_role
from recovery.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_http_methods(["GET", "POST"])
def roles(request: AppHttpRequest, user_id: int) -> HttpResponse:
    """Show somebody's roles in the staff of teams, and give, change or end one."""
    now = timezone.now()
    club_admin_or_404(request.user, now=now)
    user = get_object_or_404(User, pk=user_id, is_active=True, is_staff=False)
    held = list(
        StaffRole.objects.active(now)
        .filter(user=user)
        .select_related("team")
        .order_by("team__name")
    )
    only = {"team": held[0].team, "role": held[0].kind} if len(held) == 1 else None
    form = RoleForm(request.POST if request.method == "POST" else None, initial=only)
    if form.is_valid():
        try:
            choose_role(user=user, by=request.user, now=now, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved. It holds from their next page on."))
            return redirect("coaching:person-roles", user_id)
    context = {
        "person": user,
        "held": held,
        "form": form,
    }
    return render(
        request, "coaching/person_roles.html", context, status=422 if form.errors else 200
    )
