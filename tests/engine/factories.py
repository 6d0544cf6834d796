"""Plain factories for engine tests."""

from dataclasses import fields

import numpy as np

from recovery.engine import DayKind, Series, daily_load, pack_sessions
from recovery.engine.arrays import FloatArray, IntArray
from recovery.engine.items import ITEM_INDEX, ITEMS, Scale
from recovery.engine.series import Sessions

NAN = float("nan")


def row(*values: float) -> FloatArray:
    """One athlete's days."""
    return np.array([values], dtype=np.float64)


def no_items(n_days: int, n_athletes: int = 1) -> FloatArray:
    return np.full((n_athletes, n_days, len(ITEMS)), np.nan)


def answers(values: list[float]) -> FloatArray:
    """Items of one athlete who gives the same answer to every question, NaN for none.

    But for concentration, which is one point better: who answers all alike looks careless.
    """
    items = no_items(len(values))
    for index, item in enumerate(ITEMS):
        if item.scale is Scale.ANSWER:
            items[0, :, index] = values
    items[0, :, ITEM_INDEX["concentration"]] = np.maximum(np.array(values) - 1, 1)
    return items


def series(
    *,
    items: FloatArray,
    load: FloatArray | None = None,
    ill: list[int] | None = None,
    first_day: int = 0,
    sessions: Sessions | None = None,
) -> Series:
    """One athlete's series; days without a load are unknown, 0 is rest."""
    n_days = items.shape[1]
    loads = np.full((1, n_days), np.nan) if load is None else load
    state = np.where(np.isnan(loads), 0, np.where(loads == 0, 1, 2)).astype(np.int8)
    is_ill = np.zeros((1, n_days), dtype=np.bool_)
    is_ill[0, ill or []] = True
    return Series(
        items=items,
        answered=np.any(~np.isnan(items), axis=-1),
        load=loads,
        day_state=state,
        ill=is_ill,
        sessions=sessions or Sessions.none(1),
        first_day=np.array([first_day]),
    )


def random_series(
    n_athletes: int, n_days: int, seed: int, *, first_day: IntArray | int = 0
) -> Series:
    """Answers, sessions, rest and illness at random, so that every branch is taken.

    A slow wave in the answers makes warnings open and close.
    """
    draw = np.random.default_rng(seed)
    shape = (n_athletes, n_days)
    first = np.broadcast_to(np.asarray(first_day), n_athletes).astype(np.int64)
    started = np.arange(n_days) >= first[:, None]
    phase = draw.uniform(0, 6, (n_athletes, 1))
    wave = 1.2 * np.maximum(np.sin(np.arange(n_days) / 9 + phase), 0)
    items = np.clip(
        np.rint(2.4 + wave[..., None] + draw.normal(0, 0.8, (*shape, len(ITEMS)))), 1, 5
    )
    items[..., ITEM_INDEX["sleep_hours"]] = np.round(draw.normal(7.6, 0.8, shape), 1)
    items[..., ITEM_INDEX["resting_heart_rate"]] = np.rint(draw.normal(52, 3, shape) + 3 * wave)
    items[..., ITEM_INDEX["ln_rmssd"]] = draw.normal(4.2, 0.15, shape)
    items[draw.random(items.shape) < 0.1] = np.nan
    items[draw.random(shape) > 0.85] = np.nan
    items[~started] = np.nan

    athlete, day = np.nonzero((draw.random(shape) < 0.7) & started)
    twice = draw.random(athlete.size) < 0.2
    athlete, day = np.concatenate([athlete, athlete[twice]]), np.concatenate([day, day[twice]])
    count = athlete.size
    sessions = pack_sessions(
        n_athletes=n_athletes,
        athlete=athlete,
        day=day,
        started=np.arange(count),
        kind=draw.integers(0, 3, count),
        minutes=5 * draw.integers(4, 25, count).astype(np.float64),
        rpe=np.where(draw.random(count) < 0.9, draw.integers(2, 20, count) / 2, np.nan),
        planned_rpe=np.where(draw.random(count) < 0.5, draw.integers(2, 9, count) * 1.0, np.nan),
    )
    said_rest = (draw.random(shape) < 0.6) & started
    state, load = daily_load(sessions, np.where(said_rest, DayKind.REST, 0).astype(np.int8))
    return Series(
        items=items,
        answered=np.any(~np.isnan(items), axis=-1),
        load=load,
        day_state=state,
        ill=(draw.random(shape) < 0.02) & started,
        sessions=sessions,
        first_day=first,
    )


def cut(whole: Series, athlete: int, first: int, last: int) -> Series:
    """One athlete's days ``first`` up to but without ``last``, as if there were no others."""
    days = slice(first, last)
    kept = (whole.sessions.day[athlete] >= first) & (whole.sessions.day[athlete] < last)
    sessions = Sessions(
        whole.sessions.day[athlete, kept][None] - first,
        *(
            getattr(whole.sessions, field.name)[athlete, kept][None]
            for field in fields(Sessions)[1:]
        ),
    )
    row_of = slice(athlete, athlete + 1)
    return Series(
        whole.items[row_of, days],
        whole.answered[row_of, days],
        whole.load[row_of, days],
        whole.day_state[row_of, days],
        whole.ill[row_of, days],
        sessions,
        np.array([0]),
    )
