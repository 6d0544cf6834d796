"""The phases of a team's year, as its calendar shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from athletes import plan_words
from athletes.plan import ONE_DAY, WEEK, monday_of
from coaching.models import Phase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from coaching.models import Team


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase that can be deleted."""

    pk: int
    name: str
    dates: str


def phases_from(team: Team, monday: dt.date) -> list[Phase]:
    """Return the phases that are not over on a day, the first one first. One query."""
    return list(Phase.objects.filter(team=team, last_day__gte=monday).order_by("first_day"))


def lines_of(phases: Iterable[Phase]) -> list[PhaseLine]:
    return [
        PhaseLine(
            pk=phase.pk,
            name=phase.name,
            dates=plan_words.week_of(phase.first_day, phase.last_day),
        )
        for phase in phases
    ]


def in_week(phases: Sequence[Phase], monday: dt.date) -> str:
    """Name the phases of a week, with which of their weeks it is; nothing without one."""
    sunday = monday + (WEEK - 1) * ONE_DAY
    return " · ".join(
        _in_week(phase, monday)
        for phase in phases
        if phase.first_day <= sunday and monday <= phase.last_day
    )


def _in_week(phase: Phase, monday: dt.date) -> str:
    first = monday_of(phase.first_day)
    weeks = (monday_of(phase.last_day) - first).days // WEEK + 1
    return _("%(name)s, week %(number)d of %(weeks)d") % {
        "name": phase.name,
        "number": (monday - first).days // WEEK + 1,
        "weeks": weeks,
    }
