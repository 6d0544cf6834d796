from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from recovery.assessments.services import assess
from recovery.assessments.sleep_and_rest import (
    SleepAndRest,
    measured,
    points,
    sleep_and_rest,
    sleep_sentence,
)
from recovery.engine import ALL_CLASSES
from tests.assessments.histories import NOW, TODAY, change, days_before
from tests.factories import create_athlete, create_check_in, create_day_mark, create_session

NAN = np.nan


def of(asleep: list[float], load: list[float]) -> SleepAndRest:
    return measured(np.array([asleep]), np.array([load]), teenage=False)


def four_weeks() -> tuple[list[float], list[float]]:
    """Return nights of 7 hours, of 8 before each of four rest days; and the loads."""
    return [8.0, *[7.0] * 6] * 4, [0.0, *[300.0] * 6] * 4


def test_sleep_and_rest_as_worked_out_by_hand() -> None:
    asleep, load = four_weeks()
    found = of([*asleep, 8.0, 7.5], [*load, 0.0, 300.0])
    assert found.need == 8.0
    assert found.free_nights == 5
    assert found.nights == 7
    assert found.mean == pytest.approx((5 * 7 + 8 + 7.5) / 7)
    debt = 0.0
    for night in [7.0] * 5 + [8.0] + [7.0] * 6 + [8.0, 7.5]:
        debt = max(0.9 * debt + 8.0 - night, 0.0)
    assert found.debt == pytest.approx(debt)
    assert found.days_since_rest == (1, 1)
    said = {point.label: point.text for point in points(found)}
    assert said == {
        "Sleep": "7:15 h a night; 7 nights of 7 known",
        "Sleep debt": "5.9 h, at 8:00 a night",
        "Last rest day": "1 day ago",
    }
    assert sleep_sentence(found) == (
        "You slept 7:15 a night in the last week, 45 min less than you seem to need."
    )


def test_today_may_still_hold_a_session() -> None:
    asleep, load = four_weeks()
    assert of([*asleep, 8.0, 7.5], [*load, 0.0, NAN]).days_since_rest == (1, 1)
    assert of([*asleep, 8.0], [*load, 0.0]).days_since_rest == (0, 0)


def test_an_unknown_day_makes_a_range_of_it() -> None:
    asleep, load = four_weeks()
    found = of([*asleep, 7.0, 7.0], [*load, NAN, 300.0])
    assert found.days_since_rest == (1, 8)
    assert points(found)[-1].text == "1 to 8 days ago"


def test_without_any_rest_day_there_is_a_lower_bound() -> None:
    found = of([7.0] * 28, [300.0] * 28)
    assert found.days_since_rest == (28, None)
    assert points(found)[-1].text == "at least 28 days ago"


def test_what_is_not_known_yet_says_what_would_tell() -> None:
    found = of([7.0, 8.0, 7.0], [300.0, 0.0, 300.0])
    assert [point.text for point in points(found)] == [
        "7:20 h a night; 3 nights of 7 known",
        "known after 4 more nights before a rest day",
        "too few days known",
    ]
    assert "your need is not known yet" in sleep_sentence(found)
    nothing = of([NAN] * 28, [NAN] * 28)
    assert points(nothing)[0].text == "not known of these seven nights"
    assert sleep_sentence(nothing) == "Nothing is known of your last seven nights."


@pytest.mark.django_db
def test_it_reads_what_was_computed_through_the_lens() -> None:
    athlete = create_athlete(birth_date=TODAY.replace(year=TODAY.year - 16))
    for before in range(1, 29):
        rests = before % 4 == 0
        if rests:
            create_day_mark(athlete=athlete, day=days_before(before))
        else:
            create_session(athlete=athlete, day=days_before(before))
        create_check_in(athlete=athlete, day=days_before(before), sleep_hours=9 if rests else 8)
    change(athlete)
    assess(athlete_ids=[athlete.pk], now=NOW)
    found = sleep_and_rest(
        athlete_id=athlete.pk, lens=int(ALL_CLASSES), last=TODAY, birth_date=athlete.birth_date
    )
    assert found.need == 9.0
    assert found.days_since_rest == (4, 4)
    assert found.mean == pytest.approx((5 * 8 + 9) / 6)


@pytest.mark.parametrize(
    ("birth_date", "need"),
    [
        (dt.date(2012, 11, 24), 7.0),  # thirteen until tomorrow
        (dt.date(2012, 11, 23), 8.0),
        (dt.date(2008, 11, 24), 8.0),
        (dt.date(2008, 11, 23), 7.0),  # eighteen today
        (None, 7.0),
    ],
)
@pytest.mark.django_db
def test_teenagers_need_more_from_their_birthday_on(
    birth_date: dt.date | None, need: float
) -> None:
    athlete = create_athlete(birth_date=birth_date)
    for before in range(1, 9):
        create_day_mark(athlete=athlete, day=days_before(before))
        create_check_in(athlete=athlete, day=days_before(before), sleep_hours=6)
    change(athlete)
    assess(athlete_ids=[athlete.pk], now=NOW)
    found = sleep_and_rest(
        athlete_id=athlete.pk, lens=int(ALL_CLASSES), last=TODAY, birth_date=birth_date
    )
    assert found.need == need
