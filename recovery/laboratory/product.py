"""The product's own levels, at the thresholds it ships with and at any others."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from recovery.engine import DEFAULTS, WARNING_LEVELS, Level, Parameters
from recovery.engine.arrays import BoolArray, CodeArray
from recovery.laboratory.frontier import Curve, curve_of_alarms
from recovery.laboratory.worlds import Sample

IMBALANCE = (Level.IMBALANCE, Level.PERSISTENT)
ANY_ROUTE = WARNING_LEVELS
ROUTES: dict[str, Sequence[Level]] = {
    "imbalance": IMBALANCE,
    "recovery_low": (Level.RECOVERY_LOW,),
    "persistent": (Level.PERSISTENT,),
    "any": ANY_ROUTE,
}
FACTORS = (0.75, 1.0, 1.35)  # of the threshold that ships
REFINEMENTS = 2
NEIGHBOURS = (0.97, 1.03)  # around where the budget is spent, for the doubt about the threshold

Alarms = dict[float, CodeArray]


def evidence_factor(factor: float) -> Parameters:
    """Return the parameters with the threshold of an imbalance moved."""
    return replace(DEFAULTS, imbalance_evidence=factor * DEFAULTS.imbalance_evidence)


def both_factor(factor: float) -> Parameters:
    """Return the parameters with both thresholds moved, so that every route is held alike."""
    return replace(evidence_factor(factor), low_response=factor * DEFAULTS.low_response)


def sweep(
    sample: Sample,
    *,
    budget: float,
    levels: Sequence[Level],
    parameters: Callable[[float], Parameters] = evidence_factor,
    factors: Sequence[float] = FACTORS,
    refinements: int = REFINEMENTS,
) -> Alarms:
    """Assess everybody at several thresholds, closest together where the budget is spent.

    Returns
    -------
    dict of factor to int8 ndarray of shape (n_athletes, n_days)
        Levels at that multiple of the threshold.
    """
    found: Alarms = {}

    def run(factor: float) -> None:
        shipped = parameters(factor) == DEFAULTS
        found[factor] = (
            np.concatenate([one.assessment.level for one in sample.facts])
            if shipped
            else sample.levels(parameters(factor))
        )

    for factor in factors:
        run(factor)
    for _ in range(refinements):
        run(_between(curve_of_levels(found, sample, levels), budget))
    if refinements > 1:
        spent = _between(curve_of_levels(found, sample, levels), budget)
        for neighbour in NEIGHBOURS:
            run(round(neighbour * spent, 4))
    return found


def curve_of_levels(alarms: Alarms, sample: Sample, levels: Sequence[Level]) -> Curve:
    """Judge these levels of a sweep."""
    return curve_of_alarms(
        {factor: at_level(level, levels) for factor, level in alarms.items()}, sample.truth
    )


def at_level(level: CodeArray, levels: Sequence[Level]) -> BoolArray:
    """Return the days on which one of these levels is open."""
    active: BoolArray = np.isin(level, levels)
    return active


def _between(curve: Curve, budget: float) -> float:
    """Return the threshold at which the budget would be spent, by what is known of the curve."""
    false = 100 * curve.false_alarms.sum(axis=1) / curve.quiet_days.sum()
    too_many = np.flatnonzero(false > budget)
    if not too_many.size:
        return round(0.8 * float(curve.thresholds[0]), 4)
    below = int(too_many[-1])
    if below == len(false) - 1:
        return round(1.3 * float(curve.thresholds[-1]), 4)
    low, high = curve.thresholds[below], curve.thresholds[below + 1]
    most, least = np.log(false[below]), np.log(max(false[below + 1], 1e-3))
    share = (most - np.log(budget)) / (most - least)
    # Kept off the ends, so that every look narrows the gap.
    return round(float(low + np.clip(share, 0.15, 0.85) * (high - low)), 4)
