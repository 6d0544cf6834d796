"""The rhythm of load and rest: runs without rest, hard days in a row, regular hours.

An unknown day may have been a rest day and may have been training. It breaks neither a run nor
a rest; it makes the number a range: at least what is certain, at most what is possible.
"""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    divide,
    history_days,
    known_days,
    mean_and_sd,
    require_between,
    rolling_count,
    shift_days,
)
from recovery.engine.status import Metric, metric

RHYTHM_DAYS = 28
RHYTHM_MINIMUM = 20
HARD_RPE = 7.0
HOUR_MINIMUM = 5


@dataclass(frozen=True, slots=True)
class DayRange:
    """A number of days of which only the bounds are certain.

    Attributes
    ----------
    at_least : Metric
        Were every unknown day a rest day. [d]
    at_most : Metric
        Were none of them. [d] The same number where no unknown day intervenes.
    """

    at_least: Metric
    at_most: Metric


def days_since_rest(load: FloatArray) -> DayRange:
    """Days since the last rest day; 0 on a rest day. [d]

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] 0 is a rest day, NaN is unknown.

    Returns
    -------
    DayRange
        Insufficient with fewer than 20 of 28 days known. Without any rest day so far there is
        a lower bound alone: the upper is not applicable.
    """
    enough = _enough(load)
    since = history_days(load)
    rested = load == 0
    certain = np.minimum(_days_since(rested | np.isnan(load)), since)
    possible = _days_since(rested)
    has_rested = np.logical_or.accumulate(rested, axis=1)
    return DayRange(
        metric(certain.astype(np.float64), enough=enough),
        metric(possible.astype(np.float64), enough=enough, applicable=has_rested),
    )


def longest_run_without_rest(load: FloatArray) -> DayRange:
    """Longest run of days without a rest day in the last 28. [d]

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] 0 is a rest day, NaN is unknown.

    Returns
    -------
    DayRange
        Insufficient with fewer than 20 of 28 days known.

    Examples
    --------
    >>> runs = longest_run_without_rest(np.array([[0.0] * 20 + [9, 9, np.nan, 9, 0, 9, 9, 0]]))
    >>> float(runs.at_least.value[0, -1]), float(runs.at_most.value[0, -1])
    (2.0, 4.0)
    """
    enough = _enough(load)
    possible = (history_days(load) > 0) & (load != 0)
    return DayRange(
        metric(_longest_run(load > 0).astype(np.float64), enough=enough),
        metric(_longest_run(possible).astype(np.float64), enough=enough),
    )


def hard_days_in_a_row(hardest_rpe: FloatArray) -> Metric:
    """Number of times in 28 days that one hard day followed another.

    Parameters
    ----------
    hardest_rpe : ndarray of shape (n_athletes, n_days)
        Highest RPE of the day, 0 on rest days. CR-10; 7 and more is hard. NaN is unknown.

    Returns
    -------
    Metric
        Three hard days running count twice. Insufficient with fewer than 20 of 28 days known.

    Raises
    ------
    ValueError
        If an RPE is outside 0 to 10.
    """
    require_between("rpe", hardest_rpe, 0, 10)
    hard = hardest_rpe >= HARD_RPE
    follows = hard & shift_days(hard, 1, fill=False)
    # The first day of the window has its predecessor outside it.
    count = rolling_count(follows, RHYTHM_DAYS - 1)
    return metric(count.astype(np.float64), enough=_enough(hardest_rpe))


def start_hour_spread(start_hour: FloatArray) -> Metric:
    """Standard deviation of the hour at which an athlete's sessions start. [h]

    Parameters
    ----------
    start_hour : ndarray of shape (n_athletes, n_sessions)
        Local time. [h] 0 up to 24; NaN where there is no session or no time.

    Returns
    -------
    Metric of shape (n_athletes,)
        Around the circular mean, so that 23:30 and 0:30 are an hour apart. Insufficient with
        fewer than five sessions; not applicable where the hours have no middle.

    Raises
    ------
    ValueError
        If an hour is outside 0 to 24.
    """
    require_between("start hour", start_hour, 0, 24)
    angle = np.nan_to_num(start_hour) * (2 * np.pi / 24)
    known = ~np.isnan(start_hour)
    east = np.where(known, np.cos(angle), 0.0).sum(axis=1)
    north = np.where(known, np.sin(angle), 0.0).sum(axis=1)
    middle = np.arctan2(north, east) * (24 / (2 * np.pi))
    apart = (start_hour - middle[:, None] + 12) % 24 - 12
    count, _mean, spread = mean_and_sd(apart)
    has_middle = np.hypot(east, north) > 1e-9 * np.maximum(count, 1)
    return metric(spread, enough=count >= HOUR_MINIMUM, applicable=has_middle)


def planned_share_done(planned: IntArray, done: IntArray) -> Metric:
    """Share of the planned sessions that were done. [0 to 1]

    Parameters
    ----------
    planned, done : int ndarray
        Sessions planned in a period, and those of them that were done.

    Returns
    -------
    Metric
        Not applicable where nothing was planned.

    Raises
    ------
    ValueError
        If a number is negative, or more was done of the plan than planned.
    """
    if (done < 0).any() or (done > planned).any():
        raise ValueError("done must lie between 0 and what was planned")
    share = divide(done.astype(np.float64), planned)
    return metric(share, enough=np.ones(share.shape, dtype=np.bool_), applicable=planned > 0)


def _enough(values: FloatArray) -> BoolArray:
    enough: BoolArray = known_days(values, RHYTHM_DAYS) >= RHYTHM_MINIMUM
    return enough


def _days_since(marks: BoolArray) -> IntArray:
    """Days since the last marked day; the number of the day, from 1, before any."""
    columns = np.arange(marks.shape[1])
    return columns - np.maximum.accumulate(np.where(marks, columns, -1), axis=1)


def _longest_run(marks: BoolArray) -> IntArray:
    """Longest run of marked days within the window of each day."""
    run = _days_since(~marks)
    longest = np.zeros(marks.shape, dtype=np.int64)
    for back in range(RHYTHM_DAYS):
        # A run that began before the window counts as far as it lies inside.
        inside = np.minimum(shift_days(run, back, fill=0), RHYTHM_DAYS - back)
        longest = np.maximum(longest, inside)
    return longest
