"""Sleep: how much against the need, how efficiently, and how regularly."""

from enum import Enum

import numpy as np

from recovery.engine.arrays import (
    BoolArray,
    FloatArray,
    divide,
    known_days,
    mean_and_sd,
    quantile_of_known,
    require_between,
    rolling_sum,
    shift_days,
)
from recovery.engine.status import Metric, metric

DEBT_DAYS = 14
DEBT_RETENTION = 0.9
DEBT_MINIMUM = 8
WEEK = 7
ADULT_NEED = (7.0, 9.5)  # [h]
TEENAGE_NEED = (8.0, 10.0)  # [h] 14 to 17 years
NEED_MINIMUM = 5
NEED_SETTLED = 14
EPOCH_MINUTES = 15
REGULARITY_MINIMUM = 5
REGULARITY_SETTLED = 7
MIDDLE_MINIMUM = 5
JETLAG_MINIMUM = 2


def sleep_efficiency(asleep: FloatArray, in_bed: FloatArray) -> Metric:
    """Time asleep as a share of the time in bed. [%]

    Parameters
    ----------
    asleep, in_bed : ndarray
        Of a night. [h] NaN is not known.

    Returns
    -------
    Metric
        At most 100; not applicable where somebody slept longer than they lay in bed, or did
        not go to bed. By convention 85 and more is good.

    Raises
    ------
    ValueError
        If a duration is outside 0 to 24 h.

    Examples
    --------
    >>> sleep_efficiency(np.array([7.2]), np.array([8.0])).value.tolist()
    [90.0]
    """
    require_between("hours asleep", asleep, 0, 24)
    require_between("hours in bed", in_bed, 0, 24)
    return metric(
        100 * divide(asleep, in_bed),
        enough=~np.isnan(asleep) & ~np.isnan(in_bed),
        applicable=(in_bed > 0) & (asleep <= in_bed),
    )


def sleep_need(free_nights: FloatArray, *, teenage: BoolArray) -> Metric:
    """Estimate the need from nights before free days: their 75th percentile. [h]

    What an athlete says they need goes before it.

    Parameters
    ----------
    free_nights : ndarray of shape (n_athletes, n_nights)
        Sleep of nights that no alarm ended. [h] NaN is not known.
    teenage : bool ndarray of shape (n_athletes,)
        14 to 17 years old.

    Returns
    -------
    Metric of shape (n_athletes,)
        Within 7 to 9.5 h, for teenagers 8 to 10 h. Insufficient with fewer than five nights,
        provisional with fewer than fourteen.

    References
    ----------
    The bounds are those of M. Hirshkowitz et al., "National Sleep Foundation's sleep time
    duration recommendations," Sleep Health 1(1), 40-43, 2015. doi:10.1016/j.sleh.2014.12.010
    """
    require_between("hours asleep", free_nights, 0, 24)
    count = (~np.isnan(free_nights)).sum(axis=1)
    low, high = (np.where(teenage, TEENAGE_NEED[end], ADULT_NEED[end]) for end in (0, 1))
    need = np.clip(quantile_of_known(free_nights, 0.75), low, high)
    return metric(need, enough=count >= NEED_MINIMUM, settled=count >= NEED_SETTLED)


def sleep_debt(asleep: FloatArray, *, need: FloatArray, naps: FloatArray | None = None) -> Metric:
    """Sleep debt of fourteen nights, of which a tenth is forgotten every day. [h]

    ``debt = max(0, 0.9 debt' + need - asleep - nap)``, from 0 fourteen nights ago.

    Parameters
    ----------
    asleep : ndarray of shape (n_athletes, n_days)
        Sleep of the night that ended on the day. [h] NaN is not known: such a night adds
        nothing, and the debt fades.
    need : ndarray of shape (n_athletes,)
        [h] 7 to 10. NaN is not known.
    naps : ndarray of shape (n_athletes, n_days), optional
        [h] NaN is none that was told.

    Returns
    -------
    Metric
        Insufficient with fewer than eight of the fourteen nights, or without a need. Worth
        showing from 5 h on; a design default, not a finding.

    Raises
    ------
    ValueError
        If a duration is outside 0 to 24 h, or a need outside 7 to 10 h.

    Examples
    --------
    >>> nights = np.array([[8.0] * 12 + [6.0, 7.0]])
    >>> float(sleep_debt(nights, need=np.array([8.0])).value[0, -1])
    2.8
    """
    require_between("hours asleep", asleep, 0, 24)
    require_between("sleep need", need, ADULT_NEED[0], TEENAGE_NEED[1])
    napped = np.zeros(asleep.shape) if naps is None else np.nan_to_num(naps)
    require_between("hours napped", napped, 0, 24)
    shortfall = np.nan_to_num(need[:, None] - asleep - napped)
    debt = np.zeros(asleep.shape)
    for back in reversed(range(DEBT_DAYS)):
        night = shift_days(shortfall, back, fill=0.0)
        debt = np.maximum(DEBT_RETENTION * debt + night, 0.0)
    enough = (known_days(asleep, DEBT_DAYS) >= DEBT_MINIMUM) & ~np.isnan(need)[:, None]
    return metric(debt, enough=enough)


