"""What the engine reads: facts as arrays over (athlete, day), checked once."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import TypeVar

import numpy as np

from recovery.engine.arrays import (
    LARGEST_LOAD,
    LONGEST_DAYS,
    BoolArray,
    CodeArray,
    FloatArray,
    IntArray,
    on_grid,
)
from recovery.engine.items import IS_ANSWER, ITEM_CODES, DataClass, visible_items


class DayState(IntEnum):
    """What is known about the training of a day. Unknown is neither rest nor fine."""

    UNKNOWN = 0
    REST = 1
    LOGGED = 2


class DayKind(IntEnum):
    """What the athlete said a day was."""

    UNSAID = 0
    TRAINING = 1
    REST = 2
    ACTIVE_RECOVERY = 3
    ILL = 4
    TRAVEL = 5
    UNAVAILABLE = 6


class SessionKind(IntEnum):
    """Kinds whose perceived exertion is not comparable with one another."""

    TRAINING = 0
    COMPETITION = 1
    STRENGTH = 2
    ACTIVE_RECOVERY = 3
    PHYSICAL_WORK = 4


NO_SESSION = -1  # in the day and kind of a slot that holds none


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions as arrays (athlete, slot), oldest first, unused slots at the end.

    Numbers are kept on the grid of `on_grid`.

    Attributes
    ----------
    day : int ndarray of shape (n_athletes, n_slots)
        Column of the session's day in the series; -1 in unused slots.
    kind : int ndarray, same shape
        `SessionKind`; -1 in unused slots.
    minutes, rpe, planned_rpe : float ndarray, same shape
        [min], CR-10. NaN in unused slots and where not known, not rated or not planned.
    reported_load : float ndarray, same shape
        Load as a history reported it, for sessions without minutes or RPE of their own. [AU]
        NaN elsewhere.
    """

    day: IntArray
    kind: IntArray
    minutes: FloatArray
    rpe: FloatArray
    planned_rpe: FloatArray
    reported_load: FloatArray

    def __post_init__(self) -> None:
        shapes = {getattr(self, field.name).shape for field in fields(self)}
        if len(shapes) != 1 or self.day.ndim != 2:
            raise ValueError(f"sessions need arrays of one shape (athlete, slot), got {shapes}")
        used = self.day >= 0
        if (~used[:, :-1] & used[:, 1:]).any():
            raise ValueError("unused session slots (day -1) must come last")
        if ((np.diff(self.day, axis=1) < 0) & used[:, 1:]).any():
            raise ValueError("sessions must be in order of day, oldest first")
        if (used & np.isnan(self.minutes) & np.isnan(self.reported_load)).any():
            raise ValueError("a session needs minutes or a reported load")
        _check_range("minutes", self.minutes, 1, 600)
        _check_range("reported load", self.reported_load, 0, LARGEST_LOAD)
        _check_range("rpe", self.rpe, 0, 10)
        _check_range("planned_rpe", self.planned_rpe, 0, 10)
        for name in ("day", "kind"):
            object.__setattr__(self, name, np.asfortranarray(getattr(self, name)))
        for name in ("minutes", "rpe", "planned_rpe", "reported_load"):
            object.__setattr__(self, name, on_grid(getattr(self, name)))

    @classmethod
    def none(cls, n_athletes: int) -> "Sessions":
        """Return the sessions of athletes who have none."""
        return cls(
            day=np.full((n_athletes, 0), NO_SESSION),
            kind=np.full((n_athletes, 0), NO_SESSION),
            minutes=np.zeros((n_athletes, 0)),
            rpe=np.zeros((n_athletes, 0)),
            planned_rpe=np.zeros((n_athletes, 0)),
            reported_load=np.zeros((n_athletes, 0)),
        )

    def of(self, rows: slice | IntArray) -> "Sessions":
        """Return the sessions of these athletes, without slots that none of them uses."""
        used = int((self.day[rows] >= 0).sum(axis=1).max(initial=0))
        columns = [getattr(self, field.name)[rows, :used] for field in fields(self)]
        chosen = [np.asfortranarray(column) for column in columns]
        return _unchecked(Sessions, chosen)


