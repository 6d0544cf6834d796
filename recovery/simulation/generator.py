"""The generator: hidden courses become training, answers, gaps and carelessness.

Fatigue follows an impulse response to load (Banister's form; time constants of 4 to 15 days are
in the literature), answers load on training, life and illness, and athletes skip check-ins more
often when they feel bad (Saw et al. 2015, J. Sports Sci. Med. 14:732).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from recovery.engine import (
    ITEM_INDEX,
    ITEMS,
    DayKind,
    Scale,
    Series,
    SessionKind,
    Sessions,
    daily_load,
    pack_sessions,
    turn_answers,
)
from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray
from recovery.simulation.latent import Episodes, Latent, draw_episodes

# A week of relative load, its kinds of session, and a block of four weeks.
WEEK_PATTERN = np.array([0.0, 1.2, 0.8, 1.4, 0.7, 1.6, 1.3])
WEEK_KINDS = np.array(
    [
        SessionKind.TRAINING,
        SessionKind.TRAINING,
        SessionKind.STRENGTH,
        SessionKind.TRAINING,
        SessionKind.TRAINING,
        SessionKind.COMPETITION,
        SessionKind.TRAINING,
    ]
)
BLOCK_PATTERN = np.array([0.95, 1.05, 1.15, 0.80])

# How much an answer moves with training strain, life stress and illness.
LOADINGS = {
    "fatigue": (1.0, 0.6, 1.0),
    "soreness": (1.0, 0.2, 0.6),
    "sleep_quality": (0.6, 0.8, 0.7),
    "sleep_hours": (0.4, 0.6, 0.3),
    "stress": (0.5, 1.0, 0.3),
    "mood": (0.7, 0.8, 0.6),
    "concentration": (0.5, 0.7, 0.6),
    "motivation": (0.6, 0.5, 0.5),
}
ANSWERED_ITEMS = tuple(LOADINGS)
LOADING = np.array([LOADINGS[code] for code in ANSWERED_ITEMS])


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """How hard the generator makes it to see what is going on."""

    item_noise: float = 0.8  # [SD]
    non_functional_strain: tuple[float, float] = (1.4, 2.8)  # [SD]
    onset: tuple[int, int] = (90, 140)  # [day]
    careless_share: float = 0.08  # athletes who give the same answers on most days
    heart_share: float = 0.4  # athletes who measure their heart
    heart_inverted_share: float = 0.25  # of those, whose heart answers the other way round
    unlogged_share: float = 0.05  # sessions that are never logged
    answer_rate: tuple[float, float] = (7.0, 2.0)  # Beta, of days with a check-in
    dropped_share: float = 0.0  # check-ins that go missing besides, at random
    said_rest_share: float = 0.9  # rest days that are said to be
    usual_load: float = 380.0  # median over athletes of their mean day [AU]
    load_rise_share: float = 1.0  # of non-functional episodes in which load rises
    common_noise: float = 0.45  # [SD] of all answers of a morning together
    common_persistence: float = 0.3  # from one morning to the next
    # Where athletes' usual answers lie (1 best, 5 worst): one range, or several equally common.
    usual_answer: tuple[tuple[float, float], ...] = ((2.0, 3.0),)
    load_permuted: bool = False  # each athlete's load is somebody else's: load says nothing


EASY = Variant()
HARD = Variant(item_noise=1.1, non_functional_strain=(1.0, 1.8))
COLD_START = Variant(onset=(16, 30))
# What may be different in the world from what the hard variant assumes, one thing at a time.
NO_LOAD_RISE = replace(HARD, load_rise_share=0.0)
EXTRA_MISSING = replace(HARD, dropped_share=0.4)
INVERTED_HEARTS = replace(HARD, heart_share=1.0, heart_inverted_share=1.0)
FLOOR_AND_CEILING = replace(HARD, usual_answer=((1.0, 1.6), (3.6, 4.4)))
CORRELATED_ITEMS = replace(HARD, common_noise=0.8, common_persistence=0.5)
PERMUTED_LOAD = replace(HARD, load_permuted=True)


@dataclass(frozen=True, slots=True)
class Simulation:
    """Facts as athletes would enter them, and the truth behind them.

    Attributes
    ----------
    items : ndarray of shape (n_athletes, n_days, n_items)
        In the order of `ITEMS`; answers as given, **5 is best**. NaN is not answered.
    day_kind : int8 ndarray of shape (n_athletes, n_days)
        `DayKind` said by the athlete.
    sessions : Sessions
        With planned and felt exertion.
    ill : bool ndarray of shape (n_athletes, n_days)
        Said to be ill.
    latent : Latent
    episodes : Episodes
    load_from : int ndarray of shape (n_athletes,), optional
        Whose load each athlete is given instead of their own.
    """

    items: FloatArray
    day_kind: CodeArray
    sessions: Sessions
    ill: BoolArray
    latent: Latent
    episodes: Episodes
    load_from: IntArray | None = None

    def series(self, first_day: IntArray | None = None) -> Series:
        """Return the facts as the engine reads them."""
        state, load = daily_load(self.sessions, self.day_kind)
        if self.load_from is not None:
            state, load = state[self.load_from], load[self.load_from]
        return Series(
            items=turn_answers(self.items),
            answered=np.any(~np.isnan(self.items), axis=-1),
            load=load,
            day_state=state,
            ill=self.ill,
            sessions=self.sessions,
            first_day=np.zeros(len(self.items), np.int64) if first_day is None else first_day,
        )


def simulate(athletes: int, days: int, seed: int, *, variant: Variant = EASY) -> Simulation:
    """Simulate athletes with one episode each, or none.

    Parameters
    ----------
    athletes, days : int
    seed : int
        The same seed gives the same facts.
    variant : Variant

    Raises
    ------
    ValueError
        If there are no athletes or no days.
    """
    if athletes < 1 or days < 1:
        raise ValueError(f"athletes and days must be at least 1, got {athletes} and {days}")
    draw = np.random.default_rng(seed)
    episodes, latent = draw_episodes(
        draw,
        athletes,
        days,
        onset=variant.onset,
        non_functional_strain=variant.non_functional_strain,
        load_rise_share=variant.load_rise_share,
    )
    return observe(draw, latent, episodes, variant)


def observe(draw: Generator, latent: Latent, episodes: Episodes, variant: Variant) -> Simulation:
    """Turn hidden courses into what athletes train, answer and leave out."""
    plan = _draw_plan(draw, latent, variant)
    life = latent.life + _autoregressive(draw, latent.life.shape, 0.85, 0.35)
    training = _training_strain(draw, plan.relative_load, latent)
    exertion = 0.45 * (training + 0.5 * life + latent.illness)
    sessions, trained = _log_sessions(draw, plan, exertion, variant)
    items = _draw_answers(draw, np.stack([training, life, latent.illness], axis=-1), variant)
    answered = _draw_answered(draw, training + 0.5 * life + latent.illness, variant)
    items[~answered] = np.nan
    ill = answered & (latent.illness > 0) & (draw.random(answered.shape) < 0.8)
    rests = (plan.minutes == 0) & (draw.random(answered.shape) < variant.said_rest_share)
    day_kind = np.where(rests & ~trained, DayKind.REST, DayKind.UNSAID)
    permuted = draw.permutation(len(items)) if variant.load_permuted else None
    return Simulation(items, day_kind.astype(np.int8), sessions, ill, latent, episodes, permuted)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be trained, arrays of shape (n_athletes, n_days); 0 minutes is a rest day."""

    relative_load: FloatArray  # 1 is the athlete's mean day
    minutes: FloatArray
    rpe: FloatArray
    kind: IntArray


