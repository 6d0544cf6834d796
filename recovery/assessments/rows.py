"""From what the engine says to the rows that keep it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from recovery.assessments.checkpoints import Checkpoint
from recovery.assessments.series import NEVER, day_of
from recovery.assessments.storage import daily_state_records
from recovery.engine import ITEM_CODES, episodes, payload, turn_answers, visible_items
from recovery.engine.payload import REASON_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from recovery.assessments.checkpoints import Eyes, Transitions
    from recovery.assessments.series import View
    from recovery.engine import Assessment, Episode, Kept, Series
    from recovery.engine.arrays import FloatArray

# Of every stored number: enough to draw and compare, few enough that the last bits of a sum
# never make a rebuilt row differ.
DECIMALS = 6
NEVER_BEFORE = -NEVER


@dataclass(frozen=True, slots=True)
class Stretch:
    """A warning in day numbers; ``closed`` is the first day without it, None while it is open."""

    closed: int | None
    transitions: Transitions

    def is_open_before(self, day: int) -> bool:
        return self.transitions[0][0] < day and (self.closed is None or self.closed >= day)


@dataclass
class Rows:
    """The derived rows of a batch of athletes.

    ``changed_from`` is, per athlete, the first day that may differ from what is stored, and
    ``goes_on`` where a computation went on instead of starting at the first day.
    """

    changed_from: Mapping[int, int]
    goes_on: Mapping[Eyes, Checkpoint]
    views: list[View] = field(default_factory=list)
    daily_states: list[NDArray[np.void]] = field(default_factory=list)
    current_states: list[dict[str, object]] = field(default_factory=list)
    warnings: list[dict[str, object]] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)

    def add(
        self, views: Sequence[View], series: Series, assessment: Assessment, kept: Kept
    ) -> None:
        """Add what was computed of a block of views."""
        self.views += views
        self.daily_states.append(_daily_states(views, series, assessment, self.changed_from))
        stretches = []
        for row, of_athlete in enumerate(episodes(assessment)):
            view = views[row]
            before = self.goes_on.get((view.athlete, view.classes))
            stretches.append(_stretches(view, assessment, of_athlete, before))
            settled = self.changed_from[view.athlete] if before else NEVER_BEFORE
            self.warnings += [
                _warning(view, assessment, row, stretch)
                for stretch in stretches[-1]
                if stretch.closed is None or stretch.closed >= settled
            ]
            self.current_states.append(_current_state(view, assessment, row))
        self.checkpoints += _checkpoints(views, assessment, kept, stretches)


def _daily_states(
    views: Sequence[View], series: Series, assessment: Assessment, changed_from: Mapping[int, int]
) -> NDArray[np.void]:
    last_column = series.load.shape[1] - 1
    zero = np.array([view.last - last_column for view in views])  # day number of column 0
    days = zero[:, None] + np.arange(last_column + 1)
    start = np.array([max(view.first, changed_from[view.athlete]) for view in views])
    row, column = np.nonzero(days >= start[:, None])

    def cells(values: NDArray[Any]) -> NDArray[Any]:
        return values[row, column]

    def numbers(values: FloatArray) -> FloatArray:
        return np.round(cells(values), DECIMALS) + 0.0  # no negative zeros

    seen = np.array([visible_items(view.classes) for view in views])
    unseen = ~seen[row]

    def item_numbers(values: FloatArray) -> FloatArray:
        shown = numbers(values)
        shown[unseen] = np.nan
        return shown

    return daily_state_records(
        row.size,
        {
            "athlete_id": np.array([view.athlete for view in views])[row],
            "lens": np.array([int(view.classes) for view in views])[row],
            "day": cells(days),
            "level": cells(assessment.level),
            "answered": cells(series.answered),
            "response": numbers(assessment.response),
            "response_sd": numbers(assessment.response_sd),
            "composite": numbers(assessment.composite),
            "evidence": numbers(assessment.evidence),
            "load_excess": numbers(assessment.load_excess),
            "dissociation": numbers(assessment.dissociation),
            "load": numbers(assessment.load),
            "load_week": numbers(7 * assessment.load_7),
            "load_usual": numbers(7 * assessment.load_usual),
            "monotony": numbers(assessment.monotony),
            "strain": numbers(assessment.strain),
            "checkins_7": cells(assessment.checkins_7),
            "known_days_28": cells(assessment.known_days_28),
            "item_values": item_numbers(turn_answers(assessment.items)),
            "item_normals": item_numbers(turn_answers(assessment.normal)),
            "item_sds": item_numbers(assessment.normal_sd),
        },
    )


def _current_state(view: View, assessment: Assessment, row: int) -> dict[str, object]:
    last_column = assessment.level.shape[1] - 1
    return {
        "athlete_id": view.athlete,
        "lens": int(view.classes),
        "day": day_of(view.last).isoformat(),
        "level": int(assessment.level[row, last_column]),
        "payload": _explained(view, assessment, row, last_column),
    }


def _stretches(
    view: View, assessment: Assessment, found: Sequence[Episode], before: Checkpoint | None
) -> list[Stretch]:
    """Return the warnings of a view; the one that was open before it began is made whole."""
    zero = view.last - assessment.level.shape[1] + 1
    stretches = [
        Stretch(
            None if episode.closed is None else zero + episode.closed,
            [(zero + column, int(level)) for column, level in episode.transitions],
        )
        for episode in found
    ]
    if before is None or not before.transitions or not stretches:
        return stretches
    first, *others = stretches
    if first.transitions[0][0] != before.day:
        return stretches
    stays = first.transitions[0][1] == before.transitions[-1][1]
    transitions = before.transitions + (first.transitions[1:] if stays else first.transitions)
    return [Stretch(first.closed, transitions), *others]


def _checkpoints(
    views: Sequence[View],
    assessment: Assessment,
    kept: Kept,
    stretches: Sequence[Sequence[Stretch]],
) -> list[Checkpoint]:
    found = []
    for row, column, carried in zip(kept.athlete, kept.day, kept.carried, strict=True):
        view = views[row]
        day = view.last - assessment.level.shape[1] + 1 + int(column)
        transitions = [
            (changed, level)
            for stretch in stretches[row]
            if stretch.is_open_before(day)
            for changed, level in stretch.transitions
            if changed < day
        ]
        found.append(Checkpoint(view.athlete, view.classes, day, view.first, carried, transitions))
    return found


def _warning(view: View, assessment: Assessment, row: int, stretch: Stretch) -> dict[str, object]:
    def date(day: int) -> str:
        return day_of(day).isoformat()

    last_day = view.last if stretch.closed is None else stretch.closed - 1
    column = last_day - view.last + assessment.level.shape[1] - 1
    return {
        "athlete_id": view.athlete,
        "lens": int(view.classes),
        "opened_on": date(stretch.transitions[0][0]),
        "closed_on": None if stretch.closed is None else date(stretch.closed),
        "level": stretch.transitions[-1][1],
        "transitions": [[date(day), level] for day, level in stretch.transitions],
        "payload": _explained(view, assessment, row, column),
    }


def _explained(view: View, assessment: Assessment, row: int, column: int) -> dict[str, object]:
    """Return the engine's explanation with dates for columns, and what there was no word of.

    ``missing`` names items without an answer in the days that reasons are taken from. It does
    not tell withheld from not filled in: no reader may.
    """
    last_column = assessment.level.shape[1] - 1

    def date(of_column: int) -> str:
        return day_of(view.last - last_column + of_column).isoformat()

    reasons = payload(assessment, row, column)
    opened = reasons["opened"]
    week = assessment.items[row, max(column + 1 - REASON_DAYS, 0) : column + 1]
    unanswered = np.flatnonzero(np.isnan(week).all(axis=0))
    return {
        **{key: value for key, value in reasons.items() if key != "opened"},
        "day": date(column),
        "since": date(reasons["since"]),
        "opened_on": None if opened is None else date(opened),
        "missing": [ITEM_CODES[item] for item in unanswered],
    }
