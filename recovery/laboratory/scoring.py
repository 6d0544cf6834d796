"""How often an alarm is right, late or wrong where the truth is known."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray, IntArray, rolling_count, shift_days
from recovery.simulation import EpisodeKind, Simulation

# What a warning of an imbalance is for, and what one of a low recovery is for besides.
IMBALANCE_KINDS = (EpisodeKind.NON_FUNCTIONAL,)
LOW_RECOVERY_KINDS = (EpisodeKind.NON_FUNCTIONAL, EpisodeKind.LIFE_STRESS)

TARGET_STRAIN = 1.0  # [SD] lasting strain from which a coach should have been told
AFTERWARDS_DAYS = 7  # after the last such day an alarm still belongs to the episode
REFRACTORY_DAYS = 7  # an alarm that comes back within a week is the same one


@dataclass(frozen=True, slots=True)
class Truth:
    """What an alarm is judged by, one row per simulated athlete.

    Attributes
    ----------
    kind : int ndarray of shape (n_athletes,)
        `EpisodeKind`.
    target : bool ndarray of shape (n_athletes, n_days)
        Days on which a coach should know: lasting strain of at least 1 SD in a non-functional
        episode (and stress of as much, where an alarm is meant for that as well).
    first_target, last_target : int ndarray of shape (n_athletes,)
        First and last such day; -1 without one.
    belongs : bool ndarray of shape (n_athletes, n_days)
        Days on which an alarm is right: from the onset of the episode until a week after its
        last target day.
    open_question : bool ndarray, same shape
        Days of such episodes that never came to 1 SD: an alarm there is neither right nor
        wrong.
    during : bool ndarray, same shape
        Days from the onset of any episode until a week after its end.
    scored : bool ndarray of shape (n_days,)
        Days that count.
    """

    kind: IntArray
    target: BoolArray
    first_target: IntArray
    last_target: IntArray
    belongs: BoolArray
    open_question: BoolArray
    during: BoolArray
    scored: BoolArray

    @classmethod
    def of(
        cls,
        simulation: Simulation,
        *,
        scored_from: int,
        meant_for: Sequence[EpisodeKind] = IMBALANCE_KINDS,
    ) -> "Truth":
        """Read the truth from a simulation, and judge from day ``scored_from`` on."""
        kind, onset = simulation.episodes.kind, simulation.episodes.onset
        n_days = simulation.latent.strain.shape[1]
        days = np.arange(n_days)
        meant: BoolArray = np.isin(kind, meant_for)
        stressed = kind == EpisodeKind.LIFE_STRESS
        latent = simulation.latent
        felt = np.where(stressed[:, None], latent.life, latent.strain)
        target = (felt >= TARGET_STRAIN) & meant[:, None]
        reached = target.sum(axis=1) > 0
        first = np.where(reached, target.argmax(axis=1), -1)
        last = np.where(reached, n_days - 1 - target[:, ::-1].argmax(axis=1), -1)
        began = (onset >= 0)[:, None] & (days >= onset[:, None])
        ends = onset + simulation.episodes.length
        during = began & (days < (ends + AFTERWARDS_DAYS)[:, None])
        belongs = began & reached[:, None] & (days <= (last + AFTERWARDS_DAYS)[:, None])
        unreached = meant & ~reached
        return cls(
            kind=kind,
            target=target,
            first_target=first,
            last_target=last,
            belongs=belongs,
            open_question=during & unreached[:, None],
            during=during | belongs,
            scored=days >= scored_from,
        )

    def of_athletes(self, rows: IntArray) -> "Truth":
        """Return the truth of these athletes, in this order."""
        return replace(self, **{name: getattr(self, name)[rows] for name in PER_ATHLETE})

    @property
    def quiet(self) -> BoolArray:
        """Scored days on which an alarm would be wrong, shape (n_athletes, n_days)."""
        wrong_time: BoolArray = self.scored & ~self.belongs & ~self.open_question
        return wrong_time

    @classmethod
    def joined(cls, parts: "Sequence[Truth]") -> "Truth":
        """Return the truth of several simulations of the same days as one."""
        joined = {
            name: np.concatenate([getattr(part, name) for part in parts]) for name in PER_ATHLETE
        }
        return replace(parts[0], **joined)


PER_ATHLETE = tuple(each.name for each in fields(Truth) if each.name != "scored")


def openings(active: BoolArray) -> BoolArray:
    """Return the days on which an alarm opens: active, and not in the seven days before."""
    recent = rolling_count(active, REFRACTORY_DAYS, lag=1)
    opened: BoolArray = active & (recent == 0)
    return opened


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the alarms of one detector did, one row per athlete.

    Attributes
    ----------
    false_alarms, quiet_days : ndarray of shape (n_athletes,)
        Openings outside every right time, and the scored days on which one would be wrong.
    alarms : ndarray of shape (n_athletes,)
        All openings on scored days.
    detected : ndarray of shape (n_athletes,)
        1 if an alarm opened at a right time, 0 if none did, NaN without a target day.
    delay : ndarray of shape (n_athletes,)
        Days from the first target day to the first right opening; negative is earlier. NaN
        where nothing was detected.
    """

    false_alarms: FloatArray
    quiet_days: FloatArray
    alarms: FloatArray
    detected: FloatArray
    delay: FloatArray


