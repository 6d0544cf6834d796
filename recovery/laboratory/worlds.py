"""The worlds that detectors are tried in, and the seeds that may be looked at for what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recovery import simulation
from recovery.engine import DEFAULTS, Assessment, Parameters, Series, assess
from recovery.laboratory.scoring import LOW_RECOVERY_KINDS, Truth
from recovery.simulation import Simulation, Variant, simulate

# Thresholds, weights and time constants were chosen while looking at these, as often as was
# needed …
TUNING = (11, 12, 13, 14)
# … and every figure that is reported comes from these, which nothing was chosen by.
REPORTING = (101, 102, 103, 104, 105)

ATHLETES = 600  # per seed
DAYS = 210
SCORED_FROM = 60  # by then the own normal is known
BUDGET = 0.1  # false openings per 100 athlete-days


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A variant of the simulator under the name it has in the report."""

    name: str
    words: str
    variant: Variant
    scored_from: int = SCORED_FROM
    any_route: bool = False  # what counts is that somebody is told, whatever the warning's name


WORLDS = (
    World(
        name="easy",
        words="clear strain of 1.4 to 2.8 SD, little noise",
        variant=simulation.EASY,
    ),
    World(
        name="hard",
        words="strain of 1.0 to 1.8 SD, answers with a noise of 1.1 SD",
        variant=simulation.HARD,
    ),
    World(
        name="cold start",
        words="as easy, but episodes begin on day 16 to 30; scored from day 12",
        variant=simulation.COLD_START,
        scored_from=12,
    ),
    World(
        name="no load rise",
        words="hard; strain comes from elsewhere, at habitual load",
        variant=simulation.NO_LOAD_RISE,
        any_route=True,
    ),
    World(
        name="extra missing",
        words="hard; 40 % of the check-ins missing besides",
        variant=simulation.EXTRA_MISSING,
    ),
    World(
        name="inverted hearts",
        words="hard; everybody measures a heart that answers the other way round",
        variant=simulation.INVERTED_HEARTS,
    ),
    World(
        name="floor and ceiling",
        words="hard; usual answers at either end of the scale",
        variant=simulation.FLOOR_AND_CEILING,
    ),
    World(
        name="correlated items",
        words="hard; the answers of a morning move together, and into the next",
        variant=simulation.CORRELATED_ITEMS,
    ),
    World(
        name="even items",
        words="hard; every question answers to everything alike",
        variant=simulation.EVEN_ITEMS,
    ),
    World(
        name="biased plans",
        words="hard; some feel every session harder than planned, others easier",
        variant=simulation.BIASED_PLANS,
    ),
    World(
        name="no plans",
        words="hard; no session says how hard it was meant to be",
        variant=simulation.NO_PLANS,
    ),
    World(
        name="permuted load",
        words="hard; each athlete's load is somebody else's: load says nothing",
        variant=simulation.PERMUTED_LOAD,
    ),
)
BY_NAME = {world.name: world for world in WORLDS}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a detector may read: the facts, and the model's own reading of them."""

    series: Series
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Sample:
    """One world, simulated for several seeds.

    Attributes
    ----------
    facts : tuple of Facts
        One per seed.
    truth, low_truth : Truth
        Of all seeds together: what a warning of an imbalance is judged by, and what one of a
        low recovery is.
    """

    world: World
    seeds: tuple[int, ...]
    facts: tuple[Facts, ...]
    truth: Truth
    low_truth: Truth

    def levels(self, parameters: Parameters) -> np.ndarray:
        """Assess everybody with other thresholds, and return the levels."""
        return np.concatenate([assess(one.series, parameters).level for one in self.facts])


def sample(world: World, seeds: Sequence[int], *, athletes: int = ATHLETES) -> Sample:
    """Simulate a world."""
    simulations = [simulate(athletes, DAYS, seed, variant=world.variant) for seed in seeds]
    series = [each.series() for each in simulations]

    def truths(simulated: Simulation, *, low: bool) -> Truth:
        if low:
            return Truth.of(simulated, scored_from=world.scored_from, meant_for=LOW_RECOVERY_KINDS)
        return Truth.of(simulated, scored_from=world.scored_from)

    return Sample(
        world=world,
        seeds=tuple(seeds),
        facts=tuple(Facts(each, assess(each, DEFAULTS)) for each in series),
        truth=Truth.joined([truths(each, low=False) for each in simulations]),
        low_truth=Truth.joined([truths(each, low=True) for each in simulations]),
    )
