"""What a calibration's count means: plain values in, a threshold out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np

from coaching.models import TeamCalibration
from recovery.engine import DEFAULTS, ENGINE_VERSION, Status
from recovery.engine.budget import USUAL_BUDGET, Chosen, Openings, threshold_for_budget

FIRST_BUDGET = Decimal(str(USUAL_BUDGET))
EVERY = dt.timedelta(days=28)
NOTHING_COUNTED: dict[str, Any] = {
    "thresholds": [],
    "openings": [],
    "quiet_days": 0,
    "athletes": 0,
    "members": 0,
    "items": {},
}
Outcome = TeamCalibration.Outcome


def choice(counted: dict[str, Any], budget: Decimal | None) -> tuple[Outcome, float | None]:
    """Return what a budget makes of a count: the outcome, and the threshold if it is learned."""
    if budget is None:
        return Outcome.BUILT_IN, None
    chosen = threshold_for_budget(openings_of(counted), float(budget))
    if chosen.status != Status.OK:
        return Outcome.TOO_LITTLE, None
    return (Outcome.LEARNED if chosen.keeps_budget else Outcome.OVER), chosen.threshold


def openings_of(counted: dict[str, Any]) -> Openings:
    """Return the count of a calibration as the engine knows it."""
    return Openings(
        np.array(counted["thresholds"], dtype=np.float64),
        np.array(counted["openings"], dtype=np.int64),
        counted["quiet_days"],
        counted["athletes"],
    )


def threshold_of(decided: TeamCalibration | None) -> float:
    """Return the threshold that a decision stands for today."""
    if decided is None or decided.evidence is None or decided.engine_version != ENGINE_VERSION:
        return DEFAULTS.imbalance_evidence
    return decided.evidence


def chosen_of(decided: TeamCalibration) -> Chosen:
    """Return what the engine chose, from what the decision keeps of its count."""
    return threshold_for_budget(openings_of(decided.counted), float(decided.budget or 0))
