"""One world at a time: every detector on the same athletes, and what the product does to whom."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recovery.engine import DEFAULTS, WARNING_LEVELS, Level
from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray
from recovery.laboratory import reference
from recovery.laboratory.alternatives import KEPT, Alternative, Setting, scores
from recovery.laboratory.baselines import BASELINES
from recovery.laboratory.detectors import Detector
from recovery.laboratory.frontier import (
    AtBudget,
    Curve,
    Point,
    curve_of_alarms,
    curve_of_score,
    daily_auc,
    persisted,
)
from recovery.laboratory.product import (
    ANY_ROUTE,
    FACTORS,
    IMBALANCE,
    REFINEMENTS,
    ROUTES,
    Alarms,
    at_level,
    both_factor,
    curve_of_levels,
    sweep,
)
from recovery.laboratory.scoring import (
    Figure,
    Summary,
    interval,
    judge,
    opened_during,
    ratio,
    resamples,
    summarise,
)
from recovery.laboratory.worlds import ATHLETES, BUDGET, Facts, Sample, World, sample
from recovery.simulation import EpisodeKind

LOOSE_BUDGET = 0.3
BOOTSTRAP_SEED = 2026
SHUFFLE_SEED = 31
DECILES = 10
REFERENCE_THRESHOLDS = np.round(np.arange(1.1, 2.65, 0.1), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much of everything is done."""

    athletes: int = ATHLETES  # per seed
    factors: Sequence[float] = FACTORS  # of the product's threshold
    refinements: int = REFINEMENTS
    bootstrap: int = 300
    alternatives: bool = True


