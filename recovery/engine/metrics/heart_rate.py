"""Load of a session from heart rate or power.

Every score has a unit of its own, and none may be added to another, nor to session-RPE load.
How they get into one series is the matter of `recovery.engine.metrics.load_exchange`.
"""

from enum import Enum

import numpy as np

from recovery.engine.arrays import (
    FloatArray,
    divide,
    require_between,
)
from recovery.engine.status import Metric, metric

EDWARDS_ZONES = np.array([0.5, 0.6, 0.7, 0.8, 0.9])  # lower bounds, as shares of the maximum
EDWARDS_WEIGHTS = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
LUCIA_WEIGHTS = np.array([1.0, 2.0, 3.0])
HIGHEST_INTENSITY = 1.5  # of the threshold over a whole session; beyond, the threshold is wrong
SAMPLES_MINIMUM = 0.5  # of the time with a heart rate
SAMPLES_SETTLED = 0.9


class BanisterWeights(Enum):
    """How much more than its time a minute counts, ``a x exp(b x)``, as (a, b).

    Some programs take 0.64 for women too, which is a quarter too little.
    """

    MEN = (0.64, 1.92)
    WOMEN = (0.86, 1.67)

    def of(self, reserve_share: FloatArray) -> FloatArray:
        """Return the weight of a share of the heart-rate reserve, cut to 0 to 1."""
        a, b = self.value
        x = np.clip(reserve_share, 0.0, 1.0)
        weight: FloatArray = x * a * np.exp(b * x)
        return weight


def banister_trimp(
    minutes: FloatArray,
    heart_rate: FloatArray,
    *,
    resting: FloatArray,
    maximum: FloatArray,
    weights: BanisterWeights,
) -> Metric:
    """Training impulse from the mean heart rate of a session [1]_. [AU of TRIMP]

    ``minutes * x * a * exp(b x)`` with x the share of the heart-rate reserve.

    Parameters
    ----------
    minutes, heart_rate : ndarray
        Duration [min] and mean heart rate [bpm] of each session. NaN is not known.
    resting, maximum : ndarray
        Of the athlete, broadcast against the sessions. [bpm] NaN is not known.
    weights : BanisterWeights

    Returns
    -------
    Metric
        Insufficient where anything is not known. Heart rates outside resting to maximum count
        as those bounds.

    Raises
    ------
    ValueError
        If a maximum is not above the resting heart rate, or a duration negative.

    Notes
    -----
    The mean understates intervals, because the weight grows faster than the heart rate: where
    there are samples, use `banister_trimp_of_samples`.

    References
    ----------
    .. [1] R. H. Morton, J. R. Fitz-Clarke and E. W. Banister, "Modeling human performance in
       running," J. Appl. Physiol. 69(3), 1171-1177, 1990. doi:10.1152/jappl.1990.69.3.1171

    Examples
    --------
    >>> score = banister_trimp(np.array([30.0]), np.array([130.0]), resting=np.array([40.0]),
    ...     maximum=np.array([200.0]), weights=BanisterWeights.MEN)
    >>> float(score.value[0].round(1))
    31.8
    """
    if (minutes < 0).any():
        raise ValueError("minutes must not be negative")
    score = minutes * weights.of(_reserve_share(heart_rate, resting, maximum))
    return metric(score, enough=~np.isnan(score))


def banister_trimp_of_samples(
    seconds: FloatArray,
    heart_rate: FloatArray,
    *,
    resting: FloatArray,
    maximum: FloatArray,
    weights: BanisterWeights,
) -> Metric:
    """Training impulse summed sample by sample. [AU of TRIMP] As `banister_trimp`.

    Parameters
    ----------
    seconds, heart_rate : ndarray of shape (..., n_samples)
        Duration [s] and heart rate [bpm] of each sample. 0 s past the end of a session; a heart
        rate of NaN is a gap, which counts as the rest of the session.
    resting, maximum : ndarray of shape (...)
        [bpm]
    weights : BanisterWeights

    Returns
    -------
    Metric of shape (...)
        Insufficient with a heart rate for under half of the time, provisional for under nine
        tenths.
    """
    if (seconds < 0).any():
        raise ValueError("seconds must not be negative")
    share = _reserve_share(heart_rate, resting[..., None], maximum[..., None])
    known = ~np.isnan(share) & (seconds > 0)
    total = seconds.sum(axis=-1)
    measured = np.where(known, seconds, 0.0).sum(axis=-1)
    weighted = np.where(known, seconds * weights.of(share), 0.0).sum(axis=-1)
    coverage = divide(measured, total)
    return metric(
        divide(weighted, measured) * total / 60,
        enough=(coverage >= SAMPLES_MINIMUM) & (measured > 0),
        settled=coverage >= SAMPLES_SETTLED,
    )


def edwards_trimp(minutes: FloatArray) -> Metric:
    """Summated heart-rate zones: minutes in five zones, weighted 1 to 5 [1]_. [AU of Edwards]

    Parameters
    ----------
    minutes : ndarray of shape (..., 5)
        At 50-60, 60-70, 70-80, 80-90 and 90-100 % of the maximal heart rate. [min] Time below
        50 % counts for nothing.

    Returns
    -------
    Metric of shape (...)
        Insufficient where a zone is NaN.

    References
    ----------
    .. [1] S. Edwards, The Heart Rate Monitor Book, 1993; weights as in C. Foster et al., J.
       Strength Cond. Res. 15(1), 109-115, 2001. doi:10.1519/00124278-200102000-00019

    Examples
    --------
    >>> float(edwards_trimp(np.array([10.0, 20, 5, 2, 1])).value)
    78.0
    """
    return _weighted_minutes(minutes, EDWARDS_WEIGHTS)


