"""Words that every part of the product puts together in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import get_text_list
from django.utils.translation import npgettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable


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
