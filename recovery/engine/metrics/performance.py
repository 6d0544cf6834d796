"""Performance against the athlete's own: steady efforts, jumps, time trials.

Without a measure of performance, functional and non-functional overreaching cannot be told
apart. With one, a single poor test is still mostly error: what counts is a change beyond the
error of two tests, twice.
"""

import numpy as np

from recovery.engine.arrays import FloatArray, divide, mean_and_sd, windows
from recovery.engine.metrics.standardisation import CERTAIN
from recovery.engine.status import Metric, metric

STEADY_MINUTES = 20.0
STEADY_VARIATION = 15.0  # [%] coefficient of variation of the output
JUMPS_MINIMUM = 3
TESTS_MINIMUM = 3
BASELINE_DAYS = (28, 56)
WORTHWHILE_SD = 0.5


def efficiency_factor(
    output: FloatArray, heart_rate: FloatArray, *, minutes: FloatArray, variation: FloatArray
) -> Metric:
    """Output per heartbeat of a steady effort. [W/bpm, or m/min per bpm]

    Parameters
    ----------
    output : ndarray
        Normalised power [W] or speed [m/min]. NaN is not known.
    heart_rate : ndarray
        Mean over the same time. [bpm] NaN is not known.
    minutes : ndarray
        Length of the steady part, in the easy zones. [min]
    variation : ndarray
        Coefficient of variation of the output. [%] NaN is not known.

    Returns
    -------
    Metric
        Insufficient under 20 minutes; not applicable where the output varied by 15 % or more;
        provisional where its variation is not known.

    Raises
    ------
    ValueError
        If a heart rate is not positive or an output negative.

    Notes
    -----
    In functional overreaching the heart rate at a given power is *lower* [1]_, so the factor
    rises without anybody being fitter. Read it with the perceived exertion.

    References
    ----------
    .. [1] A. J. Roete et al., "A systematic review on markers of functional overreaching in
       endurance athletes," Int. J. Sports Physiol. Perform. 16(8), 1065-1073, 2021.
       doi:10.1123/ijspp.2021-0024

    Examples
    --------
    >>> steady = {"minutes": np.array([40.0]), "variation": np.array([5.0])}
    >>> float(efficiency_factor(np.array([210.0]), np.array([140.0]), **steady).value[0])
    1.5
    """
    _check_effort(output, heart_rate)
    value = output / heart_rate
    return _of_steady_effort(value, minutes=minutes, variation=variation)


def decoupling(
    first_output: FloatArray,
    first_heart_rate: FloatArray,
    second_output: FloatArray,
    second_heart_rate: FloatArray,
    *,
    minutes: FloatArray,
    variation: FloatArray,
) -> Metric:
    """Loss of output per heartbeat from the first to the second half of an effort. [%]

    Parameters
    ----------
    first_output, first_heart_rate, second_output, second_heart_rate : ndarray
        Of the two halves, as in `efficiency_factor`.
    minutes, variation : ndarray
        Of the whole effort.

    Returns
    -------
    Metric
        As `efficiency_factor`. More than 5 % is a coach's convention, not a finding.

    Raises
    ------
    ValueError
        If a heart rate is not positive or an output negative.
    """
    _check_effort(first_output, first_heart_rate)
    _check_effort(second_output, second_heart_rate)
    first, second = first_output / first_heart_rate, second_output / second_heart_rate
    value = 100 * divide(first - second, first)
    return _of_steady_effort(value, minutes=minutes, variation=variation)


def jump_height(jumps: FloatArray) -> Metric:
    """Countermovement jump: mean of at least three jumps. [unit of the jumps]

    Parameters
    ----------
    jumps : ndarray of shape (..., n_jumps)
        NaN is not jumped.

    Returns
    -------
    Metric of shape (...)

    Raises
    ------
    ValueError
        If a jump is not positive.
    """
    if (jumps <= 0).any():
        raise ValueError("a jump must be positive")
    count, mean, _sd = mean_and_sd(jumps)
    return metric(mean, enough=count >= JUMPS_MINIMUM)


