"""Values against their own spread: standard scores, robust ones, and what change is credible.

The warning model has a score of its own, shrunk while little is known of an athlete. These are
the forms found elsewhere, for comparison and for tests. A rule such as "any item beyond 1"
flags a healthy athlete with six items every other day.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from recovery.engine.arrays import (
    CodeArray,
    FloatArray,
    IntArray,
    divide,
    mean_and_sd,
    median_of_known,
    quantile_of_known,
    windows,
)
from recovery.engine.status import Metric, metric

MAD_OF_SD = 0.6745  # median absolute deviation of a normal distribution, in SD
IQR_OF_SD = 1.349
ANSWER_FLOOR = 0.45  # [points on a scale of five] least spread an answer is taken to have
CERTAIN = 1.96 * np.sqrt(2)  # typical errors between two measurements, at 95 %


def rolling_z(values: FloatArray, *, days: int = 28, minimum: int = 20) -> Metric:
    """Deviation of each day from the mean of the days before it, in their SD. [SD]

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days)
        NaN is unknown.
    days, minimum : int
        Length of the window, which ends the day before, and known days that it needs.

    Returns
    -------
    Metric
        Larger is larger, whatever that means of the item. Not applicable where the window has
        no spread.

    Notes
    -----
    A slow decline enters the very window it is compared with; the baselines of the warning
    model end a week earlier. Of a healthy athlete's item-days 7.6 % lie beyond 1.5 with 28
    days, 10.5 % with seven.

    Examples
    --------
    >>> z = rolling_z(np.array([[1.0, 3, 1, 3, 4]]), days=4, minimum=4)
    >>> float(z.value[0, -1].round(4))
    1.7321
    """
    count, mean, sd = mean_and_sd(windows(values, days, lag=1))
    return metric(
        divide(values - mean, sd),
        enough=(count >= max(minimum, 2)) & ~np.isnan(values),
        applicable=sd > 0,
    )


class SpreadSource(IntEnum):
    """Which measure of spread a robust score rests on, in the order they are tried."""

    NONE = 0
    MAD = 1  # median absolute deviation / 0.6745
    IQR = 2  # interquartile range / 1.349
    SD = 3
    FLOOR = 4


@dataclass(frozen=True, slots=True)
class RobustSpread:
    """Middle and spread of a set of values that one wild value does not move.

    Attributes
    ----------
    median, spread : ndarray
        [unit of the values] The spread is scaled to be a standard deviation for normal values.
    source : int8 ndarray
        `SpreadSource`.
    count : int ndarray
        Known values.
    """

    median: FloatArray
    spread: FloatArray
    source: CodeArray
    count: IntArray


def robust_spread(values: FloatArray, *, floor: float = ANSWER_FLOOR) -> RobustSpread:
    """Return the median and the first measure of spread that is not 0.

    On a scale of five most answers are the same, and the median absolute deviation is often 0:
    then the interquartile range, then the standard deviation, then the floor.

    Parameters
    ----------
    values : ndarray of shape (..., n)
        NaN is unknown.
    floor : float
        Spread where all values are alike. [unit of the values]

    Raises
    ------
    ValueError
        If the floor is not positive.

    Examples
    --------
    >>> answers = np.array([3.0, 4, 3, 3, 4, 3, 2, 3, 4, 3, 3, 3, 4, 3])
    >>> spread = robust_spread(answers)
    >>> SpreadSource(int(spread.source)).name, float(spread.spread.round(5))
    ('IQR', 0.55597)
    """
    if not floor > 0:
        raise ValueError(f"floor must be positive, got {floor:g}")
    median = median_of_known(values)
    deviation = median_of_known(np.abs(values - median[..., None])) / MAD_OF_SD
    quartiles = quantile_of_known(values, 0.75) - quantile_of_known(values, 0.25)
    count, _mean, sd = mean_and_sd(values)
    chain = [deviation > 0, quartiles > 0, sd > 0, count > 0]
    spread = np.select(chain, [deviation, quartiles / IQR_OF_SD, sd, np.full(sd.shape, floor)], 0.0)
    source = np.select(
        chain, [SpreadSource.MAD, SpreadSource.IQR, SpreadSource.SD, SpreadSource.FLOOR], 0
    )
    return RobustSpread(median, np.where(count > 0, spread, np.nan), source.astype(np.int8), count)


def modified_z(
    value: FloatArray, reference: FloatArray, *, floor: float = ANSWER_FLOOR, minimum: int = 7
) -> Metric:
    """Deviation from the median in robust standard deviations [1]_. [SD]

    Parameters
    ----------
    value : ndarray of shape (...)
    reference : ndarray of shape (..., n)
        The values it is compared with. NaN is unknown.
    floor : float
        See `robust_spread`.
    minimum : int
        Known values that the reference needs.

    Returns
    -------
    Metric
        ``0.6745 (value - median) / MAD`` where the deviation is not 0. Beyond 3.5 is an
        outlier by the authors' rule.

    References
    ----------
    .. [1] B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality
       Press, 1993.
    """
    spread = robust_spread(reference, floor=floor)
    enough = (spread.count >= max(minimum, 1)) & ~np.isnan(value)
    return metric(divide(value - spread.median, spread.spread), enough=enough)


def sten(z: FloatArray) -> FloatArray:
    """Turn a standard score into a STEN: 5.5 + 2 z within 1 to 10. For showing only.

    Examples
    --------
    >>> sten(np.array([0.0, 1.5, -4.0])).tolist()
    [5.5, 8.5, 1.0]
    """
    return np.clip(5.5 + 2 * z, 1.0, 10.0)


def worthwhile_change_between(results: FloatArray) -> Metric:
    """Smallest worthwhile change of a performance test: 0.2 of the SD between athletes [1]_.

    Parameters
    ----------
    results : ndarray of shape (..., n_athletes)
        One result of each. NaN is not tested.

    Returns
    -------
    Metric of shape (...)
        [unit of the test] Insufficient with fewer than three athletes, provisional with fewer
        than eight.

    References
    ----------
    .. [1] W. G. Hopkins et al., "Progressive statistics for studies in sports medicine and
       exercise science," Med. Sci. Sports Exerc. 41(1), 3-13, 2009.
       doi:10.1249/MSS.0b013e31818cb278
    """
    count, _mean, sd = mean_and_sd(results)
    return metric(0.2 * sd, enough=count >= 3, settled=count >= 8)


def worthwhile_change_within(values: FloatArray, *, minimum: int = 3) -> Metric:
    """Smallest worthwhile change of a monitored value: half of the SD within the athlete.

    Parameters
    ----------
    values : ndarray of shape (..., n)
        The athlete's own, from an undisturbed spell. NaN is unknown.
    minimum : int
        Known values needed.

    Returns
    -------
    Metric of shape (...)
        [unit of the values]
    """
    count, _mean, sd = mean_and_sd(values)
    return metric(0.5 * sd, enough=count >= max(minimum, 2))


def credible_change(
    change: FloatArray, *, worthwhile: FloatArray, typical_error: FloatArray
) -> Metric:
    """Whether a change is both worth something and beyond the error of two measurements. [0 or 1]

    Parameters
    ----------
    change, worthwhile, typical_error : ndarray
        In one unit. Beyond both the smallest worthwhile change and ``1.96 sqrt(2)`` typical
        errors; the sign of the change does not matter.

    Raises
    ------
    ValueError
        If a worthwhile change or error is negative.

    Examples
    --------
    >>> error = np.array([1.0, 1.0])
    >>> credible_change(np.array([2.5, -3.0]), worthwhile=error, typical_error=error).value.tolist()
    [0.0, 1.0]
    """
    if (worthwhile < 0).any() or (typical_error < 0).any():
        raise ValueError("the worthwhile change and the typical error must not be negative")
    size = np.abs(change)
    credible = (size > worthwhile) & (size > CERTAIN * typical_error)
    known = ~np.isnan(change) & ~np.isnan(worthwhile) & ~np.isnan(typical_error)
    return metric(credible.astype(np.float64), enough=known)
