"""The same figures in pandas: windows per group, and a loop over the athletes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from recovery.benchmarks.facts import FIGURES, ITEMS, Z_SCORES, filtered_response
from recovery.engine import DEFAULTS, ITEM_INDEX
from recovery.engine import ITEMS as ALL_ITEMS
from recovery.engine.metrics.averages import EwmaConvention

if TYPE_CHECKING:
    from recovery.benchmarks.facts import Facts, Figures
    from recovery.engine import Item
    from recovery.engine.arrays import FloatArray

Frame = Any  # pandas is not installed where types are checked
Column = Any
Rolling = Any


def prepare(facts: Facts) -> Frame:
    """Return a row per athlete and day, in that order."""
    n_athletes, n_days = facts.load.shape
    return pd.DataFrame(
        {
            "athlete": np.repeat(np.arange(n_athletes), n_days),
            "load": facts.load.ravel(),
            "ill": facts.ill.ravel(),
            **{item: values.ravel() for item, values in zip(ITEMS, facts.items, strict=True)},
        }
    )


def compute_by_group(frame: Frame) -> Figures:
    """Return every figure by group-by, rolling and ewm; R day by day over all athletes."""
    out = _figures(frame, _Grouped(frame["athlete"]))
    n_athletes = int(frame["athlete"].iloc[-1]) + 1
    figures = {
        name: out[name].to_numpy().reshape(n_athletes, -1) for name in FIGURES if name != "response"
    }
    figures["response"] = filtered_response(figures["composite"])
    return figures


def compute_by_athlete(frame: Frame) -> Figures:
    """Return every figure by the same calls on one athlete's frame at a time."""
    parts: dict[str, list[FloatArray]] = {name: [] for name in FIGURES}
    for _athlete, own in frame.groupby("athlete", sort=False):
        out = _figures(own, _Alone())
        for name in FIGURES:
            if name != "response":
                parts[name].append(out[name].to_numpy())
        parts["response"].append(filtered_response(parts["composite"][-1][None])[0])
    return {name: np.stack(values) for name, values in parts.items()}


class _Windows(Protocol):
    """How a column is looked at: within its group, or as it is."""

    def rolling(self, column: Column, days: int, minimum: int) -> Rolling: ...
    def shift(self, column: Column, days: int) -> Column: ...
    def ewm(self, column: Column, weight: float) -> Column: ...
    def first(self, column: Column) -> Column: ...
    def running_count(self, marks: Column) -> Column: ...


class _Grouped:
    def __init__(self, athlete: Column) -> None:
        self._athlete = athlete

    def rolling(self, column: Column, days: int, minimum: int) -> Rolling:
        windows = column.groupby(self._athlete).rolling(days, min_periods=minimum)
        return _Unstacked(windows, column.index)

    def shift(self, column: Column, days: int) -> Column:
        return column.groupby(self._athlete).shift(days)

    def ewm(self, column: Column, weight: float) -> Column:
        averaged = column.groupby(self._athlete).ewm(alpha=weight, adjust=False, ignore_na=True)
        return averaged.mean().set_axis(column.index)

    def first(self, column: Column) -> Column:
        return column.groupby(self._athlete).transform("first")

    def running_count(self, marks: Column) -> Column:
        return marks.groupby(self._athlete).cumsum()


class _Unstacked:
    """Rolling windows of groups whose rows are in order: the group leaves the index again."""

    def __init__(self, windows: Rolling, index: Column) -> None:
        self._windows, self._index = windows, index

    def mean(self) -> Column:
        return self._windows.mean().set_axis(self._index)

    def count(self) -> Column:
        return self._windows.count().set_axis(self._index)

    def std(self) -> Column:
        return self._windows.std().set_axis(self._index)

    def var(self, ddof: int) -> Column:
        return self._windows.var(ddof=ddof).set_axis(self._index)


class _Alone:
    def rolling(self, column: Column, days: int, minimum: int) -> Rolling:
        return column.rolling(days, min_periods=minimum)

    def shift(self, column: Column, days: int) -> Column:
        return column.shift(days)

    def ewm(self, column: Column, weight: float) -> Column:
        return column.ewm(alpha=weight, adjust=False, ignore_na=True).mean()

    def first(self, column: Column) -> Column:
        known = column.dropna()
        return known.iloc[0] if len(known) else np.nan

    def running_count(self, marks: Column) -> Column:
        return marks.cumsum()


