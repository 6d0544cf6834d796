from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from athletes.models import CheckInTiming
from athletes.timings import DAYS, ENOUGH, Speed, check_in_speed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_django import DjangoAssertNumQueries

DAY = dt.date(2026, 11, 23)

pytestmark = pytest.mark.django_db


def took(seconds: Iterable[float], *, day: dt.date = DAY) -> None:
    CheckInTiming.objects.bulk_create(
        CheckInTiming(day=day, milliseconds=int(1000 * each)) for each in seconds
    )


def test_speed_is_the_half_and_the_nine_of_ten_of_four_weeks(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    took(range(10, 31))  # 10, 11 … 30 s: the 11th of 21 is 20, the 19th is 28
    took([3000], day=DAY - dt.timedelta(DAYS))  # over four weeks ago
    with django_assert_num_queries(1):
        assert check_in_speed(until=DAY) == Speed(half=20, most=28, check_ins=21)


def test_speed_is_rounded_up_so_that_at_most_is_true() -> None:
    took([12.001] * ENOUGH)
    assert check_in_speed(until=DAY) == Speed(half=13, most=13, check_ins=ENOUGH)


def test_speed_of_too_few_is_not_told() -> None:
    took([12] * (ENOUGH - 1))
    assert check_in_speed(until=DAY) is None
