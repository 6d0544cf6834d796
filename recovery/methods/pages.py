"""A card as its page shows it: every number written, every formula drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from recovery.engine import DEFAULTS, ENGINE_VERSION
from recovery.methods.formulas import Formula
from recovery.methods.mathml import formula_lines
from recovery.methods.measured import measurements
from recovery.methods.notation import given_text, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.safestring import SafeString

    from recovery.methods.cards import Card, Figure, Vector
    from recovery.methods.measured import Estimate, Measured, Measurements


@dataclass(frozen=True, slots=True)
class Named:
    """A name and what stands beside it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A row of the worked examples."""

    given: list[Named]
    expected: list[Named]
    origin: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was measured of a warning; without ``figures`` nothing was."""

    figures: list[Named]
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything `methods/card.html` shows."""

    card: Card
    figure: Figure
    facts: list[Named]
    formula: list[SafeString]
    sentences: list[str]
    symbols: list[Named]
    examples: list[Example]
    wrong: Wrong | None


def page_of(card: Card) -> Page:
    """Put a card into the words and numbers of the reader's language."""
    return Page(
        card=card,
        figure=card.draw(),
        facts=[
            Named(_("Unit"), capfirst(str(card.unit))),
            Named(_("Over which days"), str(card.window)),
            Named(_("Needs at least"), str(card.minimum)),
            Named(_("If something is missing"), str(card.missing)),
            Named(_("Direction"), str(card.direction)),
        ],
        formula=formula_lines(card.formula) if isinstance(card.formula, Formula) else [],
        sentences=[]
        if isinstance(card.formula, Formula)
        else list(map(str, card.formula.sentences)),
        symbols=_symbols(card),
        examples=[_example(card, vector) for vector in card.vectors],
        wrong=None if card.level is None else wrong_of(card.level.name.lower(), measurements()),
    )


def _symbols(card: Card) -> list[Named]:
    """Return what needs a word of explanation; what explains itself has no meaning."""
    symbols = [
        Named(str(symbol.label), str(symbol.meaning))
        for symbol in card.formula.symbols.values()
        if symbol.meaning
    ]
    if isinstance(card.formula, Formula) and "clip(" in "".join(card.formula.lines.values()):
        between = _("Held between the number below and the number above.")
        symbols.append(Named("[…]", between))
    return symbols


def _example(card: Card, vector: Vector) -> Example:
    symbols = card.formula.symbols
    return Example(
        given=[
            Named(str(symbols[name].label), given_text(value))
            for name, value in vector.given.items()
        ],
        expected=[
            Named(str(symbols[name].label), _result(card, value))
            for name, value in vector.expected.items()
        ],
        origin=str(vector.origin),
    )


def _result(card: Card, value: float) -> str:
    if math.isnan(value):
        return pgettext("result of an example", "no value")
    return str(card.words[value]) if card.words else number(value)


# --- how often a warning is wrong --------------------------------------------------------------


def wrong_of(rule: str, measured: Measurements) -> Wrong:
    """Return how often a rule is wrong, as far as it was measured."""
    one = measured.rules.get(rule)
    figures = [] if one is None else list(_figures(one))
    if one is None or not figures:
        return Wrong(figures=[], note="")
    said = _(
        "Measured on %(athletes)s simulated athletes whose truth is known (%(variant)s), with"
        " version %(version)s of the model. In brackets is the 95%% interval. Real clubs differ."
    ) % {
        "athletes": number(one.athletes),
        "variant": one.variant,
        "version": measured.engine_version,
    }
    # The laboratory may name the model alone, or with the digest of its thresholds.
    if measured.engine_version not in {ENGINE_VERSION, DEFAULTS.version}:
        changed = _("The model has changed since; it will be measured again.")
        said = f"{said} {changed}"
    return Wrong(figures=figures, note=said)


def _figures(one: Measured) -> Iterator[Named]:
    if one.false_per_100_days is not None:
        yield Named(
            _("False alarms in 100 days of one athlete"),
            _interval(one.false_per_100_days, digits=2),
        )
    if one.sensitivity is not None:
        yield Named(_("Bad spells in which it opened"), _share(one.sensitivity))
    if one.wrong_share is not None:
        yield Named(_("Of these warnings, wrong"), _share(one.wrong_share))
    if one.median_delay_days is not None:
        yield Named(_("Days after the beginning, in the middle case"), _days(one.median_delay_days))


def _interval(estimate: Estimate, *, digits: int) -> str:
    value, low, high = (
        number(round(each, digits)) for each in (estimate.value, estimate.low, estimate.high)
    )
    return _("%(value)s (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}


def _share(estimate: Estimate) -> str:
    value, low, high = (
        number(round(100 * each)) for each in (estimate.value, estimate.low, estimate.high)
    )
    return _("%(value)s%% (%(low)s to %(high)s%%)") % {"value": value, "low": low, "high": high}


def _days(estimate: Estimate) -> str:
    days = round(estimate.value)
    said = ngettext("%(days)s day", "%(days)s days", abs(days)) % {"days": number(days)}
    low, high = number(round(estimate.low)), number(round(estimate.high))
    return _("%(value)s (%(low)s to %(high)s)") % {"value": said, "low": low, "high": high}