def _figures(frame: Frame, windows: _Windows) -> dict[str, Column]:
    load = frame["load"]
    known = load.notna()
    history = windows.running_count(windows.running_count(known).gt(0).astype(int))

    def mean(days: int, minimum: int, lag: int = 0) -> Column:
        within = windows.rolling(load, days, minimum).mean()
        return windows.shift(within, lag) if lag else within

    out: dict[str, Column] = {
        "known_days_7": windows.rolling(load, 7, 0).count(),
        "known_days_28": windows.rolling(load, 28, 0).count(),
    }
    week_mean, longer = mean(7, 5), mean(84, 20)
    out["week_load"] = 7 * week_mean
    out["previous_week"] = windows.shift(out["week_load"], 7)
    out["week_difference"] = out["week_load"] - out["previous_week"]
    out["mean_28_uncoupled"] = usual = mean(28, 20, 7)

    enough = (history >= 28) & (out["known_days_28"] >= 20) & (out["known_days_7"] >= 5)
    acute, chronic = windows.ewm(load, 2 / 8), windows.ewm(load, 2 / 29)
    for name, numerator, denominator in (
        ("acwr_coupled", week_mean, mean(28, 20)),
        ("acwr_uncoupled", week_mean, mean(21, 15, 7)),
        ("acwr_ewma", acute, chronic),
    ):
        meant = enough & (denominator > 0) & (denominator >= 0.1 * longer)
        out[name] = (numerator / denominator).where(meant)

    six = windows.rolling(load, 7, 6)
    of_six = six.mean()
    spread = np.maximum(six.std(), 0.1 * of_six)
    out["monotony"] = (of_six / spread).where(of_six > 0)
    out["strain"] = 7 * of_six * out["monotony"]

    first, counted = windows.first(load), windows.running_count(known)
    for name, days in (("ctl", 42), ("atl", 7)):
        weight = EwmaConvention.TIME_CONSTANT.weight(days)
        # From 0: what the first load got too much weight by fades with every known day.
        excess = (1 - weight) ** counted * first
        out[name] = (windows.ewm(load, weight) - excess).where(known)
    out["tsb"] = out["ctl"] - out["atl"]
    offset = DEFAULTS.load_offset
    out["ell_7"] = np.log((week_mean + offset) / (usual + offset))
    out["ell_21"] = np.log((mean(21, 15) + offset) / (mean(56, 40, 21) + offset))

    for name, item in zip(Z_SCORES, ITEMS, strict=True):
        out[name] = _z(frame[item], frame["ill"], windows, ALL_ITEMS[ITEM_INDEX[item]])
    scores = pd.DataFrame({name: out[name] for name in Z_SCORES})
    given, correlation = scores.count(axis=1), DEFAULTS.item_correlation
    spread = np.sqrt((1 - correlation) * given + correlation * given**2)
    out["composite"] = (scores.sum(axis=1) / spread).where(given >= DEFAULTS.minimum_items)
    return out


def _z(values: Column, ill: Column, windows: _Windows, item: Item) -> Column:
    p = DEFAULTS
    rolling = windows.rolling(values.mask(ill), p.baseline_days, 1)
    gap = p.baseline_gap_days
    answers = windows.shift(windows.rolling(values.mask(ill), p.baseline_days, 0).count(), gap)
    answers = answers.fillna(0)
    mean = windows.shift(rolling.mean(), gap).fillna(item.prior_mean)
    squares = windows.shift(rolling.var(ddof=0), gap).fillna(0) * answers
    prior = (1 - item.icc) / item.icc
    own = answers * ((1 - p.day_to_day_correlation) / (1 + p.day_to_day_correlation))
    normal = (prior * item.prior_mean + own * mean) / (prior + own)
    variance = (p.prior_answers * item.prior_sd**2 + squares) / (
        p.prior_answers + (answers - 1).clip(lower=0)
    )
    sd = np.sqrt(variance.clip(lower=item.floor_sd**2) * (1 + 1 / (prior + own)))
    return ((values - normal) / sd).clip(-p.z_limit, p.z_limit)
