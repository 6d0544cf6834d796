"""What the engine reads: facts as arrays over (athlete, day), checked once."""

from dataclasses import dataclass, field, fields, replace
from enum import IntEnum

import numpy as np

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray
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


NO_DAYS: tuple[int, int] = (0, 0)  # shape of what was not given
NO_SESSION = -1  # in the day and kind of a slot that holds none


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions as arrays (athlete, slot), oldest first, unused slots at the end.

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
        _check_range("reported load", self.reported_load, 0, np.finfo(np.float64).max)
        _check_range("rpe", self.rpe, 0, 10)
        _check_range("planned_rpe", self.planned_rpe, 0, 10)

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

    def of(self, rows: slice) -> "Sessions":
        """Return the sessions of these athletes, without slots that none of them uses."""
        used = int((self.day[rows] >= 0).sum(axis=1).max(initial=0))
        return Sessions(
            self.day[rows, :used],
            self.kind[rows, :used],
            self.minutes[rows, :used],
            self.rpe[rows, :used],
            self.planned_rpe[rows, :used],
            self.reported_load[rows, :used],
        )


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
class Series:
    """The facts of a batch of athletes. All athletes share the last column: their latest day.

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
    overload : bool ndarray of shape (n_athletes, n_days)
        The day was planned beforehand to load beyond habit. None were where it is not given.

    Raises
    ------
    ValueError
        If shapes disagree, a value is out of range, a day's state contradicts its load, or a
        fact lies before the athlete's first day.
    """

    items: FloatArray
    answered: BoolArray
    load: FloatArray
    day_state: CodeArray
    ill: BoolArray
    sessions: Sessions
    first_day: IntArray
    overload: BoolArray = field(default_factory=lambda: np.zeros(NO_DAYS, dtype=np.bool_))

    def __post_init__(self) -> None:
        if self.overload.shape == NO_DAYS:
            none = np.zeros(self.answered.shape, dtype=np.bool_)
            object.__setattr__(self, "overload", none)  # it is frozen from here on
        self._check_shapes()
        _check_range("answers", self.items[..., IS_ANSWER], 1, 5)
        _check_range("measures", self.items[..., ~IS_ANSWER], 0, 300)
        _check_range("load", self.load, 0, np.finfo(np.float64).max)
        if (~np.isnan(self.items) & ~self.answered[..., None]).any():
            raise ValueError("an item has a value on a day without a check-in")
        if ((self.day_state == DayState.REST) & (self.load != 0)).any():
            raise ValueError("a rest day must have load 0")
        if ((self.day_state == DayState.UNKNOWN) & ~np.isnan(self.load)).any():
            raise ValueError("a day of unknown state must have load NaN, not 0")
        before = ~self.started
        if (before & (self.answered | self.ill | (self.day_state != DayState.UNKNOWN))).any():
            raise ValueError("a fact lies before the athlete's first day")

    def _check_shapes(self) -> None:
        shape = self.answered.shape
        if len(shape) != 2:
            raise ValueError(f"expected arrays of shape (athlete, day), got {shape}")
        if self.items.shape != (*shape, len(ITEM_CODES)):
            raise ValueError(f"items must be {(*shape, len(ITEM_CODES))}, got {self.items.shape}")
        for name in ("load", "day_state", "ill", "overload"):
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} must be {shape}, got {getattr(self, name).shape}")
        if self.first_day.shape != shape[:1] or self.sessions.day.shape[0] != shape[0]:
            raise ValueError(f"first_day and sessions must be about {shape[0]} athletes")
        if (self.sessions.day >= shape[1]).any():
            raise ValueError(f"a session lies after the last of {shape[1]} days")

    @property
    def started(self) -> BoolArray:
        """Days from each athlete's first on, shape (n_athletes, n_days)."""
        return np.arange(self.answered.shape[1]) >= self.first_day[:, None]

    def of(self, rows: slice) -> "Series":
        """Return the series of these athletes."""
        return Series(
            self.items[rows],
            self.answered[rows],
            self.load[rows],
            self.day_state[rows],
            self.ill[rows],
            self.sessions.of(rows),
            self.first_day[rows],
            self.overload[rows],
        )

    def seen_through(self, classes: DataClass) -> "Series":
        """Return the series as if facts of every other data class had never been given.

        A check-in counts as given only if one of its visible items was answered, so nothing
        that follows from the result depends on what is hidden.
        """
        items = np.where(visible_items(classes), self.items, np.nan)
        answered: BoolArray = np.any(~np.isnan(items), axis=-1)
        seen = replace(self, items=items, answered=answered)
        if DataClass.HEALTH not in classes:
            seen = replace(seen, ill=np.zeros_like(self.ill))
        if DataClass.SESSIONS not in classes:
            seen = replace(
                seen,
                load=np.full_like(self.load, np.nan),
                day_state=np.full_like(self.day_state, DayState.UNKNOWN),
                sessions=Sessions.none(len(self.first_day)),
                overload=np.zeros_like(self.overload),
            )
        return seen


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


def _check_range(name: str, values: FloatArray, low: float, high: float) -> None:
    """Refuse values outside ``low..high``; NaN passes."""
    outside = (values < low) | (values > high)
    if outside.any():
        example = values[outside].flat[0]
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, got {example:g}")
