"""What a detector finds, and how soon, at every number of false alarms it may be allowed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray, IntArray, windows
from recovery.laboratory.scoring import (
    REFRACTORY_DAYS,
    Figure,
    Truth,
    interval,
    judge,
    weighted_medians,
)

THRESHOLDS = 96  # of a score that costs nothing to sweep
AUC_BINS = 128


@dataclass(frozen=True, slots=True)
class AtBudget:
    """A detector at the threshold that spends its budget of false alarms.

    Attributes
    ----------
    threshold : float
    sensitivity, median_delay_days : Figure
        The threshold is chosen anew in every bootstrap sample, so that the intervals hold the
        doubt about it as well. Both are interpolated between the two thresholds around it.
    samples : ndarray of shape (n_samples,)
        Sensitivity in each bootstrap sample, for differences between detectors.
    """

    threshold: float
    sensitivity: Figure
    median_delay_days: Figure
    samples: FloatArray


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold of a frontier."""

    threshold: float
    false_per_100_days: float
    sensitivity: float
    median_delay_days: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Verdicts at ascending thresholds.

    Attributes
    ----------
    thresholds : ndarray of shape (n_thresholds,)
    false_alarms : ndarray of shape (n_thresholds, n_athletes)
    delay : ndarray of shape (n_thresholds, n_athletes)
        NaN where nothing was detected.
    quiet_days, has_target : ndarray of shape (n_athletes,)
        As in `Verdict`.
    """

    thresholds: FloatArray
    false_alarms: FloatArray
    delay: FloatArray
    quiet_days: FloatArray
    has_target: BoolArray

    def at_budget(self, budget: float, weights: IntArray) -> AtBudget:
        """Return the lowest threshold that, like all above it, stays within the budget.

        Parameters
        ----------
        budget : float
            False openings per 100 athlete-days.
        weights : int ndarray of shape (n_samples, n_athletes)
            From `resamples`.
        """
        # The sample itself first, then what was drawn from it.
        all_weights = np.vstack([np.ones((1, weights.shape[1])), weights])
        false = 100 * (all_weights @ self.false_alarms.T) / (all_weights @ self.quiet_days)[:, None]
        found = (~np.isnan(self.delay)).astype(np.float64)
        targets = np.maximum(all_weights @ self.has_target.astype(np.float64), 1)
        sensitivity = (all_weights @ found.T) / targets[:, None]
        place = _Place.of(false, budget)
        caught = place.between(sensitivity)
        delays = place.between(self._median_delays(all_weights, place))
        return AtBudget(
            threshold=float(self.thresholds[min(int(place.above[0]), len(self.thresholds) - 1)]),
            sensitivity=interval(float(caught[0]), caught[1:]),
            median_delay_days=interval(float(delays[0]), delays[1:]),
            samples=caught[1:],
        )

    def _median_delays(self, weights: FloatArray, place: "_Place") -> FloatArray:
        """Return the median delay per row and threshold, where a row's place asks for it."""
        medians = np.full((len(weights), len(self.thresholds)), np.nan)
        for index in range(len(self.thresholds)):
            rows = np.flatnonzero((place.above == index) | (place.below == index))
            if rows.size:
                medians[rows, index] = weighted_medians(self.delay[index], weights[rows])
        return medians

    def points(self) -> tuple[Point, ...]:
        """Return the frontier, from the strictest threshold on until false alarms turn back.

        An alarm that is always on opens never, so from some threshold down fewer open again;
        there the frontier ends.
        """
        false = 100 * self.false_alarms.sum(axis=1) / self.quiet_days.sum()
        found = (~np.isnan(self.delay)).sum(axis=1) / max(int(self.has_target.sum()), 1)
        points: list[Point] = []
        for index in range(len(self.thresholds) - 1, -1, -1):
            if points and false[index] < points[-1].false_per_100_days:
                break
            known = self.delay[index][~np.isnan(self.delay[index])]
            points.append(
                Point(
                    float(self.thresholds[index]),
                    float(false[index]),
                    float(found[index]),
                    float(np.median(known)) if known.size else float("nan"),
                )
            )
        return tuple(points)


def curve_of_alarms(alarms: Mapping[float, BoolArray], truth: Truth) -> Curve:
    """Judge a detector that was run once for every threshold.

    Parameters
    ----------
    alarms : mapping of threshold to bool ndarray of shape (n_athletes, n_days)
        Days on which the alarm is on.
    """
    thresholds = sorted(alarms)
    verdicts = [judge(alarms[threshold], truth) for threshold in thresholds]
    return Curve(
        thresholds=np.array(thresholds),
        false_alarms=np.stack([verdict.false_alarms for verdict in verdicts]),
        delay=np.stack([verdict.delay for verdict in verdicts]),
        quiet_days=verdicts[0].quiet_days,
        has_target=truth.first_target >= 0,
    )


def persisted(score: FloatArray, days: int, of_days: int) -> FloatArray:
    """Return the value that the score has reached on ``days`` of the last ``of_days`` days.

    An alarm that asks for so many days over a threshold is on exactly where this is over it.
    """
    known = np.where(np.isnan(score), -np.inf, score)
    if of_days == 1:
        return known
    lately = np.nan_to_num(windows(known, of_days), nan=-np.inf, neginf=-np.inf)
    return np.partition(lately, of_days - days, axis=-1)[..., of_days - days]


