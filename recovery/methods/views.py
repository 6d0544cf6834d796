"""The pages of the method cards, for everybody who is signed in. They ask the database nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from recovery.methods.pages import page_of
from recovery.methods.registry import card_or_404, grouped

if TYPE_CHECKING:
    from django.http import HttpResponse

    from recovery.http import AppHttpRequest


@require_GET
def index(request: AppHttpRequest) -> HttpResponse:
    """List every rule and every metric, with the question it answers."""
    groups = [(group.value, cards) for group, cards in grouped()]
    return render(request, "methods/index.html", {"groups": groups})


@require_GET
def card(request: AppHttpRequest, slug: str) -> HttpResponse:
    """Explain one rule or metric."""
    return render(request, "methods/card.html", {"page": page_of(card_or_404(slug))})
