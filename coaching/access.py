"""Who may see and do what: the one place that turns (user, id) into a row or 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from recovery.accounts.models import User


def home_url(user: User) -> str:  # noqa: ARG001
    return reverse("account_logout")
