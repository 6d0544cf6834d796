"""Formulas as MathML: read aloud, printed, enlarged, and no script."""

from __future__ import annotations

import ast
from functools import singledispatchmethod
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from recovery.methods.notation import number

if TYPE_CHECKING:
    from collections.abc import Callable

    from recovery.methods.formulas import Formula

Written = tuple[str, int]  # elements, and how tightly they bind

# How tightly each kind of expression binds; a looser one inside a tighter one gets brackets.
LOOSEST, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(7)
SIGNS: dict[type[ast.AST], tuple[str, int]] = {
    ast.Add: ("+", SUM),
    ast.Sub: ("−", SUM),
    ast.Mult: ("×", PRODUCT),
    ast.USub: ("−", SIGN),
    ast.Lt: ("<", COMPARE),
    ast.LtE: ("≤", COMPARE),
    ast.Gt: (">", COMPARE),
    ast.GtE: ("≥", COMPARE),
    ast.Eq: ("=", COMPARE),
}


def formula_lines(formula: Formula) -> list[SafeString]:
    """Return each line of a formula as an element of its own, in the reader's language."""
    return [_line(name, tree, formula) for name, tree in formula.trees.items()]


def _line(name: str, tree: ast.expr, formula: Formula) -> SafeString:
    inner = f"{_Writer(formula).name(name)}<mo>=</mo>{_Writer(formula).write(tree)}"
    return mark_safe(f'<math display="block"><mrow>{inner}</mrow></math>')  # noqa: S308  (every text is escaped on its way in)


def _word(text: object) -> str:
    """Return a name; a name of several words keeps its spaces."""
    words = escape(text)
    return f"<mtext>{words}</mtext>" if " " in words else f"<mi>{words}</mi>"


