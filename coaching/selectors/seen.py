"""What a team's staff may know of each athlete, read for the whole team at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.db.models import BooleanField, Func, Max, Min, Q, TextField, Value

from athletes.models import CheckIn, DayMark, FactChange, HealthAnswers
from athletes.models.people import DAY_TURNS_AT
from athletes.reminded import last_reminders
from coaching.access import visible_members
from coaching.models import DataClass, WarningAction
from recovery.assessments.models import Calculation, CurrentState, DailyState, RecoveryWarning
from recovery.assessments.selectors import STALE_AFTER, UPDATING_AFTER
from recovery.assessments.services import turned_day
from recovery.engine import ITEMS

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Mapping, Sequence

    from athletes.models import Athlete, Clock
    from coaching.access import Member
    from coaching.models import Team

STRIP_DAYS = 14
LOOKED_BACK = dt.timedelta(days=120)  # for the last answer of somebody who has been silent
REMINDERS_SINCE = dt.timedelta(days=7)
ONE_DAY, NO_DAY = dt.timedelta(days=1), dt.timedelta()
WHOLE_CHECK_IN = DataClass.BODY | DataClass.MIND | DataClass.HEART | DataClass.HEALTH


class Sharing(Protocol):
    """An athlete, and the mask of what they share with the team."""

    @property
    def athlete_id(self) -> int: ...
    @property
    def classes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Day:
    """One athlete's day through what they share."""

    level: int
    answered: bool
    response: float | None  # R, larger is worse [SD]


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which nothing is expected of an athlete, as far as they are known."""

    kind: str  # of a DayMark
    last_day: dt.date


@dataclass(frozen=True, slots=True)
class Moved:
    """The answer that moved most from yesterday to today."""

    item: str  # code
    today: float
    yesterday: float
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Reminded:
    """When the site last asked a silent athlete for a check-in; empty: not in a week."""

    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the staff may know of one athlete now.

    For somebody who shares nothing it holds what it holds for somebody who never filled in
    anything: no day, no level, no moment. What is drawn from it must not look at ``lens``.
    """

    athlete_id: int
    public_id: uuid.UUID
    name: str
    lens: int  # mask of what they share
    today: dt.date  # of the athlete; it turns at 04:00
    state: CurrentState | None
    days: Mapping[dt.date, Day]
    warning: RecoveryWarning | None
    actions: Sequence[WarningAction]  # on that warning, latest first
    absence: Absence | None
    answered_at: dt.datetime | None  # the latest answer that is shared, of the last two weeks
    last_answered: dt.date | None  # the day of it, however long ago within reason
    moved: Moved | None  # only of who has a warning
    reminded: Reminded | None  # only of who is silent and shares all of the check-in
    is_updating: bool
    is_stale: bool
    is_set_aside: bool

    @property
    def has_checked_in(self) -> bool:
        today = self.days.get(self.today)
        return today is not None and today.answered

    @property
    def level(self) -> int | None:
        return None if self.state is None else self.state.level


