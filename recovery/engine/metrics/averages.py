"""Load averages under the conventions found in the wild, each by its name.

The same words ("acute load", "28-day EWMA", "CTL") stand for different numbers in different
products. A number without its convention cannot be compared with anything.
"""

from enum import Enum

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from recovery.engine.arrays import FloatArray, divide, known_days, rolling_mean, rolling_sum
from recovery.engine.status import Metric, Status

ACUTE_DAYS = 7
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
    load: FloatArray,
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
    if days < 1:
        raise ValueError(f"days must be at least 1, got {days}")
    if np.isinf(load).any() or (load < 0).any():
        raise ValueError("load must be non-negative and finite, or NaN")

    if start is None:
        start = np.nan if convention is EwmaConvention.WILLIAMS else 0.0
    weight = convention.weight(days)
    average = np.full(load.shape, np.nan)
    state = np.full(load.shape[0], start)
    for day in range(load.shape[1]):  # a recurrence: loop over days, not athletes
        today = load[:, day]
        known = ~np.isnan(today)
        step = np.where(np.isnan(state), today, state + weight * (today - state))
        state = np.where(known, step, state)
        average[:, day] = np.where(known, state, np.nan)
    return average


def performance_management(
    load: FloatArray,
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
    chronic = ewma(load, days=FITNESS_DAYS, convention=convention, start=start)
    acute = ewma(load, days=ACUTE_DAYS, convention=convention, start=start)
    return chronic, acute, chronic - acute


def acute_chronic_ratio(load: FloatArray, *, coupled: bool) -> Metric:
    """Ratio of the mean load of 7 days to that of 28. Descriptive only, never a risk.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.
    coupled : bool
        Whether the 28 days contain the 7, or only the 21 days before them count. Contained,
        the ratio is at most 4, and the two means correlate by 0.5 from noise alone (Lolli et
        al. 2019, doi:10.1136/bjsports-2017-098110).

    Returns
    -------
    Metric
        Insufficient before 20 of 28 days are known; not applicable where the usual load is
        under a tenth of the 84-day mean, as when returning from a break.
    """
    acute = rolling_mean(load, ACUTE_DAYS, minimum=5)
    if coupled:
        chronic = rolling_mean(load, CHRONIC_DAYS, minimum=CHRONIC_MINIMUM)
    else:
        earlier = CHRONIC_DAYS - ACUTE_DAYS
        chronic = rolling_mean(load, earlier, minimum=15, lag=ACUTE_DAYS)
    longer = rolling_mean(load, 84, minimum=CHRONIC_MINIMUM)
    enough = known_days(load, CHRONIC_DAYS) >= CHRONIC_MINIMUM
    enough &= ~np.isnan(acute) & ~np.isnan(chronic)
    applicable = (chronic > 0) & (chronic >= RETURNING_SHARE * longer)
    value = np.where(enough & applicable, divide(acute, chronic), np.nan)
    status = np.where(
        ~enough, Status.INSUFFICIENT, np.where(applicable, Status.OK, Status.NOT_APPLICABLE)
    )
    return Metric(value, status.astype(np.int8))


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
