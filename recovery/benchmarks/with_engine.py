"""The engine's own functions, a block of athletes at a time."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from recovery.benchmarks.facts import ITEMS, Z_SCORES
from recovery.engine import DEFAULTS, ITEM_INDEX
from recovery.engine import ITEMS as ALL_ITEMS
from recovery.engine.arrays import DailyLoad, rolling_mean, shift_days
from recovery.engine.baseline import DIRECTION, MINIMUM_ANSWERS, one_item_z, own_normal_of_item
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
    from recovery.engine.arrays import FloatArray

COLUMNS = [ITEM_INDEX[item] for item in ITEMS]

# Windows are additions of whole blocks, which should fit the cache. A recurrence makes a few
# calls a day, whatever the number of athletes: as many as it takes for the calls to be cheap.
ITEM_ATHLETES = 200
LOAD_ATHLETES = 512

# Every way weighs the answers alike: it is the ways that are compared.
EQUAL = np.ones(len(ALL_ITEMS))


def compute(facts: Facts) -> dict[str, list[FloatArray]]:
    """Return every figure of every athlete and day, as the blocks in which they are computed.

    Blocks are athletes, who have nothing to do with one another, so every core takes some.
    """
    n_athletes, cores = len(facts.load), os.cpu_count() or 1
    load_rows = list(blocks(0, n_athletes, LOAD_ATHLETES))
    item_rows = list(blocks(0, n_athletes, ITEM_ATHLETES))
    with ThreadPoolExecutor(cores) as pool:
        loads = pool.map(lambda rows: _load_figures(np.asfortranarray(facts.load[rows])), load_rows)
        items = pool.map(lambda rows: _item_figures(facts, rows), item_rows)
        figures = _gathered([*loads], [*items])
        share = -(-len(item_rows) // cores)
        parts = [
            figures["composite"][first : first + share] for first in range(0, len(item_rows), share)
        ]
        figures["response"] = list(pool.map(lambda part: _response(np.concatenate(part)), parts))
    return figures


def _gathered(*kinds: list[dict[str, FloatArray]]) -> dict[str, list[FloatArray]]:
    return {name: [block[name] for block in kind] for kind in kinds for name in kind[0]}


def join(blocks: dict[str, list[FloatArray]]) -> Figures:
    """Return the figures as one array each."""
    return {name: np.concatenate(parts) for name, parts in blocks.items()}


def blocks(start: int, stop: int, size: int) -> Iterator[slice]:
    for first in range(start, stop, size):
        yield slice(first, min(first + size, stop))


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


def _item_figures(facts: Facts, rows: slice) -> dict[str, FloatArray]:
    counts = ~np.asfortranarray(facts.ill[rows])
    z = np.full((*counts.shape, len(ALL_ITEMS)), np.nan, order="F")
    for column, answers in zip(COLUMNS, facts.items, strict=True):
        values = np.asfortranarray(answers[rows])
        normal, sd, count = own_normal_of_item(column, values, counts)
        z[..., column] = one_item_z(
            values,
            normal,
            sd,
            count,
            minimum=MINIMUM_ANSWERS[column],
            scale=DIRECTION[column],
            limit=DEFAULTS.z_limit,
        )
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
