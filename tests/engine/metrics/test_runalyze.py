"""Numbers that the tests of Runalyze expect, under its conventions.

Its averages and its monotony are in test_published_figures.py.
"""

import json
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine import metrics
from recovery.engine.metrics import (
    BanisterWeights,
    EwmaConvention,
    Metric,
    Response,
)
from tests.engine.factories import row
from tests.engine.shared_data import shared_file


def last(result: Metric) -> float:
    return float(result.value.reshape(-1)[-1])


def runalyze() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads(
        shared_file("vectors/load_metric_vectors.json").read_text()
    )
    return vectors


def test_runalyze_impulse_response_is_reproduced() -> None:
    """Fitness and fatigue as faded sums over 42 and 7 days, gains 1 and 2."""
    sparse, steady = runalyze()["banister_sum_exp_decay_42_7_k1_1_k2_2"]
    response = Response(fitness_gain=1, fatigue_gain=2, fitness_days=42, fatigue_days=7)
    impulses = np.zeros((1, 8))
    for day, load in sparse["loads"].items():
        impulses[0, int(day)] = load
    assert steady["loads"] == "100 every day, 51 days"
    for given, case in ((impulses, sparse), (np.full((1, 51), 100.0), steady)):
        result = metrics.impulse_response(given, response)
        for name, days in case["expect_rounded"].items():
            ours = np.rint(getattr(result, name).value[0])
            assert {day: int(ours[int(day)]) for day in days} == days, name


def test_runalyze_rest_days_until_balance_are_reproduced() -> None:
    """From the rounded averages, as printed."""
    case = runalyze()["pmc_alpha_2_over_N_plus_1_start_at_0"][2]["expect_rounded"]
    printed = case["rest_days_to_ctl_eq_atl"]
    chronic, acute = (
        row(*[case[name][str(day)] for day in range(len(printed))]) for name in ("ctl", "atl")
    )
    days = metrics.rest_days_until_balance(chronic, acute, convention=EwmaConvention.ZERO_START)
    assert_allclose(days.value[0], printed, atol=0.05001)


def test_runalyze_banister_is_reproduced() -> None:
    (case,) = runalyze()["banister_trimp_male"]
    score = metrics.banister_trimp(
        row(case["minutes"]),
        row(case["hr"]),
        resting=row(case["hr_rest"]),
        maximum=row(case["hr_max"]),
        weights=BanisterWeights.MEN,
    )
    assert last(score) == pytest.approx(case["trimp"], rel=case["tol_rel"])
