"""Array types and the few window operations that everything else is made of.

Every array has the athletes on its first axis and consecutive calendar days, oldest first, on
its second; a third axis, where there is one, holds the check-in items. In memory it is the other
way round (Fortran's order): the values of a day lie together, so that a window is a few additions
of whole stretches of memory, and a recurrence reads one stretch a day.

Days before an athlete's first day add exact zeros: a batch of athletes gives bit for bit what
each of them gives alone.
"""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CodeArray = NDArray[np.int8]
BoolArray = NDArray[np.bool_]

# Facts are kept on a grid of binary fractions, so that sums of them are exact, in whatever order
# they are added. A window then has the same sum to the last bit whichever column the series
# starts at, and an assessment may continue in the middle of a history.
#
# The bound: a sum of multiples of 2^-b is exact while it stays within 2^(53-b).
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
    """Return a copy rounded to multiples of 1 / `GRID_STEPS`, day by day in memory.

    NaN stays NaN.
    """
    rounded = np.multiply(values, GRID_STEPS, order="F")
    np.rint(rounded, out=rounded)
    rounded /= GRID_STEPS
    return rounded


def shift_days(values: NDArray[Scalar], days: int, *, fill: float) -> NDArray[Scalar]:
    """Return ``values`` as they were ``days`` days earlier; days before the series get ``fill``."""
    if days < 0:
        raise ValueError(f"days must not be negative, got {days}: that would look ahead")
    if days == 0:
        return values
    moved = np.empty_like(values)
    moved[:, :days] = fill
    moved[:, days:] = values[:, :-days]
    return moved


class WindowSums(Generic[Scalar]):
    """Sums over any windows of the same values, from sums of 1, 2, 4, 8… days.

    No running totals: they would lose digits over years, and remember where they began.

    Parameters
    ----------
    values : ndarray of shape (n_athletes, n_days, ...)
        Finite numbers: put 0 where a day has none.
    """

    def __init__(self, values: NDArray[Scalar]) -> None:
        self._doubled = [values]
        self._over: dict[tuple[int, int], NDArray[Scalar]] = {}

    def over(self, days: int, *, lag: int = 0) -> NDArray[Scalar]:
        """Sum over the ``days`` days that end ``lag`` days before each day. Not to be changed.

        Parameters
        ----------
        days, lag : int
            Length of the window, and how many days it ends before the day itself. [days]
        """
        if days < 1 or lag < 0:
            raise ValueError(f"a window needs days >= 1 and lag >= 0, got {days} and {lag}")
        days = min(days, max(self._doubled[0].shape[1], 1))  # earlier there is nothing
        if (days, lag) not in self._over:
            self._over[days, lag] = self._summed(days, lag)
        return self._over[days, lag]

    def _summed(self, days: int, lag: int) -> NDArray[Scalar]:
        while 1 << len(self._doubled) <= days:
            half = self._doubled[-1]
            self._doubled.append(_added(half, half, 1 << (len(self._doubled) - 1)))
        powers = [power for power in range(days.bit_length()) if days >> power & 1]
        summed, taken = self._doubled[powers[0]], 1 << powers[0]
        if len(powers) == 1:
            return shift_days(summed, lag, fill=0)
        for power in powers[1:-1]:
            summed = _added(summed, self._doubled[power], taken)
            taken += 1 << power
        return _added(summed, self._doubled[powers[-1]], taken, lag=lag)


def rolling_sum(values: NDArray[Scalar], days: int, *, lag: int = 0) -> NDArray[Scalar]:
    """Sum over the ``days`` days that end ``lag`` days before each day; see `WindowSums`."""
    return WindowSums(values).over(days, lag=lag)


def rolling_count(marks: BoolArray, days: int, *, lag: int = 0) -> IntArray:
    """Count the marked days among the ``days`` days that end ``lag`` days before each day."""
    return rolling_sum(marks.astype(np.int64), days, lag=lag)


