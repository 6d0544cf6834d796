"""Words that every part of the product puts together in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import npgettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


def and_list(items: Iterable[object], *, at_most: int | None = None) -> str:
    """Join to "a, b and c"; what comes after ``at_most`` items is counted: "a, b and 4 more"."""
    words = [str(item) for item in items]
    shown = words[:at_most]
    if unnamed := len(words) - len(shown):
        more = npgettext("the rest of a list", "%(count)s more", "%(count)s more", unnamed)
        shown.append(more % {"count": unnamed})
    return get_text_list(shown, pgettext("before the last of a list", "and"))


def sentences(*said: str) -> str:
    """Return what is there of these one after another, each with its full stop."""
    return " ".join(each if each.endswith((".", "?", "!")) else f"{each}." for each in said if each)


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Return a number in the reader's notation. Rounded here: Django's own formatting cuts off."""
    rounded = round(float(value), decimals) or 0.0  # never −0
    text = str(number_format(abs(rounded), decimals, force_grouping=True))
    return f"−{text}" if rounded < 0 else text


def signed(value: float | Decimal, decimals: int = 1) -> str:
    """Return the same with its sign, which of nothing is a plus."""
    text = number(value, decimals)
    return text if text.startswith("−") else f"+{text}"
