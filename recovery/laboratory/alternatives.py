"""Other ways to turn check-ins, exertion and load into evidence, tried beside the one kept.

Each replaces the product's response filter (or all of its evidence) and is otherwise given the
same observations, the same two days of three and the same tuning: a handful of settings, chosen
on the tuning seeds.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray, rolling_mean
from recovery.engine.dissociation import dissociation
from recovery.laboratory.detectors import (
    ANSWER_COLUMNS,
    Detector,
    Score,
    level_filter,
)
from recovery.laboratory.frontier import curve_of_score
from recovery.laboratory.worlds import BUDGET, Facts, Sample

FATIGUE_DAYS = 9.0  # time constant of the population
RETENTION = 0.99
ANSWER_DRIFT = 0.005
HARDER_LIMIT = 2.0  # [SD]
LOAD_WEIGHT, LOAD_LIMIT = 0.1, 2.5
LONGEST_RUN = 60  # days

Setting = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One way, with the settings that are tried on the tuning seeds.

    Attributes
    ----------
    verdict : str
        What speaks for and against it besides the figures.
    score : callable
        From a setting to a score.
    """

    name: str
    words: str
    verdict: str
    score: Callable[[Setting], Score]
    settings: tuple[Setting, ...]

    def detector(self, setting: Setting) -> Detector:
        return Detector(
            name=self.name, words=self.words, score=self.score(setting), days=2, of_days=3
        )


@dataclass(frozen=True, slots=True)
class Observed:
    """What all of them read, arrays of shape (n_athletes, n_days). [SD]"""

    answers: FloatArray  # the composite of the morning; NaN without one, or ill
    exertion: FloatArray  # yesterday's sessions against what was to be expected
    harder: FloatArray  # the same, filtered: the product's D
    load: FloatArray  # excess over habit, bounded

    @classmethod
    def of(cls, facts: Facts) -> "Observed":
        ill = facts.series.ill
        filtered, observed = dissociation(facts.series.sessions, ill.shape[1], left_out=ill)
        return cls(
            answers=np.where(ill, np.nan, facts.assessment.composite),
            exertion=observed,
            harder=np.clip(np.nan_to_num(filtered), -HARDER_LIMIT, HARDER_LIMIT),
            load=np.clip(np.nan_to_num(facts.assessment.load_excess), 0, LOAD_LIMIT),
        )

    def beside(self, exertion_weight: float) -> FloatArray:
        """What the product adds to its response, with a weight that may be tuned."""
        return exertion_weight * self.harder + LOAD_WEIGHT * self.load


def quick_filter(setting: Setting) -> Score:
    """A response filter that follows sooner and forgets sooner."""
    retention, drift, exertion_weight = setting

    def score(facts: Facts) -> FloatArray:
        seen = Observed.of(facts)
        response = level_filter(seen.answers, retention=retention, drift=drift, start=0.5)
        return response + seen.beside(exertion_weight)

    return score


def fitness_fatigue(setting: Setting) -> Score:
    """Predict the answers from load, and filter what they are worse than that."""
    effect, exertion_weight = setting

    def score(facts: Facts) -> FloatArray:
        seen = Observed.of(facts)
        expected = effect * relative_fatigue(facts.series.load)
        response = level_filter(seen.answers - expected, retention=RETENTION, drift=ANSWER_DRIFT)
        return response + exertion_weight * seen.harder

    return score


def relative_fatigue(load: FloatArray, *, days: float = FATIGUE_DAYS) -> FloatArray:
    """Return the impulse response to load up to yesterday, over its usual value, minus 1.

    An unknown day is taken for a usual one.
    """
    usual = np.nan_to_num(rolling_mean(load, 56, minimum=14, lag=1))
    decay = np.exp(-1 / days)
    state = np.ones(len(load)) / (1 - decay)  # of a usual day, every day
    fatigue = np.empty(load.shape)
    for day in range(load.shape[1]):  # a recurrence: loop over days, not athletes
        fatigue[:, day] = state * (1 - decay) - 1
        today, habit = load[:, day], usual[:, day]
        known = ~np.isnan(today) & (habit > 0)
        state = decay * state + np.where(known, today / np.where(habit > 0, habit, 1.0), 1.0)
    return fatigue


