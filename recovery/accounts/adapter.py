from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter

from recovery.accounts.links import whole_address

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (allauth's signature)
        """Nobody signs up by themselves: a club admin makes the account."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Whoever asks for the mail names the host, and somebody else opens the link."""
        return whole_address(urlsplit(super().get_reset_password_from_key_url(key)).path)
