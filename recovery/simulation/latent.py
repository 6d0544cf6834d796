"""What happens to athletes and is never observed: overload, strain, illness, stress.

Units are within-athlete standard deviations, so that 1 is a day-to-day standard deviation of how
the athlete usually feels.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.random import Generator

from recovery.engine.arrays import FloatArray, IntArray


class EpisodeKind(IntEnum):
    """What befalls a simulated athlete, once at most."""

    NONE = 0
    TOLERATED_OVERLOAD = 1  # more load, taken well
    FUNCTIONAL = 2  # a hard block that pays off: short strain, then recovery
    NON_FUNCTIONAL = 3  # load and recovery drift apart for weeks: what a warning is for
    ILLNESS = 4
    LIFE_STRESS = 5


SHARES = {
    EpisodeKind.NONE: 0.35,
    EpisodeKind.TOLERATED_OVERLOAD: 0.15,
    EpisodeKind.FUNCTIONAL: 0.10,
    EpisodeKind.NON_FUNCTIONAL: 0.20,
    EpisodeKind.ILLNESS: 0.10,
    EpisodeKind.LIFE_STRESS: 0.10,
}


@dataclass(frozen=True, slots=True)
class Latent:
    """The course of hidden quantities, arrays of shape (n_athletes, n_days).

    Attributes
    ----------
    load_factor : ndarray
        Load over what is habitual.
    sensitivity_factor : ndarray
        How much of the usual response to load there is.
    strain : ndarray
        m, lasting strain beyond what the load of the last days explains. [SD]
    life, illness : ndarray
        Stress from elsewhere, and illness. [SD]
    """

    load_factor: FloatArray
    sensitivity_factor: FloatArray
    strain: FloatArray
    life: FloatArray
    illness: FloatArray

    @classmethod
    def quiet(cls, n_athletes: int, n_days: int) -> "Latent":
        """Return a course in which nothing happens, to be written into."""
        shape = (n_athletes, n_days)
        return cls(
            np.ones(shape), np.ones(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape)
        )


@dataclass(frozen=True, slots=True)
class Episodes:
    """Which episode each athlete has and when, arrays of shape (n_athletes,).

    ``onset`` is the first day of changed load, illness or stress, -1 without an episode;
    ``length`` is in days.
    """

    kind: IntArray
    onset: IntArray
    length: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How one kind of episode runs; ranges are drawn from uniformly."""

    length: tuple[int, int] = (1, 1)  # [days]
    load_factor: tuple[float, float] = (1.0, 1.0)
    relief_days: int = 0  # of 0.6 times the load afterwards
    sensitivity: float = 1.0
    strain: tuple[float, float] = (0.0, 0.0)
    lag: tuple[int, int] = (0, 0)  # days until strain starts to rise
    rise_days: float = 1.0  # time constants
    decay_days: float = 1.0
    life: tuple[float, float] = (0.0, 0.0)
    illness: tuple[float, float] = (0.0, 0.0)


def shapes(non_functional_strain: tuple[float, float]) -> dict[EpisodeKind, Shape]:
    """Return the course of every kind of episode."""
    return {
        EpisodeKind.TOLERATED_OVERLOAD: Shape(
            length=(14, 25), load_factor=(1.35, 1.7), sensitivity=0.35
        ),
        EpisodeKind.FUNCTIONAL: Shape(
            length=(8, 14),
            load_factor=(1.4, 1.8),
            relief_days=6,
            strain=(0.8, 1.5),
            rise_days=5,
            decay_days=5,
        ),
        EpisodeKind.NON_FUNCTIONAL: Shape(
            length=(24, 40),
            load_factor=(1.15, 1.6),
            relief_days=14,
            strain=non_functional_strain,
            lag=(3, 9),
            rise_days=9,
            decay_days=16,
            life=(0.4, 0.4),
        ),
        EpisodeKind.ILLNESS: Shape(length=(4, 9), load_factor=(0.0, 0.4), illness=(2.0, 3.0)),
        EpisodeKind.LIFE_STRESS: Shape(length=(10, 22), life=(0.9, 1.8)),
    }


def draw_episodes(
    draw: Generator,
    n_athletes: int,
    n_days: int,
    *,
    onset: tuple[int, int],
    non_functional_strain: tuple[float, float],
    load_rise_share: float = 1.0,
) -> tuple[Episodes, Latent]:
    """Draw what happens to each athlete.

    Parameters
    ----------
    onset : (int, int)
        First and last day on which an episode may begin. One beyond the last day simulated
        is never seen.
    load_rise_share : float
        Of the non-functional episodes, in how many load rises; in the others strain comes from
        elsewhere (too little sleep or food, life) at habitual load.
    """
    kinds = draw.choice(
        np.array(list(SHARES), dtype=np.int64), size=n_athletes, p=list(SHARES.values())
    )
    begins = draw.integers(onset[0], onset[1] + 1, n_athletes)
    lengths = np.zeros(n_athletes, dtype=np.int64)
    latent = Latent.quiet(n_athletes, n_days)
    for kind, shape in shapes(non_functional_strain).items():
        rows = np.flatnonzero(kinds == kind)
        lengths[rows] = draw.integers(shape.length[0], shape.length[1] + 1, rows.size)
        write_episode(draw, latent, rows, shape, begins=begins[rows], lengths=lengths[rows])
        if kind is EpisodeKind.NON_FUNCTIONAL and load_rise_share < 1:
            habitual = rows[draw.random(rows.size) >= load_rise_share]
            latent.load_factor[habitual] = 1.0
    absent = (kinds == EpisodeKind.NONE) | (begins >= n_days)
    return (
        Episodes(
            kind=np.where(absent, EpisodeKind.NONE, kinds),
            onset=np.where(absent, -1, begins),
            length=np.where(absent, 0, lengths),
        ),
        latent,
    )


def write_episode(
    draw: Generator,
    latent: Latent,
    rows: IntArray,
    shape: Shape,
    *,
    begins: IntArray,
    lengths: IntArray,
) -> None:
    """Write one kind of episode into the course of these athletes."""

    def drawn(bounds: tuple[float, float]) -> FloatArray:
        return draw.uniform(bounds[0], bounds[1], (rows.size, 1))

    n_days = latent.strain.shape[1]
    days = np.arange(n_days)
    starts, ends = begins[:, None], (begins + lengths)[:, None]
    during = (days >= starts) & (days < ends)
    relief = (days >= ends) & (days < ends + shape.relief_days)
    factor = np.where(during, drawn(shape.load_factor), np.where(relief, 0.6, 1.0))
    latent.load_factor[rows] = factor
    latent.sensitivity_factor[rows] = np.where(during, shape.sensitivity, 1.0)
    latent.life[rows] = np.where(during, drawn(shape.life), 0.0)
    latent.illness[rows] = np.where(during, drawn(shape.illness), 0.0)

    lag = draw.integers(shape.lag[0], shape.lag[1] + 1, (rows.size, 1))
    target = drawn(shape.strain)
    strained = during & (days >= starts + lag)
    rise, decay = 1 - np.exp(-1 / shape.rise_days), 1 - np.exp(-1 / shape.decay_days)
    strain = np.zeros((rows.size, 1))
    for day in range(n_days):
        rising = strained[:, day : day + 1]
        strain = strain + np.where(rising, rise * (target - strain), -decay * strain)
        latent.strain[rows, day] = strain[:, 0]
