"""The same figures as one plain loop over the days of each athlete, compiled on one core."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numba
import numpy as np

from recovery.benchmarks.facts import FIGURES, ITEMS, Z_SCORES
from recovery.engine import DEFAULTS, ITEM_INDEX
from recovery.engine import ITEMS as ALL_ITEMS
from recovery.engine.metrics.averages import EwmaConvention

if TYPE_CHECKING:
    from recovery.benchmarks.facts import Facts, Figures
    from recovery.engine.arrays import BoolArray, FloatArray


class _Constants(NamedTuple):
    prior_mean: float
    prior_sd: float
    floor_sd: float
    prior_weight: float
    own_weight: float
    prior_answers: float
    z_limit: float
    item_correlation: float
    minimum_items: int
    offset: float
    chronic_weight: float
    acute_weight: float
    retention: float
    drift: float
    noise: float
    start_variance: float


def constants() -> _Constants:
    """Return what the loop needs to know. The main items share one prior."""
    p, item = DEFAULTS, ALL_ITEMS[ITEM_INDEX[ITEMS[0]]]
    correlation = p.day_to_day_correlation
    return _Constants(
        prior_mean=item.prior_mean,
        prior_sd=item.prior_sd,
        floor_sd=item.floor_sd,
        prior_weight=(1 - item.icc) / item.icc,
        own_weight=(1 - correlation) / (1 + correlation),
        prior_answers=p.prior_answers,
        z_limit=p.z_limit,
        item_correlation=p.item_correlation,
        minimum_items=p.minimum_items,
        offset=p.load_offset,
        chronic_weight=EwmaConvention.TIME_CONSTANT.weight(42),
        acute_weight=EwmaConvention.TIME_CONSTANT.weight(7),
        retention=p.response_retention,
        drift=p.response_drift,
        noise=p.response_noise,
        start_variance=p.response_start_variance,
    )


def compute(facts: Facts) -> Figures:
    """Return every figure of every athlete and day."""
    out = np.empty((len(FIGURES), *facts.load.shape))
    _all_athletes(facts.load, facts.items, facts.ill, constants(), out)
    return dict(zip(FIGURES, out, strict=True))


(
    KNOWN_7,
    KNOWN_28,
    WEEK,
    PREVIOUS_WEEK,
    DIFFERENCE,
    USUAL,
    COUPLED,
    UNCOUPLED,
    EWMA,
    MONOTONY,
    STRAIN,
    CTL,
    ATL,
    TSB,
    ELL_7,
    ELL_21,
) = range(16)
FIRST_Z = FIGURES.index(Z_SCORES[0])
COMPOSITE, RESPONSE = FIGURES.index("composite"), FIGURES.index("response")
BASELINE_DAYS, GAP_DAYS = DEFAULTS.baseline_days, DEFAULTS.baseline_gap_days


def _window_mean(totals: FloatArray, last: int, days: int, minimum: int) -> float:
    """Mean over the known days of the window that ends on a day, from running totals."""
    end = max(last + 1, 0)
    start = max(end - days, 0)
    known = totals[1, end] - totals[1, start]
    return (totals[0, end] - totals[0, start]) / known if known >= minimum else np.nan


def _loads_of_one(load: FloatArray, c: _Constants, out: FloatArray) -> None:
    totals = np.zeros((2, len(load) + 1))  # loads, known days
    for day, today in enumerate(load):
        known = not np.isnan(today)
        totals[0, day + 1] = totals[0, day] + (today if known else 0.0)
        totals[1, day + 1] = totals[1, day] + known
    _averages_of_one(load, c, out)
    history = 0
    for day, today in enumerate(load):
        history += history > 0 or not np.isnan(today)
        _sums_of_day(totals, day, c, out[:, day])
        _ratios_of_day(totals, day, history, out[:, day])
        mean = _window_mean(totals, day, 7, 6)
        if mean > 0:
            squares = 0.0
            for back in range(max(day - 6, 0), day + 1):
                if not np.isnan(load[back]):
                    squares += (load[back] - mean) ** 2
            sd = np.sqrt(squares / (out[KNOWN_7, day] - 1))
            out[MONOTONY, day] = mean / max(sd, 0.1 * mean)
            out[STRAIN, day] = 7 * mean * out[MONOTONY, day]


def _averages_of_one(load: FloatArray, c: _Constants, out: FloatArray) -> None:
    """Fill in the recurrences; the ratio's two averages still stand where the ratio will."""
    ewma_7 = ewma_28 = np.nan
    chronic = acute = 0.0
    for day, today in enumerate(load):
        if not np.isnan(today):
            begun = not np.isnan(ewma_7)
            ewma_7 = ewma_7 + 2 / 8 * (today - ewma_7) if begun else today
            ewma_28 = ewma_28 + 2 / 29 * (today - ewma_28) if begun else today
            chronic += c.chronic_weight * (today - chronic)
            acute += c.acute_weight * (today - acute)
            out[CTL, day], out[ATL, day], out[TSB, day] = chronic, acute, chronic - acute
        out[COUPLED, day], out[EWMA, day] = ewma_7, ewma_28


