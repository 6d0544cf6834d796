"""Real athletes, whose truth nobody knows: how often they are warned, and nothing from nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from recovery.engine import WARNING_LEVELS, DayState, Level, Series, assess
from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray, rolling_count
from recovery.laboratory.product import IMBALANCE, at_level
from recovery.laboratory.scoring import Figure, interval, openings, ratio, resamples

SHUFFLES = 20
SHUFFLE_SEED = 47
BLOCK_DAYS = 7
BOOTSTRAP = 1000
BOOTSTRAP_SEED = 48
AFTER_DAYS = 14


@dataclass(frozen=True, slots=True)
class RealSet:
    """A published set of real athletes.

    Attributes
    ----------
    events : bool ndarray of shape (n_athletes, n_days) or None
        Days on which something was reported that a warning may have to do with.
    event_words : str
        What that is.
    checksum : str
        Of the files it was read from.
    compared, equal : int
        Published figures that were recomputed, and those that came out alike.
    """

    name: str
    series: Series
    events: BoolArray | None
    event_words: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Association:
    """Whether events are more common after an opening than on other days.

    Attributes
    ----------
    rate_ratio : Figure
        Rate in the days after an opening over that on all other days.
    events_after, events_otherwise, days_after, days_otherwise : int
    shuffled : tuple of float
        The ratio where weeks of answers were shuffled.
    """

    rate_ratio: Figure
    events_after: int
    events_otherwise: int
    days_after: int
    days_otherwise: int
    shuffled: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RealStudy:
    """What the model does on a real set.

    Attributes
    ----------
    warnings, imbalances, answered_warnings : Figure
        Openings per 100 days of an athlete, from their first fact to their last; the last per
        100 days that were answered.
    notices_a_week : Figure
        Per athlete-week with an answer.
    counts : mapping of Level to int
        Openings in all.
    shuffled_load, shuffled_weeks : tuple of float
        Warnings per 100 days in each shuffle: load exchanged between athletes; weeks of
        answers in another order.
    raised_by_load, raised_by_shuffled_load : float, tuple of float
        Imbalances per 100 days with the own load, and with somebody else's.
    """

    name: str
    checksum: str
    athletes: int
    days: int
    answered_days: int
    warnings: Figure
    imbalances: Figure
    answered_warnings: Figure
    notices_a_week: Figure
    counts: dict[Level, int]
    shuffled_weeks: tuple[float, ...]
    shuffled_load: tuple[float, ...]
    association: Association | None
    event_words: str


def study(real: RealSet) -> RealStudy:
    """Run the model on a real set, and on the same set shuffled."""
    series = real.series
    there = observed_days(series)
    weights = resamples(len(there), BOOTSTRAP, BOOTSTRAP_SEED)
    draw = np.random.default_rng(SHUFFLE_SEED)
    level = assess(series).level
    opened = _opened(level, WARNING_LEVELS) & there
    imbalances = _opened(level, IMBALANCE) & there
    noticed = _opened(level, (Level.NOTICE, *WARNING_LEVELS)) & (level == Level.NOTICE) & there
    per_athlete = there.sum(axis=1).astype(np.float64)
    answered = (series.answered & there).sum(axis=1).astype(np.float64)
    weeks = _weeks_answered(series)
    own_events = real.events
    shuffled_weeks, shuffled_ratios = [], []
    for _ in range(SHUFFLES):
        other = _opened(assess(weeks_shuffled(series, draw)).level, WARNING_LEVELS) & there
        shuffled_weeks.append(100 * float(other.sum()) / float(per_athlete.sum()))
        if own_events is not None:
            shuffled_ratios.append(_rate_ratio(*_after(other, own_events, there)))
    shuffled_load = []
    for _ in range(SHUFFLES):
        other = _opened(assess(load_exchanged(series, draw)).level, IMBALANCE) & there
        shuffled_load.append(100 * float(other.sum()) / float(per_athlete.sum()))
    return RealStudy(
        name=real.name,
        checksum=real.checksum,
        athletes=len(there),
        days=int(there.sum()),
        answered_days=int(answered.sum()),
        warnings=ratio(100.0 * opened.sum(axis=1), per_athlete, weights),
        imbalances=ratio(100.0 * imbalances.sum(axis=1), per_athlete, weights),
        answered_warnings=ratio(100.0 * opened.sum(axis=1), answered, weights),
        notices_a_week=ratio(noticed.sum(axis=1).astype(np.float64), weeks, weights),
        counts={each: int((_opened(level, (each,)) & there).sum()) for each in WARNING_LEVELS},
        shuffled_weeks=tuple(shuffled_weeks),
        shuffled_load=tuple(shuffled_load),
        association=None
        if own_events is None
        else _association(opened, own_events, there, weights, tuple(shuffled_ratios)),
        event_words=real.event_words,
    )


def observed_days(series: Series) -> BoolArray:
    """Days from each athlete's first fact to their last."""
    fact = series.answered | (series.day_state != DayState.UNKNOWN)
    started = np.logical_or.accumulate(fact, axis=1)
    not_ended = np.logical_or.accumulate(fact[:, ::-1], axis=1)[:, ::-1]
    both: BoolArray = started & not_ended
    return both


