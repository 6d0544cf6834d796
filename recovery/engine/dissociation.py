"""Dissociation D: sessions that feel harder than planned, or than the same used to feel."""

import numpy as np

from recovery.engine.arrays import FloatArray, IntArray, divide, rolling_sum
from recovery.engine.parameters import DEFAULTS, Parameters
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


def dissociation(sessions: Sessions, n_days: int, parameters: Parameters = DEFAULTS) -> FloatArray:
    """Weighted average of the standardised residuals up to the day before. [SD]

    Parameters
    ----------
    sessions : Sessions
    n_days : int
        Days in the series.
    parameters : Parameters

    Returns
    -------
    ndarray of shape (n_athletes, n_days)
        NaN with fewer than five residuals in the 28 days before. Fades on days without one.
    """
    residual = rpe_residual(sessions, parameters)
    residual = np.clip(residual / parameters.rpe_residual_sd, -RESIDUAL_LIMIT, RESIDUAL_LIMIT)
    counts, added = ~np.isnan(residual), np.nan_to_num(residual)
    fade = parameters.rpe_residual_retention ** np.arange(n_days + 1)
    n_athletes, n_slots = residual.shape
    # Column s is the state after s sessions; column 0 before any.
    state = np.zeros((n_athletes, n_slots + 1))
    latest = np.zeros((n_athletes, n_slots + 1), dtype=np.int64)
    weight = parameters.rpe_residual_weight
    for slot in range(n_slots):  # a recurrence: loop over sessions, not athletes
        today, last, before = sessions.day[:, slot], latest[:, slot], state[:, slot]
        faded = before * fade[np.maximum(today - last, 0)]
        updated = (1 - weight) * faded + weight * added[:, slot]
        state[:, slot + 1] = np.where(counts[:, slot], updated, before)
        latest[:, slot + 1] = np.where(counts[:, slot], today, last)

    ended = _sessions_before(sessions, n_days)
    athletes = np.arange(n_athletes)[:, None]
    gap = np.arange(n_days) - latest[athletes, ended]
    value = state[athletes, ended] * fade[np.maximum(gap - 1, 0)]
    per_day = _per_day(sessions, counts, n_days)
    recent = rolling_sum(per_day, RESIDUAL_WINDOW_DAYS, lag=1)
    return np.where(recent >= parameters.rpe_residual_minimum, value, np.nan)


def easy_creep(sessions: Sessions, n_days: int, parameters: Parameters = DEFAULTS) -> FloatArray:
    """How much harder than planned the easy sessions of the last 28 days felt. [RPE]

    Easy sessions are felt harder than coaches intend as a rule (Inoue et al. 2022,
    doi:10.1186/s40798-022-00420-3), so a small creep is not a finding.

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
    summed = np.zeros((used.shape[0], n_days))
    np.add.at(summed, (athlete, sessions.day[used]), values[used])
    return summed


def _sessions_before(sessions: Sessions, n_days: int) -> IntArray:
    """Count each athlete's sessions before each day."""
    per_day = _per_day(sessions, np.ones(sessions.day.shape), n_days).astype(np.int64)
    return np.cumsum(per_day, axis=1) - per_day
