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


def _window_mean(
    total: FloatArray, count: FloatArray, day: int, days: int, lag: int, minimum: int
) -> float:
    """Mean over the known days of a window, from running totals."""
    end = max(day + 1 - lag, 0)
    start = max(end - days, 0)
    known = count[end] - count[start]
    return (total[end] - total[start]) / known if known >= minimum else np.nan


def _loads_of_one(load: FloatArray, c: _Constants, out: FloatArray) -> None:
    n_days = len(load)
    total, count = np.zeros(n_days + 1), np.zeros(n_days + 1)
    for day in range(n_days):
        known = not np.isnan(load[day])
        total[day + 1] = total[day] + (load[day] if known else 0.0)
        count[day + 1] = count[day] + known
    ewma_7 = ewma_28 = np.nan
    chronic = acute = 0.0
    history = 0
    for day in range(n_days):
        today = load[day]
        if not np.isnan(today):
            if history == 0:
                ewma_7 = ewma_28 = today
            else:
                ewma_7 += 2 / 8 * (today - ewma_7)
                ewma_28 += 2 / 29 * (today - ewma_28)
            chronic += c.chronic_weight * (today - chronic)
            acute += c.acute_weight * (today - acute)
            out[CTL, day], out[ATL, day], out[TSB, day] = chronic, acute, chronic - acute
        if history > 0 or not np.isnan(today):
            history += 1

        known_7 = count[day + 1] - count[max(day - 6, 0)]
        known_28 = count[day + 1] - count[max(day - 27, 0)]
        week = _window_mean(total, count, day, 7, 0, 5)
        before = _window_mean(total, count, day, 7, 7, 5)
        usual = _window_mean(total, count, day, 28, 7, 20)
        out[KNOWN_7, day], out[KNOWN_28, day] = known_7, known_28
        out[WEEK, day], out[PREVIOUS_WEEK, day] = 7 * week, 7 * before
        out[DIFFERENCE, day] = 7 * week - 7 * before
        out[USUAL, day] = usual

        if history >= 28 and known_28 >= 20 and known_7 >= 5:
            longer = 0.1 * _window_mean(total, count, day, 84, 0, 20)
            coupled = _window_mean(total, count, day, 28, 0, 20)
            uncoupled = _window_mean(total, count, day, 21, 7, 15)
            if coupled > 0 and coupled >= longer:
                out[COUPLED, day] = week / coupled
            if uncoupled > 0 and uncoupled >= longer:
                out[UNCOUPLED, day] = week / uncoupled
            if ewma_28 > 0 and ewma_28 >= longer:
                out[EWMA, day] = ewma_7 / ewma_28

        mean = _window_mean(total, count, day, 7, 0, 6)
        if mean > 0:
            squares = 0.0
            for back in range(max(day - 6, 0), day + 1):
                if not np.isnan(load[back]):
                    squares += (load[back] - mean) ** 2
            monotony = mean / max(np.sqrt(squares / (known_7 - 1)), 0.1 * mean)
            out[MONOTONY, day], out[STRAIN, day] = monotony, 7 * mean * monotony

        out[ELL_7, day] = np.log((week + c.offset) / (usual + c.offset))
        three_weeks = _window_mean(total, count, day, 21, 0, 15)
        earlier = _window_mean(total, count, day, 56, 21, 40)
        out[ELL_21, day] = np.log((three_weeks + c.offset) / (earlier + c.offset))


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
_window_mean = numba.njit(_window_mean)
_loads_of_one = numba.njit(_loads_of_one)
_z_of_one = numba.njit(_z_of_one)
_response_of_one = numba.njit(_response_of_one)
_all_athletes = numba.njit(_one_after_another)