def seen_athletes(
    team: Team, *, now: dt.datetime, public_id: uuid.UUID | None = None
) -> list[Seen]:
    """Return the athletes of the team, or one, as its staff may see them. 12 queries at most.

    Only rows of the lens that an athlete shares with this team are read, and only facts of
    classes that are in it.
    """
    members = visible_members(team, now=now)
    if public_id is not None:
        members = members.filter(athlete__public_id=public_id)
    memberships = list(
        members.select_related("athlete__user", "athlete__calculation").prefetch_related(
            "athlete__time_zones"
        )
    )
    sharing = [membership for membership in memberships if membership.classes]
    todays = {
        membership.athlete_id: turned_day(membership.athlete, now) for membership in memberships
    }
    first_day = min(todays.values(), default=now.date()) - dt.timedelta(days=STRIP_DAYS - 1)

    states = {
        state.athlete_id: state for state in CurrentState.objects.filter(through_lenses(sharing))
    }
    days = _days(sharing, first_day=first_day)
    warnings = {
        warning.athlete_id: warning
        for warning in RecoveryWarning.objects.open().filter(through_lenses(sharing))
    }
    actions = _actions(team, warnings)
    absences = absences_of(sharing, todays=todays)
    answered_at = _answered_at(sharing, days=days, first_day=first_day)
    waiting_since = waiting_since_of(sharing)
    last_answered = _last_answered(sharing, days=days, first_day=first_day)
    moved = _moved(sharing, warnings, todays=todays)
    reminded = _reminded(sharing, last_answered=last_answered, todays=todays, now=now)
    return [
        _seen(
            membership,
            today=todays[membership.athlete_id],
            now=now,
            state=states.get(membership.athlete_id),
            days=days.get(membership.athlete_id, {}),
            warning=warnings.get(membership.athlete_id),
            actions=actions.get(membership.athlete_id, ()),
            absence=absences.get(membership.athlete_id),
            answered_at=answered_at.get(membership.athlete_id),
            last_answered=last_answered.get(membership.athlete_id),
            moved=moved.get(membership.athlete_id),
            reminded=reminded.get(membership.athlete_id),
            waiting_since=waiting_since.get(membership.athlete_id),
        )
        for membership in memberships
    ]


class _EqualsAny(Func):
    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def one_of(column: str, ids: Iterable[int]) -> Q:
    """Return the condition that an id is one of these.

    They travel as one text: two hundred placeholders cost more than the rows that they find.
    Of nobody nothing is asked.
    """
    known = ",".join(map(str, ids))
    if not known:
        return Q(**{f"{column}__in": ()})
    return Q(_EqualsAny(column, Value(f"{{{known}}}", output_field=TextField())))


def through_lenses(memberships: Iterable[Sharing]) -> Q:
    """Return the condition that a derived row is of what one of these athletes shares."""
    athletes_by_lens = defaultdict(list)
    for membership in memberships:
        athletes_by_lens[membership.classes].append(membership.athlete_id)
    condition = Q(athlete_id__in=[])
    for lens, athlete_ids in athletes_by_lens.items():
        condition |= Q(one_of("athlete_id", athlete_ids), lens=lens)
    return condition


def waiting_since_of(sharing: Iterable[Sharing]) -> dict[int, dt.datetime]:
    """Return since when each athlete has a change that was not computed yet."""
    athlete_ids = [membership.athlete_id for membership in sharing]
    changes = FactChange.objects.filter(one_of("athlete_id", athlete_ids)).values_list("athlete_id")
    return dict(changes.annotate(since=Min("created_at")))


def _days(sharing: Iterable[Sharing], *, first_day: dt.date) -> dict[int, dict[dt.date, Day]]:
    rows = DailyState.objects.filter(through_lenses(sharing), day__gte=first_day).values_list(
        "athlete_id", "day", "level", "answered", "response"
    )
    days: dict[int, dict[dt.date, Day]] = defaultdict(dict)
    for athlete_id, day, level, answered, response in rows:
        days[athlete_id][day] = Day(level=level, answered=answered, response=response)
    return days


def _actions(team: Team, warnings: Mapping[int, RecoveryWarning]) -> dict[int, list[WarningAction]]:
    """Return what was done about the open warnings, latest first."""
    standing = WarningAction.objects.standing().filter(team=team, athlete_id__in=warnings)
    actions = standing.select_related("by", "adjustment")
    found: dict[int, list[WarningAction]] = defaultdict(list)
    for action in actions.order_by("-pk"):
        if action.opened_on == warnings[action.athlete_id].opened_on:
            found[action.athlete_id].append(action)
    return found


