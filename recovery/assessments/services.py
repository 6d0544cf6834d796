"""Every write of derived rows, and what asks for one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery

from athletes.models import Athlete, Clock, FactChange
from athletes.models.people import DAY_TURNS_AT
from athletes.services.changes import note_change
from recovery import engine
from recovery.assessments import models
from recovery.assessments.checkpoints import (
    CARRIED,
    EVERY_DAYS,
    Checkpoint,
    days_to_keep,
    latest_place,
    read_checkpoints,
    write_checkpoints,
)
from recovery.assessments.facts import read_facts
from recovery.assessments.models import (
    Calculation,
    CurrentState,
    DailyState,
    Lens,
    RecoveryWarning,
)
from recovery.assessments.rows import Rows
from recovery.assessments.series import (
    NEVER,
    WARM_UP_DAYS,
    Calendars,
    day_number,
    day_of,
    series_of,
)
from recovery.assessments.storage import delete_days_outside, reconcile, write_daily_states
from recovery.engine import ALL_CLASSES, DEFAULTS, FROM_THE_START, DataClass, Resume
from recovery.engine.payload import REASON_DAYS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from recovery.assessments.checkpoints import Eyes
    from recovery.assessments.series import View
    from recovery.engine import Series

# Stored beside every athlete's rows: where it differs, they are computed anew. The last number
# counts what is read for the engine and what is told of it.
VERSION = f"{DEFAULTS.version}.1"
BEGINNING = dt.date(1900, 1, 1)  # before any fact: "all of it" in a FactChange
LATEST_CLOCK = dt.timedelta(hours=14)  # ahead of UTC, on Kiritimati


@transaction.atomic
def assess(*, athlete_ids: Collection[int], now: dt.datetime) -> int:
    """Bring the derived rows of these athletes up to date. Safe to run twice, late or at once.

    Twenty-seven queries, whatever the number of athletes. Returns of how many a row changed.
    """
    calculations = _locked_calculations(athlete_ids)
    if not calculations:
        return 0
    found = list(calculations)
    # Ids before facts: a change committed while we read leaves its own row behind.
    changes = FactChange.objects.filter(athlete__in=found).values_list("pk", "athlete", "from_day")
    seen, told = [], defaultdict(list)
    for pk, athlete_id, from_day in changes:
        seen.append(pk)
        told[athlete_id].append(from_day)

    calendars = read_calendars(found, now=now)
    turned = dict(zip(calendars.athlete.tolist(), calendars.turned.tolist(), strict=True))
    changed_from = {
        athlete_id: _first_day_that_may_differ(calculation, told[athlete_id], turned[athlete_id])
        for athlete_id, calculation in calculations.items()
    }
    lenses = _read_lenses(found)
    # An explanation looks back a week: all of it is computed.
    checkpoints = read_checkpoints(
        {athlete_id: day - REASON_DAYS for athlete_id, day in changed_from.items()}
    )
    facts = read_facts(found, since=_facts_since(lenses, checkpoints))
    goes_on = {eyes: one for eyes, one in checkpoints.items() if one.carried is not None}
    rows = Rows(changed_from, goes_on)
    days = {eyes: (one.first, one.day) for eyes, one in goes_on.items()}
    for views, series in series_of(facts, calendars, lenses, days):
        keep = days_to_keep(views, series.load.shape[1])
        resume = _resume(views, series, goes_on)
        rows.add(views, series, *engine.replay(series, resume=resume, keep=keep))
    changed = _write(rows, athlete_ids=found)
    wanted = [(pk, classes) for classes, athletes in lenses.items() for pk in athletes]
    _write_checkpoints(rows, goes_on, wanted, turned)

    for athlete_id, calculation in calculations.items():
        _note_success(calculation, now=now, through=day_of(turned[athlete_id]))
        calculation.revision += athlete_id in changed
    Calculation.objects.bulk_update(calculations.values(), SUCCESS_FIELDS)
    _delete_changes(seen)
    return len(changed)


SUCCESS_FIELDS = (
    "not_before",
    "attempts",
    "changes_tried",
    "set_aside_at",
    "last_error",
    "computed_at",
    "through_day",
    "engine_version",
    "revision",
)


def _note_success(calculation: Calculation, *, now: dt.datetime, through: dt.date) -> None:
    calculation.not_before = now
    calculation.attempts = 0
    calculation.changes_tried = 0
    calculation.set_aside_at = None
    calculation.last_error = ""
    calculation.computed_at = now
    calculation.through_day = through
    calculation.engine_version = VERSION


def _locked_calculations(athlete_ids: Collection[int]) -> dict[int, Calculation]:
    """Hold off other computations of these athletes; leave out who no longer exists.

    Locked in one order everywhere, so that two that overlap wait and never deadlock.
    """
    new = Athlete.objects.filter(pk__in=athlete_ids, calculation__isnull=True)
    missing = [Calculation(athlete_id=pk) for pk in new.values_list("pk", flat=True)]
    if missing:
        Calculation.objects.bulk_create(missing, ignore_conflicts=True)
    rows = Calculation.objects.filter(pk__in=athlete_ids).order_by("pk").select_for_update()
    return {calculation.pk: calculation for calculation in rows}


def _delete_changes(seen: Sequence[int]) -> None:
    """Delete exactly what was read: "up to the highest id" loses rows that commit late."""
    FactChange.objects.filter(pk__in=seen).delete()


def _first_day_that_may_differ(
    calculation: Calculation, told: Sequence[dt.date], turned: int
) -> int:
    """Return the first day that may differ from what is stored. [day number]

    The engine never looks ahead: before the earliest change, everything stands. What was asked
    for without a change, or computed by another version, is computed whole.
    """
    if not told or calculation.engine_version != VERSION or not calculation.through_day:
        return day_number(BEGINNING)
    new = day_number(calculation.through_day) + 1
    return min(day_number(min(told)), new, turned)


def _facts_since(
    lenses: Mapping[DataClass, Sequence[int]], checkpoints: Mapping[Eyes, Checkpoint]
) -> dt.date | None:
    """Return the first day whose facts the computations rest on; None for all there are."""
    firsts = []
    for classes, athletes in lenses.items():
        for athlete_id in athletes:
            checkpoint = checkpoints.get((athlete_id, classes))
            if checkpoint is None:
                return None
            firsts.append(checkpoint.day - WARM_UP_DAYS)
    return day_of(min(firsts))


def _resume(
    views: Sequence[View], series: Series, goes_on: Mapping[Eyes, Checkpoint]
) -> Resume | None:
    """Return what is carried into each view's first day, None where all start from nothing."""
    day = np.full(len(views), FROM_THE_START)
    carried = np.zeros(len(views), CARRIED)
    for row, view in enumerate(views):
        checkpoint = goes_on.get((view.athlete, view.classes))
        if checkpoint is not None:
            day[row] = view.start - view.last + series.load.shape[1] - 1
            carried[row] = checkpoint.carried
    return None if (day == FROM_THE_START).all() else Resume(day, carried)


