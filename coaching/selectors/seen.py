"""What a team's staff may know of each athlete, read for the whole team at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min, Q

from athletes.models import CheckIn, DayMark, FactChange, HealthAnswers
from athletes.models.people import DAY_TURNS_AT
from coaching.access import visible_members
from coaching.models import DataClass, WarningAction
from recovery.assessments.models import Calculation, CurrentState, DailyState, RecoveryWarning
from recovery.assessments.selectors import STALE_AFTER, UPDATING_AFTER
from recovery.assessments.services import turned_day

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Mapping, Sequence

    from athletes.models import Athlete
    from coaching.access import Member
    from coaching.models import Team

STRIP_DAYS = 14


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
    answered_at: dt.datetime | None  # the latest answer that is shared
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
    """Return the athletes of the team, or one, as its staff may see them. Ten queries at most.

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
    absences = _absences(sharing, todays=todays)
    answered_at = _answered_at(sharing, days=days, first_day=first_day)
    waiting_since = _waiting_since(sharing)
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
            waiting_since=waiting_since.get(membership.athlete_id),
        )
        for membership in memberships
    ]


def through_lenses(memberships: Iterable[Member]) -> Q:
    """Return the condition that a derived row is of what one of these athletes shares."""
    athletes_by_lens = defaultdict(list)
    for membership in memberships:
        athletes_by_lens[membership.classes].append(membership.athlete_id)
    condition = Q(athlete_id__in=[])
    for lens, athlete_ids in athletes_by_lens.items():
        condition |= Q(lens=lens, athlete_id__in=athlete_ids)
    return condition


def _waiting_since(sharing: Iterable[Member]) -> dict[int, dt.datetime]:
    """Return since when each athlete has a change that was not computed yet."""
    athlete_ids = [membership.athlete_id for membership in sharing]
    changes = FactChange.objects.filter(athlete_id__in=athlete_ids).values_list("athlete_id")
    return dict(changes.annotate(since=Min("created_at")))


def _days(sharing: Iterable[Member], *, first_day: dt.date) -> dict[int, dict[dt.date, Day]]:
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


def _absences(sharing: Iterable[Member], *, todays: Mapping[int, dt.date]) -> dict[int, Absence]:
    """Return who is away or ill today, in words that what they share allows.

    Days belong to training, being ill to health. Somebody who shares the one and not the other
    and is ill is simply not available.
    """
    with_sessions = _who_shares(sharing, DataClass.SESSIONS)
    with_health = _who_shares(sharing, DataClass.HEALTH)
    from_day = min(todays.values(), default=dt.date.min)
    marks = DayMark.objects.filter(
        Q(athlete_id__in=with_sessions, kind__in=_AWAY)
        | Q(athlete_id__in=with_health, kind=DayMark.Kind.ILL),
        day__gte=from_day,
    ).values_list("athlete_id", "day", "kind")
    kinds = {
        (athlete_id, day): kind
        if kind != DayMark.Kind.ILL or athlete_id in with_health
        else DayMark.Kind.UNAVAILABLE
        for athlete_id, day, kind in marks
    }
    ill = HealthAnswers.objects.filter(
        check_in__athlete_id__in=with_health, check_in__day__gte=from_day, ill=True
    ).values_list("check_in__athlete_id", "check_in__day")
    kinds |= dict.fromkeys(ill, DayMark.Kind.ILL)

    absences = {}
    for athlete_id, today in todays.items():
        kind = kinds.get((athlete_id, today))
        if kind is None:
            continue
        last_day = today
        while kinds.get((athlete_id, last_day + dt.timedelta(days=1))) == kind:
            last_day += dt.timedelta(days=1)
        absences[athlete_id] = Absence(kind=kind, last_day=last_day)
    return absences


_AWAY = (DayMark.Kind.UNAVAILABLE, DayMark.Kind.TRAVEL, DayMark.Kind.ILL)


def _who_shares(memberships: Iterable[Member], data_class: DataClass) -> set[int]:
    return {each.athlete_id for each in memberships if each.classes & data_class}


def _answered_at(
    sharing: Iterable[Member],
    *,
    days: Mapping[int, Mapping[dt.date, Day]],
    first_day: dt.date,
) -> dict[int, dt.datetime]:
    """Return when each athlete's latest shared answers were first received."""
    athlete_ids = [membership.athlete_id for membership in sharing]
    rows = CheckIn.objects.filter(athlete_id__in=athlete_ids, day__gte=first_day)
    latest = {}
    for athlete_id, day, at in rows.order_by("day").values_list("athlete_id", "day", "recorded_at"):
        seen_day = days[athlete_id].get(day)
        if seen_day is not None and seen_day.answered:
            latest[athlete_id] = at
    return latest


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
    waiting_since: dt.datetime | None,
) -> Seen:
    athlete = membership.athlete
    behind = now - _behind_since(
        athlete, state=state, waiting_since=waiting_since, today=today, now=now
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
        is_updating=behind > UPDATING_AFTER,
        is_stale=behind > STALE_AFTER,
        is_set_aside=_is_set_aside(membership),
    )


def _behind_since(
    athlete: Athlete,
    *,
    state: CurrentState | None,
    waiting_since: dt.datetime | None,
    today: dt.date,
    now: dt.datetime,
) -> dt.datetime:
    """Return since when what is shown waits for a computation; ``now`` where it does not.

    That is the oldest change that was not computed yet. A new day for which nobody has even
    asked counts from its 04:00, so that a silent worker shows.
    """
    since = waiting_since or now
    if state is not None and state.day < today:
        next_day = state.day + dt.timedelta(days=1)
        zone = athlete.time_zone_on(next_day)
        since = min(since, dt.datetime.combine(next_day, DAY_TURNS_AT, tzinfo=zone))
    return since


def _is_set_aside(membership: Member) -> bool:
    try:
        calculation: Calculation = membership.athlete.calculation
    except Calculation.DoesNotExist:
        return False
    return bool(membership.classes) and calculation.set_aside_at is not None
