from __future__ import annotations

from xml.etree import ElementTree as ET

from recovery.figures import scatter


def drawn(points: list[tuple[float, float]], means: list[tuple[float, float]]) -> str:
    return scatter(points, means, along="<intended>", up="felt", title="A & B")


def test_dots_lie_where_both_scales_say_and_grow_with_their_number() -> None:
    svg = drawn([(3, 5), (3, 5), (7, 7)], [(3, 5), (7, 7)])
    # 260 px with 10 px of air: 10 is at y = 10, 0 at y = 250, so 5 at 130 and 7 at 82.
    assert '<path class="dots is-none is-few" d="M3 130h0"/>' in svg
    assert '<path class="dots is-none is-one" d="M7 82h0"/>' in svg
    assert '<path class="trend" d="M3 130 7 82"/>' in svg
    assert '<path class="usual-line" d="M0 250 10 10"/>' in svg


def test_drawing_is_well_formed_escaped_and_empty_without_sessions() -> None:
    svg = drawn([], [])
    ET.fromstring(svg)
    assert "&lt;intended&gt;" in svg
    assert "A &amp; B" in svg
    assert "dots" not in svg
    assert "trend" not in svg


def test_one_point_makes_no_line() -> None:
    assert "trend" not in drawn([(4, 4)], [(4, 4)])
