"""Load of a session and over windows of days: weekly load, its change, monotony and strain.

Rest days count as 0. Unknown days are NaN and are never taken for rest: a mean is over the
known days of its window, and with too few of them there is no value but a reason.
"""

import numpy as np

from recovery.engine.arrays import (
    BoolArray,
    CodeArray,
    DailyLoad,
    FloatArray,
    Load,
    divide,
    median_of_known,
    require_between,
    rolling_mean,
    rolling_sum,
    shift_days,
)
from recovery.engine.series import Sessions
from recovery.engine.sessions import daily_load, session_load
from recovery.engine.status import Metric, Status, metric

WEEK = 7
SMALLEST_SD_SHARE = 0.1  # of the mean; bounds monotony at 10 when all days are alike
CHANGE_BASE_SHARE = 0.3  # of the median week, below which a percentage would explode
CHANGE_WEEKS = 12
OWN_WEEKS = 26  # half a year, in which a week is compared with the athlete's others
OWN_MINIMUM = 28  # earlier values before a percentile says anything
OWN_SETTLED = 91  # half of the half year
EVEN_MONOTONY = 2.0
SOONEST_RATING = 1 / 60  # [h]
LATEST_RATING = 14 * 24.0  # [h]


def session_rpe_load(rpe: FloatArray, minutes: FloatArray) -> Metric:
    """Session-RPE load [1]_: perceived exertion times duration. [AU]

    Parameters
    ----------
    rpe : ndarray
        How hard the whole session was, on the CR-10 scale, in halves. NaN is not rated.
    minutes : ndarray, same shape
        Whole duration, warm-up and rests included. [min] 1 to 600; NaN is not known.

    Returns
    -------
    Metric
        Insufficient where either is not known. `logged_session_load` fills in what an athlete
        usually feels in such a session.

    Raises
    ------
    ValueError
        If an RPE is outside 0 to 10 or not in halves, or a duration outside 1 to 600 min.

    References
    ----------
    .. [1] C. Foster et al., "A new approach to monitoring exercise training," J. Strength
       Cond. Res. 15(1), 109-115, 2001. doi:10.1519/00124278-200102000-00019

    Examples
    --------
    >>> session_rpe_load(np.array([6.5, 0.0]), np.array([60.0, 45.0])).value.tolist()
    [390.0, 0.0]
    """
    require_between("rpe", rpe, 0, 10)
    require_between("minutes", minutes, 1, 600)
    between = np.nan_to_num(2 * rpe) % 1 != 0
    if between.any():
        raise ValueError(f"rpe must be in halves, got {rpe[between].flat[0]:g}")
    return metric(rpe * minutes, enough=~np.isnan(rpe) & ~np.isnan(minutes))


def logged_session_load(sessions: Sessions) -> Metric:
    """Session-RPE load of logged sessions, filled in where one was not rated. [AU]

    Parameters
    ----------
    sessions : Sessions

    Returns
    -------
    Metric of shape (n_athletes, n_slots)
        Provisional where the exertion is the athlete's median of the sessions of that kind in
        the 56 days before: such a load counts, and its exertion says nothing about the session.
        Insufficient with fewer than three of those, and in unused slots.
    """
    load = session_load(sessions)
    used = sessions.day >= 0
    told = ~np.isnan(sessions.rpe) | ~np.isnan(sessions.reported_load)
    return metric(load, enough=used & ~np.isnan(load), settled=told)


def day_load(sessions: Sessions, day_kind: CodeArray) -> Metric:
    """Load of each day: the sum over its sessions, 0 on a rest day. [AU]

    Parameters
    ----------
    sessions : Sessions
    day_kind : int8 ndarray of shape (n_athletes, n_days)
        `DayKind`, what the athlete said the day was.

    Returns
    -------
    Metric of shape (n_athletes, n_days)
        Insufficient on unknown days and where a session can be given no load; provisional
        where one was not rated.
    """
    _state, load = daily_load(sessions, day_kind)
    filled = (sessions.day >= 0) & (logged_session_load(sessions).status == Status.PROVISIONAL)
    athlete = np.broadcast_to(np.arange(len(filled))[:, None], filled.shape)[filled]
    settled = np.ones(load.shape, dtype=np.bool_)
    settled[athlete, sessions.day[filled]] = False
    return metric(load, enough=~np.isnan(load), settled=settled)


