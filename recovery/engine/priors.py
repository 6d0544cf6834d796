"""What is usual in one team: the prior of its newcomers, learned by the method of moments."""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray
from recovery.engine.baseline import FLOOR_SD, ICC, PRIOR_MEAN, PRIOR_SD
from recovery.engine.items import ITEM_CODES
from recovery.engine.status import Status

LEAST_ATHLETES = 8  # with enough answers, below which the built-in prior stays
LEAST_ANSWERS = 14  # of an athlete, to an item, below which they tell nothing about the team
# The built-in prior weighs as much as this many athletes: half in the smallest team that counts.
BUILT_IN_WEIGHT = 8.0
LOWEST_ICC, HIGHEST_ICC = 0.2, 0.9
WIDEST_SD = 2.0  # times the built-in one
# Coarse enough that what one athlete answered once does not show in what a team has learned.
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Priors:
    """Priors of every item, arrays of shape (n_items,); see `Item`.

    Attributes
    ----------
    mean, sd, icc : ndarray
        Built-in values where the status is not OK.
    status : int8 ndarray
        `Status`: OK where they were learned, INSUFFICIENT where they could not be.
    athletes : int ndarray
        Athletes with enough answers.
    answers : int ndarray
        Their answers.
    """

    mean: FloatArray
    sd: FloatArray
    icc: FloatArray
    status: CodeArray
    athletes: IntArray
    answers: IntArray


def team_priors(items: FloatArray, usable: BoolArray) -> Priors:
    """Learn the prior of every item from the answers of a team.

    Parameters
    ----------
    items : ndarray of shape (n_athletes, n_days, n_items)
        As in `Series`: answers with 5 as the worst, NaN where there is none.
    usable : bool ndarray of shape (n_athletes, n_days)
        Days that tell what is usual: recent, and not of illness.

    Notes
    -----
    One-way random effects: with ``n_i`` answers, mean ``m_i`` and sum of squares ``SS_i`` of
    athlete ``i``, ``within = sum SS_i / sum (n_i - 1)`` and
    ``between = var(m_i) - within * mean(1 / n_i)``; ICC is ``between`` over both together.
    Every athlete's mean counts once, however often they answer. All three are then shrunk
    towards the built-in prior, which weighs as much as `BUILT_IN_WEIGHT` athletes, so that a
    team just large enough moves half of the way.
    """
    valid = ~np.isnan(items) & usable[..., None]
    counts = valid.sum(axis=1)
    counted = counts >= LEAST_ANSWERS
    valid &= counted[:, None]
    counts = np.where(counted, counts, 0)
    athletes, answers = counted.sum(axis=0), counts.sum(axis=0)
    enough = athletes >= LEAST_ATHLETES

    means = np.where(valid, items, 0.0).sum(axis=1) / np.maximum(counts, 1)
    squares = np.square(np.where(valid, items - means[:, None], 0.0)).sum(axis=(0, 1))
    within = squares / np.maximum(answers - athletes, 1)
    mean = np.where(counted, means, 0.0).sum(axis=0) / np.maximum(athletes, 1)
    spread = np.square(np.where(counted, means - mean, 0.0)).sum(axis=0)
    of_means = np.where(counted, 1 / np.maximum(counts, 1), 0.0).sum(axis=0)
    between = spread / np.maximum(athletes - 1, 1) - within * of_means / np.maximum(athletes, 1)
    between = np.maximum(between, 0.0)
    together = within + between
    icc = np.where(together > 0, between / np.where(together > 0, together, 1.0), ICC)

    weight = np.where(enough, athletes / (athletes + BUILT_IN_WEIGHT), 0.0)
    sd = np.sqrt(_towards(PRIOR_SD**2, within, weight))
    return Priors(
        mean=np.where(enough, np.round(_towards(PRIOR_MEAN, mean, weight), DECIMALS), PRIOR_MEAN),
        sd=np.where(
            enough, np.clip(np.round(sd, DECIMALS), FLOOR_SD, WIDEST_SD * PRIOR_SD), PRIOR_SD
        ),
        icc=np.where(
            enough,
            np.clip(np.round(_towards(ICC, icc, weight), DECIMALS), LOWEST_ICC, HIGHEST_ICC),
            ICC,
        ),
        status=np.where(enough, np.int8(Status.OK), np.int8(Status.INSUFFICIENT)),
        athletes=athletes,
        answers=answers,
    )


def built_in_priors() -> Priors:
    """Return what is assumed where nothing was learned."""
    nothing = np.zeros(len(ITEM_CODES), dtype=np.int64)
    insufficient = np.full(len(ITEM_CODES), Status.INSUFFICIENT, dtype=np.int8)
    return Priors(PRIOR_MEAN, PRIOR_SD, ICC, insufficient, nothing, nothing)


def _towards(built_in: FloatArray, learned: FloatArray, weight: FloatArray) -> FloatArray:
    """Return the part ``weight`` of the way from the built-in value to the learned one."""
    return built_in + weight * (learned - built_in)
