from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from tqdm import tqdm

from athletes.imports.files import find_sources, total_bytes
from athletes.imports.profile import built_in_profiles, load_profile
from athletes.imports.reading import read_history
from athletes.imports.refusals import HistoryError
from athletes.imports.report import counted_facts, describe
from athletes.imports.shifting import shift_to_today
from athletes.services.imports import (
    Saved,
    athlete_of_import,
    save_history,
    was_made_by_import,
)
from coaching.models import ASSESSED, Team
from coaching.services.consent import grant
from coaching.services.teams import add_member, create_team

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from athletes.imports.history import History
    from athletes.models import Athlete

MOST_REFUSALS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for on the command line."""

    path: Path
    team: str
    profile: str
    as_of: dt.date | None
    dry_run: bool
    skip_refused: bool
    share_with_team: bool
    no_progress: bool


class Command(BaseCommand):
    help = "Import check-ins, sessions and rest days from the files of another system."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a CSV file, or a folder of them")
        parser.add_argument("--team", required=True, help="its name; made if it is not there")
        parser.add_argument(
            "--profile",
            required=True,
            help=f"how to read the files: {', '.join(built_in_profiles())}, or your own .toml file",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and save nothing"
        )
        parser.add_argument(
            "--skip-refused", action="store_true", help="save the rows that can be read"
        )
        parser.add_argument(
            "--share-with-team",
            action="store_true",
            help="let the team's staff see all data of the athletes that this import adds: only"
            " with their permission, as participants of a published study gave it",
        )
        parser.add_argument(
            "--as-of",
            type=dt.date.fromisoformat,
            metavar="DAY",
            help="to try the product on old data: leave out what came after DAY, and move the rest"
            " by whole weeks to today; for a team that is not there yet",
        )
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, **given: Any) -> None:
        now = timezone.now()
        options = Options(**{each.name: given[each.name] for each in fields(Options)})
        try:
            history = self._read(options, now=now)
            self._report(history, options)
            saved = self._save(history, options, now=now)
        except HistoryError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._say(saved, dry_run=options.dry_run)

    def _read(self, options: Options, *, now: dt.datetime) -> History:
        profile = load_profile(options.profile)
        # disable=None: tqdm hides itself when stderr is not a terminal (cron, CI).
        with tqdm(
            total=total_bytes(find_sources(options.path, profile)),
            desc=gettext("reading"),
            unit="B",
            unit_scale=True,
            disable=options.no_progress or None,
        ) as bar:
            history = read_history(options.path, profile, now=now, advance=bar.update)
        if options.as_of is not None:
            today = now.astimezone(profile.time_zone).date()
            shift_to_today(history, as_of=options.as_of, today=today)
        return history

    def _report(self, history: History, options: Options) -> None:
        """Say what was understood; stop where a row was not, unless such rows may be skipped."""
        for line in describe(history):
            self.stdout.write(line)
        refused = history.tally.refused_rows
        if not refused:
            return
        for refusal in history.refusals[:MOST_REFUSALS_SHOWN]:
            self.stderr.write(str(refusal))
        if len(history.refusals) > MOST_REFUSALS_SHOWN:
            self.stderr.write("…")
        if not options.skip_refused or not history.athletes:
            raise CommandError(
                ngettext(
                    "Nothing was saved, because %(rows)d row cannot be read. Correct it, or leave"
                    " it out with --skip-refused.",
                    "Nothing was saved, because %(rows)d rows cannot be read. Correct them, or"
                    " leave them out with --skip-refused.",
                    refused,
                )
                % {"rows": refused}
            )
        skipped = ngettext("%(rows)d row is skipped.", "%(rows)d rows are skipped.", refused)
        self.stdout.write(skipped % {"rows": refused})

    def _save(self, history: History, options: Options, *, now: dt.datetime) -> Saved:
        """Save everything or nothing. A dry run is the real one, undone."""
        saved = Saved()
        bar = tqdm(
            history.athletes.values(),
            desc=gettext("saving"),
            unit=gettext("athlete"),
            disable=options.no_progress or None,
        )
        with transaction.atomic(), pghistory.context(imported_with=history.profile.name):
            team = find_or_create_team(options)
            for each in bar:
                athlete = athlete_of_import(
                    name=each.name,
                    team=team.name,
                    time_zone=history.profile.time_zone.key,
                    now=now,
                )
                add_member(athlete=athlete, team=team, now=now)
                if options.share_with_team and was_made_by_import(athlete):
                    share_everything(athlete, team, now=now)
                saved += save_history(athlete=athlete, history=each, profile=history.profile)
            transaction.set_rollback(options.dry_run)
        return saved

    def _say(self, saved: Saved, *, dry_run: bool) -> None:
        done = gettext("Added: %(facts)s. Already there: %(present)d.")
        would = gettext("Dry run, nothing saved. To add: %(facts)s. Already there: %(present)d.")
        facts = counted_facts(
            check_ins=saved.check_ins, sessions=saved.sessions, rest_days=saved.rest_days
        )
        line = would if dry_run else done
        self.stdout.write(line % {"facts": facts, "present": saved.already_there})


def find_or_create_team(options: Options) -> Team:
    team = Team.objects.filter(name=options.team.strip()).first()
    if team is not None and options.as_of is not None:
        # Moved by another number of weeks, the same facts would be added once more.
        message = gettext("The team %(team)s is there already; --as-of is for a new one.")
        raise HistoryError(message % {"team": team.name})
    return team or create_team(name=options.team)


def share_everything(athlete: Athlete, team: Team, *, now: dt.datetime) -> None:
    for data_class in ASSESSED:
        grant(athlete=athlete, team=team, data_class=data_class, by=athlete.user, now=now)
