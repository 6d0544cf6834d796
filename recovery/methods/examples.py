"""Fixed example data for the drawings, and scenarios for the rules. Nobody's real days."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from recovery.engine import (
    ITEMS,
    Context,
    DayState,
    Level,
    Scale,
    Series,
    Sessions,
    assess,
)

if TYPE_CHECKING:
    from recovery.engine.arrays import FloatArray

NAN = float("nan")

# Ten weeks of training [AU a day]: three weeks that build up, one that is lighter, then two hard
# ones. Nobody knows of two of the days.
WEEK = (0.0, 420.0, 300.0, 500.0, 240.0, 560.0, 380.0)
WEEKS = (0.95, 1.05, 1.15, 0.8, 1.0, 1.1, 1.2, 0.8, 1.5, 1.6)
UNKNOWN_DAYS = (18, 45)
USED_TO = 340.0  # AU a day
EVEN_WEEK = (340.0, 350.0, 330.0, 345.0, 335.0, 350.0, 350.0)  # the same total, all days alike


def training() -> FloatArray:
    """Return the load of ten weeks, for one athlete. [AU] shape (1, 70)"""
    loads = np.outer(WEEKS, WEEK).reshape(1, -1).round(-1)
    loads[0, list(UNKNOWN_DAYS)] = np.nan
    return loads


def varied_then_even() -> FloatArray:
    """Return three weeks of hard and easy days, and two of the same load without either."""
    return np.array([WEEK * 3 + EVEN_WEEK * 2])


def days(values: object) -> FloatArray:
    """Return a given series as the days of one athlete; None is not known."""
    return np.asarray(values, dtype=np.float64)[None, :]


def latest(values: FloatArray) -> float:
    """Return the last day's value of one athlete."""
    return float(values[0, -1])


# --- scenarios for the rules -----------------------------------------------------------------

# How somebody answers who is as usual: mostly 4 of 5, sometimes 3 (5 is best).
USUAL_ANSWERS = (4.0, 4.0, 3.0, 4.0, 3.0, 4.0, 4.0)


def series(
    answers: object, load: object, *, ill_days: int = 0, sore_region_days: int = 0
) -> Series:
    """Return the facts of one athlete who gives every question the same answer, but one.

    ``answers`` are as they are asked, with 5 as the best; None is a day without a check-in. The
    question about stress is answered a point better: all alike would look like not reading.
    ``ill_days`` and ``sore_region_days`` end today.
    """
    asked = np.asarray(answers, dtype=np.float64)
    loads = np.asarray(load, dtype=np.float64)
    items = np.full((1, asked.size, len(ITEMS)), np.nan)
    for index, item in enumerate(ITEMS):
        if item.scale is Scale.ANSWER:
            better = item.code == "stress"
            items[0, :, index] = np.maximum(6 - asked - better, 1)
    state = np.where(
        np.isnan(loads), DayState.UNKNOWN, np.where(loads > 0, DayState.LOGGED, DayState.REST)
    )
    ago = np.arange(asked.size)[::-1]
    nothing = Context.nothing((1, asked.size))
    sore = np.maximum(sore_region_days - ago, 0)[None, :]
    return Series(
        items=items,
        answered=~np.isnan(asked)[None, :],
        load=loads[None, :],
        day_state=state.astype(np.int8)[None, :],
        ill=(ago < ill_days)[None, :],
        sessions=Sessions.none(1),
        first_day=np.zeros(1, dtype=np.int64),
        context=replace(nothing, sore_region_days=sore),
    )


def last_level(
    answers: object, load: object, ill_days: float = 0, sore_days: float = 0
) -> dict[str, float]:
    """Return the level that the whole model gives the last day of a scenario."""
    facts = series(answers, load, ill_days=int(ill_days), sore_region_days=int(sore_days))
    return {"level": float(Level(assess(facts).level[0, -1]))}
