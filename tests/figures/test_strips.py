from __future__ import annotations

import math
import time
from xml.etree import ElementTree as ET

import pytest

from recovery.figures import Band, Status, strip

USUAL, WATCH, ACT, NONE = Status.USUAL, Status.WATCH, Status.ACT, Status.NONE
HOSTILE = '</title><script>alert("x")</script>'


def test_dots_stand_where_the_hand_calculation_puts_them() -> None:
    drawing = strip(
        [2.0, 3.0, 4.0, 1.0],
        band=Band(2.0, 4.0),
        statuses=[USUAL, USUAL, USUAL, WATCH],
        title="four days",
    )
    # The band's middle, 3.0, is at 15 px and half the band is 7 px; days are 12 px apart.
    assert '<path class="dots is-usual" d="M6 22h0M18 15h0M30 8h0"/>' in drawing
    assert '<path class="dots is-watch is-today" d="M42 29h0"/>' in drawing


def test_band_is_as_high_for_a_steady_athlete_as_for_a_changeable_one() -> None:
    steady = strip([0.1], band=Band(-0.1, 0.1), statuses=[USUAL], title="steady")
    changeable = strip([2.0], band=Band(-2.0, 2.0), statuses=[USUAL], title="steady")
    assert steady == changeable


def test_values_far_out_are_held_inside_the_drawing() -> None:
    drawing = strip([-99.0, 99.0], band=Band(-1, 1), statuses=[ACT, USUAL], title="far")
    assert "M6 33h0" in drawing
    assert "M18 3h0" in drawing


@pytest.mark.parametrize("missing", [None, math.nan])
def test_missing_day_is_hatched_and_has_no_dot(missing: float | None) -> None:
    drawing = strip([0.0, missing], band=Band(-1, 1), statuses=[USUAL, NONE], title="gap")
    assert drawing.count("h0") == 1
    assert '<path class="hatch" d="M14 15l4-4' in drawing  # around x = 18, inside the band


def test_all_missing_draws_the_band_and_no_dots() -> None:
    drawing = strip([None] * 14, band=Band(-1, 1), statuses=[NONE] * 14, title="nothing")
    assert "dots" not in drawing
    assert drawing.count("l4-4m") == 14
    assert 'class="band"' in drawing


def test_days_before_joining_are_not_missing() -> None:
    drawing = strip(
        [None] * 3 + [0.2], band=None, statuses=[NONE] * 3 + [USUAL], title="new", joined=3
    )
    assert "hatch" not in drawing


def test_one_day_is_today() -> None:
    drawing = strip([0.0], band=Band(-1, 1), statuses=[USUAL], title="one")
    assert 'viewBox="0 0 12 36"' in drawing
    assert '<path class="dots is-usual is-today" d="M6 15h0"/>' in drawing


def test_without_an_own_normal_the_band_is_only_outlined() -> None:
    drawing = strip([0.5], band=None, statuses=[USUAL], title="learning")
    assert 'class="band is-learning"' in drawing
    assert "M6 11.5h0" in drawing  # half a unit is half of half a band: 3.5 px above 15


def test_band_without_height_still_draws() -> None:
    assert "M6 15h0" in strip([2.0], band=Band(2.0, 2.0), statuses=[USUAL], title="constant")


def test_hostile_title_is_escaped() -> None:
    drawing = strip([0.0], band=Band(-1, 1), statuses=[USUAL], title=HOSTILE)
    assert "<script" not in drawing
    assert ET.fromstring(drawing).findtext("title") == HOSTILE


def test_no_days_draws_an_empty_band() -> None:
    ET.fromstring(strip([], band=None, statuses=[], title="none"))


def test_values_and_statuses_of_different_days_are_refused() -> None:
    with pytest.raises(ValueError, match="2 values but 1 statuses"):
        strip([0.0, 1.0], band=None, statuses=[USUAL], title="odd")


def test_two_hundred_rows_cost_a_page_next_to_nothing() -> None:
    values = [0.1 * day for day in range(13)] + [None]
    statuses = [USUAL] * 13 + [NONE]

    def draw_squad() -> float:
        start = time.perf_counter()
        for _ in range(200):
            strip(values, band=Band(-1, 1), statuses=statuses, title="Noor Jansen, 14 days")
        return time.perf_counter() - start

    # Typically 5 ms; five times that would still be less than one template tag a cell.
    assert min(draw_squad() for _ in range(5)) < 0.025