def two_regimes(setting: Setting) -> Score:
    """Log-odds of being in the strained one of two regimes, given all days so far."""
    worse, harder, stays_well, stays_strained = setting

    def score(facts: Facts) -> FloatArray:
        seen = Observed.of(facts)
        evidence = _log_likelihood_ratio(seen.answers, worse)
        evidence += _log_likelihood_ratio(seen.exertion, harder)
        odds = np.full(len(evidence), (1 - stays_well) / (1 - stays_strained))
        log_odds = np.empty(evidence.shape)
        for day in range(evidence.shape[1]):  # a recurrence: loop over days, not athletes
            strained = odds / (1 + odds)
            before = strained * stays_strained + (1 - strained) * (1 - stays_well)
            odds = np.exp(evidence[:, day]) * before / (1 - before)
            log_odds[:, day] = np.log(odds)
        return log_odds

    return score


def bounded_accumulation(setting: Setting) -> Score:
    """The most that the evidence of any stretch of the last weeks adds up to."""
    allowance, exertion_weight, memory_days = setting

    def score(facts: Facts) -> FloatArray:
        seen = Observed.of(facts)
        gained = np.nan_to_num(seen.answers - allowance)
        gained += exertion_weight * np.nan_to_num(seen.exertion - allowance)
        return accumulated(gained, memory_days=int(memory_days))

    return score


def accumulated(gained: FloatArray, *, memory_days: int) -> FloatArray:
    """Return the largest sum over a stretch of at most so many days that ends today, or 0."""
    total = np.cumsum(gained, axis=1)
    lowest = np.zeros_like(total)
    most = np.zeros_like(total)
    for back in range(1, memory_days + 1):
        lowest = np.zeros_like(total)
        lowest[:, back:] = total[:, :-back]
        enough = np.arange(total.shape[1]) >= back - 1
        most = np.where(enough, np.maximum(most, total - lowest), most)
    return most


def averaged(setting: Setting) -> Score:
    """Exponentially weighted averages, carried over days without an observation."""
    answer_weight, exertion_share, exertion_weight = setting

    def score(facts: Facts) -> FloatArray:
        seen = Observed.of(facts)
        answers = _average(seen.answers, answer_weight)
        harder = _average(seen.exertion, exertion_share)
        return answers + exertion_weight * harder + LOAD_WEIGHT * seen.load

    return score


def pooled_covariance(setting: Setting) -> Score:
    """Combine the items of a morning by the inverse of their pooled covariance."""
    (exertion_weight,) = setting

    def score(facts: Facts) -> FloatArray:
        seen = Observed.of(facts)
        z = facts.assessment.z[..., ANSWER_COLUMNS]
        complete: BoolArray = ~np.isnan(z).any(axis=-1) & ~facts.series.ill
        covariance = np.cov(z[complete].T)
        weights = np.linalg.solve(covariance, np.ones(len(covariance)))
        combined = np.where(complete, z @ weights / np.sqrt(weights.sum()), np.nan)
        response = level_filter(combined, retention=RETENTION, drift=ANSWER_DRIFT)
        return response + seen.beside(exertion_weight)

    return score


def change_point(setting: Setting) -> Score:
    """Mean level of the current run of days, over all the days it may have begun on."""
    hazard, exertion_weight = setting

    def score(facts: Facts) -> FloatArray:
        seen = Observed.of(facts)
        return run_level(seen.answers, hazard=hazard) + seen.beside(exertion_weight)

    return score


def run_level(observed: FloatArray, *, hazard: float, level_variance: float = 0.5) -> FloatArray:
    """Return the expected level under a Bayesian online change-point model.

    Adams & MacKay 2007, arXiv:0710.3742, with a normal level of known variance and runs of at
    most 60 days.
    """
    n_athletes = len(observed)
    log_run = np.full((n_athletes, LONGEST_RUN), -np.inf)
    log_run[:, 0] = 0.0
    mean, variance = (
        np.zeros((n_athletes, LONGEST_RUN)),
        np.full((n_athletes, LONGEST_RUN), level_variance),
    )
    level = np.empty(observed.shape)
    for day in range(observed.shape[1]):  # a recurrence: loop over days, not athletes
        today = observed[:, day : day + 1]
        seen = ~np.isnan(today)
        off = np.where(seen, today - mean, 0.0)
        spread = variance + 1
        log_run = log_run - np.where(seen, 0.5 * (off**2 / spread + np.log(spread)), 0.0)
        log_run -= np.logaddexp.reduce(log_run, axis=1, keepdims=True)
        gain = np.where(seen, variance / spread, 0.0)
        mean, variance = mean + gain * off, variance * (1 - gain)
        probability = np.exp(log_run)
        level[:, day] = (probability * mean).sum(axis=1)
        # Tomorrow either goes on, or is the first of a run whose level is not known.
        log_run = np.roll(log_run, 1, axis=1) + np.log(1 - hazard)
        log_run[:, 0] = np.log(hazard)
        mean, variance = np.roll(mean, 1, axis=1), np.roll(variance, 1, axis=1)
        mean[:, 0], variance[:, 0] = 0.0, level_variance
    return level