def judge(active: BoolArray, truth: Truth) -> Verdict:
    """Judge a detector by the days on which its alarm is on.

    Parameters
    ----------
    active : bool ndarray of shape (n_athletes, n_days)
    truth : Truth
    """
    opened = openings(active) & truth.scored
    right = opened & truth.belongs
    quiet = truth.quiet
    has_target = truth.first_target >= 0
    detected = right.any(axis=1)
    return Verdict(
        false_alarms=(opened & quiet).sum(axis=1).astype(np.float64),
        quiet_days=quiet.sum(axis=1).astype(np.float64),
        alarms=opened.sum(axis=1).astype(np.float64),
        detected=np.where(has_target, detected, np.nan),
        delay=np.where(has_target & detected, right.argmax(axis=1) - truth.first_target, np.nan),
    )


def opened_during(active: BoolArray, truth: Truth, kind: EpisodeKind) -> BoolArray:
    """Return, for every episode of one kind, whether an alarm opened in it or within a week."""
    rows = truth.kind == kind
    opened = active & ~shift_days(active, 1, fill=0)
    hit: BoolArray = (opened & truth.during & truth.scored)[rows].any(axis=1)
    return hit


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with a 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Summary:
    """How a detector does at one threshold."""

    false_per_100_days: Figure
    sensitivity: Figure
    median_delay_days: Figure
    wrong_share: Figure  # of all alarms


def resamples(n_athletes: int, count: int, seed: int) -> IntArray:
    """Return how often each athlete is drawn in each bootstrap sample, (count, n_athletes).

    Athletes are drawn whole: the days of one person are not independent of one another.
    """
    draw = np.random.default_rng(seed)
    drawn = draw.integers(0, n_athletes, (count, n_athletes))
    return np.stack([np.bincount(row, minlength=n_athletes) for row in drawn])


def summarise(verdict: Verdict, weights: IntArray) -> Summary:
    """Summarise a verdict with percentile intervals over bootstrap samples of athletes.

    Parameters
    ----------
    weights : int ndarray of shape (n_samples, n_athletes)
        From `resamples`.
    """
    known = ~np.isnan(verdict.detected)
    caught = np.nan_to_num(verdict.detected)
    return Summary(
        false_per_100_days=ratio(100 * verdict.false_alarms, verdict.quiet_days, weights),
        sensitivity=ratio(caught, known.astype(np.float64), weights),
        median_delay_days=median(verdict.delay, weights),
        wrong_share=ratio(verdict.false_alarms, verdict.alarms, weights),
    )


def ratio(numerator: FloatArray, denominator: FloatArray, weights: IntArray) -> Figure:
    """Return the ratio of two sums over athletes; NaN where the denominator is 0."""
    total = float(denominator.sum())
    if not total:
        return Figure(np.nan, np.nan, np.nan)
    drawn = weights @ denominator
    samples = (weights @ numerator)[drawn > 0] / drawn[drawn > 0]
    return interval(float(numerator.sum()) / total, samples)


def interval(value: float, samples: FloatArray) -> Figure:
    """Return a value with its percentile interval, which always holds the value itself."""
    known = samples[~np.isnan(samples)]
    if np.isnan(value) or not known.size:
        return Figure(value, np.nan, np.nan)
    low, high = np.percentile(known, [2.5, 97.5])
    return Figure(value, min(float(low), value), max(float(high), value))


def median(values: FloatArray, weights: IntArray) -> Figure:
    """Return the median over athletes, those with NaN left out."""
    everyone = np.ones((1, len(values)), dtype=np.int64)
    value = float(weighted_medians(values, everyone)[0])
    return interval(value, weighted_medians(values, weights))


def weighted_medians(values: FloatArray, weights: IntArray | FloatArray) -> FloatArray:
    """Return the median of the values, NaN left out, under each row of weights.

    Of an even number the lower of the two in the middle: whole days stay whole days.
    """
    rows = np.flatnonzero(~np.isnan(values))
    if not rows.size:
        return np.full(len(weights), np.nan)
    order = rows[np.argsort(values[rows], kind="stable")]
    cumulative = np.cumsum(weights[:, order], axis=1)
    half = cumulative[:, -1:] / 2
    middles = values[order][(cumulative >= half).argmax(axis=1)]
    return np.where(cumulative[:, -1] > 0, middles, np.nan)
