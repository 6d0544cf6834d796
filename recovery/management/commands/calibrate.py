from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from tqdm import tqdm

from coaching import calibration_words as words
from coaching.decisions import threshold_of
from coaching.models import Team, TeamCalibration
from coaching.services.calibrations import calibrate_team

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Learn when a team's warnings should open, from its own quiet history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--team", help="its name; every team if left out")
        parser.add_argument("--dry-run", action="store_true", help="decide nothing, only say")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, **options: Any) -> None:
        teams = Team.objects.order_by("name")
        if options["team"]:
            teams = teams.filter(name=options["team"])
            if not teams:
                raise CommandError(
                    gettext("There is no team %(name)s.") % {"name": options["team"]}
                )
        # disable=None: tqdm hides itself when stderr is not a terminal (cron, CI).
        for team in tqdm(list(teams), unit="team", disable=options["no_progress"] or None):
            with transaction.atomic():
                decided = calibrate_team(
                    team=team, now=timezone.now(), cause=TeamCalibration.Cause.BY_HAND
                )
                transaction.set_rollback(options["dry_run"])
            change = words.change(decided, after=threshold_of(decided))
            self.stdout.write(f"{team}: {change}. {words.reason(decided)}")
            self.stdout.write(words.newcomers(decided))
