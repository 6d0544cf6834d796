"""The least that any way must do: write as many numbers as there are figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recovery.benchmarks.facts import FIGURES
from recovery.benchmarks.with_engine import LOAD_ATHLETES, blocks

if TYPE_CHECKING:
    from recovery.benchmarks.facts import Facts
    from recovery.engine.arrays import FloatArray


def compute(facts: Facts) -> dict[str, list[FloatArray]]:
    """Return the load of every athlete and day under every figure's name."""
    return {
        name: [facts.load[rows] + 0.0 for rows in blocks(0, len(facts.load), LOAD_ATHLETES)]
        for name in FIGURES
    }