def _draw_plan(draw: Generator, latent: Latent, variant: Variant) -> _Plan:
    n_athletes, n_days = latent.load_factor.shape
    habit = np.exp(draw.normal(np.log(variant.usual_load), 0.35, (n_athletes, 1)))  # [AU per day]
    weekday = (np.arange(n_days) + draw.integers(0, 7, (n_athletes, 1))) % 7
    week = np.arange(n_days) // 7 % 4
    noise = np.exp(draw.normal(0, 0.3, (n_athletes, n_days)) - 0.045)
    relative = WEEK_PATTERN[weekday] * BLOCK_PATTERN[week] * noise * latent.load_factor
    rpe = np.clip(np.round(2 * (4 * WEEK_PATTERN[weekday] + 0.3)) / 2, 2, 9)
    minutes = 5 * np.round(np.clip(habit * relative / rpe, 0, 300) / 5)
    minutes[minutes < 15] = 0
    return _Plan(relative, minutes, rpe, WEEK_KINDS[weekday])


def _training_strain(draw: Generator, relative_load: FloatArray, latent: Latent) -> FloatArray:
    """Response of the morning to the load up to the evening before, and lasting strain. [SD]"""
    n_athletes, n_days = relative_load.shape
    decay = np.exp(-1 / np.exp(draw.normal(np.log(9), 0.25, n_athletes)))
    sensitivity = draw.normal(1.3, 0.35, n_athletes)
    load = 1 / (1 - decay)  # of a mean day, every day
    strain = np.empty((n_athletes, n_days))
    for day in range(n_days):
        fatigue = load * (1 - decay) - 1
        strain[:, day] = sensitivity * latent.sensitivity_factor[:, day] * fatigue
        load = load * decay + relative_load[:, day]
    return strain + latent.strain


