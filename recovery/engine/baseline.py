"""Each athlete's own normal, shrunk towards what is usual while little is known of them."""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray, IntArray, on_grid, rolling_sum
from recovery.engine.items import ITEMS
from recovery.engine.parameters import DEFAULTS, Parameters
from recovery.engine.series import Calibration

PRIOR_MEAN = np.array([item.prior_mean for item in ITEMS])
PRIOR_SD = np.array([item.prior_sd for item in ITEMS])
FLOOR_SD = np.array([item.floor_sd for item in ITEMS])
ICC = np.array([item.icc for item in ITEMS])
MINIMUM_ANSWERS = np.array([item.minimum_answers for item in ITEMS])
# What deviations are summed around: on the grid, so that the sums and those of squares are exact.
REFERENCE = on_grid(PRIOR_MEAN)
DIRECTION = np.array([1.0 if item.larger_is_worse else -1.0 for item in ITEMS])


@dataclass(frozen=True, slots=True)
class Baseline:
    """The own normal before each day, arrays of shape (n_athletes, n_days, n_items).

    Attributes
    ----------
    mean : ndarray
        Normal value. [unit of the item, in the direction of the series]
    sd : ndarray
        Standard deviation of a new answer around it, the uncertainty of the mean included.
    answers : int ndarray
        Own answers it rests on.
    """

    mean: FloatArray
    sd: FloatArray
    answers: IntArray


def shrink(
    answers: IntArray | FloatArray,
    mean: FloatArray,
    squares: FloatArray,
    *,
    prior_mean: FloatArray,
    prior_sd: FloatArray,
    floor_sd: FloatArray,
    icc: FloatArray,
    parameters: Parameters = DEFAULTS,
) -> tuple[FloatArray, FloatArray]:
    """Combine own answers with the prior into a normal and the spread of a new answer.

    Parameters
    ----------
    answers : int ndarray
        Number of own answers.
    mean, squares : ndarray
        Their mean and their sum of squared deviations from it; anything where there are none.
    prior_mean, prior_sd, floor_sd, icc : ndarray
        See `Item`.

    Returns
    -------
    mean, sd : ndarray

    Notes
    -----
    Empirical-Bayes shrinkage in the manner of individual reference ranges (Hecksteden et al.
    2017, doi:10.1123/ijspp.2016-0120). Answers of successive days repeat one another,
    so n answers count as ``n (1 - phi) / (1 + phi)``; the prior mean counts as
    ``(1 - ICC) / ICC`` answers.
    """
    known = answers > 0
    return _shrink(
        answers,
        np.where(known, mean, prior_mean),
        np.where(known, squares, 0.0),
        prior_mean=prior_mean,
        prior_sd=prior_sd,
        floor_sd=floor_sd,
        icc=icc,
        parameters=parameters,
    )


def _shrink(
    answers: IntArray | FloatArray,
    mean: FloatArray,
    squares: FloatArray,
    *,
    prior_mean: FloatArray,
    prior_sd: FloatArray,
    floor_sd: FloatArray,
    icc: FloatArray,
    parameters: Parameters,
) -> tuple[FloatArray, FloatArray]:
    """Do as `shrink`, where any finite mean and 0 squares stand for no answers."""
    correlation = parameters.day_to_day_correlation
    prior_weight = (1 - icc) / icc
    own_weight = answers * ((1 - correlation) / (1 + correlation))
    weight = own_weight + prior_weight
    normal = (own_weight * mean + prior_weight * prior_mean) / weight
    variance = squares + parameters.prior_answers * prior_sd**2
    variance = variance / (np.maximum(answers, 1) + (parameters.prior_answers - 1))
    spread = np.maximum(variance, floor_sd**2) * (1 + 1 / weight)
    return normal, np.sqrt(spread)


