"""Load against the athlete's own habit, in units that stay tame after a break.

Preferred over ratios: an effect size is 0 at the usual load, and the days compared never
contain one another.
"""

import numpy as np

from recovery.engine.arrays import (
    DailyLoad,
    FloatArray,
    Load,
    divide,
    history_days,
    mean_and_sd,
    rolling_mean,
    windows,
)
from recovery.engine.excess import PROVISIONAL_UNDER_DAYS, log_excess
from recovery.engine.parameters import DEFAULTS
from recovery.engine.status import Metric, metric

RECENT_DAYS = 7
RECENT_MINIMUM = 5
USUAL_DAYS = {1: 28, 3: 56}  # before the last week, and before the last three


def habitual_load_effect(load: FloatArray) -> Metric:
    """Mean load of seven days against the 28 before them, in their standard deviations. [SD]

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.

    Returns
    -------
    Metric
        Insufficient without 5 of 7 and 20 of 28 known days; not applicable where those 28 were
        all alike; provisional in the first 56 days.

    Notes
    -----
    The spread is that of single days, not of weeks: 1 means that an average day of this week
    was as heavy as one of the heavier days before.

    Examples
    --------
    >>> load = np.array([[0.0, 200.0] * 14 + [200.0] * 7])
    >>> float(habitual_load_effect(load).value[0, -1].round(3))
    0.982
    """
    count, usual, spread = mean_and_sd(windows(load, USUAL_DAYS[1], lag=RECENT_DAYS))
    recent = rolling_mean(load, RECENT_DAYS, minimum=RECENT_MINIMUM)
    return metric(
        divide(recent - usual, spread),
        enough=~np.isnan(recent) & (count >= 20),
        applicable=spread > 0,
        settled=history_days(load) >= PROVISIONAL_UNDER_DAYS,
    )


def log_load_ratio(load: Load, *, weeks: int = 1, offset: float = DEFAULTS.load_offset) -> Metric:
    """Logarithm of recent over earlier load, today included. [ln]

    ``ln((recent + offset) / (earlier + offset))`` of the daily means: symmetric, additive and
    bounded near zero load. Its exponential is a damped uncoupled acute:chronic ratio. In the
    warning model the same logarithm, up to yesterday, is half of the load excess.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.
    weeks : {1, 3}
        Seven days against the 28 before them, or 21 against the 56 before them.
    offset : float
        [AU per day] 25 for session-RPE load; 5 suits stress scores.

    Returns
    -------
    Metric
        Insufficient unless five sevenths of the days on both sides are known; provisional in
        the first 56 days.

    Raises
    ------
    ValueError
        If ``weeks`` is another number, or ``offset`` is not positive.
    """
    if weeks not in USUAL_DAYS:
        raise ValueError(f"weeks must be 1 or 3, got {weeks}")
    if not offset > 0:
        raise ValueError(f"offset must be positive, got {offset:g}")
    load = DailyLoad.of(load)
    recent_days, usual_days = RECENT_DAYS * weeks, USUAL_DAYS[weeks]
    recent_minimum, usual_minimum = RECENT_MINIMUM * weeks, usual_days * RECENT_MINIMUM // 7
    recent = rolling_mean(load, recent_days, minimum=recent_minimum)
    usual = rolling_mean(load, usual_days, minimum=usual_minimum, lag=recent_days)
    return metric(
        log_excess(recent, usual, log_sd=1.0, offset=offset),
        enough=~np.isnan(recent) & ~np.isnan(usual),
        settled=history_days(load) >= PROVISIONAL_UNDER_DAYS,
    )
