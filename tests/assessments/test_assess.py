from __future__ import annotations

import datetime as dt
import math
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from athletes.models import BodyAnswers, FactChange, HeartMeasurement, Session
from recovery.assessments import facts as reading
from recovery.assessments.models import (
    Calculation,
    CurrentState,
    DailyState,
    Level,
    RecoveryWarning,
)
from recovery.assessments.services import VERSION, assess, forget
from tests.assessments.histories import (
    NOW,
    TODAY,
    change,
    create_athlete_with_history,
    days_before,
    derived,
    derived_from_scratch,
)
from tests.factories import create_athlete, create_check_in, create_day_mark, create_session

pytestmark = pytest.mark.django_db


def test_assess_opens_a_warning_for_a_poor_fortnight() -> None:
    athlete = create_athlete_with_history(poor_days=14)

    assert assess(athlete_ids=[athlete.pk], now=NOW) == 1

    warning = RecoveryWarning.objects.open().get()
    assert warning.level in {Level.IMBALANCE, Level.PERSISTENT}
    assert days_before(14) <= warning.opened_on < TODAY
    assert warning.transitions[0] == [warning.opened_on.isoformat(), Level.IMBALANCE]
    state = CurrentState.objects.get()
    assert (state.day, state.level) == (TODAY, warning.level)
    assert state.payload["opened_on"] == warning.opened_on.isoformat()
    assert state.payload == warning.payload


def test_assess_says_unknown_of_a_newcomer() -> None:
    athlete = create_athlete_with_history(days=5, poor_days=5)

    assess(athlete_ids=[athlete.pk], now=NOW)

    assert not RecoveryWarning.objects.exists()
    assert CurrentState.objects.get().level in {Level.UNKNOWN, Level.NOTICE}


def test_assess_of_an_athlete_without_facts_stores_no_day() -> None:
    athlete = create_athlete()

    assert assess(athlete_ids=[athlete.pk], now=NOW) == 0

    assert derived() == derived_from_scratch(now=NOW)
    assert not DailyState.objects.exists()
    assert not CurrentState.objects.exists()
    assert Calculation.objects.get().through_day == TODAY


def test_assess_of_nobody_who_exists_does_nothing() -> None:
    assert assess(athlete_ids=[987654321], now=NOW) == 0


def test_assess_notes_its_success() -> None:
    athlete = create_athlete_with_history(days=3)

    assess(athlete_ids=[athlete.pk], now=NOW)

    calculation = Calculation.objects.get(athlete=athlete)
    assert calculation.computed_at == NOW
    assert calculation.through_day == TODAY
    assert calculation.engine_version == VERSION
    assert (calculation.attempts, calculation.set_aside_at, calculation.revision) == (0, None, 1)
    assert not FactChange.objects.exists()


def test_assess_twice_changes_nothing() -> None:
    athlete = create_athlete_with_history(poor_days=10)
    assess(athlete_ids=[athlete.pk], now=NOW)
    first = derived()

    assert assess(athlete_ids=[athlete.pk], now=NOW + dt.timedelta(minutes=5)) == 0

    assert derived() == first
    assert Calculation.objects.get().revision == 1


