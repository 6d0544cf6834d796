from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from recovery.figures import (
    Status,
    Tick,
    band_chart,
    dot_chart,
    hanging_bars,
    item_line,
    load_bars,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from recovery.figures.geometry import Value

USUAL, WATCH, NONE = Status.USUAL, Status.WATCH, Status.NONE
HOSTILE = '"></text><script>alert(1)</script>'


def draw_band_chart(
    values: Sequence[Value],
    *,
    low: Value = -1.0,
    high: Value = 1.0,
    trend: Sequence[Value] | None = None,
    ticks: Sequence[Tick] = (),
    word: str = "better",
    title: str = "R",
    chart_id: str = "r",
) -> SafeString:
    return band_chart(
        values,
        band_low=[low] * len(values),
        band_high=[high] * len(values),
        statuses=[USUAL] * len(values),
        trend=[None] * len(values) if trend is None else trend,
        ticks=ticks,
        better=word,
        worse="worse",
        chart_id=chart_id,
        title=title,
    )


def test_band_chart_places_band_line_and_dots_on_one_scale() -> None:
    drawing = draw_band_chart([-1.0, 1.0], trend=[-1.0, 0.0])
    # -1 … 1 with 8 % air is -1.16 … 1.16 over 8 … 212 px: 1.0 is 14.07 px from an edge
    assert 'class="band" d="M0 22.07 0.5 22.07 1.5 22.07 2 22.07 2 197.93' in drawing
    assert 'class="dots is-usual" d="M0.5 197.93h0"' in drawing
    assert 'class="dots is-usual is-today" d="M1.5 22.07h0"' in drawing
    assert 'class="trend" d="M0.5 197.93 1.5 110"' in drawing


def test_band_chart_hatches_a_missing_day_inside_its_band() -> None:
    drawing = draw_band_chart([0.5, None, math.nan, 0.0])
    gaps = re.findall(r'<rect x="([^"]+)" width="25%" y="22.07" height="175.86"', drawing)
    assert gaps == ["25%", "50%"]


def test_band_chart_line_breaks_where_days_are_missing() -> None:
    drawing = draw_band_chart([0.0] * 5, trend=[0.0, 0.0, None, 0.0, 0.0])
    assert len(re.findall("M", _path(drawing, "trend"))) == 2


def test_band_chart_without_a_normal_yet_has_no_band_and_no_hatching() -> None:
    drawing = draw_band_chart([0.3, None, 0.1], low=None, high=None)
    assert 'class="band"' not in drawing
    assert "<rect" not in drawing


@pytest.mark.parametrize("values", [[None] * 5, [math.nan], [2.0] * 5, [0.0], []])
def test_band_chart_draws_whatever_there_is(values: list[Value]) -> None:
    low = None if values else -1.0
    root = ET.fromstring(draw_band_chart(values, low=low, ticks=()))
    assert root.get("role") == "img"
    assert "nan" not in ET.tostring(root, encoding="unicode")


def test_constant_values_are_drawn_in_the_middle() -> None:
    assert "M0.5 110h0" in draw_band_chart([2.0, 2.0], low=None, high=None)


def test_band_chart_escapes_every_word_it_is_given() -> None:
    ticks = [Tick(0, HOSTILE)]
    drawing = draw_band_chart([0.0], ticks=ticks, word=HOSTILE, title=HOSTILE, chart_id=HOSTILE)
    root = ET.fromstring(drawing)
    assert "<script" not in drawing
    assert [text.text for text in root.iter("text")].count(HOSTILE) == 2


def test_ticks_stay_inside_the_drawing_at_both_ends() -> None:
    ticks = [Tick(0, "12 Oct"), Tick(20, "1 Nov", is_minor=True), Tick(41, "today")]
    drawing = draw_band_chart([0.0] * 42, ticks=ticks)
    assert 'class="tick" x="0" y="238" text-anchor="start">12 Oct' in drawing
    assert 'class="tick is-minor" x="48.81%" y="238" text-anchor="middle">1 Nov' in drawing
    assert 'class="tick" x="100%" y="238" text-anchor="end">today' in drawing


def test_series_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=r"lengths \[2, 3\]"):
        draw_band_chart([0.0, 0.0], trend=[0.0] * 3)


