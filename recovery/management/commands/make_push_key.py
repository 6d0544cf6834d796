from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from recovery.outbox.push_keys import new_private_key


class Command(BaseCommand):
    help = "Make the key with which this site signs notifications: a line for .env, kept for good."
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"VAPID_PRIVATE_KEY={new_private_key()}")