def test_assess_deletes_exactly_the_changes_it_has_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that is saved while facts are being read stays for the next time."""
    athlete = create_athlete_with_history(days=3)

    def read_and_be_late(athlete_ids: list[int], *, since: dt.date | None = None) -> reading.Facts:
        late.append(change(athlete))
        return reading.read_facts(athlete_ids, since=since)

    late: list[FactChange] = []
    monkeypatch.setattr("recovery.assessments.services.read_facts", read_and_be_late)
    assess(athlete_ids=[athlete.pk], now=NOW)

    assert list(FactChange.objects.all()) == late


def test_order_and_batches_change_nothing() -> None:
    """Facts saved and computed bit by bit in any order end as if computed at once."""
    seed = 7
    athletes = [
        create_athlete_with_history(days=days, poor_days=days // 4, seed=days)
        for days in (3, 30, 90, 41)
    ]
    ids = [athlete.pk for athlete in athletes]
    assess(athlete_ids=ids, now=NOW)
    at_once = derived()

    shuffled = random.Random(seed)
    facts = list(Session.objects.filter(athlete__in=ids))
    shuffled.shuffle(facts)
    Session.objects.all().delete()
    assess(athlete_ids=ids, now=NOW)
    for start in range(0, len(facts), 40):
        Session.objects.bulk_create(facts[start : start + 40])
        shuffled.shuffle(ids)
        assess(athlete_ids=ids[:3], now=NOW)
        assess(athlete_ids=ids[3:], now=NOW)

    assert derived() == at_once


def test_an_edit_of_three_weeks_ago_moves_all_later_states() -> None:
    athlete = create_athlete_with_history(days=80, poor_days=7)
    assess(athlete_ids=[athlete.pk], now=NOW)
    before = {state.day: state.response for state in DailyState.objects.all()}
    edited = days_before(21)
    answers = BodyAnswers.objects.filter(check_in__day__lte=edited).latest("check_in__day")
    day = answers.check_in.day

    BodyAnswers.objects.filter(pk=answers.pk).update(fatigue=1, soreness=1, sleep_quality=1)
    change(athlete, from_day=day)
    assess(athlete_ids=[athlete.pk], now=NOW)

    after = {state.day: state.response for state in DailyState.objects.all()}
    changed = {each for each in after if after[each] != before[each]}
    assert changed == {each for each in after if each >= day}
    assert derived() == derived_from_scratch(now=NOW)


def test_facts_that_are_deleted_take_their_days_and_warnings_along() -> None:
    athlete = create_athlete_with_history(days=60, poor_days=14)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert RecoveryWarning.objects.exists()

    athlete.check_ins.filter(day__lt=days_before(5)).delete()
    athlete.sessions.filter(day__lt=days_before(5)).delete()
    athlete.day_marks.filter(day__lt=days_before(5)).delete()
    change(athlete)
    assess(athlete_ids=[athlete.pk], now=NOW)

    assert not RecoveryWarning.objects.exists()
    assert DailyState.objects.earliest("day").day >= days_before(5)
    assert derived() == derived_from_scratch(now=NOW)

    athlete.check_ins.all().delete()
    athlete.sessions.all().delete()
    athlete.day_marks.all().delete()
    assert assess(athlete_ids=[athlete.pk], now=NOW) == 1
    assert not DailyState.objects.exists()
    assert derived() == derived_from_scratch(now=NOW)


def test_a_warning_that_still_holds_is_kept_while_it_goes_on() -> None:
    athlete = create_athlete_with_history(days=80, poor_days=20)
    facts_of_last_week = athlete.check_ins.filter(day__gt=days_before(7))
    then = NOW - dt.timedelta(days=7)
    assess(athlete_ids=[athlete.pk], now=then)
    earlier = RecoveryWarning.objects.open().get()
    assert facts_of_last_week.exists()  # told, but not yet lived through

    assess(athlete_ids=[athlete.pk], now=NOW)

    later = RecoveryWarning.objects.open().get()
    assert later.pk == earlier.pk
    assert later.transitions[: len(earlier.transitions)] == earlier.transitions


def test_a_warning_is_closed_before_the_next_one_opens() -> None:
    """Though one computation finds both, there never are two open ones."""
    athlete = create_athlete_with_history(days=160)
    poor = [days_before(n) for n in (*range(80, 92), *range(12))]
    athlete.check_ins.filter(day__in=poor).delete()
    for day in poor:
        create_check_in(athlete=athlete, day=day, fatigue=1, soreness=1, sleep_quality=1, mood=1)
    assess(athlete_ids=[athlete.pk], now=NOW - dt.timedelta(days=80))
    first = RecoveryWarning.objects.open().get()

    assess(athlete_ids=[athlete.pk], now=NOW)

    closed, opened = RecoveryWarning.objects.order_by("opened_on")
    assert closed.opened_on == first.opened_on
    assert closed.closed_on is not None
    assert closed.closed_on <= opened.opened_on
    assert opened.closed_on is None
    assert derived() == derived_from_scratch(now=NOW)


def test_everything_derived_can_be_deleted_and_comes_back_identical() -> None:
    athletes = [create_athlete_with_history(poor_days=seed, seed=seed) for seed in range(5)]
    ids = [athlete.pk for athlete in athletes]
    assess(athlete_ids=ids, now=NOW)
    rows = derived()

    forget()
    assert derived() == []
    for athlete_id in reversed(ids):
        assess(athlete_ids=[athlete_id], now=NOW)

    assert derived() == rows


def test_query_count_does_not_grow_with_athletes() -> None:
    counts = []
    for athletes in (1, 10, 60):
        ids = [create_athlete_with_history(days=10, seed=n).pk for n in range(athletes)]
        assess(athlete_ids=ids, now=NOW)
        FactChange.objects.bulk_create(
            [FactChange(athlete_id=pk, from_day=TODAY, reason="session") for pk in ids]
        )
        with CaptureQueriesContext(connection) as queries:
            assess(athlete_ids=ids, now=NOW)
        counts.append(len(queries))
    # savepoint and its release; missing calculations, locked calculations, changes, athletes,
    # their clocks, lenses, checkpoints, check-ins, sessions, day marks, overloads, tests,
    # calibrations; days outside, temporary table, its rows, days; current states, warnings and
    # checkpoints, gone and written each; success, changes
    assert counts == [27, 27, 27]


def test_only_a_turned_day_writes_only_the_new_day() -> None:
    athlete = create_athlete_with_history(days=40)
    assess(athlete_ids=[athlete.pk], now=NOW)
    # Facts no longer match, but nobody says they changed: the days before stay as they were.
    Session.objects.filter(athlete=athlete).delete()
    stored = set(DailyState.objects.values_list("day", "load"))
    tomorrow = NOW + dt.timedelta(days=1)

    change(athlete, from_day=tomorrow.date(), reason=FactChange.Reason.NEW_DAY)
    assess(athlete_ids=[athlete.pk], now=tomorrow)

    assert set(DailyState.objects.filter(day__lte=TODAY).values_list("day", "load")) == stored
    assert DailyState.objects.latest("day").day == tomorrow.date()

    change(athlete)
    assess(athlete_ids=[athlete.pk], now=tomorrow)
    assert derived() == derived_from_scratch(now=tomorrow)


def test_answers_of_every_instrument_come_out_alike() -> None:
    """The worst point is the worst point, whichever scale and direction it was given on."""
    worst = {"recovery-1": 1, "pmsys": 1, "five-worse": 5, "hooper-7": 7}
    for instrument, point in worst.items():
        athlete = create_athlete()
        create_check_in(
            athlete=athlete,
            day=TODAY,
            instrument=instrument,
            fatigue=point,
            soreness=point,
            sleep_quality=point,
            stress=point,
        )
        assess(athlete_ids=[athlete.pk], now=NOW)
    states = DailyState.objects.values_list("item_values", flat=True)
    assert [[values[0], values[1], values[2], values[4]] for values in states] == [[1.0] * 4] * 4


def test_only_rmssd_counts_as_variability() -> None:
    athlete = create_athlete()
    for before, kind in enumerate(HeartMeasurement.VariabilityKind.values):
        create_check_in(
            athlete=athlete, day=days_before(before), variability=60, variability_kind=kind
        )
    assess(athlete_ids=[athlete.pk], now=NOW)
    by_day = DailyState.objects.order_by("-day").values_list("item_values", flat=True)
    assert [values[9] for values in by_day] == pytest.approx(
        [math.log(60), float("nan"), float("nan")], abs=1 / 2048, nan_ok=True
    )


def test_loads_of_a_day_are_minutes_times_rpe_or_as_reported() -> None:
    athlete = create_athlete()
    create_session(athlete=athlete, day=days_before(4), minutes=60, rpe=5)
    create_session(athlete=athlete, day=days_before(4), minutes=30, rpe=2)
    create_session(athlete=athlete, day=days_before(3), minutes=None, rpe=None, reported_load=450)
    create_day_mark(athlete=athlete, day=days_before(2))
    create_day_mark(athlete=athlete, day=days_before(1), kind="travel")
    assess(athlete_ids=[athlete.pk], now=NOW)
    loads = DailyState.objects.order_by("day").values_list("load", flat=True)
    assert list(loads) == [360, 450, 0, None, None]


def test_twenty_years_of_history_among_newcomers_stay_apart() -> None:
    """Blocks are cut by length; where the cuts fall changes nothing."""
    veteran = create_athlete()
    create_session(athlete=veteran, day=days_before(20 * 365))
    newcomers = [create_athlete_with_history(days=20, seed=seed) for seed in range(6)]
    ids = [veteran.pk, *(each.pk for each in newcomers)]

    assess(athlete_ids=ids, now=NOW)

    assert DailyState.objects.filter(athlete=veteran).count() == 20 * 365 + 1
    for athlete_id in ids:
        assert derived([athlete_id]) == derived_from_scratch(now=NOW, athlete_ids=[athlete_id])
