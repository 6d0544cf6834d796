"""What may be chosen on the squad's page, and what each cell of its map becomes. No rows here."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recovery.assessments.explanations import item_name
from recovery.assessments.models import OWN_LEVELS, Level
from recovery.engine import ITEM_CODES, ITEMS, Scale
from recovery.figures import Cell, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

STATUS = "status"
LOAD = "load"
# Sleep is what a coach asks for most, after status and load.
MEASURES = (STATUS, LOAD, "sleep_hours", *(code for code in ITEM_CODES if code != "sleep_hours"))
WEEKS = (2, 4, 8, 12)
MAP, TABLE = "map", "table"

# Worse than the own normal by this much, in own standard deviations of a day. [SD]
WORSE = (0.5, 1.0, 2.0)
# Of the load of a usual week, on one day.
OF_A_WEEK = (0.1, 0.2, 0.3)
DECIMALS = 6  # what is as good as on a border is on it


class Sort(StrEnum):
    """In which order the athletes stand; those alike by name."""

    NEED = "need"
    NAME = "name"
    ANSWERS = "answers"  # the fewest first
    GROUP = "group"


SORTS = {
    Sort.NEED: _("Who needs a look first"),
    Sort.NAME: pgettext_lazy("order of a list", "Name"),
    Sort.ANSWERS: _("Fewest answers first"),
    Sort.GROUP: _("Group and position"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a coach looks at, as the address says it; what it says wrongly is as usual."""

    measure: str = STATUS
    weeks: int = 4
    sort: Sort = Sort.NEED
    status: str = ""  # a group of the queue; empty for everybody
    group: str = ""  # of a membership, in the staff's words; empty for all of them
    position: str = ""
    view: str = MAP

    @classmethod
    def of(cls, asked: Mapping[str, Any], *, statuses: Mapping[str, object]) -> Self:
        usual = cls()
        weeks = asked.get("weeks", "")
        return cls(
            measure=_one_of(asked.get("measure"), MEASURES, usual.measure),
            weeks=int(_one_of(weeks, tuple(map(str, WEEKS)), str(usual.weeks))),
            sort=Sort(_one_of(asked.get("sort"), tuple(Sort), usual.sort)),
            status=_one_of(asked.get("status"), tuple(statuses), usual.status),
            group=str(asked.get("group", "")),
            position=str(asked.get("position", "")),
            view=_one_of(asked.get("view"), (MAP, TABLE), usual.view),
        )

    @property
    def days(self) -> int:
        return 7 * self.weeks

    @property
    def is_table(self) -> bool:
        return self.view == TABLE

    @property
    def hangs(self) -> bool:
        """Whether more of what is drawn is worse."""
        return self.measure not in {STATUS, LOAD}

    def query(self, **changes: object) -> str:
        """Return the end of the address that asks for this, with changes; nothing for the usual."""
        changed = replace(self, **changes)  # type: ignore[arg-type]  # of whatever field
        usual = type(self)()
        said = {
            field.name: getattr(changed, field.name)
            for field in fields(changed)
            if getattr(changed, field.name) != getattr(usual, field.name)
        }
        return f"?{urlencode(said)}" if said else ""


def _one_of(asked: object, known: tuple[str, ...], usual: str) -> str:
    return asked if isinstance(asked, str) and asked in known else usual


def measure_label(measure: str) -> str:
    if measure == STATUS:
        return str(pgettext_lazy("what a map shows", "Status"))
    return str(_("Load")) if measure == LOAD else item_name(measure)


# --- from numbers to cells ----------------------------------------------------------------------

STATUS_CELLS = {
    Status.USUAL: Cell.USUAL,
    Status.WATCH: Cell.WATCH,
    Status.ACT: Cell.ACT,
    Status.NONE: Cell.UNKNOWN,
}


def status_of(level: int | None) -> Status:
    """Return what a coach sees of a level: what is the athlete's own business is as usual."""
    if level is None:
        return Status.NONE
    return Status.USUAL if level in OWN_LEVELS else Status.of_level(level)


CELL_OF_LEVEL = np.array([STATUS_CELLS[status_of(level)] for level in Level], dtype=np.int64)


def status_cells(levels: Ints, answered: NDArray[np.bool_]) -> Ints:
    """Return a cell for each level, of shape (n_athletes, n_days); a gap where nobody answered."""
    return np.where(answered, CELL_OF_LEVEL[np.maximum(levels, 0)], Cell.GAP)


def load_cells(load: Floats, usual_week: Floats) -> Ints:
    """Return how much of a usual week a day's load was. Both in [AU], NaN where unknown.

    A day without load is drawn as such even while nothing is known of a usual week.
    """
    compares = np.isfinite(usual_week) & (usual_week > 0)
    share = np.divide(load, usual_week, out=np.zeros_like(load), where=compares)
    cells = Cell.SLIGHT + np.digitize(share.round(DECIMALS), OF_A_WEEK, right=True)
    cells = np.where(compares, cells, Cell.UNKNOWN)
    cells = np.where(load == 0, Cell.NOUGHT, cells)
    return np.where(np.isnan(load), Cell.GAP, cells)


def item_cells(code: str, values: Floats, normals: Floats, sds: Floats) -> Ints:
    """Return how much worse than the own normal an item was, NaN where it was not given."""
    worse = (normals - values) * (1 if _is_better_higher(code) else -1)
    compares = np.isfinite(normals) & np.isfinite(sds) & (sds > 0)
    worse = np.divide(worse, sds, out=np.zeros_like(values), where=compares)
    cells = Cell.NOUGHT + np.digitize(worse.round(DECIMALS), WORSE)
    cells = np.where(compares, cells, Cell.UNKNOWN)
    return np.where(np.isnan(values), Cell.GAP, cells)


def _is_better_higher(code: str) -> bool:
    item = ITEMS[ITEM_CODES.index(code)]
    # Answers are kept with 5 as the best, whichever way they were asked.
    return item.scale == Scale.ANSWER or not item.larger_is_worse
