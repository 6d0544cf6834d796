"""The threshold from an alert budget: how often a warning may open when nothing is wrong.

What counts is what the levels do, so every candidate threshold is tried on the whole model:
persistence, refractory days, the raised caution about newcomers and the frozen normal included.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray, IntArray, rolling_count
from recovery.engine.model import Assessment, Phase, assess
from recovery.engine.parameters import DEFAULTS, Parameters
from recovery.engine.priors import Priors
from recovery.engine.series import Calibration, Series
from recovery.engine.status import Status

BUDGETS = (0.1, 0.2, 0.3)  # openings per 100 quiet athlete-days that a club may choose from
USUAL_BUDGET = 0.2
# At 0.2 in 100 days, three openings are expected in it; below that a rate is mostly chance.
LEAST_QUIET_DAYS = 1500
LEAST_ATHLETES = 8  # with at least this many quiet days each:
LEAST_DAYS_EACH = 28
AFTER_ILLNESS_DAYS = 7  # that are not quiet: what opens then is the illness
# Between the bounds. Coarse, so that a threshold does not wander with every opening.
STEP = 0.05
INTERVAL = 0.90


@dataclass(frozen=True, slots=True)
class Openings:
    """How many warnings would have opened on quiet days, threshold by threshold.

    Attributes
    ----------
    thresholds : ndarray of shape (n_thresholds,)
        Ascending. [SD]
    openings : int ndarray, same shape
        On quiet days, had that threshold held.
    quiet_days : int
        Athlete-days.
    athletes : int
        Athletes with at least `LEAST_DAYS_EACH` of them.
    """

    thresholds: FloatArray
    openings: IntArray
    quiet_days: int
    athletes: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A threshold, and what it rests on.

    Attributes
    ----------
    threshold : float
        [SD] NaN where the status is INSUFFICIENT: then the built-in one holds.
    openings : int
        That it would have given.
    rate, low, high : float
        Openings per 100 quiet athlete-days, with an exact 90 % interval as if openings came
        independently of one another.
    keeps_budget : bool
        False where not even the highest threshold within bounds does.
    status : Status
        OK or INSUFFICIENT.
    """

    threshold: float
    openings: int
    rate: float
    low: float
    high: float
    keeps_budget: bool
    status: Status


def candidates(parameters: Parameters = DEFAULTS) -> FloatArray:
    """Return the thresholds to try: from the lower bound to the upper one. [SD]"""
    steps = round((parameters.highest_evidence - parameters.lowest_evidence) / STEP)
    return np.round(
        np.linspace(parameters.lowest_evidence, parameters.highest_evidence, steps + 1), 2
    )


def count_openings(
    series: Series, left_out: BoolArray, priors: Priors, parameters: Parameters = DEFAULTS
) -> Openings:
    """Try every candidate threshold on the quiet days of a history.

    Parameters
    ----------
    series : Series
        Through the eyes of whoever gets the warnings. A calibration in it does not count.
    left_out : bool ndarray of shape (n_athletes, n_days)
        Days that are not quiet for reasons the facts do not hold: before the period, or of a
        warning that somebody could use.
    priors : Priors
        As they will be together with the threshold.

    Notes
    -----
    A day is quiet unless it is left out, of illness or of the week after, of an athlete whose
    own normal is not yet known, or with too few check-ins for a warning to open at all.
    """
    thresholds = candidates(parameters)
    usual = assess(_calibrated(series, parameters.imbalance_evidence, priors), parameters)
    quiet = _quiet(usual, parameters) & ~left_out
    openings = [
        _opened(assess(_calibrated(series, threshold, priors), parameters), quiet)
        for threshold in thresholds.tolist()
    ]
    days = quiet.sum(axis=1)
    return Openings(
        thresholds,
        np.array(openings, dtype=np.int64),
        int(days.sum()),
        int((days >= LEAST_DAYS_EACH).sum()),
    )


def _calibrated(series: Series, threshold: float, priors: Priors) -> Series:
    shape = series.load.shape
    return replace(
        series,
        calibration=Calibration(
            evidence=np.full(shape, threshold),
            prior=np.zeros(shape, dtype=np.int64),
            prior_mean=priors.mean[None],
            prior_sd=priors.sd[None],
            icc=priors.icc[None],
        ),
    )


def _quiet(assessment: Assessment, p: Parameters) -> BoolArray:
    well = rolling_count(assessment.ill, AFTER_ILLNESS_DAYS + 1) == 0
    known = (assessment.phase == Phase.FULL) & (assessment.usable_7 >= p.opening_check_ins)
    quiet: BoolArray = well & known
    return quiet


def _opened(assessment: Assessment, quiet: BoolArray) -> int:
    opening = assessment.opened == np.arange(quiet.shape[1])
    return int((opening & quiet).sum())


def added(parts: Iterable[Openings]) -> Openings:
    """Add up what was counted of different athletes."""
    first, *others = parts
    for other in others:
        first = Openings(
            first.thresholds,
            first.openings + other.openings,
            first.quiet_days + other.quiet_days,
            first.athletes + other.athletes,
        )
    return first


def threshold_for_budget(counted: Openings, budget: float = USUAL_BUDGET) -> Chosen:
    """Choose the smallest threshold that keeps within the budget, and so does every higher one.

    Parameters
    ----------
    counted : Openings
    budget : float
        Openings per 100 quiet athlete-days.
    """
    if counted.quiet_days < LEAST_QUIET_DAYS or counted.athletes < LEAST_ATHLETES:
        nan = math.nan
        return Chosen(nan, 0, nan, nan, nan, keeps_budget=False, status=Status.INSUFFICIENT)
    hundreds = counted.quiet_days / 100
    within = counted.openings <= budget * hundreds
    kept = np.logical_and.accumulate(within[::-1])[::-1]
    place = int(np.argmax(kept)) if kept.any() else -1
    openings = int(counted.openings[place])
    low, high = poisson_interval(openings)
    return Chosen(
        threshold=float(counted.thresholds[place]),
        openings=openings,
        rate=openings / hundreds,
        low=low / hundreds,
        high=high / hundreds,
        keeps_budget=bool(kept.any()),
        status=Status.OK,
    )


def poisson_interval(count: int, level: float = INTERVAL) -> tuple[float, float]:
    """Return the exact interval of the expected number behind a count (Garwood 1936).

    Examples
    --------
    >>> [round(bound, 2) for bound in poisson_interval(3)]
    [0.82, 7.75]
    """
    if count < 0:
        raise ValueError(f"a count cannot be negative, got {count}")
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _mean_with(count - 1, 1 - tail)
    return low, _mean_with(count, tail)


def _mean_with(count: int, chance: float) -> float:
    """Return the mean at which a Poisson number is at most ``count`` with that chance."""
    below, above = 0.0, 10.0 + 4.0 * count
    for _halving in range(60):
        middle = (below + above) / 2
        terms = (k * math.log(middle) - middle - math.lgamma(k + 1) for k in range(count + 1))
        if math.fsum(map(math.exp, terms)) > chance:
            below = middle
        else:
            above = middle
    return (below + above) / 2
