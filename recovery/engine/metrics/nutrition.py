"""Nutrition as three ticks: no calories, no body weight, no ranking."""

import numpy as np

from recovery.engine.arrays import FloatArray, known_days, rolling_mean
from recovery.engine.status import Metric, metric

TICKS = ("carbohydrates", "protein", "after_training")
WEEK = 7
WEEK_MINIMUM = 3


def nutrition_score(ticks: FloatArray) -> Metric:
    """Sum of three ticks: carbohydrates for the load, protein at meals, fed after training.

    Parameters
    ----------
    ticks : ndarray of shape (..., 3)
        In the order of `TICKS`: 0 no, 1 partly, 2 yes. NaN is not answered.

    Returns
    -------
    Metric of shape (...)
        0 to 6, larger is better. Insufficient if a tick is missing.

    Raises
    ------
    ValueError
        If there are not three ticks, or one is not 0, 1 or 2.

    Notes
    -----
    A design of this project, coarse on purpose, and validated by nobody.

    Examples
    --------
    >>> float(nutrition_score(np.array([2.0, 1, 0])).value)
    3.0
    """
    if ticks.shape[-1:] != (len(TICKS),):
        raise ValueError(f"expected {len(TICKS)} ticks, got shape {ticks.shape}")
    if not np.isin(ticks[~np.isnan(ticks)], (0.0, 1.0, 2.0)).all():
        raise ValueError("a tick must be 0, 1 or 2, or NaN")
    score = ticks.sum(axis=-1)
    return metric(score, enough=~np.isnan(score))


def nutrition_week(score: FloatArray) -> Metric:
    """Mean nutrition score of seven days. [0 to 6]

    Parameters
    ----------
    score : ndarray of shape (n_athletes, n_days)
        The values of `nutrition_score`.

    Returns
    -------
    Metric
        Insufficient with fewer than three of the seven.
    """
    mean = rolling_mean(score, WEEK, minimum=WEEK_MINIMUM)
    return metric(mean, enough=known_days(score, WEEK) >= WEEK_MINIMUM)


def energy_availability(
    intake: FloatArray, exercise: FloatArray, *, fat_free_mass: FloatArray
) -> Metric:
    """Energy left per kilogram of fat-free mass after exercise [1]_. [kcal/kg per day]

    Parameters
    ----------
    intake, exercise : ndarray
        Energy eaten, and spent on exercise. [kcal per day] NaN is not measured.
    fat_free_mass : ndarray
        [kg] NaN is not measured.

    Returns
    -------
    Metric
        Insufficient where anything is not measured.

    Raises
    ------
    ValueError
        If an energy is negative or a mass not positive.

    Notes
    -----
    For measurements by a professional. It is never computed from what athletes write down: a
    diary's error is larger than the difference between 30 and 45, which are laboratory values
    and name no condition.

    References
    ----------
    .. [1] A. B. Loucks, B. Kiens and H. H. Wright, "Energy availability in athletes," J. Sports
       Sci. 29(sup1), S7-S15, 2011. doi:10.1080/02640414.2011.588958

    Examples
    --------
    >>> day = energy_availability(np.array(2600.0), np.array(800.0), fat_free_mass=np.array(52.0))
    >>> float(day.value.round(3))
    34.615
    """
    if (intake < 0).any() or (exercise < 0).any():
        raise ValueError("energy must not be negative")
    if (fat_free_mass <= 0).any():
        raise ValueError("fat-free mass must be positive")
    available = (intake - exercise) / fat_free_mass
    return metric(available, enough=~np.isnan(available))
