"""From what the engine says to the rows that keep it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from recovery.assessments.series import day_of
from recovery.assessments.storage import daily_state_records
from recovery.engine import ITEM_CODES, episodes, payload, turn_answers, visible_items
from recovery.engine.payload import REASON_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from recovery.assessments.series import View
    from recovery.engine import Assessment, Episode, Series
    from recovery.engine.arrays import FloatArray

# Of every stored number: enough to draw and compare, few enough that the last bits of a sum
# never make a rebuilt row differ.
DECIMALS = 6


@dataclass
class Rows:
    """The derived rows of a batch of athletes."""

    views: list[View] = field(default_factory=list)
    daily_states: list[NDArray[np.void]] = field(default_factory=list)
    current_states: list[dict[str, object]] = field(default_factory=list)
    warnings: list[dict[str, object]] = field(default_factory=list)

    def add(
        self,
        views: Sequence[View],
        series: Series,
        assessment: Assessment,
        *,
        write_from: Mapping[int, int],
    ) -> None:
        """Add what was computed of a block of views.

        ``write_from`` is, per athlete, the first day that may differ from what is stored.
        """
        self.views += views
        self.daily_states.append(_daily_states(views, series, assessment, write_from))
        for row, view in enumerate(views):
            self.current_states.append(_current_state(view, assessment, row))
        for row, of_athlete in enumerate(episodes(assessment)):
            for episode in of_athlete:
                self.warnings.append(_warning(views[row], assessment, row, episode))


def _daily_states(
    views: Sequence[View], series: Series, assessment: Assessment, write_from: Mapping[int, int]
) -> NDArray[np.void]:
    last_column = series.load.shape[1] - 1
    zero = np.array([view.last - last_column for view in views])  # day number of column 0
    days = zero[:, None] + np.arange(last_column + 1)
    start = np.array([max(view.first, write_from[view.athlete]) for view in views])
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


def _warning(view: View, assessment: Assessment, row: int, episode: Episode) -> dict[str, object]:
    last_column = assessment.level.shape[1] - 1

    def date(column: int) -> str:
        return day_of(view.last - last_column + column).isoformat()

    last_day = last_column if episode.closed is None else episode.closed - 1
    return {
        "athlete_id": view.athlete,
        "lens": int(view.classes),
        "opened_on": date(episode.opened),
        "closed_on": None if episode.closed is None else date(episode.closed),
        "level": int(episode.transitions[-1][1]),
        "transitions": [[date(column), int(level)] for column, level in episode.transitions],
        "payload": _explained(view, assessment, row, last_day),
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
        "since": date(max(reasons["since"], last_column + 1 - view.days)),
        "opened_on": None if opened is None else date(opened),
        "missing": [ITEM_CODES[item] for item in unanswered],
    }
