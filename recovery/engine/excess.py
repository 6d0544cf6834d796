"""Load excess L: how much more than usual an athlete has been training."""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import (
    BoolArray,
    DailyLoad,
    FloatArray,
    Load,
    rolling_mean,
    shift_days,
)
from recovery.engine.course import Course
from recovery.engine.parameters import DEFAULTS, Parameters
from recovery.engine.status import Metric, Status

PROVISIONAL_UNDER_DAYS = 56
HISTORY_DAYS = 112


def log_excess(
    recent: FloatArray, usual: FloatArray, *, log_sd: float, offset: float
) -> FloatArray:
    """Logarithm of recent over usual load in units of its usual spread. [SD]

    Symmetric, additive, and bounded when the usual load is near 0 because of the offset.
    """
    return np.log((recent + offset) / (usual + offset)) / log_sd


def week_means(load: Load) -> tuple[FloatArray, FloatArray]:
    """Mean load of the seven days up to yesterday, and of the 28 days before those. [AU per day]

    Today is left out: this morning's answers cannot know this evening's training.
    """
    return (
        rolling_mean(load, 7, minimum=5, lag=1),
        rolling_mean(load, 28, minimum=20, lag=8),
    )


@dataclass(frozen=True, slots=True)
class LoadExcess:
    """Load over habit, arrays of shape (n_athletes, n_days).

    Attributes
    ----------
    highest : Metric
        L: the highest of the last fourteen days. [SD]
    sustained : ndarray
        Of today alone: three weeks against the eight before, or while those are not known one
        week against the four before. [SD] NaN where neither is known.
    building_up : bool ndarray
        Within three weeks of a return from a break.
    """

    highest: Metric
    sustained: FloatArray
    building_up: BoolArray


def load_excess(
    load: FloatArray, parameters: Parameters = DEFAULTS, *, course: Course | None = None
) -> LoadExcess:
    """Load excess of each day over the athlete's own habit.

    L is the larger of seven days against the 28 before and of 21 days against the 56 before, at
    its highest of the last fourteen days, because responses lag load. All windows end the day
    before and none overlaps the one it is compared with.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.
    parameters : Parameters
    course : Course, optional
        Where the days begin in the middle of a history.

    Returns
    -------
    LoadExcess
        Insufficient (NaN) without 5 of 7 and 20 of 28, or 15 of 21 and 40 of 56, known days.
        Provisional under 56 known days in the last sixteen weeks.

    Notes
    -----
    After ten days or more without training the usual load is taken to be at least half of the
    mean of the 56 days before the break, for three weeks: coming back is building up, not
    excess.
    """
    prepared = DailyLoad(load)
    course = course or Course(load.shape, parameters)
    recent, usual = week_means(prepared)
    floor, building_up = _floor_after_break(prepared, parameters, course)
    week = log_excess(
        recent,
        np.maximum(usual, floor),
        log_sd=parameters.week_log_sd,
        offset=parameters.load_offset,
    )
    three_weeks = log_excess(
        prepared.mean(21, minimum=15, lag=1),
        np.maximum(prepared.mean(56, minimum=40, lag=22), floor),
        log_sd=parameters.three_week_log_sd,
        offset=parameters.load_offset,
    )
    daily = np.fmax(week, three_weeks)
    course.before_all("excess", daily)
    highest = daily
    for back in range(1, parameters.load_memory_days):
        highest = np.fmax(highest, shift_days(daily, back, fill=np.nan))
    history = prepared.known_days(HISTORY_DAYS, lag=1)
    status = np.where(
        np.isnan(highest),
        Status.INSUFFICIENT,
        np.where(history < PROVISIONAL_UNDER_DAYS, Status.PROVISIONAL, Status.OK),
    )
    return LoadExcess(
        highest=Metric(highest, status.astype(np.int8)),
        sustained=np.where(np.isnan(three_weeks), week, three_weeks),
        building_up=building_up,
    )


def _floor_after_break(
    load: DailyLoad, parameters: Parameters, course: Course
) -> tuple[FloatArray, BoolArray]:
    """Least usual load in the weeks after a break, 0 at other times [AU per day], and when."""
    n_athletes, n_days = load.values.shape
    habits = np.nan_to_num(load.mean(56, minimum=28, lag=1))  # before each day
    # Days in a row without training, and since training began again; more says nothing else.
    idle = np.full(n_athletes, parameters.break_days)
    since_return = np.full(n_athletes, parameters.break_memory_days)
    floor = np.zeros(n_athletes)
    before_break = np.zeros(n_athletes)  # the habit as it was when the last training ended
    floors = np.zeros(load.values.shape, order="F")
    building_up = np.zeros(load.values.shape, dtype=np.bool_, order="F")
    for day in range(n_days):
        state = {"break_idle": idle, "break_since_return": since_return}
        course.before(day, {**state, "break_floor": floor, "break_before": before_break})
        building_up[:, day] = since_return < parameters.break_memory_days
        floors[:, day] = np.where(building_up[:, day], floor, 0.0)
        before_break = np.where(idle == 0, habits[:, day], before_break)
        trained = load.filled[:, day] > 0
        # Days before the first training are no break.
        returns = trained & (idle >= parameters.break_days) & (before_break > 0)
        floor = np.where(returns, parameters.break_floor * before_break, floor)
        since_return = np.minimum(since_return + 1, parameters.break_memory_days)
        since_return = np.where(returns, 0, since_return)
        idle = np.where(trained, 0, np.minimum(idle + 1, parameters.break_days))
    return floors, building_up
