"""Formulas that run: the text that a page shows is the text that the tests evaluate.

A line of a formula is a Python expression over named quantities. It is parsed once and walked,
here to evaluate it and in `recovery.methods.mathml` to show it; nothing is handed to ``eval``.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from recovery.engine.arrays import FloatArray

    # A number, or one a day (a session, a night); None is not known.
    Given = float | Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name in a formula is called on the page, and what it stands for."""

    label: StrOrPromise
    meaning: StrOrPromise = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """How a recurrence runs: the lines once for each day (or session), oldest first.

    Attributes
    ----------
    over : mapping
        Name within the lines -> the given series that it takes a value of at each step.
    carries : mapping
        Name within the lines -> the line whose value of the step before it is.
    start : mapping
        The same names -> an expression for their value before the first step.
    skips_unknown : bool
        Whether a step with an unknown value leaves everything as it was. Otherwise the lines
        see it and must deal with it (``known``).
    """

    over: Mapping[str, str]
    carries: Mapping[str, str]
    start: Mapping[str, str]
    skips_unknown: bool = True


@dataclass(frozen=True, kw_only=True)
class Formula:
    """One or more named lines, the result last.

    Attributes
    ----------
    lines : mapping
        Name -> expression. A line may use what is given, constants, and lines before it.
    symbols : mapping
        Every name that is not a constant -> how the page writes it.
    constants : mapping
        Name -> a number of the engine, which the page writes in its place.
    steps : Steps, optional
        For a recurrence.
    """

    lines: Mapping[str, str]
    symbols: Mapping[str, Symbol]
    constants: Mapping[str, float] = field(default_factory=dict)
    steps: Steps | None = None

    def __post_init__(self) -> None:
        for tree in self.trees.values():
            _check(tree, self.symbols.keys() | self.constants.keys())
        unnamed = self.lines.keys() - self.symbols.keys()
        if unnamed:
            raise ValueError(f"a line needs a symbol: {sorted(unnamed)}")

    @cached_property
    def trees(self) -> dict[str, ast.expr]:
        """Return each line, parsed."""
        return {name: _parse(expression) for name, expression in self.lines.items()}

    @property
    def given(self) -> list[str]:
        """Return the names that an example must give a value for."""
        carried = self.steps.carries.keys() | self.steps.over.keys() if self.steps else set()
        series = set(self.steps.over.values()) if self.steps else set()
        return [
            name
            for name in self.symbols
            if (name in series) or (name not in self.lines and name not in carried)
        ]

    def evaluate(self, given: Mapping[str, Given]) -> dict[str, float]:
        """Return the value of every line; of a recurrence, after the last step."""
        names = {name: np.asarray(value, dtype=np.float64) for name, value in given.items()}
        names |= {name: np.asarray(value) for name, value in self.constants.items()}
        if self.steps is None:
            self._run(names)
        else:
            self._iterate(names, self.steps)
        return {name: float(names[name]) for name in self.lines}

    def _run(self, names: dict[str, FloatArray]) -> None:
        for name, tree in self.trees.items():
            names[name] = _value(tree, names)

    def _iterate(self, names: dict[str, FloatArray], steps: Steps) -> None:
        for name, expression in steps.start.items():
            names[name] = _value(_parse(expression), names)
        lengths = {len(names[series]) for series in steps.over.values()}
        for step in range(lengths.pop()):
            today = {name: names[series][step] for name, series in steps.over.items()}
            if steps.skips_unknown and np.isnan(list(today.values())).any():
                continue
            names |= today
            self._run(names)
            names |= {name: names[line] for name, line in steps.carries.items()}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """A rule in sentences, whose numbers are filled in from the engine's thresholds."""

    sentences: tuple[StrOrPromise, ...]
    symbols: Mapping[str, Symbol]


# --- evaluating ------------------------------------------------------------------------------


def _parse(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def _check(tree: ast.expr, names: set[str]) -> None:
    """Refuse names and functions that nobody knows, when the card is made."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name):
            continue
        if id(node) in called and node.id not in FUNCTIONS:
            raise ValueError(f"no such function: {node.id}")
        if id(node) not in called and node.id not in names:
            raise ValueError(f"neither a symbol nor a constant: {node.id}")


def _known(values: FloatArray) -> FloatArray:
    return values[~np.isnan(values)]


def _of_known(function: Callable[[FloatArray], float], least: int = 1) -> Callable[..., FloatArray]:
    """Return a function of the known values among those given, NaN with fewer than ``least``."""

    def of(*values: FloatArray) -> FloatArray:
        known = _known(np.atleast_1d(values[0] if len(values) == 1 else np.array(values)))
        return np.asarray(function(known) if known.size >= least else np.nan)

    return of


def _last(values: FloatArray, days: FloatArray) -> FloatArray:
    return values[-int(days) :]


def _previous(values: FloatArray, days: FloatArray, lag: FloatArray) -> FloatArray:
    """Return the ``days`` values before the last ``lag``."""
    return values[: -int(lag)][-int(days) :]


FUNCTIONS: dict[str, Callable[..., FloatArray]] = {
    "mean": _of_known(lambda known: float(known.mean())),
    "median": _of_known(lambda known: float(np.median(known))),
    "sd": _of_known(lambda known: float(known.std(ddof=1)), least=2),
    "sum": _of_known(lambda known: float(known.sum()), least=0),
    "count": _of_known(lambda known: float(known.size), least=0),
    "max": _of_known(lambda known: float(known.max())),
    "min": _of_known(lambda known: float(known.min())),
    "first": _of_known(lambda known: float(known[0])),
    "share": _of_known(lambda known: float(known.mean())),
    "change": np.diff,
    "ln": np.log,
    "log10": np.log10,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "clip": np.clip,
    "known": lambda value: ~np.isnan(value),
    "last": _last,
    "previous": _previous,
}
OPERATORS: dict[type[ast.AST], Callable[..., FloatArray]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
}


def _value(tree: ast.expr, names: Mapping[str, FloatArray]) -> FloatArray:
    def value(node: ast.expr) -> FloatArray:
        return _value(node, names)

    match tree:
        case ast.Constant(value=int() | float() as number):
            found = np.asarray(number, dtype=np.float64)
        case ast.Name(id=name):
            found = names[name]
        case ast.BinOp(left=left, op=operator, right=right):
            found = OPERATORS[type(operator)](value(left), value(right))
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            truth = OPERATORS[type(operator)](value(left), value(right))
            found = np.asarray(truth, dtype=np.float64)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            found = np.negative(value(operand))
        case ast.IfExp(test=test, body=body, orelse=otherwise):
            found = value(body) if value(test) else value(otherwise)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            found = np.asarray(FUNCTIONS[name](*map(value, arguments)))
        case _:
            raise ValueError(f"not a formula: {ast.unparse(tree)}")
    return found
