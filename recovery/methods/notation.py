"""Numbers, and sentences with numbers, in the reader's own notation."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from recovery.methods.formulas import Given

DIGITS = 7  # as many as any example is published with
LONGEST_BLOCK = 7  # a week


def number(value: float) -> str:
    """Return a number in as few digits as it needs."""
    text = f"{Decimal(f'{value:.{DIGITS}g}'):f}"
    shortest = text.rstrip("0").rstrip(".") if "." in text else text
    decimals = len(shortest.partition(".")[2])
    return str(number_format(Decimal(shortest), decimals, force_grouping=True)).replace("-", "−")


class _Number:
    """A number that is written when the page is, in the language of the page."""

    def __init__(self, value: float) -> None:
        self._value = value

    def __str__(self) -> str:
        return number(self._value)


def said(words: StrOrPromise, **numbers: float) -> StrOrPromise:
    """Fill numbers of the engine into a translatable sentence with ``{names}``."""
    written = {name: _Number(value) for name, value in numbers.items()}
    return format_lazy(words, **written)


def given_text(value: Given) -> str:
    """Return what an example gives: a number, or a series in which repetition is counted."""
    if isinstance(value, int | float):
        return _known_or_not(value)
    return _series(value)


def _series(values: Sequence[float | None]) -> str:
    """Join the numbers; whatever is repeated, such as a week, is written once and counted."""
    texts = [_known_or_not(value) for value in values]
    parts = []
    place = 0
    while place < len(texts):
        size, count = _repeated(texts[place:])
        block = "; ".join(texts[place : place + size])
        if count > 1:
            # Translators: in a series of numbers, such as "21 × 30; 7 × 50".
            times = pgettext("so many times a number", "{count} × {value}")
            times = times.replace(" ", "\u00a0")
            block = times.format(count=count, value=f"({block})" if size > 1 else block)
        parts.append(block)
        place += size * count
    return "; ".join(parts) or pgettext("a value of an example", "nothing")


def _repeated(texts: Sequence[str]) -> tuple[int, int]:
    """Return size and count of the repeated block that the texts begin with and save most."""
    best, saved = (1, 1), 2  # two alike are as easily written out
    for size in range(1, min(LONGEST_BLOCK, len(texts) // 2) + 1):
        count = 1
        while texts[size * count : size * (count + 1)] == texts[:size]:
            count += 1
        if count > 1 and size * (count - 1) >= saved:
            best, saved = (size, count), size * (count - 1) + 1
    return best


def _known_or_not(value: float | None) -> str:
    if value is None or math.isnan(value):
        return pgettext("a value of an example", "unknown")
    return number(value)
