"""Contrast of the colours themselves, computed from the stylesheet in both themes."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from django.conf import settings

STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "recovery.css"
TOKEN = re.compile(r"--([a-z-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\);")

TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
GROUNDS = ("paper", "surface")

PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "muted", "brand", "act") for ground in GROUNDS),
    *((text, "sunk", TEXT) for text in ("ink", "muted")),
    *(
        ("ink", soft, TEXT)
        for soft in ("brand-soft", "usual-soft", "watch-soft", "act-soft", "none-soft")
    ),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-strong", TEXT),
    ("paper", "ink", TEXT),  # the announcement at the bottom
    *(
        (shape, ground, SHAPE)
        for shape in ("usual", "watch", "act", "none", "edge")
        for ground in GROUNDS
    ),
    # A dot lies on the band as often as beside it; a glyph stands in its own soft notice.
    *((shape, "band", SHAPE) for shape in ("usual", "watch", "act", "ink")),
    *((shape, f"{shape}-soft", SHAPE) for shape in ("usual", "watch", "act", "none")),
]


def tokens(theme: str) -> dict[str, tuple[float, float, float]]:
    """Return lightness, chroma and hue of every colour token."""
    found = TOKEN.findall(STYLESHEET.read_text())
    return {name: _parts(light if theme == "light" else dark) for name, light, dark in found}


def _parts(colour: str) -> tuple[float, float, float]:
    lightness, chroma, hue = colour.split()
    return float(lightness.rstrip("%")) / 100, float(chroma), math.radians(float(hue))


def luminance(colour: tuple[float, float, float]) -> float:
    """Return WCAG relative luminance of an OKLCH colour (Ottosson 2020, clipped to sRGB)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0.0), 1.0) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast((1.0, 0.0, 0.0), (0.0, 0.0, 0.0)) == pytest.approx(21.0, abs=0.01)


def test_luminance_matches_a_colour_with_a_known_answer() -> None:
    # sRGB red, #ff0000, is oklch(62.8% 0.2577 29.23) and has luminance 0.2126
    assert luminance((0.62796, 0.25768, math.radians(29.234))) == pytest.approx(0.2126, abs=5e-4)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colour_can_be_read_on_its_ground(
    theme: str, front: str, ground: str, least: float
) -> None:
    colours = tokens(theme)
    assert contrast(colours[front], colours[ground]) >= least


def test_every_colour_is_a_token() -> None:
    """A colour written into a component would escape both themes and the test above."""
    after_tokens = STYLESHEET.read_text().split("@layer base {")[1]
    screen_only = after_tokens.split("@media print")[0]
    assert not re.findall(r"oklch\(|#[0-9a-f]{3,8}\b(?!-)|rgba?\(|hsla?\(", screen_only)
