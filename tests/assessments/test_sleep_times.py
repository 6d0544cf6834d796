from __future__ import annotations

import datetime as dt

import pytest

from recovery.assessments.sleep_times import (
    SleepRegularity,
    regularity_of,
    regularity_point,
    sleep_regularity,
)
from recovery.engine import Status
from tests.assessments.histories import TODAY, days_before
from tests.factories import create_athlete, create_check_in

SEVEN = dt.time(7)


def of(*beds: dt.time | None, woke: dt.time = SEVEN) -> SleepRegularity:
    """Return it of the last nights, of which those without a time are not known."""
    nights = enumerate(reversed(beds))
    told = [(days_before(before), bed, woke) for before, bed in nights if bed is not None]
    return regularity_of(told, last=TODAY)


def test_index_is_the_time_in_the_same_state_as_a_day_before() -> None:
    # Half an hour to and fro is half of an hour in 24 in the other state: 200 * 0.5 / 24 points.
    found = of(*[dt.time(23), dt.time(23, 30)] * 4)
    assert found.index == pytest.approx(100 - 200 * 0.5 / 24)
    assert (found.status, found.pairs) == (Status.OK, 7)
    assert regularity_point(found).text == "96 of 100, from 7 pairs of nights"


def test_midnight_lies_within_a_night() -> None:
    found = of(*[dt.time(23, 45), dt.time(0, 15)] * 4)
    assert found.index == pytest.approx(100 - 200 * 0.5 / 24)


def test_few_pairs_are_rough_and_fewer_say_what_is_missing() -> None:
    rough = of(*[dt.time(23)] * 7)
    assert (rough.status, rough.pairs) == (Status.PROVISIONAL, 6)
    assert regularity_point(rough).text == "about 100 of 100, from only 6 pairs of nights"
    eleven = dt.time(23)
    few = of(eleven, eleven, None, eleven, eleven, eleven)
    assert (few.index, few.status, few.pairs) == (None, Status.INSUFFICIENT, 3)
    assert regularity_point(few).text == (
        "known after 2 more pairs of nights in a row with both times"
    )


def test_night_that_goes_on_past_noon_is_not_known() -> None:
    found = of(*[dt.time(8)] * 10, woke=dt.time(15))
    assert (found.index, found.pairs) == (None, 0)


@pytest.mark.django_db
def test_it_reads_four_weeks_of_whoever_told_or_is_asked() -> None:
    athlete = create_athlete()
    for before in range(40):
        bed_at = None if before == 3 else dt.time(22)
        create_check_in(athlete=athlete, day=days_before(before), bed_at=bed_at, woke_at=SEVEN)
    found = sleep_regularity(athlete, last=TODAY)
    assert found is not None
    assert (found.index, found.pairs) == (100, 25)

    other = create_athlete()
    missing = sleep_regularity(other, last=TODAY)
    assert missing is not None
    assert missing.status == Status.INSUFFICIENT
    other.asked = ["food"]
    assert sleep_regularity(other, last=TODAY) is None
