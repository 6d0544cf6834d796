"""Felt against planned effort, session by session.

The dissociation of the warning model rests on the same difference; here it is taken apart into
easy and hard sessions, and set beside what the whole team feels.
"""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray, divide, rolling_sum
from recovery.engine.series import Sessions
from recovery.engine.status import Metric, metric

EASY_RPE = 3.0
HARD_RPE = 7.0
MISMATCH_DAYS = 28
MISMATCH_MINIMUM = 3


def plan_mismatch(sessions: Sessions) -> Metric:
    """Felt minus planned exertion of each session. [RPE, positive is harder than planned]

    Parameters
    ----------
    sessions : Sessions

    Returns
    -------
    Metric of shape (n_athletes, n_slots)
        Insufficient where not rated; not applicable where nothing was planned. An exertion
        that was filled in is no rating.
    """
    used = sessions.day >= 0
    return metric(
        sessions.rpe - sessions.planned_rpe,
        enough=used & ~np.isnan(sessions.rpe),
        applicable=~np.isnan(sessions.planned_rpe),
    )


@dataclass(frozen=True, slots=True)
class Compression:
    """Mismatch of easy and of hard sessions, arrays of shape (n_athletes, n_days).

    Attributes
    ----------
    easy, hard : Metric
        Mean mismatch of sessions planned at RPE 3 and under, and at 7 and over. [RPE]
    compressed : Metric
        Easy sessions harder *and* hard sessions easier than planned: everything has become the
        same. [0 or 1]
    """

    easy: Metric
    hard: Metric
    compressed: Metric


def plan_compression(
    sessions: Sessions, n_days: int, *, team_easy_offset: float = 0.0
) -> Compression:
    """Mismatch of easy and hard sessions over 28 days, today included.

    Parameters
    ----------
    sessions : Sessions
    n_days : int
        Days in the series.
    team_easy_offset : float
        How much harder than planned the whole team feels easy sessions; taken off before an
        athlete is looked at. [RPE] Easy sessions are felt harder than intended as a rule [1]_.

    Returns
    -------
    Compression
        Insufficient with fewer than three sessions of the sort.

    References
    ----------
    .. [1] A. Inoue et al., "Internal training load perceived by athletes and planned by
       coaches: a systematic review and meta-analysis," Sports Med. Open 8, 35, 2022.
       doi:10.1186/s40798-022-00420-3
    """
    mismatch = plan_mismatch(sessions).value
    easy = _mean(sessions, mismatch - team_easy_offset, sessions.planned_rpe <= EASY_RPE, n_days)
    hard = _mean(sessions, mismatch, sessions.planned_rpe >= HARD_RPE, n_days)
    compressed = ((easy.value > 0) & (hard.value < 0)).astype(np.float64)
    both = ~np.isnan(easy.value) & ~np.isnan(hard.value)
    return Compression(easy, hard, metric(compressed, enough=both))


def _mean(sessions: Sessions, mismatch: FloatArray, wanted: BoolArray, n_days: int) -> Metric:
    chosen = wanted & ~np.isnan(mismatch)
    athlete = np.broadcast_to(np.arange(len(chosen))[:, None], chosen.shape)[chosen]
    place = (athlete, sessions.day[chosen])
    total, count = np.zeros((len(chosen), n_days)), np.zeros((len(chosen), n_days), dtype=np.int64)
    np.add.at(total, place, mismatch[chosen])
    np.add.at(count, place, 1)
    in_window = rolling_sum(count, MISMATCH_DAYS)
    mean = divide(rolling_sum(total, MISMATCH_DAYS), in_window)
    return metric(mean, enough=in_window >= MISMATCH_MINIMUM)
