from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from athletes.own_normal import (
    clock_hours,
    duration_words,
    feedback,
    recent_answers,
    usual_values,
    usual_words,
)
from tests.factories import create_athlete, create_check_in

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

DAY = dt.date(2026, 11, 23)


def days_before(athlete: Athlete, count: int, **answers: Any) -> None:
    """Save the same answers on the ``count`` days before."""
    answers = answers or {"sleep_hours": 8, "fatigue": 4, "stress": 4}
    for back in range(1, count + 1):
        create_check_in(athlete=athlete, day=DAY - dt.timedelta(back), **answers)


def said(athlete: Athlete) -> str:
    with translation.override("en"):
        words = feedback(recent_answers(athlete, DAY))
        return " ".join([words.heading, *words.further])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (0, "1 of 7 check-ins so far. From then on you see yourself against your own normal."),
        (6, "7 of 7 check-ins so far. From then on you see yourself against your own normal."),
        (7, "All of it is as usual for you."),
    ],
)
def test_feedback_while_learning_counts_and_then_compares(before: int, expected: str) -> None:
    athlete = create_athlete()
    days_before(athlete, before)
    create_check_in(athlete=athlete, day=DAY, sleep_hours=8, fatigue=4, stress=4)
    assert said(athlete) == expected


@pytest.mark.django_db
def test_feedback_names_sleep_by_amount_and_answers_by_direction() -> None:
    athlete = create_athlete()
    days_before(athlete, 40, sleep_hours=8, fatigue=3, stress=3, mood=3)
    create_check_in(athlete=athlete, day=DAY, sleep_hours=6.75, fatigue=1, stress=5, mood=3)
    assert said(athlete) == (
        "You slept 1 h 15 less than usual. Worse than your usual: fatigue. "
        "Better than your usual: stress. The rest is as usual for you."
    )


@pytest.mark.django_db
def test_feedback_names_the_three_that_differ_most_and_counts_the_others() -> None:
    athlete = create_athlete()
    days_before(athlete, 40, fatigue=3, stress=3, mood=3, concentration=3, motivation=3)
    create_check_in(
        athlete=athlete, day=DAY, fatigue=2, stress=1, mood=1, concentration=2, motivation=1
    )
    assert said(athlete) == "Worse than your usual: stress, mood, motivation and 2 more."


@pytest.mark.django_db
def test_feedback_names_first_what_is_better_by_most() -> None:
    athlete = create_athlete()
    days_before(athlete, 40, fatigue=3, stress=3)
    create_check_in(athlete=athlete, day=DAY, fatigue=4, stress=5)
    assert said(athlete) == "Better than your usual: stress and fatigue."


@pytest.mark.django_db
def test_feedback_compares_only_what_was_answered() -> None:
    athlete = create_athlete()
    days_before(athlete, 40)
    create_check_in(athlete=athlete, day=DAY, fatigue=1)
    assert said(athlete) == "Worse than your usual: fatigue."


@pytest.mark.django_db
def test_feedback_without_a_comparable_answer_says_thank_you() -> None:
    athlete = create_athlete()
    days_before(athlete, 40)
    create_check_in(athlete=athlete, day=DAY, motivation=3)
    assert said(athlete).startswith("Thank you.")


@pytest.mark.django_db
def test_ill_days_are_nobodys_normal() -> None:
    athlete = create_athlete()
    days_before(athlete, 14, fatigue=1, ill=True)
    for back in range(15, 30):
        create_check_in(athlete=athlete, day=DAY - dt.timedelta(back), fatigue=4)
    create_check_in(athlete=athlete, day=DAY, fatigue=2)
    assert said(athlete) == "Worse than your usual: fatigue."


@pytest.mark.django_db
def test_usual_is_the_median_of_the_latest_28_answers_before_today() -> None:
    athlete = create_athlete()
    for back in range(1, 57):
        points = 2 if back <= 28 else 5
        create_check_in(athlete=athlete, day=DAY - dt.timedelta(back), fatigue=points)
    create_check_in(athlete=athlete, day=DAY, fatigue=5)
    assert usual_values(recent_answers(athlete, DAY)) == {"fatigue": 2}


@pytest.mark.django_db
def test_usual_needs_seven_answers_and_turns_other_instruments() -> None:
    athlete = create_athlete()
    days_before(athlete, 6, instrument="hooper-7", fatigue=7, sleep_hours=7)
    create_check_in(athlete=athlete, day=DAY, fatigue=3)  # today is not usual yet
    assert usual_values(recent_answers(athlete, DAY)) == {}
    create_check_in(athlete=athlete, day=DAY - dt.timedelta(7), instrument="hooper-7", fatigue=7)
    usual = usual_values(recent_answers(athlete, DAY))
    assert usual == {"fatigue": 1}
    with translation.override("nl"):
        assert usual_words(usual)["fatigue"].endswith("steeds moe")


@pytest.mark.django_db
def test_recent_answers_cost_one_query_and_include_no_other_athlete(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    athlete, other = create_athlete(), create_athlete()
    days_before(athlete, 3)
    days_before(other, 9)
    create_check_in(athlete=athlete, day=DAY + dt.timedelta(1))
    create_check_in(athlete=athlete, day=DAY - dt.timedelta(84))
    with django_assert_num_queries(1):
        recent = recent_answers(athlete, DAY)
    assert recent.answered.sum() == 3


@pytest.mark.parametrize(
    ("hours", "clock", "words"),
    [(7.83, "7:50", "7 h 50"), (0.5, "0:30", "30 min"), (7.99, "8:00", "8 h 00")],
)
def test_hours_are_rounded_to_five_minutes(hours: float, clock: str, words: str) -> None:
    with translation.override("en"):
        assert clock_hours(hours) == clock
        assert duration_words(hours) == words
