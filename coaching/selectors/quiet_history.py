"""What a team's own history teaches: its usual answers, and how often a threshold is passed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coaching.access import visible_members
from coaching.models import DataClass, WarningAction
from recovery.assessments.facts import read_facts
from recovery.assessments.models import RecoveryWarning
from recovery.assessments.series import day_number, series_of
from recovery.assessments.services import read_calendars
from recovery.engine import ITEMS
from recovery.engine import DataClass as EngineDataClass
from recovery.engine.budget import Openings, added, count_openings
from recovery.engine.priors import Priors, team_priors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coaching.models import Team
    from recovery.assessments.series import View
    from recovery.engine import Series
    from recovery.engine.arrays import BoolArray

HISTORY_DAYS = 365
# Around a warning that somebody could use nothing is quiet: another threshold would have opened
# it earlier, and it is over some time after it closes.
BEFORE_DAYS, AFTER_DAYS = 14, 7
LONGEST_DAYS = 28  # of one that an edit has taken away since, so that nobody knows when it closed
NEVER = 10**6  # the day number on which an open warning closes, for now
ANSWERS = DataClass.BODY | DataClass.MIND
ALREADY_KNEW = WarningAction.Reason.ALREADY_KNEW

Span = tuple[int, int]  # first and last day number


@dataclass(frozen=True, slots=True)
class Taught:
    """What the members of a team taught about it."""

    priors: Priors
    openings: Openings | None  # None where nobody shares anything
    members: int  # who share answers


def taught_by(team: Team, *, now: dt.datetime) -> Taught:
    """Learn from what is shared with this team now, and from nothing else. Eleven queries.

    A member is read through the lens of the team, as its coaches see them: who shares nothing
    is not read at all, and a class that is withheld moves nothing.
    """
    members = [member for member in visible_members(team, now=now) if member.classes]
    lenses: dict[EngineDataClass, list[int]] = defaultdict(list)
    for member in members:
        lenses[EngineDataClass(member.classes)].append(member.athlete_id)
    athlete_ids = [member.athlete_id for member in members]
    calendars = read_calendars(athlete_ids, now=now)
    blocks = list(series_of(read_facts(athlete_ids), calendars, lenses))
    priors = _priors(blocks)
    useful = _useful_warnings(team, {member.athlete_id: member.classes for member in members})
    openings = [
        count_openings(series, _left_out(views, series, useful), priors) for views, series in blocks
    ]
    return Taught(
        priors=priors,
        openings=added(openings) if openings else None,
        members=sum(bool(member.classes & ANSWERS) for member in members),
    )


def _priors(blocks: list[tuple[list[View], Series]]) -> Priors:
    """Learn from the last year of all blocks, each filled up to the same days."""
    items = [np.empty((0, HISTORY_DAYS, len(ITEMS)))]
    usable = [np.empty((0, HISTORY_DAYS), dtype=np.bool_)]
    for _views, series in blocks:
        recent = series.items[:, -HISTORY_DAYS:]
        before = (HISTORY_DAYS - recent.shape[1], 0)
        items.append(np.pad(recent, ((0, 0), before, (0, 0)), constant_values=np.nan))
        usable.append(np.pad(~series.ill[:, -HISTORY_DAYS:], ((0, 0), before)))
    return team_priors(np.concatenate(items), np.concatenate(usable))


def _left_out(views: list[View], series: Series, useful: Mapping[int, list[Span]]) -> BoolArray:
    """Return the days before the period, and those around warnings that somebody could use."""
    n_days = series.load.shape[1]
    left_out: BoolArray = np.zeros(series.load.shape, dtype=np.bool_)
    left_out[:, : max(n_days - HISTORY_DAYS, 0)] = True
    for row, view in enumerate(views):
        zero = view.last - n_days + 1  # day number of column 0
        for first, last in useful.get(view.athlete, ()):
            left_out[row, max(first - zero, 0) : max(last + 1 - zero, 0)] = True
    return left_out


def _useful_warnings(team: Team, classes: Mapping[int, int]) -> dict[int, list[Span]]:
    """Return, by athlete, the days around warnings after which somebody did something.

    The last thing that was done about a warning counts. *I already knew* is not useful, but
    something was going on; any other *not useful* was a quiet day's warning. Two queries.
    """
    done: dict[tuple[int, dt.date], WarningAction] = {}
    standing = WarningAction.objects.standing().filter(team=team, athlete__in=classes)
    for action in standing.order_by("pk"):
        done[action.athlete_id, action.opened_on] = action
    closed = {
        (warning.athlete_id, warning.opened_on): warning.closed_on
        for warning in RecoveryWarning.objects.filter(athlete__in=classes).defer("payload")
        if warning.lens == classes[warning.athlete_id]
    }
    useful: dict[int, list[Span]] = defaultdict(list)
    for (athlete_id, opened_on), action in done.items():
        if action.kind == WarningAction.Kind.NOT_USEFUL and action.reason != ALREADY_KNEW:
            continue
        gone = opened_on + dt.timedelta(days=LONGEST_DAYS)
        closed_on = closed.get((athlete_id, opened_on), gone)
        last = NEVER if closed_on is None else day_number(closed_on) + AFTER_DAYS
        useful[athlete_id].append((day_number(opened_on) - BEFORE_DAYS, last))
    return useful
