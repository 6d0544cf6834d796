"""Array types and the few window operations that everything else is made of.

Every array has the athletes on its first axis and consecutive calendar days, oldest first, on
its second; a third axis, where there is one, holds the check-in items. All sums are running
sums from the left, so that days before an athlete's first day add exact zeros: a batch of
athletes gives bit for bit what each of them gives alone.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CodeArray = NDArray[np.int8]
BoolArray = NDArray[np.bool_]

# Facts are kept on a grid of binary fractions, so that running totals are exact: no rounding, so
# no memory of where they began. A window then has the same sum to the last bit whichever column
# the series starts at, and an assessment may continue in the middle of a history.
#
# The bound: a total of multiples of 2^-b is exact while it stays within 2^(53-b).
# - Answers and measures lie between 0 and 300, so deviations from a reference in that range have
#   squares up to 90,000 < 2^17 on a grid of 2^-20: 2^(17+16+20) = 2^53 over LONGEST_DAYS.
# - Loads: 2^(26+16+10) = 2^52 over LONGEST_DAYS.
# A step is 0.001 of an hour, a beat or a ln ms; rounded to two decimals, as facts are entered, a
# value is what it was.
GRID_STEPS = 1024.0  # per unit
LONGEST_DAYS = 2**16  # 179 years
LARGEST_LOAD = 2.0**26  # of a day [AU]

Scalar = TypeVar("Scalar", bound=np.generic)


def on_grid(values: FloatArray) -> FloatArray:
    """Round to the nearest multiple of 1 / `GRID_STEPS`; NaN stays NaN."""
    rounded = values * GRID_STEPS
    np.rint(rounded, out=rounded)
    rounded /= GRID_STEPS
    return rounded


def shift_days(values: NDArray[Scalar], days: int, *, fill: float) -> NDArray[Scalar]:
    """Return ``values`` as they were ``days`` days earlier; days before the series get ``fill``."""
    if days < 0:
        raise ValueError(f"days must not be negative, got {days}: that would look ahead")
    if days == 0:
        return values
    moved = np.full_like(values, fill)
    moved[:, days:] = values[:, :-days]
    return moved


def rolling_sum(values: NDArray[Scalar], days: int, *, lag: int = 0) -> NDArray[Scalar]:
    """Sum over the ``days`` days that end ``lag`` days before each day.

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days, ...)
        Finite numbers: put 0 where a day has none. The sum is a difference of two running
        totals, so it is exact for numbers on the grid (`on_grid`) and for the squares of their
        deviations from a reference on it.
    days, lag : int
        Length of the window, and how many days it ends before the day itself. [days]
    """
    if days < 1 or lag < 0:
        raise ValueError(f"a window needs days >= 1 and lag >= 0, got {days} and {lag}")
    total = np.zeros((values.shape[0], values.shape[1] + 1, *values.shape[2:]), values.dtype)
    np.cumsum(values, axis=1, out=total[:, 1:])
    end = np.maximum(np.arange(1, values.shape[1] + 1) - lag, 0)
    start = np.maximum(end - days, 0)
    summed: NDArray[Scalar] = total[:, end] - total[:, start]
    return summed


def rolling_count(marks: BoolArray, days: int, *, lag: int = 0) -> IntArray:
    """Count the marked days among the ``days`` days that end ``lag`` days before each day."""
    return rolling_sum(marks.astype(np.int64), days, lag=lag)


def known_days(values: FloatArray, days: int, *, lag: int = 0) -> IntArray:
    """Count the known days in the window that ends ``lag`` days before each day."""
    return rolling_count(~np.isnan(values), days, lag=lag)


def rolling_mean(values: FloatArray, days: int, *, minimum: int, lag: int = 0) -> FloatArray:
    """Mean over the known days of a window.

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days, ...)
        Not negative; NaN is unknown.
    days, minimum, lag : int
        Length of the window, known days it needs, and how many days before the day it ends.

    Returns
    -------
    ndarray, same shape
        NaN with fewer than ``minimum`` known days.
    """
    known = known_days(values, days, lag=lag)
    total = np.maximum(rolling_sum(np.nan_to_num(values), days, lag=lag), 0.0)
    return np.where(known >= minimum, divide(total, known), np.nan)


def divide(numerator: FloatArray, denominator: FloatArray | IntArray) -> FloatArray:
    """Divide, with NaN where the denominator is 0."""
    quotient = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator != 0)
    return quotient
