"""What was planned reaches the model with its session, and an overload by its days."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest

from athletes.models import Athlete, FactChange, Session
from athletes.services.plans import end_overload
from athletes.services.sessions import SessionFacts, edit_session
from recovery.assessments.facts import read_facts
from recovery.assessments.models import CurrentState, DailyState, Level, RecoveryWarning
from recovery.assessments.services import assess
from recovery.engine import DEFAULTS
from tests.assessments.histories import (
    NOW,
    TODAY,
    change,
    create_athlete_with_history,
    days_before,
    derived,
    derived_from_scratch,
)
from tests.factories import create_athlete, create_overload, create_planned, create_session

pytestmark = pytest.mark.django_db


def train_as_planned(athlete: Athlete, *, sessions: int, planned: float, felt: float) -> None:
    for before in range(1, sessions + 1):
        create_session(
            athlete=athlete,
            day=days_before(before),
            rpe=felt,
            planned_session=create_planned(athlete=athlete, day=days_before(before), rpe=planned),
        )


def test_planned_exertion_comes_with_its_session() -> None:
    athlete = create_athlete()
    train_as_planned(athlete, sessions=1, planned=6.5, felt=5)
    create_session(athlete=athlete, day=TODAY)
    create_planned(athlete=athlete, day=TODAY)  # nobody says that this was it
    planned = read_facts([athlete.pk]).sessions.planned_rpe
    np.testing.assert_array_equal(np.sort(planned), [6.5, np.nan])


def test_dissociation_is_what_was_felt_above_the_plan() -> None:
    athlete = create_athlete()
    train_as_planned(athlete, sessions=5, planned=3, felt=5.5)
    assess(athlete_ids=[athlete.pk], now=NOW)
    # Each residual is 2.5 / 1.1 SD; a filter that drifts by 0.006 and keeps 0.99 a day, from
    # knowing nothing, takes five of them in.
    mean, variance = 0.0, 0.006 / (1 - 0.99**2)
    for _session in range(5):
        variance = 0.99**2 * variance + 0.006
        gain = variance / (variance + 1)
        mean, variance = 0.99 * mean + gain * (2.5 / 1.1 - 0.99 * mean), variance * (1 - gain)
    state = DailyState.objects.get(day=TODAY)
    assert state.dissociation == pytest.approx(mean, abs=1e-5)
    # Planned at 3 and felt 2.5 above it.
    assert CurrentState.objects.get().payload["easy_creep"] == 2.5


def test_linking_a_session_to_its_plan_equals_a_computation_from_scratch() -> None:
    athlete = create_athlete_with_history(days=70, poor_days=9)
    assess(athlete_ids=[athlete.pk], now=NOW)
    before = derived()
    for session in Session.objects.filter(day__gt=days_before(30)).order_by("?"):
        planned = create_planned(athlete=athlete, day=session.day, rpe=2)
        facts = SessionFacts(
            day=session.day,
            sport=session.sport,
            minutes=session.minutes or 60,
            kind=session.kind,
            rpe=session.rpe,
            planned_session_id=planned.pk,
        )
        edit_session(session=session, facts=facts, now=NOW)
        assess(athlete_ids=[athlete.pk], now=NOW)
    assert derived() != before
    assert derived() == derived_from_scratch(now=NOW)


def test_plan_that_nobody_fulfilled_changes_nothing() -> None:
    athlete = create_athlete_with_history(days=40)
    assess(athlete_ids=[athlete.pk], now=NOW)
    before = derived()
    create_planned(athlete=athlete, day=days_before(100), rpe=9)
    create_planned(athlete=athlete, day=days_before(-5), rpe=9)
    change(athlete, reason=FactChange.Reason.PLAN)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert derived() == before


def test_overload_holds_an_imbalance_back_and_says_so() -> None:
    athlete = create_athlete_with_history(days=60, poor_days=6)
    assess(athlete_ids=[athlete.pk], now=NOW)
    opened_on = RecoveryWarning.objects.open().get().opened_on
    evidence = {state.day: state.evidence or 0.0 for state in DailyState.objects.all()}

    block = create_overload(athlete=athlete, first_day=days_before(8), last_day=days_before(-3))
    assess(athlete_ids=[athlete.pk], now=NOW)

    held = RecoveryWarning.objects.open().first()
    assert held is None or held.opened_on > opened_on
    if held is not None:
        assert evidence[held.opened_on] >= DEFAULTS.imbalance_evidence + DEFAULTS.overload_raise
    assert CurrentState.objects.get().payload["overload"] is True
    assert derived() == derived_from_scratch(now=NOW)

    end_overload(block=block, now=NOW - dt.timedelta(days=9))  # it never began
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert RecoveryWarning.objects.open().get().opened_on == opened_on
    assert CurrentState.objects.get().payload["overload"] is False


def test_overload_does_not_hold_back_what_persists() -> None:
    athlete = create_athlete_with_history(days=80, poor_days=16)
    assess(athlete_ids=[athlete.pk], now=NOW)
    without = RecoveryWarning.objects.open().get()
    assert without.level == Level.PERSISTENT
    since = next(day for day, level in without.transitions if level == Level.PERSISTENT)

    create_overload(athlete=athlete, first_day=days_before(13), last_day=TODAY)
    assess(athlete_ids=[athlete.pk], now=NOW)

    within = RecoveryWarning.objects.open().get()
    assert [since, Level.PERSISTENT] in within.transitions


def test_overload_of_days_to_come_is_no_day_yet() -> None:
    athlete = create_athlete()
    create_overload(athlete=athlete, first_day=days_before(-1), last_day=days_before(-5))
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert not DailyState.objects.exists()


def test_overload_before_the_first_fact_is_let_be() -> None:
    athlete = create_athlete()
    create_overload(athlete=athlete, first_day=days_before(40), last_day=days_before(30))
    create_session(athlete=athlete, day=days_before(3), rpe=Decimal(4))
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert DailyState.objects.earliest("day").day == days_before(3)
