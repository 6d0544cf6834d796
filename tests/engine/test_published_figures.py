"""Figures that others published, recomputed on every row under the publisher's convention."""

import json
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.arrays import FloatArray
from recovery.engine.metrics.averages import (
    EwmaConvention,
    ewma,
    zero_filled_mean,
    zero_filled_monotony,
)
from recovery.engine.metrics.load import monotony, strain
from tests.engine.factories import row
from tests.engine.shared_data import read_rows, shared_file


def test_soccermon_load_metrics_are_reproduced_on_every_reproducible_row() -> None:
    rows = read_rows("soccermon/team_b_published_load_metrics.csv")
    rows.sort(key=lambda one: (one["player_id"], one["date"]))
    players = [list(days) for _player, days in groupby(rows, lambda one: one["player_id"])]
    assert (len(players), len(players[0])) == (23, 731)

    def column(name: str) -> FloatArray:
        return np.array([[float(day[name] or "nan") for day in player] for player in players])

    load = column("daily_load")
    # Everything is published with two decimals, and what is derived comes from the rounded.
    exact = zero_filled_mean(load, 7)
    acute, chronic = exact.round(2), zero_filled_mean(load, 28).round(2)
    evenness = zero_filled_monotony(load) * np.divide(
        acute, exact, out=np.ones_like(exact), where=exact > 0
    )
    ours = {
        "atl": acute,
        "ctl28": chronic,
        "ctl42": zero_filled_mean(load, 42).round(2),
        "acwr": np.divide(acute, chronic, out=np.zeros_like(acute), where=chronic > 0),
        "monotony": evenness.round(2),
        "strain": (7 * exact * evenness.round(2)),
    }
    reproducible = column("published_row_reproduces") == 1
    assert reproducible.sum() == 16_807
    for name, values in ours.items():
        assert_allclose(
            values[reproducible], column(name)[reproducible], rtol=1e-9, atol=1e-9, err_msg=name
        )


def test_hamstring_ewma_is_reproduced_on_every_row() -> None:
    """Jovanovic: 2 / (N + 1) after 71 days of zero load, which is a start from 0."""
    loads = [one for one in read_rows("hamstring/raw.csv") if one["Season"] == "Season 1"]
    published = read_rows("hamstring/published_ewma.csv")
    by_day = {(one["Player.Name"], int(one["Date"])): one for one in loads}
    checked = 0
    for player, group in groupby(published, lambda one: one["Player.Name"]):
        days = list(group)
        assert [int(day["Date"]) for day in days] == list(range(1, len(days) + 1))
        for metric in ("LoadMetric01", "LoadMetric02", "LoadMetric03"):
            load = row(*[float(by_day[player, day + 1][metric]) for day in range(len(days))])
            average = {
                name: ewma(load, days=span, convention=EwmaConvention.ZERO_START)[0]
                for name, span in (("Acute", 7), ("Chronic", 28))
            }
            for name, values in average.items():
                printed = [float(day[f"{metric}.{name}.Lag.0"]) for day in days]
                assert_allclose(values, printed, atol=0.00501)
                checked += len(days)
    assert checked == 2 * 3 * len(published)


def _vectors() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads(
        shared_file("vectors/load_metric_vectors.json").read_text()
    )
    return vectors


def test_runalyze_load_averages_are_reproduced() -> None:
    for case in _vectors()["pmc_alpha_2_over_N_plus_1_start_at_0"]:
        expected = case["expect_rounded"]
        n_days = 1 + max(int(day) for days in expected.values() for day in days)
        load = np.zeros((1, n_days))
        for day, value in case["loads"].items():
            load[0, int(day)] = value
        chronic, acute = (
            ewma(load, days=case[name], convention=EwmaConvention.ZERO_START)[0]
            for name in ("ctl_days", "atl_days")
        )
        ours = {"ctl": np.rint(chronic), "atl": np.rint(acute), "tsb": np.rint(chronic - acute)}
        for name, days in expected.items():
            if name in ours:
                computed = {day: int(ours[name][int(day)]) for day in days}
                assert computed == days, name


def test_runalyze_monotony_and_strain_are_reproduced() -> None:
    exact, rounded, flat, short, empty = _vectors()["monotony_population_sd_7_days"]
    week = row(*exact["loads"])
    assert monotony(week, ddof=0).value[0, -1] == pytest.approx(exact["monotony"])
    assert strain(week, ddof=0).value[0, -1] == pytest.approx(exact["strain"])
    week = row(*rounded["loads"])
    assert monotony(week, ddof=0).value[0, -1] == pytest.approx(rounded["monotony"], abs=0.01)
    assert strain(week, ddof=0).value[0, -1] == pytest.approx(rounded["strain"], abs=0.1)
    assert monotony(row(*flat["loads"]), ddof=0).value[0, -1] == 10
    assert zero_filled_monotony(row(*short["loads"]))[0, -1] == pytest.approx(
        monotony(row(0, 0, 0, *short["loads"]), ddof=0).value[0, -1]
    )
    assert empty["loads"] == []
    assert zero_filled_monotony(row()).shape == (1, 0)


def test_sample_and_population_sd_split_as_recorded() -> None:
    case = _vectors()["sample_sd_counterexample"]
    week = row(*case["loads"])
    assert monotony(week).value[0, -1] == pytest.approx(case["monotony_sample_sd"])
    assert monotony(week, ddof=0).value[0, -1] == pytest.approx(case["monotony_population_sd"])