def jump_change(height: FloatArray, *, days: int = 28) -> Metric:
    """Jump height against the weeks before, in smallest worthwhile changes. [SWC]

    Parameters
    ----------
    height : ndarray of shape (n_athletes, n_days)
        The values of `jump_height`; NaN on days without a test.
    days : int
        Length of the baseline, which ends the day before. [d] 28 to 56.

    Returns
    -------
    Metric
        In halves of the standard deviation of the baseline's tests; negative is lower.
        Insufficient without a test today or with fewer than three before; not applicable where
        those were all alike.

    Raises
    ------
    ValueError
        If ``days`` is outside 28 to 56.
    """
    count, mean, sd = _baseline(height, days)
    return metric(
        divide(height - mean, WORTHWHILE_SD * sd),
        enough=~np.isnan(height) & (count >= TESTS_MINIMUM),
        applicable=sd > 0,
    )


def performance_change(result: FloatArray, *, larger_is_better: bool, days: int = 28) -> Metric:
    """Result of a test against the mean of the weeks before. [%, positive is better]

    Parameters
    ----------
    result : ndarray of shape (n_athletes, n_days)
        Time of a trial, power, distance; always the same test. NaN on days without one.
    larger_is_better : bool
        False for times.
    days : int
        Length of the baseline, which ends the day before. [d] 28 to 56.

    Returns
    -------
    Metric
        Insufficient without a test today or with fewer than three before.

    Raises
    ------
    ValueError
        If a result is not positive, or ``days`` is outside 28 to 56.

    Examples
    --------
    >>> times = np.array([[600.0, 600, 600, 615]])
    >>> float(performance_change(times, larger_is_better=False).value[0, -1])
    -2.5
    """
    if (result <= 0).any():
        raise ValueError("a result must be positive")
    count, mean, _sd = _baseline(result, days)
    change = 100 * divide(result - mean, mean)
    return metric(
        change if larger_is_better else -change,
        enough=~np.isnan(result) & (count >= TESTS_MINIMUM),
    )


def performance_decrement(change: FloatArray, *, typical_error: float) -> Metric:
    """Whether two tests running were worse by more than the error of two tests. [0 or 1]

    Parameters
    ----------
    change : ndarray of shape (n_athletes, n_days)
        The values of `performance_change`; NaN on days without one. [%]
    typical_error : float
        Typical error of the test as a coefficient of variation: 1 to 3 for time trials, 3 to 5
        for jumps. [%]

    Returns
    -------
    Metric
        1 where this test and the one before both lie under ``-1.96 sqrt(2)`` typical errors.
        Insufficient on days without a test and on the first.

    Raises
    ------
    ValueError
        If the typical error is not positive.
    """
    if not typical_error > 0:
        raise ValueError(f"typical error must be positive, got {typical_error:g}")
    worse = change < -CERTAIN * typical_error
    tested = ~np.isnan(change)
    value = np.zeros(change.shape)
    second = np.zeros(change.shape, dtype=np.bool_)
    before = np.zeros(change.shape[0], dtype=np.bool_)
    seen = np.zeros(change.shape[0], dtype=np.bool_)
    for day in range(change.shape[1]):
        today = tested[:, day]
        value[:, day] = before & worse[:, day]
        second[:, day] = seen & today
        before = np.where(today, worse[:, day], before)
        seen = seen | today
    return metric(value, enough=second)


def _baseline(values: FloatArray, days: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    low, high = BASELINE_DAYS
    if not low <= days <= high:
        raise ValueError(f"days must lie between {low} and {high}, got {days}")
    count, mean, sd = mean_and_sd(windows(values, days, lag=1))
    return count.astype(np.float64), mean, sd


def _check_effort(output: FloatArray, heart_rate: FloatArray) -> None:
    if (heart_rate <= 0).any():
        raise ValueError("heart rate must be positive")
    if (output < 0).any():
        raise ValueError("output must not be negative")


def _of_steady_effort(value: FloatArray, *, minutes: FloatArray, variation: FloatArray) -> Metric:
    return metric(
        value,
        enough=~np.isnan(value) & (minutes >= STEADY_MINUTES),
        applicable=~(variation >= STEADY_VARIATION),
        settled=~np.isnan(variation),
    )