def _write_checkpoints(
    rows: Rows,
    goes_on: Mapping[Eyes, Checkpoint],
    wanted: Sequence[Eyes],
    turned: Mapping[int, int],
) -> None:
    """Write those of the days computed, and for eyes that see nothing yet that this is so."""
    first = {(view.athlete, view.classes): view.first for view in rows.views}
    new = list(rows.checkpoints)
    for eyes in wanted:
        # Old enough for an answer of last week that is edited.
        place = latest_place(turned[eyes[0]] - EVERY_DAYS)
        if first.get(eyes, NEVER) >= place:
            new.append(Checkpoint(*eyes, place, NEVER, None, []))
    write_checkpoints(new, kept=goes_on.values(), athlete_ids=list(turned))


def _write(rows: Rows, *, athlete_ids: Sequence[int]) -> set[int]:
    return (
        delete_days_outside(rows.views, athlete_ids=athlete_ids)
        | write_daily_states(rows.daily_states)
        | reconcile(CurrentState, rows.current_states, athlete_ids=athlete_ids)
        | reconcile(
            RecoveryWarning,
            rows.warnings,
            athlete_ids=athlete_ids,
            settled={
                (athlete_id, int(classes)): rows.changed_from[athlete_id]
                for athlete_id, classes in rows.goes_on
            },
        )
    )


def read_calendars(athlete_ids: Collection[int], *, now: dt.datetime) -> Calendars:
    """Return where the calendars of these athletes stand. Two queries."""
    athletes = list(_with_clocks(Athlete.objects.filter(pk__in=athlete_ids)))
    return Calendars(
        athlete=np.array([athlete.pk for athlete in athletes], dtype=np.int64),
        turned=np.array(
            [day_number(turned_day(athlete, now)) for athlete in athletes], dtype=np.int64
        ),
        today=np.array(
            [day_number(athlete.local_day(now)) for athlete in athletes], dtype=np.int64
        ),
    )


def turned_day(athlete: Athlete | Clock, now: dt.datetime) -> dt.date:
    """Return the athlete's latest day that has begun; it begins at 04:00 of their own clock."""
    clock = athlete.local_time(now)
    return clock.date() if clock.time() >= DAY_TURNS_AT else clock.date() - dt.timedelta(days=1)