class DailyLoad:
    """Load by day, prepared once for all the windows over it.

    Whatever it returns is kept for the next who asks, and not to be changed.

    Attributes
    ----------
    values : ndarray of shape (n_athletes, n_days, ...)
        Not negative; NaN is unknown.
    known : bool ndarray, same shape
    filled : ndarray, same shape
        0 where nothing is known.
    """

    def __init__(self, values: FloatArray) -> None:
        self.values = values
        self.known: BoolArray = ~np.isnan(values)
        self.filled: FloatArray = np.where(self.known, values, 0.0)
        self._sums = WindowSums(self.filled)
        # Whole numbers, as floats: what they divide has a fraction.
        self._counts = WindowSums(self.known_share)
        self._computed: dict[Hashable, Any] = {}

    @classmethod
    def of(cls, load: "Load") -> "DailyLoad":
        """Prepare the load, unless it is prepared."""
        return load if isinstance(load, DailyLoad) else cls(load)

    def known_days(self, days: int, *, lag: int = 0) -> FloatArray:
        """Count the known days in the window that ends ``lag`` days before each day."""
        return self._counts.over(days, lag=lag)

    def sum(self, days: int, *, lag: int = 0) -> FloatArray:
        """Sum over the known days of the window."""
        return self._sums.over(days, lag=lag)

    def mean(self, days: int, *, minimum: int, lag: int = 0) -> FloatArray:
        """Mean over the known days of the window; NaN with fewer than ``minimum``, at least 1."""
        within = self.once(("mean", days, minimum), lambda: self._mean(days, minimum))
        return shift_days(within, lag, fill=np.nan)

    def _mean(self, days: int, minimum: int) -> FloatArray:
        known = self._counts.over(days)
        with np.errstate(invalid="ignore"):  # 0 / 0 is NaN, as it should be
            mean: FloatArray = self._sums.over(days) / known
        if minimum > 1:
            np.putmask(mean, known < minimum, np.nan)
        return mean

    @cached_property
    def history(self) -> IntArray:
        """Days since the first known one, that day included; 0 before it."""
        if not self.known.size:
            return np.zeros(self.known.shape, dtype=np.int64)
        days = np.arange(1, self.known.shape[1] + 1)
        begun: IntArray = np.subtract(days, self.first_known[:, None], order="F")
        return np.maximum(begun, 0, out=begun)

    @cached_property
    def first_known(self) -> IntArray:
        """Column of each athlete's first known day; the number of days without one."""
        n_athletes, n_days = self.known.shape[:2]
        if not n_days:
            return np.zeros(n_athletes, dtype=np.int64)
        first = np.ascontiguousarray(self.known).argmax(axis=1)
        found: IntArray = np.where(self.known[np.arange(n_athletes), first], first, n_days)
        return found

    @cached_property
    def first_load(self) -> FloatArray:
        """Each athlete's first known load; 0 without one."""
        last = max(self.known.shape[1] - 1, 0)
        if not self.known.size:
            return np.zeros(len(self.known))
        column = np.minimum(self.first_known, last)
        first: FloatArray = self.filled[np.arange(len(self.known)), column]
        return first

    @cached_property
    def known_share(self) -> FloatArray:
        """1 on known days, 0 on others; a number to calculate with."""
        return self.known.astype(np.float64)

    def once(self, name: Hashable, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 (of many kinds)
        """Return what was computed under this name before, or compute it."""
        if name not in self._computed:
            self._computed[name] = compute()
        return self._computed[name]


# What metrics take: the loads, or the loads prepared for several metrics at once.
Load = FloatArray | DailyLoad


def known_days(values: Load, days: int, *, lag: int = 0) -> IntArray:
    """Count the known days in the window that ends ``lag`` days before each day."""
    return DailyLoad.of(values).known_days(days, lag=lag).astype(np.int64)


def rolling_mean(values: Load, days: int, *, minimum: int, lag: int = 0) -> FloatArray:
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
    return DailyLoad.of(values).mean(days, minimum=minimum, lag=lag)


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


def history_days(values: Load) -> IntArray:
    """Count the days since the first known one, that day included; 0 before it."""
    return DailyLoad.of(values).history


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
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: FloatArray = np.asarray(np.divide(numerator, denominator))
    np.copyto(quotient, np.nan, where=denominator == 0)
    return quotient


def _added(
    later: NDArray[Scalar], earlier: NDArray[Scalar], days: int, *, lag: int = 0
) -> NDArray[Scalar]:
    """Add the values of ``days`` days before to those of each day, all of it ``lag`` days ago."""
    n_days = later.shape[1]
    summed = np.empty_like(later)
    summed[:, :lag] = 0
    summed[:, lag : lag + days] = later[:, : min(days, max(n_days - lag, 0))]
    if lag + days < n_days:
        np.add(
            later[:, days : n_days - lag],
            earlier[:, : n_days - lag - days],
            out=summed[:, lag + days :],
        )
    return summed
