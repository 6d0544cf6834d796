from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from coaching.services.teams import add_member, create_team
from recovery.assessments.models import DailyState, Level, RecoveryWarning
from recovery.engine.items import ALL_CLASSES
from recovery.management.commands.alert_burden import alert_burden
from tests.factories import create_athlete

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 3, 2)
LENS = int(ALL_CLASSES)


def live_through(athlete: Athlete, *levels: Level, lens: int = LENS) -> None:
    """Save assessed days from a Monday on; a day of unknown level is one without answers."""
    DailyState.objects.bulk_create(
        DailyState(
            athlete=athlete,
            lens=lens,
            day=MONDAY + dt.timedelta(days=number),
            level=level,
            answered=level != Level.UNKNOWN,
            checkins_7=0,
            known_days_28=0,
            item_values=[],
            item_normals=[],
            item_sds=[],
        )
        for number, level in enumerate(levels)
    )


def warn(athlete: Athlete, *levels: Level, lens: int = LENS) -> None:
    days = [(MONDAY + dt.timedelta(days=number)).isoformat() for number in range(len(levels))]
    RecoveryWarning.objects.create(
        athlete=athlete,
        lens=lens,
        opened_on=MONDAY,
        level=levels[-1],
        transitions=[[day, int(level)] for day, level in zip(days, levels, strict=True)],
        payload={},
    )


def test_notice_counts_once_when_it_opens() -> None:
    athlete = create_athlete()
    usual, notice, imbalance = Level.USUAL, Level.NOTICE, Level.IMBALANCE
    live_through(athlete, notice, notice, usual, notice, imbalance, notice, usual)
    assert alert_burden([athlete.pk]).notices == 2


def test_notice_of_one_athlete_does_not_continue_another() -> None:
    first, second = create_athlete(), create_athlete()
    live_through(first, Level.NOTICE)
    live_through(second, Level.NOTICE)
    assert alert_burden([first.pk, second.pk]).notices == 2


def test_weeks_have_data_when_one_of_their_days_was_answered() -> None:
    athlete = create_athlete()
    unknown = [Level.UNKNOWN] * 7
    live_through(athlete, Level.USUAL, *unknown[1:], *unknown, Level.USUAL, Level.USUAL)
    burden = alert_burden([athlete.pk])
    assert (burden.athlete_weeks, burden.answered_days, burden.athletes) == (2, 3, 1)


def test_warning_counts_at_every_level_it_came_to() -> None:
    athlete = create_athlete()
    live_through(athlete, Level.IMBALANCE)
    warn(athlete, Level.IMBALANCE, Level.PERSISTENT, Level.IMBALANCE)
    burden = alert_burden([athlete.pk])
    assert burden.warnings == 1
    assert burden.reached == {Level.IMBALANCE: 1, Level.PERSISTENT: 1}


def test_only_the_athletes_own_lens_counts() -> None:
    athlete = create_athlete()
    live_through(athlete, Level.NOTICE, lens=3)
    warn(athlete, Level.IMBALANCE, lens=3)
    assert alert_burden([athlete.pk]).warnings == 0


def test_burden_takes_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    athletes = [create_athlete() for _number in range(3)]
    for athlete in athletes:
        live_through(athlete, Level.NOTICE)
    with django_assert_num_queries(2):
        alert_burden([athlete.pk for athlete in athletes])


def test_command_prints_rates(capsys: pytest.CaptureFixture[str]) -> None:
    athlete = create_athlete()
    add_member(athlete=athlete, team=create_team(name="U19"), now=dt.datetime.now(dt.UTC))
    live_through(athlete, Level.NOTICE, *[Level.USUAL] * 9)
    warn(athlete, Level.IMBALANCE)
    call_command("alert_burden", team="U19")
    printed = capsys.readouterr().out
    assert "1 athlete, 10 answered days in 2 weeks with data." in printed
    assert "Notices (athlete only): 1; 0.500 per athlete-week with data, 10.00 per 100" in printed
    assert "of which came to Imbalance: 1" in printed


def test_team_that_is_absent_or_not_assessed_is_named() -> None:
    with pytest.raises(CommandError, match="There is no team U19"):
        call_command("alert_burden", team="U19")
    create_team(name="U19")
    with pytest.raises(CommandError, match="Nothing of U19 has been assessed"):
        call_command("alert_burden", team="U19")