def own_normal(
    items: FloatArray,
    left_out: BoolArray,
    parameters: Parameters = DEFAULTS,
    calibration: Calibration | None = None,
) -> Baseline:
    """Return the shrunken baseline of every item before every day.

    Parameters
    ----------
    items : ndarray of shape (n_athletes, n_days, n_items)
        As in `Series`.
    left_out : bool ndarray of shape (n_athletes, n_days)
        Days that are nobody's normal (illness).
    calibration : Calibration, optional
        Priors of a club's own, instead of those of `ITEMS`.
    """
    baseline = Baseline(
        np.empty_like(items), np.empty_like(items), np.empty_like(items, dtype=np.int64)
    )
    counts = ~left_out
    for index in range(items.shape[-1]):  # one at a time, so that it stays in the cache
        normal, sd, answers = own_normal_of_item(
            index, items[..., index], counts, parameters, calibration
        )
        baseline.mean[..., index] = normal
        baseline.sd[..., index] = sd
        baseline.answers[..., index] = answers
    return baseline


def own_normal_of_item(
    index: int,
    values: FloatArray,
    counts: BoolArray,
    parameters: Parameters = DEFAULTS,
    calibration: Calibration | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return normal, spread and number of answers of one item, as `own_normal` does of all.

    Parameters
    ----------
    index : int
        Of `ITEMS`.
    values : ndarray of shape (n_athletes, n_days)
        Its answers, in the direction of the series.
    counts : bool ndarray of shape (n_athletes, n_days)
        Days that may be somebody's normal.
    parameters : Parameters
    calibration : Calibration, optional

    Returns
    -------
    normal, sd, answers : ndarray of shape (n_athletes, n_days)
        Or of shape (1, 1), the same for everybody on every day, where there is no answer at all.
    """
    days, gap = parameters.baseline_days, parameters.baseline_gap_days
    valid = ~np.isnan(values) & counts
    if valid.any():
        deviation = np.where(valid, values - REFERENCE[index], 0.0)
        answers = rolling_sum(valid.astype(np.int16), days, lag=gap).astype(np.float64)
        total = rolling_sum(deviation, days, lag=gap)
        squares = rolling_sum(np.square(deviation), days, lag=gap)
        mean = total / np.maximum(answers, 1.0)
        squares -= np.multiply(total, mean, out=total)
        np.maximum(squares, 0.0, out=squares)
        mean += REFERENCE[index]
    else:  # of most people the heart, or what a lens hides
        answers, mean, squares = np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1))
    prior_mean, prior_sd, icc = PRIOR_MEAN[index], PRIOR_SD[index], ICC[index]
    if calibration is not None:
        by_prior = (calibration.prior_mean, calibration.prior_sd, calibration.icc)
        prior_mean, prior_sd, icc = (
            np.asfortranarray(values[calibration.prior, index]) for values in by_prior
        )
    normal, sd = _shrink(
        answers,
        mean,
        squares,
        prior_mean=prior_mean,
        prior_sd=prior_sd,
        floor_sd=FLOOR_SD[index],
        icc=icc,
        parameters=parameters,
    )
    return normal, sd, answers


def item_z(
    items: FloatArray,
    mean: FloatArray,
    sd: FloatArray,
    answers: IntArray,
    parameters: Parameters = DEFAULTS,
) -> FloatArray:
    """Deviation of each answer from the own normal, larger = worse. [SD]

    All arguments end in an axis of `ITEMS`. NaN where there is no answer, or fewer own answers
    than the item needs before it counts; clipped at ``z_limit``.
    """
    limit = parameters.z_limit
    if items.ndim < 3:  # a few days of some athletes: fewer calls cost less
        return one_item_z(
            items, mean, sd, answers, minimum=MINIMUM_ANSWERS, scale=DIRECTION, limit=limit
        )
    z = np.empty_like(items)
    for index in range(items.shape[-1]):  # one at a time, so that it stays in the cache
        values = items[..., index]
        if np.isnan(values).all():
            z[..., index] = np.nan
            continue
        z[..., index] = one_item_z(
            values,
            mean[..., index],
            sd[..., index],
            answers[..., index],
            minimum=MINIMUM_ANSWERS[index],
            scale=DIRECTION[index],
            limit=limit,
        )
    return z


def one_item_z(
    items: FloatArray,
    mean: FloatArray,
    sd: FloatArray,
    answers: IntArray | FloatArray,
    *,
    minimum: IntArray,
    scale: FloatArray,
    limit: float,
) -> FloatArray:
    z: FloatArray = items - mean
    z *= scale
    z /= sd
    np.clip(z, -limit, limit, out=z)
    np.putmask(z, answers < minimum, np.nan)
    return z
