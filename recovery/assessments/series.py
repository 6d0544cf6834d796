"""Facts as one pair of eyes sees them: an engine series per athlete and lens.

A lens is the set of data classes an assessment may rest on. What lies outside it is not merely
left out of a sum: neither the first nor the last day of the series, nor whether a day counts as
answered, may depend on it. Otherwise a coach could read a hidden answer off a score.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from recovery.assessments.facts import REGIONS
from recovery.engine import (
    ALL_CLASSES,
    DEFAULTS,
    ITEM_INDEX,
    ITEMS,
    Calibration,
    Context,
    DataClass,
    DayKind,
    DayState,
    Series,
    daily_load,
    pack_sessions,
    visible_items,
    warm_up_days,
)
from recovery.engine.metrics.soreness import LOCAL_PROBLEM_DAYS, soreness_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recovery.assessments.facts import CalibrationFacts, Facts, SessionFacts, SpanFacts
    from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray

EPOCH = dt.date(1970, 1, 1).toordinal()
NEVER = np.iinfo(np.int64).max
WARM_UP_DAYS = warm_up_days()
# Of one block of series: bounds the memory of a batch in which somebody has twenty years of
# history and everybody else a month. Athletes do not influence one another, so where the cuts
# fall changes nothing.
BLOCK_ATHLETE_DAYS = 100_000


def day_number(day: dt.date) -> int:
    """Count the days since 1970-01-01."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> dt.date:
    return dt.date.fromordinal(EPOCH + int(number))


@dataclass(frozen=True, slots=True)
class Calendars:
    """Where the calendars of some athletes stand, in ascending order of their ids.

    Attributes
    ----------
    athlete : int ndarray of shape (n_athletes,)
        Their ids.
    turned : int ndarray, same shape
        The latest day that has begun; a day begins at 04:00 of the athlete's own clock.
    today : int ndarray, same shape
        The date on that clock. Facts of a later day, told before a flight west, wait for it.
    """

    athlete: IntArray
    turned: IntArray
    today: IntArray


@dataclass(frozen=True, slots=True)
class View:
    """One athlete through one lens. [day numbers]

    Attributes
    ----------
    athlete : int
    classes : DataClass
    first : int
        First day with something to see.
    last : int
        Last day to assess.
    begin : int
        First day whose facts are in the series.
    start : int
        First day to compute: ``first``, or a later one from which the computation goes on.
    """

    athlete: int
    classes: DataClass
    first: int
    last: int
    begin: int
    start: int

    @property
    def days(self) -> int:
        return self.last - self.begin + 1


