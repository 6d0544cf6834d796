"""Levels: evidence that persists opens a warning, and only its absence on answered days closes it.

Opening asks for several days and a higher value than staying open does, so a level neither
flickers nor rests on one bad morning.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray
from recovery.engine.parameters import DEFAULTS, Parameters


class Level(IntEnum):
    """What the model says of a day. The codes are stored; their order is not severity."""

    UNKNOWN = 0  # not enough to say; never shown as fine
    USUAL = 1
    NOTICE = 2  # for the athlete only
    IMBALANCE = 3
    RECOVERY_LOW = 4  # recovery low, load normal
    PERSISTENT = 5
    ILL = 6  # says so; no warning is made of it
    LOCAL_PROBLEM = 7  # one region has been sore for a week
    DATA_MISSING = 8  # used to answer, and does not any more


WARNING_LEVELS = (Level.IMBALANCE, Level.RECOVERY_LOW, Level.PERSISTENT)  # a coach sees these

_NONE = 0  # no warning open


@cache
def _bit_counts(bits: int) -> IntArray:
    """Return how many bits are set in every number of that many bits."""
    return np.array([value.bit_count() for value in range(1 << bits)])


class DayMarks:
    """Which of the last days were marked, as one integer of bits per athlete."""

    def __init__(self, n_athletes: int, days: int) -> None:
        self._bits: IntArray = np.zeros(n_athletes, dtype=np.int64)
        self._all = (1 << days) - 1
        self._counts = _bit_counts(days)

    def push(self, marked: BoolArray) -> IntArray:
        """Add today and return how many of the last days, today included, are marked."""
        self._bits = ((self._bits << 1) | marked) & self._all
        counted: IntArray = self._counts[self._bits]
        return counted

    @property
    def bits(self) -> IntArray:
        """The last days of each athlete, the latest in the lowest bit."""
        return self._bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What the levels of one day rest on, arrays of shape (n_athletes,).

    Attributes
    ----------
    evidence, response : ndarray
        E and R. [SD] NaN is not evaluable: neither opens nor closes.
    threshold, low_response : ndarray
        The evidence from which an *imbalance* opens, and the response from which *recovery low*
        does. [SD]
    overload : bool ndarray
        The day was planned to load beyond habit, so that an *imbalance* asks for more. What
        persists does not: it may then open without one before it.
    raised : bool ndarray
        Load or exertion is raised, as far as is known.
    worn_out : bool ndarray
        For days the worst answers about fatigue, or tests that show less than usual while a
        warning has been open for a week: with either an open warning is a persistent one.
    cue : bool ndarray
        Something other than R asks for a notice.
    local : bool ndarray
        One region has been sore for a week.
    ill : bool ndarray
        The athlete says so.
    falling_away : bool ndarray
        Used to answer, and hardly does now.
    counts : bool ndarray
        The day may count towards a warning: not while the athlete is ill, nor while their
        normal is still being learned.
    answered : bool ndarray
        There is a check-in. Without one nothing closes: silence is not health.
    news : bool ndarray
        There is a check-in, or yesterday's session was rated. Without either nothing opens or
        rises.
    may_open : bool ndarray
        A warning may open or rise.
    covered, known : bool ndarray
        There are check-ins enough to say something; and enough to say "usual".
    """

    evidence: FloatArray
    response: FloatArray
    threshold: FloatArray
    low_response: FloatArray
    overload: BoolArray
    raised: BoolArray
    worn_out: BoolArray
    cue: BoolArray
    local: BoolArray
    ill: BoolArray
    falling_away: BoolArray
    counts: BoolArray
    answered: BoolArray
    news: BoolArray
    may_open: BoolArray
    covered: BoolArray
    known: BoolArray


