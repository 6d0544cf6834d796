"""From sessions to the load of a day, and what earlier sessions say about the next."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, Scalar
from recovery.engine.series import NO_SESSION, DayState, Sessions, day_states

EARLIER_SESSIONS = 28  # of the same kind that may speak for a session
IMPUTE_WITHIN_DAYS = 56
IMPUTE_MINIMUM = 3


def typical_rpe(
    sessions: Sessions, wanted: BoolArray, *, within_days: int, minimum: int
) -> FloatArray:
    """Median RPE of the athlete's earlier sessions of the same kind.

    Parameters
    ----------
    wanted : bool ndarray of shape (n_athletes, n_slots)
        The sessions to do this for.
    within_days, minimum : int
        How far back sessions count (at most the 28 latest of the kind), and how many rated
        ones are needed.

    Returns
    -------
    ndarray of shape (n_athletes, n_slots)
        CR-10; NaN where not wanted or where there are too few. Later sessions never matter.
    """
    typical = np.full(sessions.rpe.shape, np.nan)
    if not wanted.any():
        return typical
    by_kind = np.argsort(sessions.kind, axis=1, kind="stable")
    kind = np.take_along_axis(sessions.kind, by_kind, axis=1)
    day = np.take_along_axis(sessions.day, by_kind, axis=1)
    chosen = np.take_along_axis(wanted, by_kind, axis=1)
    rpe = _earlier(np.take_along_axis(sessions.rpe, by_kind, axis=1), np.nan)[chosen]
    same_kind = _earlier(kind, NO_SESSION)[chosen] == kind[chosen][:, None]
    recent = _earlier(day, NO_SESSION)[chosen] >= (day[chosen] - within_days)[:, None]
    medians = _median_of_at_least(np.where(same_kind & recent, rpe, np.nan), minimum)
    in_kind_order = np.full(typical.shape, np.nan)
    in_kind_order[chosen] = medians
    np.put_along_axis(typical, by_kind, in_kind_order, axis=1)
    return typical


def session_load(sessions: Sessions) -> FloatArray:
    """Session-RPE load, RPE times minutes [1]_, of every session. [AU]

    A session that was not rated takes the median RPE of the athlete's sessions of that kind in
    the 56 days before it; with fewer than three of those its load is NaN. A load that the
    source reported stands as it is.

    References
    ----------
    .. [1] C. Foster et al., "A new approach to monitoring exercise training," J. Strength
       Cond. Res. 15(1), 109-115, 2001. doi:10.1519/00124278-200102000-00019
    """
    unrated = (sessions.day >= 0) & np.isnan(sessions.rpe)
    imputed = typical_rpe(sessions, unrated, within_days=IMPUTE_WITHIN_DAYS, minimum=IMPUTE_MINIMUM)
    rated = np.where(unrated, imputed, sessions.rpe) * sessions.minutes
    return np.where(np.isnan(sessions.reported_load), rated, sessions.reported_load)


def daily_load(sessions: Sessions, day_kind: CodeArray) -> tuple[CodeArray, FloatArray]:
    """Return the state and the load of every day from its sessions and what was said of it.

    Parameters
    ----------
    sessions : Sessions
    day_kind : int8 ndarray of shape (n_athletes, n_days)
        `DayKind`.

    Returns
    -------
    day_state : int8 ndarray of shape (n_athletes, n_days)
        `DayState`.
    load : ndarray of shape (n_athletes, n_days)
        Sum over the sessions of the day. [AU] 0.0 on rest days; NaN on unknown days and where
        a session can be given no load.
    """
    used = sessions.day >= 0
    athlete = np.broadcast_to(np.arange(used.shape[0])[:, None], used.shape)[used]
    place = (athlete, sessions.day[used])
    count = np.zeros(day_kind.shape, dtype=np.int64)
    np.add.at(count, place, 1)
    load = np.zeros(day_kind.shape)
    np.add.at(load, place, session_load(sessions)[used])
    state = day_states(count, day_kind)
    return state, np.where(state == DayState.UNKNOWN, np.nan, load)


def _earlier(values: NDArray[Scalar], fill: float) -> NDArray[Scalar]:
    """Return for every slot the values of the slots before it, shape (..., EARLIER_SESSIONS)."""
    slots = values.shape[1]
    padded = np.full((values.shape[0], slots + EARLIER_SESSIONS), fill, dtype=values.dtype)
    padded[:, EARLIER_SESSIONS:] = values
    return sliding_window_view(padded, EARLIER_SESSIONS, axis=1)[:, :slots]


def _median_of_at_least(values: FloatArray, minimum: int) -> FloatArray:
    """Median of each row's numbers, NaN where there are fewer than ``minimum``."""
    ordered = np.sort(values, axis=1)  # NaN last
    count = (~np.isnan(ordered)).sum(axis=1)
    rows = np.arange(len(ordered))
    middle = (ordered[rows, np.maximum(count - 1, 0) // 2] + ordered[rows, count // 2]) / 2
    return np.where(count >= minimum, middle, np.nan)
