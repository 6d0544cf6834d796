"""Load averages under the conventions found in the wild, each by its name.

The same words ("acute load", "28-day EWMA", "CTL") stand for different numbers in different
products. A number without its convention cannot be compared with anything.
"""

from enum import Enum

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from recovery.engine.arrays import (
    DailyLoad,
    FloatArray,
    Load,
    divide,
    rolling_mean,
    rolling_sum,
)
from recovery.engine.status import Metric, metric

ACUTE_DAYS = 7
ACUTE_MINIMUM = 5
CHRONIC_DAYS = 28
CHRONIC_MINIMUM = 20
RETURNING_SHARE = 0.1  # of the 84-day mean, under which a ratio says nothing
FITNESS_DAYS = 42


class EwmaConvention(Enum):
    """How the weight of a new day follows from a number of days N, and where it starts.

    The two conventions with a weight of ``2 / (N + 1)`` forget twice as fast as those with a
    time constant of N days: 28 in the one is 14 in the other.
    """

    WILLIAMS = "2 / (N + 1), from the first known load"
    ZERO_START = "2 / (N + 1), from 0"
    TIME_CONSTANT = "1 - exp(-1 / N), from 0"
    RECIPROCAL = "1 / N, from 0"

    def weight(self, days: int) -> float:
        """Return the share of a new day in the average."""
        if self is EwmaConvention.TIME_CONSTANT:
            return float(-np.expm1(-1 / days))
        if self is EwmaConvention.RECIPROCAL:
            return 1 / days
        return 2 / (days + 1)


def ewma(
    load: Load,
    *,
    days: int,
    convention: EwmaConvention = EwmaConvention.WILLIAMS,
    start: float | None = None,
) -> FloatArray:
    """Exponentially weighted moving average of daily load [1]_.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] 0.0 is a rest day; NaN is a day without a log, which is not the same thing.
    days : int
        N of the convention.
    convention : EwmaConvention
    start : float, optional
        The average before the first day, instead of what the convention says. [AU]

    Returns
    -------
    ndarray of shape (n_athletes, n_days)
        Average at the end of each day. [AU] NaN on unknown days; the running value is kept
        and continues at the next known day.

    Raises
    ------
    ValueError
        If ``days < 1``, or a load is negative or infinite.

    References
    ----------
    .. [1] S. Williams et al., "Better way to determine the acute:chronic workload ratio?"
       Br. J. Sports Med. 51(3), 209-210, 2017. doi:10.1136/bjsports-2016-096589

    Examples
    --------
    >>> ewma(np.array([[0.0, 0.0, 100.0]]), days=7).tolist()
    [[0.0, 0.0, 25.0]]
    """
    load = DailyLoad.of(load)
    average = _running_average(load, days=days, convention=convention, start=start)
    np.putmask(average, ~load.known, np.nan)
    return average


