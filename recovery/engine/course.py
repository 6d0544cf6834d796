"""What a computation carries from one day to the next, so that it can go on in the middle."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recovery.engine.arrays import BoolArray, IntArray
from recovery.engine.items import ITEMS
from recovery.engine.parameters import DEFAULTS, Parameters

FROM_THE_START = -1
SUDDEN_DAYS = 3  # before today that "out of nothing" looks back

Records = NDArray[np.void]


def carried_type(parameters: Parameters = DEFAULTS) -> np.dtype[np.void]:
    """Return what is carried of one athlete before a day, as the layout of one record.

    Counters count days up to the day before, so they hold wherever a series begins; everything
    else that a day rests on lies within `warm_up_days` of facts.
    """
    numbers, counters, marks = "f8", "i8", "?"
    items = len(ITEMS)
    return np.dtype(
        [
            # The usual load after a break, and the load excess of the days before.
            ("break_idle", counters),
            ("break_since_return", counters),
            ("break_floor", numbers),
            ("break_before", numbers),
            ("excess", numbers, (parameters.load_memory_days - 1,)),
            # D
            ("exertion_mean", numbers),
            ("exertion_variance", numbers),
            ("exertion_seen", marks),
            # Days in a row
            ("sore_run", counters),
            ("sore_gap", counters),
            ("tired_run", counters),
            ("tired_gap", counters),
            # The own normal, which a warning freezes
            ("normal", numbers, (1, items)),
            ("normal_sd", numbers, (1, items)),
            ("normal_answers", counters, (1, items)),
            ("answers", counters, (1,)),
            ("since_warning", counters),
            ("frozen_days", counters),
            # R
            ("response_mean", numbers),
            ("response_variance", numbers),
            ("response_seen", marks),
            ("response", numbers, (SUDDEN_DAYS,)),
            ("composite", numbers, (1,)),
            # Levels
            ("warning", "i1"),
            ("raised_days", counters),
            ("low_days", counters),
            ("behind_days", counters),
            ("hot_days", counters),
            ("calm_days", counters),
            ("silent_days", counters),
            ("closed_days", counters),
            ("notice", marks),
            ("quiet_days", counters),
            ("level", "i1"),
            ("level_days", counters),
            ("open_days", counters),
        ]
    )


@dataclass(frozen=True, slots=True)
class Resume:
    """From where each athlete's computation goes on.

    Attributes
    ----------
    day : int ndarray of shape (n_athletes,)
        Column of the first day to compute; `FROM_THE_START` for an athlete's own first day.
    carried : structured ndarray of shape (n_athletes,)
        Of `carried_type`: what a computation of the days before kept of that day.
    """

    day: IntArray
    carried: Records

    def of(self, rows: slice) -> "Resume":
        """Return where these athletes go on."""
        return Resume(self.day[rows], self.carried[rows])


@dataclass(frozen=True, slots=True)
class Kept:
    """What is carried into the days that were asked for, one row per athlete and day.

    Attributes
    ----------
    athlete, day : int ndarray of shape (n_kept,)
        Row and column of the series.
    carried : structured ndarray of shape (n_kept,)
    """

    athlete: IntArray
    day: IntArray
    carried: Records


class Course:
    """The way of a batch of athletes through the days.

    Every recurrence of the model shows it, before each day, the arrays that hold its state. It
    puts in what was carried where an athlete's computation starts, and copies what is to be kept.
    What is computed of an athlete before that start means nothing and is left behind.
    """

    def __init__(
        self,
        shape: tuple[int, int],
        parameters: Parameters = DEFAULTS,
        *,
        resume: Resume | None = None,
        keep: BoolArray | None = None,
    ) -> None:
        layout = carried_type(parameters)
        if resume is not None and resume.carried.dtype != layout:
            raise ValueError("what is carried comes from other parameters")
        if resume is not None and (resume.day >= shape[1]).any():
            raise ValueError(f"a computation cannot go on after the last of {shape[1]} days")
        self._starting = _rows_by_day(np.empty(0, np.int64) if resume is None else resume.day)
        self._carried = None if resume is None else resume.carried
        self._keeping: dict[int, IntArray] = {}
        self._kept: dict[int, Records] = {}
        if keep is not None:
            for day in np.flatnonzero(keep.any(axis=0)).tolist():
                self._keeping[day] = np.flatnonzero(keep[:, day])
                self._kept[day] = np.zeros(self._keeping[day].size, layout)

    def before(self, day: int, state: Mapping[str, NDArray[Any]]) -> None:
        """Put in and copy the state before a day: arrays whose first axis holds the athletes."""
        if self._carried is not None and day in self._starting:
            rows = self._starting[day]
            for name, values in state.items():
                values[rows] = self._carried[name][rows]
        if day in self._keeping:
            for name, values in state.items():
                self._kept[day][name] = values[self._keeping[day]]

    def before_all(self, name: str, values: NDArray[Any]) -> None:
        """Do so for the latest days of an array (n_athletes, n_days, ...), of every day at once."""
        for day in self._starting:
            self.latest(day, {name: values})
        for day in self._keeping:
            self.latest(day, {name: values})

    def latest(self, day: int, state: Mapping[str, NDArray[Any]]) -> None:
        """Put in and copy the latest values before a day, of arrays (n_athletes, n_days, ...)."""
        if self._carried is not None and day in self._starting:
            rows = self._starting[day]
            for name, values in state.items():
                carried = self._carried[name][rows]
                there = min(carried.shape[1], day)
                values[rows, day - there : day] = carried[:, carried.shape[1] - there :]
        if day in self._keeping:
            rows = self._keeping[day]
            for name, values in state.items():
                kept = self._kept[day][name]
                there = min(kept.shape[1], day)
                if kept.dtype.kind == "f":
                    kept[:] = np.nan
                kept[:, kept.shape[1] - there :] = values[rows, day - there : day]

    def forget_before(self, values: NDArray[Any], nothing: float) -> None:
        """Write ``nothing`` over what was computed of each athlete before their start."""
        for day, rows in self._starting.items():
            values[rows, :day] = nothing

    def kept(self, first_athlete: int = 0) -> Iterator[Kept]:
        """Yield what was kept of each day."""
        for day, rows in self._keeping.items():
            yield Kept(rows + first_athlete, np.full(rows.size, day), self._kept[day])


def _rows_by_day(days: IntArray) -> dict[int, IntArray]:
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for row, day in enumerate(days.tolist()):
        if day != FROM_THE_START:
            rows[day].append(row)
    return {day: np.array(which) for day, which in rows.items()}