class LevelMachine:
    """The levels of a batch of athletes, one day at a time.

    Attributes
    ----------
    warning : int8 ndarray of shape (n_athletes,)
        The open warning's `Level`, 0 for none.
    """

    def __init__(self, n_athletes: int, parameters: Parameters = DEFAULTS) -> None:
        self._parameters = p = parameters
        self.warning: CodeArray = np.zeros(n_athletes, dtype=np.int8)
        self._raised = DayMarks(n_athletes, p.open_of_days)
        self._low = DayMarks(n_athletes, p.open_of_days)
        self._behind = DayMarks(n_athletes, p.open_of_days)
        self._hot = DayMarks(n_athletes, p.persistent_of_days)
        self._calm_days: IntArray = np.zeros(n_athletes, dtype=np.int64)
        self._silent_days = np.full(n_athletes, p.lapse_days)
        self._closed_days = np.full(n_athletes, p.refractory_days)  # since the last one closed
        self._notice: BoolArray = np.zeros(n_athletes, dtype=np.bool_)
        self._quiet_days: IntArray = np.zeros(n_athletes, dtype=np.int64)

    def state(self) -> dict[str, CodeArray | IntArray | BoolArray]:
        """Return what is carried to the next day."""
        return {
            "warning": self.warning,
            "raised_days": self._raised.bits,
            "low_days": self._low.bits,
            "behind_days": self._behind.bits,
            "hot_days": self._hot.bits,
            "calm_days": self._calm_days,
            "silent_days": self._silent_days,
            "closed_days": self._closed_days,
            "notice": self._notice,
            "quiet_days": self._quiet_days,
        }

    def step(self, day: Day) -> CodeArray:
        """Move to the next day and return its levels, shape (n_athletes,)."""
        p = self._parameters
        hit = day.counts & (day.evidence >= day.threshold) & (day.response > p.imbalance_response)
        low = day.counts & ~day.raised & (day.response >= day.low_response)
        hit_days = self._raised.push(hit)
        low_days = self._low.push(low)
        # A planned overload raises the threshold of an imbalance, not of what persists.
        lasting = day.counts & (day.evidence >= np.minimum(day.threshold, p.imbalance_evidence))
        hot_days = self._hot.push(lasting & (day.response >= p.persistent_response))

        before = self.warning
        rises = day.may_open & day.news
        opens = rises & (before == _NONE) & (self._closed_days >= p.refractory_days)
        lasts = hit & (hit_days >= p.open_days)
        # Evidence is evidence with either name: it is called an imbalance only where load or
        # exertion is in fact raised, and otherwise a recovery that is low for other reasons.
        imbalance = (opens | (rises & (before == Level.RECOVERY_LOW))) & lasts & day.raised
        recovery_low = opens & ~day.raised & (lasts | (low & (low_days >= p.open_days)))
        warning = np.where(recovery_low, Level.RECOVERY_LOW, before)
        warning = np.where(imbalance, Level.IMBALANCE, warning)
        persists = rises & (before != _NONE) & (lasting & day.worn_out)
        persists |= rises & ((warning != _NONE) | day.overload) & (hot_days >= p.persistent_days)
        warning = np.where(persists, Level.PERSISTENT, warning)

        self.warning = self._closed(warning, imbalance, day)
        closed = np.minimum(self._closed_days + 1, p.refractory_days)  # more says nothing else
        self._closed_days = np.where(self.warning != _NONE, 0, closed)
        noticed = self._noticed(day)
        level = np.where(day.known, Level.USUAL, Level.UNKNOWN)
        level = np.where(day.falling_away & ~day.covered, Level.DATA_MISSING, level)
        level = np.where(noticed, Level.NOTICE, level)
        level = np.where(day.local & day.covered, Level.LOCAL_PROBLEM, level)
        level = np.where(day.ill, Level.ILL, level)
        return np.where(self.warning != _NONE, self.warning, level).astype(np.int8)

    def _closed(self, warning: IntArray | CodeArray, opened: BoolArray, day: Day) -> CodeArray:
        """Return the warnings that remain after those that have calmed down or lapsed."""
        p = self._parameters
        recovery_low = warning == Level.RECOVERY_LOW
        calm = np.where(
            recovery_low, day.response < p.close_response, day.evidence < p.close_evidence
        )
        counted = np.where(calm, self._calm_days + 1, 0)
        counted = np.where(day.answered & ~np.isnan(day.evidence), counted, self._calm_days)
        self._calm_days = np.where(opened | (warning == _NONE), 0, counted)
        needed = np.where(warning == Level.PERSISTENT, p.persistent_close_days, p.close_days)
        silent = np.minimum(self._silent_days + 1, p.lapse_days)
        self._silent_days = np.where(day.answered, 0, silent)
        ends = (self._calm_days >= needed) | (self._silent_days >= p.lapse_days)
        return np.where(ends, _NONE, warning).astype(np.int8)

    def _noticed(self, day: Day) -> BoolArray:
        """Return whom a notice holds for: while there is cause, and until it is gone 3 days."""
        p = self._parameters
        behind = self._behind.push(day.response >= p.notice_response) >= p.open_days
        cause = day.cue | behind
        quiet = np.where(day.answered, self._quiet_days + 1, self._quiet_days)
        self._quiet_days = np.where(cause, 0, quiet)
        stays = self._notice & (self._quiet_days < p.notice_close_days)
        self._notice = day.covered & (cause | stays)
        return self._notice
