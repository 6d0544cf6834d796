"""One unit of load for every session, whatever was recorded of it.

Impulses from heart rate and session-RPE load track one another and are not interchangeable, so
no window may hold both. What an impulse is worth in load is an athlete's own rate of exchange.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray, divide
from recovery.engine.status import Metric, metric

PAIRS_MINIMUM = 20
R_SQUARED_MINIMUM = 0.5


@dataclass(frozen=True, slots=True)
class TrimpToLoad:
    """An athlete's rate of exchange from training impulse to session-RPE load.

    Attributes
    ----------
    slope : Metric of shape (n_athletes,)
        [AU per unit of TRIMP]
    intercept : ndarray of shape (n_athletes,)
        [AU]
    r_squared : ndarray of shape (n_athletes,)
        Share of the variance of the load that it explains.
    pairs : int ndarray of shape (n_athletes,)
        Sessions that have both.
    """

    slope: Metric
    intercept: FloatArray
    r_squared: FloatArray
    pairs: IntArray

    def load(self, trimp: FloatArray) -> FloatArray:
        """Convert impulses of shape (n_athletes, ...) to load, at least 0. [AU]

        NaN for athletes without a usable rate.
        """
        axes = (slice(None), *[None] * (trimp.ndim - 1))
        return np.maximum(self.intercept[axes] + self.slope.value[axes] * trimp, 0.0)


def fit_trimp_to_load(trimp: FloatArray, load: FloatArray) -> TrimpToLoad:
    """Regress session-RPE load on training impulse over an athlete's sessions.

    Parameters
    ----------
    trimp, load : ndarray of shape (n_athletes, n_sessions)
        Of the same sessions. NaN where one is not known.

    Returns
    -------
    TrimpToLoad
        Insufficient with fewer than 20 sessions that have both; not applicable where r² is
        under 0.5 or load does not rise with the impulse.
    """
    both = ~np.isnan(trimp) & ~np.isnan(load)
    pairs = both.sum(axis=1)
    x, y = np.where(both, trimp, 0.0), np.where(both, load, 0.0)
    x_mean, y_mean = divide(x.sum(axis=1), pairs), divide(y.sum(axis=1), pairs)
    dx = np.where(both, trimp - x_mean[:, None], 0.0)
    dy = np.where(both, load - y_mean[:, None], 0.0)
    xx, yy, xy = (dx**2).sum(axis=1), (dy**2).sum(axis=1), (dx * dy).sum(axis=1)
    slope = divide(xy, xx)
    r_squared = divide(xy**2, xx * yy)
    usable = (r_squared >= R_SQUARED_MINIMUM) & (slope > 0)
    return TrimpToLoad(
        metric(slope, enough=pairs >= PAIRS_MINIMUM, applicable=usable),
        y_mean - slope * x_mean,
        r_squared,
        pairs,
    )


class LoadSource(IntEnum):
    """Where the load of a session comes from."""

    NONE = 0
    RATING = 1  # exertion times minutes
    CONVERTED = 2  # an impulse at the athlete's own rate of exchange


def load_in_one_unit(
    rated_load: FloatArray, trimp: FloatArray, exchange: TrimpToLoad
) -> tuple[Metric, CodeArray]:
    """Load of every session in one unit, whatever was recorded of it. [AU]

    Session-RPE load where the session was rated; without a rating, its training impulse at the
    athlete's own rate of exchange. An impulse itself never enters.

    Parameters
    ----------
    rated_load, trimp : ndarray of shape (n_athletes, n_sessions)
        [AU] and units of TRIMP. NaN is not known.
    exchange : TrimpToLoad

    Returns
    -------
    load : Metric
        Provisional where converted, insufficient where there is neither a rating nor a usable
        rate.
    source : int8 ndarray
        `LoadSource`.
    """
    converted = exchange.load(trimp)
    rated: BoolArray = ~np.isnan(rated_load)
    load = np.where(rated, rated_load, converted)
    known = ~np.isnan(load)
    source = np.where(
        rated, LoadSource.RATING, np.where(known, LoadSource.CONVERTED, LoadSource.NONE)
    )
    return metric(load, enough=known, settled=rated), source.astype(np.int8)


def trimp_or_rated_load(trimp: FloatArray, rated_load: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Choose one unit for a whole window: impulses if every session has one, else ratings.

    Parameters
    ----------
    trimp, rated_load : ndarray of shape (n_athletes, n_sessions)
        The sessions of one window; NaN in both where there is no session.

    Returns
    -------
    load : ndarray of shape (n_athletes, n_sessions)
    in_trimp : bool ndarray of shape (n_athletes,)
        Which unit an athlete's row is in.
    """
    exists = ~np.isnan(trimp) | ~np.isnan(rated_load)
    in_trimp: BoolArray = np.any(exists, axis=1) & np.all(~exists | ~np.isnan(trimp), axis=1)
    return np.where(in_trimp[:, None], trimp, rated_load), in_trimp
