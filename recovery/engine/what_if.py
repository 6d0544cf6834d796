"""What a coming session would do, by the same model, over mornings that are plausible.

Nobody knows how somebody will answer. So the model is run once for every run of mornings that the
athlete really had lately, as if they came again after the session: what comes out is a spread and
no forecast. That a harder session makes answers worse is not assumed either: a choice of load
changes load, rhythm and their share of the evidence, and nothing else.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray, rolling_sum
from recovery.engine.course import Records, Resume
from recovery.engine.excess import week_means
from recovery.engine.metrics.load import monotony, strain, week_load
from recovery.engine.metrics.rhythm import DayRange, days_since_rest
from recovery.engine.model import NOT_OPEN, replay
from recovery.engine.parameters import DEFAULTS, Parameters
from recovery.engine.response import usable_check_ins
from recovery.engine.series import DayState, Series
from recovery.engine.status import Metric, metric

MORNINGS_OF_DAYS = 56  # how far back own mornings are plausible ones
FEWEST_MORNINGS = 10
WEEK = 7


@dataclass(frozen=True, slots=True)
class Outlook:
    """What each choice of load would do, on the day of the session and the morning after.

    Attributes
    ----------
    loads : ndarray of shape (n_choices,)
        Load of the day in question. [AU] 0 is rest.
    week : Metric of shape (n_choices,)
        Load of the seven days up to and including it. [AU]
    usual_week : ndarray of shape (n_choices,)
        A week at the mean of the 28 days before those. [AU] NaN where too few are known.
    excess : Metric of shape (n_choices,)
        L on the morning after. [SD]
    raised : bool ndarray of shape (n_choices,)
        Load counts as raised then: what an *imbalance* needs, unless exertion is.
    monotony, strain : Metric of shape (n_choices,)
        Of those seven days.
    since_rest : DayRange of shape (n_choices,)
        On the day itself: 0 where it is the rest day.
    mornings : int
        Runs of own mornings it was tried with; with fewer than ten, levels are not told.
    levels : int8 ndarray of shape (n_choices, n_mornings)
        `Level` of the morning after.
    evidence : ndarray of shape (n_choices, n_mornings)
        E of that morning. [SD] NaN is not evaluable.
    threshold : float
        The evidence from which a warning may open. [SD]
    open_now : bool
        Whether a warning is open already, on the last day with facts.
    building_up : bool
        Within three weeks of a return from a break: what is usual is not settled.
    """

    loads: FloatArray
    week: Metric
    usual_week: FloatArray
    excess: Metric
    raised: BoolArray
    monotony: Metric
    strain: Metric
    since_rest: DayRange
    mornings: int
    levels: CodeArray
    evidence: FloatArray
    threshold: float
    open_now: bool
    building_up: bool

    @property
    def is_told(self) -> bool:
        """Whether there are mornings enough to tell levels."""
        return self.mornings >= FEWEST_MORNINGS


@dataclass(frozen=True, slots=True)
class GoesOn:
    """From where the model goes on, so that a what-if need not begin at the first day.

    Attributes
    ----------
    day : int
        Column of the first day to compute, not after today. The series begins `warm_up_days`
        before it, or on the athlete's first day.
    carried : structured ndarray of shape ()
        What a computation of the days before kept of it, as `carried_type` has it.
    """

    day: int
    carried: Records


def what_if(
    series: Series,
    *,
    today: int,
    loads: FloatArray,
    goes_on: GoesOn | None = None,
    parameters: Parameters = DEFAULTS,
) -> Outlook:
    """Try loads for the last day but one of a series; the last is the morning after.

    Parameters
    ----------
    series : Series
        Of one athlete, with the days that are still to come after ``today``.
    today : int
        The last column that may hold answers.
    loads : ndarray of shape (n_choices, n_coming)
        Of the last days before the morning after, each as if it had been done. [AU] 0 is a rest
        day; NaN leaves the day as the series has it, and is not for the last one.
    goes_on : GoesOn, optional
        None to begin at the first day. The result is the same to the last bit.
    parameters : Parameters

    Returns
    -------
    Outlook

    Raises
    ------
    ValueError
        If the series is not of one athlete, no day is to come, or a load is negative or that of
        the last day unknown.
    """
    n_athletes, n_days = series.load.shape
    if n_athletes != 1 or not 0 <= today <= n_days - 2:
        raise ValueError(f"expected one athlete and a day to come, got {series.load.shape}")
    if (loads < 0).any() or np.isnan(loads[:, -1]).any():
        raise ValueError("a load must not be negative, nor that of the last day unknown")
    day, morning = n_days - 2, n_days - 1
    starts = own_mornings(series, today=today, ahead=morning - today, parameters=parameters)
    tried = _tried(series, today=today, loads=loads, starts=starts)
    shape = (len(loads), max(starts.size, 1))
    assessed, _kept = replay(tried, parameters, resume=_resume(goes_on, tried.load.shape[0]))
    once = slice(None, None, shape[1])  # load and rhythm are the same on every morning
    load = tried.load[once]
    since = days_since_rest(load)
    return Outlook(
        loads=loads[:, -1],
        week=_on(week_load(load), day),
        usual_week=WEEK * week_means(load)[1][:, morning],
        excess=Metric(
            assessed.load_excess[once, morning], assessed.load_excess_status[once, morning]
        ),
        raised=assessed.load_raised[once, morning],
        monotony=_on(monotony(load), day),
        strain=_on(strain(load), day),
        since_rest=DayRange(_on(since.at_least, day), _on(since.at_most, day)),
        mornings=int(starts.size),
        levels=assessed.level[:, morning].reshape(shape)[:, : starts.size],
        evidence=assessed.evidence[:, morning].reshape(shape)[:, : starts.size],
        threshold=float(assessed.threshold[0, morning]),
        open_now=bool(assessed.opened[0, today] != NOT_OPEN),
        building_up=bool(assessed.building_up[0, morning]),
    )


def own_mornings(
    series: Series, *, today: int, ahead: int, parameters: Parameters = DEFAULTS
) -> IntArray:
    """Find runs of days up to ``today`` whose answers could come again, as their first columns.

    Of the last 56 days: without illness, and with a usable check-in on the last day of the run.
    Runs keep days together, because answers of successive days repeat one another.
    """
    first = max(today + 1 - MORNINGS_OF_DAYS, int(series.first_day[0]))
    starts = np.arange(first, today + 2 - ahead)
    ends = starts + ahead - 1
    usable = usable_check_ins(series.items, parameters)[0]
    ill = rolling_sum(series.ill.astype(np.int64), ahead)[0] > 0
    found: IntArray = starts[usable[ends] & ~ill[ends]]
    return found


def usual_loads(
    load: FloatArray, day: int, parameters: Parameters = DEFAULTS
) -> tuple[Metric, Metric]:
    """Least and greatest load of one day that keep its week within the usual spread.

    The inverse of the week's load excess: between them it lies within ±1 SD, so the seven days
    up to and including ``day`` are neither lighter nor heavier than an athlete's weeks usually
    are against the 28 days before.

    Parameters
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown. What it holds for ``day`` does not matter.
    day : int
        Column, not the last.

    Returns
    -------
    least, greatest : Metric of shape (n_athletes,)
        [AU] ``least`` is at least 0; a negative ``greatest`` says that even rest leaves the week
        heavier than usual. Insufficient without 4 of the 6 days before, and 20 of the 28 before
        the week, known.

    Examples
    --------
    >>> even = np.full((1, 40), 300.0)
    >>> least, greatest = usual_loads(even, 38)
    >>> float(least.value[0].round()), float(greatest.value[0].round())
    (0.0, 860.0)
    """
    tried = load.copy()
    tried[:, day] = 0.0
    recent, usual = (mean[:, day + 1] for mean in week_means(tried))
    known = (~np.isnan(tried[:, max(day + 1 - WEEK, 0) : day + 1])).sum(axis=1)
    offset = parameters.load_offset

    def load_at(sds: float) -> FloatArray:
        wanted = (usual + offset) * np.exp(sds * parameters.week_log_sd) - offset
        at: FloatArray = known * (wanted - recent)  # `recent` is the mean with this day at 0
        return at

    enough = ~np.isnan(recent) & ~np.isnan(usual)
    return (
        metric(np.maximum(load_at(-1.0), 0.0), enough=enough),
        metric(load_at(1.0), enough=enough),
    )


def _on(values: Metric, day: int) -> Metric:
    return Metric(values.value[:, day], values.status[:, day])


def _resume(goes_on: GoesOn | None, rows: int) -> Resume | None:
    if goes_on is None:
        return None
    return Resume(np.full(rows, goes_on.day), np.repeat(goes_on.carried, rows))


def _tried(series: Series, *, today: int, loads: FloatArray, starts: IntArray) -> Series:
    """Repeat the athlete for every choice and, within it, every run of mornings."""
    runs = max(starts.size, 1)
    repeated = series.of(np.zeros(len(loads) * runs, dtype=np.int64))
    ahead = series.load.shape[1] - 1 - today
    tried = {
        name: getattr(repeated, name).copy() for name in ("items", "answered", "load", "day_state")
    }
    coming = slice(today + 1, None)
    if starts.size:
        for name in ("items", "answered"):
            past = sliding_window_view(getattr(series, name)[0], ahead, axis=0)[starts]
            answers = np.moveaxis(past, -1, 1)
            tried[name][:, coming] = np.tile(answers, (len(loads), *[1] * (answers.ndim - 1)))
    done = np.repeat(loads, runs, axis=0)
    days = slice(-1 - loads.shape[1], -1)
    state = np.where(done > 0, DayState.LOGGED, DayState.REST)
    tried["load"][:, days] = np.where(np.isnan(done), tried["load"][:, days], done)
    tried["day_state"][:, days] = np.where(np.isnan(done), tried["day_state"][:, days], state)
    tried["load"][:, -1] = np.nan  # the morning after: nothing has been done yet
    tried["day_state"][:, -1] = DayState.UNKNOWN
    ill = repeated.ill.copy()
    ill[:, coming] = False
    return replace(repeated, **tried, ill=ill)
