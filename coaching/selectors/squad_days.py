"""What is known of a squad and its days, read at once, and the cell that each day becomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.db.models import F, IntegerField, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from coaching.selectors.seen import through_lenses
from coaching.squad import LOAD, STATUS, item_cells, load_cells, status_cells
from recovery.assessments.models import CurrentState, DailyState, RecoveryWarning
from recovery.assessments.packed_rows import (
    DayNumber,
    Integer,
    Number,
    SmallInteger,
    packed_per_row,
    unpack,
)
from recovery.engine import ITEM_CODES
from recovery.figures import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from coaching.selectors.seen import Sharing
    from coaching.selectors.squad_rows import Placed
    from coaching.squad import Floats, Ints

EPOCH = dt.date(1970, 1, 1)


class Known(NamedTuple):
    """What was computed of one athlete of what they share."""

    level: int
    day: dt.date  # for which the level holds
    phase: str | None  # of the own normal
    opened_on: dt.date | None  # of the open warning
    days: bytes | None  # the map's, packed


@dataclass(frozen=True, slots=True)
class Sheet:
    """The days of each athlete, of shape (n_athletes, n_days), the latest day last."""

    cells: Ints  # of `Cell`
    values: Floats  # of the measure; NaN where unknown
    responses: Sequence[float]  # today's R of each [SD], larger is worse; NaN where unknown
    silent: Sequence[int | None]  # days since each answered last; None for not in these days
    known: Sequence[int]  # days of each on which the measure is known
    expected: Sequence[int]  # of so many on which it could be


@dataclass(frozen=True, slots=True)
class Grid:
    """What is known of each athlete's days, of shape (n_athletes, n_days), the latest day last."""

    levels: Ints  # -1 where nothing was computed
    answered: NDArray[np.bool_]
    response: Floats  # R [SD], larger is worse; NaN where unknown, as in the others
    values: Floats
    normals: Floats
    sds: Floats


def known_of(
    sharing: Iterable[Sharing], *, days: Sequence[dt.date], measure: str
) -> dict[int, Known]:
    """Return what was computed of each athlete, and of their days, as far as shared. One query."""
    of_the_same = {"athlete_id": OuterRef("athlete_id"), "lens": OuterRef("lens")}
    warnings = RecoveryWarning.objects.open().filter(**of_the_same)
    states = DailyState.objects.filter(**of_the_same).between(days[0], days[-1])
    rows = CurrentState.objects.filter(through_lenses(sharing)).values_list(
        "athlete_id",
        "level",
        "day",
        KeyTextTransform("phase", "payload"),
        Subquery(warnings.values("opened_on")[:1]),
        packed_per_row(states, _columns(measure), by="lens"),
    )
    return {athlete_id: Known(*known) for athlete_id, *known in rows}


def sheet_of(
    placed: Sequence[Placed],
    known: Mapping[int, Known],
    *,
    days: Sequence[dt.date],
    measure: str,
) -> Sheet:
    """Return the days of these athletes. No query."""
    grid = _grid([known.get(each.athlete_id) for each in placed], days=days, measure=measure)
    todays = np.array([(each.today - days[0]).days for each in placed], dtype=np.int64)
    cells = _cells(grid, measure, todays=todays)
    # Who has yet to answer today has not missed it.
    waits = (cells == Cell.GAP) & (np.arange(len(days)) == todays[:, None])
    return Sheet(
        cells=cells,
        values=grid.values,
        responses=grid.response[np.arange(len(placed)), todays].tolist(),
        silent=_silent_days(grid.answered, todays),
        known=(cells > Cell.GAP).sum(axis=1).tolist(),
        expected=((cells != Cell.BLANK) & ~waits).sum(axis=1).tolist(),
    )


def _grid(known: Sequence[Known | None], *, days: Sequence[dt.date], measure: str) -> Grid:
    """Spread the days of these athletes out, each at its place."""
    row, found = unpack((each and each.days for each in known), _columns(measure))
    column = found["day"].astype(np.int64) - (days[0] - EPOCH).days
    shape = (len(known), len(days))
    levels = np.full(shape, -1, dtype=np.int64)
    levels[row, column] = found["level"]
    answered = np.zeros(shape, dtype=bool)
    answered[row, column] = found["answered"] == 1

    def numbers(name: str) -> Floats:
        filled = np.full(shape, np.nan)
        if name in (found.dtype.names or ()):
            filled[row, column] = found[name]
        return filled

    return Grid(
        levels=levels,
        answered=answered,
        response=np.where(answered, numbers("response"), np.nan),
        values=numbers("value"),
        normals=numbers("normal"),
        sds=numbers("sd"),
    )


def _columns(measure: str) -> dict[str, Integer | Number]:
    columns: dict[str, Integer | Number] = {
        "day": DayNumber("day"),
        "level": SmallInteger("level"),
        "answered": SmallInteger(Cast("answered", IntegerField())),
        "response": Number("response"),
    }
    if measure == STATUS:
        return columns
    if measure == LOAD:
        return columns | {"value": Number("load"), "normal": Number("load_usual")}
    place = ITEM_CODES.index(measure)
    return columns | {
        "value": Number(F(f"item_values__{place}")),
        "normal": Number(F(f"item_normals__{place}")),
        "sd": Number(F(f"item_sds__{place}")),
    }


def _cells(grid: Grid, measure: str, *, todays: Ints) -> Ints:
    """Return what is drawn on each day, of shape (n_athletes, n_days).

    Days before an athlete began and days that have not begun for them stay blank, and so does all
    of an athlete of whom nothing of this measure is known: whether they do not share it or did
    not fill it in, nobody can tell.
    """
    if measure == STATUS:
        cells = status_cells(grid.levels, grid.answered)
    elif measure == LOAD:
        cells = load_cells(grid.values, grid.normals)
    else:
        cells = item_cells(measure, grid.values, grid.normals, grid.sds)
    day = np.arange(cells.shape[1])
    began = np.where((grid.levels >= 0).any(axis=1), (grid.levels >= 0).argmax(axis=1), day.size)
    blank = (day < began[:, None]) | (day > todays[:, None])
    blank |= ~(cells != Cell.GAP).any(axis=1, keepdims=True)
    return np.where(blank, Cell.BLANK, cells)


def _silent_days(answered: NDArray[np.bool_], todays: Ints) -> list[int | None]:
    """Return how many days ago each answered last; None for no answer in all the days."""
    back = todays - (answered.shape[1] - 1 - answered[:, ::-1].argmax(axis=1))
    return [
        int(each) if any_answer else None
        for each, any_answer in zip(back.tolist(), np.any(answered, axis=1).tolist(), strict=True)
    ]