def _sums_of_day(totals: FloatArray, day: int, c: _Constants, out: FloatArray) -> None:
    week, before = _window_mean(totals, day, 7, 5), _window_mean(totals, day - 7, 7, 5)
    usual = _window_mean(totals, day - 7, 28, 20)
    out[KNOWN_7] = totals[1, day + 1] - totals[1, max(day - 6, 0)]
    out[KNOWN_28] = totals[1, day + 1] - totals[1, max(day - 27, 0)]
    out[WEEK], out[PREVIOUS_WEEK] = 7 * week, 7 * before
    out[DIFFERENCE], out[USUAL] = 7 * week - 7 * before, usual
    three_weeks, earlier = _window_mean(totals, day, 21, 15), _window_mean(totals, day - 21, 56, 40)
    out[ELL_7] = np.log((week + c.offset) / (usual + c.offset))
    out[ELL_21] = np.log((three_weeks + c.offset) / (earlier + c.offset))


def _ratios_of_day(totals: FloatArray, day: int, history: int, out: FloatArray) -> None:
    ewma_7, ewma_28 = out[COUPLED], out[EWMA]
    out[COUPLED] = out[UNCOUPLED] = out[EWMA] = np.nan
    if history < 28 or out[KNOWN_28] < 20 or out[KNOWN_7] < 5:
        return
    week, least = _window_mean(totals, day, 7, 5), 0.1 * _window_mean(totals, day, 84, 20)
    coupled, uncoupled = _window_mean(totals, day, 28, 20), _window_mean(totals, day - 7, 21, 15)
    if coupled > 0 and coupled >= least:
        out[COUPLED] = week / coupled
    if uncoupled > 0 and uncoupled >= least:
        out[UNCOUPLED] = week / uncoupled
    if ewma_28 > 0 and ewma_28 >= least:
        out[EWMA] = ewma_7 / ewma_28


def _z_of_one(values: FloatArray, ill: BoolArray, c: _Constants, out: FloatArray) -> None:
    answers, total, squares = 0, 0.0, 0.0
    for day in range(len(values)):
        new, old = day - GAP_DAYS, day - GAP_DAYS - BASELINE_DAYS
        if new >= 0 and not np.isnan(values[new]) and not ill[new]:
            apart = values[new] - c.prior_mean
            answers, total, squares = answers + 1, total + apart, squares + apart**2
        if old >= 0 and not np.isnan(values[old]) and not ill[old]:
            apart = values[old] - c.prior_mean
            answers, total, squares = answers - 1, total - apart, squares - apart**2
        if np.isnan(values[day]):
            continue
        mean = total / max(answers, 1)
        own = answers * c.own_weight
        weight = c.prior_weight + own
        normal = (c.prior_weight * c.prior_mean + own * (c.prior_mean + mean)) / weight
        variance = (c.prior_answers * c.prior_sd**2 + max(squares - total * mean, 0.0)) / (
            c.prior_answers + max(answers - 1, 0)
        )
        sd = np.sqrt(max(variance, c.floor_sd**2) * (1 + 1 / weight))
        out[day] = min(max((values[day] - normal) / sd, -c.z_limit), c.z_limit)


def _response_of_one(z: FloatArray, c: _Constants, composite: FloatArray, out: FloatArray) -> None:
    mean, variance = 0.0, c.start_variance
    for day in range(z.shape[1]):
        given, total = 0, 0.0
        for item in range(len(z)):
            if not np.isnan(z[item, day]):
                given, total = given + 1, total + z[item, day]
        mean *= c.retention
        variance = c.retention**2 * variance + c.drift
        if given >= c.minimum_items:
            spread = (1 - c.item_correlation) * given + c.item_correlation * given**2
            composite[day] = total / np.sqrt(spread)
            gain = variance / (variance + c.noise)
            mean += gain * (composite[day] - mean)
            variance *= 1 - gain
        out[day] = mean


def _one_after_another(
    load: FloatArray, items: FloatArray, ill: BoolArray, c: _Constants, out: FloatArray
) -> None:
    for athlete in range(len(load)):
        own = np.full((len(out), load.shape[1]), np.nan)
        _loads_of_one(load[athlete], c, own)
        for item in range(len(items)):
            _z_of_one(items[item, athlete], ill[athlete], c, own[FIRST_Z + item])
        z = own[FIRST_Z : FIRST_Z + len(items)]
        _response_of_one(z, c, own[COMPOSITE], own[RESPONSE])
        out[:, athlete] = own


# Called, not used as decorators: what they return has no type where numba is not installed.
_window_mean = numba.njit(_window_mean, cache=True)
_averages_of_one = numba.njit(_averages_of_one, cache=True)
_sums_of_day = numba.njit(_sums_of_day, cache=True)
_ratios_of_day = numba.njit(_ratios_of_day, cache=True)
_loads_of_one = numba.njit(_loads_of_one, cache=True)
_z_of_one = numba.njit(_z_of_one, cache=True)
_response_of_one = numba.njit(_response_of_one, cache=True)
_all_athletes = numba.njit(_one_after_another, cache=True)
