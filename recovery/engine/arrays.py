"""Array types and the few window operations that everything else is made of.

Every array has the athletes on its first axis and consecutive calendar days, oldest first, on
its second; a third axis, where there is one, holds the check-in items. All sums are running
sums from the left, so that days before an athlete's first day add exact zeros: a batch of
athletes gives bit for bit what each of them gives alone.
"""

from typing import TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CodeArray = NDArray[np.int8]
BoolArray = NDArray[np.bool_]

Scalar = TypeVar("Scalar", bound=np.generic)


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
        Finite numbers: put 0 where a day has none, and subtract a reference near their mean
        before summing squares, because the sum is a difference of two running totals.
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


def windows(values: FloatArray, days: int, *, lag: int = 0) -> FloatArray:
    """Return the window of each day on a last axis of its own, oldest first, as a view.

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days)
    days, lag : int
        Length of the windows, and how many days before the day they end.

    Returns
    -------
    ndarray of shape (n_athletes, n_days, days)
        NaN where a window reaches back beyond the first day.
    """
    if days < 1 or lag < 0:
        raise ValueError(f"a window needs days >= 1 and lag >= 0, got {days} and {lag}")
    before = days + lag  # one more than needed, so that there is a window without any day
    padded = np.full((values.shape[0], values.shape[1] + before), np.nan)
    padded[:, before:] = values
    return sliding_window_view(padded, days, axis=1)[:, 1 : values.shape[1] + 1]


def mean_and_sd(values: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Count, mean and sample standard deviation of the known values along the last axis.

    The mean is NaN without a value, the deviation with fewer than two. Equal values deviate by
    exactly 0.
    """
    known = ~np.isnan(values)
    count = known.sum(axis=-1)
    # From a value of their own, so that equal values leave no rounding behind.
    reference = np.fmax.reduce(values, axis=-1, initial=-np.inf)
    reference = np.where(count > 0, reference, 0.0)
    apart = np.where(known, values - reference[..., None], 0.0)
    offset = divide(apart.sum(axis=-1), count)
    squares = np.where(known, (apart - offset[..., None]) ** 2, 0.0).sum(axis=-1)
    return count, reference + offset, np.sqrt(divide(squares, np.maximum(count - 1, 0)))


def median_of_known(values: FloatArray) -> FloatArray:
    """Median of the known values along the last axis; NaN without any."""
    ordered = np.sort(values, axis=-1)  # NaN last
    count = (~np.isnan(ordered)).sum(axis=-1, keepdims=True)
    lower = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)
    last = np.minimum(count // 2, ordered.shape[-1] - 1)
    upper = np.take_along_axis(ordered, np.where(count > 0, last, 0), axis=-1)
    median: FloatArray = ((lower + upper) / 2)[..., 0]
    return median


def quantile_of_known(values: FloatArray, share: float) -> FloatArray:
    """Quantile of the known values along the last axis, between two of them linearly."""
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie between 0 and 1, got {share:g}")
    ordered = np.sort(values, axis=-1)  # NaN last
    count = (~np.isnan(ordered)).sum(axis=-1, keepdims=True)
    place = share * np.maximum(count - 1, 0)
    below = np.floor(place).astype(np.int64)
    lower = np.take_along_axis(ordered, below, axis=-1)
    upper = np.take_along_axis(ordered, np.minimum(below + 1, np.maximum(count - 1, 0)), axis=-1)
    quantile: FloatArray = (lower + (place - below) * (upper - lower))[..., 0]
    return quantile


def history_days(values: FloatArray) -> IntArray:
    """Count the days since the first known one, that day included; 0 before it."""
    started = np.logical_or.accumulate(~np.isnan(values), axis=1)
    return np.cumsum(started, axis=1)


def carry_forward(values: FloatArray) -> FloatArray:
    """Return the latest known value of each day, NaN before the first."""
    columns = np.where(~np.isnan(values), np.arange(values.shape[1]), 0)
    return np.take_along_axis(values, np.maximum.accumulate(columns, axis=1), axis=1)


def require_between(name: str, values: FloatArray, low: float, high: float) -> None:
    """Refuse values outside ``low..high``; NaN passes.

    Raises
    ------
    ValueError
        Naming what was outside, and one such value.
    """
    outside = (values < low) | (values > high)
    if outside.any():
        example = values[outside].flat[0]
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, got {example:g}")


def divide(numerator: FloatArray, denominator: FloatArray | IntArray) -> FloatArray:
    """Divide, with NaN where the denominator is 0."""
    quotient = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator != 0)
    return quotient
