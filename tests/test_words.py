"""The product's words stay on the side of wellbeing: see docs/intended-purpose.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import translation

from recovery.management.commands.messages import messages_of_sources
from recovery.words import and_list

if TYPE_CHECKING:
    from collections.abc import Iterator

BANNED = re.compile(
    r"diagnos|overtraining|overtraind|injury[ -]risk|risk of injury|blessurerisico"
    r"|kans op (een )?blessure|\bpredict|voorspel|medical advice|medisch advies|\brisk score"
    r"|risicoscore|\bat risk\b|ranking|ranglijst",
    re.IGNORECASE,
)


def sources_of_words() -> Iterator[tuple[str, str]]:
    """Yield everything that people read, with where it stands."""
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((settings.BASE_DIR / "locale").rglob("*.po")):
        yield path.name, path.read_text(encoding="utf-8")
    yield "instruments.py", (settings.BASE_DIR / "athletes/instruments.py").read_text("utf-8")
    for message in messages_of_sources().values():
        yield message.places[0][0], " ".join(message.key)


def test_no_page_or_message_claims_more_than_the_product_does() -> None:
    found = [
        f"{place}: {match.group()}"
        for place, words in sources_of_words()
        for match in BANNED.finditer(words)
    ]

    assert found == []


@pytest.mark.parametrize(
    "claim",
    ["Injury risk: high", "Blessurerisico", "This predicts illness", "signs of overtraining"],
)
def test_claim_is_caught(claim: str) -> None:
    assert BANNED.search(claim)


@pytest.mark.parametrize(
    ("items", "english", "dutch"),
    [
        ("", "", ""),
        ("a", "a", "a"),
        ("abc", "a, b and c", "a, b en c"),
        ("abcd", "a, b, c and 1 more", "a, b, c en nog 1"),
        ("abcdefg", "a, b, c and 4 more", "a, b, c en nog 4"),
    ],
)
def test_list_names_three_at_most_and_counts_the_rest(items: str, english: str, dutch: str) -> None:
    assert and_list(items, at_most=3) == english
    with translation.override("nl"):
        assert and_list(items, at_most=3) == dutch


def test_list_without_a_limit_names_everything() -> None:
    assert and_list("abcde") == "a, b, c, d and e"
