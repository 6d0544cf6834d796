"""Going on from a checkpoint leaves the rows that a computation of everything leaves."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from athletes.models import BodyAnswers, Calibration, CheckIn, FactChange, Session
from recovery.assessments.checkpoints import EVERY_DAYS
from recovery.assessments.models import (
    Calculation,
    Checkpoint,
    CurrentState,
    DailyState,
    Lens,
    RecoveryWarning,
)
from recovery.assessments.series import WARM_UP_DAYS, day_number
from recovery.assessments.services import assess, release_lens, request_lens
from recovery.engine import ENGINE_VERSION, DataClass
from tests.assessments.histories import (
    NOW,
    TODAY,
    change,
    create_athlete_with_history,
    days_before,
    derived,
    derived_from_scratch,
    write_history,
)
from tests.factories import (
    create_athlete,
    create_check_in,
    create_overload,
    create_performance_result,
    create_performance_test,
    create_session,
)

if TYPE_CHECKING:
    from athletes.models import Athlete

pytestmark = pytest.mark.django_db

YEAR_AND_MORE = 420
BODY = int(DataClass.BODY | DataClass.SESSIONS)


def assess_and_compare(*athletes: Athlete, now: dt.datetime = NOW) -> None:
    """Compute what has changed, and check it against a computation of everything."""
    ids = [athlete.pk for athlete in athletes]
    assess(athlete_ids=ids, now=now)
    assert derived(ids) == derived_from_scratch(now=now, athlete_ids=ids)


def with_history(*, days: int = YEAR_AND_MORE, poor_days: int = 0) -> Athlete:
    athlete = create_athlete_with_history(days=days, poor_days=poor_days)
    Lens.objects.create(athlete=athlete, classes=BODY)
    assess(athlete_ids=[athlete.pk], now=NOW)
    return athlete


def edit(athlete: Athlete, day: dt.date, *, fatigue: int = 1) -> None:
    answered = CheckIn.objects.filter(athlete=athlete, day=day).first()
    changed = BodyAnswers.objects.filter(check_in=answered)
    if not changed.update(fatigue=fatigue, soreness=fatigue):
        CheckIn.objects.filter(athlete=athlete, day=day).delete()
        create_check_in(athlete=athlete, day=day, fatigue=fatigue, soreness=fatigue, stress=3)
    change(athlete, from_day=day)


def facts_read_since(athlete: Athlete, day: dt.date) -> dt.date:
    """Compute after a change of ``day`` and return from which day on facts were read."""
    change(athlete, from_day=day)
    with CaptureQueriesContext(connection) as queries:
        assess(athlete_ids=[athlete.pk], now=NOW)
    [check_ins] = [q["sql"] for q in queries if 'FROM "athletes_checkin"' in q["sql"]]
    return dt.date.fromisoformat(check_ins.split('"athletes_checkin"."day" >= \'')[1][:10])


def test_checkpoints_stand_every_four_weeks_of_each_lens() -> None:
    athlete = with_history()
    days = Checkpoint.objects.filter(athlete=athlete).order_by("day").values_list("lens", "day")
    places = [
        day
        for day in (days_before(n) for n in range(YEAR_AND_MORE - 2, -1, -1))
        if day_number(day) % EVERY_DAYS == 0
    ]
    for lens in (BODY, 31):
        assert [day for one, day in days if one == lens] == places
    assert len(places) == YEAR_AND_MORE // EVERY_DAYS


def test_save_of_today_reads_the_facts_of_months_and_not_of_years() -> None:
    athlete = with_history(days=900)
    since = facts_read_since(athlete, TODAY)
    longest = WARM_UP_DAYS + EVERY_DAYS + 7
    assert 0 <= (since - days_before(longest)).days < EVERY_DAYS


def test_save_of_today_computes_the_days_since_the_checkpoint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    athlete = with_history(days=900)
    stored = Checkpoint.objects.filter(athlete=athlete, day__lte=days_before(7))
    latest = max(stored.values_list("day", flat=True))
    Checkpoint.objects.filter(athlete=athlete, day__lt=latest).update(carried=b"none of it")
    edit(athlete, TODAY)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert Checkpoint.objects.filter(carried=b"none of it").exists()  # neither read nor written
    assert DailyState.objects.get(day=TODAY, lens=31).item_values[0] == 1


@pytest.mark.parametrize("before", [0, 6, 8, 28, 200, 419])
def test_edit_of_any_day(before: int) -> None:
    athlete = with_history(poor_days=14)
    edit(athlete, days_before(before))
    assess_and_compare(athlete)


@pytest.mark.parametrize("poor_days", [14, 45])
def test_a_warning_that_opened_before_the_checkpoint_stays_one_warning(poor_days: int) -> None:
    athlete = with_history(poor_days=poor_days)
    opened = list(RecoveryWarning.objects.open().values_list("lens", "opened_on"))
    for day in range(1, 40, 3):
        now = NOW + dt.timedelta(days=day)
        edit(athlete, TODAY + dt.timedelta(days=day), fatigue=2 if day < 20 else 5)
        assess_and_compare(athlete, now=now)
    if poor_days >= 14:
        assert opened
        assert set(opened) <= set(RecoveryWarning.objects.values_list("lens", "opened_on"))


def test_days_turn_for_months() -> None:
    athlete = with_history(days=250)
    for day in range(1, 70):
        date = TODAY + dt.timedelta(days=day)
        if day % 3:
            create_check_in(athlete=athlete, day=date, fatigue=1 + day % 5, soreness=3, stress=2)
            create_session(athlete=athlete, day=date, minutes=20 + day, rpe=5)
        change(athlete, from_day=date, reason=FactChange.Reason.NEW_DAY)
        ids = [athlete.pk]
        assess(athlete_ids=ids, now=NOW + dt.timedelta(days=day))
        if day % 9 == 0:
            now = NOW + dt.timedelta(days=day)
            assert derived(ids) == derived_from_scratch(now=now, athlete_ids=ids)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_several_athletes(seed: int) -> None:
    draw = random.Random(seed)
    athletes = [
        create_athlete_with_history(days=days, poor_days=days // 9, seed=seed + days)
        for days in (12, 200, 330, YEAR_AND_MORE)
    ]
    ids = [athlete.pk for athlete in athletes]
    assess(athlete_ids=ids, now=NOW)
    now = NOW
    for _step in range(6):
        now += dt.timedelta(days=draw.choice([0, 0, 1, 5, 30]))
        for athlete in draw.sample(athletes, 2):
            something_happens(athlete, draw, today=now.date())
        assess_and_compare(*athletes, now=now)


def something_happens(athlete: Athlete, draw: random.Random, *, today: dt.date) -> None:
    day = today - dt.timedelta(days=int(400 * draw.random() ** 3))
    match draw.randrange(7):
        case 0:
            edit(athlete, day, fatigue=draw.randint(1, 5))
        case 1:
            CheckIn.objects.filter(athlete=athlete, day=day).delete()
            change(athlete, from_day=day)
        case 2:
            create_session(athlete=athlete, day=day, minutes=draw.randint(10, 200), rpe=8)
            change(athlete, from_day=day, reason=FactChange.Reason.SESSION)
        case 3:
            Session.objects.filter(athlete=athlete, day__range=(day, day)).delete()
            change(athlete, from_day=day, reason=FactChange.Reason.SESSION)
        case 4:
            request_lens(athlete=athlete, classes=draw.choice([2, 6, BODY, 8]))
        case 5:
            release_lens(athlete=athlete, classes=draw.choice([2, 6, BODY, 8]))
        case _:
            last_day = day + dt.timedelta(days=9)
            create_overload(athlete=athlete, first_day=day, last_day=last_day)
            change(athlete, from_day=day, reason=FactChange.Reason.PLAN)


def test_first_day_moves_either_way() -> None:
    athlete = with_history()
    first = days_before(YEAR_AND_MORE - 1)
    edit(athlete, first - dt.timedelta(days=40))
    assess_and_compare(athlete)
    CheckIn.objects.filter(athlete=athlete, day__lt=first + dt.timedelta(days=50)).delete()
    Session.objects.filter(athlete=athlete, day__lt=first + dt.timedelta(days=50)).delete()
    athlete.day_marks.filter(day__lt=first + dt.timedelta(days=50)).delete()
    change(athlete, from_day=first - dt.timedelta(days=40))
    assess_and_compare(athlete)
    assert DailyState.objects.earliest("day").day >= first + dt.timedelta(days=50)


def test_drops_in_performance_come_and_go() -> None:
    athlete = with_history(poor_days=60)
    draw = random.Random(1)
    test = create_performance_test(athlete=athlete, kind="own", typical_error=Decimal("0.5"))
    for before in range(YEAR_AND_MORE, 0, -5):
        height = 26 + before / 5 if before < 70 else draw.randint(38, 42)  # steadily less at last
        create_performance_result(test=test, day=days_before(before), attempts=[height])
    change(athlete)
    assess_and_compare(athlete)
    told = [state.payload["performance_drop"] for state in CurrentState.objects.order_by("lens")]
    for step in range(8):
        now = NOW + dt.timedelta(days=9 * step)
        day = now.date() - dt.timedelta(days=int(300 * draw.random() ** 2))
        create_performance_result(test=test, day=day, attempts=[draw.randint(20, 40)])
        edit(athlete, now.date(), fatigue=2)
        change(athlete, from_day=day, reason=FactChange.Reason.PERFORMANCE)
        assess_and_compare(athlete, now=now)
        told += [state.payload["performance_drop"] for state in CurrentState.objects.all()]
    assert set(told) == {True, False}


def test_calibration_holds_from_its_day_on() -> None:
    athlete = with_history(poor_days=20)
    Calibration.objects.create(
        athlete=athlete,
        from_day=days_before(15),
        evidence=1.2,
        engine_version=ENGINE_VERSION,
        decided_at=NOW,
    )
    change(athlete, from_day=days_before(15), reason=FactChange.Reason.CALIBRATION)
    assess_and_compare(athlete)


def test_lens_that_shows_nothing_yet_does_not_ask_for_years() -> None:
    """Who shares their heart and has never measured it costs no more than who does not."""
    athlete = create_athlete()
    write_history(athlete, days=600)
    CheckIn.objects.filter(athlete=athlete).delete()
    for day in range(600):
        if day % 2:
            create_check_in(athlete=athlete, day=days_before(day), fatigue=3)
    change(athlete)
    Lens.objects.create(athlete=athlete, classes=int(DataClass.HEART))
    assess(athlete_ids=[athlete.pk], now=NOW)
    empty = Checkpoint.objects.get(lens=int(DataClass.HEART))
    assert (empty.first_day, bytes(empty.carried)) == (None, b"")

    assert facts_read_since(athlete, TODAY) > days_before(WARM_UP_DAYS + 3 * EVERY_DAYS)
    for day in range(1, 90, 8):
        date = TODAY + dt.timedelta(days=day)
        create_check_in(athlete=athlete, day=date, fatigue=3, resting_heart_rate=50)
        change(athlete, from_day=date)
        assess_and_compare(athlete, now=NOW + dt.timedelta(days=day))


def test_another_version_of_the_engine_begins_anew() -> None:
    athlete = with_history()
    Checkpoint.objects.update(carried=b"of another layout")
    Calculation.objects.update(engine_version="0.9-00000000")
    edit(athlete, TODAY)
    assess_and_compare(athlete)


def test_athlete_who_is_deleted_takes_their_checkpoints_along() -> None:
    athlete = with_history(days=90)
    assert Checkpoint.objects.exists()
    athlete.delete()
    assert not Checkpoint.objects.exists()
