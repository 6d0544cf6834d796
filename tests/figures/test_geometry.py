from __future__ import annotations

import math

import pytest

from recovery.figures.geometry import Scale, coordinate, percent, runs, scale_around
from recovery.figures.statuses import Status


def test_scale_draws_better_values_higher() -> None:
    scale = Scale(low=0.0, high=10.0, top=20.0, bottom=120.0)
    # 2.5 of 10 is a quarter of 100 px above the bottom
    assert [scale.y(0.0), scale.y(2.5), scale.y(10.0)] == [120.0, 95.0, 20.0]


def test_scale_holds_values_outside_at_its_edges() -> None:
    scale = Scale(low=0.0, high=10.0, top=20.0, bottom=120.0)
    assert [scale.y(-5.0), scale.y(99.0)] == [120.0, 20.0]


def test_scale_around_leaves_air_and_ignores_missing_days() -> None:
    scale = scale_around([1.0, None, math.nan, 3.0], top=0.0, bottom=116.0)
    # 8 % of 2.0 on each side: 0.84 … 3.16, so 1 px is 0.02
    assert scale.low == pytest.approx(0.84)
    assert scale.high == pytest.approx(3.16)
    assert scale.y(1.0) == pytest.approx(108.0)


@pytest.mark.parametrize("values", [[4.0, 4.0], [None, math.nan], []])
def test_scale_around_constant_or_missing_values_has_a_height(values: list[float | None]) -> None:
    scale = scale_around(values, top=0.0, bottom=100.0)
    middle = values[0] or 0.0 if values and not math.isnan(values[0] or 0.0) else 0.0
    assert scale.y(middle) == pytest.approx(50.0)


def test_runs_yields_each_stretch_of_known_days() -> None:
    known = [True, True, False, True, False, False, True]
    assert [list(days) for days in runs(known)] == [[0, 1], [3], [6]]


def test_runs_without_known_days_yields_nothing() -> None:
    assert list(runs([False, False])) == []


@pytest.mark.parametrize(
    ("number", "text"),
    [(10.0, "10"), (1.5, "1.5"), (2.345, "2.35"), (100, "100"), (0.004, "0")],
)
def test_coordinate_is_short(number: float, text: str) -> None:
    assert coordinate(number) == text


def test_percent_places_a_day_along_the_width() -> None:
    assert percent(0.5, 4) == "12.5%"


def test_every_level_has_a_status_and_unknown_is_never_fine() -> None:
    assert [Status.of_level(level) for level in range(6)] == [
        Status.NONE,
        Status.USUAL,
        Status.WATCH,
        Status.WATCH,
        Status.WATCH,
        Status.ACT,
    ]
