"""Warnings as episodes: opened, changed, closed."""

from dataclasses import dataclass

import numpy as np

from recovery.engine.levels import WARNING_LEVELS, Level
from recovery.engine.model import Assessment


@dataclass(frozen=True, slots=True)
class Episode:
    """One warning of one athlete, from the day it opened.

    Attributes
    ----------
    opened : int
        Day of the series.
    closed : int or None
        First day without it; None while it is open.
    transitions : tuple of (int, Level)
        Day and level of the opening and of each later change.
    """

    opened: int
    closed: int | None
    transitions: tuple[tuple[int, Level], ...]


def episodes(assessment: Assessment) -> tuple[tuple[Episode, ...], ...]:
    """Return the warnings of each athlete, oldest first.

    An athlete has at most one warning open: a change from one level to another is a transition
    within it.
    """
    warned = np.where(np.isin(assessment.level, WARNING_LEVELS), assessment.level, 0)
    before = np.zeros_like(warned)
    before[:, 1:] = warned[:, :-1]
    found: list[list[Episode]] = [[] for _ in range(len(warned))]
    for athlete, day in np.argwhere(warned != before).tolist():
        level, previous = int(warned[athlete, day]), int(before[athlete, day])
        if not previous:
            found[athlete].append(Episode(day, None, ((day, Level(level)),)))
            continue
        open_one = found[athlete].pop()
        closed = None if level else day
        changes = ((day, Level(level)),) if level else ()
        found[athlete].append(Episode(open_one.opened, closed, open_one.transitions + changes))
    return tuple(tuple(one) for one in found)
