"""Time outside training: hours sat, and physical work as load of its own colour.

For information. No limit is known for either, and neither enters a warning.
"""

import numpy as np

from recovery.engine.arrays import (
    FloatArray,
    divide,
    known_days,
    require_between,
    rolling_mean,
    rolling_sum,
)
from recovery.engine.status import Metric, metric

WEEK = 7
SITTING_MINIMUM = 3
WORK_MINIMUM = 5


def sitting_hours(hours: FloatArray) -> Metric:
    """Mean of the hours sat per day over seven days. [h]

    Parameters
    ----------
    hours : ndarray of shape (n_athletes, n_days)
        [h] NaN is not answered.

    Returns
    -------
    Metric
        Insufficient with fewer than three of the seven.

    Raises
    ------
    ValueError
        If an answer is outside 0 to 24 h.

    References
    ----------
    F. C. Bull et al., "World Health Organization 2020 guidelines on physical activity and
    sedentary behaviour," Br. J. Sports Med. 54(24), 1451-1462, 2020, set no number.
    doi:10.1136/bjsports-2020-102955

    Examples
    --------
    >>> float(sitting_hours(np.array([[8.0, 10, 6]])).value[0, -1])
    8.0
    """
    require_between("hours sat", hours, 0, 24)
    mean = rolling_mean(hours, WEEK, minimum=SITTING_MINIMUM)
    return metric(mean, enough=known_days(hours, WEEK) >= SITTING_MINIMUM)


def work_share(load: FloatArray, work_load: FloatArray) -> Metric:
    """Share of the load of seven days that was physical work. [0 to 1]

    Parameters
    ----------
    load, work_load : ndarray of shape (n_athletes, n_days)
        All load of the day, and what of it was work. [AU] NaN is unknown.

    Returns
    -------
    Metric
        Insufficient with fewer than five days of which both are known; not applicable in a
        week without load.

    Raises
    ------
    ValueError
        If a load is negative, or the work more than the whole.
    """
    if (work_load < 0).any() or (work_load > load).any():
        raise ValueError("the load of work must lie between 0 and the whole load")
    both = ~np.isnan(load) & ~np.isnan(work_load)
    whole = rolling_sum(np.where(both, load, 0.0), WEEK)
    work = rolling_sum(np.where(both, work_load, 0.0), WEEK)
    enough = rolling_sum(both.astype(np.int64), WEEK) >= WORK_MINIMUM
    return metric(np.clip(divide(work, whole), 0.0, 1.0), enough=enough, applicable=whole > 0)