def rating_delay(ended: FloatArray, rated: FloatArray) -> Metric:
    """Time from the end of a session to its rating. [h]

    Parameters
    ----------
    ended, rated : ndarray
        Instants, counted in hours from any common origin. [h] NaN is not known.

    Returns
    -------
    Metric
        Provisional outside one minute to fourteen days: within that span ratings agreed with
        those given half an hour after the session [1]_, outside it nobody looked.

    References
    ----------
    .. [1] C. Foster et al., "25 years of session rating of perceived exertion: historical
       perspective and development," Int. J. Sports Physiol. Perform. 16(5), 612-621, 2021.
       doi:10.1123/ijspp.2020-0599
    """
    delay = rated - ended
    studied = (delay >= SOONEST_RATING) & (delay <= LATEST_RATING)
    return metric(delay, enough=~np.isnan(delay), settled=studied)


def week_load(load: Load) -> Metric:
    """Load of the seven days up to and including today. [AU]

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.

    Returns
    -------
    Metric
        The mean of the known days times seven; insufficient with fewer than five of them.
    """
    week = _week_load(load)
    return metric(week, enough=~np.isnan(week))


def week_change(load: Load) -> tuple[Metric, FloatArray]:
    """Change from the previous seven days to the last seven, today included.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.

    Returns
    -------
    percentage : Metric
        [%] Not applicable where the earlier week is under 0.3 times the median of the twelve
        weeks up to today, as after a break: percentages explode there.
    difference : ndarray of shape (n_athletes, n_days)
        [AU] The same change as a difference, also where the percentage is withheld.

    Notes
    -----
    A description. That weekly changes should stay under ten percent has found no support as a
    universal rule (Buist et al. 2008, doi:10.1177/0363546507307505).
    """
    load = DailyLoad.of(load)
    week = _week_load(load)
    earlier = shift_days(week, WEEK, fill=np.nan)
    difference = week_difference(load)
    applicable = (earlier > 0) & _reaches_share_of_median(earlier, week)
    percentage = 100 * divide(difference, earlier)
    return metric(percentage, enough=~np.isnan(difference), applicable=applicable), difference


def week_difference(load: Load) -> FloatArray:
    """Load of the last seven days minus that of the seven before. [AU] NaN as `week_load`."""
    week = _week_load(load)
    return week - shift_days(week, WEEK, fill=np.nan)


def monotony(load: Load, *, ddof: int = 1, minimum: int = 6) -> Metric:
    """Monotony [1]_: mean of the daily load over seven days divided by its standard deviation.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.
    ddof : {1, 0}
        Sample or population standard deviation. The original does not say; over seven days
        the sample form is 0.926 times the other, so a limit of 2 means different things.
    minimum : int
        Known days needed of the seven.

    Returns
    -------
    Metric
        At most 10: the standard deviation is never taken under a tenth of the mean. Not
        applicable in a week without load.

    References
    ----------
    .. [1] C. Foster, "Monitoring training in athletes with reference to overtraining syndrome,"
       Med. Sci. Sports Exerc. 30(7), 1164-1168, 1998. doi:10.1097/00005768-199807000-00023
    """
    return _monotony(*_week_moments(load, ddof=ddof), minimum=minimum)


def bounded_monotony(load: Load, *, ddof: int = 1, minimum: int = 6) -> Metric:
    """Monotony on a scale of its own: mean / (mean + standard deviation) of seven days.

    The form that Runalyze draws beside the classic one. It needs no cap: 1 is a week of equal
    days, and 2/3 is a classic monotony of 2.

    Parameters
    ----------
    load, ddof, minimum
        As in `monotony`.

    Returns
    -------
    Metric
        0 to 1. Not applicable in a week without load.

    Examples
    --------
    >>> float(bounded_monotony(np.full((1, 7), 300.0)).value[0, -1])
    1.0
    """
    mean, sd, known = _week_moments(load, ddof=ddof)
    return metric(divide(mean, mean + sd), enough=known >= minimum, applicable=mean > 0)


def monotony_percentile(load: Load) -> Metric:
    """Place of today's monotony among the athlete's own of the 26 weeks before. [%]

    Foster's thresholds were individual, so a week is set beside the athlete's other weeks and
    not beside a published limit.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.

    Returns
    -------
    Metric
        Share of earlier values below today's, ties counted half. Insufficient with fewer than
        28 earlier values, provisional with fewer than 91; otherwise as `monotony`.
    """
    today = monotony(load)
    below = np.zeros_like(today.value)
    count = np.zeros_like(today.value, dtype=np.int64)
    for back in range(1, OWN_WEEKS * WEEK + 1):  # one window at a time keeps memory flat
        earlier = shift_days(today.value, back, fill=np.nan)
        count += ~np.isnan(earlier)
        below += (earlier < today.value) + 0.5 * (earlier == today.value)
    return metric(
        100 * divide(below, count),
        enough=(today.status != Status.INSUFFICIENT) & (count >= OWN_MINIMUM),
        applicable=today.status != Status.NOT_APPLICABLE,
        settled=count >= OWN_SETTLED,
    )


