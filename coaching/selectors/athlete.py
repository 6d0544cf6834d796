"""One athlete's page as the staff of a team may see it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.text import capfirst

from athletes import performance_words
from athletes.health import availability
from athletes.performance import athlete_progress
from athletes.performance_figures import draw_progress
from coaching import words
from coaching.load_context import DAYS, load_context
from coaching.models import ConsentEvent, DataClass, Membership, WarningAction
from coaching.selectors.around import around
from coaching.selectors.beside import comparison
from coaching.selectors.card import card_of, targets_of
from coaching.selectors.queue import Row, row_of
from coaching.selectors.seen import seen_athletes
from coaching.squad import status_of
from recovery.assessments import explanations
from recovery.assessments.models import DailyState, Level
from recovery.assessments.selectors import history

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Sequence

    from athletes.performance_figures import Figure
    from coaching.forms.warnings import ActionForm
    from coaching.load_context import Convention
    from coaching.models import Team
    from coaching.selectors.around import Around
    from coaching.selectors.beside import Comparison
    from coaching.selectors.card import Card
    from coaching.selectors.seen import Seen
    from recovery.accounts.models import User
    from recovery.assessments.models import RecoveryWarning
    from recovery.assessments.selectors import History
    from recovery.figures import Status


TESTS_BACK = dt.timedelta(days=365)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PastWarning:
    """A warning that is over, or one that is gone while what was done about it stands."""

    when: str
    status: Status
    word: str
    sentence: str
    done: Sequence[str]


@dataclass(frozen=True, slots=True)
class TestLine:
    """A test that was done in the past year, and what its latest result says."""

    name: str
    status: Status
    verdict: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class AthletePage:
    """What a coach sees of one athlete."""

    row: Row
    history: History | None  # none: nothing shared, or nothing filled in; one cannot tell
    card: Card | None = None
    past: Sequence[PastWarning] = ()
    tests: Sequence[TestLine] = ()
    around: Around | None = None
    comparison: Comparison | None = None
    conventions: Sequence[Convention] = ()
    takes_part: str = ""  # empty: not shared, or not known; one cannot tell


def athlete_page(
    team: Team,
    public_id: uuid.UUID,
    *,
    days: int,
    reader: User,
    now: dt.datetime,
    failed: ActionForm | None = None,
) -> AthletePage | None:
    """Return the page of one athlete; None for somebody who is not in the team.

    ``days``, at least five weeks, is how far it looks back.
    """
    seen = next(iter(seen_athletes(team, now=now, public_id=public_id)), None)
    if seen is None:
        return None
    row = row_of(seen, now=now)
    takes_part = _takes_part(team, seen, now=now)
    beside = around(team, seen, reader=reader)
    if _is_empty(seen):
        return AthletePage(row=row, history=None, around=beside, takes_part=takes_part)
    shown = history(
        athlete_id=seen.athlete_id,
        lens=seen.lens,
        first=seen.today - dt.timedelta(days=days - 1),
        last=seen.today,
        now=now,
        is_own=False,
    )
    return AthletePage(
        row=row,
        history=shown,
        card=card_of(seen, now=now, targets=targets_of(team, seen), failed=failed),
        past=_past(team, seen.athlete_id, warnings=shown.warnings, now=now),
        tests=_tests(seen) if seen.lens & DataClass.SESSIONS else (),
        around=beside,
        comparison=comparison(team, seen, shown, now=now),
        conventions=_conventions(seen) if seen.lens & DataClass.SESSIONS else (),
        takes_part=takes_part,
    )


def _tests(seen: Seen) -> list[TestLine]:
    """Return the tests of somebody who shares training and rest. Two queries."""
    progress = athlete_progress(seen.athlete_id, since=seen.today - TESTS_BACK)
    return [
        TestLine(
            name=each.test.name,
            status=performance_words.status(each.latest),
            verdict=performance_words.verdict(each.latest),
            figure=draw_progress(each),
        )
        for each in progress
        if each.latest is not None
    ]


def _conventions(seen: Seen) -> list[Convention]:
    """Return the load of somebody who shares training in others' numbers. One query."""
    first = seen.today - dt.timedelta(days=DAYS - 1)
    states = DailyState.objects.filter(athlete_id=seen.athlete_id, lens=seen.lens)
    loads = dict(states.between(first, seen.today).values_list("day", "load"))
    # While today is not known, training may still come.
    last = seen.today if loads.get(seen.today) is not None else seen.today - ONE_DAY
    days = (last - first).days + 1
    return load_context([loads.get(first + number * ONE_DAY) for number in range(days)])


def _takes_part(team: Team, seen: Seen, *, now: dt.datetime) -> str:
    """Say whether an athlete takes part, if they share that and if it is known."""
    memberships = Membership.objects.active(now).filter(team=team, athlete=seen.athlete_id)
    consent = ConsentEvent.objects.in_force().filter(data_class=DataClass.AVAILABILITY)
    if not consent.filter(membership__in=memberships).exists():
        return ""
    return words.takes_part(availability(seen.athlete_id, today=seen.today))


def _is_empty(seen: Seen) -> bool:
    days = DailyState.objects.filter(athlete_id=seen.athlete_id, lens=seen.lens)
    return not days.filter(Q(answered=True) | Q(load__isnull=False)).exists()


def _past(
    team: Team, athlete_id: int, *, warnings: Sequence[RecoveryWarning], now: dt.datetime
) -> list[PastWarning]:
    """Return the warnings that are over, latest first, and actions whose warning is gone."""
    by_day = {warning.opened_on: warning for warning in warnings}
    done: dict[dt.date, list[WarningAction]] = defaultdict(list)
    actions = WarningAction.objects.standing().filter(team=team, athlete_id=athlete_id)
    for action in actions.select_related("by", "adjustment").order_by("-pk"):
        done[action.opened_on].append(action)
    closed = {day for day, warning in by_day.items() if warning.closed_on is not None}
    gone = done.keys() - by_day.keys()
    return [
        _past_warning(day, warning=by_day.get(day), actions=done.get(day, ()), now=now)
        for day in sorted(closed | gone, reverse=True)
    ]


def _past_warning(
    opened_on: dt.date,
    *,
    warning: RecoveryWarning | None,
    actions: Iterable[WarningAction],
    now: dt.datetime,
) -> PastWarning:
    done = [words.done_with_note(action, now=now) for action in actions]
    if warning is None or warning.closed_on is None:
        return PastWarning(
            when=capfirst(words.day_name(opened_on)),
            status=status_of(None),
            word=words.revised(),
            sentence=words.why_revised(),
            done=done,
        )
    return PastWarning(
        when=words.period(opened_on, warning.closed_on),
        status=status_of(warning.level),
        word=str(Level(warning.level).label),
        sentence=explanations.headline(warning.payload),
        done=done,
    )
