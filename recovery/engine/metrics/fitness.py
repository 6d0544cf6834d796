"""The performance management chart: long load, short load and their balance.

"Fitness", "fatigue" and "form" are the names that charts give to two averages and their
difference. They describe load, and know nothing of how anybody responded to it.
"""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import (
    BoolArray,
    FloatArray,
    carry_forward,
    divide,
    history_days,
    known_days,
    median_of_known,
    shift_days,
)
from recovery.engine.metrics.averages import (
    ACUTE_DAYS,
    FITNESS_DAYS,
    EwmaConvention,
    performance_management,
)
from recovery.engine.status import Metric, metric

SETTLED_DAYS = 42
PROVISIONAL_DAYS = 14
KNOWN_SHARE = 28 / 42
WEEKDAY_WEEKS = 12  # of the same weekday, that speak for an unknown day


@dataclass(frozen=True, slots=True)
class TrainingBalance:
    """The three lines of the chart, arrays of shape (n_athletes, n_days).

    Attributes
    ----------
    chronic, acute : Metric
        CTL and ATL at the end of the day. [unit of the load, per day]
    balance : Metric
        TSB, chronic minus acute. [same]
    relative_balance : Metric
        The balance as a share of the chronic load, which can be compared between athletes.
    filled_in : bool ndarray
        Unknown days that stand in the averages with the athlete's own median of that weekday.
    """

    chronic: Metric
    acute: Metric
    balance: Metric
    relative_balance: Metric
    filled_in: BoolArray


def training_balance(
    load: FloatArray,
    *,
    convention: EwmaConvention = EwmaConvention.TIME_CONSTANT,
    start: float | None = None,
    next_day: bool = True,
) -> TrainingBalance:
    """Chronic load (CTL), acute load (ATL) and training balance (TSB) with their minimum data.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        In one unit throughout: session-RPE load or stress scores, never both. NaN is unknown,
        and is filled with the median of the athlete's same weekdays of twelve weeks; without
        one, the averages keep their state.
    convention : EwmaConvention
        ``1 - exp(-1 / N)`` or ``1 / N``; both are in use, and differ by a hundredth at N = 42.
    start : float, optional
        The averages before the first day, instead of what the convention says.
    next_day : bool
        Whether a day shows the balance with which it began, that is of the day before, as most
        charts do, or the one with which it ended.

    Returns
    -------
    TrainingBalance
        Insufficient in the first 14 days and with under two thirds of the days known (28 of
        42); provisional in the first 42. The relative balance is not applicable where the
        chronic load is 0.

    Notes
    -----
    The widespread "high risk under -30" is a vendor's rule of thumb on an absolute scale, for
    which no validation was found. With ``2 / (N + 1)`` the same words mean half the memory.

    Examples
    --------
    >>> chart = training_balance(np.full((1, 43), 100.0))
    >>> float(chart.chronic.value[0, 41].round(5)), float(chart.balance.value[0, 42].round(5))
    (63.21206, -36.54007)
    """
    usual = _usual_of_weekday(load)
    filled_in = np.isnan(load) & ~np.isnan(usual)
    filled = np.where(filled_in, usual, load)
    chronic, acute, _balance = (
        carry_forward(values)
        for values in performance_management(filled, convention=convention, start=start)
    )
    history = history_days(load)
    enough = (history >= PROVISIONAL_DAYS) & (
        known_days(load, FITNESS_DAYS) >= KNOWN_SHARE * np.minimum(history, FITNESS_DAYS)
    )
    settled = history >= SETTLED_DAYS
    shift = int(next_day)
    before_chronic = shift_days(chronic, shift, fill=np.nan)
    balance = before_chronic - shift_days(acute, shift, fill=np.nan)
    begun = ~np.isnan(balance)
    return TrainingBalance(
        chronic=metric(chronic, enough=enough, settled=settled),
        acute=metric(acute, enough=enough, settled=settled),
        balance=metric(balance, enough=enough & begun, settled=settled),
        relative_balance=metric(
            divide(balance, before_chronic),
            enough=enough & begun,
            applicable=before_chronic > 0,
            settled=settled,
        ),
        filled_in=filled_in,
    )


def rest_days_until_balance(
    chronic: FloatArray,
    acute: FloatArray,
    *,
    convention: EwmaConvention = EwmaConvention.TIME_CONSTANT,
) -> Metric:
    """Days of complete rest after which acute load has fallen to chronic load. [d]

    Parameters
    ----------
    chronic, acute : ndarray
        CTL and ATL today. [unit of the load, per day] NaN is not known.
    convention : EwmaConvention
        Of both averages.

    Returns
    -------
    Metric
        0 where acute load is no higher already. Not applicable without chronic load.

    Raises
    ------
    ValueError
        If an average is negative.

    Examples
    --------
    >>> days = rest_days_until_balance(np.array([60.0]), np.array([90.0]))
    >>> float(days.value[0].round(2))
    3.41
    """
    if (chronic < 0).any() or (acute < 0).any():
        raise ValueError("averages of load must not be negative")
    faster = np.log1p(-convention.weight(FITNESS_DAYS)) - np.log1p(-convention.weight(ACUTE_DAYS))
    excess = np.maximum(np.nan_to_num(divide(acute, chronic), nan=1.0), 1.0)
    enough = ~np.isnan(chronic) & ~np.isnan(acute)
    return metric(np.log(excess) / faster, enough=enough, applicable=chronic > 0)


def _usual_of_weekday(load: FloatArray) -> FloatArray:
    same_weekdays = np.stack(
        [shift_days(load, 7 * back, fill=np.nan) for back in range(1, WEEKDAY_WEEKS + 1)], axis=-1
    )
    return median_of_known(same_weekdays)
