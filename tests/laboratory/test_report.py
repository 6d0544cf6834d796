"""The report says what was measured, the same way every time."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from recovery.engine import DEFAULTS
from recovery.laboratory import figures
from recovery.laboratory.alternatives import ALTERNATIVES
from recovery.laboratory.experiment import Effort, WorldResult, run_world
from recovery.laboratory.measured import measured
from recovery.laboratory.promises import promises
from recovery.laboratory.report import real_section, report, with_real_section
from recovery.laboratory.worlds import BY_NAME, REPORTING, TUNING, WORLDS

SMALL = Effort(athletes=60, factors=(0.8, 1.0, 1.3), refinements=0, bootstrap=20)
NAMES = ("easy", "hard", "no load rise", "permuted load")
SETTINGS = {each.name: each.settings[0] for each in ALTERNATIVES}


@pytest.fixture(scope="module")
def results() -> list[WorldResult]:
    chosen = [(each, SETTINGS[each.name]) for each in ALTERNATIVES]
    first = run_world(BY_NAME["no load rise"], REPORTING[:1], chosen, effort=SMALL)
    # What a table repeats need not be measured in every world.
    return [replace(first, name=name, words=BY_NAME[name].words) for name in NAMES]


def test_nothing_was_tuned_on_what_is_reported() -> None:
    assert set(TUNING).isdisjoint(REPORTING)
    assert len(REPORTING) >= 5


def test_every_world_of_the_simulator_is_run() -> None:
    assert len({world.name for world in WORLDS}) == len(WORLDS) == 12
    assert BY_NAME["cold start"].scored_from == 12


def test_same_results_give_the_same_text(results: list[WorldResult]) -> None:
    first = report(results, SETTINGS, "## Real data\n")
    assert first == report(results, SETTINGS, "## Real data\n")
    assert DEFAULTS.version in first
    for result in results:
        assert f"**{result.name}**" in first


def test_same_seeds_give_the_same_results(results: list[WorldResult]) -> None:
    chosen = [(each, SETTINGS[each.name]) for each in ALTERNATIVES[:1]]
    again = run_world(BY_NAME["no load rise"], REPORTING[:1], chosen, effort=SMALL)
    assert again.product.points == results[0].product.points
    assert again.shipped == results[0].shipped
    assert again.baselines[0].auc == results[0].baselines[0].auc


def test_section_on_real_data_survives_a_run_without_them(results: list[WorldResult]) -> None:
    written = report(results, SETTINGS, "## Real data\n\nMade once.\n")
    assert real_section(written) == "## Real data\n\nMade once.\n"
    rerun = report(results, SETTINGS, real_section(written))
    assert rerun == written
    other = with_real_section(written, "## Real data\n\nMade again.\n")
    assert real_section(other) == "## Real data\n\nMade again.\n"
    assert "Not looked at yet" in real_section("")


def test_promise_that_is_not_kept_says_what_stands_in_the_way(results: list[WorldResult]) -> None:
    hard = next(result for result in results if result.name == "hard")
    found = hard.product.at_budget.sensitivity
    poor = replace(
        hard,
        product=replace(
            hard.product,
            at_budget=replace(
                hard.product.at_budget, sensitivity=replace(found, value=0.5, low=0.4, high=0.6)
            ),
        ),
    )
    others = [poor if result is hard else result for result in results]
    first = promises(others)[0]
    assert not first.is_kept
    assert first.obstacle
    assert f"- {first.words}: {first.obstacle}" in report(others, SETTINGS, "")


def test_overlap_with_one_baseline_in_one_world_breaks_the_promise(
    results: list[WorldResult],
) -> None:
    best = figures.best_baseline(results[0])
    near = replace(best.at_budget, sensitivity=results[0].product.at_budget.sensitivity)
    rival = replace(best, at_budget=near)
    others = (rival, *results[0].baselines[1:])
    ahead = promises([replace(results[0], baselines=others), *results[1:]])[-1]
    assert not ahead.is_kept
    assert results[0].name in ahead.obstacle


def test_figures_are_whole_and_read_in_light_and_dark(results: list[WorldResult]) -> None:
    drawn = (
        figures.sensitivity_figure(results),
        figures.frontier_figure(results),
        figures.delay_figure(results[:2]),
        figures.kinds_figure(results[0]),
        figures.calibration_figure(results[0]),
    )
    for each in drawn:
        root = ET.fromstring(each)
        assert root.tag.endswith("svg")
        assert root[0].text  # its title
        assert "prefers-color-scheme: dark" in each
        assert "nan" not in each


def test_measured_figures_hold_their_intervals(results: list[WorldResult]) -> None:
    told = measured(results)
    assert told["engine_version"] == DEFAULTS.version
    assert set(told["rules"]) == {"imbalance", "recovery_low", "persistent"}
    for rule in told["rules"].values():
        for name in ("false_per_100_days", "sensitivity", "median_delay_days", "wrong_share"):
            if rule[name] is not None:
                value, low, high = rule[name]
                assert low <= value <= high
        assert rule["seeds"] == [REPORTING[0]]
