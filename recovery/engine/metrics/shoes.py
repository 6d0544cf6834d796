"""Shoes: how far each pair has gone, how they rotate, how a new one is broken in.

No term of any warning. Arrays have the athletes first, then days, then the pairs of each.
"""

import numpy as np

from recovery.engine.arrays import FloatArray, IntArray, divide, rolling_sum
from recovery.engine.status import Metric, metric

ROTATION_DAYS = 28
WEEK = 7
NEW_DAYS = 14
NEW_SHARE = 0.3  # of a week's distance on new pairs; more is worth a word


def shoe_distance(distance: FloatArray, *, start: FloatArray) -> Metric:
    """Distance of each pair up to and including each day. [km]

    Parameters
    ----------
    distance : ndarray of shape (n_athletes, n_days, n_pairs)
        Of the day. [km] 0 where not worn; NaN where worn over a distance not known.
    start : ndarray of shape (n_athletes, n_pairs)
        Distance when the pair was entered. [km]

    Returns
    -------
    Metric
        Provisional once a distance is missing from the sum, which is then a lower bound.

    Raises
    ------
    ValueError
        If a distance is negative.

    Examples
    --------
    >>> days = np.array([[[10.0], [0.0], [12.0]]])
    >>> shoe_distance(days, start=np.array([[100.0]])).value[0, :, 0].tolist()
    [110.0, 110.0, 122.0]
    """
    _check(distance)
    _check(start)
    total = start[:, None] + np.cumsum(np.nan_to_num(distance), axis=1)
    missing = np.logical_or.accumulate(np.isnan(distance), axis=1)
    return metric(total, enough=~np.isnan(total), settled=~missing)


def wear_check_due(total: FloatArray, *, check_at: FloatArray) -> Metric:
    """Whether a pair has reached the distance at which its owner wants to look at it. [0 or 1]

    Parameters
    ----------
    total : ndarray of shape (n_athletes, n_days, n_pairs)
        The values of `shoe_distance`. [km]
    check_at : ndarray of shape (n_athletes, n_pairs)
        Set by the athlete; that pairs are worn out at some number of kilometres is lore. [km]
        NaN is not set.

    Returns
    -------
    Metric
        Not applicable where no distance is set.

    Raises
    ------
    ValueError
        If a distance is negative.
    """
    _check(total)
    _check(check_at)
    limit = np.broadcast_to(check_at[:, None], total.shape)
    due = (total >= limit).astype(np.float64)
    return metric(due, enough=~np.isnan(total), applicable=~np.isnan(limit))


def rotation_index(distance: FloatArray) -> Metric:
    """Rotation of pairs over 28 days: ``1 - sum of squared shares``. [0 to 1]

    0 is one pair alone; two pairs worn equally are 0.5. Runners who used more than one pair in
    parallel had fewer injuries in an observational study [1]_, which shows no cause.

    Parameters
    ----------
    distance : ndarray of shape (n_athletes, n_days, n_pairs)
        As in `shoe_distance`; a distance that is not known counts for nothing.

    Returns
    -------
    Metric of shape (n_athletes, n_days)
        Not applicable without any distance.

    Raises
    ------
    ValueError
        If a distance is negative.

    References
    ----------
    .. [1] L. Malisoux et al., "Can parallel use of different running shoes decrease
       running-related injury risk?" Scand. J. Med. Sci. Sports 25(1), 110-115, 2015.
       doi:10.1111/sms.12154
    """
    _check(distance)
    of_pair = np.maximum(rolling_sum(np.nan_to_num(distance), ROTATION_DAYS), 0.0)
    total = of_pair.sum(axis=-1)
    shares = divide(of_pair, total[..., None])
    value = 1 - (shares**2).sum(axis=-1)
    return metric(value, enough=np.ones(total.shape, dtype=np.bool_), applicable=total > 0)


def new_shoe_share(distance: FloatArray, *, first_day: IntArray) -> Metric:
    """Share of the week's distance on pairs in their first two weeks. [0 to 1]

    Parameters
    ----------
    distance : ndarray of shape (n_athletes, n_days, n_pairs)
        As in `shoe_distance`; a distance that is not known counts for nothing.
    first_day : int ndarray of shape (n_athletes, n_pairs)
        Day of the series on which the pair was first worn; negative before the series.

    Returns
    -------
    Metric of shape (n_athletes, n_days)
        Up to 0.3 leaves the body time to get used to them, a design default. Not applicable in
        a week without distance.

    Raises
    ------
    ValueError
        If a distance is negative.
    """
    _check(distance)
    age = np.arange(distance.shape[1])[:, None] - first_day[:, None]
    known = np.nan_to_num(distance)
    on_new = np.where((age >= 0) & (age < NEW_DAYS), known, 0.0).sum(axis=-1)
    total = np.maximum(rolling_sum(known.sum(axis=-1), WEEK), 0.0)
    share = np.clip(divide(rolling_sum(on_new, WEEK), total), 0.0, 1.0)
    return metric(share, enough=np.ones(total.shape, dtype=np.bool_), applicable=total > 0)


def _check(distance: FloatArray) -> None:
    if (distance < 0).any():
        raise ValueError("a distance must not be negative")
