"""What a team is meant to do in a week, and what became of it, as far as each athlete shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from athletes import plan_words
from athletes.conflicts import EASY_RPE, HARD_RPE
from athletes.models import DayMark, PlanKind
from athletes.plan import ONE_DAY, WEEK
from coaching.access import visible_members
from coaching.models import Task
from coaching.selectors.known_plans import KnownPlans, is_told
from coaching.selectors.phases import in_week, phases_from
from recovery.words import and_list, number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from athletes.models import OverloadBlock, PlannedSession
    from athletes.plan import PlanDay, Planned, Week
    from coaching.access import Member
    from coaching.models import Team

ATHLETE_WEEKS = 4  # of an athlete's own page: one back, this one, two ahead


@dataclass(frozen=True, slots=True)
class Column:
    """One day as the head of the table names it."""

    day: dt.date
    name: str
    date: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One athlete's week, or one week of an athlete; everything in it is ready to print."""

    heading: str
    url: str
    summary: str
    phase: str  # of a week in an athlete's page
    conflicts: Sequence[str]
    overloads: Sequence[str]
    cells: SafeString


@dataclass(frozen=True, slots=True)
class Block:
    """An overload that can be ended."""

    pk: int
    athlete: str
    words: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team's week."""

    monday: dt.date
    columns: Sequence[Column]
    rows: Sequence[Row]
    blocks: Sequence[Block]
    members: Sequence[Member]
    conflicts: int  # rows with one

    @property
    def sunday(self) -> dt.date:
        return self.monday + (WEEK - 1) * ONE_DAY

    @property
    def previous(self) -> dt.date:
        return self.monday - WEEK * ONE_DAY

    @property
    def next(self) -> dt.date:
        return self.monday + WEEK * ONE_DAY


@dataclass(frozen=True, slots=True)
class AthletePlan:
    """Some weeks of one athlete."""

    name: str
    is_told: bool
    columns: Sequence[Column]
    rows: Sequence[Row]
    blocks: Sequence[Block]


def team_plan(team: Team, monday: dt.date, *, now: dt.datetime) -> TeamPlan:
    """Return the team's week. Seven queries, however many athletes there are."""
    members = members_of(team, now=now)
    known = KnownPlans.of(team, members, monday, monday + (WEEK - 1) * ONE_DAY)
    rows = []
    for member in members:
        today = member.athlete.local_day(now)
        week = known.week(member, monday, today=today)
        rows.append(
            _row(
                team,
                member,
                week,
                heading=name_of(member),
                url=reverse(
                    "coaching:athlete-plan", args=[team.public_id, member.athlete.public_id]
                ),
                today=today,
            )
        )
    return TeamPlan(
        monday=monday,
        columns=_columns(monday, today=now.date()),
        rows=rows,
        blocks=[
            _block(team, member, block)
            for member in members
            for block in known.overloads[member.athlete_id]
        ],
        members=members,
        conflicts=sum(bool(row.conflicts) for row in rows),
    )


def athlete_plan(team: Team, member: Member, monday: dt.date, *, now: dt.datetime) -> AthletePlan:
    """Return four weeks of one athlete, from the one before ``monday`` on. Seven queries."""
    first = monday - WEEK * ONE_DAY
    last = first + (ATHLETE_WEEKS * WEEK - 1) * ONE_DAY
    known = KnownPlans.of(team, [member], first, last)
    phases = phases_from(team, first)
    today = member.athlete.local_day(now)
    rows = []
    for place in range(ATHLETE_WEEKS):
        start = first + place * WEEK * ONE_DAY
        week = known.week(member, start, today=today)
        rows.append(
            _row(
                team,
                member,
                week,
                heading=plan_words.week_of(week.monday, week.sunday),
                phase=in_week(phases, week.monday),
                today=today,
            )
        )
    return AthletePlan(
        name=name_of(member),
        is_told=is_told(member),
        columns=_columns(first, today=today, with_dates=False),
        rows=rows,
        blocks=[_block(team, member, block) for block in known.overloads[member.athlete_id]],
    )


def members_of(team: Team, *, now: dt.datetime) -> list[Member]:
    """Return the athletes of the team by name, with their clocks. Two queries."""
    members = visible_members(team, now=now).prefetch_related("athlete__time_zones")
    return sorted(members, key=lambda member: name_of(member).casefold())


def name_of(member: Member) -> str:
    return member.athlete.user.name or member.athlete.user.email


def _columns(monday: dt.date, *, today: dt.date, with_dates: bool = True) -> list[Column]:
    days = [monday + n * ONE_DAY for n in range(WEEK)]
    return [
        Column(
            day=day,
            name=capfirst(plan_words.weekday_short(day)),
            date=plan_words.day_and_month(day) if with_dates else "",
            is_today=with_dates and day == today,
        )
        for day in days
    ]


def _row(
    team: Team,
    member: Member,
    week: Week,
    *,
    heading: str,
    url: str = "",
    phase: str = "",
    today: dt.date,
) -> Row:
    return Row(
        heading=heading,
        url=url,
        phase=phase,
        summary=_summary(week, is_told=is_told(member)),
        conflicts=plan_words.listed(week.conflicts),
        overloads=[overload_words(block) for block in week.overloads],
        cells=_cells(team, member, week, today=today),
    )


