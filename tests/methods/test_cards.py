"""Every card's examples, by the engine and by the formula that the page shows."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from recovery.methods.formulas import Formula, Rules
from recovery.methods.registry import BY_SLUG, CARDS

if TYPE_CHECKING:
    from recovery.methods.cards import Card, Vector

NUMBERED = [(card, number) for card in CARDS for number in range(len(card.vectors))]
EXAMPLES = [
    pytest.param(card, card.vectors[number], id=f"{card.slug}-{number + 1}")
    for card, number in NUMBERED
]
FORMULAS = [
    pytest.param(card, card.vectors[number], id=f"{card.slug}-{number + 1}")
    for card, number in NUMBERED
    if isinstance(card.formula, Formula)
]
ALL = [pytest.param(card, id=card.slug) for card in CARDS]


@pytest.mark.parametrize(("card", "vector"), EXAMPLES)
def test_engine_gives_what_the_example_says(card: Card, vector: Vector) -> None:
    computed = card.compute(**vector.given)
    for name, expected in vector.expected.items():
        assert computed[name] == pytest.approx(expected, abs=vector.tolerance, nan_ok=True), name


@pytest.mark.parametrize(("card", "vector"), FORMULAS)
def test_formula_on_the_page_gives_the_same(card: Card, vector: Vector) -> None:
    """A formula knows nothing of minimum data: where the engine gives none, it is not asked."""
    assert isinstance(card.formula, Formula)
    wanted = {name: value for name, value in vector.expected.items() if not math.isnan(value)}
    if not wanted:
        return
    computed = card.formula.evaluate(vector.given)
    for name, expected in wanted.items():
        assert computed[name] == pytest.approx(expected, abs=vector.tolerance), name


@pytest.mark.parametrize("card", ALL)
def test_examples_give_all_that_the_formula_takes(card: Card) -> None:
    for vector in card.vectors:
        if isinstance(card.formula, Formula):
            assert set(vector.given) == set(card.formula.given)
            assert set(vector.expected) <= set(card.formula.lines)
        else:
            assert set(vector.given) | set(vector.expected) == set(card.formula.symbols)


@pytest.mark.parametrize("card", ALL)
def test_card_has_an_example_with_a_value(card: Card) -> None:
    assert any(
        not math.isnan(value) for vector in card.vectors for value in vector.expected.values()
    )


@pytest.mark.parametrize("card", ALL)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_card_says_all_that_a_card_says(card: Card, language: str) -> None:
    with translation.override(language):
        said = [
            *(card.title, card.question, *card.what, card.unit, card.window, card.minimum),
            *(card.missing, card.direction, *card.failures),
            *(source.title for source in card.sources),
        ]
    assert all(str(text).strip() for text in said)
    assert card.what
    assert card.failures
    assert card.sources
    assert str(card.question).endswith("?")


@pytest.mark.parametrize("card", ALL)
def test_numbers_of_a_rule_come_from_the_engine(card: Card) -> None:
    """A threshold in a rule is a placeholder: typed, it would stay when the engine's changes."""
    if not isinstance(card.formula, Rules):
        return
    for sentence in card.formula.sentences:
        assert re.search(r"\d", str(sentence)), "a rule without a threshold is no rule"
        template = str(vars(sentence)["_args"][0])  # what `said` was given, with its {names}
        typed = set(re.findall(r"\d+", re.sub(r"\{\w+\}", "", template)))
        assert typed <= {"0", "7"}, "only nothing and a week may be written out"


@pytest.mark.parametrize("card", ALL)
def test_source_has_a_doi_that_looks_like_one(card: Card) -> None:
    for source in card.sources:
        assert not source.doi or re.fullmatch(r"10\.\d{4,9}/\S+", source.doi)


def test_no_two_cards_share_an_address() -> None:
    assert len(BY_SLUG) == len(CARDS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", slug) for slug in BY_SLUG)
