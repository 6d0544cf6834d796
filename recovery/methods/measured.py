"""How often each warning was right and wrong, as measured in the laboratory.

The file is written by the laboratory's command and by nothing else: no figure in it, or on a
page, is ever typed. Until it has been run there is no file, and a card says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).resolve().parent / "measured.json"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measured value between the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"expected low <= value <= high, got {self}")


@dataclass(frozen=True, slots=True)
class Measured:
    """One rule on simulated athletes whose truth is known; None is not measured.

    Attributes
    ----------
    false_per_100_days : Estimate or None
        Warnings that opened outside a bad spell, per 100 days of one athlete.
    sensitivity : Estimate or None
        Share of the bad spells in which it opened. 0 to 1.
    median_delay_days : Estimate or None
        From the beginning of a bad spell to its opening; under 0 is ahead of it.
    wrong_share : Estimate or None
        Share of its openings that were outside a bad spell. 0 to 1.
    variant, athletes, seeds
        On which simulated world, how many athletes, and from which seeds.
    """

    false_per_100_days: Estimate | None
    sensitivity: Estimate | None
    median_delay_days: Estimate | None
    wrong_share: Estimate | None
    variant: str
    athletes: int
    seeds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measurements:
    """All that was measured, and of which version of the model."""

    engine_version: str
    variants: Mapping[str, Any]
    rules: Mapping[str, Measured]


NOTHING = Measurements(engine_version="", variants={}, rules={})


@cache
def measurements(file: Path = FILE) -> Measurements:
    """Return what the laboratory wrote; nothing where it has not been run."""
    if not file.exists():
        return NOTHING
    return parse(json.loads(file.read_text(encoding="utf-8")))


def parse(content: Mapping[str, Any]) -> Measurements:
    """Check what was read, because a page repeats it.

    Raises
    ------
    KeyError, ValueError
        If something lacks, or an interval does not hold its value.
    """
    return Measurements(
        engine_version=str(content["engine_version"]),
        variants=content["variants"],
        rules={name: _rule(rule) for name, rule in content["rules"].items()},
    )


def _rule(rule: Mapping[str, Any]) -> Measured:
    return Measured(
        false_per_100_days=_estimate(rule.get("false_per_100_days")),
        sensitivity=_estimate(rule.get("sensitivity")),
        median_delay_days=_estimate(rule.get("median_delay_days")),
        wrong_share=_estimate(rule.get("wrong_share")),
        variant=str(rule["variant"]),
        athletes=int(rule["athletes"]),
        seeds=tuple(int(seed) for seed in rule["seeds"]),
    )


def _estimate(numbers: list[float] | None) -> Estimate | None:
    return None if numbers is None else Estimate(*(float(number) for number in numbers))