def load_exchanged(series: Series, draw: np.random.Generator) -> Series:
    """Give each athlete somebody else's load; answers and exertion stay their own."""
    order = draw.permutation(len(series.load))
    # Facts before an athlete's first day do not count, wherever the load came from.
    started = series.started
    return replace(
        series,
        load=np.where(started, series.load[order], np.nan),
        day_state=np.where(started, series.day_state[order], DayState.UNKNOWN).astype(np.int8),
    )


def weeks_shuffled(series: Series, draw: np.random.Generator) -> Series:
    """Put each athlete's weeks of answers in another order; load and sessions stay.

    What answers have to do with load, and what lasts longer than a week, is gone.
    """
    there = observed_days(series)
    source = np.broadcast_to(np.arange(there.shape[1]), there.shape).copy()
    for row, days in enumerate(there):
        columns = np.flatnonzero(days)
        weeks = np.array_split(columns, max(len(columns) // BLOCK_DAYS, 1))
        shuffled = [weeks[index] for index in draw.permutation(len(weeks))]
        source[row, columns] = np.concatenate(shuffled)
    rows = np.arange(len(there))[:, None]
    return replace(
        series,
        items=series.items[rows, source],
        answered=series.answered[rows, source],
        ill=series.ill[rows, source],
    )


def _opened(level: CodeArray, levels: Sequence[Level]) -> BoolArray:
    return openings(at_level(level, levels))


def _weeks_answered(series: Series) -> FloatArray:
    """Count each athlete's calendar weeks with an answer."""
    n_athletes, n_days = series.answered.shape
    padded = np.zeros((n_athletes, -(-n_days // 7) * 7), dtype=np.bool_)
    padded[:, :n_days] = series.answered
    answered = padded.reshape(n_athletes, -1, 7).sum(axis=-1) > 0
    weeks: FloatArray = answered.sum(axis=1).astype(np.float64)
    return weeks


def _after(
    opened: BoolArray, events: BoolArray, there: BoolArray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Count events and days, in the fortnight after an opening and otherwise, by athlete."""
    after = (rolling_count(opened, AFTER_DAYS, lag=1) > 0) & there
    otherwise = there & ~after
    return (
        (events & after).sum(axis=1),
        (events & otherwise).sum(axis=1),
        after.sum(axis=1),
        otherwise.sum(axis=1),
    )


def _rate_ratio(
    events_after: IntArray, events_otherwise: IntArray, days_after: IntArray, others: IntArray
) -> float:
    rates = float(events_after.sum()) * float(others.sum())
    against = float(events_otherwise.sum()) * float(days_after.sum())
    return rates / against if against else float("nan")


def _association(
    opened: BoolArray,
    events: BoolArray,
    there: BoolArray,
    weights: IntArray,
    shuffled: tuple[float, ...],
) -> Association:
    counts = _after(opened, events, there)
    drawn = [weights @ each for each in counts]
    against = drawn[1] * drawn[2]
    samples = np.where(against > 0, drawn[0] * drawn[3] / np.maximum(against, 1), np.nan)
    value = _rate_ratio(*counts)
    return Association(
        rate_ratio=interval(value, samples),
        events_after=int(counts[0].sum()),
        events_otherwise=int(counts[1].sum()),
        days_after=int(counts[2].sum()),
        days_otherwise=int(counts[3].sum()),
        shuffled=shuffled,
    )