def _product(*values: Sequence[float]) -> tuple[Setting, ...]:
    found: list[Setting] = [()]
    for choices in values:
        found = [(*setting, choice) for setting in found for choice in choices]
    return tuple(found)


ALTERNATIVES = (
    Alternative(
        name="quick filter",
        words="a response filter with a gain of 0.1 to 0.2 a day",
        verdict="follows sooner, and follows noise and single bad weeks as well",
        score=quick_filter,
        settings=((0.97, 0.08, 0.8), (0.97, 0.08, 1.2), (0.98, 0.02, 0.8), (0.98, 0.02, 1.2)),
    ),
    Alternative(
        name="fitness–fatigue innovation",
        words="answers predicted from load (time constant 9 days), the difference filtered",
        verdict="needs every session logged, and explains away what load did cause",
        score=fitness_fatigue,
        settings=_product((0.4, 0.8, 1.2), (0.8, 1.2)),
    ),
    Alternative(
        name="two regimes",
        words="probability of a strained regime (hidden Markov model, forward filter)",
        verdict="a probability that reads well, and is only as good as the two regimes assumed",
        score=two_regimes,
        settings=(
            (1.0, 0.8, 0.985, 0.93),
            (1.0, 0.8, 0.997, 0.98),
            (0.8, 0.6, 0.997, 0.98),
            (0.8, 0.8, 0.997, 0.98),
            (0.6, 0.6, 0.997, 0.98),
        ),
    ),
    Alternative(
        name="bounded accumulation",
        words="largest sum of evidence over any stretch of the last weeks (CUSUM that forgets)",
        verdict="good for slow drift; what it has summed, and when it lets go, is hard to explain",
        score=bounded_accumulation,
        settings=_product((0.3, 0.5), (0.8, 1.2), (21.0, 35.0)),
    ),
    Alternative(
        name="EWMA",
        words="exponential averages of answers and exertion",
        verdict="the same shape without a doubt of its own, so that gaps are taken for knowledge",
        score=averaged,
        settings=_product((0.05, 0.1), (0.05, 0.1), (0.8, 1.2)),
    ),
    Alternative(
        name="pooled covariance",
        words="items combined by the inverse of their pooled covariance, then filtered alike",
        verdict="weights that move with every club, and need every item answered",
        score=pooled_covariance,
        settings=((0.8,), (1.2,), (1.6,)),
    ),
    Alternative(
        name="online change point",
        words="expected level of the current run of days (Bayesian, runs of up to 60 days)",
        verdict="costs far more to compute, and a level that jumps back is hard to explain",
        score=change_point,
        settings=_product((1 / 60, 1 / 30), (0.8, 1.2)),
    ),
)


def kept_evidence(facts: Facts) -> FloatArray:
    """The evidence of the product, without the gates of its levels."""
    return facts.assessment.evidence


KEPT = Detector(
    name="kept",
    words="the product's evidence alone: R + 1.2 D + 0.1 L, slow filters, two of three days",
    score=kept_evidence,
    days=2,
    of_days=3,
)


def tuned(
    alternatives: Iterable[Alternative], samples: Sequence[Sample]
) -> list[tuple[Alternative, Setting]]:
    """Choose each alternative's setting by its mean sensitivity in samples of tuning seeds."""
    nobody = np.zeros((0, len(samples[0].truth.kind)), dtype=np.int64)

    def found(alternative: Alternative, setting: Setting) -> float:
        detector = alternative.detector(setting)
        total = 0.0
        for each in samples:
            score = scores(detector, each)
            curve = curve_of_score(score, each.truth, days=2, of_days=3)
            total += curve.at_budget(BUDGET, nobody).sensitivity.value
        return total

    return [
        (each, max(each.settings, key=lambda setting, each=each: found(each, setting)))  # type: ignore[misc]
        for each in alternatives
    ]


def scores(detector: Detector, sample: Sample) -> FloatArray:
    """Return a detector's score of every athlete of a sample."""
    return np.concatenate([detector.score(facts) for facts in sample.facts])


def _log_likelihood_ratio(observed: FloatArray, mean: float) -> FloatArray:
    """Of a normal value with that mean over one with mean 0, both of variance 1."""
    return np.nan_to_num(mean * observed - mean**2 / 2)


def _average(observed: FloatArray, weight: float) -> FloatArray:
    state = np.zeros(len(observed))
    average = np.empty(observed.shape)
    for day in range(observed.shape[1]):  # a recurrence: loop over days, not athletes
        today = observed[:, day]
        state = np.where(np.isnan(today), state, state + weight * (today - state))
        average[:, day] = state
    return average
