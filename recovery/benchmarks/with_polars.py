"""The same figures in polars: expressions over each athlete's rows, on every core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from recovery.benchmarks.facts import FIGURES, ITEMS, Z_SCORES, filtered_response
from recovery.engine import DEFAULTS, ITEM_INDEX
from recovery.engine import ITEMS as ALL_ITEMS
from recovery.engine.metrics.averages import EwmaConvention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recovery.benchmarks.facts import Facts, Figures

Frame = Any  # polars is not installed where types are checked
Expression = Any


def prepare(facts: Facts) -> Frame:
    """Return a row per athlete and day, in that order; null is unknown."""
    n_athletes, n_days = facts.load.shape
    frame = pl.DataFrame(
        {
            "athlete": np.repeat(np.arange(n_athletes), n_days),
            "load": facts.load.ravel(),
            "ill": facts.ill.ravel(),
            **{item: values.ravel() for item, values in zip(ITEMS, facts.items, strict=True)},
        }
    )
    return frame.with_columns(pl.col("load", *ITEMS).fill_nan(None))


def compute(frame: Frame) -> Figures:
    """Return every figure by windows over each athlete; R day by day over all athletes."""
    lazy = frame.lazy().with_columns(*_windows())
    for step in (_from_windows, _z_scores, _from_z_scores):
        lazy = lazy.with_columns(*step())
    done = lazy.select(name for name in FIGURES if name != "response").collect()
    n_athletes = int(frame["athlete"][-1]) + 1
    figures = {
        name: done[name].cast(pl.Float64).fill_null(np.nan).to_numpy().reshape(n_athletes, -1)
        for name in done.columns
    }
    figures["response"] = filtered_response(figures["composite"])
    return figures


def _over(expression: Expression) -> Expression:
    return expression.over("athlete")


def _mean(days: int, minimum: int, lag: int = 0) -> Expression:
    return _over(pl.col("load").rolling_mean(days, min_samples=minimum).shift(lag))


def _count(column: Expression, days: int, lag: int = 0) -> Expression:
    known = column.is_not_null().cast(pl.Float64)
    return _over(known.rolling_sum(days, min_samples=0).shift(lag, fill_value=0.0))


def _ewm(weight: float) -> Expression:
    averaged = pl.col("load").ewm_mean(alpha=weight, adjust=False, ignore_nulls=True)
    return _over(averaged.forward_fill())


def _windows() -> Iterator[Expression]:
    """Yield everything that looks along an athlete's days."""
    load, p = pl.col("load"), DEFAULTS
    known = load.is_not_null()
    yield _count(load, 7).alias("known_days_7")
    yield _count(load, 28).alias("known_days_28")
    yield _over((known.cum_sum() > 0).cum_sum()).alias("history")
    yield _over(known.cum_sum()).alias("counted")
    yield _over(load.drop_nulls().first()).alias("first")
    yield _mean(7, 5).alias("mean_7")
    yield _mean(7, 5, 7).alias("earlier_mean_7")
    yield _mean(84, 20).alias("mean_84")
    yield _mean(28, 20, 7).alias("mean_28_uncoupled")
    yield _mean(28, 20).alias("mean_28")
    yield _mean(21, 15, 7).alias("mean_21_uncoupled")
    yield _mean(21, 15).alias("mean_21")
    yield _mean(56, 40, 21).alias("mean_56_uncoupled")
    yield _mean(7, 6).alias("mean_of_six")
    yield _over(load.rolling_std(7, min_samples=6)).alias("sd_of_six")
    yield _ewm(2 / 8).alias("ewma_7")
    yield _ewm(2 / 29).alias("ewma_28")
    for name, days in (("ctl", 42), ("atl", 7)):
        yield _ewm(EwmaConvention.TIME_CONSTANT.weight(days)).alias(f"from_first_{name}")
    days, gap = p.baseline_days, p.baseline_gap_days
    for item in ITEMS:
        counts = pl.when(~pl.col("ill")).then(pl.col(item))
        yield _count(counts, days, gap).alias(f"{item}_answers")
        yield _over(counts.rolling_mean(days, min_samples=1).shift(gap)).alias(f"{item}_mean")
        spread = counts.rolling_var(days, min_samples=1, ddof=0).shift(gap)
        yield _over(spread).alias(f"{item}_var")


def _from_windows() -> Iterator[Expression]:
    col, offset = pl.col, DEFAULTS.load_offset
    yield (7 * col("mean_7")).alias("week_load")
    yield (7 * col("earlier_mean_7")).alias("previous_week")
    yield (7 * col("mean_7") - 7 * col("earlier_mean_7")).alias("week_difference")
    enough = (col("history") >= 28) & (col("known_days_28") >= 20) & (col("known_days_7") >= 5)
    for name, numerator, denominator in (
        ("acwr_coupled", "mean_7", "mean_28"),
        ("acwr_uncoupled", "mean_7", "mean_21_uncoupled"),
        ("acwr_ewma", "ewma_7", "ewma_28"),
    ):
        below = col(denominator)
        meant = enough & (below > 0) & (below >= 0.1 * col("mean_84"))
        yield pl.when(meant).then(col(numerator) / below).alias(name)
    mean = col("mean_of_six")
    spread = pl.max_horizontal(col("sd_of_six"), 0.1 * mean)
    monotony = pl.when(mean > 0).then(mean / spread)
    yield monotony.alias("monotony")
    yield (7 * mean * monotony).alias("strain")
    averages = []
    for name, days in (("ctl", 42), ("atl", 7)):
        # From 0: what the first load got too much weight by fades with every known day.
        kept = 1 - EwmaConvention.TIME_CONSTANT.weight(days)
        excess = pl.lit(kept).pow(col("counted")) * col("first")
        known = col("load").is_not_null()
        averages.append(pl.when(known).then(col(f"from_first_{name}") - excess))
        yield averages[-1].alias(name)
    yield (averages[0] - averages[1]).alias("tsb")
    week, three_weeks = col("mean_28_uncoupled") + offset, col("mean_56_uncoupled") + offset
    yield ((col("mean_7") + offset) / week).log().alias("ell_7")
    yield ((col("mean_21") + offset) / three_weeks).log().alias("ell_21")


def _z_scores() -> Iterator[Expression]:
    p = DEFAULTS
    for name, code in zip(Z_SCORES, ITEMS, strict=True):
        item, answers = ALL_ITEMS[ITEM_INDEX[code]], pl.col(f"{code}_answers")
        mean = pl.col(f"{code}_mean").fill_null(item.prior_mean)
        squares = pl.col(f"{code}_var").fill_null(0.0) * answers
        prior = (1 - item.icc) / item.icc
        own = answers * ((1 - p.day_to_day_correlation) / (1 + p.day_to_day_correlation))
        normal = (prior * item.prior_mean + own * mean) / (prior + own)
        variance = (p.prior_answers * item.prior_sd**2 + squares) / (
            p.prior_answers + (answers - 1).clip(lower_bound=0)
        )
        spread = variance.clip(lower_bound=item.floor_sd**2) * (1 + 1 / (prior + own))
        z = (pl.col(code) - normal) / spread.sqrt()
        yield z.clip(-p.z_limit, p.z_limit).alias(name)


def _from_z_scores() -> Iterator[Expression]:
    correlation = DEFAULTS.item_correlation
    given = pl.sum_horizontal(pl.col(name).is_not_null() for name in Z_SCORES)
    variance = (1 - correlation) * given + correlation * given**2
    total = pl.sum_horizontal(Z_SCORES)
    enough = given >= DEFAULTS.minimum_items
    yield pl.when(enough).then(total / variance.sqrt()).alias("composite")
