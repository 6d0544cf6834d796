"""Morning measurements of the heart: heart-rate variability and resting heart rate.

Never alone: overreaching has been seen with variability at half and at twice the normal, and
functional overreaching may leave it where it was. Values of different kinds (rMSSD, SDNN, a
device's own number) are different quantities and never meet in one baseline.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from recovery.engine.arrays import (
    CodeArray,
    FloatArray,
    divide,
    mean_and_sd,
    require_between,
    windows,
)
from recovery.engine.status import Metric, metric

WEEK = 7
WEEK_MINIMUM = 3
VARIATION_MINIMUM = 5
BASELINE_MINIMUM = 14
BAND_SD = 0.5  # smallest worthwhile change of a monitored value
HIGHEST_ARTEFACTS = 5.0  # [%]
VARIABILITY_RANGE = (5.0, 250.0)  # [ms]
RESTING_RANGE = (30.0, 110.0)  # [bpm]
RESTING_DAYS = 42
RESTING_FLOOR = 1.5  # [bpm] whole beats repeat; less spread than this is rounding


class VariabilityKind(IntEnum):
    """What a number called heart-rate variability is."""

    RMSSD = 1
    SDNN = 2
    DEVICE = 3  # a product's own, whatever it is made of


def log_variability(
    milliseconds: FloatArray,
    kinds: CodeArray,
    *,
    kind: VariabilityKind,
    artefacts: FloatArray | None = None,
) -> Metric:
    """Logarithm of the measurements of one kind. [ln ms]

    Parameters
    ----------
    milliseconds : ndarray
        As measured. [ms] Some apps show 20 times the logarithm: not that. NaN is not measured.
    kinds : int8 ndarray, same shape
        `VariabilityKind` of each.
    kind : VariabilityKind
        The kind wanted; others count as not measured.
    artefacts : ndarray, optional
        Share of the beats that were corrected. [%] NaN is not reported.

    Returns
    -------
    Metric
        Not applicable outside 5 to 250 ms or with over 5 % artefacts.

    Raises
    ------
    ValueError
        If a measurement is not positive, or a percentage outside 0 to 100.

    Examples
    --------
    >>> kinds = np.array([1, 1, 2], dtype=np.int8)
    >>> of_one_kind = log_variability(np.array([65.0, 300, 80]), kinds, kind=VariabilityKind.RMSSD)
    >>> of_one_kind.value.round(4).tolist()
    [4.1744, nan, nan]
    """
    if (milliseconds <= 0).any():
        raise ValueError("heart-rate variability must be positive")
    clean = (milliseconds >= VARIABILITY_RANGE[0]) & (milliseconds <= VARIABILITY_RANGE[1])
    if artefacts is not None:
        require_between("artefacts", artefacts, 0, 100)
        clean &= ~(artefacts > HIGHEST_ARTEFACTS)
    measured = ~np.isnan(milliseconds) & (kinds == kind)
    return metric(np.log(milliseconds), enough=measured, applicable=clean)


def variability_week(log_values: FloatArray) -> Metric:
    """Mean of the valid measurements of seven days [1]_. [ln ms]

    Parameters
    ----------
    log_values : ndarray of shape (n_athletes, n_days)
        The values of `log_variability`.

    Returns
    -------
    Metric
        Insufficient with fewer than three of the seven.

    References
    ----------
    .. [1] D. J. Plews et al., "Monitoring training with heart-rate variability: how much
       compliance is needed for valid assessment?" Int. J. Sports Physiol. Perform. 9(5),
       783-790, 2014. doi:10.1123/ijspp.2013-0455
    """
    count, mean, _sd = mean_and_sd(windows(log_values, WEEK))
    return metric(mean, enough=count >= WEEK_MINIMUM)


def variability_week_variation(log_values: FloatArray) -> Metric:
    """Coefficient of variation of the measurements of seven days. [%]

    Parameters
    ----------
    log_values : ndarray of shape (n_athletes, n_days)
        The values of `log_variability`.

    Returns
    -------
    Metric
        Insufficient with fewer than five of the seven.

    Examples
    --------
    >>> week = np.log(np.array([[65.0, 72, 58, 70, 61, 66, 69]]))
    >>> float(variability_week_variation(week).value[0, -1].round(4))
    1.8506
    """
    count, mean, sd = mean_and_sd(windows(log_values, WEEK))
    return metric(100 * divide(sd, mean), enough=count >= VARIATION_MINIMUM)


@dataclass(frozen=True, slots=True)
class VariabilityBand:
    """The athlete's own normal range before each day, arrays of shape (n_athletes, n_days).

    Attributes
    ----------
    mean : Metric
        Mean of the daily values of the baseline. [ln ms]
    sd : ndarray
        Their standard deviation. [ln ms]
    lower, upper : ndarray
        Mean ± 0.5 SD. [ln ms]
    """

    mean: Metric
    sd: FloatArray
    lower: FloatArray
    upper: FloatArray


def variability_band(log_values: FloatArray, *, days: int = 60) -> VariabilityBand:
    """Own normal range of the weekly mean, on both sides.

    Parameters
    ----------
    log_values : ndarray of shape (n_athletes, n_days)
        The values of `log_variability`.
    days : int
        30 to 60 days, which end before the week that is compared with them. [d]

    Returns
    -------
    VariabilityBand
        Insufficient with fewer than 14 values.

    Raises
    ------
    ValueError
        If ``days`` is outside 30 to 60.

    Notes
    -----
    Half a standard deviation of the daily values is the usual smallest worthwhile change; the
    width that commercial apps use is not published.
    """
    if not 30 <= days <= 60:
        raise ValueError(f"days must lie between 30 and 60, got {days}")
    count, mean, sd = mean_and_sd(windows(log_values, days, lag=WEEK))
    enough = count >= BASELINE_MINIMUM
    sd = np.where(enough, sd, np.nan)
    middle = metric(mean, enough=enough)
    return VariabilityBand(middle, sd, middle.value - BAND_SD * sd, middle.value + BAND_SD * sd)


def variability_deviation(log_values: FloatArray, *, days: int = 60) -> Metric:
    """Weekly mean against the own normal, in standard deviations of daily values. [SD]

    Parameters
    ----------
    log_values, days
        As in `variability_band`.

    Returns
    -------
    Metric
        Outside ±0.5 is outside the band, and either side is worth the same look. Not
        applicable where the baseline has no spread.
    """
    week, band = variability_week(log_values), variability_band(log_values, days=days)
    enough = ~np.isnan(week.value) & ~np.isnan(band.mean.value)
    deviation = divide(week.value - band.mean.value, band.sd)
    return metric(deviation, enough=enough, applicable=band.sd > 0)


def days_outside_band(log_values: FloatArray, *, days: int = 60) -> Metric:
    """Days running with the weekly mean outside the band: negative below it, positive above. [d]

    Three and more below support what the answers say; above is no better news in itself.

    Parameters
    ----------
    log_values, days
        As in `variability_band`.

    Returns
    -------
    Metric
        Insufficient without a weekly mean or a band, which also ends the run.
    """
    week, band = variability_week(log_values), variability_band(log_values, days=days)
    side = (week.value > band.upper).astype(np.int64) - (week.value < band.lower)
    run = np.zeros(log_values.shape[0], dtype=np.int64)
    runs = np.zeros(log_values.shape)
    for day in range(log_values.shape[1]):
        today = side[:, day]
        run = np.where(np.sign(run) == today, run + today, today)
        runs[:, day] = run
    return metric(runs, enough=~np.isnan(week.value) & ~np.isnan(band.mean.value))


def resting_heart_rate_z(beats: FloatArray) -> Metric:
    """Resting heart rate of seven days against the own normal. [SD, larger is higher]

    Parameters
    ----------
    beats : ndarray of shape (n_athletes, n_days)
        [bpm] Outside 30 to 110 counts as not measured; NaN is not measured.

    Returns
    -------
    Metric
        Against the mean and SD (at least 1.5 bpm) of the 42 days that end a week earlier.
        Insufficient without three values of seven days and fourteen of the 42.

    Raises
    ------
    ValueError
        If a heart rate is not positive.

    Notes
    -----
    A rise of 5 to 10 beats overnight with symptoms suggests illness first.
    """
    if (beats <= 0).any():
        raise ValueError("resting heart rate must be positive")
    valid = (beats >= RESTING_RANGE[0]) & (beats <= RESTING_RANGE[1])
    values = np.where(valid, beats, np.nan)
    recent_count, recent, _sd = mean_and_sd(windows(values, WEEK))
    count, usual, sd = mean_and_sd(windows(values, RESTING_DAYS, lag=WEEK))
    return metric(
        (recent - usual) / np.maximum(sd, RESTING_FLOOR),
        enough=(recent_count >= WEEK_MINIMUM) & (count >= BASELINE_MINIMUM),
    )