def performance_management(
    load: Load,
    *,
    convention: EwmaConvention = EwmaConvention.TIME_CONSTANT,
    start: float | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Chronic load (42 days), acute load (7 days) and their balance. [unit of the load]

    Returns
    -------
    chronic, acute, balance : ndarray of shape (n_athletes, n_days)
        All at the end of the day. The balance is the "form" that charts show the day *after*.

    Notes
    -----
    The widespread "high risk under -30" is a vendor's rule of thumb on an absolute scale, for
    which no validation was found.
    """
    load = DailyLoad.of(load)
    chronic = ewma(load, days=FITNESS_DAYS, convention=convention, start=start)
    acute = ewma(load, days=ACUTE_DAYS, convention=convention, start=start)
    return chronic, acute, chronic - acute


class RatioConvention(Enum):
    """How the acute and the chronic load of a ratio are averaged."""

    COUPLED = "mean of 7 days over the mean of 28 that contain them"
    UNCOUPLED = "mean of 7 days over the mean of the 21 before them"
    EWMA = "average with 2 / (7 + 1) over that with 2 / (28 + 1), from the first known load"


def acute_chronic_ratio(load: Load, *, convention: RatioConvention) -> Metric:
    """Ratio of the load of about 7 days to that of about 28. Descriptive only, never a risk.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.
    convention : RatioConvention
        Three numbers under one name. Coupled, the ratio is at most 4, and the two means
        correlate by 0.5 from noise alone [1]_. The averages of the third [2]_ keep their state
        over unknown days.

    Returns
    -------
    Metric
        Insufficient in the first 28 days and before 20 of 28 days and 5 of 7 are known; not
        applicable where the usual load is under a tenth of the 84-day mean, as when returning
        from a break. EWMA: provisional where under 5/7 of the weight of either average lies on
        known days; the weight of what was known fades with every unknown day.

    Notes
    -----
    It has no predictive advantage over a model without it [3]_, and a sustained overload raises
    the denominator until the ratio is blind to it.

    References
    ----------
    .. [1] L. Lolli et al., "Mathematical coupling causes spurious correlation within the
       conventional acute-to-chronic workload ratio calculations," Br. J. Sports Med. 53(15),
       921-922, 2019. doi:10.1136/bjsports-2017-098110
    .. [2] S. Williams et al., "Better way to determine the acute:chronic workload ratio?"
       Br. J. Sports Med. 51(3), 209-210, 2017. doi:10.1136/bjsports-2016-096589
    .. [3] F. M. Impellizzeri et al., "What role do chronic workloads play in the acute to
       chronic workload ratio? Time to dismiss ACWR and its underlying theory," Sports Med.
       51(3), 581-592, 2021. doi:10.1007/s40279-020-01378-6
    """
    load = DailyLoad.of(load)
    enough = load.history >= CHRONIC_DAYS
    enough &= load.known_days(CHRONIC_DAYS) >= CHRONIC_MINIMUM
    enough &= load.known_days(ACUTE_DAYS) >= ACUTE_MINIMUM
    settled = np.ones_like(load.known)
    if convention is RatioConvention.EWMA:
        acute = _running_average(load, days=ACUTE_DAYS)
        chronic = _running_average(load, days=CHRONIC_DAYS)
        for days in (ACUTE_DAYS, CHRONIC_DAYS):
            settled &= _known_weight(load, days) >= ACUTE_MINIMUM / ACUTE_DAYS
    else:
        acute = rolling_mean(load, ACUTE_DAYS, minimum=ACUTE_MINIMUM)
        chronic = (
            rolling_mean(load, CHRONIC_DAYS, minimum=CHRONIC_MINIMUM)
            if convention is RatioConvention.COUPLED
            else rolling_mean(load, CHRONIC_DAYS - ACUTE_DAYS, minimum=15, lag=ACUTE_DAYS)
        )
        enough &= ~np.isnan(chronic)
    longer = rolling_mean(load, 84, minimum=CHRONIC_MINIMUM)
    applicable = (chronic > 0) & (chronic >= RETURNING_SHARE * longer)
    return metric(divide(acute, chronic), enough=enough, applicable=applicable, settled=settled)


def _running_average(
    load: DailyLoad,
    *,
    days: int,
    convention: EwmaConvention = EwmaConvention.WILLIAMS,
    start: float | None = None,
) -> FloatArray:
    """Return the average of `ewma` on unknown days too; NaN before it has begun."""
    if days < 1:
        raise ValueError(f"days must be at least 1, got {days}")
    if np.isinf(load.values).any() or (load.values < 0).any():
        raise ValueError("load must be non-negative and finite, or NaN")
    gain = np.where(load.known, convention.weight(days), 0.0)
    if start is not None or convention is not EwmaConvention.WILLIAMS:
        return _follow(load.filled, gain, start=start or 0.0)
    _begin_at_first_known(gain, load)
    average = _follow(load.filled, gain)
    np.putmask(average, load.history == 0, np.nan)
    return average


def _known_weight(load: DailyLoad, days: int) -> FloatArray:
    """Share of an average's weight that lies on known days."""
    gain = np.full_like(load.filled, EwmaConvention.WILLIAMS.weight(days))
    _begin_at_first_known(gain, load)
    return _follow(load.known.astype(np.float64), gain)


def _begin_at_first_known(gain: FloatArray, load: DailyLoad) -> None:
    """Let the average take the first known load as it is."""
    athletes = np.flatnonzero(load.first_known < gain.shape[1])
    gain[athletes, load.first_known[athletes]] = 1.0


def _follow(values: FloatArray, gain: FloatArray, *, start: float = 0.0) -> FloatArray:
    """Return a state that moves towards each day's value by that day's share of the way."""
    followed = np.empty_like(values)
    state = np.full(values.shape[0], start, dtype=np.float64)
    way = np.empty_like(state)
    for day in range(values.shape[1]):  # a recurrence: loop over days, not athletes
        np.subtract(values[:, day], state, out=way)
        way *= gain[:, day]
        state = np.add(state, way, out=followed[:, day])
    return followed


def zero_filled_mean(load: FloatArray, days: int) -> FloatArray:
    """Mean over exactly ``days`` days in which whatever is missing counts as 0. [AU per day]

    The convention of PmSys and of the SoccerMon data [1]_: an athlete's first week is divided
    by 28 as well, so that their acute:chronic ratio starts at 4.0. For comparison with such
    figures, not for showing.

    References
    ----------
    .. [1] C. Midoglu et al., "SoccerMon: a large-scale multivariate soccer athlete health,
       performance, and position monitoring dataset," Sci. Data 11, 553, 2024.
       doi:10.1038/s41597-024-03386-x
    """
    return rolling_sum(np.nan_to_num(load), days) / days


def zero_filled_monotony(load: FloatArray) -> FloatArray:
    """Monotony as PmSys and SoccerMon publish it: population SD, missing is 0, 0 where SD is 0."""
    mean = zero_filled_mean(load, ACUTE_DAYS)
    before = np.zeros((load.shape[0], ACUTE_DAYS))
    filled = np.concatenate([before, np.nan_to_num(load)], axis=1)
    windows = sliding_window_view(filled, ACUTE_DAYS, axis=1)[:, 1:]
    return np.nan_to_num(divide(mean, windows.std(axis=-1)))
