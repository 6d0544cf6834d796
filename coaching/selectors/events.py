"""What may have come after a warning: illness, weeks not fully taken part in, tests, training."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce

from athletes import performance_words
from athletes.health import REDUCED
from athletes.models import (
    DayMark,
    HealthAnswers,
    HealthWeek,
    PerformanceResult,
    PlanKind,
    PlannedSession,
)
from athletes.performance import BASELINE_DAYS, Verdict, progress_of
from coaching.models import ConsentEvent, DataClass
from coaching.record import Event, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from coaching.access import Member
    from coaching.models import Team

WORSE = (Verdict.WORSE, Verdict.WORSE_AGAIN)
NOT_COMPARED = (Verdict.LEARNING, Verdict.TOO_FEW_ATTEMPTS)

Found = tuple[int, Event]  # whose, and what


def events_of(
    team: Team,
    sharing: Iterable[Member],
    *,
    first: dt.date,
    today: dt.date,
) -> Mapping[int, set[Event]]:
    """Return, by athlete, what may have come after a warning, as far as it is shared. Six queries.

    Illness belongs to health, training and tests to sessions. Of health problems there is only
    what the staff may know: weeks not fully taken part in, of who shares that.
    """
    sharing = list(sharing)
    with_health = [each.athlete_id for each in sharing if each.classes & DataClass.HEALTH]
    with_sessions = [each.athlete_id for each in sharing if each.classes & DataClass.SESSIONS]
    consents = ConsentEvent.objects.in_force().filter(
        data_class=DataClass.AVAILABILITY, membership__in=sharing
    )
    tells_part = list(consents.values_list("membership__athlete", flat=True))
    found: dict[int, set[Event]] = defaultdict(set)
    for athlete_id, event in (
        *_illness(with_health, first=first, today=today),
        *_reduced_weeks(tells_part, first=first, today=today),
        *_tests(with_sessions, first=first, today=today),
        *_missed(team, with_sessions, first=first, today=today),
    ):
        found[athlete_id].add(event)
    return found


def _illness(athlete_ids: Collection[int], *, first: dt.date, today: dt.date) -> Iterator[Found]:
    marks = DayMark.objects.filter(
        athlete__in=athlete_ids, kind=DayMark.Kind.ILL, day__range=(first, today)
    )
    answers = HealthAnswers.objects.filter(
        check_in__athlete__in=athlete_ids, check_in__day__range=(first, today), ill=True
    )
    for athlete_id, day in marks.values_list("athlete_id", "day"):
        yield athlete_id, Event(Kind.ILL, day)
    for athlete_id, day in answers.values_list("check_in__athlete_id", "check_in__day"):
        yield athlete_id, Event(Kind.ILL, day)


def _reduced_weeks(
    athlete_ids: Collection[int], *, first: dt.date, today: dt.date
) -> Iterator[Found]:
    """Yield the weeks not fully taken part in, by the first question alone and never of what."""
    weeks = HealthWeek.objects.filter(
        athlete__in=athlete_ids,
        monday__range=(first, today),
        reports__participation__gte=REDUCED,
    )
    for athlete_id, monday in weeks.values_list("athlete_id", "monday"):
        yield athlete_id, Event(Kind.NOT_FULLY, monday)


def _tests(athlete_ids: Collection[int], *, first: dt.date, today: dt.date) -> Iterator[Found]:
    """Yield the tests that could be compared with the eight weeks before them."""
    since = first - dt.timedelta(days=BASELINE_DAYS)
    results = PerformanceResult.objects.between(since, today).filter(test__athlete__in=athlete_ids)
    by_test = defaultdict(list)
    for result in results.select_related("test").order_by("day", "pk"):
        by_test[result.test].append(result)
    for test, of_test in by_test.items():
        for measured in progress_of(test, of_test).days:
            if measured.day >= first and measured.verdict not in NOT_COMPARED:
                said = f"{test.name}: {performance_words.verdict(measured)}"
                is_worse = measured.verdict in WORSE
                yield test.athlete_id, Event(Kind.TEST, measured.day, said, bears_out=is_worse)


def _missed(
    team: Team, athlete_ids: Collection[int], *, first: dt.date, today: dt.date
) -> Iterator[Found]:
    missed = (
        PlannedSession.objects.annotate(meant_on=Coalesce("original_day", "day"))
        .filter(
            athlete__in=athlete_ids,
            planned_for=team.public_id,
            meant_on__gte=first,
            day__lt=today,
            session__isnull=True,
        )
        .exclude(kind=PlanKind.REST)
    )
    for athlete_id, day in missed.values_list("athlete_id", "meant_on"):
        yield athlete_id, Event(Kind.MISSED, day)
