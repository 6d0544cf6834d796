"""An athlete's tests: each result beside the weeks of their own that lie before it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import F

from athletes.models import PerformanceResult, PerformanceTest
from recovery.engine.arrays import mean_and_sd, windows
from recovery.engine.metrics.performance import (
    TESTS_MINIMUM,
    WORTHWHILE_SD,
    jump_change,
    jump_height,
    performance_change,
    performance_decrement,
)
from recovery.engine.metrics.standardisation import credible_change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from decimal import Decimal

    from recovery.engine.arrays import BoolArray, FloatArray

# The longest that the engine takes for a baseline: people test themselves every other week.
BASELINE_DAYS = 56
WORTH_A_LOOK = 1.0  # [SWC]
# Of a single test, where nobody measured it for this one. [%] science: 3 to 5 for jumps, 1 to 3
# for time trials; of a test that somebody made up nothing is known.
TYPICAL_ERRORS = {
    PerformanceTest.Kind.JUMP: 4.0,
    PerformanceTest.Kind.TIME_TRIAL: 2.0,
    PerformanceTest.Kind.SUBMAXIMAL: 3.0,
}


ONE_DAY = dt.timedelta(days=1)
# A poor test says little about a month later. The shortest that the engine takes for a baseline.
DROP_HOLDS = dt.timedelta(days=28)
# The latest test beside eight weeks, and the one before it, in those weeks, beside its own eight.
DROP_RESTS_ON = DROP_HOLDS + 2 * dt.timedelta(days=BASELINE_DAYS)


class Verdict(Enum):
    """What a result says beside the own weeks before it."""

    TOO_FEW_ATTEMPTS = auto()  # a mean of fewer jumps than it takes is not compared
    LEARNING = auto()
    USUAL = auto()
    MAYBE_BETTER = auto()  # worth something, and within the error of two tests
    MAYBE_WORSE = auto()
    BETTER = auto()
    WORSE = auto()
    WORSE_AGAIN = auto()  # for the second test running


@dataclass(frozen=True, slots=True)
class Measured:
    """One day of one test. Values are in the test's unit, changes are positive when better."""

    day: dt.date
    results: Sequence[PerformanceResult]
    attempts: Sequence[Decimal]
    value: float
    earlier: int  # tests in the eight weeks before
    mean: float | None  # of those
    worthwhile: float | None  # smallest change that matters, in the unit
    change_swc: float | None
    change_percent: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Progress:
    """One test with the days on which it was done, oldest first."""

    test: PerformanceTest
    days: Sequence[Measured]

    @property
    def latest(self) -> Measured | None:
        return self.days[-1] if self.days else None

    @property
    def is_learning(self) -> bool:
        return all(each.change_percent is None for each in self.days)


@dataclass(frozen=True, slots=True)
class Drop:
    """From the first to the last day, a test of an athlete says that performance has dropped."""

    athlete_id: int
    first: dt.date
    last: dt.date


def athlete_progress(athlete_id: int, *, since: dt.date | None = None) -> list[Progress]:
    """Read an athlete's tests, those in use first, with what was measured. Two queries.

    With ``since`` only results from that day on, and of what is no longer done nothing.
    """
    rows = PerformanceTest.objects.filter(athlete=athlete_id)
    tests = list(rows.order_by(F("retired_at").desc(nulls_first=True), "name", "pk"))
    results = PerformanceResult.objects.filter(test__in=[test.pk for test in tests])
    if since is not None:
        results = results.filter(day__gte=since)
    by_test = defaultdict(list)
    for result in results.order_by("day", "pk"):
        by_test[result.test_id].append(result)
    shown = [progress_of(test, by_test[test.pk]) for test in tests]
    return [each for each in shown if since is None or each.days or not each.test.retired_at]


def progress_of(test: PerformanceTest, results: Iterable[PerformanceResult]) -> Progress:
    """Compare each day of a test with the eight weeks before it; results by day, oldest first."""
    by_day: dict[dt.date, list[PerformanceResult]] = defaultdict(list)
    for result in results:
        result.test = test
        by_day[result.day].append(result)
    days = sorted(by_day)
    if not days:
        return Progress(test, ())
    attempts = [[each for result in by_day[day] for each in result.attempts] for day in days]
    values = [float(test.value_of(each)) for each in attempts]
    counts = _are_compared(test, attempts)
    comparison = _Comparison(test, days, np.where(counts, values, np.nan))
    measured = [
        Measured(
            day=day,
            results=by_day[day],
            attempts=attempts[place],
            value=values[place],
            earlier=int(comparison.earlier[place]),
            mean=known(comparison.mean[place]),
            worthwhile=known(comparison.worthwhile[place]),
            change_swc=known(comparison.swc[place]),
            change_percent=known(comparison.percent[place]),
            verdict=comparison.verdict(place) if counts[place] else Verdict.TOO_FEW_ATTEMPTS,
        )
        for place, day in enumerate(days)
    ]
    return Progress(test, measured)


