"""Every write of tests of performance and of their results."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from athletes.models import Athlete, FactChange, PerformanceResult, PerformanceTest
from athletes.models.performance import MOST_ATTEMPTS
from athletes.services.changes import check_day, note_change, note_changes, take_turn
from athletes.services.plans import take_turns

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence
    from decimal import Decimal

    from recovery.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What a test is."""

    kind: str
    name: str
    unit: str
    larger_is_better: bool
    summary: str
    typical_error: Decimal | None = None  # [%]
    protocol: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultFacts:
    """What was measured on a day, in the unit of the test."""

    day: dt.date
    attempts: Sequence[Decimal]
    conditions: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a team measured of one of its athletes; without attempts it takes back what it had."""

    test: PerformanceTest
    attempts: Sequence[Decimal]
    conditions: str = ""


@transaction.atomic
def add_test(*, athlete: Athlete, client_id: uuid.UUID, facts: Definition) -> PerformanceTest:
    """Save a test of an athlete's own; sending the same form again returns the one there is."""
    take_turn(athlete)
    if sent_before := athlete.performance_tests.filter(client_id=client_id).first():
        return sent_before
    test = PerformanceTest(athlete=athlete, client_id=client_id, **asdict(facts))
    test.clean_fields(exclude={"athlete"})
    test.save()
    return test


@transaction.atomic
def hand_down_test(
    *, athlete_ids: Collection[int], team_test: uuid.UUID, facts: Definition
) -> None:
    """Give a team's test to its athletes; who has it already keeps it. Two queries at most.

    The floor of the athletes knows no teams: each of them has a row of their own.
    """
    have = PerformanceTest.objects.filter(athlete__in=athlete_ids, team_test=team_test)
    missing = set(athlete_ids) - set(have.values_list("athlete", flat=True))
    PerformanceTest.objects.bulk_create(
        (
            PerformanceTest(
                athlete_id=athlete_id, client_id=team_test, team_test=team_test, **asdict(facts)
            )
            for athlete_id in sorted(missing)
        ),
        ignore_conflicts=True,  # somebody else of the team was as fast
    )


def retire_team_test(*, team_test: uuid.UUID, now: dt.datetime) -> None:
    """Let nobody do a team's test any more. What was measured stays."""
    PerformanceTest.objects.in_use().filter(team_test=team_test).update(retired_at=now)


@transaction.atomic
def end_test(*, test: PerformanceTest, now: dt.datetime) -> None:
    """Let an athlete do a test no more; one that was never done is gone."""
    take_turn(test.athlete)
    if test.is_own and not test.results.exists():
        PerformanceTest.objects.filter(pk=test.pk).delete()
    else:
        PerformanceTest.objects.in_use().filter(pk=test.pk).update(retired_at=now)


def resume_test(*, test: PerformanceTest) -> None:
    """Let an athlete do a test again."""
    PerformanceTest.objects.filter(pk=test.pk).update(retired_at=None)


@transaction.atomic
def record_result(
    *, test: PerformanceTest, client_id: uuid.UUID, facts: ResultFacts, by: User, now: dt.datetime
) -> PerformanceResult:
    """Save what an athlete measured; sending the same form again returns what there is.

    A result may be as old as the athlete: it stands on paper, and is not remembered.
    """
    take_turn(test.athlete)
    if sent_before := test.results.filter(client_id=client_id).first():
        return sent_before
    check_day(athlete=test.athlete, day=facts.day, now=now)
    result = PerformanceResult(test=test, client_id=client_id, entered_by=by, recorded_at=now)
    _write(result, facts)
    _note(result, from_day=facts.day)
    return result


@transaction.atomic
def edit_result(
    *, result: PerformanceResult, facts: ResultFacts, now: dt.datetime
) -> PerformanceResult:
    """Replace what was measured, its day included.

    Raises PerformanceResult.DoesNotExist where it was deleted while this edit waited.
    """
    test = result.test
    take_turn(test.athlete)
    result = test.results.get(pk=result.pk)  # as the write before left it
    result.test, day_before = test, result.day
    check_day(athlete=test.athlete, day=facts.day, now=now)
    _write(result, facts)
    _note(result, from_day=min(facts.day, day_before))
    return result


@transaction.atomic
def delete_result(*, result: PerformanceResult) -> None:
    """Delete a result; one that is already gone stays gone."""
    take_turn(result.test.athlete)
    deleted, _per_model = PerformanceResult.objects.filter(pk=result.pk).delete()
    if deleted:
        _note(result, from_day=result.day)


@transaction.atomic
def enter_results(
    *,
    entries: Iterable[Entry],
    day: dt.date,
    by: User,
    entered_for: uuid.UUID,
    now: dt.datetime,
) -> int:
    """Save what a team measured of its athletes on one day, all of it or nothing.

    Each athlete has one result of a team, test and day: entered again, it is replaced, and with
    no attempts taken back. What athletes measured themselves is left alone. Returns for how many
    something changed. Seven queries at most, whatever their number.
    """
    entries = list(entries)
    take_turns(entry.test.athlete_id for entry in entries)
    found = PerformanceResult.objects.filter(
        test__in=[entry.test.pk for entry in entries], day=day, entered_for=entered_for
    )
    present = {result.test_id: result for result in found}
    new, changed, gone = [], [], []
    for entry in entries:
        result = present.get(entry.test.pk)
        if not entry.attempts:
            gone += [] if result is None else [result]
            continue
        if result is None:
            result = PerformanceResult(
                test=entry.test, day=day, client_id=uuid.uuid4(), entered_for=entered_for
            )
            new.append(result)
        elif (result.attempts, result.conditions) != (list(entry.attempts), entry.conditions):
            changed.append(result)
        else:
            continue
        check_day(athlete=entry.test.athlete, day=day, now=now)
        result.attempts, result.conditions = list(entry.attempts), entry.conditions
        result.entered_by, result.recorded_at = by, now
        _check(result)
    PerformanceResult.objects.bulk_create(new)
    written = ["attempts", "conditions", "entered_by", "recorded_at"]
    PerformanceResult.objects.bulk_update(changed, written)
    PerformanceResult.objects.filter(pk__in=[result.pk for result in gone]).delete()
    athletes = {entry.test.pk: entry.test.athlete_id for entry in entries}
    touched = {athletes[result.test_id]: day for result in (*new, *changed, *gone)}
    note_changes(from_days=touched, reason=FactChange.Reason.PERFORMANCE)
    return len(touched)


def _write(result: PerformanceResult, facts: ResultFacts) -> None:
    result.day, result.attempts = facts.day, list(facts.attempts)
    result.conditions = facts.conditions
    _check(result)
    result.save()


def _check(result: PerformanceResult) -> None:
    if not 1 <= len(result.attempts) <= MOST_ATTEMPTS:
        message = _("Enter one to %(most)s attempts.") % {"most": MOST_ATTEMPTS}
        raise ValidationError({"attempts": ValidationError(message, code="count")})
    result.clean_fields(exclude={"test", "entered_by"})


def _note(result: PerformanceResult, *, from_day: dt.date) -> None:
    note_change(
        athlete=result.test.athlete, from_day=from_day, reason=FactChange.Reason.PERFORMANCE
    )
