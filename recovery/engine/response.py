"""The response state R: the check-ins of many days, filtered into one number with its doubt."""

import numpy as np

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray
from recovery.engine.items import IS_HEART
from recovery.engine.parameters import DEFAULTS, Parameters

ANSWER_COLUMNS = np.flatnonzero(~IS_HEART)
HEART_COLUMNS = np.flatnonzero(IS_HEART)


def usable_check_ins(items: FloatArray, parameters: Parameters = DEFAULTS) -> BoolArray:
    """Return which check-ins have enough answers for a composite. Heart values do not count."""
    _total, given = _sum_and_count(items, ANSWER_COLUMNS)
    usable: BoolArray = given >= parameters.minimum_items
    return usable


def composite(z: FloatArray, parameters: Parameters = DEFAULTS) -> FloatArray:
    """Combine the items of one check-in into one deviation with variance 1. [SD]

    Parameters
    ----------
    z : ndarray of shape (..., n_items)
        From `item_z`; NaN is not answered.

    Returns
    -------
    ndarray of shape (...)
        NaN with fewer than three answers.

    Notes
    -----
    Answers weigh 1. The heart measures of the day together are one item of half weight, since
    they answer less consistently than questions (Saw et al. 2016,
    doi:10.1136/bjsports-2015-094758) and can move either way. The weighted sum is divided by
    its standard deviation under an equal correlation between all items; with equal weights
    that is ``mean(z) * sqrt(k / (1 + (k - 1) * rho))``.
    """
    total, given = _sum_and_count(z, ANSWER_COLUMNS)
    heart_total, heart_given = _sum_and_count(z, HEART_COLUMNS)
    if heart_given.any():
        total += parameters.heart_weight * heart_total / np.maximum(heart_given, 1)
    sd = _composite_sd(parameters)
    np.minimum(heart_given, 1, out=heart_given)
    total /= sd.ravel().take(given * np.int8(sd.shape[1]) + heart_given)
    return total


def _composite_sd(parameters: Parameters) -> FloatArray:
    """Return the standard deviation of the weighted sum, by answers and without or with a heart.

    NaN where the answers are too few.
    """
    given = np.arange(len(ANSWER_COLUMNS) + 1)[:, None]
    weight = np.array([0.0, parameters.heart_weight])
    correlation = parameters.item_correlation
    variance = (1 - correlation) * (given + weight**2) + correlation * (given + weight) ** 2
    return np.sqrt(np.where(given >= parameters.minimum_items, variance, np.nan))


class ResponseFilter:
    """A local-level Kalman filter that drifts back to normal, for a batch of athletes.

    Days without a check-in are carried, never taken for normal: the state fades slowly and
    its variance grows.
    """

    def __init__(self, n_athletes: int, parameters: Parameters = DEFAULTS) -> None:
        self._parameters = parameters
        self.mean = np.zeros(n_athletes)  # [SD]
        self.variance = np.full(n_athletes, parameters.response_start_variance)  # [SD²]

    def step(self, observed: FloatArray, started: BoolArray | None = None) -> None:
        """Move to the next day, whose composite is ``observed``, NaN for none.

        Parameters
        ----------
        observed : ndarray of shape (n_athletes,)
        started : bool ndarray of shape (n_athletes,), optional
            Athletes whose first day has come; the others keep the starting state.
        """
        retention = self._parameters.response_retention
        mean = retention * self.mean
        variance = retention**2 * self.variance + self._parameters.response_drift
        gain = variance / (variance + self._parameters.response_noise)
        unseen = np.isnan(observed)
        gain = np.where(unseen, 0.0, gain)
        mean = mean + gain * np.where(unseen, 0.0, observed - mean)
        variance = variance * (1 - gain)
        if started is not None:
            mean = np.where(started, mean, self.mean)
            variance = np.where(started, variance, self.variance)
        self.mean, self.variance = mean, variance


def _sum_and_count(z: FloatArray, columns: np.ndarray) -> tuple[FloatArray, CodeArray]:
    """Sum and count the numbers in these columns.

    Column by column: NumPy's own sum may group additions differently for other shapes, and a
    batch must equal its athletes one at a time to the last bit.
    """
    total = np.zeros_like(z[..., 0])
    given = np.zeros_like(z[..., 0], dtype=np.int8)
    for column in columns:
        known = ~np.isnan(z[..., column])
        if known.any():
            total += np.where(known, z[..., column], 0.0)
            given += known
    return total, given
