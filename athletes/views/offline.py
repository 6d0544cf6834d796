"""The check-in as a browser keeps it, to open without a network."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from athletes.forms.check_ins import CheckInForm
from recovery.accounts.models import Language

if TYPE_CHECKING:
    from django.http import HttpRequest

NO_ID = uuid.UUID(int=0)  # the script gives each form one of its own


@login_not_required
@cache_control(no_cache=True)
@require_GET
def offline(_request: HttpRequest, language: str) -> HttpResponse:
    """Show the empty check-in: the same bytes whoever asks."""
    if language not in Language.values:
        raise Http404
    return HttpResponse(offline_page(language))


def offline_page(language: str) -> str:
    """Return the page without anybody in it: rendered without a request, so nobody can be."""
    with translation.override(language):
        form = CheckInForm(client_id=NO_ID, saved=None, usual={})
        return render_to_string("athletes/offline.html", {"form": form})
