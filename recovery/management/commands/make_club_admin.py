from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coaching.services.teams import make_club_admin
from recovery.accounts.models import User

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Let somebody with an account manage the club's people: how a new site gets its first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *, email: str, **_options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}; createsuperuser makes an account.")
        make_club_admin(user=user, now=timezone.now())
        self.stdout.write(f"{user} manages the club's people now.")
