"""Load averages under the conventions found in the wild, each by its name.

The same words ("acute load", "28-day EWMA", "CTL") stand for different numbers in different
products. A number without its convention cannot be compared with anything.
"""

from collections.abc import Sequence
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
    (average,) = _running_averages(load, (days,), convention=convention, start=start)
    return _on_known_days(average, load)


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
    averages = _running_averages(
        load, (FITNESS_DAYS, ACUTE_DAYS), convention=convention, start=start
    )
    chronic, acute = (_on_known_days(average, load) for average in averages)
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
        acute, chronic = _running_averages(load, (ACUTE_DAYS, CHRONIC_DAYS))
        for weight in _known_weights(load, (ACUTE_DAYS, CHRONIC_DAYS)):
            settled &= weight >= ACUTE_MINIMUM / ACUTE_DAYS
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


def _running_averages(
    load: DailyLoad,
    spans: Sequence[int],
    *,
    convention: EwmaConvention = EwmaConvention.WILLIAMS,
    start: float | None = None,
) -> FloatArray:
    """Return the average of `ewma` for each number of days, on unknown days too.

    NaN before it has begun. Several at once, because a call a day costs more than the sums.
    """
    if min(spans) < 1:
        raise ValueError(f"days must be at least 1, got {min(spans)}")
    load.once("not negative", lambda: _require_not_negative(load.values))
    weights = np.array([convention.weight(days) for days in spans])
    from_first = start is None and convention is EwmaConvention.WILLIAMS
    # An average that starts as its first value stays there when it meets it.
    begin = load.first_load if from_first else np.full(len(load.filled), float(start or 0))
    averages = _follow(load.filled, weights, begin, moves=load.known_share)
    if from_first:
        before = load.history == 0
        for average in averages:
            np.putmask(average, before, np.nan)
    return averages


def _known_weights(load: DailyLoad, spans: Sequence[int]) -> FloatArray:
    """Share of each average's weight that lies on known days; 1 before the first."""
    weights = np.array([EwmaConvention.WILLIAMS.weight(days) for days in spans])
    known = np.where(load.history == 0, 1.0, load.known_share)
    return _follow(known, weights, np.ones(len(known)))


def _follow(
    values: FloatArray,
    weights: FloatArray,
    begin: FloatArray,
    *,
    moves: FloatArray | None = None,
) -> FloatArray:
    """Return states that each move by a share of their own towards the values, day by day.

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days)
    weights : ndarray of shape (n_states,)
        Share of the way per day.
    begin : ndarray of shape (n_athletes,)
        All states before the first day.
    moves : ndarray of shape (n_athletes, n_days), optional
        0 on days that leave them where they are, 1 on others.

    Returns
    -------
    ndarray of shape (n_states, n_athletes, n_days)
    """
    n_athletes, n_days = values.shape
    followed = np.empty((n_days, len(weights), n_athletes))
    state = np.broadcast_to(begin, followed.shape[1:])
    way = np.empty(followed.shape[1:])
    share = weights[:, None]
    for day in range(n_days):  # a recurrence: loop over days, not athletes
        np.subtract(values[:, day], state, out=way)
        way *= share
        if moves is not None:
            way *= moves[:, day]
        state = np.add(state, way, out=followed[day])
    return followed.transpose(1, 2, 0)


def _on_known_days(average: FloatArray, load: DailyLoad) -> FloatArray:
    return np.where(load.known, average, np.nan)


def _require_not_negative(load: FloatArray) -> None:
    if np.isinf(load).any() or (load < 0).any():
        raise ValueError("load must be non-negative and finite, or NaN")


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