def absences_of(sharing: Iterable[Sharing], *, todays: Mapping[int, dt.date]) -> dict[int, Absence]:
    """Return who is away or ill today, in words that what they share allows. One query.

    Days belong to training, being ill to health. Somebody who shares the one and not the other
    and is ill is simply not available.
    """
    with_sessions = _who_shares(sharing, DataClass.SESSIONS)
    with_health = _who_shares(sharing, DataClass.HEALTH)
    from_day = min(todays.values(), default=dt.date.min)
    marks = DayMark.objects.filter(
        Q(one_of("athlete_id", with_sessions), kind__in=_AWAY)
        | Q(one_of("athlete_id", with_health), kind=DayMark.Kind.ILL),
        day__gte=from_day,
    ).values_list("athlete_id", "day", "kind")
    ill = HealthAnswers.objects.filter(
        one_of("check_in__athlete_id", with_health), check_in__day__gte=from_day, ill=True
    ).values_list("check_in__athlete_id", "check_in__day", Value(DayMark.Kind.ILL.value))
    kinds: dict[tuple[int, dt.date], str] = {}
    for athlete_id, day, kind in marks.union(ill):
        if kind != DayMark.Kind.ILL:
            kinds.setdefault((athlete_id, day), kind)
        elif athlete_id in with_health:
            kinds[athlete_id, day] = kind  # whatever else is said of the day
        else:
            kinds[athlete_id, day] = DayMark.Kind.UNAVAILABLE

    absences = {}
    for athlete_id, today in todays.items():
        away = kinds.get((athlete_id, today))
        if away is None:
            continue
        last_day = today
        while kinds.get((athlete_id, last_day + dt.timedelta(days=1))) == away:
            last_day += dt.timedelta(days=1)
        absences[athlete_id] = Absence(kind=away, last_day=last_day)
    return absences


_AWAY = (DayMark.Kind.UNAVAILABLE, DayMark.Kind.TRAVEL, DayMark.Kind.ILL)


def _who_shares(memberships: Iterable[Sharing], data_class: DataClass) -> set[int]:
    return {each.athlete_id for each in memberships if each.classes & data_class}


def _answered_at(
    sharing: Iterable[Sharing],
    *,
    days: Mapping[int, Mapping[dt.date, Day]],
    first_day: dt.date,
) -> dict[int, dt.datetime]:
    """Return when each athlete's latest shared answers were first received."""
    athlete_ids = [membership.athlete_id for membership in sharing]
    rows = CheckIn.objects.filter(one_of("athlete_id", athlete_ids), day__gte=first_day)
    latest = {}
    for athlete_id, day, at in rows.order_by("day").values_list("athlete_id", "day", "recorded_at"):
        seen_day = days[athlete_id].get(day)
        if seen_day is not None and seen_day.answered:
            latest[athlete_id] = at
    return latest


def _last_answered(
    sharing: Iterable[Member],
    *,
    days: Mapping[int, Mapping[dt.date, Day]],
    first_day: dt.date,
) -> dict[int, dt.date]:
    """Return the day of each athlete's latest shared answers; one query for the long silent."""
    last = {
        athlete_id: max(day for day, shown in of_athlete.items() if shown.answered)
        for athlete_id, of_athlete in days.items()
        if any(shown.answered for shown in of_athlete.values())
    }
    silent = [membership for membership in sharing if membership.athlete_id not in last]
    rows = DailyState.objects.filter(
        through_lenses(silent), answered=True, day__gte=first_day - LOOKED_BACK
    )
    return last | dict(rows.values_list("athlete_id").annotate(last=Max("day")))


def _moved(
    sharing: Iterable[Member],
    warnings: Mapping[int, RecoveryWarning],
    *,
    todays: Mapping[int, dt.date],
) -> dict[int, Moved]:
    """Return which answer moved most since yesterday, of each athlete with a warning."""
    warned = [membership for membership in sharing if membership.athlete_id in warnings]
    first = min((todays[each.athlete_id] for each in warned), default=dt.date.max)
    rows = DailyState.objects.filter(
        through_lenses(warned), answered=True, day__gte=first - ONE_DAY
    ).values_list("athlete_id", "day", "item_values", "item_sds")
    found = {(athlete_id, day): (values, sds) for athlete_id, day, values, sds in rows}
    moved = {}
    for membership in warned:
        today = todays[membership.athlete_id]
        now, before = (
            found.get((membership.athlete_id, today - each)) for each in (NO_DAY, ONE_DAY)
        )
        if now and before and (most := _moved_most(now[0], before[0], now[1])):
            moved[membership.athlete_id] = most
    return moved


