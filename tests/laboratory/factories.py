"""Truths and worlds small enough to check by hand."""

import numpy as np

from recovery.engine import assess
from recovery.engine.arrays import BoolArray
from recovery.laboratory.scoring import Truth
from recovery.laboratory.worlds import Facts
from recovery.simulation import EpisodeKind, simulate


def on_days(n_days: int, *rows: list[int]) -> BoolArray:
    """One athlete a row, true on the days given."""
    marks = np.zeros((len(rows), n_days), dtype=np.bool_)
    for row, days in enumerate(rows):
        marks[row, days] = True
    return marks


def one_episode(
    *, n_days: int = 40, onset: int = 10, first: int = 15, last: int = 20, quiet_athletes: int = 1
) -> Truth:
    """One athlete with strain from ``first`` to ``last``, and others with nothing."""
    n_athletes = 1 + quiet_athletes
    days = np.arange(n_days)
    nobody = np.zeros((n_athletes, n_days), dtype=np.bool_)
    target, belongs = nobody.copy(), nobody.copy()
    target[0] = (days >= first) & (days <= last)
    belongs[0] = (days >= onset) & (days <= last + 7)
    none = np.full(quiet_athletes, -1)
    return Truth(
        kind=np.append(
            EpisodeKind.NON_FUNCTIONAL, np.full(quiet_athletes, int(EpisodeKind.NONE))
        ).astype(np.int64),
        target=target,
        first_target=np.append(first, none),
        last_target=np.append(last, none),
        belongs=belongs,
        open_question=nobody,
        during=belongs,
        scored=days >= 5,
    )


def simulated_facts(athletes: int = 12, days: int = 90, seed: int = 5) -> Facts:
    series = simulate(athletes, days, seed).series()
    return Facts(series, assess(series))