@dataclass(frozen=True, slots=True)
class _Spans:
    """Stretches of days; ``row`` is a place in `Calendars`."""

    row: IntArray
    first: IntArray
    last: IntArray

    @classmethod
    def of(cls, spans: SpanFacts, calendars: Calendars, *, seen: bool) -> _Spans:
        row = np.searchsorted(calendars.athlete, spans.athlete)
        return cls(*(days[: None if seen else 0] for days in (row, spans.first, spans.last)))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is visible through one lens. ``row`` columns are places in `Calendars`."""

    check_in_row: IntArray
    check_in_day: IntArray
    items: FloatArray
    regions: IntArray
    ill_row: IntArray
    ill_day: IntArray
    session_row: IntArray
    sessions: SessionFacts
    mark_row: IntArray
    mark_day: IntArray
    mark_kind: IntArray
    overloads: _Spans
    drops: _Spans

    @classmethod
    def through(cls, classes: DataClass, facts: Facts, calendars: Calendars) -> _Seen:
        check_ins, sessions, marks = facts.check_ins, facts.sessions, facts.day_marks
        sees_sessions = DataClass.SESSIONS in classes
        sees_health = DataClass.HEALTH in classes

        row, begun = _place(check_ins.athlete, check_ins.day, calendars)
        items = np.where(visible_items(classes), check_ins.items, np.nan)
        # To the athlete a check-in is one; to others it exists in its visible answers only.
        answered = (classes == ALL_CLASSES) | ~np.isnan(items).all(axis=1)
        counts = begun & answered
        said_ill = begun & check_ins.ill & sees_health

        mark_row, mark_begun = _place(marks.athlete, marks.day, calendars)
        marked_ill = mark_begun & (marks.kind == DayKind.ILL) & sees_health
        # Whoever may not know of illness sees a day on which the athlete was not available.
        told = DayKind.ILL if sees_health else DayKind.UNAVAILABLE
        kind = np.where(marks.kind == DayKind.ILL, told, marks.kind)
        marked = mark_begun & sees_sessions

        session_row, session_begun = _place(sessions.athlete, sessions.day, calendars)
        trained = session_begun & sees_sessions

        return cls(
            check_in_row=row[counts],
            check_in_day=check_ins.day[counts],
            items=items[counts],
            regions=np.where(DataClass.BODY in classes, check_ins.regions, 0)[counts],
            ill_row=np.concatenate([row[said_ill], mark_row[marked_ill]]),
            ill_day=np.concatenate([check_ins.day[said_ill], marks.day[marked_ill]]),
            session_row=session_row[trained],
            sessions=sessions.where(trained),
            mark_row=mark_row[marked],
            mark_day=marks.day[marked],
            mark_kind=kind[marked],
            # Plans and tests are about training.
            overloads=_Spans.of(facts.overloads, calendars, seen=sees_sessions),
            drops=_Spans.of(facts.drops, calendars, seen=sees_sessions),
        )

    def spans(self, calendars: Calendars) -> tuple[IntArray, IntArray]:
        """Return the first and the last day of every athlete; the first is NEVER without facts.

        What is planned is not there yet, and a test says nothing by itself: neither makes a day.
        """
        first = np.full(calendars.athlete.shape, NEVER)
        last = calendars.turned.copy()
        for row, day in (
            (self.check_in_row, self.check_in_day),
            (self.ill_row, self.ill_day),
            (self.session_row, self.sessions.day),
            (self.mark_row, self.mark_day),
        ):
            np.minimum.at(first, row, day)
            np.maximum.at(last, row, day)
        return first, last


def _place(athlete: IntArray, day: IntArray, calendars: Calendars) -> tuple[IntArray, BoolArray]:
    """Return the place of each fact's athlete, and whether its day has come."""
    row = np.searchsorted(calendars.athlete, athlete)
    return row, day <= calendars.today[row]


def series_of(
    facts: Facts,
    calendars: Calendars,
    lenses: Mapping[DataClass, Sequence[int]],
    goes_on: Mapping[tuple[int, DataClass], tuple[int, int]] = MappingProxyType({}),
) -> Iterator[tuple[list[View], Series]]:
    """Yield the series of every athlete through every lens, in blocks of bounded size.

    Parameters
    ----------
    facts : Facts
        Of the athletes in ``calendars`` and nobody else.
    calendars : Calendars
    lenses : mapping of data classes to athlete ids
        Whose facts are wanted through which lens.
    goes_on : mapping of athlete id and data classes to first day and day
        From which day a computation goes on, where it does not begin at the first day with
        something to see. The facts then reach back `warm_up_days` before it.

    Yields
    ------
    views : list of View
        The rows of the series. Without a visible fact there is no view.
    series : Series
        All rows end in the last column, each on its own last day.
    """
    seen = {classes: _Seen.through(classes, facts, calendars) for classes in lenses}
    views: list[View] = []
    for classes, athletes in lenses.items():
        first, last = seen[classes].spans(calendars)
        rows = np.searchsorted(calendars.athlete, np.asarray(athletes, dtype=np.int64))
        for row in rows.tolist():
            eyes = int(calendars.athlete[row]), classes
            begins, start = goes_on.get(eyes, (int(first[row]), int(first[row])))
            if begins != NEVER:
                begin = max(begins, start - WARM_UP_DAYS)
                views.append(View(*eyes, begins, int(last[row]), begin, start))
    for block in _blocks(sorted(views, key=lambda view: view.days)):
        yield block, _block_series(block, seen, calendars, facts.calibrations)


