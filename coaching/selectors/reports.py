"""A team's week and an athlete's month, to print or to take along, as far as they are shared."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from coaching import report_words as words
from coaching import words as queue_words
from coaching.access import visible_members
from coaching.models import WarningAction
from coaching.selectors.plans import name_of
from coaching.selectors.queue import RANKS
from coaching.selectors.seen import through_lenses
from coaching.squad import status_of
from recovery.assessments.models import (
    COACH_LEVELS,
    OWN_LEVELS,
    DailyState,
    Level,
    RecoveryWarning,
)
from recovery.assessments.selectors import history
from recovery.figures import Status

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Mapping, Sequence

    from coaching.access import Member
    from coaching.models import Team
    from recovery.assessments.selectors import History, HistoryDay

ONE_DAY, ONE_WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One athlete's week. Who shares nothing has the row of who fills in nothing."""

    public_id: uuid.UUID
    name: str
    status: Status
    word: str
    check_ins: int
    load: int | None  # of the days that are known [AU]
    usual: int | None  # of a week [AU]
    load_words: str
    warnings: Sequence[str]
    done: Sequence[str]


@dataclass(frozen=True, slots=True)
class WeekReport:
    """A team's week from Monday to Sunday, or as far as it has come."""

    heading: str
    context: str
    monday: dt.date
    days: int  # of the week that have begun
    rows: Sequence[WeekRow]

    @property
    def previous(self) -> dt.date:
        return self.monday - ONE_WEEK

    @property
    def next(self) -> dt.date:
        return self.monday + ONE_WEEK


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day of an athlete's month."""

    day: dt.date
    status: Status
    word: str
    answered: bool
    load: float | None  # [AU]
    response: float | None  # larger is worse [SD]


@dataclass(frozen=True, slots=True)
class MonthReport:
    """One athlete's month; no history where nothing is shared, or nothing filled in."""

    public_id: uuid.UUID
    name: str
    first: dt.date
    summary: str
    history: History | None
    days: Sequence[MonthDay]
    warnings: Sequence[str]
    done: Sequence[str]

    @property
    def previous(self) -> dt.date:
        return (self.first - ONE_DAY).replace(day=1)

    @property
    def next(self) -> dt.date:
        return month_after(self.first)


def month_after(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)


def week_report(team: Team, monday: dt.date, *, now: dt.datetime) -> WeekReport:
    """Return a team's week. Four queries, however many athletes."""
    sunday = monday + ONE_WEEK - ONE_DAY
    members = sorted(visible_members(team, now=now), key=lambda each: name_of(each).casefold())
    sharing = [member for member in members if member.classes]
    states: dict[int, list[DailyState]] = defaultdict(list)
    rows = DailyState.objects.filter(through_lenses(sharing)).between(monday, sunday)
    for state in rows.defer("item_values", "item_normals", "item_sds").order_by("day"):
        states[state.athlete_id].append(state)
    warnings = _warnings(sharing, first=monday, last=sunday)
    done = _done(team, warnings, first=monday, last=sunday, now=now)
    week = [
        _week_row(
            member,
            states=states.get(member.athlete_id, ()),
            warnings=warnings.get(member.athlete_id, ()),
            done=done.get(member.athlete_id, ()),
        )
        for member in members
    ]
    days = min(max((now.date() - monday).days + 1, 0), 7)
    return WeekReport(
        heading=words.week_heading(monday, sunday),
        context=words.week_context(week, days=days),
        monday=monday,
        days=days,
        rows=week,
    )


def month_report(team: Team, member: Member, first: dt.date, *, now: dt.datetime) -> MonthReport:
    """Return one athlete's month as far as it is shared. Seven queries."""
    last = month_after(first) - ONE_DAY
    shown = None
    if member.classes:
        shown = history(
            athlete_id=member.athlete_id,
            lens=member.classes,
            first=first,
            last=last,
            now=now,
            is_own=False,
        )
    warnings = _warnings([member] if member.classes else [], first=first, last=last)
    done = _done(team, warnings, first=first, last=last, now=now)
    is_empty = shown is None or shown.is_empty
    days = [] if shown is None or is_empty else [_month_day(day) for day in shown.days]
    return MonthReport(
        public_id=member.athlete.public_id,
        name=name_of(member),
        first=first,
        summary=words.month_summary(days),
        history=None if is_empty else shown,
        days=days,
        warnings=[words.warning(each) for each in warnings.get(member.athlete_id, ())],
        done=done.get(member.athlete_id, ()),
    )


def _week_row(
    member: Member,
    *,
    states: Sequence[DailyState],
    warnings: Sequence[RecoveryWarning],
    done: Sequence[str],
) -> WeekRow:
    loads = [state.load for state in states if state.load is not None]
    usual = next((state.load_usual for state in reversed(states) if state.load_usual), None)
    load = round(sum(loads)) if loads else None
    level = _worst(states)
    return WeekRow(
        public_id=member.athlete.public_id,
        name=name_of(member),
        status=status_of(level),
        word=_word(level, is_known=bool(loads) or any(state.answered for state in states)),
        check_ins=sum(state.answered for state in states),
        load=load,
        usual=None if usual is None else round(usual),
        load_words=words.load(load, usual=usual, known_days=len(loads)),
        warnings=[words.warning(each) for each in warnings],
        done=done,
    )


def _word(level: int | None, *, is_known: bool) -> str:
    if level is not None:
        return str(Level(level).label)
    return str(Level.UNKNOWN.label) if is_known else words.nothing_known()


def _worst(states: Iterable[DailyState]) -> int | None:
    """Return what called for most attention in these days, None where nothing is known."""
    levels = {state.level for state in states if state.answered}
    warned = levels & set(COACH_LEVELS)
    if warned:
        return min(warned, key=lambda level: RANKS[Level(level)])
    if Level.ILL in levels:
        return Level.ILL
    return Level.USUAL if levels & {Level.USUAL, *OWN_LEVELS} else None


def _warnings(
    sharing: Sequence[Member], *, first: dt.date, last: dt.date
) -> Mapping[int, Sequence[RecoveryWarning]]:
    """Return the warnings that were open on one of these days, as they are seen."""
    rows = RecoveryWarning.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=first),
        through_lenses(sharing),
        opened_on__lte=last,
    )
    found: dict[int, list[RecoveryWarning]] = defaultdict(list)
    for warning in rows.defer("payload").order_by("opened_on"):
        found[warning.athlete_id].append(warning)
    return found


def _done(
    team: Team,
    warnings: Mapping[int, Sequence[RecoveryWarning]],
    *,
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
) -> Mapping[int, Sequence[str]]:
    """Return what was done in these days about warnings that can be seen."""
    visible = {(key, each.opened_on) for key, group in warnings.items() for each in group}
    actions = WarningAction.objects.standing().filter(
        team=team, athlete_id__in=warnings, at__date__range=(first, last)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for action in actions.select_related("by", "adjustment").order_by("pk"):
        if (action.athlete_id, action.opened_on) in visible:
            found[action.athlete_id].append(queue_words.done_with_note(action, now=now))
    return found


def _month_day(day: HistoryDay) -> MonthDay:
    is_known = day.answered or day.level in COACH_LEVELS
    return MonthDay(
        day=day.day,
        status=status_of(day.level) if is_known else Status.NONE,
        word=str(day.level.label) if is_known else "",
        answered=day.answered,
        load=day.load,
        response=day.response,
    )
