"""Formulas by themselves: what they refuse, how they run, how they are written."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from recovery.methods.formulas import Formula, Steps, Symbol
from recovery.methods.mathml import formula_lines
from recovery.methods.notation import given_text, number
from recovery.methods.registry import CARDS

NAMES = {name: Symbol(name) for name in ("a", "b", "c", "result")}


def formula(expression: str, **constants: float) -> Formula:
    return Formula(lines={"result": expression}, symbols=NAMES, constants=constants)


def value(expression: str, **given: object) -> float:
    return formula(expression).evaluate(given)["result"]  # type: ignore[arg-type]


def written(expression: str, **constants: float) -> str:
    """Return a formula's MathML as text, fractions as (…)/(…)."""
    (line,) = formula_lines(formula(expression, **constants))
    text = re.sub(r"<mfrac><mrow>(.*?)</mrow><mrow>(.*?)</mrow></mfrac>", r"{\1}/{\2}", line)
    return re.sub(r"<[^>]+>", "", text).replace("&#160;", " ").removeprefix("result=")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a + b * c", 14),
        ("(a + b) * c", 20),
        ("a - (b - c)", 2 - (3 - 4)),
        ("-a ** 2", -4),
        ("a / b if a >= b else c", 4),
        ("clip(10, a, c) + max(a, b) - min(b, c)", 4),
        ("sqrt(c) + ln(exp(a)) + log10(100) + abs(-b)", 9),
    ],
)
def test_expression_is_evaluated(expression: str, expected: float) -> None:
    assert value(expression, a=2, b=3, c=4) == pytest.approx(expected)


def test_series_are_read_without_their_unknown_values() -> None:
    assert value("mean(a)", a=(1, None, 3)) == 2
    assert value("sum(a)", a=(1, None, 3)) == 4
    assert value("count(a)", a=(1, None, 3)) == 2
    assert value("sd(a)", a=(1, None, 3)) == pytest.approx(2**0.5)
    assert value("first(a)", a=(None, 7, 3)) == 7
    assert value("median(a)", a=(9, None, 1, 4)) == 4


def test_windows_do_not_overlap() -> None:
    days = (*(1,) * 3, *(2,) * 4, *(3,) * 2)
    assert value("sum(last(a, 2))", a=days) == 6
    assert value("sum(previous(a, 4, 2))", a=days) == 8
    assert value("sum(previous(a, 7, 2))", a=days) == 11


def test_recurrence_carries_and_skips() -> None:
    steps = Steps(over={"a": "c"}, carries={"b": "result"}, start={"b": "0"})
    running = Formula(lines={"result": "b + a"}, symbols=NAMES, steps=steps)
    assert running.given == ["c"]
    assert running.evaluate({"c": (1, None, 5)})["result"] == 6


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("a + nobody", "neither a symbol nor a constant: nobody"),
        ("open(a)", "no such function: open"),
        ("__import__('os')", "no such function: __import__"),
    ],
)
def test_unknown_name_is_refused_when_the_card_is_made(expression: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        formula(expression)


@pytest.mark.parametrize("expression", ["'text'", "[a, b]", "a % b", "not a"])
def test_what_is_no_formula_is_neither_evaluated_nor_written(expression: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        value(expression, a=1, b=2)
    with pytest.raises((ValueError, KeyError)):
        written(expression)


def test_every_line_needs_a_symbol() -> None:
    with pytest.raises(ValueError, match="a line needs a symbol"):
        Formula(lines={"other": "1"}, symbols=NAMES)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a + b * c", "a+b×c"),
        ("(a + b) * c", "(a+b)×c"),
        ("a - (b - c)", "a−(b−c)"),
        ("a - b - c", "a−b−c"),
        ("(a + b) / c", "{a+b}/{c}"),
        ("a * (b / c)", "a×{b}/{c}"),
        ("(a - b) ** 2", "(a−b)2"),
        ("max(a, k * b)", "highest(a;0.1×b)"),
        ("mean(last(a, 7))", "mean(alast 7)"),
        ("a if b >= 2 else 0", "{aif b≥20otherwise"),
    ],
)
def test_formula_keeps_the_brackets_that_it_needs(expression: str, expected: str) -> None:
    assert written(expression, k=0.1).replace("\xa0", " ") == expected


def test_formula_speaks_the_language_of_its_reader() -> None:
    with translation.override("nl"):
        assert written("max(a, k * b)", k=0.1) == "hoogste(a;0,1×b)"
        assert "laatste\xa07" in written("mean(last(a, 7))")
        assert "de\xa028\xa0daarvoor" in written("mean(previous(a, 28, 7))")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_formula_of_the_cards_is_well_formed(language: str) -> None:
    with translation.override(language):
        for card in CARDS:
            if isinstance(card.formula, Formula):
                for line in formula_lines(card.formula):
                    root = ET.fromstring(line)
                    assert root.tag == "math"
                    assert "None" not in "".join(root.itertext())


def test_symbols_are_escaped() -> None:
    hostile = Formula(lines={"x": "1"}, symbols={"x": Symbol("<script>")})
    assert "<script>" not in formula_lines(hostile)[0]


@pytest.mark.parametrize(
    ("amount", "english", "dutch"),
    [
        (0.35, "0.35", "0,35"),
        (25.0, "25", "25"),
        (3117.691, "3,117.691", "3.117,691"),
        (-23.93011, "−23.93011", "−23,93011"),
        (0, "0", "0"),
        (1 / 3, "0.3333333", "0,3333333"),
    ],
)
def test_number_is_as_short_as_it_can_be(amount: float, english: str, dutch: str) -> None:
    assert number(amount) == english
    with translation.override("nl"):
        assert number(amount) == dutch


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (7, "7"),
        ((1, 2, 3), "1; 2; 3"),
        ((2, 2), "2; 2"),
        ((30,) * 21 + (50,) * 7, "21 × 30; 7 × 50"),
        ((None, 1.5, None, None, None), "unknown; 1.5; 3 × unknown"),
        ((0, 4, 3) * 8 + (2, 2, 2), "8 × (0; 4; 3); 3 × 2"),
    ],
)
def test_repetition_in_an_example_is_counted(given: object, expected: str) -> None:
    assert given_text(given).replace("\xa0", " ") == expected  # type: ignore[arg-type]
