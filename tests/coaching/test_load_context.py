"""Load in the numbers of others, against numbers computed by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from coaching.load_context import load_context
from recovery.methods.registry import BY_SLUG

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEK = [0.0, 300.0, 450.0, 200.0, 600.0, 150.0, 400.0]  # 2,100 in all; a mean of 300
HALF = [each / 2 for each in WEEK]


def values(loads: Sequence[float | None]) -> dict[str, str]:
    return {each.method: each.value for each in load_context(loads)}


def test_conventions_are_those_of_a_hand_calculation() -> None:
    found = values([*WEEK * 8, *HALF])
    assert found["week-change"] == "−50%, −1,050 AU"
    # 150 over (3 × 2,100 + 1,050) / 28, and over 300.
    assert found["acute-chronic-ratio"] == "0.57"
    assert found["acute-chronic-ratio-uncoupled"] == "0.50"
    acute = chronic = 0.0
    for load in [*WEEK * 8, *HALF]:
        acute += 2 / 8 * (load - acute)
        chronic += 2 / 29 * (load - chronic)
    assert found["acute-chronic-ratio-ewma"] == f"{acute / chronic:.2f}"
    assert found["monotony"] == "1.5"  # 150 over a spread of 101.04
    assert found["strain"] == "1,559"  # 1,050 × 1.48461


def test_form_is_what_two_averages_from_nought_say() -> None:
    long = short = 0.0
    for load in WEEK * 9:
        long += -math.expm1(-1 / 42) * (load - long)
        short += -math.expm1(-1 / 7) * (load - short)
    balance = f"−{round(short - long)}"
    assert values(WEEK * 9)["form"] == f"{round(long)} · {round(short)} · {balance}"


def test_what_cannot_be_said_says_why() -> None:
    assert set(values([*WEEK, 100.0, None, 50.0]).values()) >= {"too few known days"}
    assert values([*WEEK, 100.0, 50.0])["form"] == "too few known days"
    after_a_break = values([*WEEK * 9, *[0.0] * 28, *HALF])
    assert after_a_break["acute-chronic-ratio-uncoupled"] == "not after a break"
    assert after_a_break["week-change"] == "+1,050 AU"
    assert load_context([None] * 60) == []


def test_every_number_leads_to_the_card_that_explains_it() -> None:
    assert {each.method for each in load_context(WEEK * 9)} <= set(BY_SLUG)