def curve_of_score(score: FloatArray, truth: Truth, *, days: int = 1, of_days: int = 1) -> Curve:
    """Judge a score at many thresholds at once.

    On a day whose value is higher than those of the refractory days before it, an alarm opens
    for exactly the thresholds in between. So every opening at every threshold is found in one
    pass over the days.
    """
    value = persisted(score, days, of_days)
    lately = np.nan_to_num(windows(value, REFRACTORY_DAYS, lag=1), nan=-np.inf, neginf=-np.inf)
    before = lately.max(axis=-1)
    thresholds = _grid(value, truth.quiet)
    lowest = np.searchsorted(thresholds, before, side="right")
    beyond = np.searchsorted(thresholds, value, side="right")
    opens = (beyond > lowest) & truth.scored
    n_athletes = len(value)

    wrong = opens & truth.quiet
    changes = np.zeros((len(thresholds) + 1, n_athletes))
    athlete, _day = np.nonzero(wrong)
    np.add.at(changes, (lowest[wrong], athlete), 1.0)
    np.add.at(changes, (beyond[wrong], athlete), -1.0)

    first = np.full((len(thresholds), n_athletes), np.inf)
    athlete, day = np.nonzero(opens & truth.belongs)
    spans = (beyond - lowest)[athlete, day]
    start = np.repeat(lowest[athlete, day] - np.cumsum(spans) + spans, spans)
    index = start + np.arange(spans.sum())
    np.minimum.at(first, (index, np.repeat(athlete, spans)), np.repeat(day, spans))
    return Curve(
        thresholds=thresholds,
        false_alarms=np.cumsum(changes, axis=0)[:-1],
        delay=np.where(np.isinf(first), np.nan, first - truth.first_target),
        quiet_days=truth.quiet.sum(axis=1).astype(np.float64),
        has_target=truth.first_target >= 0,
    )


def daily_auc(score: FloatArray, truth: Truth, weights: IntArray) -> Figure:
    """Return how often a target day scores higher than a quiet one, ties counted half."""
    known = np.where(np.isnan(score), -np.inf, score)
    finite = known[:, truth.scored][np.isfinite(known[:, truth.scored])]
    edges = np.unique(np.quantile(finite, np.linspace(0, 1, AUC_BINS)))
    bins = np.searchsorted(edges, known, side="right")
    n_athletes, n_bins = len(score), len(edges) + 1
    athlete = np.broadcast_to(np.arange(n_athletes)[:, None], score.shape)

    def counts(days: BoolArray) -> FloatArray:
        flat = athlete[days] * n_bins + bins[days]
        return (
            np.bincount(flat, minlength=n_athletes * n_bins)
            .reshape(n_athletes, n_bins)
            .astype(np.float64)
        )

    all_weights = np.vstack([np.ones((1, n_athletes)), weights])
    targets = all_weights @ counts(truth.target & truth.scored)
    quiet = all_weights @ counts(truth.quiet)
    below = np.cumsum(quiet, axis=1) - quiet / 2
    total = targets.sum(axis=1) * quiet.sum(axis=1)
    auc = (targets * below).sum(axis=1) / np.maximum(total, 1)
    return interval(float(auc[0]), auc[1:])


def _grid(value: FloatArray, quiet: BoolArray) -> FloatArray:
    """Return thresholds, dense where false alarms are few; the last is never reached."""
    finite = value[quiet & np.isfinite(value)]
    # Evenly in the logarithm of how many quiet days lie above, from all to one in ten thousand.
    shares = np.geomspace(1, 1e-5, THRESHOLDS)
    inner = np.quantile(finite, 1 - shares)
    return np.unique(np.append(inner, np.nextafter(value.max(), np.inf)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where each row of false alarms spends a budget: between two thresholds."""

    above: IntArray  # the lowest threshold that, like all above it, stays within the budget
    below: IntArray  # the one under it
    share: FloatArray  # of the way from the one above to the one below
    nowhere: BoolArray  # even the strictest threshold spends too much

    @classmethod
    def of(cls, false: FloatArray, budget: float) -> "_Place":
        """Find the place in each row of ``false``, shape (n_rows, n_thresholds)."""
        rows, n_thresholds = np.arange(len(false)), false.shape[1]
        too_many = false > budget
        from_top = too_many[:, ::-1].argmax(axis=1)
        chosen = np.where(too_many.any(axis=1), n_thresholds - from_top, 0)
        above, below = np.minimum(chosen, n_thresholds - 1), np.maximum(chosen - 1, 0)
        spent, more = false[rows, above], false[rows, below]
        apart = more - spent
        share = np.where(apart > 0, (budget - spent) / np.where(apart > 0, apart, 1.0), 0.0)
        return cls(above, below, np.clip(share, 0, 1), chosen == n_thresholds)

    def between(self, values: FloatArray) -> FloatArray:
        """Interpolate values of shape (n_rows, n_thresholds); 0 where nothing is in budget."""
        rows = np.arange(len(values))
        strict, loose = values[rows, self.above], values[rows, self.below]
        moved = strict + self.share * (loose - strict)
        # Detections that only the one side has have no median on the other.
        known = np.where(np.isnan(moved), strict, moved)
        return np.where(self.nowhere, 0.0, known)
