"""The engine's own functions, a block of athletes at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recovery.benchmarks.facts import FIGURES, ITEMS, Z_SCORES
from recovery.engine import DEFAULTS, ITEM_INDEX
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
from recovery.engine.response import LevelFilter, composite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recovery.benchmarks.facts import Facts, Figures
    from recovery.engine.arrays import BoolArray, FloatArray

COLUMNS = [ITEM_INDEX[item] for item in ITEMS]

# Windows are additions of whole blocks, which should fit the cache. A recurrence makes a few
# calls a day, whatever the number of athletes: as many as it takes for the calls to be cheap.
ITEM_ATHLETES = 128
LOAD_ATHLETES = 512
FILTER_ATHLETES = 1024

# Every way weighs the answers alike: it is the ways that are compared.
EQUAL = np.ones(len(ALL_ITEMS))


def compute(facts: Facts) -> dict[str, list[FloatArray]]:
    """Return every figure of every athlete and day, as the blocks in which they are computed."""
    figures: dict[str, list[FloatArray]] = {name: [] for name in FIGURES}
    n_athletes = len(facts.load)
    for rows in blocks(0, n_athletes, LOAD_ATHLETES):
        _add(_load_figures(np.asfortranarray(facts.load[rows])), figures)
    for rows in blocks(0, n_athletes, FILTER_ATHLETES):
        deviations = []
        for part in blocks(rows.start, rows.stop, ITEM_ATHLETES):
            own = _item_figures(facts.items[:, part], np.asfortranarray(facts.ill[part]))
            deviations.append(own["composite"])
            _add(own, figures)
        figures["response"].append(_response(np.concatenate(deviations)))
    return figures


def join(blocks: dict[str, list[FloatArray]]) -> Figures:
    """Return the figures as one array each."""
    return {name: np.concatenate(parts) for name, parts in blocks.items()}


def blocks(start: int, stop: int, size: int) -> Iterator[slice]:
    for first in range(start, stop, size):
        yield slice(first, min(first + size, stop))


def _add(block: dict[str, FloatArray], figures: dict[str, list[FloatArray]]) -> None:
    for name, values in block.items():
        figures[name].append(values)


def _load_figures(values: FloatArray) -> dict[str, FloatArray]:
    load = DailyLoad(values)
    week = week_load(load).value
    chronic, acute, balance = performance_management(load)
    return {
        "known_days_7": load.known_days(7),
        "known_days_28": load.known_days(28),
        "week_load": week,
        "previous_week": shift_days(week, WEEK, fill=np.nan),
        "week_difference": week_difference(load),
        "mean_28_uncoupled": rolling_mean(load, 28, minimum=20, lag=7),
        **{
            f"acwr_{one.name.lower()}": acute_chronic_ratio(load, convention=one).value
            for one in RatioConvention
        },
        "monotony": monotony(load).value,
        "strain": strain(load).value,
        "ctl": chronic,
        "atl": acute,
        "tsb": balance,
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
        # Copies: a part of it would keep all of it in memory.
        **{name: z[..., column].copy("F") for name, column in zip(Z_SCORES, COLUMNS, strict=True)},
        "composite": composite(z, weights=EQUAL),
    }


def _response(deviation: FloatArray) -> FloatArray:
    response = np.empty_like(deviation)
    state = LevelFilter(
        len(deviation), retention=DEFAULTS.response_retention, drift=DEFAULTS.response_drift
    )
    for day in range(deviation.shape[1]):
        state.step(deviation[:, day])
        response[:, day] = state.mean
    return response
