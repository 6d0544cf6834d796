"""A hidden answer must not show: not in a score, not in a day, not in a sentence."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pytest

from athletes.models import (
    Athlete,
    BodyAnswers,
    CheckIn,
    DayMark,
    FactChange,
    HealthAnswers,
    HeartMeasurement,
    MindAnswers,
    Session,
)
from recovery.assessments.models import DailyState, Lens
from recovery.assessments.services import assess, release_lens, request_lens
from recovery.engine import ALL_CLASSES, DataClass
from tests.assessments.histories import (
    NOW,
    TODAY,
    create_athlete_with_history,
    days_before,
    derived,
    derived_from_scratch,
)
from tests.factories import (
    create_athlete,
    create_check_in,
    create_day_mark,
    create_overload,
    create_planned,
    create_session,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

CLASSES = tuple(DataClass)
LENSES = [DataClass(mask) for mask in range(1, int(ALL_CLASSES))]


def change_sessions(athlete: Athlete) -> None:
    athlete.sessions.update(rpe=10, minutes=300)
    athlete.sessions.filter(day__gt=days_before(4)).delete()
    athlete.day_marks.exclude(kind="ill").delete()
    create_session(athlete=athlete, day=days_before(300))  # before everything else
    planned = create_planned(athlete=athlete, day=TODAY, rpe=1)
    create_session(athlete=athlete, day=TODAY, planned_session=planned)
    athlete.overload_blocks.all().delete()


def change_body(athlete: Athlete) -> None:
    answers = BodyAnswers.objects.filter(check_in__athlete=athlete)
    answers.update(fatigue=1, soreness=1, sleep_quality=1, sleep_hours=3)
    answers.filter(check_in__day__gt=days_before(6)).delete()
    create_check_in(athlete=athlete, day=days_before(299), fatigue=1)


def change_mind(athlete: Athlete) -> None:
    answers = MindAnswers.objects.filter(check_in__athlete=athlete)
    answers.update(stress=1, mood=1, concentration=1, motivation=1)
    answers.filter(check_in__day__gt=days_before(6)).delete()
    create_check_in(athlete=athlete, day=days_before(298), stress=1)


def change_heart(athlete: Athlete) -> None:
    measured = HeartMeasurement.objects.filter(check_in__athlete=athlete)
    measured.update(resting_heart_rate=99, variability=5)
    measured.filter(check_in__day__gt=days_before(6)).delete()
    create_check_in(athlete=athlete, day=days_before(297), resting_heart_rate=99)


def change_health(athlete: Athlete) -> None:
    HealthAnswers.objects.filter(check_in__athlete=athlete).update(ill=True)
    # Whoever may not know of illness sees the same either way: not available.
    athlete.day_marks.filter(kind="ill").update(kind="unavailable")
    create_check_in(athlete=athlete, day=days_before(296), ill=True, red_flags=["fever"])


CHANGES: dict[DataClass, Callable[[Athlete], None]] = {
    DataClass.SESSIONS: change_sessions,
    DataClass.BODY: change_body,
    DataClass.MIND: change_mind,
    DataClass.HEART: change_heart,
    DataClass.HEALTH: change_health,
}


@pytest.mark.parametrize("hidden", CLASSES, ids=lambda each: each.name)
def test_a_hidden_class_changes_no_byte_of_a_lens(hidden: DataClass) -> None:
    athlete = create_athlete_with_history(days=60, poor_days=10)
    create_overload(athlete=athlete, first_day=days_before(9), last_day=TODAY)
    create_day_mark(athlete=athlete, day=_day_without_anything(athlete), kind="ill")
    for lens in LENSES:
        Lens.objects.create(athlete=athlete, classes=lens)
    assess(athlete_ids=[athlete.pk], now=NOW)
    before = {lens: derived(lens=lens) for lens in [*LENSES, ALL_CLASSES]}

    CHANGES[hidden](athlete)
    assess(athlete_ids=[athlete.pk], now=NOW)

    changed = {lens for lens in before if derived(lens=lens) != before[lens]}
    assert ALL_CLASSES in changed
    assert not [lens for lens in changed if hidden not in lens]
    # Of the lenses that do show the class every one moved: the change was not too small to see.
    assert changed == {lens for lens in before if hidden in lens}


def _day_without_anything(athlete: Athlete) -> dt.date:
    told = {
        *athlete.sessions.values_list("day", flat=True),
        *athlete.day_marks.values_list("day", flat=True),
    }
    return next(days_before(n) for n in range(60) if days_before(n) not in told)


def test_a_check_in_after_midnight_begins_no_day_for_who_may_not_see_it() -> None:
    """Before 04:00 the new day exists only through what was said of it."""
    at_two = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
    athlete = create_athlete_with_history(days=30)
    request_lens(athlete=athlete, classes=DataClass.BODY)
    create_check_in(athlete=athlete, day=at_two.date(), mood=1)

    assess(athlete_ids=[athlete.pk], now=at_two)

    last_days = {
        lens: DailyState.objects.filter(lens=lens).latest("day").day
        for lens in (ALL_CLASSES, DataClass.BODY)
    }
    assert last_days == {ALL_CLASSES: at_two.date(), DataClass.BODY: TODAY}


def test_a_lens_of_everything_or_nothing_needs_no_row() -> None:
    athlete = create_athlete_with_history(days=40)
    request_lens(athlete=athlete, classes=ALL_CLASSES)
    request_lens(athlete=athlete, classes=0)
    assert not Lens.objects.exists()  # that is the athlete's own, and nothing to see


def test_a_requested_lens_is_queued_once_and_computed() -> None:
    athlete = create_athlete_with_history(days=20)
    FactChange.objects.all().delete()

    request_lens(athlete=athlete, classes=DataClass.BODY)
    request_lens(athlete=athlete, classes=DataClass.BODY)

    assert FactChange.objects.get().reason == FactChange.Reason.CONSENT
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert derived(lens=DataClass.BODY)
    assert derived() == derived_from_scratch(now=NOW)


def test_a_released_lens_takes_its_rows_along() -> None:
    athlete = create_athlete_with_history(days=20, poor_days=10)
    request_lens(athlete=athlete, classes=DataClass.BODY)
    assess(athlete_ids=[athlete.pk], now=NOW)

    release_lens(athlete=athlete, classes=DataClass.BODY)
    release_lens(athlete=athlete, classes=DataClass.BODY)

    assert FactChange.objects.get().reason == FactChange.Reason.CONSENT
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert derived(lens=DataClass.BODY) == []
    assert derived(lens=ALL_CLASSES)


def test_training_is_unknown_through_a_lens_without_it() -> None:
    athlete = create_athlete()
    create_session(athlete=athlete, day=days_before(2))
    create_day_mark(athlete=athlete, day=days_before(1))
    create_check_in(athlete=athlete, day=days_before(3))
    request_lens(athlete=athlete, classes=DataClass.BODY)
    assess(athlete_ids=[athlete.pk], now=NOW)
    loads = DailyState.objects.order_by("day").values_list("load", flat=True)
    assert list(loads.filter(lens=ALL_CLASSES)) == [None, 300, 0, None]
    assert list(loads.filter(lens=DataClass.BODY)) == [None] * 4


def test_an_ill_day_is_rest_to_who_may_know_and_unknown_to_others() -> None:
    athlete = create_athlete()
    create_day_mark(athlete=athlete, day=TODAY, kind=DayMark.Kind.ILL)
    for classes in (DataClass.SESSIONS, DataClass.SESSIONS | DataClass.HEALTH):
        request_lens(athlete=athlete, classes=classes)
    assess(athlete_ids=[athlete.pk], now=NOW)
    loads = dict(DailyState.objects.values_list("lens", "load"))
    assert loads == {
        ALL_CLASSES: 0,
        DataClass.SESSIONS | DataClass.HEALTH: 0,
        DataClass.SESSIONS: None,
    }


def test_only_visible_items_are_kept_with_a_lens() -> None:
    athlete = create_athlete_with_history(days=20)
    request_lens(athlete=athlete, classes=DataClass.MIND)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert CheckIn.objects.exists()
    assert Session.objects.exists()
    state = DailyState.objects.filter(lens=DataClass.MIND, answered=True).latest("day")
    for numbers in (state.item_values, state.item_normals, state.item_sds):
        known = [not math.isnan(number) for number in numbers]
        assert known == [False] * 4 + [True] * 4 + [False] * 2


def test_a_plan_alone_moves_no_lens_that_hides_training() -> None:
    """What was intended, and that a camp was planned, belong to training."""
    athlete = create_athlete_with_history(days=60, poor_days=10)
    for lens in LENSES:
        Lens.objects.create(athlete=athlete, classes=lens)
    assess(athlete_ids=[athlete.pk], now=NOW)
    before = {lens: derived(lens=lens) for lens in LENSES}

    for session in athlete.sessions.all():
        planned = create_planned(athlete=athlete, day=session.day, rpe=1)
        Session.objects.filter(pk=session.pk).update(planned_session=planned)
    create_overload(athlete=athlete, first_day=days_before(9), last_day=days_before(-2))
    assess(athlete_ids=[athlete.pk], now=NOW)

    changed = {lens for lens in before if derived(lens=lens) != before[lens]}
    assert changed == {lens for lens in before if DataClass.SESSIONS in lens}
