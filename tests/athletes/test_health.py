from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from athletes.health import (
    Availability,
    asked_today,
    athlete_health,
    availability,
    severities,
    week_to_ask_about,
)
from athletes.health_words import caption, figures
from tests.factories import (
    create_athlete,
    create_health_week,
    create_problem,
    create_problem_report,
)

if TYPE_CHECKING:
    from athletes.models import Athlete

MONDAY = dt.date(2026, 11, 16)
SUNDAY = dt.date(2026, 11, 22)
ONE_WEEK = dt.timedelta(weeks=1)
AT_THE_GATE = {0: (0, None, None, None), 25: (25, None, None, None)}


def suffer(
    athlete: Athlete,
    participation: int,
    *,
    monday: dt.date = MONDAY,
    over_on: dt.date | None = None,
) -> None:
    problem = create_problem(athlete=athlete, since=monday, over_on=over_on)
    answers = AT_THE_GATE.get(participation, (participation, 8, 8, 8))
    create_problem_report(problem=problem, monday=monday, answers=answers)


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (dt.date(2026, 11, 22), MONDAY),  # Sunday
        (dt.date(2026, 11, 23), MONDAY),
        (dt.date(2026, 11, 25), MONDAY),  # Wednesday
        (dt.date(2026, 11, 26), None),
        (dt.date(2026, 11, 28), None),
        (dt.date(2026, 11, 29), MONDAY + ONE_WEEK),
    ],
)
def test_week_is_asked_about_from_its_sunday_to_the_wednesday_after(
    day: dt.date, monday: dt.date | None
) -> None:
    assert week_to_ask_about(day) == monday


@pytest.mark.django_db
def test_asked_until_answered_at_the_end_of_the_week() -> None:
    athlete = create_athlete()
    asked = asked_today(athlete, today=SUNDAY)
    assert asked is not None
    assert (asked.monday, asked.sunday, asked.goes_on) == (MONDAY, SUNDAY, False)
    suffer(athlete, 8, monday=MONDAY - ONE_WEEK)
    asked = asked_today(athlete, today=SUNDAY)
    assert asked is not None
    assert asked.goes_on
    create_health_week(athlete=athlete, monday=MONDAY)
    assert asked_today(athlete, today=SUNDAY) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "severity"),
    [
        ((17, 25, 25, 25), 92),
        ((8, 17, 8, 8), 41),
        ((25, None, None, None), 100),
        ((0, None, None, None), 0),
    ],
)
def test_severity_is_that_of_the_method_card(
    answers: tuple[int | None, ...], severity: int
) -> None:
    problem = create_problem(athlete=create_athlete(), since=MONDAY)
    report = create_problem_report(problem=problem, monday=MONDAY, answers=answers)
    assert severities([report]) == [severity]
    assert severities([]) == []


@pytest.mark.django_db
def test_history_has_a_gap_where_nothing_was_told_and_counts_days() -> None:
    athlete = create_athlete()
    problem = create_problem(athlete=athlete, since=MONDAY - 3 * ONE_WEEK)
    for back, answers, days in ((3, (25, None, None, None), 7), (1, (8, 8, 0, 8), None)):
        create_problem_report(
            problem=problem, monday=MONDAY - back * ONE_WEEK, answers=answers, days_lost=days
        )
    health = athlete_health(athlete, monday=MONDAY, today=SUNDAY)
    assert health.mondays[0] == MONDAY - 3 * ONE_WEEK
    assert health.mondays[-1] == MONDAY
    (history,) = health.history
    assert list(history.severities) == [100, None, 24, None]
    assert (history.days_lost, history.worst, history.weeks_told) == (7, 100, 2)
    assert caption(history) == "Left knee: 2 weeks told, 100 of 100 at its worst, 7 days lost."
    with translation.override("nl"):
        assert (
            caption(history)
            == "Linkerknie: 2 weken verteld, op zijn ergst 100 van 100, 7 dagen gemist."
        )
    (figure,) = figures(health, health.goes_on)
    assert figure.drawing is not None
    assert figure.drawing.count("hatch)") == 2
    assert figure.numbers is not None
    assert "<td>not told</td>" in figure.numbers


@pytest.mark.django_db
def test_half_a_year_is_drawn_at_most_and_what_lies_before_is_only_named() -> None:
    athlete = create_athlete()
    suffer(athlete, 8, monday=MONDAY - 30 * ONE_WEEK, over_on=MONDAY - 29 * ONE_WEEK)
    suffer(athlete, 8)
    health = athlete_health(athlete, monday=MONDAY, today=SUNDAY)
    assert len(health.mondays) == 26
    assert len(health.goes_on) == 1
    assert not health.is_over
    assert len(health.long_over) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], None),
        ([0], Availability.FULL),
        ([8], Availability.FULL),
        ([17], Availability.MODIFIED),
        ([25], Availability.NONE),
        ([8, 17], Availability.MODIFIED),
        ([17, 25], Availability.NONE),
    ],
)
def test_availability_is_the_worst_first_answer_of_the_week(
    told: list[int], expected: Availability | None
) -> None:
    athlete = create_athlete()
    for participation in told:
        suffer(athlete, participation)
    assert availability(athlete.pk, today=SUNDAY) == expected


@pytest.mark.django_db
def test_availability_of_a_week_without_problems_is_full_and_of_long_ago_unknown() -> None:
    athlete = create_athlete()
    suffer(athlete, 25, monday=MONDAY - 2 * ONE_WEEK)
    assert availability(athlete.pk, today=MONDAY - ONE_WEEK) == Availability.NONE
    assert availability(athlete.pk, today=MONDAY) is None
    create_health_week(athlete=athlete, monday=MONDAY)
    assert availability(athlete.pk, today=SUNDAY) == Availability.FULL


@pytest.mark.django_db
def test_what_is_over_stands_in_nobodys_way() -> None:
    athlete = create_athlete()
    suffer(athlete, 25, over_on=SUNDAY)
    assert availability(athlete.pk, today=SUNDAY - dt.timedelta(1)) == Availability.NONE
    assert availability(athlete.pk, today=SUNDAY) == Availability.FULL