def _operator(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>"


class _Writer:
    """Writes one expression; the constants of its formula appear as their numbers."""

    def __init__(self, formula: Formula) -> None:
        self._formula = formula

    def name(self, name: str) -> str:
        if name in self._formula.constants:
            return _number(self._formula.constants[name])
        return _word(self._formula.symbols[name].label)

    def write(self, tree: ast.expr, outside: int = LOOSEST) -> str:
        """Return the elements of an expression that stands within one that binds ``outside``."""
        written, binds = self._written(tree)
        return _bracketed(written) if binds < outside else written

    @singledispatchmethod
    def _written(self, tree: ast.expr) -> Written:
        raise ValueError(f"not a formula: {ast.unparse(tree)}")

    @_written.register
    def _constant(self, tree: ast.Constant) -> Written:
        return _number(float(str(tree.value))), ATOM

    @_written.register
    def _name(self, tree: ast.Name) -> Written:
        is_negative = self._formula.constants.get(tree.id, 0) < 0
        return self.name(tree.id), SIGN if is_negative else ATOM

    @_written.register
    def _sign(self, tree: ast.UnaryOp) -> Written:
        sign, binds = SIGNS[type(tree.op)]
        return f"{_operator(sign)}{self.write(tree.operand, binds)}", binds

    @_written.register
    def _operation(self, tree: ast.BinOp) -> Written:
        if isinstance(tree.op, ast.Div):
            above, below = self.write(tree.left), self.write(tree.right)
            return f"<mfrac>{_row(above)}{_row(below)}</mfrac>", POWER
        if isinstance(tree.op, ast.Pow):
            base, power = self.write(tree.left, ATOM), self.write(tree.right)
            return f"<msup>{_row(base)}{_row(power)}</msup>", POWER
        return self._between(tree.left, tree.op, tree.right)

    @_written.register
    def _comparison(self, tree: ast.Compare) -> Written:
        return self._between(tree.left, tree.ops[0], tree.comparators[0])

    @_written.register
    def _cases(self, tree: ast.IfExp) -> Written:
        # Beside the f-strings: inside one no catalogue would find them.
        condition = pgettext("before a condition", "if")
        last = pgettext("the last of several cases", "otherwise")
        when, otherwise = (
            f"<mtext>{escape(condition)}&#160;</mtext>",
            f"<mtext>{escape(last)}</mtext>",
        )
        rows = (
            f"<mtr><mtd>{self.write(tree.body)}</mtd><mtd>{when}{self.write(tree.test)}</mtd></mtr>"
            f"<mtr><mtd>{self.write(tree.orelse)}</mtd><mtd>{otherwise}</mtd></mtr>"
        )
        return f"<mrow><mo>{{</mo><mtable>{rows}</mtable></mrow>", ATOM

    @_written.register
    def _call(self, tree: ast.Call) -> Written:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        arguments = [self.write(each) for each in tree.args]
        if name in CALLS:
            return CALLS[name](*arguments)
        inside = '<mo separator="true">;</mo>'.join(arguments)
        return f"{_function(name)}{_bracketed(inside)}", ATOM

    def _between(self, left: ast.expr, operator: ast.AST, right: ast.expr) -> Written:
        sign, binds = SIGNS[type(operator)]
        # a − (b − c) keeps its brackets, a + b + c needs none.
        after = binds + 1 if isinstance(operator, ast.Sub) else binds
        return f"{self.write(left, binds)}{_operator(sign)}{self.write(right, after)}", binds


def _bracketed(written: str) -> str:
    """Put brackets around; they grow with fractions and cases, and with nothing else."""
    is_tall = "<mfrac" in written or "<mtable" in written
    stretch = "" if is_tall else ' stretchy="false"'
    return f"<mrow><mo{stretch}>(</mo>{written}<mo{stretch}>)</mo></mrow>"


def _row(written: str) -> str:
    return f"<mrow>{written}</mrow>"


def _exp(power: str) -> Written:
    return f"<msup><mi>e</mi>{_row(power)}</msup>", POWER


def _sqrt(inside: str) -> Written:
    return f"<msqrt>{inside}</msqrt>", ATOM


def _abs(inside: str) -> Written:
    return f"<mrow><mo>|</mo>{inside}<mo>|</mo></mrow>", ATOM


def _clip(inside: str, low: str, high: str) -> Written:
    """Write bounds as those of a bracket, low below and high above."""
    held = f"<mrow><mo>[</mo>{inside}<mo>]</mo></mrow>"
    return f"<msubsup>{held}{_row(low)}{_row(high)}</msubsup>", ATOM


def _last(series: str, days: str) -> Written:
    # Translators: below the name of a series of days, in a formula.
    words = _("last {days}")
    return f"<msub>{_row(series)}{_around(words, days)}</msub>", ATOM


def _previous(series: str, days: str, _lag: str) -> Written:
    # Translators: below the name of a series of days, in a formula; "those" are the last days.
    words = _("{days} before those")
    return f"<msub>{_row(series)}{_around(words, days)}</msub>", ATOM


def _known(value: str) -> Written:
    # Translators: after the name of a value, in a formula.
    words = _("is known")
    return f"{value}<mtext>&#160;{escape(words)}</mtext>", COMPARE


def _around(words: str, days: str) -> str:
    """Put a text around a number that is an element already."""
    before, after = (escape(text.replace(" ", "\u00a0")) for text in words.split("{days}"))
    return _row(f"<mtext>{before}</mtext>{days}<mtext>{after}</mtext>")


CALLS: dict[str, Callable[..., Written]] = {
    "exp": _exp,
    "sqrt": _sqrt,
    "abs": _abs,
    "clip": _clip,
    "last": _last,
    "previous": _previous,
    "known": _known,
}


def _function(name: str) -> str:
    if name == "log10":
        return f"<msub><mi>log</mi>{_number(10)}</msub>"
    names = {
        "mean": pgettext("function", "mean"),
        "median": pgettext("function", "median"),
        "sd": pgettext("function", "SD"),
        "sum": pgettext("function", "sum"),
        "count": pgettext("function", "number"),
        "max": pgettext("function", "highest"),
        "min": pgettext("function", "lowest"),
        "first": pgettext("function", "first"),
        "share": pgettext("function", "share"),
        "change": pgettext("function", "step"),
        "ln": "ln",
    }
    return _word(names[name])


def _number(value: float) -> str:
    if value < 0:
        return f"<mo>−</mo><mn>{escape(number(-value))}</mn>"
    return f"<mn>{escape(number(value))}</mn>"