def drops(athlete_ids: Collection[int], *, since: dt.date | None = None) -> list[Drop]:
    """Return on which days tests of these athletes told of a drop in performance. One query.

    A drop is told by the second test running that is clearly worse, and holds until the test is
    done again: four weeks at most. With ``since`` those that hold on that day or later.
    """
    results = PerformanceResult.objects.filter(test__athlete__in=athlete_ids)
    if since is not None:
        results = results.filter(day__gt=since - DROP_RESTS_ON)
    ordered = results.select_related("test").order_by("test", "day", "pk")
    return [
        drop
        for test, of_test in itertools.groupby(ordered, key=lambda result: result.test)
        for drop in _drops_of(progress_of(test, of_test))
        if since is None or drop.last >= since
    ]


def _drops_of(progress: Progress) -> Iterator[Drop]:
    compared = [each for each in progress.days if each.change_percent is not None]
    for place, measured in enumerate(compared):
        if measured.verdict != Verdict.WORSE_AGAIN:
            continue
        last = measured.day + DROP_HOLDS - ONE_DAY
        if place + 1 < len(compared):
            last = min(last, compared[place + 1].day - ONE_DAY)
        yield Drop(progress.test.athlete_id, measured.day, last)


def typical_error_of(test: PerformanceTest) -> float | None:
    """Return the error of one test: as its maker says, or as is usual of its kind. [%]"""
    if test.typical_error is not None:
        return float(test.typical_error)
    return TYPICAL_ERRORS.get(PerformanceTest.Kind(test.kind))


def known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _are_compared(test: PerformanceTest, attempts: Sequence[Sequence[Decimal]]) -> BoolArray:
    """Return for each day whether there are enough attempts: a mean of jumps takes three."""
    if test.kind != PerformanceTest.Kind.JUMP or test.summary != PerformanceTest.Summary.MEAN:
        return np.ones(len(attempts), dtype=np.bool_)
    jumps = np.array(list(itertools.zip_longest(*attempts, fillvalue=np.nan)), dtype=np.float64)
    return ~np.isnan(jump_height(jumps.T).value)


class _Comparison:
    """The engine's changes of one test, picked at the days on which it was done."""

    def __init__(self, test: PerformanceTest, days: Sequence[dt.date], values: FloatArray) -> None:
        columns = _columns(days)
        series = np.full((1, columns[-1] + 1), np.nan)
        series[0, columns] = values
        better = 1 if test.larger_is_better else -1
        count, mean, sd = mean_and_sd(windows(series, BASELINE_DAYS, lag=1))
        enough = count >= TESTS_MINIMUM
        worthwhile = np.where(enough, WORTHWHILE_SD * sd, np.nan)
        percent = performance_change(
            series, larger_is_better=test.larger_is_better, days=BASELINE_DAYS
        ).value
        swc = better * jump_change(series, days=BASELINE_DAYS).value
        self.earlier = count[0, columns]
        self.mean = np.where(enough, mean, np.nan)[0, columns]
        self.worthwhile = worthwhile[0, columns]
        self.percent, self.swc = percent[0, columns], swc[0, columns]
        self._credible, self._again = np.zeros(len(days)), np.zeros(len(days))
        error = typical_error_of(test)
        if error is not None:
            credible = credible_change(
                percent,
                worthwhile=100 * worthwhile / mean,
                typical_error=np.full(percent.shape, error),
            )
            # A test that could not be compared is not known to have been worse.
            tested = np.where(np.isnan(values), np.nan, np.nan_to_num(self.percent))
            again = performance_decrement(tested[None], typical_error=error)
            self._credible = np.nan_to_num(credible.value)[0, columns]
            self._again = np.nan_to_num(again.value)[0]

    def verdict(self, place: int) -> Verdict:
        percent, swc = self.percent[place], self.swc[place]
        if np.isnan(percent):
            return Verdict.LEARNING
        if self._credible[place]:
            if percent > 0:
                return Verdict.BETTER
            return Verdict.WORSE_AGAIN if self._again[place] else Verdict.WORSE
        # Earlier tests that were all alike have no spread to be far from.
        if np.isnan(swc) or abs(swc) < WORTH_A_LOOK:
            return Verdict.USUAL
        return Verdict.MAYBE_BETTER if swc > 0 else Verdict.MAYBE_WORSE


def _columns(days: Sequence[dt.date]) -> list[int]:
    """Return where each day stands in a series; a pause longer than a baseline is cut to one."""
    columns = [0]
    for before, day in itertools.pairwise(days):
        columns.append(columns[-1] + min((day - before).days, BASELINE_DAYS + 1))
    return columns
