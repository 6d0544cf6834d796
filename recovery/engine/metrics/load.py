"""Load over windows of days: weekly load, its change, monotony and strain.

Rest days count as 0. Unknown days are NaN and are never taken for rest: a mean is over the
known days of its window, and with too few of them there is no value but a reason.
"""

import numpy as np

from recovery.engine.arrays import FloatArray, IntArray, divide, rolling_mean, shift_days
from recovery.engine.status import Metric, Status

WEEK = 7
SMALLEST_SD_SHARE = 0.1  # of the mean; bounds monotony at 10 when all days are alike
CHANGE_BASE_SHARE = 0.3  # of the median week, below which a percentage would explode
CHANGE_WEEKS = 12


def week_load(load: FloatArray, *, lag: int = 0) -> FloatArray:
    """Load of seven days: the mean of the known days, at least five, times seven. [AU]"""
    return WEEK * rolling_mean(load, WEEK, minimum=5, lag=lag)


def week_change(load: FloatArray) -> tuple[Metric, FloatArray]:
    """Change from the previous seven days to the last seven, today included.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.

    Returns
    -------
    percentage : Metric
        [%] Not applicable where the earlier week is under 0.3 times the median of the twelve
        weeks up to today, as after a break: percentages explode there.
    difference : ndarray of shape (n_athletes, n_days)
        [AU] The same change as a difference, also where the percentage is withheld.

    Notes
    -----
    A description. That weekly changes should stay under ten percent has found no support as a
    universal rule (Buist et al. 2008, doi:10.1177/0363546507307505).
    """
    week = week_load(load)
    earlier = shift_days(week, WEEK, fill=np.nan)
    weeks = np.stack(
        [shift_days(week, WEEK * back, fill=np.nan) for back in range(CHANGE_WEEKS)], axis=-1
    )
    usual = _median_of_known(weeks)
    difference = week - earlier
    applicable = (earlier > 0) & (earlier >= CHANGE_BASE_SHARE * usual)
    percentage = np.where(applicable, 100 * divide(difference, earlier), np.nan)
    status = np.where(
        np.isnan(difference),
        Status.INSUFFICIENT,
        np.where(applicable, Status.OK, Status.NOT_APPLICABLE),
    )
    return Metric(percentage, status.astype(np.int8)), difference


def monotony(load: FloatArray, *, ddof: int = 1, minimum: int = 6) -> Metric:
    """Monotony [1]_: mean of the daily load over seven days divided by its standard deviation.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.
    ddof : {1, 0}
        Sample or population standard deviation. The original does not say; over seven days
        the sample form is 0.926 times the other, so a limit of 2 means different things.
    minimum : int
        Known days needed of the seven.

    Returns
    -------
    Metric
        At most 10: the standard deviation is never taken under a tenth of the mean. Not
        applicable in a week without load.

    References
    ----------
    .. [1] C. Foster, "Monitoring training in athletes with reference to overtraining syndrome,"
       Med. Sci. Sports Exerc. 30(7), 1164-1168, 1998. doi:10.1097/00005768-199807000-00023
    """
    mean, sd, known = _week_moments(load, ddof=ddof)
    value = divide(mean, np.maximum(sd, SMALLEST_SD_SHARE * mean))
    enough = known >= minimum
    trained = mean > 0
    status = np.where(
        ~enough, Status.INSUFFICIENT, np.where(trained, Status.OK, Status.NOT_APPLICABLE)
    )
    return Metric(np.where(enough & trained, value, np.nan), status.astype(np.int8))


def strain(load: FloatArray, *, ddof: int = 1, minimum: int = 6) -> Metric:
    """Strain: the load of seven days times their `monotony`. [AU] Same reference and rules."""
    evenness = monotony(load, ddof=ddof, minimum=minimum)
    mean, _sd, _known = _week_moments(load, ddof=ddof)
    return Metric(WEEK * mean * evenness.value, evenness.status)


def _week_moments(load: FloatArray, *, ddof: int) -> tuple[FloatArray, FloatArray, IntArray]:
    """Mean, standard deviation and number of the known days of each week.

    Seven shifted additions rather than running totals: weeks of equal days give exactly 0.
    """
    if ddof not in {0, 1}:
        raise ValueError(f"ddof must be 0 or 1, got {ddof}")
    days = [shift_days(load, back, fill=np.nan) for back in range(WEEK)]
    known = np.zeros(load.shape, dtype=np.int64)
    total = np.zeros(load.shape)
    for day in days:
        known += ~np.isnan(day)
        total += np.nan_to_num(day)
    mean = divide(total, known)
    squares = np.zeros(load.shape)
    for day in days:
        squares += np.nan_to_num((day - mean) ** 2)
    return mean, np.sqrt(divide(squares, np.maximum(known - ddof, 0))), known


def _median_of_known(values: FloatArray) -> FloatArray:
    """Median over the last axis without its NaNs."""
    ordered = np.sort(values, axis=-1)  # NaN last
    count = (~np.isnan(ordered)).sum(axis=-1, keepdims=True)
    lower = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)
    upper = np.take_along_axis(ordered, count // 2, axis=-1)
    median: FloatArray = ((lower + upper) / 2)[..., 0]
    return median
