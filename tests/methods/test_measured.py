"""What the laboratory measured, on the page as it was written, and nothing where it was not."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from recovery.engine import ENGINE_VERSION
from recovery.methods.measured import NOTHING, measurements, parse
from recovery.methods.pages import wrong_of

if TYPE_CHECKING:
    from pathlib import Path

CONTENT: dict[str, Any] = {
    "engine_version": ENGINE_VERSION,
    "variants": {"hard": {"answer_rate": 0.7}},
    "rules": {
        "imbalance": {
            "false_per_100_days": [0.11, 0.08, 0.14],
            "sensitivity": [0.89, 0.84, 0.93],
            "median_delay_days": [-1.0, -2.0, 1.0],
            "wrong_share": [0.42, 0.36, 0.48],
            "variant": "hard",
            "athletes": 600,
            "seeds": [1, 2, 3],
        },
        "notice": {"variant": "hard", "athletes": 600, "seeds": [1]},
    },
}


def test_without_a_file_nothing_is_measured(tmp_path: Path) -> None:
    assert measurements(tmp_path / "none.json") is NOTHING
    assert wrong_of("imbalance", NOTHING).figures == []


def test_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "measured.json"
    file.write_text(json.dumps(CONTENT))
    rule = measurements(file).rules["imbalance"]
    assert rule.sensitivity is not None
    assert (rule.sensitivity.low, rule.sensitivity.high) == (0.84, 0.93)
    assert rule.seeds == (1, 2, 3)


def test_page_gives_each_figure_with_its_interval() -> None:
    wrong = wrong_of("imbalance", parse(CONTENT))
    assert [each.text for each in wrong.figures] == [
        "0.11 (0.08 to 0.14)",
        "89% (84 to 93%)",
        "42% (36 to 48%)",
        "−1 day (−2 to 1)",
    ]
    assert "600" in wrong.note
    assert "changed since" not in wrong.note


def test_figures_of_another_model_say_so() -> None:
    old = CONTENT | {"engine_version": "0.1"}
    assert "changed since" in wrong_of("imbalance", parse(old)).note


@pytest.mark.parametrize("rule", ["notice", "persistent"])
def test_rule_without_a_figure_is_not_measured_yet(rule: str) -> None:
    assert wrong_of(rule, parse(CONTENT)).figures == []


@pytest.mark.parametrize("numbers", [[0.5, 0.6, 0.9], [0.5, 0.1], ["much", 0, 1]])
def test_interval_that_does_not_hold_its_value_is_refused(numbers: list[Any]) -> None:
    wrong = copy.deepcopy(CONTENT)
    wrong["rules"]["imbalance"]["sensitivity"] = numbers
    with pytest.raises((ValueError, TypeError)):
        parse(wrong)


def test_file_that_is_there_can_be_shown() -> None:
    """Whatever the laboratory has left in the program."""
    for rule in measurements().rules:
        assert wrong_of(rule, measurements()).note
