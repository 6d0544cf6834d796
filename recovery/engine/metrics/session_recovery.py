"""How long one session asks to recover, as a range, and what counts as active recovery."""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import (
    CodeArray,
    FloatArray,
    divide,
    median_of_known,
    require_between,
)
from recovery.engine.metrics.intensity import ZONES
from recovery.engine.status import Metric, metric

USUAL_HOURS = np.array([18.0, 30.0, 48.0])  # after a session of zone 1, 2, 3 of usual load
SHORTEST_HOURS, LONGEST_HOURS = 6.0, 96.0
SLOWED = 1.25
SHORT_NIGHT = 6.0  # [h]
SORE = 4.0  # of 5
SPREAD = np.sqrt(2)  # of the range on either side
CLASS_MINIMUM = 5

EASY_RPE = 3.0
EASY_HEART_RATE = 0.65  # of the maximum
ACTIVE_MINUTES = (15.0, 45.0)
ACTIVE_LOAD_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class RecoveryRange:
    """When a session is likely to be recovered from. [h after its end]"""

    shortest: Metric
    longest: Metric


def usual_session_load(load: FloatArray, zone: CodeArray) -> Metric:
    """Median load of an athlete's sessions of each zone. [AU]

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_sessions)
        [AU] NaN is unknown.
    zone : int8 ndarray, same shape
        1 to 3; 0 unknown.

    Returns
    -------
    Metric of shape (n_athletes, 3)
        Insufficient with fewer than five sessions of the zone.
    """
    of_zone = np.where(zone[:, None] == np.arange(1, ZONES + 1)[:, None], load[:, None], np.nan)
    count = (~np.isnan(of_zone)).sum(axis=-1)
    padded = of_zone if load.shape[1] else np.full((*of_zone.shape[:2], 1), np.nan)
    return metric(median_of_known(padded), enough=count >= CLASS_MINIMUM)


def recovery_time(
    load: FloatArray,
    zone: CodeArray,
    *,
    usual_load: FloatArray,
    asleep: FloatArray,
    soreness: FloatArray,
) -> RecoveryRange:
    """Hours until one session is likely to be recovered from, as a range. [h]

    ``hours = usual hours of the zone * sqrt(load / usual load)``, a quarter longer after a
    night under six hours or with soreness of 4 and more, and the square root of two shorter
    and longer; within 6 to 96 h. To be shown in words ("about one to two days"), never as a
    countdown.

    Parameters
    ----------
    load : ndarray
        Of each session. [AU] NaN is unknown.
    zone : int8 ndarray, same shape
        Zone that dominated, 1 to 3; 0 unknown.
    usual_load : ndarray, same shape
        The athlete's median load in that zone. [AU] NaN is not known: the session counts as a
        usual one.
    asleep : ndarray, same shape
        Of the night after. [h] NaN is not known.
    soreness : ndarray, same shape
        1 to 5, larger is worse. NaN is not known.

    Returns
    -------
    RecoveryRange
        Insufficient without load or zone, provisional without a usual load.

    Raises
    ------
    ValueError
        If a load is negative, a usual load not positive, or another value off its scale.

    Notes
    -----
    The hours of the zones follow cardiac autonomic recovery [1]_; muscle and glycogen have
    clocks of their own. Everything else is a design default.

    References
    ----------
    .. [1] J. Stanley, J. M. Peake and M. Buchheit, "Cardiac parasympathetic reactivation
       following exercise: implications for training prescription," Sports Med. 43(12),
       1259-1277, 2013. doi:10.1007/s40279-013-0083-4

    Examples
    --------
    >>> usual = {"usual_load": np.array([300.0]), "asleep": np.array([8.0])}
    >>> hours = recovery_time(
    ...     np.array([300.0]), np.array([2], dtype=np.int8), soreness=np.array([1.0]), **usual
    ... )
    >>> float(hours.shortest.value[0].round(1)), float(hours.longest.value[0].round(1))
    (21.2, 42.4)
    """
    if (load < 0).any() or (usual_load <= 0).any():
        raise ValueError("load must not be negative, and usual load must be positive")
    require_between("zone", zone.astype(np.float64), 0, ZONES)
    require_between("hours asleep", asleep, 0, 24)
    require_between("soreness", soreness, 1, 5)
    share = np.where(np.isnan(usual_load), 1.0, divide(load, usual_load))
    slowed = np.where((asleep < SHORT_NIGHT) | (soreness >= SORE), SLOWED, 1.0)
    hours = USUAL_HOURS[np.maximum(zone, 1) - 1] * np.sqrt(share) * slowed
    enough = ~np.isnan(load) & (zone > 0)
    shortest, longest = (
        np.clip(end, SHORTEST_HOURS, LONGEST_HOURS) for end in (hours / SPREAD, hours * SPREAD)
    )
    settled = ~np.isnan(usual_load)
    return RecoveryRange(
        metric(shortest, enough=enough, settled=settled),
        metric(longest, enough=enough, settled=settled),
    )


def active_recovery(
    minutes: FloatArray,
    load: FloatArray,
    *,
    rpe: FloatArray,
    heart_rate_share: FloatArray,
    impact: FloatArray,
    usual_day: FloatArray,
) -> Metric:
    """Whether a session was active recovery. [0 or 1]

    15 to 45 minutes, easy throughout (mean heart rate up to 65 % of the maximum, and RPE up to
    3), without impact or eccentric work, and at most a quarter of the athlete's own median
    training day. It is light training, not a rest day.

    Parameters
    ----------
    minutes, load : ndarray
        [min], [AU] NaN is not known.
    rpe, heart_rate_share : ndarray, same shape
        CR-10, and mean heart rate as a share of the maximum; one of the two will do. NaN is
        not known.
    impact : ndarray, same shape
        1 where the session stressed impact or eccentric work, 0 where not, NaN not known.
    usual_day : ndarray, same shape
        Median load of the athlete's days with training. [AU] NaN is not known.

    Returns
    -------
    Metric
        Insufficient where what is known neither rules it out nor is enough to say so;
        provisional where impact or the usual day is not known.

    Raises
    ------
    ValueError
        If a value is off its scale.

    Notes
    -----
    Active recovery eases soreness [1]_; that it improves the next day's performance is not
    shown. With fatigue all over, illness or a persistent warning, full rest goes before it.

    References
    ----------
    .. [1] O. Dupuy et al., "An evidence-based approach for choosing post-exercise recovery
       techniques to reduce markers of muscle damage, soreness, fatigue, and inflammation,"
       Front. Physiol. 9, 403, 2018. doi:10.3389/fphys.2018.00403
    """
    require_between("minutes", minutes, 0, 24 * 60)
    require_between("load", load, 0, np.inf)
    require_between("rpe", rpe, 0, 10)
    require_between("heart rate share", heart_rate_share, 0, 1.2)
    require_between("impact", impact, 0, 1)
    require_between("usual day", usual_day, 0, np.inf)
    low, high = ACTIVE_MINUTES
    ruled_out = (
        (minutes < low)
        | (minutes > high)
        | (rpe > EASY_RPE)
        | (heart_rate_share > EASY_HEART_RATE)
        | (impact > 0)
        | (load > ACTIVE_LOAD_SHARE * usual_day)
    )
    told = ~np.isnan(minutes) & ~(np.isnan(rpe) & np.isnan(heart_rate_share))
    complete = ~np.isnan(impact) & ~np.isnan(usual_day) & ~np.isnan(load)
    return metric(
        (~ruled_out).astype(np.float64), enough=ruled_out | told, settled=ruled_out | complete
    )
