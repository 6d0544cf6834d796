"""The page on which a coach sets what they intended beside what the athletes felt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from athletes import plan_words
from athletes.models import Session
from coaching.intended import LEAST_SESSIONS, Effort, Pair, compare, mean_felt
from coaching.selectors.known_plans import is_told
from coaching.selectors.plans import members_of, name_of
from recovery.figures import scatter, table
from recovery.words import and_list, number, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from coaching.access import Member
    from coaching.intended import Comparison, Difference
    from coaching.models import Team

DAYS = 42  # looked back
NO_BREAK = "\u00a0"  # a number and what it counts stay on one line
SESSIONS_SHOWN = 20  # of one athlete, one by one


@dataclass(frozen=True, slots=True)
class Cell:
    """One athlete's sessions of one effort, in words."""

    difference: str  # "+1.5", or nothing
    detail: str
    is_notable: bool


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    url: str
    cells: Sequence[Cell]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Intended:
    """Everything in it is ready to print."""

    heading: str
    context: str
    offset: str
    sentences: Sequence[str]
    caption: str
    drawing: SafeString
    numbers: SafeString
    rows: Sequence[Row]
    chosen: str  # name of the one athlete whose sessions are drawn
    sessions: SafeString | None  # theirs, one by one
    count: int


def intended_and_felt(team: Team, *, chosen: str, now: dt.datetime) -> Intended:
    """Return what the team intended in the last six weeks, and what was felt. Three queries.

    Only of athletes who share training; ``chosen`` may be the public id of one of them.
    """
    members = [member for member in members_of(team, now=now) if is_told(member)]
    by_id = {member.athlete_id: member for member in members}
    sessions = list(
        Session.objects.filter(
            athlete__in=by_id,
            day__gt=now.date() - dt.timedelta(days=DAYS),
            rpe__isnull=False,
            planned_session__planned_for=team.public_id,
            planned_session__rpe__isnull=False,
        )
        .select_related("planned_session")
        .order_by("-day", "-pk")
    )
    pairs = [_pair(session) for session in sessions]
    found = compare(pairs)
    one = next((member for member in members if str(member.athlete.public_id) == chosen), None)
    of_one = [session for session in sessions if one and session.athlete_id == one.athlete_id]
    drawn = [_pair(session) for session in of_one] if one else pairs
    means = mean_felt(drawn)
    return Intended(
        heading=_heading(found, count=len(pairs)),
        context=_context(len(pairs)),
        offset=_offset(found),
        sentences=_sentences(found, by_id),
        caption=_caption(one),
        drawing=scatter(
            [(pair.intended, pair.felt) for pair in drawn],
            [(point, felt) for point, _count, felt in means],
            along=_("intended"),
            up=_("felt"),
            title=_("Felt against intended exertion, one dot a session."),
        ),
        numbers=table(
            [_("Intended"), _("Sessions"), _("Felt, on average")],
            [[_number(point), str(count), _number(felt)] for point, count, felt in means],
        ),
        rows=[_row(team, member, found, is_chosen=member is one) for member in members],
        chosen=name_of(one) if one else "",
        sessions=_one_by_one(of_one) if one else None,
        count=len(pairs),
    )


def _pair(session: Session) -> Pair:
    planned = session.planned_session
    if session.rpe is None or planned is None or planned.rpe is None:
        raise ValueError("a session that was not planned and rated is no pair")
    return Pair(athlete=session.athlete_id, intended=float(planned.rpe), felt=float(session.rpe))


def _heading(found: Comparison, *, count: int) -> str:
    if not count:
        return _("Nothing to compare yet")
    if found.easy_not_easy and found.hard_not_hard:
        return _("Some easy days are not easy, and some hard days are not hard")
    if found.easy_not_easy:
        return _("Some easy days are not easy")
    if found.hard_not_hard:
        return _("Some hard days are not hard")
    return _("Training feels about as you intend it")


def _context(count: int) -> str:
    return ngettext(
        "%(count)s session of the last six weeks that you planned and they rated",
        "%(count)s sessions of the last six weeks that you planned and they rated",
        count,
    ) % {"count": count}


def _offset(found: Comparison) -> str:
    if found.easy_offset is None:
        return _(
            "Easy days feel a little harder than intended as a rule. How much in this team shows "
            "once three athletes have rated three of them; until then nobody is named for theirs."
        )
    return _(
        "Easy days feel a little harder than intended as a rule; in this team by %(offset)s. "
        "That is taken off before anybody is named."
    ) % {"offset": _number(found.easy_offset)}


def _sentences(found: Comparison, members: dict[int, Member]) -> list[str]:
    sentences = []
    if found.easy_not_easy:
        names = and_list(name_of(members[each]) for each in found.easy_not_easy)
        sentences.append(
            _("Easy days are felt clearly harder than by the rest of the team: %(names)s.")
            % {"names": names}
        )
    if found.hard_not_hard:
        names = and_list(name_of(members[each]) for each in found.hard_not_hard)
        sentences.append(
            _("Hard days are felt clearly easier than meant: %(names)s.") % {"names": names}
        )
    return sentences


def _caption(one: Member | None) -> str:
    if one is None:
        return _(
            "Each dot is a session of the team. Above the dashed line it felt harder than meant."
        )
    return _(
        "Each dot is a session of %(name)s. Above the dashed line it felt harder than meant."
    ) % {"name": name_of(one)}


def _row(team: Team, member: Member, found: Comparison, *, is_chosen: bool) -> Row:
    efforts = found.by_athlete.get(member.athlete_id, {})
    notable = {
        Effort.EASY: member.athlete_id in found.easy_not_easy,
        Effort.HARD: member.athlete_id in found.hard_not_hard,
    }
    url = reverse("coaching:intended", args=[team.public_id])
    return Row(
        name=name_of(member),
        url=f"{url}?athlete={member.athlete.public_id}",
        cells=[
            _cell(efforts.get(effort), is_notable=notable.get(effort, False)) for effort in Effort
        ],
        is_chosen=is_chosen,
    )


def _cell(difference: Difference | None, *, is_notable: bool) -> Cell:
    if difference is None:
        return Cell(difference="", detail=_("none"), is_notable=False)
    words = ngettext("%(count)s session", "%(count)s sessions", difference.sessions)
    count = (words % {"count": difference.sessions}).replace(" ", NO_BREAK)
    if difference.sessions < LEAST_SESSIONS:
        return Cell(difference="", detail=count, is_notable=False)
    detail = _("meant %(intended)s, felt %(felt)s · %(count)s") % {
        "intended": _number(difference.intended),
        "felt": _number(difference.felt),
        "count": count,
    }
    return Cell(difference=_signed(difference.harder), detail=detail, is_notable=is_notable)


def _one_by_one(sessions: Sequence[Session]) -> SafeString:
    heads = [_("Day"), _("What"), _("Intended"), _("Felt"), _("Minutes intended"), _("Minutes")]
    rows = []
    for session in sessions[:SESSIONS_SHOWN]:
        planned = session.planned_session
        if planned is None or planned.rpe is None or session.rpe is None:
            continue
        rows.append(
            [
                plan_words.day_and_month(session.day),
                planned.heading,
                _number(float(planned.rpe)),
                _number(float(session.rpe)),
                str(planned.minutes or ""),
                str(session.minutes or ""),
            ]
        )
    return table(heads, rows)


def _number(value: float) -> str:
    return number(value, 1)


def _signed(value: float) -> str:
    return signed(value) if round(value, 1) else pgettext("no difference", "0")