def sleep_shortfall(asleep: FloatArray, *, need: FloatArray) -> Metric:
    """Plain sum of what seven nights fell short of the need. [h] Longer nights count as 0.

    Parameters
    ----------
    asleep, need
        As in `sleep_debt`.

    Returns
    -------
    Metric
        Mean shortfall of the known nights times seven; insufficient with fewer than five.
    """
    require_between("hours asleep", asleep, 0, 24)
    short = np.maximum(need[:, None] - asleep, 0.0)
    known = known_days(short, WEEK)
    total = np.maximum(rolling_sum(np.nan_to_num(short), WEEK), 0.0)
    return metric(WEEK * divide(total, known), enough=known >= 5)


class RegularityScale(Enum):
    """The two scales on which a sleep regularity index is reported."""

    SIGNED = "-100 (reversed every day) over 0 (at random) to 100 (the same every day)"
    AGREEMENT = "0 to 100, share of the time in the same state as 24 h later"


def sleep_regularity_index(
    asleep: FloatArray, *, scale: RegularityScale = RegularityScale.SIGNED
) -> Metric:
    """Sleep regularity index [1]_: how often one is in the same state 24 hours later.

    Parameters
    ----------
    asleep : ndarray of shape (n_athletes, n_days, n_epochs)
        1 asleep, 0 awake, NaN unknown, in epochs of equal length that fill each day, over the 7
        to 28 days to be judged. See `sleep_epochs`.
    scale : RegularityScale
        An hour's shift of one state in 24 is 91.7 on the signed scale and 95.8 on the other.

    Returns
    -------
    Metric of shape (n_athletes,)
        Pairs of days with a gap are dropped. Insufficient with fewer than five pairs,
        provisional with fewer than seven.

    Raises
    ------
    ValueError
        If a state is neither 0 nor 1.

    References
    ----------
    .. [1] A. J. K. Phillips et al., "Irregular sleep/wake patterns are associated with poorer
       academic performance and delayed circadian and sleep/wake timing," Sci. Rep. 7, 3216,
       2017. doi:10.1038/s41598-017-03171-4
    """
    if not np.isin(asleep[~np.isnan(asleep)], (0.0, 1.0)).all():
        raise ValueError("a state must be 1 (asleep) or 0 (awake), or NaN")
    same = (asleep[:, 1:] == asleep[:, :-1]).mean(axis=-1)
    whole: BoolArray = np.all(~np.isnan(asleep), axis=-1)
    complete = whole[:, 1:] & whole[:, :-1]
    pairs = complete.sum(axis=1)
    agreement = 100 * divide(np.where(complete, same, 0.0).sum(axis=1), pairs)
    value = 2 * agreement - 100 if scale is RegularityScale.SIGNED else agreement
    return metric(value, enough=pairs >= REGULARITY_MINIMUM, settled=pairs >= REGULARITY_SETTLED)


def sleep_epochs(asleep_from: FloatArray, awake_from: FloatArray) -> FloatArray:
    """Lay nights out in epochs of fifteen minutes, from noon to noon.

    Parameters
    ----------
    asleep_from, awake_from : ndarray of shape (n_athletes, n_days)
        Hours after the noon before. [h] 23:15 is 11.25 and 7:00 is 19. NaN is not known.

    Returns
    -------
    ndarray of shape (n_athletes, n_days, 96)
        1 asleep, 0 awake, NaN throughout a night that is not known.

    Raises
    ------
    ValueError
        If an hour is outside 0 to 24, or somebody woke before they slept.
    """
    require_between("hour of falling asleep", asleep_from, 0, 24)
    require_between("hour of waking", awake_from, 0, 24)
    if (awake_from < asleep_from).any():
        raise ValueError("a night must end after it began")
    length = EPOCH_MINUTES / 60
    middle = np.arange(0, 24, length) + length / 2
    asleep = (middle >= asleep_from[..., None]) & (middle < awake_from[..., None])
    known = ~np.isnan(asleep_from) & ~np.isnan(awake_from)
    return np.where(known[..., None], asleep.astype(np.float64), np.nan)


def middle_of_sleep_spread(asleep_from: FloatArray, awake_from: FloatArray) -> Metric:
    """Standard deviation of the middle of the night. [h] A fallback for the regularity index.

    Parameters
    ----------
    asleep_from, awake_from : ndarray of shape (n_athletes, n_nights)
        As in `sleep_epochs`.

    Returns
    -------
    Metric of shape (n_athletes,)
        Insufficient with fewer than five nights.
    """
    count, _mean, sd = mean_and_sd((asleep_from + awake_from) / 2)
    return metric(sd, enough=count >= MIDDLE_MINIMUM)


def social_jetlag(asleep_from: FloatArray, awake_from: FloatArray, free: BoolArray) -> Metric:
    """Shift of the middle of the night between free days and the others. [h]

    Parameters
    ----------
    asleep_from, awake_from : ndarray of shape (n_athletes, n_nights)
        As in `sleep_epochs`.
    free : bool ndarray of shape (n_athletes, n_nights)
        Nights before a free day.

    Returns
    -------
    Metric of shape (n_athletes,)
        Without a sign. Insufficient with fewer than two nights of either sort.
    """
    middle = (asleep_from + awake_from) / 2
    free_count, free_middle, _sd = mean_and_sd(np.where(free, middle, np.nan))
    other_count, other_middle, _sd = mean_and_sd(np.where(free, np.nan, middle))
    enough = np.minimum(free_count, other_count) >= JETLAG_MINIMUM
    return metric(np.abs(free_middle - other_middle), enough=enough)
