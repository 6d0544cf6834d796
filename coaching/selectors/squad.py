"""The squad's page: athletes by days, each through what they share with this team."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.safestring import mark_safe

from athletes.models import Clock, FactChange, TimeZoneSpan
from coaching import squad_words, words
from coaching.access import visible_members
from coaching.selectors.queue import Group, group_of
from coaching.selectors.seen import absences_of, behind_since, one_of
from coaching.selectors.squad_days import known_of, sheet_of
from coaching.selectors.squad_rows import Placed, map_rows, table_rows
from coaching.squad import Choice, Sort, status_of
from recovery.assessments.models import COACH_LEVELS, Level
from recovery.assessments.selectors import STALE_AFTER
from recovery.assessments.services import turned_day
from recovery.figures import Status, heat_ticks

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

    from coaching.models import Team
    from coaching.selectors.squad_days import Known, Sheet


class Row(NamedTuple):
    """One athlete: as much as sorts and counts the rows, and the row itself."""

    name: str
    group: tuple[bool, str, bool, str]  # and position; without one last
    status: Status
    known: int  # days on which the measure is known
    expected: int  # of so many on which it could be
    html: str


@dataclass(frozen=True, slots=True)
class Squad:
    """One team over some weeks."""

    heading: str
    context: str
    members: int
    day_names: Sequence[str]
    ticks: SafeString
    groups: Sequence[str]  # of the whole team
    positions: Sequence[str]
    shown: int  # rows, of who was asked for
    rows: SafeString  # one text: a template takes longer over each row than its making
    is_stale: bool


class _Member(NamedTuple):
    """One athlete of the team, without the rows that two hundred objects would cost."""

    athlete_id: int
    public_id: uuid.UUID
    name: str
    group: str
    position: str
    classes: int  # mask of what they share
    is_set_aside: bool
    waiting_since: dt.datetime | None  # the oldest change that was not computed yet
    clock: Clock


def squad_of(team: Team, choice: Choice, *, now: dt.datetime) -> Squad:
    """Return the team's map. Four queries, however many athletes.

    Only rows of the lens that an athlete shares with this team are read. Of somebody who shares
    nothing it says what it says of somebody who never filled in anything.
    """
    members = _members(team, now=now)
    sharing = [each for each in members if each.classes]
    days_now = {clock: turned_day(clock, now) for clock in {each.clock for each in members}}
    todays = {each.athlete_id: days_now[each.clock] for each in members}
    last = max(days_now.values(), default=now.date())
    days = [last - dt.timedelta(days=back) for back in range(choice.days - 1, -1, -1)]
    known = known_of(sharing, days=days, measure=choice.measure)
    placed = _placed(members, sharing, known, todays=todays, now=now)
    shown = [each for each in placed if _is_asked_for(each, choice)]
    sheet = sheet_of(shown, known, days=days, measure=choice.measure)
    rows = _rows(shown, sheet, choice=choice, team=team)
    return Squad(
        heading=words.heading(
            members=len(placed),
            needing=sum(each.level in COACH_LEVELS for each in placed),
            anything_known=any(each.standing is not Group.NO_DATA for each in placed),
            now=now,
        ),
        context=squad_words.context(
            days,
            known=sum(row.known for row in rows),
            expected=sum(row.expected for row in rows),
        ),
        members=len(placed),
        day_names=squad_words.day_names(days),
        ticks=heat_ticks(
            squad_words.ticks(days, plan_url=reverse("coaching:plan", args=[team.public_id])),
            len(days),
        ),
        groups=sorted({each.group for each in placed if each.group}),
        positions=sorted({each.position for each in placed if each.position}),
        shown=len(rows),
        rows=mark_safe("".join([row.html for row in rows])),  # noqa: S308  (each is escaped)
        is_stale=any(each.is_stale for each in shown),
    )


# --- who ------------------------------------------------------------------------------------------


def _members(team: Team, *, now: dt.datetime) -> list[_Member]:
    """Return who is in the team. Two queries."""
    changes = FactChange.objects.filter(athlete_id=OuterRef("athlete_id"))
    rows = visible_members(team, now=now).values_list(
        "athlete_id",
        "athlete__public_id",
        "athlete__user__name",
        "athlete__user__email",
        "athlete__user__time_zone",
        "athlete__calculation__set_aside_at",
        "group",
        "position",
        "classes",
        Subquery(changes.order_by("created_at").values("created_at")[:1]),
    )
    members = list(rows)
    spans: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    known = TimeZoneSpan.objects.filter(one_of("athlete_id", (row[0] for row in members)))
    for athlete_id, from_day, zone in known.order_by("from_day").values_list(
        "athlete_id", "from_day", "time_zone"
    ):
        spans[athlete_id].append((from_day, zone))
    return [
        _Member(
            athlete_id=athlete_id,
            public_id=public_id,
            name=name or email,
            group=group,
            position=position,
            classes=classes,
            is_set_aside=bool(classes) and set_aside_at is not None,
            waiting_since=waiting_since if classes else None,
            clock=Clock(tuple(spans[athlete_id]), otherwise=zone),
        )
        for (
            athlete_id,
            public_id,
            name,
            email,
            zone,
            set_aside_at,
            group,
            position,
            classes,
            waiting_since,
        ) in members
    ]


def _placed(
    members: Sequence[_Member],
    sharing: Sequence[_Member],
    known: Mapping[int, Known],
    *,
    todays: Mapping[int, dt.date],
    now: dt.datetime,
) -> list[Placed]:
    """Return where everybody stands. One query."""
    absences = absences_of(sharing, todays=todays)
    placed = []
    for member in members:
        computed = known.get(member.athlete_id)
        today = todays[member.athlete_id]
        since = behind_since(
            member.clock,
            state_day=computed and computed.day,
            waiting_since=member.waiting_since,
            today=today,
            now=now,
        )
        level = computed and computed.level
        absence = absences.get(member.athlete_id)
        placed.append(
            Placed(
                athlete_id=member.athlete_id,
                public_id=member.public_id,
                name=member.name,
                group=member.group,
                position=member.position,
                today=today,
                standing=group_of(level=level, absence=absence, is_set_aside=member.is_set_aside),
                level=level,
                is_learning=computed is None or computed.phase in {None, "learning"},
                opened_on=computed and computed.opened_on,
                absence=absence,
                is_set_aside=member.is_set_aside,
                is_stale=now - since > STALE_AFTER,
            )
        )
    return placed


def _is_asked_for(each: Placed, choice: Choice) -> bool:
    return (
        choice.status in {"", each.standing}
        and choice.group in {"", each.group}
        and choice.position in {"", each.position}
    )


def _status(each: Placed) -> Status:
    return Status.NONE if each.standing is Group.NO_DATA else status_of(each.level)


def _word(each: Placed, *, silent_days: int | None) -> str:
    """Say what the glyph of an athlete means who is not as usual, as the queue does."""
    if each.standing is Group.NEEDS_A_LOOK and each.level is not None:
        return words.level_and_duration(
            each.level, opened_on=each.opened_on or each.today, today=each.today
        )
    if each.is_set_aside:
        return words.set_aside()
    if each.absence is not None:
        return words.absence(each.absence, today=each.today)
    return words.no_answers() if silent_days is None else words.silence(silent_days)


# --- in what order --------------------------------------------------------------------------------

RANKS = {Status.ACT: 0, Status.WATCH: 1, Status.NONE: 2, Status.USUAL: 3}


def _sorted(rows: list[Row], sort: Sort) -> list[Row]:
    rows.sort(key=lambda row: row.name.casefold())
    if sort is Sort.NEED:
        rows.sort(key=lambda row: RANKS[row.status])
    elif sort is Sort.ANSWERS:
        rows.sort(key=lambda row: row.known / row.expected if row.expected else 2.0)
    elif sort is Sort.GROUP:
        rows.sort(key=lambda row: row.group)
    return rows


def _rows(placed: Sequence[Placed], sheet: Sheet, *, choice: Choice, team: Team) -> list[Row]:
    statuses = [_status(each) for each in placed]
    usual = str(Level.USUAL.label)  # of most, and translated once
    said = [
        " · ".join(filter(None, (word, each.group, each.position)))
        for each, word in (
            (each, usual if each.standing is Group.USUAL else _word(each, silent_days=days))
            for each, days in zip(placed, sheet.silent, strict=True)
        )
    ]
    draw = table_rows if choice.is_table else map_rows
    drawn = draw(placed, statuses, said, sheet, choice=choice, team=team)
    rows = [
        Row(
            name=each.name,
            group=(not each.group, each.group, not each.position, each.position),
            status=status,
            known=known,
            expected=expected,
            html=html,
        )
        for each, status, known, expected, html in zip(
            placed, statuses, sheet.known, sheet.expected, drawn, strict=True
        )
    ]
    return _sorted(rows, choice.sort)
