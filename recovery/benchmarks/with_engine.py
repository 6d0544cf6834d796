"""The engine's own functions, a block of athletes at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recovery.benchmarks.facts import FIGURES, ITEMS, Z_SCORES
from recovery.engine import ITEM_INDEX
from recovery.engine import ITEMS as ALL_ITEMS
from recovery.engine.arrays import DailyLoad, rolling_mean, shift_days
from recovery.engine.baseline import item_z, own_normal
from recovery.engine.metrics.averages import (
    RatioConvention,
    acute_chronic_ratio,
    performance_management,
)
from recovery.engine.metrics.habit import log_load_ratio
from recovery.engine.metrics.load import WEEK, monotony, strain, week_difference, week_load
from recovery.engine.response import ResponseFilter, composite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recovery.benchmarks.facts import Facts, Figures
    from recovery.engine.arrays import BoolArray, FloatArray

COLUMNS = [ITEM_INDEX[item] for item in ITEMS]

# Windows are additions of whole blocks: small enough for the cache. A recurrence makes a few
# calls a day, whatever the number of athletes: as many as it takes for the calls to be cheap.
WINDOW_ATHLETES = 128
RECURRENCE_ATHLETES = 1024


def compute(facts: Facts) -> Figures:
    """Return every figure of every athlete and day."""
    figures = {name: np.empty(facts.load.shape, order="F") for name in FIGURES}
    for rows in _blocks(0, len(facts.load), RECURRENCE_ATHLETES):
        for part in _blocks(rows.start, rows.stop, WINDOW_ATHLETES):
            block = facts.of(part)
            _place(_window_figures(np.asfortranarray(block.load)), figures, part)
            _place(_item_figures(block.items, np.asfortranarray(block.ill)), figures, part)
        _place(_averages(np.asfortranarray(facts.load[rows])), figures, rows)
        figures["response"][rows] = _response(figures["composite"][rows])
    return figures


def _blocks(start: int, stop: int, size: int) -> Iterator[slice]:
    for first in range(start, stop, size):
        yield slice(first, min(first + size, stop))


def _place(block: dict[str, FloatArray], figures: Figures, rows: slice) -> None:
    for name, values in block.items():
        figures[name][rows] = values


def _window_figures(values: FloatArray) -> dict[str, FloatArray]:
    load = DailyLoad(values)
    week = week_load(load).value
    return {
        "known_days_7": load.known_days(7),
        "known_days_28": load.known_days(28),
        "week_load": week,
        "previous_week": shift_days(week, WEEK, fill=np.nan),
        "week_difference": week_difference(load),
        "mean_28_uncoupled": rolling_mean(load, 28, minimum=20, lag=7),
        "acwr_coupled": acute_chronic_ratio(load, convention=RatioConvention.COUPLED).value,
        "acwr_uncoupled": acute_chronic_ratio(load, convention=RatioConvention.UNCOUPLED).value,
        "monotony": monotony(load).value,
        "strain": strain(load).value,
        "ell_7": log_load_ratio(load, weeks=1).value,
        "ell_21": log_load_ratio(load, weeks=3).value,
    }


def _item_figures(main_items: FloatArray, ill: BoolArray) -> dict[str, FloatArray]:
    items = np.full((*ill.shape, len(ALL_ITEMS)), np.nan, order="F")
    for column, values in zip(COLUMNS, main_items, strict=True):
        items[..., column] = values
    normal = own_normal(items, ill)
    z = item_z(items, normal.mean, normal.sd, normal.answers)
    return {
        **{name: z[..., column] for name, column in zip(Z_SCORES, COLUMNS, strict=True)},
        "composite": composite(z),
    }


def _averages(values: FloatArray) -> dict[str, FloatArray]:
    load = DailyLoad(values)
    chronic, acute, balance = performance_management(load)
    ratio = acute_chronic_ratio(load, convention=RatioConvention.EWMA)
    return {"acwr_ewma": ratio.value, "ctl": chronic, "atl": acute, "tsb": balance}


def _response(deviation: FloatArray) -> FloatArray:
    response = np.empty_like(deviation)
    state = ResponseFilter(len(deviation))
    for day in range(deviation.shape[1]):
        state.step(deviation[:, day])
        response[:, day] = state.mean
    return response