def monotonous_week(load: Load) -> Metric:
    """Whether the week was even *and* heavier than the athlete's usual one. [0 or 1]

    An even week of little load is rest, not strain: monotony above 2 is worth a word only where
    the week's load is above the median of the athlete's last 26 weeks.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.

    Returns
    -------
    Metric
        As `monotony`, and insufficient with fewer than four earlier weeks. Provisional with
        fewer than thirteen.
    """
    evenness, week = monotony(load), _week_load(load)
    weeks = np.stack(
        [shift_days(week, WEEK * back, fill=np.nan) for back in range(1, OWN_WEEKS + 1)], axis=-1
    )
    count = (~np.isnan(weeks)).sum(axis=-1)
    even_and_heavy = (evenness.value > EVEN_MONOTONY) & (week > median_of_known(weeks))
    return metric(
        even_and_heavy.astype(np.float64),
        enough=(evenness.status != Status.INSUFFICIENT) & (count * WEEK >= OWN_MINIMUM),
        applicable=evenness.status != Status.NOT_APPLICABLE,
        settled=count * WEEK >= OWN_SETTLED,
    )


def strain(load: Load, *, ddof: int = 1, minimum: int = 6) -> Metric:
    """Strain: the load of seven days times their `monotony`. [AU] Same reference and rules."""
    mean, sd, known = _week_moments(load, ddof=ddof)
    evenness = _monotony(mean, sd, known, minimum=minimum)
    return Metric(WEEK * mean * evenness.value, evenness.status)


def _week_load(load: Load) -> FloatArray:
    return WEEK * rolling_mean(load, WEEK, minimum=5)


def _monotony(mean: FloatArray, sd: FloatArray, known: FloatArray, *, minimum: int) -> Metric:
    value = divide(mean, np.maximum(sd, SMALLEST_SD_SHARE * mean))
    return metric(value, enough=known >= minimum, applicable=mean > 0)


def _week_moments(load: Load, *, ddof: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean, standard deviation and number of the known days of each week.

    Squares of loads on the grid, up to 90,000 AU a day, and their sum over a week are exact, so
    a week of equal days has a deviation of exactly 0.
    """
    if ddof not in {0, 1}:
        raise ValueError(f"ddof must be 0 or 1, got {ddof}")
    load = DailyLoad.of(load)
    mean = load.mean(WEEK, minimum=1)
    known = load.known_days(WEEK)
    sd: FloatArray = load.once(("sd", WEEK, ddof), lambda: _week_sd(load, mean, known, ddof))
    return mean, sd, known


def _week_sd(load: DailyLoad, mean: FloatArray, known: FloatArray, ddof: int) -> FloatArray:
    squares = rolling_sum(np.square(load.filled), WEEK)
    squares -= load.sum(WEEK) * np.where(known > 0, mean, 0.0)
    np.maximum(squares, 0.0, out=squares)
    return np.sqrt(divide(squares, np.maximum(known - ddof, 0.0)))


def _reaches_share_of_median(earlier: FloatArray, week: FloatArray) -> BoolArray:
    """Return where ``earlier`` is at least 0.3 times the median of the twelve weeks up to today.

    Counting the weeks that it reaches 0.3 times of decides nearly always, and needs no sorting.
    """
    share = CHANGE_BASE_SHARE * week
    known = np.zeros_like(week, dtype=np.int8)
    reached = np.zeros_like(week, dtype=np.int8)
    for back in range(CHANGE_WEEKS):
        past = shift_days(share, WEEK * back, fill=np.nan)
        known += ~np.isnan(past)
        reached += past <= earlier
    enough: BoolArray = reached > known // 2
    # It reaches the lower of the two weeks in the middle and not the upper: their mean decides.
    athlete, day = np.nonzero((known > 0) & (2 * reached == known))
    past_days = day[:, None] - WEEK * np.arange(CHANGE_WEEKS)
    weeks = np.where(past_days >= 0, week[athlete[:, None], np.maximum(past_days, 0)], np.nan)
    usual = median_of_known(weeks)
    enough[athlete, day] = earlier[athlete, day] >= CHANGE_BASE_SHARE * usual
    return enough
