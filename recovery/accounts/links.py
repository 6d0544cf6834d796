"""Addresses that leave the site, in a mail or to be handed over."""

from __future__ import annotations

from django.conf import settings


def whole_address(path: str) -> str:
    """Return where people reach ``path``: by our own word, never by that of a request."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
