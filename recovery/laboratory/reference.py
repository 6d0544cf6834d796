"""The model as it was first written down: what the product's model is measured against.

Shrunken baseline with a gap, equal items, a quick filter, ``E = R + .35 L + .35 D``, three of
five days at 1.7, and eight of ten for the persistent level. The product's own model grew out of
it; keeping it here says what the growth was worth.
"""

import numpy as np

from recovery.engine import Series, Sessions
from recovery.engine.arrays import (
    BoolArray,
    CodeArray,
    FloatArray,
    IntArray,
    rolling_count,
    rolling_mean,
    shift_days,
)
from recovery.engine.baseline import item_z, own_normal
from recovery.engine.dissociation import rpe_residual
from recovery.engine.excess import log_excess
from recovery.laboratory.detectors import ANSWER_COLUMNS, level_filter

AMBER = 2
RED = 3

ON_EVIDENCE = 1.7  # [SD]
OFF_EVIDENCE = 0.8
LEAST_RESPONSE = 0.5
RED_RESPONSE = 1.0
ITEM_CORRELATION = 0.35
LEAST_ITEMS = 3
LOAD_OFFSET = 25.0  # [AU per day]
WEEK_LOG_SD, THREE_WEEK_LOG_SD = 0.22, 0.15
LOAD_MEMORY_DAYS = 14
RESIDUAL_SD = 1.1  # [RPE]
RESIDUAL_LIMIT = 4.0  # [SD]
SESSION_WEIGHT = 0.25  # of the newest session
LEAST_CHECK_INS = 4  # of seven
LEARNED_ANSWERS = 7


def evidence(series: Series) -> tuple[FloatArray, FloatArray]:
    """Return E and R of every day, NaN where no level may rest on them."""
    n_days = series.load.shape[1]
    nothing_left_out = np.zeros(series.ill.shape, dtype=np.bool_)
    normal = own_normal(series.items, nothing_left_out)
    z = item_z(series.items, normal.mean, normal.sd, normal.answers)
    response = response_state(composite(z[..., ANSWER_COLUMNS]))
    load_part = np.clip(np.nan_to_num(load_excess(series.load)), 0, 2.5)
    harder_part = np.clip(dissociation(series.sessions, n_days), 0, 2)
    usable = (~np.isnan(series.items[..., ANSWER_COLUMNS])).sum(axis=-1) >= LEAST_ITEMS
    evaluable = rolling_count(usable, 7) >= LEAST_CHECK_INS
    evaluable &= rolling_count(usable, 42, lag=7) >= LEARNED_ANSWERS
    total = response + 0.35 * load_part + 0.35 * harder_part
    return np.where(evaluable, total, np.nan), np.where(evaluable, response, np.nan)


def composite(z: FloatArray) -> FloatArray:
    """Combine at least three items with equal weights into a deviation of variance 1. [SD]"""
    known = ~np.isnan(z)
    count = known.sum(axis=-1)
    mean = np.where(known, z, 0.0).sum(axis=-1) / np.maximum(count, 1)
    scale = np.sqrt(count / (1 + np.maximum(count - 1, 0) * ITEM_CORRELATION))
    return np.where(count >= LEAST_ITEMS, mean * scale, np.nan)


def response_state(observed: FloatArray) -> FloatArray:
    """Filter the composites into R. [SD]"""
    return level_filter(observed, retention=0.97, drift=0.08, start=0.5)


def load_excess(load: FloatArray) -> FloatArray:
    """L: the highest of fourteen days of load over habit. [SD]"""
    week = log_excess(
        rolling_mean(load, 7, minimum=5, lag=1),
        rolling_mean(load, 28, minimum=20, lag=8),
        log_sd=WEEK_LOG_SD,
        offset=LOAD_OFFSET,
    )
    three_weeks = log_excess(
        rolling_mean(load, 21, minimum=15, lag=1),
        rolling_mean(load, 56, minimum=40, lag=22),
        log_sd=THREE_WEEK_LOG_SD,
        offset=LOAD_OFFSET,
    )
    daily = np.fmax(week, three_weeks)
    highest = daily
    for back in range(1, LOAD_MEMORY_DAYS):
        highest = np.fmax(highest, shift_days(daily, back, fill=np.nan))
    return highest


def dissociation(sessions: Sessions, n_days: int) -> FloatArray:
    """D: weighted average of the residuals of the sessions before each day. [SD]"""
    residual = np.clip(rpe_residual(sessions) / RESIDUAL_SD, -RESIDUAL_LIMIT, RESIDUAL_LIMIT)
    n_athletes, n_slots = residual.shape
    after = np.zeros((n_athletes, n_slots + 1))
    for slot in range(n_slots):  # a recurrence: loop over sessions, not athletes
        before, today = after[:, slot], residual[:, slot]
        moved = before + SESSION_WEIGHT * (today - before)
        after[:, slot + 1] = np.where(np.isnan(today), before, moved)
    used = sessions.day >= 0
    earlier: IntArray = np.zeros((n_athletes, n_days + 1), dtype=np.int64)
    athlete = np.broadcast_to(np.arange(n_athletes)[:, None], used.shape)[used]
    np.add.at(earlier, (athlete, sessions.day[used] + 1), 1)
    ended = np.cumsum(earlier, axis=1)[:, :n_days]
    return np.take_along_axis(after, ended, axis=1)


def levels(
    evidence: FloatArray,
    response: FloatArray,
    *,
    on: float = ON_EVIDENCE,
    off: float = OFF_EVIDENCE,
) -> CodeArray:
    """Return 0, `AMBER` or `RED` for every day.

    Parameters
    ----------
    evidence, response : ndarray of shape (n_athletes, n_days)
        E and R; NaN is not evaluable and neither opens nor closes.
    """
    hit: BoolArray = (evidence >= on) & (response >= LEAST_RESPONSE)
    hits = rolling_count(hit, 5)
    hot = rolling_count(hit & (response >= RED_RESPONSE), 10)
    level: CodeArray = np.zeros(evidence.shape, dtype=np.int8)
    current: CodeArray = np.zeros(len(evidence), dtype=np.int8)
    low: IntArray = np.zeros(len(evidence), dtype=np.int64)
    for day in range(evidence.shape[1]):
        opens = (current == 0) & hit[:, day] & (hits[:, day] >= 3)
        current[opens], low[opens] = AMBER, 0
        current[(current == AMBER) & (hot[:, day] >= 8)] = RED
        today = evidence[:, day]
        calm = np.where(today < off, low + 1, 0)
        low = np.where(current == 0, 0, np.where(np.isnan(today), low, calm))
        current[(current == AMBER) & (low >= 3)] = 0
        current[(current == RED) & (low >= 5)] = 0
        level[:, day] = current
    return level
