"""Coordinates: from days and values to places in a drawing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Value = float | None


@dataclass(frozen=True, slots=True)
class Band:
    """An athlete's own normal: from ``low`` (worse) to ``high`` (better), in the value's unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from ``low`` … ``high`` to heights from ``bottom`` … ``top`` [px], y downward."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """Return the height of ``value``, held at the edges of the drawing."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, 0.0), 1.0) * (self.bottom - self.top)


def is_known(value: Value) -> TypeGuard[float]:
    return value is not None and not math.isnan(value)


def scale_around(values: Iterable[Value], *, top: float, bottom: float) -> Scale:
    """Return a scale that shows every known value with a little air above and below.

    Values that are all alike, or none at all, sit in the middle.
    """
    known = [value for value in values if is_known(value)]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    air = 0.08 * (high - low) or 1.0
    return Scale(low - air, high + air, top, bottom)


def runs(known: Sequence[bool]) -> Iterator[range]:
    """Yield each stretch of consecutive days that are known."""
    start = None
    for index, is_day_known in enumerate([*known, False]):
        if is_day_known and start is None:
            start = index
        elif not is_day_known and start is not None:
            yield range(start, index)
            start = None


def coordinate(number: float) -> str:
    """Return a coordinate in as few characters as a hundredth of a pixel needs."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def percent(index: float, count: int) -> str:
    return f"{coordinate(100 * index / count)}%"
