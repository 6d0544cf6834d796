"""What the model must show in the laboratory, whether it does, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from recovery.engine import Level
from recovery.laboratory.experiment import WorldResult
from recovery.laboratory.figures import best_baseline
from recovery.laboratory.frontier import Point
from recovery.laboratory.scoring import Figure
from recovery.laboratory.worlds import BUDGET
from recovery.simulation import EpisodeKind

SENSITIVITY = 0.95
DELAY_DAYS = 1.0
ANY_ROUTE_SENSITIVITY = 0.85
FUNCTIONAL_PERSISTENT = 0.10
STRESS_PERSISTENT = 0.05


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of what must be shown.

    Attributes
    ----------
    is_kept : bool
        By the value; the interval stands beside it.
    obstacle : str
        What stands in the way where it is not.
    """

    words: str
    measured: str
    is_kept: bool
    obstacle: str = ""


def promises(results: Sequence[WorldResult]) -> tuple[Promise, ...]:
    """Hold the results against everything that was promised."""
    by_name = {result.name: result for result in results}
    hard, no_rise = by_name["hard"], by_name["no load rise"]
    return (
        _sensitivity(hard),
        _delay(hard),
        _any_route(no_rise),
        _any_route_strictly(no_rise),
        _persistent(hard, EpisodeKind.FUNCTIONAL, "functional overreaching", FUNCTIONAL_PERSISTENT),
        _persistent(hard, EpisodeKind.LIFE_STRESS, "life stress", STRESS_PERSISTENT),
        _ahead(results),
    )


def share(figure: Figure) -> str:
    """Write a share with its interval."""
    if isnan(figure.value):
        return "–"
    return f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"


def days(figure: Figure) -> str:
    """Write days with their interval."""
    if isnan(figure.value):
        return "–"
    return f"{figure.value:+.1f} ({figure.low:+.1f} to {figure.high:+.1f})".replace("-", "−")


def _sensitivity(hard: WorldResult) -> Promise:
    found = hard.product.at_budget.sensitivity
    return Promise(
        words=f"hard: at {BUDGET} false openings of *imbalance* per 100 athlete-days, sensitivity "
        f"of at least {SENSITIVITY}",
        measured=share(found),
        is_kept=found.value >= SENSITIVITY,
        obstacle=_where_reached(hard.product.points, SENSITIVITY),
    )


def _delay(hard: WorldResult) -> Promise:
    found = hard.product.at_budget.median_delay_days
    return Promise(
        words=f"there, a median delay of at most {DELAY_DAYS:.0f} day",
        measured=f"{days(found)} days",
        is_kept=found.value <= DELAY_DAYS,
        obstacle=_where_in_time(hard.product.points),
    )


def _any_route(no_rise: WorldResult) -> Promise:
    found = no_rise.imbalance_budget_any_route.sensitivity
    return Promise(
        words="no load rise: at the same budget of *imbalance*, sensitivity through whichever "
        f"warning of at least {ANY_ROUTE_SENSITIVITY}",
        measured=f"{share(found)}, at {no_rise.any_false_at_imbalance_budget:.2f} false openings "
        "of any warning",
        is_kept=found.value >= ANY_ROUTE_SENSITIVITY,
        obstacle=_where_reached(no_rise.product.points, ANY_ROUTE_SENSITIVITY),
    )


def _any_route_strictly(no_rise: WorldResult) -> Promise:
    if no_rise.any_route is None:
        raise ValueError(f"{no_rise.name} was run without a sweep of every route")
    found = no_rise.any_route.at_budget.sensitivity
    return Promise(
        words="the same, held to the budget by false openings of *any* warning",
        measured=share(found),
        is_kept=found.value >= ANY_ROUTE_SENSITIVITY,
        obstacle=_where_reached(no_rise.any_route.points, ANY_ROUTE_SENSITIVITY),
    )


def _persistent(hard: WorldResult, kind: EpisodeKind, words: str, limit: float) -> Promise:
    found = hard.by_kind[kind][Level.PERSISTENT]
    return Promise(
        words=f"hard: at most {100 * limit:.0f} % of the episodes of {words} opened as "
        "*persistent*",
        measured=share(found),
        is_kept=found.value <= limit,
        obstacle="such an episode lasts long enough, and is strong enough, to look like one that "
        "does not pass",
    )


def _ahead(results: Sequence[WorldResult]) -> Promise:
    behind = []
    for result in results:
        best = best_baseline(result)
        if result.product.at_budget.sensitivity.low <= best.at_budget.sensitivity.high:
            behind.append(f"{result.name} ({best.name} {share(best.at_budget.sensitivity)})")
    return Promise(
        words="ahead of every baseline in every world, with intervals that do not overlap",
        measured=f"in {len(results) - len(behind)} of {len(results)} worlds",
        is_kept=not behind,
        obstacle=f"they overlap in: {'; '.join(behind)}",
    )


def _where_reached(points: Sequence[Point], sensitivity: float) -> str:
    """Say at how many false alarms the frontier does reach it."""
    for point in points:
        if point.sensitivity >= sensitivity:
            return (
                f"the frontier reaches {sensitivity} at {point.false_per_100_days:.2f} false "
                "openings per 100 athlete-days; below that, too little of the strain shows "
                "through the noise of the answers in time"
            )
    best = max(points, key=lambda point: point.sensitivity)
    return (
        f"no threshold tried reaches {sensitivity}; the most is {best.sensitivity:.3f}, at "
        f"{best.false_per_100_days:.2f} false openings per 100 athlete-days"
    )


def _where_in_time(points: Sequence[Point]) -> str:
    for point in points:
        if point.median_delay_days <= DELAY_DAYS:
            return (
                f"the frontier reaches it at {point.false_per_100_days:.2f} false openings per "
                "100 athlete-days; a slower filter raises fewer false alarms, and is slower"
            )
    return "no threshold tried reaches it: the filter takes its time"
