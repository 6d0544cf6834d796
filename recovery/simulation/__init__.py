"""Athletes with known truth: seeded random numbers in, facts and the truth behind them out.

The same generator fills the demo's club and measures how often the model is wrong. It never
reads a clock and never draws from anything but the generator it is given.
"""

from recovery.simulation.clubs import (
    SimulatedAthlete,
    SimulatedCheckIn,
    SimulatedDayMark,
    SimulatedSession,
)
from recovery.simulation.generator import (
    COLD_START,
    CORRELATED_ITEMS,
    EASY,
    EXTRA_MISSING,
    FLOOR_AND_CEILING,
    HARD,
    INVERTED_HEARTS,
    NO_LOAD_RISE,
    PERMUTED_LOAD,
    Simulation,
    Variant,
    simulate,
)
from recovery.simulation.latent import EpisodeKind
from recovery.simulation.stories import Story, demo_club

__all__ = [
    "COLD_START",
    "CORRELATED_ITEMS",
    "EASY",
    "EXTRA_MISSING",
    "FLOOR_AND_CEILING",
    "HARD",
    "INVERTED_HEARTS",
    "NO_LOAD_RISE",
    "PERMUTED_LOAD",
    "EpisodeKind",
    "SimulatedAthlete",
    "SimulatedCheckIn",
    "SimulatedDayMark",
    "SimulatedSession",
    "Simulation",
    "Story",
    "Variant",
    "demo_club",
    "simulate",
]
