from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, ngettext

from coaching.models import Team
from recovery.assessments.models import COACH_LEVELS, DailyState, Level, RecoveryWarning
from recovery.engine.items import ALL_CLASSES

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Collection, Iterator


class Command(BaseCommand):
    help = "Say how often a team's athletes get a notice, and its coach a warning."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--team", required=True, help="its name")

    def handle(self, **options: Any) -> None:
        team = options["team"]
        found = Team.objects.filter(name=team).first()
        if found is None:
            raise CommandError(gettext("There is no team %(name)s.") % {"name": team})
        members = found.memberships.values_list("athlete", flat=True)
        burden = alert_burden(set(members))
        if not burden.answered_days:
            raise CommandError(gettext("Nothing of %(name)s has been assessed.") % {"name": team})
        for line in describe(burden):
            self.stdout.write(line)


@dataclass(frozen=True, kw_only=True)
class AlertBurden:
    """How much is raised about some athletes, seen through their own lens.

    A week (Monday to Sunday) has data when the athlete answered on one of its days. A notice
    and a warning count once, on the day they open; ``reached`` counts, per level, the warnings
    that came to it.
    """

    athletes: int
    answered_days: int
    athlete_weeks: int
    notices: int
    warnings: int
    reached: Counter[Level]


def alert_burden(athlete_ids: Collection[int]) -> AlertBurden:
    """Count what the derived rows of these athletes hold. Two queries."""
    lens = int(ALL_CLASSES)
    days = Counter[int]()
    weeks: set[tuple[int, int, int]] = set()
    notices = 0
    before: tuple[int | None, int] = (None, Level.UNKNOWN)
    states = DailyState.objects.filter(athlete__in=athlete_ids, lens=lens)
    columns = ("athlete", "day", "level", "answered")
    for athlete, day, level, answered in states.order_by("athlete", "day").values_list(*columns):
        if answered:
            days[athlete] += 1
            weeks.add((athlete, *day.isocalendar()[:2]))
        # Coming down from a warning is the end of that one, not another notice.
        raised = before[0] == athlete and before[1] in (Level.NOTICE, *COACH_LEVELS)
        notices += level == Level.NOTICE and not raised
        before = (athlete, level)
    warnings = RecoveryWarning.objects.filter(athlete__in=athlete_ids, lens=lens)
    transitions = list(warnings.values_list("transitions", flat=True))
    return AlertBurden(
        athletes=len(days),
        answered_days=days.total(),
        athlete_weeks=len(weeks),
        notices=notices,
        warnings=len(transitions),
        reached=Counter(level for steps in transitions for level in {Level(s[1]) for s in steps}),
    )


def describe(burden: AlertBurden) -> Iterator[str]:
    yield ngettext(
        "%(athletes)d athlete, %(days)d answered days in %(weeks)d weeks with data.",
        "%(athletes)d athletes, %(days)d answered days in %(weeks)d athlete-weeks with data.",
        burden.athletes,
    ) % {
        "athletes": burden.athletes,
        "days": burden.answered_days,
        "weeks": burden.athlete_weeks,
    }
    yield _rates(gettext("Notices (athlete only)"), burden.notices, burden)
    yield _rates(gettext("Warnings (coach)"), burden.warnings, burden)
    for level in COACH_LEVELS:
        yield gettext("  of which came to %(level)s: %(count)d") % {
            "level": level.label,
            "count": burden.reached[level],
        }


def _rates(name: str, count: int, burden: AlertBurden) -> str:
    return gettext(
        "%(name)s: %(count)d; %(per_week).3f per athlete-week with data,"
        " %(per_100_days).2f per 100 answered athlete-days."
    ) % {
        "name": name,
        "count": count,
        "per_week": count / burden.athlete_weeks,
        "per_100_days": 100 * count / burden.answered_days,
    }