def _summary(week: Week, *, is_told: bool) -> str:
    """Say how much is meant, and, where it is shared, how much of it was done."""
    if not week.sessions_count and not week.tally.unplanned:
        return ""
    meant = ngettext(
        "%(count)s session · load %(load)s",
        "%(count)s sessions · load %(load)s",
        week.sessions_count,
    ) % {"count": week.sessions_count, "load": number(week.load)}
    done = plan_words.tally(week.tally) if is_told else ""
    return f"{meant} · {done}" if done else meant


def overload_words(block: OverloadBlock) -> str:
    return _("Overload until %(day)s: %(why)s") % {
        "day": plan_words.day_and_month(block.last_day),
        "why": block.why,
    }


def _block(team: Team, member: Member, block: OverloadBlock) -> Block:
    return Block(
        pk=block.pk,
        athlete=name_of(member),
        words=_("%(why)s, from %(first)s to %(last)s")
        % {
            "why": block.why,
            "first": plan_words.day_and_month(block.first_day),
            "last": plan_words.day_and_month(block.last_day),
        },
        is_ours=block.planned_for == team.public_id,
    )


# --- cells: one string a row, because a template tag per cell is twenty times as slow -------------


def _cells(team: Team, member: Member, week: Week, *, today: dt.date) -> SafeString:
    addresses = _Addresses(team, member)
    return mark_safe(  # noqa: S308  (every text is escaped on its way in)
        "".join(_cell(day, addresses, member, today=today) for day in week.days)
    )


class _Addresses:
    """The addresses of a row, put together once."""

    def __init__(self, team: Team, member: Member) -> None:
        self.team = team
        add = reverse("coaching:plan-add", args=[team.public_id])
        self._add = escape(f"{add}?athlete={member.athlete.public_id}&day=")
        self._planned = reverse("coaching:plan-edit", args=[team.public_id, 0]).removesuffix("0/")

    def add(self, day: dt.date) -> str:
        return f"{self._add}{day.isoformat()}"

    def edit(self, pk: int) -> str:
        return f"{self._planned}{pk}/"


def _cell(day: PlanDay, addresses: _Addresses, member: Member, *, today: dt.date) -> str:
    parts = []
    if day.is_away and day.mark is not None:
        kind = DayMark.Kind(day.mark.kind)
        parts.append(f'<span class="cell-away">{escape(kind.label)}</span>')
    parts += [_entry(each, addresses, member, today=today) for each in day.planned]
    for session in day.unplanned:
        minutes = _("%(minutes)s min") % {"minutes": session.minutes} if session.minutes else ""
        words = " · ".join(filter(None, (minutes, _("unplanned"))))
        sport = escape(session.get_sport_display())
        parts.append(
            f'<span class="cell-entry is-unplanned"><b>{sport}</b>'
            f"<small>{escape(words)}</small></span>"
        )
    takes = ""
    if day.day >= today and Task.PLAN in addresses.team.may:
        takes = f' data-day="{day.day.isoformat()}"'  # what is dragged here may stay
        label = _("Add for %(name)s on %(day)s") % {
            "name": name_of(member),
            "day": plan_words.weekday_and_date(day.day),
        }
        url = addresses.add(day.day)
        parts.append(f'<a class="cell-add" href="{url}" aria-label="{escape(label)}">+</a>')
    today_class = " is-today" if day.is_today else ""
    return f'<td class="plan-cell{today_class}"{takes}>{"".join(parts)}</td>'


def _entry(each: Planned, addresses: _Addresses, member: Member, *, today: dt.date) -> str:
    entry = each.entry
    words = [f"<b>{escape(entry.heading)}</b>"]
    if intent := plan_words.intent_short(entry):
        words.append(f"<span>{escape(intent)}</span>")
    notes = [plan_words.became_short(each)]
    if entry.original_day is not None and not each.is_done:
        notes.append(_("moved"))
    is_ours = entry.planned_for == addresses.team.public_id
    if not is_ours:
        notes.append(_("own plan") if entry.is_own else _("another team"))
    if said := and_list(filter(None, notes)):
        words.append(f"<small>{escape(said)}</small>")
    classes = f"cell-entry {_effort(entry)}"
    inner = "".join(words)
    may_change = not each.is_done and (entry.day >= today if is_told(member) else entry.day > today)
    if is_ours and may_change and Task.PLAN in addresses.team.may:
        place = f'id="planned-{entry.pk}" href="{addresses.edit(entry.pk)}" data-move'
        return f'<a class="{classes}" {place}>{inner}</a>'
    return f'<span class="{classes}">{inner}</span>'


def _effort(entry: PlannedSession) -> str:
    if entry.is_rest:
        return "is-rest"
    if entry.kind == PlanKind.ACTIVE_RECOVERY:
        return "is-recovery"
    rpe = float(entry.rpe or 0)
    if rpe >= HARD_RPE:
        return "is-hard"
    return "is-easy" if rpe <= EASY_RPE else "is-moderate"
