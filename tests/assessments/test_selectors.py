from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from athletes.models import FactChange
from recovery.assessments.models import Calculation, DailyState, Level
from recovery.assessments.selectors import Freshness, freshness, history
from recovery.assessments.services import assess, request_lens
from recovery.engine import ALL_CLASSES, DataClass
from tests.assessments.histories import NOW, TODAY, change, create_athlete_with_history, days_before
from tests.factories import create_athlete

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete
    from recovery.assessments.selectors import History

pytestmark = pytest.mark.django_db


def history_of(
    athlete: Athlete, *, days: int = 42, lens: int = ALL_CLASSES, is_own: bool = True
) -> History:
    return history(
        athlete_id=athlete.pk,
        lens=lens,
        first=days_before(days - 1),
        last=TODAY,
        now=NOW,
        is_own=is_own,
    )


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (None, Freshness.FRESH),
        (dt.timedelta(seconds=60), Freshness.FRESH),
        (dt.timedelta(seconds=61), Freshness.UPDATING),
        (dt.timedelta(minutes=15), Freshness.UPDATING),
        (dt.timedelta(minutes=15, seconds=1), Freshness.STALE),
    ],
)
def test_freshness_is_how_far_rows_are_behind_the_facts(
    behind: dt.timedelta | None, expected: Freshness
) -> None:
    oldest = None if behind is None else NOW - behind
    assert freshness(Calculation(), oldest, NOW) == expected
    assert freshness(None, oldest, NOW) == expected


def test_who_was_set_aside_is_never_fresh() -> None:
    assert freshness(Calculation(set_aside_at=NOW), None, NOW) == Freshness.FAILED


def test_history_has_every_day_of_the_calendar_in_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    athlete = create_athlete_with_history(days=20, poor_days=12)
    assess(athlete_ids=[athlete.pk], now=NOW)
    # days, warnings, current state, calculation, oldest change
    with django_assert_num_queries(5):
        shown = history_of(athlete, days=42)
        drawings = [shown.recovery, shown.load, *shown.item_drawings]
    assert [day.day for day in shown.days] == [days_before(n) for n in range(41, -1, -1)]
    assert [day.level for day in shown.days[:22]] == [Level.UNKNOWN] * 22
    assert len(drawings) == 2 + 10
    assert shown.freshness == Freshness.FRESH


def test_history_of_nobodys_days_is_empty_and_can_be_drawn() -> None:
    shown = history_of(create_athlete())
    assert shown.is_empty
    assert shown.is_learning
    assert "did not answer" in shown.recovery.caption
    assert shown.load.drawing
    assert shown.item_drawings == []


def test_history_tells_when_it_is_behind() -> None:
    athlete = create_athlete_with_history(days=20)
    assess(athlete_ids=[athlete.pk], now=NOW)
    late = change(athlete)
    FactChange.objects.filter(pk=late.pk).update(created_at=NOW - dt.timedelta(minutes=20))
    assert history_of(athlete).freshness == Freshness.STALE
    assert history_of(athlete).is_stale


def test_history_through_a_lens_shows_the_items_of_its_classes_alone() -> None:
    athlete = create_athlete_with_history(days=40)
    request_lens(athlete=athlete, classes=DataClass.BODY)
    assess(athlete_ids=[athlete.pk], now=NOW)
    shown = history_of(athlete, lens=DataClass.BODY)
    assert [item.code for item in shown.items] == [
        "fatigue",
        "soreness",
        "sleep_quality",
        "sleep_hours",
    ]
    assert all(day.load is None for day in shown.days)
    assert "Too little is known of training" in shown.load.caption


def test_a_notice_is_as_usual_to_others() -> None:
    athlete = create_athlete_with_history(days=40)
    assess(athlete_ids=[athlete.pk], now=NOW)
    DailyState.objects.filter(day=days_before(3)).update(level=Level.NOTICE)
    levels = {is_own: history_of(athlete, is_own=is_own).days[-4].level for is_own in (True, False)}
    assert levels == {True: Level.NOTICE, False: Level.USUAL}


def test_captions_speak_to_the_athlete_or_about_them() -> None:
    athlete = create_athlete_with_history(days=60, poor_days=10)
    assess(athlete_ids=[athlete.pk], now=NOW)
    own, others = (history_of(athlete, is_own=is_own).recovery.caption for is_own in (True, False))
    assert own.startswith("Your recovery was below your own normal on ")
    assert others.startswith("Recovery was below their own normal on ")


def test_days_of_silence_are_not_counted_as_usual() -> None:
    athlete = create_athlete_with_history(days=60, last=days_before(20))
    assess(athlete_ids=[athlete.pk], now=NOW)
    shown = history_of(athlete, days=20)
    assert not any(day.answered for day in shown.days)
    assert 'class="trend"' not in history_of(athlete, days=10).recovery.drawing


def test_resting_heart_rate_is_drawn_with_the_worse_value_below() -> None:
    athlete = create_athlete_with_history(days=40)
    assess(athlete_ids=[athlete.pk], now=NOW)
    directions = {item.code: item.higher_is_better for item in history_of(athlete).items}
    assert [code for code, is_better in directions.items() if not is_better] == [
        "resting_heart_rate"
    ]