def _moved_most(
    today: Sequence[float], yesterday: Sequence[float], sds: Sequence[float]
) -> Moved | None:
    """Compare two days item by item, each in its own spread; None where none moved by one."""
    best, most = None, 1.0
    for item, now, before, sd in zip(ITEMS, today, yesterday, sds, strict=True):
        # NaN, where nothing was answered, compares as false.
        if abs(now - before) / sd >= most:
            most = abs(now - before) / sd
            falls = now < before
            # Answers are kept as they stand on the screen: more is better.
            is_worse = falls if item.unit == "1–5" or not item.larger_is_worse else not falls
            best = Moved(item.code, now, before, is_worse)
    return best


def _reminded(
    sharing: Iterable[Member],
    *,
    last_answered: Mapping[int, dt.date],
    todays: Mapping[int, dt.date],
    now: dt.datetime,
) -> dict[int, Reminded]:
    """Return when those who fell silent were reminded.

    A reminder that did not come tells that there was a check-in, or that there was none. So it
    is told only to who may see every part of one.
    """
    silent = {
        each.athlete_id: each.athlete.user_id
        for each in sharing
        if each.classes & WHOLE_CHECK_IN == WHOLE_CHECK_IN
        and last_answered.get(each.athlete_id, dt.date.max) < todays[each.athlete_id]
    }
    sent = last_reminders(user_ids=silent.values(), since=now - REMINDERS_SINCE)
    return {athlete_id: Reminded(sent.get(user_id)) for athlete_id, user_id in silent.items()}


def _seen(
    membership: Member,
    *,
    today: dt.date,
    now: dt.datetime,
    state: CurrentState | None,
    days: Mapping[dt.date, Day],
    warning: RecoveryWarning | None,
    actions: Sequence[WarningAction],
    absence: Absence | None,
    answered_at: dt.datetime | None,
    last_answered: dt.date | None,
    moved: Moved | None,
    reminded: Reminded | None,
    waiting_since: dt.datetime | None,
) -> Seen:
    athlete = membership.athlete
    behind = now - behind_since(
        athlete,
        state_day=None if state is None else state.day,
        waiting_since=waiting_since,
        today=today,
        now=now,
    )
    return Seen(
        athlete_id=athlete.pk,
        public_id=athlete.public_id,
        name=athlete.user.name or athlete.user.email,
        lens=membership.classes,
        today=today,
        state=state,
        days=days,
        warning=warning,
        actions=actions,
        absence=absence,
        answered_at=answered_at,
        last_answered=last_answered,
        moved=moved,
        reminded=reminded,
        is_updating=behind > UPDATING_AFTER,
        is_stale=behind > STALE_AFTER,
        is_set_aside=_is_set_aside(membership),
    )


def behind_since(
    clock: Athlete | Clock,
    *,
    state_day: dt.date | None,
    waiting_since: dt.datetime | None,
    today: dt.date,
    now: dt.datetime,
) -> dt.datetime:
    """Return since when what is shown waits for a computation; ``now`` where it does not.

    That is the oldest change that was not computed yet. A new day for which nobody has even
    asked counts from its 04:00, so that a silent worker shows.
    """
    since = waiting_since or now
    if state_day is not None and state_day < today:
        next_day = state_day + dt.timedelta(days=1)
        zone = clock.time_zone_on(next_day)
        since = min(since, dt.datetime.combine(next_day, DAY_TURNS_AT, tzinfo=zone))
    return since


def _is_set_aside(membership: Member) -> bool:
    try:
        calculation: Calculation = membership.athlete.calculation
    except Calculation.DoesNotExist:
        return False
    return bool(membership.classes) and calculation.set_aside_at is not None
