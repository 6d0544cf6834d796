"""Muscle soreness that stays: in general, or in one part of the body.

Soreness after unusual training peaks within one to three days and is gone in about a week.
What stays longer in one place is a local problem and a question of its own, not a sign of
overreaching.
"""

import numpy as np

from recovery.engine.arrays import (
    FloatArray,
    median_of_known,
    require_between,
    windows,
)
from recovery.engine.status import Metric, metric

LEAST_SORE = 3.0  # of 5
ABOVE_NORMAL = 1.0
NORMAL_DAYS = 42
NORMAL_GAP = 7
NORMAL_MINIMUM = 7
LOCAL_PROBLEM_DAYS = 7


def soreness_days(soreness: FloatArray) -> Metric:
    """Days running with soreness of at least 3 of 5 and 1 above the athlete's own median. [d]

    Parameters
    ----------
    soreness : ndarray of shape (n_athletes, n_days) or (n_athletes, n_days, n_regions)
        1 to 5, larger is worse; 1 in a region that was not named in an answered check-in. NaN
        is not answered.

    Returns
    -------
    Metric, same shape
        One day without an answer is bridged and counted within a run; otherwise a day without
        one is insufficient. Provisional with fewer than seven answers in the 42 days that end
        a week earlier, from which the median comes; without any, the 3 of 5 decides alone.

    Raises
    ------
    ValueError
        If an answer is outside 1 to 5.

    Examples
    --------
    >>> soreness_days(np.array([[1.0, 3, 4, np.nan, 3, 2]])).value.tolist()
    [[0.0, 1.0, 2.0, 3.0, 4.0, 0.0]]
    """
    require_between("soreness", soreness, 1, 5)
    by_region = soreness[..., None] if soreness.ndim == 2 else soreness
    n_athletes, n_days, n_regions = by_region.shape
    rows = by_region.transpose(0, 2, 1).reshape(n_athletes * n_regions, n_days)
    result = _soreness_days(rows)

    def as_given(values: np.ndarray) -> np.ndarray:
        return (
            values.reshape(n_athletes, n_regions, n_days).transpose(0, 2, 1).reshape(soreness.shape)
        )

    return Metric(as_given(result.value), as_given(result.status))


def local_problem(soreness: FloatArray) -> Metric:
    """Whether one region has been sore for at least seven days. [0 or 1]

    Parameters
    ----------
    soreness : ndarray of shape (n_athletes, n_days, n_regions)
        As in `soreness_days`.

    Returns
    -------
    Metric, same shape
        1 is a reason to ask about that region, and none to ask about load in general.
    """
    if soreness.ndim != 3:
        raise ValueError(f"expected shape (athlete, day, region), got {soreness.shape}")
    run = soreness_days(soreness)
    lasting = (run.value >= LOCAL_PROBLEM_DAYS).astype(np.float64)
    return Metric(np.where(np.isnan(run.value), np.nan, lasting), run.status)


def _soreness_days(soreness: FloatArray) -> Metric:
    earlier = windows(soreness, NORMAL_DAYS, lag=NORMAL_GAP)
    normal = np.nan_to_num(median_of_known(earlier), nan=1.0)
    settled = (~np.isnan(earlier)).sum(axis=-1) >= NORMAL_MINIMUM
    missing = np.isnan(soreness)
    sore = (soreness >= LEAST_SORE) & (soreness >= normal + ABOVE_NORMAL)
    run = np.zeros(soreness.shape[0])
    gap = np.zeros(soreness.shape[0])
    runs = np.zeros(soreness.shape)
    for day in range(soreness.shape[1]):
        gap = np.where(missing[:, day], gap + 1, 0.0)
        bridged = missing[:, day] & (gap <= 1) & (run > 0)
        run = np.where(sore[:, day] | bridged, run + 1, 0.0)
        runs[:, day] = run
    return metric(runs, enough=~missing | (runs > 0), settled=settled)
