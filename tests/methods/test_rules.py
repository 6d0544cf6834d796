"""What the cards of the warnings say of the model, held against the model itself."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from recovery.assessments.models import Level as StoredLevel
from recovery.engine import DEFAULTS, Level, assess
from recovery.methods.examples import last_level, series
from recovery.methods.formulas import Rules
from recovery.methods.registry import BY_LEVEL
from recovery.methods.subjects.scenarios import HEAVY, LEVEL_WORDS, ORDINARY, TRAINED

RULED = [level for level in Level if level != Level.USUAL]


@pytest.mark.parametrize("level", RULED)
def test_every_level_that_a_rule_opens_has_a_card(level: Level) -> None:
    assert BY_LEVEL[level].level == level


@pytest.mark.parametrize("level", RULED)
def test_examples_of_a_rule_open_it_and_do_not(level: Level) -> None:
    reached = [vector.expected["level"] for vector in BY_LEVEL[level].vectors]
    assert level in reached
    assert set(reached) - {level}, "an example in which it stays shut says as much"


def test_levels_have_the_words_that_every_page_has() -> None:
    """`assessments` has them too, a floor higher."""
    assert {level: str(words) for level, words in LEVEL_WORDS.items()} == {
        level: str(StoredLevel(level).label) for level in Level
    }


def test_evidence_is_what_the_card_of_an_imbalance_says() -> None:
    p = DEFAULTS
    told = assess(series((*ORDINARY, *(2,) * 8), (*TRAINED, *(HEAVY,) * 8)))
    load = np.clip(np.nan_to_num(told.load_excess), 0, p.load_limit)
    harder = np.nan_to_num(told.dissociation).clip(-p.dissociation_limit, p.dissociation_limit)
    evidence = told.response + p.load_weight * load + p.dissociation_weight * harder
    np.testing.assert_allclose(told.evidence, evidence)
    assert (load > 0).any()


def test_thresholds_on_the_cards_are_those_of_the_engine() -> None:
    """Every number that a rule's card shows stands in the thresholds, or is a week."""
    known = {float(value) for value in dataclasses.astuple(DEFAULTS)} | {0.0, 7.0}
    for level in RULED:
        formula = BY_LEVEL[level].formula
        assert isinstance(formula, Rules)
        words = " ".join(map(str, formula.sentences)).split()
        shown = {float(word.strip(",;().")) for word in words if word[0].isdigit()}
        assert shown
        assert shown <= known


def test_unknown_load_is_not_called_raised() -> None:
    """As the card of "recovery low" says: where load is not known it claims nothing of it."""
    unknown = (*(None,) * len(TRAINED), *(None,) * 6)
    assert last_level((*ORDINARY, *(2,) * 6), unknown) == {"level": Level.RECOVERY_LOW}
