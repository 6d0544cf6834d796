"""What pages show of the derived rows, as frozen dataclasses."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Min

from athletes.models import FactChange
from recovery.assessments.drawings import Drawing, draw_items, draw_load, draw_recovery
from recovery.assessments.models import (
    OWN_LEVELS,
    Calculation,
    CurrentState,
    DailyState,
    Level,
    RecoveryWarning,
)
from recovery.engine import ITEMS, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

UPDATING_AFTER = dt.timedelta(minutes=1)
STALE_AFTER = dt.timedelta(minutes=15)
LATELY_DAYS = 42


class Freshness(StrEnum):
    """How far what is shown is behind the facts."""

    FRESH = "fresh"
    UPDATING = "updating"  # over a minute behind: says so
    STALE = "stale"  # over a quarter of an hour: loses its colour
    FAILED = "failed"  # could not be computed; never shown as fine


def freshness(
    calculation: Calculation | None, oldest_pending: dt.datetime | None, now: dt.datetime
) -> Freshness:
    """Tell how fresh an athlete's rows are, from the oldest change that is not in them yet."""
    if calculation is not None and calculation.set_aside_at is not None:
        return Freshness.FAILED
    behind = dt.timedelta(0) if oldest_pending is None else now - oldest_pending
    if behind > STALE_AFTER:
        return Freshness.STALE
    return Freshness.UPDATING if behind > UPDATING_AFTER else Freshness.FRESH


@dataclass(frozen=True, slots=True)
class HistoryDay:
    """One day of the calendar; what is not known of it is None."""

    day: dt.date
    level: Level = Level.UNKNOWN
    answered: bool = False
    response: float | None = None  # R [SD], larger is worse
    composite: float | None = None  # the day's own answers [SD]
    load: float | None = None  # [AU]
    load_usual: float | None = None  # a day of the own usual week [AU]


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """One item over the days of a history, as answered: 5 is best, or in its own unit."""

    code: str
    higher_is_better: bool
    values: Sequence[float | None]
    normals: Sequence[float | None]
    sds: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class History:
    """A stretch of one athlete's days as seen through one lens: by themselves, or by others."""

    is_own: bool
    days: Sequence[HistoryDay]
    items: Sequence[ItemHistory]
    warnings: Sequence[RecoveryWarning]  # latest first
    payload: Mapping[str, Any] | None  # of the last day assessed; None where nothing was
    freshness: Freshness
    computed_at: dt.datetime | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known of these days."""
        return all(day.load is None and not day.answered for day in self.days)

    @property
    def recovery(self) -> Drawing:
        return draw_recovery(self)

    @property
    def load(self) -> Drawing:
        return draw_load(self)

    @property
    def item_drawings(self) -> Sequence[Drawing]:
        return draw_items(self)

    @property
    def lately(self) -> Drawing:
        """The latest six weeks of recovery, however far the history looks back."""
        return draw_recovery(replace(self, days=self.days[-LATELY_DAYS:]))

    @property
    def far_back(self) -> Drawing:
        """Recovery of all these days, to stand on one page with the latest."""
        return draw_recovery(self, figure_id="figure-far-back")

    @property
    def has_recovery(self) -> bool:
        """Whether there is a recovery to draw in the latest six weeks."""
        return any(day.response is not None for day in self.days[-LATELY_DAYS:])

    @property
    def has_load(self) -> bool:
        return any(day.load is not None for day in self.days)

    @property
    def is_long(self) -> bool:
        """Whether it looks back further than the latest six weeks."""
        return len(self.days) > LATELY_DAYS

    @property
    def first(self) -> dt.date:
        return self.days[0].day

    @property
    def last(self) -> dt.date:
        return self.days[-1].day

    @property
    def is_stale(self) -> bool:
        """Whether status must lose its colour."""
        return self.freshness in {Freshness.STALE, Freshness.FAILED}

    @property
    def is_learning(self) -> bool:
        """Whether there is no own normal yet."""
        return self.payload is None or self.payload["phase"] == "learning"


def history(
    *,
    athlete_id: int,
    lens: int,
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    is_own: bool,
) -> History:
    """Return an athlete's days from ``first`` to ``last`` through one lens. Five queries.

    Only derived rows of that lens are read, so nothing outside it can be shown. A notice is the
    athlete's own business: unless ``is_own``, such a day is as usual.
    """
    rows = DailyState.objects.filter(athlete=athlete_id, lens=lens)
    states = {state.day: state for state in rows.between(first, last)}
    dates = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    days = [_day(day, states.get(day), is_own=is_own) for day in dates]
    warnings = RecoveryWarning.objects.filter(athlete=athlete_id, lens=lens)
    current = CurrentState.objects.filter(athlete=athlete_id, lens=lens).first()
    calculation = Calculation.objects.filter(athlete=athlete_id).first()
    changes = FactChange.objects.filter(athlete=athlete_id)
    oldest_pending = changes.aggregate(oldest=Min("created_at"))["oldest"]
    return History(
        is_own=is_own,
        days=days,
        items=_items([states.get(day) for day in dates]),
        warnings=list(warnings.order_by("-opened_on")),
        payload=None if current is None else current.payload,
        freshness=freshness(calculation, oldest_pending, now),
        computed_at=None if calculation is None else calculation.computed_at,
    )


def _day(day: dt.date, state: DailyState | None, *, is_own: bool) -> HistoryDay:
    if state is None:
        return HistoryDay(day)
    hidden = state.level in OWN_LEVELS and not is_own
    return HistoryDay(
        day,
        level=Level.USUAL if hidden else Level(state.level),
        answered=state.answered,
        response=state.response,
        composite=state.composite,
        load=state.load,
        load_usual=None if state.load_usual is None else state.load_usual / 7,
    )


def _items(states: Sequence[DailyState | None]) -> list[ItemHistory]:
    """Return the items with at least one answer in these days."""
    found = []
    for index, item in enumerate(ITEMS):
        values = [None if state is None else _known(state.item_values[index]) for state in states]
        if all(value is None for value in values):
            continue
        found.append(
            ItemHistory(
                code=item.code,
                higher_is_better=item.scale == Scale.ANSWER or not item.larger_is_worse,
                values=values,
                normals=[
                    None if state is None else _known(state.item_normals[index]) for state in states
                ],
                sds=[None if state is None else _known(state.item_sds[index]) for state in states],
            )
        )
    return found


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
