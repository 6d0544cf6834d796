"""What the laboratory tells the rest of the product: one file of figures, with their intervals."""

from collections.abc import Sequence
from typing import Any

from recovery.engine import DEFAULTS
from recovery.laboratory.experiment import WorldResult
from recovery.laboratory.scoring import Figure, Summary
from recovery.laboratory.worlds import BUDGET

# The world each rule is measured in: the hard one, and for the rule that is for strain without
# more load, the one in which strain comes without more load.
RULE_WORLDS = {"imbalance": "hard", "recovery_low": "no load rise", "persistent": "hard"}


def measured(results: Sequence[WorldResult]) -> dict[str, Any]:
    """Return the figures that pages of the product may repeat."""
    by_name = {result.name: result for result in results}
    return {
        "engine_version": DEFAULTS.version,
        "variants": {result.name: _variant(result) for result in results},
        "rules": {
            rule: _rule(by_name[world].shipped[rule], by_name[world])
            for rule, world in RULE_WORLDS.items()
        },
    }


def _variant(result: WorldResult) -> dict[str, Any]:
    found = result.product.at_budget
    return {
        "words": result.words,
        "athletes": result.athletes,
        "seeds": list(result.seeds),
        "budget_per_100_days": BUDGET,
        "sensitivity": _numbers(found.sensitivity),
        "median_delay_days": _numbers(found.median_delay_days),
    }


def _rule(summary: Summary, result: WorldResult) -> dict[str, Any]:
    return {
        "false_per_100_days": _numbers(summary.false_per_100_days),
        "sensitivity": _numbers(summary.sensitivity),
        "median_delay_days": _numbers(summary.median_delay_days),
        "wrong_share": _numbers(summary.wrong_share),
        "variant": result.name,
        "athletes": result.athletes,
        "seeds": list(result.seeds),
    }


def _numbers(figure: Figure) -> list[float] | None:
    """Return value, low and high, or None where there is no figure."""
    numbers = [figure.value, figure.low, figure.high]
    if any(number != number for number in numbers):  # noqa: PLR0124 (only NaN differs from itself)
        return None
    return [round(number, 4) for number in numbers]
