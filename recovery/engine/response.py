"""The response state R: the check-ins of many days, filtered into one number with its doubt."""

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray, rolling_count
from recovery.engine.items import IS_ANSWER, IS_HEART, WEIGHTS
from recovery.engine.parameters import DEFAULTS, Parameters

ANSWER_COLUMNS = np.flatnonzero(~IS_HEART)
HEART_COLUMNS = np.flatnonzero(IS_HEART)
STRAIGHT_MINIMUM = 4  # questions with one and the same answer that may be a sign of carelessness


def usable_check_ins(items: FloatArray, parameters: Parameters = DEFAULTS) -> BoolArray:
    """Return which check-ins have enough answers for a composite. Heart values do not count."""
    given = np.zeros_like(items[..., 0], dtype=np.int8)
    for column in ANSWER_COLUMNS:
        given += ~np.isnan(items[..., column])
    usable: BoolArray = given >= parameters.minimum_items
    return usable


def composite(
    z: FloatArray, parameters: Parameters = DEFAULTS, *, weights: FloatArray = WEIGHTS
) -> FloatArray:
    """Combine the items of one check-in into one deviation with variance 1. [SD]

    Parameters
    ----------
    z : ndarray of shape (..., n_items)
        From `item_z`; NaN is not answered.
    parameters : Parameters
    weights : ndarray of shape (n_items,)
        Of the answers; those of the heart measures are not read.

    Returns
    -------
    ndarray of shape (...)
        NaN with fewer than three answers.

    Notes
    -----
    The heart measures of the day together are one item of half weight, since they answer less
    consistently than questions (Saw et al. 2016, doi:10.1136/bjsports-2015-094758) and can move
    either way. The weighted sum is divided by its standard deviation under an equal correlation
    between all items; with equal weights that is ``mean(z) * sqrt(k / (1 + (k - 1) * rho))``.
    """
    # Column by column: NumPy's own sum may group additions differently for other shapes, and a
    # batch must equal its athletes one at a time to the last bit.
    total, weight, squares, heart_total = (np.zeros_like(z[..., 0]) for _ in range(4))
    given, heart_given = (np.zeros_like(z[..., 0], dtype=np.int8) for _ in range(2))
    for column in ANSWER_COLUMNS:
        known = ~np.isnan(z[..., column])
        if known.any():
            total += weights[column] * np.where(known, z[..., column], 0.0)
            weight += weights[column] * known
            squares += weights[column] ** 2 * known
            given += known
    for column in HEART_COLUMNS:
        known = ~np.isnan(z[..., column])
        if known.any():
            heart_total += np.where(known, z[..., column], 0.0)
            heart_given += known
    if heart_given.any():
        heart = parameters.heart_weight * (heart_given > 0)
        total += heart * heart_total / np.maximum(heart_given, 1)
        weight += heart
        squares += heart**2
    correlation = parameters.item_correlation
    variance = (1 - correlation) * squares + correlation * weight**2
    enough = given >= parameters.minimum_items
    return np.where(enough, total / np.sqrt(np.where(enough, variance, 1.0)), np.nan)


class LevelFilter:
    """A local-level Kalman filter that drifts back to normal, for a batch of athletes.

    Days without an observation are carried, never taken for normal: the state fades slowly and
    its variance grows towards that of knowing nothing.

    Attributes
    ----------
    mean, variance : ndarray of shape (n_athletes,)
        Of the state after the latest day.
    """

    def __init__(
        self, n_athletes: int, *, retention: float, drift: float, start: float | None = None
    ) -> None:
        self._retention, self._drift = retention, drift
        self.mean = np.zeros(n_athletes)
        # Unless told otherwise the state starts as one of which nothing was ever observed.
        unknown = drift / (1 - retention**2)
        self.variance = np.full(n_athletes, unknown if start is None else start)

    def state(self, name: str) -> dict[str, FloatArray]:
        """Return what is carried to the next day, under this name."""
        return {f"{name}_mean": self.mean, f"{name}_variance": self.variance}

    def step(
        self,
        observed: FloatArray,
        *,
        noise: FloatArray | float = 1.0,
        started: BoolArray | None = None,
    ) -> None:
        """Move to the next day and what was observed on it, NaN for nothing.

        Parameters
        ----------
        observed : ndarray of shape (n_athletes,)
        noise : ndarray of shape (n_athletes,) or float
            Variance of the observation.
        started : bool ndarray of shape (n_athletes,), optional
            Athletes whose first day has come; the others keep the starting state.
        """
        mean = self._retention * self.mean
        variance = self._retention**2 * self.variance + self._drift
        unseen = np.isnan(observed)
        gain = np.where(unseen, 0.0, variance / (variance + noise))
        mean = mean + gain * np.where(unseen, 0.0, observed - mean)
        variance = variance * (1 - gain)
        if started is not None:
            mean = np.where(started, mean, self.mean)
            variance = np.where(started, variance, self.variance)
        self.mean, self.variance = mean, variance


def careless_check_ins(
    items: FloatArray, parameters: Parameters = DEFAULTS
) -> tuple[BoolArray, BoolArray]:
    """Return which check-ins are filled in without looking, as far as that can be told.

    A check-in in which every question has the same answer may well be meant. When nearly all
    of four weeks are like that, the questions are not being read.

    Parameters
    ----------
    items : ndarray of shape (n_athletes, n_days, n_items)
        As in `Series`.

    Returns
    -------
    habit, careless : bool ndarray of shape (n_athletes, n_days)
        Whether at least ten of 28 days' check-ins, and four in five of them, have one answer to
        four questions or more; and on which of those days the check-in is itself one of them.
    """
    answers = items[..., IS_ANSWER]
    count = np.zeros(answers.shape[:2], dtype=np.int64, order="F")
    lowest = np.full(answers.shape[:2], np.inf, order="F")
    highest = np.full(answers.shape[:2], -np.inf, order="F")
    for column in range(answers.shape[-1]):
        one = answers[..., column]
        count += ~np.isnan(one)
        np.fmin(lowest, one, out=lowest)
        np.fmax(highest, one, out=highest)
    judged = count >= STRAIGHT_MINIMUM
    straight = judged & (lowest == highest)
    window = parameters.careless_of_days
    forms, alike = rolling_count(judged, window), rolling_count(straight, window)
    habit: BoolArray = (forms >= parameters.careless_minimum) & (
        alike >= parameters.careless_share * forms
    )
    return habit, habit & straight
