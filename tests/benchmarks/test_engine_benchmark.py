"""The benchmark runs, and refuses to compare what is not equal.

How fast anything is depends on the machine and on who else uses it, so no test looks at that.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recovery.benchmarks import ways, with_engine
from recovery.benchmarks.facts import (
    FIGURES,
    NotEqualError,
    require_equal,
    simulated_facts,
)
from recovery.benchmarks.ways import BY_CODE, COMPARED, ENGINE
from recovery.management.commands import benchmark

needs_the_group = pytest.mark.skipif(
    not all(way.installed for way in COMPARED),
    reason="the dependency group `benchmark` is not installed",
)


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("benchmark", "engine", *arguments, no_progress=True, stdout=out, **options)
    return out.getvalue()


@needs_the_group
@pytest.mark.slow
def test_every_way_gives_the_same_figures_and_is_measured() -> None:
    told = run("--athletes", "30", "--days", "150", "--repeats", "1")
    lines = told.splitlines()
    assert lines[0] == "Equal figures, gaps included: engine, numba, polars, pandas, pandas-loop."
    for way in BY_CODE.values():
        assert sum(line.startswith(way.name) for line in lines) == 1
    assert max(len(line) for line in lines) <= 100


def test_the_engine_alone_needs_no_other_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "find_spec", lambda _name: None)
    told = run("--athletes", "5", "--days", "60", "--repeats", "1", only=["engine"])
    assert "Recovery's engine" in told
    with pytest.raises(CommandError, match="uv sync --group benchmark"):
        run("--athletes", "5")


def test_growth_is_a_row_per_number_of_athletes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "GROWTH", (2, 20))
    arguments = ("--athletes", "5", "--days", "60", "--repeats", "1", "--grow")
    rows = run(*arguments, only=["engine"]).splitlines()
    assert [row.split()[0] for row in rows[-2:]] == ["2", "20"]


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        run("--athletes", "0", only=["engine"])


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_that_differs_stops_the_comparison(figure: str) -> None:
    expected = ENGINE.figures(simulated_facts(3, 120))
    differs = expected[figure] * (1 + 1e-6) + 1e-6
    with pytest.raises(NotEqualError, match=f"{figure} differs by"):
        require_equal("another", {**expected, figure: differs}, expected)
    gaps = np.where(np.arange(120) == 100, np.nan, expected[figure])
    with pytest.raises(NotEqualError, match=f"{figure} is there or not on"):
        require_equal("another", {**expected, figure: gaps}, expected)


def test_blocks_are_joined_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = simulated_facts(7, 90)
    expected = ENGINE.figures(facts)
    monkeypatch.setattr(with_engine, "ITEM_ATHLETES", 2)
    monkeypatch.setattr(with_engine, "LOAD_ATHLETES", 3)
    found = ENGINE.figures(facts)
    for figure in FIGURES:
        np.testing.assert_array_equal(found[figure], expected[figure])
