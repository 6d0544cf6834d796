"""Every write to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recovery.accounts.models import User


def choose_language(*, user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])
