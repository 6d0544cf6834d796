"""What clubs use today, each by its common definition and at its customary threshold.

None of them knows an athlete's normal the way the model does; that is what they are compared
for. All of them are given the alignment of the model: training up to the evening before.
"""

import numpy as np

from recovery.engine import ITEM_INDEX
from recovery.engine.arrays import (
    BoolArray,
    FloatArray,
    divide,
    mean_and_sd,
    rolling_mean,
    shift_days,
    windows,
)
from recovery.engine.metrics.averages import (
    RatioConvention,
    acute_chronic_ratio,
    performance_management,
)
from recovery.engine.metrics.load import strain, week_load
from recovery.laboratory.detectors import ANSWER_COLUMNS, Detector, carried
from recovery.laboratory.worlds import Facts

# The stress score of one hour at the threshold is 100 by definition; the same hour felt as a 7
# of 10 is 420 AU.
STRESS_POINTS_PER_AU = 100 / 420
USUAL_DAYS = 28
USUAL_MINIMUM = 14
MEWMA_WEIGHT = 0.25
RANDOM_SEED = 7

_SLEEP_HOURS = ITEM_INDEX["sleep_hours"]


def coupled_ratio(facts: Facts) -> FloatArray:
    """Acute over chronic load, 7 days over the 28 that contain them."""
    ratio = acute_chronic_ratio(facts.series.load, convention=RatioConvention.COUPLED)
    return _until_yesterday(ratio.value)


def ewma_ratio(facts: Facts) -> FloatArray:
    """Acute over chronic load as exponential averages."""
    ratio = acute_chronic_ratio(facts.series.load, convention=RatioConvention.EWMA)
    return _until_yesterday(ratio.value)


def negative_balance(facts: Facts) -> FloatArray:
    """Training stress balance, turned so that larger is worse. [stress points per day]"""
    _chronic, _acute, balance = performance_management(STRESS_POINTS_PER_AU * facts.series.load)
    return _until_yesterday(-carried(balance))


def strain_ratio(facts: Facts) -> FloatArray:
    """Strain of the last week over the mean strain of the four weeks before it."""
    weekly = strain(facts.series.load).value
    usual = rolling_mean(weekly, USUAL_DAYS, minimum=USUAL_MINIMUM, lag=7)
    return _until_yesterday(divide(weekly, usual))


def hard_week(facts: Facts) -> FloatArray:
    """Load of the last week over the mean week of the four before it."""
    week = week_load(facts.series.load).value
    usual = 7 * rolling_mean(facts.series.load, USUAL_DAYS, minimum=20, lag=7)
    return _until_yesterday(divide(week, usual))


def daily_z(facts: Facts) -> FloatArray:
    """Sum of the day's answers against the 28 days before it. [SD]"""
    total = _answer_mean(facts.series.items)
    count, mean, sd = mean_and_sd(windows(total, USUAL_DAYS, lag=1))
    return np.where((count >= USUAL_MINIMUM) & (sd > 0), divide(total - mean, sd), np.nan)


def weekly_z(facts: Facts) -> FloatArray:
    """Mean of the daily deviations of seven days. [SD]"""
    z = daily_z(facts)
    shifted = rolling_mean(z + 100.0, 7, minimum=3)  # means are of numbers that are not negative
    return shifted - 100.0


def signed_t2(facts: Facts) -> FloatArray:
    """MEWMA: the T² of smoothed deviations under a pooled covariance, signed by their sum."""
    items = facts.series.items[..., ANSWER_COLUMNS]
    deviation = _deviations(items)
    known: BoolArray = np.all(~np.isnan(deviation), axis=-1)
    rows = deviation[known]
    covariance = np.cov(rows[:200_000].T) * MEWMA_WEIGHT / (2 - MEWMA_WEIGHT)
    inverse = np.linalg.inv(covariance)
    state = np.zeros((len(items), items.shape[-1]))
    value = np.full(known.shape, np.nan)
    for day in range(known.shape[1]):  # a recurrence: loop over days, not athletes
        today = known[:, day]
        moved = state + MEWMA_WEIGHT * (np.nan_to_num(deviation[:, day]) - state)
        state = np.where(today[:, None], moved, state)
        t2 = np.einsum("ai,ij,aj->a", state, inverse, state)
        value[:, day] = np.sign(state.sum(axis=1)) * t2
    return value


def at_random(facts: Facts) -> FloatArray:
    """Noise: what any alarm finds that opens as often."""
    return np.random.default_rng(RANDOM_SEED).random(facts.series.load.shape)


BASELINES = (
    Detector(
        name="ACWR, coupled",
        words="7 over 28 days of load; alarm over 1.5",
        score=coupled_ratio,
        customary=1.5,
    ),
    Detector(
        name="ACWR, EWMA",
        words="exponential averages of 7 and 28 days; alarm over 1.5",
        score=ewma_ratio,
        customary=1.5,
    ),
    Detector(
        name="TSB",
        words="42-day minus 7-day load under −30 points, 100 points being an hour felt as a 7 "
        "of 10 (420 AU)",
        score=negative_balance,
        customary=30.0,
    ),
    Detector(
        name="strain ratio",
        words="Foster's strain of the week over its mean of the four weeks before; alarm over 1.5",
        score=strain_ratio,
        customary=1.5,
    ),
    Detector(
        name="hard week",
        words="an alarm after every week with 1.3 times the load of the four before",
        score=hard_week,
        customary=1.3,
    ),
    Detector(
        name="daily z",
        words="the day's answers against 28 days; alarm over 1.5 SD",
        score=daily_z,
        customary=1.5,
    ),
    Detector(
        name="7-day z",
        words="the mean of seven daily deviations; alarm over 1.0 SD",
        score=weekly_z,
        customary=1.0,
    ),
    Detector(
        name="MEWMA T²",
        words="smoothed deviations of all answers under a pooled covariance; alarm over the 99 % "
        "point of χ² with 8 degrees (20.1)",
        score=signed_t2,
        customary=20.09,
    ),
    Detector(name="at random", words="alarms at random times", score=at_random),
)


def _until_yesterday(values: FloatArray) -> FloatArray:
    """Align: this morning knows training up to the evening before."""
    return shift_days(values, 1, fill=np.nan)


def _answer_mean(items: FloatArray) -> FloatArray:
    """Mean of the day's answers, hours of sleep left out, at least three. 5 is worst."""
    answers = items[..., [column for column in ANSWER_COLUMNS if column != _SLEEP_HOURS]]
    known = ~np.isnan(answers)
    count = known.sum(axis=-1)
    total = np.where(known, answers, 0.0).sum(axis=-1)
    return np.where(count >= 3, divide(total, count), np.nan)


def _deviations(items: FloatArray) -> FloatArray:
    """Deviation of every answer from its mean over the 28 days before it, larger = worse."""
    turned = items.copy()
    turned[..., ANSWER_COLUMNS == _SLEEP_HOURS] *= -1
    shifted = turned + 100.0  # means are of numbers that are not negative
    usual = rolling_mean(shifted, USUAL_DAYS, minimum=USUAL_MINIMUM, lag=1)
    return shifted - usual