def _blocks(views: list[View]) -> Iterator[list[View]]:
    """Cut views, shortest first, so that no block's rectangle grows too large."""
    block: list[View] = []
    for view in views:
        if block and (len(block) + 1) * view.days > BLOCK_ATHLETE_DAYS:
            yield block
            block = []
        block.append(view)
    if block:
        yield block


def _calibration(
    views: list[View], shape: tuple[int, int], decided: CalibrationFacts
) -> Calibration | None:
    """Return what holds on each day; None where nothing was ever decided of these athletes.

    The same for every lens of an athlete: it rests on what others shared, not on what is seen.
    """
    if not np.isin(decided.athlete, [view.athlete for view in views]).any():
        return None
    evidence = np.full(shape, DEFAULTS.imbalance_evidence)
    prior = np.zeros(shape, dtype=np.int64)
    for row, view in enumerate(views):
        first = np.searchsorted(decided.athlete, view.athlete)
        after = np.searchsorted(decided.athlete, view.athlete, side="right")
        for place in range(first, after):  # a later decision takes over from an earlier one
            column = decided.from_day[place] - (view.last - shape[1] + 1)
            evidence[row, max(column, 0) :] = decided.evidence[place]
            prior[row, max(column, 0) :] = decided.prior[place]
    return Calibration(evidence, prior, decided.prior_mean, decided.prior_sd, decided.icc)


