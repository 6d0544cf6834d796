"""Dissociation D: sessions that feel harder than planned, or than the same used to feel."""

import numpy as np

from recovery.engine.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    divide,
    on_grid,
    rolling_sum,
    shift_days,
)
from recovery.engine.course import Course
from recovery.engine.parameters import DEFAULTS, Parameters
from recovery.engine.response import LevelFilter
from recovery.engine.series import Sessions
from recovery.engine.sessions import typical_rpe

EXPECTED_WITHIN_DAYS = 84
RESIDUAL_WINDOW_DAYS = 28
RESIDUAL_LIMIT = 4.0  # [SD]


def rpe_residual(sessions: Sessions, parameters: Parameters = DEFAULTS) -> FloatArray:
    """Felt minus expected exertion of each session. [RPE]

    Expected is the planned RPE; without one, the median of the athlete's own earlier sessions
    of the same kind (at least fifteen within 84 days). NaN where neither is known.

    Notes
    -----
    Medians rather than a regression on duration or pace: robust with a dozen sessions, and no
    later session can change an earlier expectation.
    """
    rated = (sessions.day >= 0) & ~np.isnan(sessions.rpe)
    unplanned = rated & np.isnan(sessions.planned_rpe)
    own = typical_rpe(
        sessions,
        unplanned,
        within_days=EXPECTED_WITHIN_DAYS,
        minimum=parameters.own_rpe_minimum,
    )
    return sessions.rpe - np.where(unplanned, own, sessions.planned_rpe)


def centred_residual(
    sessions: Sessions, n_days: int, parameters: Parameters = DEFAULTS
) -> tuple[FloatArray, IntArray]:
    """Mean residual of each day's sessions over what is usual for the athlete. [RPE]

    Some always feel sessions harder than whoever plans them means: that is between the two of
    them and no sign of anything (easy sessions are felt harder than coaches intend as a rule,
    Inoue et al. 2022, doi:10.1186/s40798-022-00420-3).

    Returns
    -------
    residual : ndarray of shape (n_athletes, n_days)
        NaN on days without a session that has one.
    sessions : int ndarray of shape (n_athletes, n_days)
        How many have one.
    """
    residual = rpe_residual(sessions, parameters)
    has_one = ~np.isnan(residual)
    count = _per_day(sessions, has_one.astype(np.float64), n_days)
    total = _per_day(sessions, on_grid(np.nan_to_num(residual)), n_days)
    window, lag = parameters.usual_residual_days, parameters.usual_residual_gap_days + 1
    usual = rolling_sum(total, window, lag=lag) / (
        rolling_sum(count, window, lag=lag) + parameters.usual_residual_weight
    )
    return divide(total, count) - usual, count.astype(np.int64)


def dissociation(
    sessions: Sessions,
    n_days: int,
    parameters: Parameters = DEFAULTS,
    *,
    left_out: BoolArray | None = None,
    course: Course | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Filtered residual of the sessions up to the day before: D. [SD]

    Parameters
    ----------
    sessions : Sessions
    n_days : int
        Days in the series.
    parameters : Parameters
    left_out : bool ndarray of shape (n_athletes, n_days), optional
        Days whose sessions say nothing (illness).
    course : Course, optional
        Where the days begin in the middle of a history.

    Returns
    -------
    harder : ndarray of shape (n_athletes, n_days)
        0 is as hard as expected, larger is harder. NaN before the first residual; carried, and
        slowly fading, on days without one.
    observed : ndarray of shape (n_athletes, n_days)
        Standardised residual of the day before, NaN without one.

    Notes
    -----
    The same filter as R has; a day with several sessions is observed with less noise.
    """
    residual, count = centred_residual(sessions, n_days, parameters)
    observed = np.clip(residual / parameters.rpe_residual_sd, -RESIDUAL_LIMIT, RESIDUAL_LIMIT)
    if left_out is not None:
        observed = np.where(left_out, np.nan, observed)
    noise = 1.0 / np.maximum(count, 1)
    n_athletes = observed.shape[0]
    state = LevelFilter(
        n_athletes,
        retention=parameters.rpe_residual_retention,
        drift=parameters.rpe_residual_drift,
    )
    value = np.full(observed.shape, np.nan, order="F")
    seen: BoolArray = np.zeros(n_athletes, dtype=np.bool_)
    observed, noise = shift_days(observed, 1, fill=np.nan), shift_days(noise, 1, fill=1.0)
    course = course or Course(observed.shape, parameters)
    for day in range(n_days):  # a recurrence: loop over days, not athletes
        course.before(day, {**state.state("exertion"), "exertion_seen": seen})
        seen |= ~np.isnan(observed[:, day])
        state.step(observed[:, day], noise=noise[:, day], started=seen)
        value[:, day] = np.where(seen, state.mean, np.nan)
    return value, observed


def easy_creep(sessions: Sessions, n_days: int, parameters: Parameters = DEFAULTS) -> FloatArray:
    """How much harder than planned the easy sessions of the last 28 days felt. [RPE]

    A small creep is no finding: see `centred_residual`.

    Returns
    -------
    ndarray of shape (n_athletes, n_days)
        Mean over sessions up to the day before; NaN with fewer than three.
    """
    creep = sessions.rpe - sessions.planned_rpe
    easy = (sessions.planned_rpe <= parameters.easy_rpe) & ~np.isnan(creep)
    count = rolling_sum(_per_day(sessions, easy, n_days), RESIDUAL_WINDOW_DAYS, lag=1)
    total = rolling_sum(
        _per_day(sessions, np.where(easy, creep, 0.0), n_days), RESIDUAL_WINDOW_DAYS, lag=1
    )
    return np.where(count >= parameters.easy_creep_minimum, divide(total, count), np.nan)


def _per_day(sessions: Sessions, values: np.ndarray, n_days: int) -> FloatArray:
    """Sum a value of each session into its day, shape (n_athletes, n_days)."""
    used = sessions.day >= 0
    athlete = np.broadcast_to(np.arange(used.shape[0])[:, None], used.shape)[used]
    summed = np.zeros((used.shape[0], n_days), order="F")
    np.add.at(summed, (athlete, sessions.day[used]), values[used])
    return summed
