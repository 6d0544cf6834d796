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
from recovery.simulation.generator import COLD_START, EASY, HARD, Simulation, Variant, simulate
from recovery.simulation.latent import EpisodeKind
from recovery.simulation.stories import Story, demo_club

__all__ = [
    "COLD_START",
    "EASY",
    "HARD",
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
