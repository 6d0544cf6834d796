"""A calibration moves the days from its own on, survives a rebuild, and moves nobody else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from athletes.models import Calibration, FactChange
from athletes.services.calibrations import calibrate
from recovery.assessments.models import DailyState, RecoveryWarning
from recovery.assessments.services import assess, new_days, request_lens
from recovery.engine import DEFAULTS, ENGINE_VERSION, ITEM_INDEX, DataClass
from tests.assessments.histories import (
    NOW,
    TODAY,
    change,
    create_athlete_with_history,
    days_before,
    derived,
    derived_from_scratch,
)

if TYPE_CHECKING:
    from athletes.models import Athlete

pytestmark = pytest.mark.django_db

PRIORS = {"mood": [1.5, 0.6, 0.8], "fatigue": [1.5, 0.6, 0.8]}
MOOD = ITEM_INDEX["mood"]


def decide(
    athlete: Athlete,
    *,
    from_day: dt.date,
    evidence: float | None = None,
    priors: dict[str, list[float]] | None = None,
    version: str = ENGINE_VERSION,
) -> None:
    """Save a decision of some time ago."""
    Calibration.objects.create(
        athlete=athlete,
        from_day=from_day,
        evidence=evidence,
        engine_version=version,
        priors=priors or {},
        decided_at=NOW,
    )
    change(athlete, from_day=from_day, reason=FactChange.Reason.CALIBRATION)


def states() -> dict[dt.date, tuple[object, ...]]:
    columns = ("day", "level", "response", "item_normals")
    return {row[0]: tuple(map(str, row[1:])) for row in DailyState.objects.values_list(*columns)}


def test_priors_move_the_days_from_theirs_on_and_none_before() -> None:
    athlete = create_athlete_with_history(days=60)
    assess(athlete_ids=[athlete.pk], now=NOW)
    before = states()

    decide(athlete, from_day=days_before(20), priors=PRIORS)
    assess(athlete_ids=[athlete.pk], now=NOW)

    after = states()
    changed = {day for day in after if after[day] != before[day]}
    assert changed == {day for day in after if day >= days_before(20)}
    assert derived() == derived_from_scratch(now=NOW)


def test_a_newcomer_starts_from_the_teams_usual_answer() -> None:
    athlete = create_athlete_with_history(days=3)
    decide(athlete, from_day=days_before(2), priors=PRIORS)
    assess(athlete_ids=[athlete.pk], now=NOW)
    normals = DailyState.objects.get(day=days_before(2)).item_normals
    assert normals[MOOD] == 4.5  # 1.5 on the engine's side, where 5 is the worst
    assert normals[ITEM_INDEX["stress"]] == 3.5  # built in


def test_a_threshold_decides_when_a_warning_opens() -> None:
    opened = {}
    for evidence in (None, DEFAULTS.lowest_evidence, DEFAULTS.highest_evidence):
        athlete = create_athlete_with_history(days=80, poor_days=14)
        decide(athlete, from_day=days_before(16), evidence=evidence)
        assess(athlete_ids=[athlete.pk], now=NOW)
        warning = RecoveryWarning.objects.open().get(athlete=athlete)
        opened[evidence] = warning.opened_on
        assert warning.payload["threshold"] == (evidence or DEFAULTS.imbalance_evidence)
    assert opened[DEFAULTS.lowest_evidence] <= opened[None] <= opened[DEFAULTS.highest_evidence]
    assert opened[DEFAULTS.lowest_evidence] < opened[DEFAULTS.highest_evidence]


@pytest.mark.parametrize(
    ("evidence", "version", "threshold"),
    [
        (0.2, ENGINE_VERSION, DEFAULTS.lowest_evidence),  # bounds of today, not of then
        (3.0, ENGINE_VERSION, DEFAULTS.highest_evidence),
        (0.8, "1.0", DEFAULTS.imbalance_evidence),  # in units of another engine
    ],
)
def test_a_threshold_of_other_times_stays_within_todays_bounds(
    evidence: float, version: str, threshold: float
) -> None:
    athlete = create_athlete_with_history(days=80, poor_days=14)
    decide(athlete, from_day=days_before(80), evidence=evidence, version=version)
    assess(athlete_ids=[athlete.pk], now=NOW)
    assert RecoveryWarning.objects.open().get().payload["threshold"] == threshold


def test_of_two_decisions_about_a_day_the_later_one_counts() -> None:
    athlete = create_athlete_with_history(days=3)
    decide(athlete, from_day=days_before(2), priors=PRIORS)
    decide(athlete, from_day=days_before(2), priors={"mood": [2.0, 0.6, 0.8]})
    decide(athlete, from_day=days_before(1))
    assess(athlete_ids=[athlete.pk], now=NOW)
    days = DailyState.objects.order_by("day").values_list("item_normals", flat=True)
    assert [normals[MOOD] for normals in days] == [4.0, 3.5, 3.5]


def test_decisions_of_one_move_nobody_else_in_the_batch() -> None:
    athletes = [create_athlete_with_history(days=50, seed=seed) for seed in range(3)]
    ids = [athlete.pk for athlete in athletes]
    assess(athlete_ids=ids, now=NOW)
    others = derived([ids[0], ids[2]])
    decide(athletes[1], from_day=days_before(30), evidence=0.7, priors=PRIORS)
    assess(athlete_ids=ids, now=NOW)
    assert derived([ids[0], ids[2]]) == others
    assert derived() == derived_from_scratch(now=NOW)


def test_a_decision_about_what_is_built_in_changes_no_byte() -> None:
    athlete = create_athlete_with_history(days=60, poor_days=10)
    assess(athlete_ids=[athlete.pk], now=NOW)
    before = derived()
    decide(athlete, from_day=days_before(40))
    assert assess(athlete_ids=[athlete.pk], now=NOW) == 0
    assert derived() == before


def test_day_by_day_ends_as_from_scratch_with_a_decision_on_the_way() -> None:
    """Decided on a day, in force from the next: the days before are never written again."""
    athlete = create_athlete_with_history(days=50, poor_days=6)
    request_lens(athlete=athlete, classes=DataClass.BODY | DataClass.MIND)
    began = NOW - dt.timedelta(days=6)
    assess(athlete_ids=[athlete.pk], now=began)
    for day in range(1, 7):
        now = began + dt.timedelta(days=day)
        if day in {2, 4}:
            earlier = now - dt.timedelta(hours=20)
            calibrate(
                athlete_ids=[athlete.pk],
                evidence=0.7 + day / 20,
                engine_version=ENGINE_VERSION,
                priors=PRIORS if day == 2 else {},
                now=earlier,
            )
            stored = derived()
            assert assess(athlete_ids=[athlete.pk], now=earlier) == 0
            assert derived() == stored
        new_days(now=now)
        assess(athlete_ids=[athlete.pk], now=now)
    assert DailyState.objects.latest("day").day == TODAY
    assert derived() == derived_from_scratch(now=NOW)
