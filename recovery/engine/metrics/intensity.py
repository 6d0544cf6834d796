"""How training is spread over three zones of intensity. Descriptive only."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from recovery.engine.arrays import (
    BoolArray,
    CodeArray,
    FloatArray,
    IntArray,
    divide,
    require_between,
    rolling_sum,
)
from recovery.engine.series import Sessions
from recovery.engine.status import Metric, metric

ZONES = 3
DISTRIBUTION_DAYS = 28
DISTRIBUTION_MINIMUM = 8  # sessions with a zone
POLARIZED = 2.0
SMALLEST_SHARE = 0.01


class IntensityMethod(Enum):
    """What is counted. The three give different numbers for the same month of training."""

    SESSIONS = "sessions, each in the zone of its perceived exertion"
    SESSION_MINUTES = "minutes of sessions, each in the zone of its perceived exertion"
    TIME_IN_ZONE = "minutes measured in each zone of heart rate, speed or power"


def zone_of_rpe(rpe: FloatArray) -> CodeArray:
    """Zone of a session by its perceived exertion: 1 to 4, above 4 and under 7, 7 and more.

    Parameters
    ----------
    rpe : ndarray
        CR-10. NaN is not rated.

    Returns
    -------
    int8 ndarray, same shape
        1, 2 or 3; 0 where not rated.

    Raises
    ------
    ValueError
        If an RPE is outside 0 to 10.

    References
    ----------
    S. Seiler, "What is best practice for training intensity and duration distribution in
    endurance athletes?" Int. J. Sports Physiol. Perform. 5(3), 276-291, 2010.
    doi:10.1123/ijspp.5.3.276

    Examples
    --------
    >>> zone_of_rpe(np.array([4.0, 4.5, 6.5, 7.0, np.nan])).tolist()
    [1, 2, 2, 3, 0]
    """
    require_between("rpe", rpe, 0, 10)
    return np.select([rpe <= 4, rpe < 7, rpe >= 7], [1, 2, 3], 0).astype(np.int8)


def training_in_zones(
    sessions: Sessions, n_days: int, *, method: IntensityMethod
) -> tuple[FloatArray, IntArray]:
    """Sessions, or their minutes, of each day in the zones of their perceived exertion.

    Parameters
    ----------
    sessions : Sessions
    n_days : int
        Days in the series.
    method : IntensityMethod
        ``SESSIONS`` or ``SESSION_MINUTES``.

    Returns
    -------
    amount : ndarray of shape (n_athletes, n_days, 3)
        Sessions or [min].
    counted : int ndarray of shape (n_athletes, n_days)
        Sessions that have a zone.

    Raises
    ------
    ValueError
        For ``TIME_IN_ZONE``, which sessions do not tell.
    """
    if method is IntensityMethod.TIME_IN_ZONE:
        raise ValueError("time in zone is measured; it does not follow from perceived exertion")
    zone = zone_of_rpe(sessions.rpe)
    used = (sessions.day >= 0) & (zone > 0)
    by_minutes = method is IntensityMethod.SESSION_MINUTES
    if by_minutes:
        used &= ~np.isnan(sessions.minutes)
    athlete = np.broadcast_to(np.arange(len(used))[:, None], used.shape)[used]
    day = sessions.day[used]
    amount = np.zeros((len(used), n_days, ZONES))
    np.add.at(amount, (athlete, day, zone[used] - 1), sessions.minutes[used] if by_minutes else 1.0)
    counted = np.zeros((len(used), n_days), dtype=np.int64)
    np.add.at(counted, (athlete, day), 1)
    return amount, counted


@dataclass(frozen=True, slots=True)
class IntensityDistribution:
    """Shares of the three zones, and what was counted.

    Attributes
    ----------
    shares : Metric of shape (n_athletes, n_days, 3)
        0 to 1, together 1.
    method : IntensityMethod
    """

    shares: Metric
    method: IntensityMethod


def intensity_distribution(
    amount: FloatArray, counted: IntArray, *, method: IntensityMethod
) -> IntensityDistribution:
    """Share of each zone in the training of 28 days.

    Parameters
    ----------
    amount : ndarray of shape (n_athletes, n_days, 3)
        Sessions or minutes of the day in each zone; 0 without any.
    counted : int ndarray of shape (n_athletes, n_days)
        Sessions of the day that have a zone.
    method : IntensityMethod
        What ``amount`` counts.

    Returns
    -------
    IntensityDistribution
        Insufficient with fewer than eight sessions; not applicable where they add up to
        nothing.

    Raises
    ------
    ValueError
        If an amount is negative or not known.

    Notes
    -----
    "80/20" is about sessions, not minutes.
    """
    if np.isnan(amount).any() or (amount < 0).any():
        raise ValueError("amounts must be known and not negative")
    of_window = np.maximum(rolling_sum(amount, DISTRIBUTION_DAYS), 0.0)
    total = of_window.sum(axis=-1, keepdims=True)
    enough = rolling_sum(counted, DISTRIBUTION_DAYS) >= DISTRIBUTION_MINIMUM
    shape = of_window.shape
    shares = metric(
        divide(of_window, total),
        enough=np.broadcast_to(enough[..., None], shape),
        applicable=np.broadcast_to(total > 0, shape),
    )
    return IntensityDistribution(shares, method)


def polarization_index(shares: FloatArray) -> Metric:
    """Polarization index [1]_: ``log10(100 z1 / z2 z3)`` of the shares of three zones.

    Parameters
    ----------
    shares : ndarray of shape (..., 3)
        0 to 1, together 1. NaN is not known.

    Returns
    -------
    Metric of shape (...)
        0 without any of zone 3. Without any of zone 2 its share is taken to be 0.01, at the
        cost of zone 1. Not applicable without zone 1.

    Raises
    ------
    ValueError
        If there are not three shares, or they do not add up to 1.

    References
    ----------
    .. [1] G. Treff et al., "The polarization-index: a simple calculation to distinguish
       polarized from non-polarized training intensity distributions," Front. Physiol. 10, 707,
       2019. doi:10.3389/fphys.2019.00707

    Examples
    --------
    >>> float(polarization_index(np.array([0.8, 0.05, 0.15])).value.round(5))
    2.38021
    """
    first, second, third = _checked(shares)
    no_second = second == 0
    first = np.where(no_second, first - SMALLEST_SHARE, first)
    second = np.where(no_second, SMALLEST_SHARE, second)
    ratio = 100 * divide(first, second) * third
    positive = ratio > 0
    logarithm = np.log10(np.where(positive, ratio, 1.0))
    known: BoolArray = np.all(~np.isnan(shares), axis=-1)
    return metric(logarithm, enough=known, applicable=first > 0)


def polarized(shares: FloatArray) -> Metric:
    """Whether a distribution is polarized: index above 2 *and* zone 1 > zone 3 > zone 2. [0 or 1]

    The index alone can exceed 2 in another order [1]_.

    Parameters
    ----------
    shares : ndarray of shape (..., 3)
        As in `polarization_index`.

    Returns
    -------
    Metric of shape (...)
        As `polarization_index`.

    References
    ----------
    .. [1] "Commentary: The polarization-index: a simple calculation to distinguish polarized from
       non-polarized training intensity distributions," Front. Physiol. 14, 1179769, 2023.
       doi:10.3389/fphys.2023.1179769
    """
    index = polarization_index(shares)
    first, second, third = _checked(shares)
    is_polarized = (index.value > POLARIZED) & (first > third) & (third > second)
    return Metric(
        np.where(np.isnan(index.value), np.nan, is_polarized.astype(np.float64)), index.status
    )


def _checked(shares: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    if shares.shape[-1:] != (ZONES,):
        raise ValueError(f"expected {ZONES} shares, got shape {shares.shape}")
    require_between("a share", shares, 0, 1)
    total = shares.sum(axis=-1)
    if (np.abs(total - 1) > 1e-6).any():
        raise ValueError("the shares of the zones must add up to 1")
    return shares[..., 0], shares[..., 1], shares[..., 2]
