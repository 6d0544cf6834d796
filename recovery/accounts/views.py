from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.views import i18n
from django.views.decorators.http import require_POST

from recovery.accounts.models import Language
from recovery.accounts.services import choose_language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language here and, for somebody signed in, wherever they sign in next."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in Language.values:
        choose_language(user=request.user, language=language)
    return i18n.set_language(request)  # sets the cookie and returns to a checked `next`