def _log_sessions(
    draw: Generator, plan: _Plan, exertion: FloatArray, variant: Variant
) -> tuple[Sessions, BoolArray]:
    """Return the sessions that were logged, and on which days there was one."""
    felt = plan.rpe + exertion + draw.normal(0, 0.9, plan.rpe.shape)
    felt = np.clip(np.round(2 * felt) / 2, 0.5, 10)
    trained = plan.minutes > 0
    athlete, day = np.nonzero(trained & (draw.random(trained.shape) >= variant.unlogged_share))
    sessions = pack_sessions(
        n_athletes=len(trained),
        athlete=athlete,
        day=day,
        started=day,
        kind=plan.kind[athlete, day],
        minutes=plan.minutes[athlete, day],
        rpe=felt[athlete, day],
        planned_rpe=plan.rpe[athlete, day],
    )
    return sessions, trained


def _draw_answers(draw: Generator, causes: FloatArray, variant: Variant) -> FloatArray:
    """Draw every item of every day, as the athlete would give it (5 is best)."""
    n_athletes, n_days = causes.shape[:2]
    common = _autoregressive(
        draw, (n_athletes, n_days), variant.common_persistence, variant.common_noise
    )
    noise = draw.normal(0, variant.item_noise, (n_athletes, n_days, len(ANSWERED_ITEMS)))
    deviation = causes @ LOADING.T + common[..., None] + noise
    usual = _draw_usual_answers(draw, n_athletes, variant)
    swing = draw.uniform(0.45, 0.8, (n_athletes, 1, len(ANSWERED_ITEMS)))
    worse = np.clip(np.rint(usual + swing * deviation), 1, 5)
    careless = draw.random((n_athletes, 1)) < variant.careless_share
    careless = careless & (draw.random((n_athletes, n_days)) < 0.8)
    worse = np.where(careless[..., None], np.rint(usual.mean(axis=-1, keepdims=True)), worse)

    items = np.full((n_athletes, n_days, len(ITEMS)), np.nan)
    for column, code in enumerate(ANSWERED_ITEMS):
        if ITEMS[ITEM_INDEX[code]].scale is Scale.ANSWER:
            items[..., ITEM_INDEX[code]] = 6 - worse[..., column]
    slept = draw.normal(7.7, 0.5, (n_athletes, 1))
    hours = slept - swing[..., 0] * deviation[..., ANSWERED_ITEMS.index("sleep_hours")]
    items[..., ITEM_INDEX["sleep_hours"]] = np.clip(np.round(2 * hours) / 2, 3, 12)
    _add_heart(draw, items, causes, variant)
    return items


def _draw_usual_answers(draw: Generator, n_athletes: int, variant: Variant) -> FloatArray:
    """Draw everyone's usual answer to every question, shape (n_athletes, 1, n_items)."""
    shape = (n_athletes, 1, len(ANSWERED_ITEMS))
    ranges = np.array(variant.usual_answer)
    low, high = ranges[np.arange(n_athletes) % len(ranges)].T[..., None, None]
    return draw.uniform(low, high, shape)


def _add_heart(draw: Generator, items: FloatArray, causes: FloatArray, variant: Variant) -> None:
    """Add heart measures for those who take them; some respond the other way round."""
    n_athletes, n_days = causes.shape[:2]
    training, illness = causes[..., 0], causes[..., 2]
    measures = draw.random((n_athletes, 1)) < variant.heart_share
    sign = np.where(draw.random((n_athletes, 1)) < variant.heart_inverted_share, -1, 1)
    rate = draw.uniform(44, 62, (n_athletes, 1)) + sign * training + 2.5 * illness
    rate = np.rint(rate + draw.normal(0, 2.2, (n_athletes, n_days)))
    variability = draw.normal(4.2, 0.4, (n_athletes, 1)) - 0.05 * sign * training - 0.1 * illness
    variability = variability + draw.normal(0, 0.12, (n_athletes, n_days))
    # Devices show whole milliseconds.
    rmssd = np.rint(np.clip(np.exp(variability), 8, 230))
    items[..., ITEM_INDEX["resting_heart_rate"]] = np.where(measures, rate, np.nan)
    items[..., ITEM_INDEX["ln_rmssd"]] = np.where(measures, np.log(rmssd), np.nan)


def _draw_answered(draw: Generator, strain: FloatArray, variant: Variant) -> BoolArray:
    """Draw who checks in: everyone has a rate of their own, and skips more when strained."""
    rate = np.clip(draw.beta(*variant.answer_rate, (len(strain), 1)), 0.02, 0.98)
    odds = np.log(rate / (1 - rate)) - 0.35 * strain
    answered: BoolArray = draw.random(strain.shape) < 1 / (1 + np.exp(-odds))
    if variant.dropped_share:
        answered &= draw.random(strain.shape) >= variant.dropped_share
    return answered


def _autoregressive(
    draw: Generator, shape: tuple[int, ...], persistence: float, sd: float
) -> FloatArray:
    """Draw noise that remembers yesterday, with a stationary standard deviation of ``sd``."""
    steps = draw.normal(0, sd, shape)
    values = np.empty(shape)
    values[:, 0] = steps[:, 0]
    fresh = np.sqrt(1 - persistence**2)
    for day in range(1, shape[1]):
        values[:, day] = persistence * values[:, day - 1] + fresh * steps[:, day]
    return values