FULL = Effort()
QUICK = Effort(
    athletes=200, factors=(0.85, 1.0, 1.2), refinements=1, bootstrap=100, alternatives=False
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One detector in one world."""

    name: str
    at_budget: AtBudget
    at_loose_budget: AtBudget
    auc: Figure
    points: tuple[Point, ...]
    customary: Summary | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Days by how much evidence there was: how many of them are days of strain."""

    evidence: tuple[float, ...]  # mean of the tenth [SD]
    strained: tuple[Figure, ...]  # share of days


@dataclass(frozen=True, slots=True)
class WorldResult:
    """All that is reported of one world.

    Attributes
    ----------
    product, any_route : Entry
        Judged by imbalances alone, and by warnings of any name with all thresholds moved alike;
        the latter only where the world is about it.
    imbalance_budget_any_route : AtBudget
        What a warning of any name finds at the threshold where imbalances spend the budget.
    any_false_at_imbalance_budget : float
        How many false openings of any name that costs per 100 days.
    shipped : mapping of route to Summary
        At the thresholds the product ships with.
    lead : mapping of baseline to Figure
        Sensitivity of the product less that of the baseline, at the budget, on the same
        bootstrap samples.
    by_kind : mapping of EpisodeKind to mapping of Level to Figure
        Share of episodes in which that level opened, at the shipped thresholds.
    days_at : mapping of Level to float
        Share of scored athlete-days.
    shuffled : Figure
        Sensitivity of the product's imbalances, moved to another athlete and other days.
    by_chance : Figure
        Sensitivity of alarms at random times that open as often.
    without_load : AtBudget or None
        The product's evidence with the load excess taken out, at the budget.
    """

    name: str
    words: str
    seeds: tuple[int, ...]
    athletes: int
    scored_from: int
    targets: int
    product: Entry
    any_route: Entry | None
    imbalance_budget_any_route: AtBudget
    any_false_at_imbalance_budget: float
    reference: Entry
    baselines: tuple[Entry, ...]
    alternatives: tuple[Entry, ...]
    shipped: dict[str, Summary]
    lead: dict[str, Figure]
    by_kind: dict[EpisodeKind, dict[Level, Figure]]
    days_at: dict[Level, float]
    calibration: Calibration
    shuffled: Figure
    by_chance: Figure
    with_load: AtBudget
    without_load: AtBudget


def run_world(
    world: World,
    seeds: Sequence[int],
    tuned: Sequence[tuple[Alternative, Setting]],
    *,
    effort: Effort = FULL,
) -> WorldResult:
    """Run every detector in one world, and score it."""
    one = sample(world, seeds, athletes=effort.athletes)
    weights = resamples(len(one.truth.kind), effort.bootstrap, BOOTSTRAP_SEED)
    alarms = _sweep(one, effort)
    product_curve = curve_of_levels(alarms, one, IMBALANCE)
    evidence = scores(KEPT, one)
    evidence_auc = daily_auc(evidence, one.truth, weights)
    product = _entry("Recovery", product_curve, evidence_auc, weights)
    baselines = tuple(score_entry(each, one, weights) for each in BASELINES)
    level = alarms[1.0]
    at_budget_any = _any_route_at(product_curve, curve_of_levels(alarms, one, ANY_ROUTE), weights)
    shuffled, by_chance = _null(at_level(level, IMBALANCE), one, weights)
    return WorldResult(
        name=world.name,
        words=world.words,
        seeds=tuple(seeds),
        athletes=len(one.truth.kind),
        scored_from=world.scored_from,
        targets=int((one.truth.first_target >= 0).sum()),
        product=product,
        any_route=_any_route(one, evidence_auc, weights, effort) if world.any_route else None,
        imbalance_budget_any_route=at_budget_any[0],
        any_false_at_imbalance_budget=at_budget_any[1],
        reference=_reference_entry(one, weights),
        baselines=baselines,
        alternatives=tuple(
            score_entry(detector, one, weights)
            for detector in (
                (KEPT, *(each.detector(setting) for each, setting in tuned))
                if effort.alternatives
                else ()
            )
        ),
        shipped={
            name: summarise(
                judge(
                    at_level(level, levels),
                    one.low_truth if name == "recovery_low" else one.truth,
                ),
                weights,
            )
            for name, levels in ROUTES.items()
        },
        lead={
            each.name: interval(
                product.at_budget.sensitivity.value - each.at_budget.sensitivity.value,
                product.at_budget.samples - each.at_budget.samples,
            )
            for each in baselines
        },
        by_kind=_by_kind(level, one, effort),
        days_at={
            each: float((level[:, one.truth.scored] == each).mean()) for each in WARNING_LEVELS
        },
        calibration=_calibration(evidence, one, weights),
        shuffled=shuffled,
        by_chance=by_chance,
        with_load=_evidence_at_budget(one, weights, load=True),
        without_load=_evidence_at_budget(one, weights, load=False),
    )


def _sweep(one: Sample, effort: Effort) -> Alarms:
    return sweep(
        one,
        budget=BUDGET,
        levels=IMBALANCE,
        factors=effort.factors,
        refinements=effort.refinements,
    )


def _any_route(one: Sample, auc: Figure, weights: IntArray, effort: Effort) -> Entry:
    alarms = sweep(
        one,
        budget=BUDGET,
        levels=ANY_ROUTE,
        parameters=both_factor,
        factors=effort.factors,
        refinements=effort.refinements,
    )
    curve = curve_of_levels(alarms, one, ANY_ROUTE)
    return _entry("Recovery, any warning", curve, auc, weights)


def score_entry(detector: Detector, one: Sample, weights: IntArray) -> Entry:
    """Score one detector."""
    score = scores(detector, one)
    curve = curve_of_score(score, one.truth, days=detector.days, of_days=detector.of_days)
    customary = None
    if detector.customary is not None:
        over = persisted(score, detector.days, detector.of_days) > detector.customary
        customary = summarise(judge(over, one.truth), weights)
    auc = daily_auc(score, one.truth, weights)
    return _entry(detector.name, curve, auc, weights, customary)


def _entry(
    name: str, curve: Curve, auc: Figure, weights: IntArray, customary: Summary | None = None
) -> Entry:
    return Entry(
        name=name,
        at_budget=curve.at_budget(BUDGET, weights),
        at_loose_budget=curve.at_budget(LOOSE_BUDGET, weights),
        auc=auc,
        points=curve.points(),
        customary=customary,
    )


def _reference_entry(one: Sample, weights: IntArray) -> Entry:
    """Score the reference model; its threshold moves between 1.0 and 2.8."""
    parts = [reference.evidence(facts.series) for facts in one.facts]
    evidence = np.concatenate([part[0] for part in parts])
    response = np.concatenate([part[1] for part in parts])

    def alarm(on: float) -> BoolArray:
        active: BoolArray = reference.levels(evidence, response, on=on) > 0
        return active

    curve = curve_of_alarms({float(on): alarm(on) for on in REFERENCE_THRESHOLDS}, one.truth)
    customary = summarise(judge(alarm(reference.ON_EVIDENCE), one.truth), weights)
    auc = daily_auc(evidence, one.truth, weights)
    return _entry("reference model", curve, auc, weights, customary)


def _any_route_at(imbalance: Curve, anything: Curve, weights: IntArray) -> tuple[AtBudget, float]:
    """What any warning finds at the thresholds where imbalances alone spend the budget."""
    carried = Curve(
        thresholds=imbalance.thresholds,
        false_alarms=imbalance.false_alarms,
        delay=anything.delay,
        quiet_days=imbalance.quiet_days,
        has_target=imbalance.has_target,
    )
    found = carried.at_budget(BUDGET, weights)
    row = int(np.flatnonzero(anything.thresholds == found.threshold)[0])
    false = 100 * anything.false_alarms[row].sum() / anything.quiet_days.sum()
    return found, float(false)


def _null(active: BoolArray, one: Sample, weights: IntArray) -> tuple[Figure, Figure]:
    """Judge the product by the episodes of other athletes, and alarms at random times by any."""
    draw = np.random.default_rng(SHUFFLE_SEED)
    strangers = one.truth.of_athletes(draw.permutation(len(active)))
    # Turned round in time as well: all episodes lie in the same weeks.
    days = np.flatnonzero(one.truth.scored)
    turned = (days + draw.integers(0, len(days), (len(active), 1)) - days[0]) % len(days)
    moved = active.copy()
    moved[:, days] = np.take_along_axis(active[:, days], turned, axis=1)
    shuffled = summarise(judge(moved, strangers), weights).sensitivity
    # As many alarms at random times as the product raises, on athletes drawn at random.
    openings = judge(active, one.truth).alarms.sum() / (len(active) * one.truth.scored.sum())
    noise: BoolArray = draw.random(active.shape) < openings
    return shuffled, summarise(judge(noise, one.truth), weights).sensitivity


def _by_kind(
    level: CodeArray, one: Sample, effort: Effort
) -> dict[EpisodeKind, dict[Level, Figure]]:
    found: dict[EpisodeKind, dict[Level, Figure]] = {}
    for kind in EpisodeKind:
        if kind is EpisodeKind.NONE:
            continue
        rows = {each: opened_during(level == each, one.truth, kind) for each in WARNING_LEVELS}
        count = int((one.truth.kind == kind).sum())
        weights = resamples(max(count, 1), effort.bootstrap, BOOTSTRAP_SEED)
        found[kind] = {
            each: ratio(hit.astype(np.float64), np.ones(count), weights[:, :count])
            for each, hit in rows.items()
        }
    return found


def _calibration(evidence: FloatArray, one: Sample, weights: IntArray) -> Calibration:
    days = one.truth.scored & ~np.isnan(evidence)
    edges = np.quantile(evidence[days], np.linspace(0, 1, DECILES + 1)[1:-1])
    tenth = np.searchsorted(edges, evidence, side="right")
    means, shares = [], []
    for each in range(DECILES):
        there = days & (tenth == each)
        means.append(float(evidence[there].mean()))
        strained = (there & one.truth.target).sum(axis=1).astype(np.float64)
        shares.append(ratio(strained, there.sum(axis=1).astype(np.float64), weights))
    return Calibration(tuple(means), tuple(shares))


def _evidence_at_budget(one: Sample, weights: IntArray, *, load: bool) -> AtBudget:
    """Return what the evidence finds with and without its load term."""

    def score(facts: Facts) -> FloatArray:
        excess = np.clip(np.nan_to_num(facts.assessment.load_excess), 0, DEFAULTS.load_limit)
        taken = 0.0 if load else DEFAULTS.load_weight
        return facts.assessment.evidence - taken * excess

    all_scores = np.concatenate([score(facts) for facts in one.facts])
    curve = curve_of_score(all_scores, one.truth, days=KEPT.days, of_days=KEPT.of_days)
    return curve.at_budget(BUDGET, weights)
