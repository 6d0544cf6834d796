"""Intended against perceived exertion: whose easy days are not easy, whose hard days not hard.

Plain values in and out. Easy sessions are felt harder than coaches intend as a rule (Inoue et al.
2022, doi:10.1186/s40798-022-00420-3: 27 studies), so the team's own offset on easy days is taken
off before anybody is named.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from athletes.conflicts import EASY_RPE, HARD_RPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LEAST_SESSIONS = 3  # of an effort, before an athlete's mean says anything
LEAST_ATHLETES = 3  # with as many, before the team has an offset
NOTABLE = 1.0  # difference worth a word; one session's own scatter is about as large [RPE]


class Effort(StrEnum):
    """How hard a session was meant to be."""

    EASY = "easy"
    MODERATE = "moderate"
    HARD = "hard"

    @classmethod
    def of(cls, intended: float) -> Effort:
        if intended <= EASY_RPE:
            return cls.EASY
        return cls.HARD if intended >= HARD_RPE else cls.MODERATE


@dataclass(frozen=True, slots=True)
class Pair:
    """One session that was planned, done and rated. [CR-10]"""

    athlete: int
    intended: float
    felt: float


@dataclass(frozen=True, slots=True)
class Difference:
    """An athlete's sessions of one effort. Means of [CR-10]."""

    sessions: int
    intended: float
    felt: float

    @property
    def harder(self) -> float:
        """How much harder than intended they felt; negative is easier."""
        return self.felt - self.intended


@dataclass(frozen=True, slots=True)
class Comparison:
    """A team's sessions.

    Attributes
    ----------
    by_athlete : mapping of athlete to mapping of Effort to Difference
    easy_offset : float or None
        How much harder than intended easy days feel in this team, at least 0, each athlete
        counting once. [RPE] None where fewer than three have three of them.
    easy_not_easy, hard_not_hard : sequence of athletes
        The most first.
    """

    by_athlete: Mapping[int, Mapping[Effort, Difference]]
    easy_offset: float | None
    easy_not_easy: Sequence[int]
    hard_not_hard: Sequence[int]


def compare(pairs: Iterable[Pair]) -> Comparison:
    """Compare what was intended with what was felt, per athlete and effort."""
    grouped: dict[int, dict[Effort, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for pair in pairs:
        grouped[pair.athlete][Effort.of(pair.intended)].append(pair)
    by_athlete = {
        athlete: {effort: _difference(found) for effort, found in efforts.items()}
        for athlete, efforts in grouped.items()
    }
    easy = _known(by_athlete, Effort.EASY)
    hard = _known(by_athlete, Effort.HARD)
    offset = None
    if len(easy) >= LEAST_ATHLETES:
        offset = max(sum(easy.values()) / len(easy), 0.0)
    above = {} if offset is None else {each: harder - offset for each, harder in easy.items()}
    return Comparison(
        by_athlete=by_athlete,
        easy_offset=offset,
        easy_not_easy=_notable(above),
        hard_not_hard=_notable({each: -harder for each, harder in hard.items()}),
    )


def mean_felt(pairs: Iterable[Pair]) -> list[tuple[float, int, float]]:
    """Return each intended point with how many sessions it had and how they felt on average."""
    felt: dict[float, list[float]] = defaultdict(list)
    for pair in pairs:
        felt[pair.intended].append(pair.felt)
    return [(point, len(found), sum(found) / len(found)) for point, found in sorted(felt.items())]


def _difference(pairs: Sequence[Pair]) -> Difference:
    count = len(pairs)
    return Difference(
        sessions=count,
        intended=sum(pair.intended for pair in pairs) / count,
        felt=sum(pair.felt for pair in pairs) / count,
    )


def _known(
    by_athlete: Mapping[int, Mapping[Effort, Difference]], effort: Effort
) -> dict[int, float]:
    """Return how much harder sessions of this effort felt to who had enough of them."""
    return {
        athlete: efforts[effort].harder
        for athlete, efforts in by_athlete.items()
        if effort in efforts and efforts[effort].sessions >= LEAST_SESSIONS
    }


def _notable(differences: Mapping[int, float]) -> list[int]:
    found = [athlete for athlete, value in differences.items() if value >= NOTABLE]
    return sorted(found, key=lambda athlete: (-differences[athlete], athlete))
