"""How often an alarm is right, late or wrong where the truth is known."""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import BoolArray, FloatArray, IntArray, rolling_count, shift_days
from recovery.simulation import EpisodeKind, Simulation

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
    first_target, last_target : int ndarray of shape (n_athletes,)
        First and last day with lasting strain of at least 1 SD in a non-functional episode; -1
        without one.
    belongs : bool ndarray of shape (n_athletes, n_days)
        Days on which an alarm is right: from the onset of a non-functional episode until a
        week after its last target day.
    open_question : bool ndarray, same shape
        Days of non-functional episodes whose strain never came to 1 SD: an alarm there is
        neither right nor wrong.
    during : bool ndarray, same shape
        Days from the onset of any episode until a week after its end.
    scored : bool ndarray of shape (n_days,)
        Days that count.
    """

    kind: IntArray
    first_target: IntArray
    last_target: IntArray
    belongs: BoolArray
    open_question: BoolArray
    during: BoolArray
    scored: BoolArray

    @classmethod
    def of(cls, simulation: Simulation, *, scored_from: int) -> "Truth":
        """Read the truth from a simulation, and judge from day ``scored_from`` on."""
        kind, onset = simulation.episodes.kind, simulation.episodes.onset
        n_days = simulation.latent.strain.shape[1]
        days = np.arange(n_days)
        target = (simulation.latent.strain >= TARGET_STRAIN) & (kind == EpisodeKind.NON_FUNCTIONAL)[
            :, None
        ]
        reached = target.any(axis=1)
        first = np.where(reached, target.argmax(axis=1), -1)
        last = np.where(reached, n_days - 1 - target[:, ::-1].argmax(axis=1), -1)
        began = (onset >= 0)[:, None] & (days >= onset[:, None])
        ends = onset + simulation.episodes.length
        during = began & (days < (ends + AFTERWARDS_DAYS)[:, None])
        belongs = began & reached[:, None] & (days <= (last + AFTERWARDS_DAYS)[:, None])
        unreached = (kind == EpisodeKind.NON_FUNCTIONAL) & ~reached
        return cls(
            kind=kind,
            first_target=first,
            last_target=last,
            belongs=belongs,
            open_question=during & unreached[:, None],
            during=during | belongs,
            scored=days >= scored_from,
        )

    @classmethod
    def joined(cls, parts: "list[Truth]") -> "Truth":
        """Return the truth of several simulations of the same days as one."""
        return cls(
            kind=np.concatenate([part.kind for part in parts]),
            first_target=np.concatenate([part.first_target for part in parts]),
            last_target=np.concatenate([part.last_target for part in parts]),
            belongs=np.concatenate([part.belongs for part in parts]),
            open_question=np.concatenate([part.open_question for part in parts]),
            during=np.concatenate([part.during for part in parts]),
            scored=parts[0].scored,
        )


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
    wrong_time = truth.scored & ~truth.belongs & ~truth.open_question
    has_target = truth.first_target >= 0
    detected = right.any(axis=1)
    return Verdict(
        false_alarms=(opened & wrong_time).sum(axis=1).astype(np.float64),
        quiet_days=wrong_time.sum(axis=1).astype(np.float64),
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
    everyone = np.ones((1, len(verdict.quiet_days)))
    known = ~np.isnan(verdict.detected)
    caught = np.nan_to_num(verdict.detected)

    def figure(numerator: FloatArray, denominator: FloatArray) -> Figure:
        value = float((everyone @ numerator / (everyone @ denominator))[0])
        samples = (weights @ numerator) / np.maximum(weights @ denominator, 1e-12)
        low, high = np.percentile(samples, [2.5, 97.5])
        return Figure(value, float(low), float(high))

    return Summary(
        false_per_100_days=figure(100 * verdict.false_alarms, verdict.quiet_days),
        sensitivity=figure(caught, known.astype(np.float64)),
        median_delay_days=_median(verdict.delay, weights),
        wrong_share=figure(verdict.false_alarms, verdict.alarms),
    )


def _median(values: FloatArray, weights: IntArray) -> Figure:
    rows = np.flatnonzero(~np.isnan(values))
    if not rows.size:
        return Figure(np.nan, np.nan, np.nan)
    order = rows[np.argsort(values[rows], kind="stable")]
    cumulative = np.cumsum(weights[:, order], axis=1)
    half = np.maximum(cumulative[:, -1:], 1) / 2
    middle = (cumulative >= half).argmax(axis=1)
    samples = values[order][middle]
    low, high = np.percentile(samples, [2.5, 97.5])
    return Figure(float(np.median(values[rows])), float(low), float(high))