def lucia_trimp(minutes: FloatArray) -> Metric:
    """Minutes in three zones between the ventilatory thresholds, weighted 1 to 3 [1]_.

    Parameters
    ----------
    minutes : ndarray of shape (..., 3)
        Below the first threshold, between the two, and above the second. [min] The thresholds
        are measured: percentages of the maximal heart rate are no substitute.

    Returns
    -------
    Metric of shape (...)
        [AU of Lucia] Insufficient where a zone is NaN.

    References
    ----------
    .. [1] A. Lucia et al., "Tour de France versus Vuelta a España: which is harder?" Med. Sci.
       Sports Exerc. 35(5), 872-878, 2003. doi:10.1249/01.MSS.0000064999.82036.B4

    Examples
    --------
    >>> float(lucia_trimp(np.array([30.0, 10, 5])).value)
    65.0
    """
    return _weighted_minutes(minutes, LUCIA_WEIGHTS)


def minutes_in_zones(seconds: FloatArray, heart_rate: FloatArray, bounds: FloatArray) -> FloatArray:
    """Time in heart-rate zones. [min]

    Parameters
    ----------
    seconds, heart_rate : ndarray of shape (..., n_samples)
        [s] and [bpm]. Samples with a heart rate of NaN are in no zone.
    bounds : ndarray of shape (..., n_zones)
        Lower bound of each zone, rising. [bpm] ``EDWARDS_ZONES * maximum`` for `edwards_trimp`;
        0 and the two thresholds for `lucia_trimp`. Below the first is no zone.

    Returns
    -------
    ndarray of shape (..., n_zones)

    Raises
    ------
    ValueError
        If the bounds do not rise.
    """
    if (np.diff(bounds, axis=-1) <= 0).any():
        raise ValueError("the bounds of the zones must rise")
    above = heart_rate[..., None, :] >= bounds[..., :, None]
    at_least = np.where(above, seconds[..., None, :], 0.0).sum(axis=-1)
    beyond = np.zeros(at_least.shape)
    beyond[..., :-1] = at_least[..., 1:]
    minutes: FloatArray = (at_least - beyond) / 60
    return minutes


def training_stress_score(
    seconds: FloatArray, power: FloatArray, *, threshold_power: FloatArray
) -> Metric:
    """Stress score of a session: 100 is one hour at the threshold power. [points]

    ``100 * hours * intensity²`` with the intensity ``power / threshold_power``. With xPower and
    critical power instead of the two it is the BikeScore.

    Parameters
    ----------
    seconds, power : ndarray
        Duration [s] and normalised power [W]. NaN is not known.
    threshold_power : ndarray
        Power that the athlete can hold for about an hour. [W]

    Returns
    -------
    Metric
        Not applicable at an intensity above 1.5: nobody trains so, the threshold is wrong.

    Raises
    ------
    ValueError
        If a duration or power is negative, or a threshold not positive.

    References
    ----------
    The coefficients of Coggan's score are a vendor's definition, not a published finding.

    Examples
    --------
    >>> hour, watts = np.array([3600.0]), np.array([300.0])
    >>> training_stress_score(hour, watts, threshold_power=watts).value.tolist()
    [100.0]
    """
    if (seconds < 0).any() or (power < 0).any():
        raise ValueError("seconds and power must not be negative")
    if (threshold_power <= 0).any():
        raise ValueError("threshold power must be positive")
    intensity = power / threshold_power
    score = 100 * seconds / 3600 * intensity**2
    return metric(score, enough=~np.isnan(score), applicable=intensity <= HIGHEST_INTENSITY)


def heart_rate_stress_score(
    trimp: FloatArray,
    *,
    threshold_heart_rate: FloatArray,
    resting: FloatArray,
    maximum: FloatArray,
    weights: BanisterWeights,
) -> Metric:
    """Stress score from a training impulse: 100 is an hour at the threshold heart rate. [points]

    Parameters
    ----------
    trimp : ndarray
        From `banister_trimp` with the same bounds and weights. NaN is not known.
    threshold_heart_rate, resting, maximum : ndarray
        Of the athlete. [bpm]
    weights : BanisterWeights

    Returns
    -------
    Metric
        Not applicable with a threshold at or under the resting heart rate.

    Notes
    -----
    Like a power score on its scale, not in its meaning. The hrTSS of TrainingPeaks rests on a
    table of zones and gives other numbers.
    """
    hour = banister_trimp(
        np.full(threshold_heart_rate.shape, 60.0),
        threshold_heart_rate,
        resting=resting,
        maximum=maximum,
        weights=weights,
    ).value
    score = 100 * divide(trimp, hour)
    return metric(score, enough=~np.isnan(trimp) & ~np.isnan(hour), applicable=hour > 0)


def _reserve_share(heart_rate: FloatArray, resting: FloatArray, maximum: FloatArray) -> FloatArray:
    if (maximum <= resting).any():
        raise ValueError("the maximal heart rate must lie above the resting one")
    require_between("heart rate", heart_rate, 20, 260)
    share: FloatArray = (heart_rate - resting) / (maximum - resting)
    return share


def _weighted_minutes(minutes: FloatArray, weights: FloatArray) -> Metric:
    if minutes.shape[-1:] != weights.shape:
        raise ValueError(f"expected {weights.size} zones, got {minutes.shape[-1]}")
    if (minutes < 0).any():
        raise ValueError("minutes must not be negative")
    score = (minutes * weights).sum(axis=-1)
    return metric(score, enough=~np.isnan(score))
