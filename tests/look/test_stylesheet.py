"""What the stylesheet promises as a file: small, one piece, no gradients."""

from __future__ import annotations

import gzip
import re

from tests.look.test_tokens import STYLESHEET

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def test_stylesheet_travels_in_under_ten_kilobytes() -> None:
    assert len(gzip.compress(STYLESHEET.read_bytes())) < 10_000


def test_stylesheet_is_balanced_and_declares_its_layers_first() -> None:
    rules = COMMENT.sub("", STYLESHEET.read_text())
    assert rules.count("{") == rules.count("}")
    assert rules.lstrip().startswith("@layer reset, tokens, base, components, utilities;")


def test_stylesheet_keeps_to_the_character_of_the_look() -> None:
    rules = COMMENT.sub("", STYLESHEET.read_text())
    assert "gradient" not in rules
    assert "url(" not in rules  # nothing is fetched besides the sheet itself


def test_every_variable_used_is_defined() -> None:
    rules = STYLESHEET.read_text()
    defined = set(re.findall(r"(--[a-z0-9-]+):", rules))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", rules)) <= defined
