"""What a detector is: a score for every athlete and day, and the threshold it is used with."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recovery.engine import ITEM_CODES
from recovery.engine.arrays import FloatArray
from recovery.laboratory.worlds import Facts

Score = Callable[[Facts], FloatArray]
HEART_ITEMS = ("resting_heart_rate", "ln_rmssd")
ANSWER_COLUMNS = np.array(
    [column for column, code in enumerate(ITEM_CODES) if code not in HEART_ITEMS]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """An alarm is on where the score was over the threshold on so many of so many days.

    Attributes
    ----------
    words : str
        What it does, for the report.
    score : callable
        From facts to an array of shape (n_athletes, n_days); NaN where there is none. Larger
        is worse. The score of a day reads the answers of its morning and training up to the
        evening before.
    customary : float or None
        The threshold it is commonly used with, where there is one.
    """

    name: str
    words: str
    score: Score
    customary: float | None = None
    days: int = 1
    of_days: int = 1


def level_filter(
    observed: FloatArray,
    *,
    retention: float,
    drift: float,
    start: float | None = None,
    noise: FloatArray | float = 1.0,
) -> FloatArray:
    """Filter observations, NaN for none, with a local level that returns to 0.

    Parameters
    ----------
    observed : ndarray of shape (n_athletes, n_days)
        With a variance of ``noise``.
    retention, drift : float
        Share of the level that is left after a day, and variance that a day adds.
    start : float, optional
        Variance before the first day; without it, that of a level nobody ever observed.
    """
    variance = np.full(len(observed), drift / (1 - retention**2) if start is None else start)
    mean = np.zeros(len(observed))
    filtered = np.empty(observed.shape)
    noises = np.broadcast_to(noise, observed.shape)
    for day in range(observed.shape[1]):  # a recurrence: loop over days, not athletes
        mean, variance = retention * mean, retention**2 * variance + drift
        today = observed[:, day]
        seen = ~np.isnan(today)
        gain = np.where(seen, variance / (variance + noises[:, day]), 0.0)
        mean = mean + gain * np.where(seen, today - mean, 0.0)
        variance = variance * (1 - gain)
        filtered[:, day] = mean
    return filtered


def carried(values: FloatArray) -> FloatArray:
    """Return each day's value, or the latest known one before it."""
    columns = np.where(~np.isnan(values), np.arange(values.shape[1]), 0)
    return np.take_along_axis(values, np.maximum.accumulate(columns, axis=1), axis=1)