def pack_sessions(
    *,
    n_athletes: int,
    athlete: IntArray,
    day: IntArray,
    started: IntArray | FloatArray,
    kind: IntArray,
    minutes: FloatArray,
    rpe: FloatArray,
    planned_rpe: FloatArray,
    reported_load: FloatArray | None = None,
) -> Sessions:
    """Arrange one row per session, in any order, as `Sessions`.

    Parameters
    ----------
    athlete, day : int ndarray of shape (n_sessions,)
        Row and column in the series.
    started : ndarray of shape (n_sessions,)
        Anything that grows with the starting time; tells the sessions of one day apart.
    """
    if reported_load is None:
        reported_load = np.full(day.shape, np.nan)
    order = np.lexsort((minutes, rpe, kind, started, day, athlete))
    rows = athlete[order]
    counts = np.bincount(rows, minlength=n_athletes)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    slots = np.arange(rows.size) - first[rows]
    shape = (n_athletes, int(counts.max(initial=0)))

    def placed_int(values: IntArray) -> IntArray:
        packed = np.full(shape, NO_SESSION, dtype=np.int64)
        packed[rows, slots] = values[order]
        return packed

    def placed(values: FloatArray) -> FloatArray:
        packed = np.full(shape, np.nan)
        packed[rows, slots] = values[order]
        return packed

    return Sessions(
        day=placed_int(day),
        kind=placed_int(kind),
        minutes=placed(minutes),
        rpe=placed(rpe),
        planned_rpe=placed(planned_rpe),
        reported_load=placed(reported_load),
    )


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is assumed of athletes nobody knows yet, and from which evidence a warning opens.

    Both may be learned from a club's own data; each athlete's day has those that held then.

    Attributes
    ----------
    evidence : ndarray of shape (n_athletes, n_days)
        Threshold for *imbalance*. [SD]
    prior : int ndarray of shape (n_athletes, n_days)
        Which of the priors applies.
    prior_mean, prior_sd, icc : ndarray of shape (n_priors, n_items)
        See `Item`.
    """

    evidence: FloatArray
    prior: IntArray
    prior_mean: FloatArray
    prior_sd: FloatArray
    icc: FloatArray

    def of(self, rows: slice | IntArray) -> "Calibration":
        """Return the calibration of these athletes."""
        return replace(self, evidence=self.evidence[rows], prior=self.prior[rows])


@dataclass(frozen=True, slots=True)
class Context:
    """What bears on a warning beside answers and load; arrays of shape (n_athletes, n_days).

    Attributes
    ----------
    overload : bool ndarray
        A planned overload: answers may be worse than usual, and load is meant to be raised.
    sore_region_days : int ndarray
        Days in a row on which one and the same region has been sore.
    performance_drop : bool ndarray
        Tests have shown less than usual, beyond what chance explains.
    """

    overload: BoolArray
    sore_region_days: IntArray
    performance_drop: BoolArray

    @classmethod
    def nothing(cls, shape: tuple[int, ...]) -> "Context":
        """Return the context in which nothing is known to be the matter."""
        return cls(
            overload=np.zeros(shape, dtype=np.bool_, order="F"),
            sore_region_days=np.zeros(shape, dtype=np.int64, order="F"),
            performance_drop=np.zeros(shape, dtype=np.bool_, order="F"),
        )

    def of(self, rows: slice | IntArray) -> "Context":
        """Return the context of these athletes."""
        return Context(
            self.overload[rows], self.sore_region_days[rows], self.performance_drop[rows]
        )


@dataclass(frozen=True, slots=True)
class Series:
    """The facts of a batch of athletes. All athletes share the last column: their latest day.

    Items and loads are kept on the grid of `on_grid`: whatever is summed over days is exact, and
    the same whichever day the series starts at.

    Attributes
    ----------
    items : float ndarray of shape (n_athletes, n_days, n_items)
        In the order of `ITEMS`; answers with **5 as the worst** (`turn_answers`), measures in
        their own units. NaN is not answered.
    answered : bool ndarray of shape (n_athletes, n_days)
        A check-in was given.
    load : float ndarray of shape (n_athletes, n_days)
        Session-RPE load of the day. [AU] 0.0 is rest, NaN is unknown.
    day_state : int8 ndarray of shape (n_athletes, n_days)
        `DayState`.
    ill : bool ndarray of shape (n_athletes, n_days)
        The athlete said they were ill.
    sessions : Sessions
        For what was planned against what was felt.
    first_day : int ndarray of shape (n_athletes,)
        Column of the athlete's first day. Earlier columns only fill the rectangle.
    context : Context, optional
        None where nothing of the kind is known.
    calibration : Calibration, optional
        None for what the parameters and the items say.

    Raises
    ------
    ValueError
        If shapes disagree, a value is out of range, a day's state contradicts its load, a
        fact lies before the athlete's first day, or the days are more than can be summed exactly.
    """

    items: FloatArray
    answered: BoolArray
    load: FloatArray
    day_state: CodeArray
    ill: BoolArray
    sessions: Sessions
    first_day: IntArray
    context: Context | None = None
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        self._check_shapes()
        _check_range("answers", self.items[..., IS_ANSWER], 1, 5)
        _check_range("measures", self.items[..., ~IS_ANSWER], 0, 300)
        _check_range("load", self.load, 0, LARGEST_LOAD)
        if (~np.isnan(self.items) & ~self.answered[..., None]).any():
            raise ValueError("an item has a value on a day without a check-in")
        if ((self.day_state == DayState.REST) & (self.load != 0)).any():
            raise ValueError("a rest day must have load 0")
        if ((self.day_state == DayState.UNKNOWN) & ~np.isnan(self.load)).any():
            raise ValueError("a day of unknown state must have load NaN, not 0")
        before = ~self.started
        if (before & (self.answered | self.ill | (self.day_state != DayState.UNKNOWN))).any():
            raise ValueError("a fact lies before the athlete's first day")
        for name in ("items", "load"):
            object.__setattr__(self, name, on_grid(getattr(self, name)))
        for name in ("answered", "day_state", "ill"):
            object.__setattr__(self, name, np.asfortranarray(getattr(self, name)))

    def _check_shapes(self) -> None:
        shape = self.answered.shape
        if len(shape) != 2:
            raise ValueError(f"expected arrays of shape (athlete, day), got {shape}")
        if shape[1] > LONGEST_DAYS:
            raise ValueError(f"a series has at most {LONGEST_DAYS} days, got {shape[1]}")
        if self.items.shape != (*shape, len(ITEM_CODES)):
            raise ValueError(f"items must be {(*shape, len(ITEM_CODES))}, got {self.items.shape}")
        for name in ("load", "day_state", "ill"):
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} must be {shape}, got {getattr(self, name).shape}")
        if self.first_day.shape != shape[:1] or self.sessions.day.shape[0] != shape[0]:
            raise ValueError(f"first_day and sessions must be about {shape[0]} athletes")
        beside = (
            *(getattr(self.context, field.name) for field in fields(Context) if self.context),
            *((self.calibration.evidence, self.calibration.prior) if self.calibration else ()),
        )
        if any(array.shape != shape for array in beside):
            raise ValueError(f"context and calibration must be of shape {shape}")
        if (self.sessions.day >= shape[1]).any():
            raise ValueError(f"a session lies after the last of {shape[1]} days")

    @property
    def started(self) -> BoolArray:
        """Days from each athlete's first on, shape (n_athletes, n_days)."""
        return np.arange(self.answered.shape[1]) >= self.first_day[:, None]

    def of(self, rows: slice | IntArray) -> "Series":
        """Return the series of these athletes."""
        by_day = ("items", "answered", "load", "day_state", "ill")
        chosen = [np.asfortranarray(getattr(self, name)[rows]) for name in by_day]
        beside = [part and part.of(rows) for part in (self.context, self.calibration)]
        return _unchecked(Series, [*chosen, self.sessions.of(rows), self.first_day[rows], *beside])

    def seen_through(self, classes: DataClass) -> "Series":
        """Return the series as if facts of every other data class had never been given.

        A check-in counts as given only if one of its visible items was answered, so nothing
        that follows from the result depends on what is hidden.
        """
        items = np.where(visible_items(classes), self.items, np.nan)
        answered: BoolArray = np.any(~np.isnan(items), axis=-1)
        seen = replace(self, items=items, answered=answered, context=self._context(classes))
        if DataClass.HEALTH not in classes:
            seen = replace(seen, ill=np.zeros_like(self.ill))
        if DataClass.SESSIONS not in classes:
            seen = replace(
                seen,
                load=np.full_like(self.load, np.nan),
                day_state=np.full_like(self.day_state, DayState.UNKNOWN),
                sessions=Sessions.none(len(self.first_day)),
            )
        return seen

    def _context(self, classes: DataClass) -> Context | None:
        """Return the context that these data classes show."""
        if self.context is None:
            return None
        shown, hidden = self.context, Context.nothing(self.answered.shape)
        if DataClass.SESSIONS not in classes:
            shown = replace(
                shown, overload=hidden.overload, performance_drop=hidden.performance_drop
            )
        if DataClass.BODY not in classes:
            shown = replace(shown, sore_region_days=hidden.sore_region_days)
        return shown


