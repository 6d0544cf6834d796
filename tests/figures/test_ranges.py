from __future__ import annotations

import re

from recovery.figures import Band, in_range


def places(svg: str) -> tuple[float, ...]:
    dot, low, width = (
        float(found[1])
        for found in (
            re.search(r'<circle class="now" cx="([\d.]+)%"', svg),
            re.search(r'<rect class="band" x="([\d.]+)%"', svg),
            re.search(r'width="([\d.]+)%" y=', svg),
        )
        if found
    )
    return dot, low, low + width


def test_value_lies_left_of_in_or_right_of_its_range() -> None:
    usual = Band(3.0, 4.0)
    dot, low, high = places(in_range(2.0, usual, title="Words"))
    # From 2 to 4 with 0.16 of air: 0.16 / 2.32, 1.16 / 2.32 and 2.16 / 2.32.
    assert (dot, low, high) == (6.9, 50.0, 93.1)
    dot, low, high = places(in_range(3.5, usual, title="Words"))
    assert low < dot < high
    dot, _low, high = places(in_range(4.5, usual, title="Words"))
    assert dot > high


def test_others_are_a_line_and_words_are_escaped() -> None:
    svg = in_range(2.0, Band(3.0, 4.0), others=5.0, title="<now>")
    assert '<line class="limit"' in svg
    assert "<title>&lt;now&gt;</title>" in svg
    assert "limit" not in in_range(2.0, Band(3.0, 4.0), title="")


def test_one_number_alone_is_drawn_too() -> None:
    assert places(in_range(0.0, Band(0.0, 0.0), title=""))[0] == 50.0
