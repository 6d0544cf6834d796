"""Load figures that others published, recomputed and counted row by row."""

from __future__ import annotations

import csv
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from recovery.engine.arrays import divide
from recovery.engine.metrics.averages import (
    EwmaConvention,
    ewma,
    zero_filled_mean,
    zero_filled_monotony,
)
from recovery.laboratory.real_report import Oracle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recovery.engine.arrays import BoolArray, FloatArray

SOCCERMON = "soccermon/team_b_published_load_metrics.csv"
HAMSTRING = "hamstring/published_ewma.csv"
HAMSTRING_LOADS = "hamstring/raw.csv"
HALF_A_CENT = 0.00501  # published with two decimals


def oracles(folder: Path) -> Iterator[Oracle]:
    """Yield what is in the folder."""
    if (folder / SOCCERMON).is_file():
        yield from _soccermon(_rows(folder / SOCCERMON))
    if (folder / HAMSTRING).is_file() and (folder / HAMSTRING_LOADS).is_file():
        yield _hamstring(_rows(folder / HAMSTRING_LOADS), _rows(folder / HAMSTRING))


def _soccermon(rows: list[dict[str, str]]) -> Iterator[Oracle]:
    """Rolling means with missing history as 0, and population monotony."""
    rows.sort(key=lambda one: (one["player_id"], one["date"]))
    players = [list(days) for _player, days in groupby(rows, lambda one: one["player_id"])]

    def column(name: str) -> FloatArray:
        return np.array([[float(day[name] or "nan") for day in player] for player in players])

    load = column("daily_load")
    # Everything is published with two decimals, and what is derived comes from the rounded.
    exact = zero_filled_mean(load, 7)
    acute, chronic = exact.round(2), zero_filled_mean(load, 28).round(2)
    evenness = (zero_filled_monotony(load) * np.nan_to_num(divide(acute, exact), nan=1.0)).round(2)
    ours = {
        "acute load": ("atl", acute),
        "chronic load of 28 days": ("ctl28", chronic),
        "chronic load of 42 days": ("ctl42", zero_filled_mean(load, 42).round(2)),
        "acute over chronic load": ("acwr", np.nan_to_num(divide(acute, chronic))),
        "monotony": ("monotony", evenness),
        "strain": ("strain", 7 * exact * evenness),
    }
    reproducible = column("published_row_reproduces") == 1
    for name, (published, values) in ours.items():
        alike = np.isclose(values, column(published), rtol=1e-9, atol=1e-9)
        yield _count(f"SoccerMon: {name}", alike[reproducible])


def _hamstring(loads: list[dict[str, str]], published: list[dict[str, str]]) -> Oracle:
    """Exponential averages of 7 and 28 days after 71 days of zero load: a start from 0."""
    by_day = {
        (one["Player.Name"], int(one["Date"])): one for one in loads if one["Season"] == "Season 1"
    }
    alike: list[BoolArray] = []
    for player, group in groupby(published, lambda one: one["Player.Name"]):
        days = list(group)
        for metric in ("LoadMetric01", "LoadMetric02", "LoadMetric03"):
            load = np.array([[float(by_day[player, int(day["Date"])][metric]) for day in days]])
            for name, span in (("Acute", 7), ("Chronic", 28)):
                values = ewma(load, days=span, convention=EwmaConvention.ZERO_START)[0]
                printed = np.array([float(day[f"{metric}.{name}.Lag.0"]) for day in days])
                alike.append(np.abs(values - printed) <= HALF_A_CENT)
    return _count("Jovanović, hamstring: exponential averages", np.concatenate(alike))


def _count(name: str, alike: BoolArray) -> Oracle:
    return Oracle(name, equal=int(alike.sum()), compared=int(alike.size))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
