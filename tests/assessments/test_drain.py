from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from athletes.models import FactChange
from recovery.assessments import drain as draining
from recovery.assessments import services
from recovery.assessments.drain import ATTEMPTS, back_off, drain, drain_and_listen, mark_attempts
from recovery.assessments.models import Calculation, DailyState
from recovery.assessments.services import forget, new_days, request_lens
from recovery.assessments.tasks import drain_task, new_days_task
from recovery.engine import DataClass
from tests.assessments.histories import (
    NOW,
    TODAY,
    change,
    create_athlete_with_history,
    derived,
    derived_from_scratch,
)
from tests.factories import create_athlete, create_session
from tests.support.worker import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


class Choking:
    """`assess`, but for some athletes it raises as a bug would."""

    def __init__(self, *poison: int, error: Callable[[], Exception] = ZeroDivisionError) -> None:
        self.poison = set(poison)
        self.error = error
        self.batches: list[tuple[int, ...]] = []

    def __call__(self, *, athlete_ids: Collection[int], now: dt.datetime) -> int:
        self.batches.append(tuple(athlete_ids))
        if self.poison & set(athlete_ids):
            raise self.error()
        return services.assess(athlete_ids=athlete_ids, now=now)


@pytest.fixture
def choking(monkeypatch: pytest.MonkeyPatch) -> Choking:
    fake = Choking()
    monkeypatch.setattr(draining, "assess", fake)
    return fake


def test_drain_computes_everybody_with_a_change_and_nobody_else() -> None:
    waiting = [create_athlete_with_history(days=5, seed=seed) for seed in range(3)]
    create_session(athlete=create_athlete(), day=TODAY)  # a fact that nobody queued

    assert drain(clock=Clock()) == 3

    assert set(Calculation.objects.values_list("pk", flat=True)) == {each.pk for each in waiting}
    assert not FactChange.objects.exists()
    assert derived([each.pk for each in waiting]) == derived_from_scratch(
        now=NOW, athlete_ids=[each.pk for each in waiting]
    )


def test_drain_with_nothing_to_do_costs_three_looks() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert drain(clock=Clock()) == 0
    # missing rows; two claims, each in a savepoint of its own
    assert len(queries) == 7


def test_drain_claims_batches_of_a_bounded_size(
    monkeypatch: pytest.MonkeyPatch, choking: Choking
) -> None:
    monkeypatch.setattr(draining, "BATCH_ATHLETES", 2)
    for _ in range(5):
        change(create_athlete())
    assert drain(clock=Clock()) == 5
    assert [len(batch) for batch in choking.batches] == [2, 2, 1]


def test_one_failing_athlete_does_not_hold_the_others(choking: Choking) -> None:
    athletes = [create_athlete_with_history(days=3, seed=seed) for seed in range(7)]
    poison = athletes[4].pk
    choking.poison = {poison}

    assert drain(clock=Clock()) == 6

    failed = Calculation.objects.get(computed_at=None)
    assert (failed.pk, failed.attempts, failed.last_error) == (poison, 1, "ZeroDivisionError")
    assert set(FactChange.objects.values_list("athlete", flat=True)) == {poison}


def test_a_failing_athlete_backs_off_and_is_claimed_alone(choking: Choking) -> None:
    clock = Clock()
    athletes = [create_athlete_with_history(days=3, seed=seed) for seed in range(3)]
    choking.poison = {athletes[0].pk}
    drain(clock=clock)
    choking.batches.clear()

    drain(clock=clock)
    assert choking.batches == []  # not its turn yet

    clock.move(seconds=3)
    change(athletes[1])
    drain(clock=clock)
    assert choking.batches == [(athletes[1].pk,), (athletes[0].pk,)]


def test_back_off_doubles_up_to_a_quarter_of_an_hour() -> None:
    for attempts, seconds in ((1, 2), (2, 4), (8, 256), (10, 900), (5000, 900)):
        waits = [back_off(attempts).total_seconds() for _ in range(50)]
        assert 0.75 * seconds <= min(waits) < max(waits) <= 1.25 * seconds


def test_after_eight_attempts_an_athlete_is_set_aside(choking: Choking) -> None:
    clock = Clock()
    athlete = create_athlete_with_history(days=3)
    choking.poison = {athlete.pk}
    for _ in range(ATTEMPTS + 3):
        drain(clock=clock)
        clock.move(minutes=20)

    calculation = Calculation.objects.get()
    assert calculation.attempts == len(choking.batches) == ATTEMPTS
    assert calculation.set_aside_at is not None


def set_aside(choking: Choking, clock: Clock) -> Calculation:
    athlete = create_athlete_with_history(days=3)
    choking.poison = {athlete.pk}
    for _ in range(ATTEMPTS):
        drain(clock=clock)
        clock.move(minutes=20)
    choking.batches.clear()
    return Calculation.objects.get(pk=athlete.pk, set_aside_at__isnull=False)


def test_a_new_fact_lifts_who_was_set_aside_once(choking: Choking) -> None:
    clock = Clock()
    calculation = set_aside(choking, clock)

    change(calculation.athlete)
    for _ in range(3):
        drain(clock=clock)
        clock.move(minutes=20)

    assert len(choking.batches) == 1