def test_load_bars_stand_on_zero_and_reach_the_highest_load() -> None:
    drawing = load_bars(
        [400.0, 200.0, 0.0, None, 100.0],
        usual=[None, 200.0, 200.0, 200.0, 200.0],
        ticks=(),
        highest="400",
        chart_id="l",
        title="load",
    )
    # 400 fills 18 … 130 px, 200 half of it; rest leaves 2 px; today is a bar of its own
    assert _path(drawing, "bars") == (
        "M0.15 130V18h.7V130zM1.15 130V74h.7V130zM2.15 130V128h.7V130z"
    )
    assert _path(drawing, "bars is-today") == "M4.15 130V102h.7V130z"
    assert _path(drawing, "usual-line") == "M1.5 74 2.5 74 3.5 74 4.5 74"
    assert '<rect x="60%" width="20%" y="116" height="14"' in drawing


@pytest.mark.parametrize("loads", [[], [None], [0.0, 0.0], [None, None], [math.nan, 0.0]])
def test_load_bars_without_any_load_have_no_scale_to_label(loads: list[Value]) -> None:
    drawing = load_bars(
        loads, usual=[None] * len(loads), ticks=(), highest="0", chart_id="l", title="load"
    )
    assert ET.fromstring(drawing).find("text") is None


def test_item_line_draws_its_own_band_and_leaves_gaps_empty() -> None:
    drawing = item_line(
        [3.0, None, 1.0, 3.0],
        band_low=[2.0] * 4,
        band_high=[4.0] * 4,
        statuses=[USUAL, NONE, WATCH, USUAL],
        title="Fatigue",
    )
    # 1 … 4 with air is 0.76 … 4.24 over 4 … 52 px; 3.0 is 17.1 px from the top
    assert _path(drawing, "dots is-usual") == "M0.5 21.1h0"
    assert _path(drawing, "trend") == "M2.5 48.69 3.5 21.1"
    assert 'height="56"' in drawing


def test_table_escapes_its_cells_and_names_its_rows() -> None:
    numbers = table(["Day", "<b>R</b>"], [["Mon", HOSTILE], ["Tue", "no answer"]])
    assert "<script" not in numbers
    assert '<th scope="col">&lt;b&gt;R&lt;/b&gt;</th>' in numbers
    assert '<tr><th scope="row">Tue</th><td>no answer</td></tr>' in numbers


def _path(drawing: str, name: str) -> str:
    found = re.search(rf'class="{name}" d="([^"]*)"', drawing)
    assert found, f"no path of class {name}"
    return found[1]


def test_dot_chart_draws_each_value_over_the_band_that_held_then() -> None:
    drawing = dot_chart(
        [1.0, -1.0],
        band_low=[None, -0.5],
        band_high=[None, 0.5],
        statuses=[USUAL, WATCH],
        ticks=[Tick(1, HOSTILE)],
        better="better",
        worse="worse",
        title="Jump",
    )
    # -1 … 1 with 8 % air is -1.16 … 1.16 over 20 … 160 px: 1.0 is 9.66 px from an edge
    assert 'class="dots is-usual" d="M0.5 29.66h0"' in drawing
    assert 'class="dots is-watch is-today" d="M1.5 150.34h0"' in drawing
    assert 'class="band" d="M1 59.83 1.5 59.83 2 59.83 2 120.17' in drawing
    assert "trend" not in drawing
    assert "hatch" not in drawing
    assert HOSTILE not in drawing


def test_hanging_bars_hang_lower_the_worse_it_was_and_hatch_what_nobody_told() -> None:
    drawing = hanging_bars(
        [None, 0.0, 50.0, None, 100.0, None],
        asked=range(1, 5),
        ticks=[Tick(0, "2 Nov"), Tick(3, "23 Nov")],
        chart_id="knee",
        title="Left <knee>",
    )
    (bars,) = re.findall(r'class="bars" d="([^"]+)"', drawing)
    # A trace, half of the 96 px, and all of them.
    assert bars == "M1.15 0V2h.7V0zM2.15 0V48h.7V0zM4.15 0V96h.7V0z"
    assert drawing.count("url(#knee-hatch)") == 1
    assert "Left &lt;knee&gt;" in drawing


def test_hanging_bars_of_no_week_at_all_are_only_an_axis() -> None:
    drawing = hanging_bars([], asked=range(0), ticks=[], chart_id="none", title="Nothing")
    assert 'class="bars"' not in drawing
