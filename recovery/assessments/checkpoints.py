"""Places in an athlete's history from which a computation can go on.

Every four weeks what the engine carries into a day is kept, so that a save of today costs weeks
and not years. They are derived like every other row: deleted, they come back identical.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

from recovery.assessments.series import NEVER, day_number, day_of
from recovery.engine import DataClass, carried_type

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from recovery.assessments.series import View
    from recovery.engine.course import Records

EVERY_DAYS = 28
CARRIED = carried_type()

Eyes = tuple[int, DataClass]  # an athlete, and through which lens
Transitions = list[tuple[int, int]]  # day number and level


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where the computation of one athlete through one lens stood before a day.

    Attributes
    ----------
    athlete : int
    classes : DataClass
    day : int
        [day number]
    first : int
        First day with something to see; `NEVER` if there was none before ``day``.
    carried : structured ndarray of shape () or None
        Of the engine's `carried_type`. None if there was nothing to see.
    transitions : list of (int, int)
        Of the warning that was open; empty if none was.
    """

    athlete: int
    classes: DataClass
    day: int
    first: int
    carried: Records | None
    transitions: Transitions

    @property
    def eyes(self) -> Eyes:
        return self.athlete, self.classes


def read_checkpoints(before: Mapping[int, int]) -> dict[Eyes, Checkpoint]:
    """Return the latest of each athlete and lens up to a day per athlete. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (kept.athlete_id, kept.lens)
                   kept.athlete_id, kept.lens, kept.day, kept.first_day, kept.carried,
                   kept.transitions
            FROM unnest(%s::bigint[], %s::date[]) AS wanted (athlete_id, day)
            JOIN assessments_checkpoint AS kept
              ON kept.athlete_id = wanted.athlete_id AND kept.day <= wanted.day
            ORDER BY kept.athlete_id, kept.lens, kept.day DESC
            """,
            [list(before), [day_of(day) for day in before.values()]],
        )
        return {one.eyes: one for one in map(_from_row, cursor.fetchall())}


def _from_row(row: tuple[int, int, dt.date, dt.date | None, bytes, str]) -> Checkpoint:
    athlete, lens, day, first, carried, transitions = row
    return Checkpoint(
        athlete=athlete,
        classes=DataClass(lens),
        day=day_number(day),
        first=NEVER if first is None else day_number(first),
        carried=np.frombuffer(carried, CARRIED)[0] if carried else None,
        transitions=[(int(number), int(level)) for number, level in json.loads(transitions)],
    )


def write_checkpoints(
    new: Sequence[Checkpoint], *, kept: Iterable[Checkpoint], athlete_ids: Sequence[int]
) -> None:
    """Make these the only ones of the athletes, beside those up to ``kept``. Two queries.

    What says that there was nothing to see is always written anew: its place moves on.
    """
    stay = list(kept)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM assessments_checkpoint AS old
            WHERE athlete_id = ANY(%s) AND (first_day IS NULL OR NOT EXISTS (
                SELECT FROM unnest(%s::bigint[], %s::smallint[], %s::date[])
                       AS stay (athlete_id, lens, day)
                WHERE stay.athlete_id = old.athlete_id AND stay.lens = old.lens
                      AND old.day <= stay.day
            ))
            """,
            [
                list(athlete_ids),
                [one.athlete for one in stay],
                [int(one.classes) for one in stay],
                [day_of(one.day) for one in stay],
            ],
        )
        cursor.execute(
            """
            INSERT INTO assessments_checkpoint
                   (athlete_id, lens, day, first_day, carried, transitions)
            SELECT * FROM unnest(
                %s::bigint[], %s::smallint[], %s::date[], %s::date[], %s::bytea[], %s::jsonb[]
            )
            """,
            [
                [one.athlete for one in new],
                [int(one.classes) for one in new],
                [day_of(one.day) for one in new],
                [None if one.first == NEVER else day_of(one.first) for one in new],
                [b"" if one.carried is None else one.carried.tobytes() for one in new],
                [json.dumps(one.transitions) for one in new],
            ],
        )


def days_to_keep(views: Sequence[View], n_days: int) -> np.ndarray:
    """Return the days before which to keep what is carried, shape (n_views, n_days)."""
    zero = np.array([view.last - n_days + 1 for view in views])
    days = zero[:, None] + np.arange(n_days)
    computed = np.array([view.start for view in views])[:, None]
    keep: np.ndarray = (days % EVERY_DAYS == 0) & (days > computed)
    return keep


def latest_place(day: int) -> int:
    """Return the latest day up to this one that may have a checkpoint."""
    return day - day % EVERY_DAYS
