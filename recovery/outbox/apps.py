from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class OutboxConfig(AppConfig):
    name = "recovery.outbox"

    def ready(self) -> None:
        checks.register(push_key_is_one)


def push_key_is_one(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse to start with a key that signs nothing, instead of failing at each message."""
    from recovery.outbox import push_keys  # noqa: PLC0415  (only where checks run)

    if not settings.VAPID_PRIVATE_KEY:
        return []
    try:
        push_keys.signer(settings.VAPID_PRIVATE_KEY)
    except push_keys.BadKeyError:
        hint = "Make one with `python manage.py make_push_key`."
        return [checks.Error("VAPID_PRIVATE_KEY is not a key.", hint=hint, id="outbox.E001")]
    return []
