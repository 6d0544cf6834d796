"""What athletes are asked and may measure, and what the engine assumes about each before it
has seen any of their own answers."""

from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray


class DataClass(IntFlag):
    """The classes of data an athlete shares or keeps. A lens is a combination of them."""

    SESSIONS = 1
    BODY = 2  # sleep, fatigue, soreness, nutrition
    MIND = 4  # stress, mood, concentration, motivation
    HEART = 8  # resting heart rate, heart-rate variability
    HEALTH = 16  # ill, red flags


ALL_CLASSES = (
    DataClass.SESSIONS | DataClass.BODY | DataClass.MIND | DataClass.HEART | DataClass.HEALTH
)


class Scale(IntEnum):
    """How an item is measured."""

    ANSWER = 1  # one of five labelled buttons
    MEASURE = 2  # a number with a unit of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question or measurement.

    Attributes
    ----------
    prior_mean, prior_sd : float
        What is usual for an athlete nobody knows yet: the mean across athletes, and the
        standard deviation from day to day within one. [unit]
    floor_sd : float
        The day-to-day standard deviation is never taken to be smaller, so that someone who
        always gives the same answer is not flagged for the first other one. [unit]
    icc : float
        Share of all variance that lies between athletes; the closer to 1, the less the prior
        says about an individual and the sooner their own answers outweigh it.
    minimum_answers : int
        Own answers needed before the item counts at all.
    weight : float
        In the composite of a check-in. Fatigue and soreness answer to training most directly;
        the other questions also carry the rest of life. Heart measures share one weight, see
        `Parameters.heart_weight`.
    larger_is_worse : bool
        Direction within a `Series`. Answers arrive there with 5 as the worst.
    """

    code: str
    data_class: DataClass
    scale: Scale = Scale.ANSWER
    unit: str = "1–5"
    prior_mean: float = 2.5
    prior_sd: float = 0.75
    floor_sd: float = 0.45
    icc: float = 0.45
    minimum_answers: int = 0
    weight: float = 0.6
    larger_is_worse: bool = True


ITEMS = (
    Item(code="fatigue", data_class=DataClass.BODY, weight=1.0),
    Item(code="soreness", data_class=DataClass.BODY, weight=1.0),
    Item(code="sleep_quality", data_class=DataClass.BODY),
    Item(
        code="sleep_hours",
        data_class=DataClass.BODY,
        scale=Scale.MEASURE,
        unit="h",
        prior_mean=7.6,
        prior_sd=0.9,
        floor_sd=0.5,
        larger_is_worse=False,
    ),
    Item(code="stress", data_class=DataClass.MIND),
    Item(code="mood", data_class=DataClass.MIND),
    Item(code="concentration", data_class=DataClass.MIND),
    Item(code="motivation", data_class=DataClass.MIND),
    # Heart values differ far more between people than from day to day, so the prior mean says
    # next to nothing about one of them: they wait for fourteen values of the athlete's own.
    Item(
        code="resting_heart_rate",
        data_class=DataClass.HEART,
        scale=Scale.MEASURE,
        unit="bpm",
        prior_mean=55.0,
        prior_sd=3.0,
        floor_sd=1.5,
        icc=0.85,
        minimum_answers=14,
    ),
    Item(
        code="ln_rmssd",
        data_class=DataClass.HEART,
        scale=Scale.MEASURE,
        unit="ln ms",
        prior_mean=4.2,
        prior_sd=0.15,
        floor_sd=0.08,
        icc=0.85,
        minimum_answers=14,
        larger_is_worse=False,
    ),
)

ITEM_CODES = tuple(item.code for item in ITEMS)
ITEM_INDEX = {item.code: index for index, item in enumerate(ITEMS)}

IS_ANSWER: BoolArray = np.array([item.scale == Scale.ANSWER for item in ITEMS])
WEIGHTS: FloatArray = np.array([item.weight for item in ITEMS])
IS_HEART: BoolArray = np.array([item.data_class == DataClass.HEART for item in ITEMS])


def turn_answers(values: FloatArray) -> FloatArray:
    """Turn items from "5 is best", as asked and stored, to "5 is worst", as computed, or back.

    Parameters
    ----------
    values : ndarray of shape (..., n_items)
        In the order of `ITEMS`. Measures (hours, beats, ln ms) pass unchanged, NaN stays NaN.
    """
    return np.where(IS_ANSWER, 6.0 - values, values)


def visible_items(classes: DataClass) -> BoolArray:
    """Return which `ITEMS` belong to the given data classes, shape (n_items,)."""
    return np.array([item.data_class in classes for item in ITEMS])