def day_states(sessions_count: IntArray, day_kind: CodeArray) -> CodeArray:
    """Tell logged, rest and unknown days apart.

    Parameters
    ----------
    sessions_count : int ndarray of shape (n_athletes, n_days)
    day_kind : int8 ndarray of shape (n_athletes, n_days)
        `DayKind`, what the athlete said the day was.

    Notes
    -----
    Without a session, a day said to be rest, active recovery or illness is a rest day; travel,
    unavailability and a planned training say nothing about load, so the day is unknown.
    """
    said_rest = np.isin(day_kind, (DayKind.REST, DayKind.ACTIVE_RECOVERY, DayKind.ILL))
    without = np.where(said_rest, DayState.REST, DayState.UNKNOWN)
    return np.where(sessions_count > 0, DayState.LOGGED, without).astype(np.int8)


Facts = TypeVar("Facts", Series, Sessions)


def _unchecked(kind: type[Facts], values: Iterable[object]) -> Facts:
    """Return a part of facts that were checked as a whole."""
    part = object.__new__(kind)
    for field, value in zip(fields(kind), values, strict=True):
        object.__setattr__(part, field.name, value)
    return part


def _check_range(name: str, values: FloatArray, low: float, high: float) -> None:
    """Refuse values outside ``low..high``; NaN passes."""
    outside = (values < low) | (values > high)
    if outside.any():
        example = values[outside].flat[0]
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, got {example:g}")