def test_success_clears_what_was_set_aside(choking: Choking) -> None:
    clock = Clock()
    calculation = set_aside(choking, clock)
    choking.poison.clear()

    change(calculation.athlete)
    assert drain(clock=clock) == 1

    calculation.refresh_from_db()
    assert (calculation.attempts, calculation.set_aside_at, calculation.last_error) == (0, None, "")
    assert derived() == derived_from_scratch(now=clock.now)


def test_a_new_day_gives_who_was_set_aside_another_chance(choking: Choking) -> None:
    clock = Clock()
    athlete = create_athlete_with_history(days=3)
    drain(clock=clock)
    choking.poison = {athlete.pk}
    change(athlete)
    for _ in range(ATTEMPTS):
        drain(clock=clock)
        clock.move(minutes=20)
    choking.batches.clear()
    choking.poison.clear()

    clock.move(days=1)
    new_days(now=clock.now)
    assert drain(clock=clock) == 1


def test_an_attempt_counts_though_nobody_comes_back_from_it() -> None:
    """As when a computation takes the whole worker down: eight times, and it is set aside."""
    clock = Clock()
    athletes = [create_athlete() for _ in range(3)]
    for athlete in athletes:
        change(athlete)
    draining._add_missing(now=clock.now)
    assert len(mark_attempts(failed_before=False, now=clock.now)) == 3

    assert mark_attempts(failed_before=False, now=clock.now) == []
    claims = []
    for _ in range(40):
        clock.move(minutes=20)
        claims.append(mark_attempts(failed_before=True, now=clock.now))
    assert {len(claim) for claim in claims} == {0, 1}  # alone, so that one takes no other along
    assert set(Calculation.objects.values_list("attempts", flat=True)) == {ATTEMPTS}
    assert not Calculation.objects.filter(set_aside_at=None).exists()


def test_a_database_that_goes_away_is_no_athletes_fault(choking: Choking) -> None:
    athletes = [create_athlete_with_history(days=3, seed=seed) for seed in range(4)]
    choking.poison, choking.error = {athletes[0].pk}, OperationalError

    with pytest.raises(OperationalError):
        drain(clock=Clock())

    assert len(choking.batches) == 1  # the batch is not taken apart
    assert not Calculation.objects.exclude(last_error="").exists()


def test_errors_are_kept_without_values(choking: Choking) -> None:
    athlete = create_athlete_with_history(days=3)
    choking.poison = {athlete.pk}
    choking.error = lambda: ValueError("fatigue 7 of Noor")
    drain(clock=Clock())
    assert Calculation.objects.get().last_error == "ValueError"


def test_a_task_that_runs_twice_changes_nothing() -> None:
    athlete = create_athlete_with_history(days=30, poor_days=10)
    request_lens(athlete=athlete, classes=DataClass.BODY | DataClass.SESSIONS)
    new_days_task()
    drain_task()
    rows = derived()
    revision = Calculation.objects.get().revision

    new_days_task()
    drain_task()

    assert rows
    assert derived() == rows
    assert Calculation.objects.get().revision == revision


@pytest.mark.django_db(transaction=True)
def test_a_drain_that_listens_hears_a_save_at_once() -> None:
    athlete = create_athlete()
    computed: list[int] = []

    def listen() -> None:
        computed.append(drain_and_listen(seconds=3))
        connections.close_all()

    listener = threading.Thread(target=listen)
    listener.start()
    wait_until(_has_drained)
    with transaction.atomic():
        create_session(athlete=athlete, day=TODAY)
        request_lens(athlete=athlete, classes=DataClass.SESSIONS)
    wait_until(DailyState.objects.exists, seconds=1)
    listener.join()
    assert computed == [1]


def _has_drained() -> bool:
    """Ask whether the other connection has looked for work and waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database() AND state = 'idle' AND query = 'COMMIT'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_compute_everybody_as_one_would(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(draining, "BATCH_ATHLETES", 2)
    athletes = [create_athlete_with_history(days=25, poor_days=9, seed=n) for n in range(12)]
    for athlete in athletes[::2]:
        request_lens(athlete=athlete, classes=DataClass.BODY)
    shares: list[Any] = []
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        shares.append(drain(clock=Clock()))
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(shares) == len(athletes)  # nobody was computed twice
    assert set(Calculation.objects.values_list("revision", flat=True)) == {1}
    assert derived() == derived_from_scratch(now=NOW)


@pytest.mark.django_db(transaction=True)
def test_computations_of_the_same_athletes_wait_for_one_another() -> None:
    ids = [create_athlete_with_history(days=20, seed=seed).pk for seed in range(4)]
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def work(order: list[int]) -> None:
        try:
            start.wait()
            for _ in range(5):
                services.assess(athlete_ids=order, now=NOW)
        except BaseException as error:  # noqa: BLE001  (shown by the test)
            failures.append(error)
        finally:
            connections.close_all()

    orders = [ids, ids[::-1], ids[:2], ids[2:]]
    workers = [threading.Thread(target=work, args=(order,)) for order in orders]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert derived() == derived_from_scratch(now=NOW)
    forget()
