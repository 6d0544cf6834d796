"""Every write to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recovery.accounts.models import User


def choose_language(*, user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])


def choose_time_zone(*, user: User, time_zone: str) -> None:
    """Show somebody times by another clock."""
    user.time_zone = time_zone
    user.save(update_fields=["time_zone"])