def _block_series(
    views: list[View],
    seen: Mapping[DataClass, _Seen],
    calendars: Calendars,
    decided: CalibrationFacts,
) -> Series:
    shape = (len(views), max(view.days for view in views))
    block = _Block(shape)
    for classes in {view.classes for view in views}:
        block.add(seen[classes], _Places.of(views, classes, calendars, shape[1]))
    first_day = np.array([shape[1] - view.days for view in views])
    return block.series(first_day, _calibration(views, shape, decided))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in a block the athletes of one lens are; arrays over `Calendars`."""

    rows: IntArray  # -1: not in this block
    zero: IntArray  # day number of column 0
    begin: IntArray  # facts of earlier days are left out

    @classmethod
    def of(
        cls, views: list[View], classes: DataClass, calendars: Calendars, n_days: int
    ) -> _Places:
        shape = calendars.athlete.shape
        places = cls(np.full(shape, -1), np.zeros(shape, np.int64), np.zeros(shape, np.int64))
        for row, view in enumerate(views):
            if view.classes == classes:
                place = np.searchsorted(calendars.athlete, view.athlete)
                places.rows[place] = row
                places.zero[place] = view.last - n_days + 1
                places.begin[place] = view.begin
        return places

    def holds(self, place: IntArray, day: IntArray) -> BoolArray:
        """Return which facts are in the block."""
        held: BoolArray = (self.rows[place] >= 0) & (day >= self.begin[place])
        return held

    def cell(self, place: IntArray, day: IntArray) -> tuple[IntArray, IntArray]:
        """Return row and column of facts that are in the block."""
        return self.rows[place], day - self.zero[place]


class _Block:
    """A rectangle of series while it is being filled, lens by lens."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.items: FloatArray = np.full((*shape, len(ITEMS)), np.nan)
        self.answered: BoolArray = np.zeros(shape, dtype=np.bool_)
        self.regions: IntArray = np.zeros(shape, dtype=np.int64)
        self.ill: BoolArray = np.zeros(shape, dtype=np.bool_)
        self.day_kind: CodeArray = np.zeros(shape, dtype=np.int8)
        self.overload: BoolArray = np.zeros(shape, dtype=np.bool_)
        self.performance_drop: BoolArray = np.zeros(shape, dtype=np.bool_)
        self._session_rows: list[IntArray] = []
        self._session_columns: list[IntArray] = []
        self._sessions: list[SessionFacts] = []

    def add(self, seen: _Seen, places: _Places) -> None:
        """Place what one lens shows of the athletes who are in this block."""
        kept = places.holds(seen.check_in_row, seen.check_in_day)
        row, column = places.cell(seen.check_in_row[kept], seen.check_in_day[kept])
        self.items[row, column] = seen.items[kept]
        self.regions[row, column] = seen.regions[kept]
        self.answered[row, column] = True

        kept = places.holds(seen.ill_row, seen.ill_day)
        self.ill[places.cell(seen.ill_row[kept], seen.ill_day[kept])] = True

        kept = places.holds(seen.mark_row, seen.mark_day)
        cell = places.cell(seen.mark_row[kept], seen.mark_day[kept])
        self.day_kind[cell] = seen.mark_kind[kept]

        for days, spans in ((self.overload, seen.overloads), (self.performance_drop, seen.drops)):
            kept = places.holds(spans.row, spans.last)
            rows, first = places.cell(spans.row[kept], spans.first[kept])
            _rows, last = places.cell(spans.row[kept], spans.last[kept])
            for row, start, end in zip(rows, first, last, strict=True):
                days[row, max(start, 0) : max(end + 1, 0)] = True

        kept = places.holds(seen.session_row, seen.sessions.day)
        sessions = seen.sessions.where(kept)
        row, column = places.cell(seen.session_row[kept], sessions.day)
        self._session_rows.append(row)
        self._session_columns.append(column)
        self._sessions.append(sessions)

    def series(self, first_day: IntArray, calibration: Calibration | None) -> Series:
        row = np.concatenate(self._session_rows)
        column = np.concatenate(self._session_columns)

        def joined(name: str) -> FloatArray:
            return np.concatenate([getattr(sessions, name) for sessions in self._sessions])

        reported = joined("reported_load")
        rated = np.isnan(reported)  # the rest have no minutes, only the load of their day
        sessions = pack_sessions(
            n_athletes=len(first_day),
            athlete=row[rated],
            day=column[rated],
            started=joined("started")[rated],
            kind=joined("kind")[rated].astype(np.int64),
            minutes=joined("minutes")[rated],
            rpe=joined("rpe")[rated],
            planned_rpe=joined("planned_rpe")[rated],
        )
        day_state, load = daily_load(sessions, self.day_kind)
        _add_reported(load, day_state, row[~rated], column[~rated], reported[~rated])
        return Series(
            items=self.items,
            answered=self.answered,
            load=load,
            day_state=day_state,
            ill=self.ill,
            sessions=sessions,
            first_day=first_day,
            context=self._context(),
            calibration=calibration,
        )

    def _context(self) -> Context | None:
        """Return what bears on a warning besides, None where nothing does."""
        sore_region_days = self._sore_region_days()
        if sore_region_days is None and not (self.overload | self.performance_drop).any():
            return None
        context = replace(
            Context.nothing(self.answered.shape),
            overload=self.overload,
            performance_drop=self.performance_drop,
        )
        if sore_region_days is not None:
            context = replace(context, sore_region_days=sore_region_days)
        return context

    def _sore_region_days(self) -> IntArray | None:
        """Return how long one region has been sore, None where none has been for days."""
        named = np.stack([self.regions >> bit & 1 for bit in range(len(REGIONS))], axis=-1)
        lasting = named.sum(axis=1) >= LOCAL_PROBLEM_DAYS - 1  # with a day bridged
        rows, regions = np.flatnonzero(lasting.any(axis=1)), np.flatnonzero(lasting.any(axis=0))
        if not rows.size:
            return None
        soreness = self.items[rows, :, ITEM_INDEX["soreness"], None]
        elsewhere = np.where(np.isnan(soreness), np.nan, 1.0)  # answered, and not named
        by_region = np.where(named[rows][..., regions] == 1, soreness, elsewhere)
        longest = np.nan_to_num(soreness_days(by_region).value).max(axis=-1)
        days = np.zeros(self.answered.shape, dtype=np.int64)
        days[rows] = longest.astype(np.int64)
        return days


def _add_reported(
    load: FloatArray, day_state: CodeArray, row: IntArray, column: IntArray, reported: FloatArray
) -> None:
    """Add loads that a history reports for a day to what is known of it, in place."""
    unlogged = day_state[row, column] == DayState.UNKNOWN
    load[row[unlogged], column[unlogged]] = 0.0
    day_state[row, column] = DayState.LOGGED
    np.add.at(load, (row, column), reported)