def _with_clocks(athletes: QuerySet[Athlete]) -> QuerySet[Athlete]:
    return athletes.order_by("pk").select_related("user").prefetch_related("time_zones")


def _read_lenses(athlete_ids: Sequence[int]) -> dict[DataClass, list[int]]:
    """Return who is wanted through which lens: everybody through their own, of every class."""
    lenses: dict[DataClass, list[int]] = {ALL_CLASSES: list(athlete_ids)}
    asked_for = Lens.objects.filter(athlete__in=athlete_ids).order_by("classes", "athlete")
    for classes, athlete_id in asked_for.values_list("classes", "athlete"):
        lenses.setdefault(DataClass(classes), []).append(athlete_id)
    return lenses


# --- what asks for a computation ---------------------------------------------------------------


@transaction.atomic
def request_lens(*, athlete: Athlete, classes: int) -> None:
    """Have this athlete's days computed through these data classes, from now on.

    The full set is the athlete's own lens and always there; the empty one shows nothing.
    """
    if classes in (0, int(ALL_CLASSES)):
        return
    _lens, is_new = Lens.objects.get_or_create(athlete=athlete, classes=classes)
    if is_new:
        note_change(athlete=athlete, from_day=BEGINNING, reason=FactChange.Reason.CONSENT)


@transaction.atomic
def release_lens(*, athlete: Athlete, classes: int) -> None:
    """Stop computing through these data classes; the next computation deletes their rows."""
    deleted, _rows = Lens.objects.filter(athlete=athlete, classes=classes).delete()
    if deleted:
        note_change(athlete=athlete, from_day=BEGINNING, reason=FactChange.Reason.CONSENT)


@transaction.atomic
def new_days(*, now: dt.datetime) -> int:
    """Queue the athletes whose day has turned or whose rows another version computed.

    Any number of schedulers may do so, one after another or at once: who is queued for it
    already is not queued again. Returns how many were.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('assessments.new_days'))")
    changes = [*_turned_days(now=now), *_other_versions()]
    FactChange.objects.bulk_create(changes)
    if changes:
        ring()
    return len(changes)


def _turned_days(*, now: dt.datetime) -> Iterator[FactChange]:
    """Yield a change for each athlete who has lived into a day that is not assessed."""
    # Nobody's day can be further; it spares reading the clocks of those who are up to date.
    furthest = (now.astimezone(dt.UTC) + LATEST_CLOCK).date()
    new_day = FactChange.Reason.NEW_DAY
    pending = FactChange.objects.filter(athlete=OuterRef("pk"), reason=new_day)
    behind = (
        _with_clocks(Athlete.objects.filter(calculation__through_day__lt=furthest))
        .select_related("calculation")
        .annotate(queued_until=Subquery(pending.order_by("-from_day").values("from_day")[:1]))
    )
    for athlete in behind.iterator(chunk_size=1000):
        day = turned_day(athlete, now)
        done = athlete.calculation.through_day or dt.date.min
        queued = athlete.queued_until or dt.date.min
        if max(done, queued) < day:
            yield FactChange(athlete=athlete, from_day=day, reason=new_day)


def _other_versions() -> Iterator[FactChange]:
    """Yield a change for each athlete whose rows come from another version of the engine."""
    engine = FactChange.Reason.ENGINE
    pending = FactChange.objects.filter(athlete=OuterRef("pk"), reason=engine)
    outdated = Calculation.objects.filter(~Exists(pending), computed_at__isnull=False)
    for athlete_id in outdated.exclude(engine_version=VERSION).values_list("pk", flat=True):
        yield FactChange(athlete_id=athlete_id, from_day=BEGINNING, reason=engine)


def queue_all(*, athlete_ids: Collection[int] | None = None) -> int:
    """Queue these athletes, or all, for a computation by hand. Returns how many."""
    changes = [
        FactChange(athlete_id=pk, from_day=BEGINNING, reason=FactChange.Reason.ENGINE)
        for pk in _athletes(athlete_ids).values_list("pk", flat=True)
    ]
    return len(FactChange.objects.bulk_create(changes))


@transaction.atomic
def forget(*, athlete_ids: Collection[int] | None = None) -> None:
    """Delete all that was derived of these athletes, or all, to be computed from nothing."""
    athletes = _athletes(athlete_ids)
    for model in (DailyState, CurrentState, RecoveryWarning, models.Checkpoint, Calculation):
        model.objects.filter(athlete__in=athletes).delete()


def _athletes(athlete_ids: Collection[int] | None) -> QuerySet[Athlete]:
    everybody = Athlete.objects.all()
    return everybody if athlete_ids is None else everybody.filter(pk__in=athlete_ids)


def ring() -> None:
    """Tell a listening worker that there is work. Heard when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('fact_change', '')")
