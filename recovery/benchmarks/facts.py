"""What every implementation starts from and must arrive at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recovery.engine import DEFAULTS, ITEM_INDEX
from recovery.simulation import simulate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from recovery.engine.arrays import BoolArray, FloatArray

    # By its name in FIGURES: shape (n_athletes, n_days).
    Figures = Mapping[str, FloatArray]

ITEMS = ("fatigue", "soreness", "sleep_quality", "stress", "mood")
Z_SCORES = tuple(f"z_{item}" for item in ITEMS)
FIGURES = (
    "known_days_7",
    "known_days_28",
    "week_load",
    "previous_week",
    "week_difference",
    "mean_28_uncoupled",
    "acwr_coupled",
    "acwr_uncoupled",
    "acwr_ewma",
    "monotony",
    "strain",
    "ctl",
    "atl",
    "tsb",
    "ell_7",
    "ell_21",
    *Z_SCORES,
    "composite",
    "response",
)

SIMULATED_ATHLETES = 1000  # more of them repeat these: it is the same work
SEED = 1
TOLERANCE = 1e-9


class NotEqualError(AssertionError):
    """Two implementations gave different figures, so there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Arrays as they come out of a table sorted by athlete and day.

    Attributes
    ----------
    load : ndarray of shape (n_athletes, n_days)
        [AU] NaN is unknown.
    items : ndarray of shape (n_items, n_athletes, n_days)
        `ITEMS`, 5 is worst, NaN is not answered.
    ill : bool ndarray of shape (n_athletes, n_days)
    """

    load: FloatArray
    items: FloatArray
    ill: BoolArray

    def of(self, rows: slice) -> Facts:
        return Facts(self.load[rows], self.items[:, rows], self.ill[rows])

    def write(self, folder: Path) -> None:
        for name in ("load", "items", "ill"):
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def read(cls, folder: Path) -> Facts:
        return cls(*(np.load(folder / f"{name}.npy") for name in ("load", "items", "ill")))


def simulated_facts(athletes: int, days: int) -> Facts:
    """Return facts of simulated athletes, on the grid that the engine keeps them on."""
    drawn = min(athletes, SIMULATED_ATHLETES)
    series = simulate(drawn, days, SEED).series()
    who = np.arange(athletes) % drawn
    return Facts(
        load=np.ascontiguousarray(series.load)[who],
        items=np.stack(
            [np.ascontiguousarray(series.items[..., ITEM_INDEX[item]])[who] for item in ITEMS]
        ),
        ill=np.ascontiguousarray(series.ill)[who],
    )


def require_equal(name: str, found: Figures, expected: Figures) -> None:
    """Refuse to go on unless all figures are the same, with their gaps in the same places."""
    for figure in FIGURES:
        ours, theirs = expected[figure], found[figure]
        if (np.isnan(ours) != np.isnan(theirs)).any():
            cells = int((np.isnan(ours) != np.isnan(theirs)).sum())
            raise NotEqualError(
                f"{name}: {figure} is there or not on {cells} days where it differs"
            )
        apart = np.nanmax(np.abs(ours - theirs) / np.maximum(np.abs(ours), 1.0), initial=0.0)
        if apart > TOLERANCE:
            raise NotEqualError(f"{name}: {figure} differs by {apart:.1e}")


def filtered_response(composite: FloatArray) -> FloatArray:
    """R of every day, for implementations whose tables have no such recurrence.

    Parameters
    ----------
    composite : ndarray of shape (n_athletes, n_days)
    """
    p = DEFAULTS
    by_day = np.ascontiguousarray(composite.T)
    response = np.empty_like(by_day)
    mean = np.zeros(len(composite))
    variance = np.full(len(composite), p.response_start_variance)
    for day, observed in enumerate(by_day):
        mean = p.response_retention * mean
        variance = p.response_retention**2 * variance + p.response_drift
        gain = np.where(np.isnan(observed), 0.0, variance / (variance + p.response_noise))
        mean = mean + gain * np.where(np.isnan(observed), 0.0, observed - mean)
        variance = variance * (1 - gain)
        response[day] = mean
    return response.T
