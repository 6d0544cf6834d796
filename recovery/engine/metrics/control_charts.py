"""Control charts: when a series of measurements leaves the level it used to have.

Alternatives to the filter of the warning model, and a check on it. Limits hold for values that
do not repeat one another from day to day; check-in answers do, which the EWMA chart can allow
for.
"""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray
from recovery.engine.status import Metric, metric

WARNING_SD, ACTION_SD = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class EwmaChart:
    """An exponentially weighted average with its limits.

    Attributes
    ----------
    average : Metric of shape (n_athletes, n_days)
        Insufficient on unknown days, which leave the average as it was.
    lower, upper : ndarray of shape (n_athletes, 1)
        Limits of a chart that has run for a while.
    signal : bool ndarray of shape (n_athletes, n_days)
        Outside the limits.
    """

    average: Metric
    lower: FloatArray
    upper: FloatArray
    signal: BoolArray


def ewma_chart(
    values: FloatArray,
    *,
    target: FloatArray,
    sd: FloatArray,
    weight: float = 0.25,
    width: float = 3.0,
    correlation: float = 0.0,
) -> EwmaChart:
    """Control chart of an exponentially weighted moving average [1]_.

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days)
        NaN is unknown.
    target, sd : ndarray of shape (n_athletes,)
        Level and standard deviation in control. The average starts at the target.
    weight : float
        Of the newest value, above 0 and up to 1.
    width : float
        Of the limits, in standard deviations of the average.
    correlation : float
        Of successive values in control, -1 to 1. Widens the limits: by 1.26 for 0.3 at a weight
        of 0.25.

    Returns
    -------
    EwmaChart

    Raises
    ------
    ValueError
        If a weight, width, correlation or standard deviation is out of range.

    References
    ----------
    .. [1] J. M. Lucas and M. S. Saccucci, "Exponentially weighted moving average control
       schemes: properties and enhancements," Technometrics 32(1), 1-12, 1990.
       doi:10.1080/00401706.1990.10484583

    Examples
    --------
    >>> chart = ewma_chart(np.array([[52.0, 47.0]]), target=np.array([50.0]),
    ...     sd=np.array([2.0539]), weight=0.3)
    >>> chart.average.value.round(2).tolist(), float(chart.upper[0, 0].round(4))
    ([[50.6, 49.52]], 52.5884)
    """
    if not 0 < weight <= 1:
        raise ValueError(f"weight must be above 0 and up to 1, got {weight:g}")
    if not width > 0 or not -1 < correlation < 1:
        raise ValueError("width must be positive, and correlation between -1 and 1")
    if (sd <= 0).any():
        raise ValueError("the standard deviation must be positive")
    average = np.zeros(values.shape)
    state = target.astype(np.float64)
    known = ~np.isnan(values)
    for day in range(values.shape[1]):
        step = state + weight * (values[:, day] - state)
        state = np.where(known[:, day], step, state)
        average[:, day] = state
    repeats = correlation * (1 - weight)
    spread = np.sqrt(weight / (2 - weight) * (1 + repeats) / (1 - repeats))
    reach = width * sd * spread
    lower, upper = (target - reach)[:, None], (target + reach)[:, None]
    shown = metric(average, enough=known)
    return EwmaChart(shown, lower, upper, (shown.value < lower) | (shown.value > upper))


@dataclass(frozen=True, slots=True)
class Cusum:
    """Cumulative sums upwards and downwards, arrays of shape (n_athletes, n_days).

    Attributes
    ----------
    high, low : Metric
        [unit of the values] Insufficient on unknown days, which leave the sums as they were.
    signal : bool ndarray
        One of them is above the decision value. Sums are not reset.
    """

    high: Metric
    low: Metric
    signal: BoolArray


def cusum(values: FloatArray, *, target: FloatArray, slack: float, decision: float) -> Cusum:
    """Tabular cumulative sum [1]_: good at slow drifts.

    ``high = max(0, high' + value - target - slack)``, and ``low`` likewise downwards.

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days)
        NaN is unknown.
    target : ndarray of shape (n_athletes,)
        Level in control.
    slack, decision : float
        k and h, in the unit of the values; usually half and four to five standard deviations.

    Returns
    -------
    Cusum

    Raises
    ------
    ValueError
        If the slack is negative or the decision value not positive.

    References
    ----------
    .. [1] NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.3.
       doi:10.18434/M32189
    """
    if slack < 0 or not decision > 0:
        raise ValueError("slack must not be negative, and decision must be positive")
    known = ~np.isnan(values)
    away = np.nan_to_num(values - target[:, None])
    sums = []
    for direction in (1.0, -1.0):
        state = np.zeros(values.shape[0])
        total = np.zeros(values.shape)
        for day in range(values.shape[1]):
            step = np.maximum(0.0, state + direction * away[:, day] - slack)
            state = np.where(known[:, day], step, state)
            total[:, day] = state
        sums.append(total)
    high, low = sums
    signal = known & (np.maximum(high, low) > decision)
    return Cusum(metric(high, enough=known), metric(low, enough=known), signal)


def control_level(z: FloatArray) -> Metric:
    """Level of a single value on a Shewhart chart: 0 within 2 SD, 1 beyond, 2 beyond 3 SD.

    1 is worth a look, 2 is worth acting on.

    Parameters
    ----------
    z : ndarray
        Standard score. NaN is unknown.

    Examples
    --------
    >>> control_level(np.array([1.9, -2.1, 3.5])).value.tolist()
    [0.0, 1.0, 2.0]
    """
    size = np.abs(z)
    level = (size > WARNING_SD).astype(np.float64) + (size > ACTION_SD)
    return metric(level, enough=~np.isnan(z))


def days_on_one_side(values: FloatArray, *, target: FloatArray) -> Metric:
    """Known days running above the target (positive) or below it (negative). [d]

    Eight or nine are rarely chance.

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days)
        NaN is unknown, and neither continues nor ends a run.
    target : ndarray of shape (n_athletes,)

    Returns
    -------
    Metric
        0 on the target itself. Insufficient on unknown days.
    """
    side = np.sign(values - target[:, None])
    known = ~np.isnan(side)
    run = np.zeros(values.shape[0])
    runs = np.zeros(values.shape)
    for day in range(values.shape[1]):
        today = side[:, day]
        step = np.where(np.sign(run) == today, run + today, today)
        run = np.where(known[:, day], step, run)
        runs[:, day] = run
    return metric(runs, enough=known)
