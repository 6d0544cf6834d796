from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from recovery.figures import (
    Band,
    Cell,
    HeatTick,
    Status,
    dot_on_band,
    heat_cell,
    heat_rows,
    heat_ticks,
)
from recovery.figures.heat import CELL, CLASSES, HANGING, SHAPES


def paths(svg: str) -> dict[str, str]:
    return dict(re.findall(r'<path class="([a-z-]+)" d="([^"]*)"/>', svg))


def test_row_has_one_path_for_each_kind_and_each_day_at_its_place() -> None:
    row = np.array([[Cell.BLANK, Cell.USUAL, Cell.WATCH, Cell.USUAL]])
    (svg,) = heat_rows(row, ["Words"])
    found = paths(svg)
    assert set(found) == {"cell-usual", "cell-watch"}
    # A unit from the left edge of the second and of the fourth cell.
    assert found["cell-usual"] == f"M{CELL + 1} 12h10M{3 * CELL + 1} 12h10"
    assert found["cell-watch"].startswith(f"M{2 * CELL + 1} 2")
    assert f'viewBox="0 0 {4 * CELL} 24"' in svg


def test_usual_days_on_end_are_one_line_that_the_sheet_breaks_into_cells() -> None:
    row = np.array([[Cell.USUAL] * 3 + [Cell.GAP] + [Cell.USUAL] * 2])
    (svg,) = heat_rows(row, ["Words"])
    assert paths(svg)["cell-usual"] == f"M1 12h{3 * CELL - 2}M{4 * CELL + 1} 12h{2 * CELL - 2}"
    sheet = Path(settings.BASE_DIR, "static", "css", "squad.css").read_text()
    assert "stroke-dasharray: 10 2;" in sheet  # ten units of a cell of twelve


def test_title_is_escaped_and_there_is_one_for_each_row() -> None:
    rows = list(heat_rows(np.zeros((2, 3), dtype=int), ["<one>", "two"]))
    assert "<title>&lt;one&gt;</title>" in rows[0]
    assert "<title>two</title>" in rows[1]
    with pytest.raises(ValueError, match="zip"):
        list(heat_rows(np.zeros((2, 3), dtype=int), ["one"]))


def test_every_kind_but_the_blank_one_has_a_class_and_a_shape_of_its_own() -> None:
    kinds = [kind for kind in Cell if kind is not Cell.BLANK]
    assert len({CLASSES[kind] for kind in kinds}) == len(kinds)
    assert len({SHAPES[kind] for kind in kinds if kind is not Cell.USUAL}) == len(kinds) - 1
    assert set(HANGING) <= set(SHAPES)


def test_amounts_stand_on_the_ground_or_hang_where_down_is_worse() -> None:
    row = np.array([[Cell.SLIGHT]])
    (standing,), (hanging,) = heat_rows(row, [""]), heat_rows(row, [""], hanging=True)
    assert "M1 17h10v5h-10z" in standing
    assert "M1 2h10v6h-10z" in hanging
    assert "M1 2h10v6h-10z" in heat_cell(Cell.SLIGHT, hanging=True)


@pytest.mark.parametrize(
    ("value", "y"),
    [(0.0, "12"), (0.5, "7"), (-0.5, "17"), (-9.0, "20.5"), (9.0, "3.5")],
)
def test_dot_lies_on_or_off_the_band_and_never_outside_the_drawing(value: float, y: str) -> None:
    svg = dot_on_band(value, Band(-0.5, 0.5), Status.WATCH, title="Today")
    assert f'<path class="dots is-watch is-today" d="M22 {y}h0"/>' in svg


def test_dot_is_a_hatch_where_nothing_is_known_and_has_no_band_while_learning() -> None:
    svg = dot_on_band(float("nan"), None, Status.NONE, title="<Today>")
    assert 'class="hatch"' in svg
    assert "dots" not in svg
    assert "is-learning" in svg
    assert "&lt;Today&gt;" in svg


def test_week_is_a_link_over_its_days_that_ends_where_the_map_ends() -> None:
    svg = heat_ticks([HeatTick(3, "1 <Nov>", "/plan/?a=1&b=2"), HeatTick(10, "8 Nov", "/")], 14)
    assert svg.count("<a ") == 2
    assert 'href="/plan/?a=1&amp;b=2"' in svg
    assert "1 &lt;Nov&gt;" in svg
    assert 'x="21.43%" width="50%"' in svg
    assert 'x="71.43%" width="28.57%"' in svg
