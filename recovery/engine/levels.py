"""Levels: evidence that persists opens a warning, and only its absence on answered days closes it.

Opening asks for several days and a higher value than staying open does, so a level neither
flickers nor rests on one bad morning.
"""

from enum import IntEnum

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


WARNING_LEVELS = (Level.IMBALANCE, Level.RECOVERY_LOW, Level.PERSISTENT)  # a coach sees these

_NONE = 0  # no warning open


class DayMarks:
    """Which of the last days were marked, as one integer of bits per athlete."""

    def __init__(self, n_athletes: int, days: int) -> None:
        self._bits: IntArray = np.zeros(n_athletes, dtype=np.int64)
        self._all = (1 << days) - 1
        self._counts = np.array([value.bit_count() for value in range(1 << days)])

    def push(self, marked: BoolArray) -> IntArray:
        """Add today and return how many of the last days, today included, are marked."""
        self._bits = ((self._bits << 1) | marked) & self._all
        counted: IntArray = self._counts[self._bits]
        return counted


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
        self._silent_days: IntArray = np.zeros(n_athletes, dtype=np.int64)
        self._notice: BoolArray = np.zeros(n_athletes, dtype=np.bool_)
        self._quiet_days: IntArray = np.zeros(n_athletes, dtype=np.int64)

    def step(
        self,
        *,
        evidence: FloatArray,
        response: FloatArray,
        load_normal: BoolArray,
        cue: BoolArray,
        counts: BoolArray,
        answered: BoolArray,
        may_open: BoolArray,
        covered: BoolArray,
        known: BoolArray,
        overload: BoolArray | None = None,
    ) -> CodeArray:
        """Move to the next day and return its levels.

        All arguments have shape (n_athletes,).

        Parameters
        ----------
        evidence, response : ndarray
            E and R of the day. [SD] NaN is not evaluable: neither opens nor closes.
        load_normal : bool ndarray
            Neither load nor exertion is raised, as far as is known.
        cue : bool ndarray
            Something other than R asks for a notice.
        counts : bool ndarray
            The day may count towards a warning: not while the athlete is ill, nor while their
            normal is still being learned.
        answered : bool ndarray
            There is a check-in. Without one nothing opens, rises or closes: silence is
            neither worse nor better.
        may_open : bool ndarray
            A warning may open or rise.
        covered, known : bool ndarray
            There are check-ins enough to say something; and enough to say "usual".
        overload : bool ndarray, optional
            The day was planned to load beyond habit: an imbalance asks for more evidence to
            open. What persists opens as it would have without the plan.
        """
        p = self._parameters
        planned = np.zeros(evidence.shape, dtype=np.bool_) if overload is None else overload
        hot = counts & (evidence >= p.imbalance_evidence) & (response >= p.imbalance_response)
        asked = p.imbalance_evidence + np.where(planned, p.overload_evidence, 0.0)
        hit = hot & (evidence >= asked)
        low = counts & load_normal & (response >= p.low_response)
        raised_days = self._raised.push(hit)
        low_days = self._low.push(low)
        hot_days = self._hot.push(hot & (response >= p.persistent_response))

        before = self.warning
        rises = may_open & answered
        raised = hit & (raised_days >= p.open_days)
        # Evidence is evidence with either name: it is called an imbalance only where load or
        # exertion is in fact raised, and otherwise a recovery that is low for other reasons.
        imbalance = rises & raised & ~load_normal
        imbalance &= (before == _NONE) | (before == Level.RECOVERY_LOW)
        recovery_low = rises & load_normal & (before == _NONE)
        recovery_low &= raised | (low & (low_days >= p.open_days))
        warning = np.where(recovery_low, Level.RECOVERY_LOW, before)
        warning = np.where(imbalance, Level.IMBALANCE, warning)
        persists = rises & ((warning != _NONE) | planned) & (hot_days >= p.persistent_days)
        warning = np.where(persists, Level.PERSISTENT, warning)

        self.warning = self._closed(warning, imbalance, evidence, response, answered)
        calm = np.where(known, Level.USUAL, Level.UNKNOWN)
        noticed = self._noticed(cue, response, answered, covered)
        unwarned = np.where(noticed, Level.NOTICE, calm)
        return np.where(self.warning != _NONE, self.warning, unwarned).astype(np.int8)

    def _closed(
        self,
        warning: IntArray | CodeArray,
        opened: BoolArray,
        evidence: FloatArray,
        response: FloatArray,
        answered: BoolArray,
    ) -> CodeArray:
        """Return the warnings that remain after those that have calmed down or lapsed."""
        p = self._parameters
        recovery_low = warning == Level.RECOVERY_LOW
        calm = np.where(recovery_low, response < p.close_response, evidence < p.close_evidence)
        counted = np.where(calm, self._calm_days + 1, 0)
        counted = np.where(answered & ~np.isnan(evidence), counted, self._calm_days)
        self._calm_days = np.where(opened | (warning == _NONE), 0, counted)
        needed = np.where(warning == Level.PERSISTENT, p.persistent_close_days, p.close_days)
        self._silent_days = np.where(answered, 0, self._silent_days + 1)
        ends = (self._calm_days >= needed) | (self._silent_days >= p.lapse_days)
        return np.where(ends, _NONE, warning).astype(np.int8)

    def _noticed(
        self, cue: BoolArray, response: FloatArray, answered: BoolArray, covered: BoolArray
    ) -> BoolArray:
        """Return whom a notice holds for: while there is cause, and until it is gone 3 days."""
        p = self._parameters
        behind = self._behind.push(response >= p.notice_response) >= p.open_days
        cause = cue | behind
        quiet = np.where(answered, self._quiet_days + 1, self._quiet_days)
        self._quiet_days = np.where(cause, 0, quiet)
        stays = self._notice & (self._quiet_days < p.notice_close_days)
        self._notice = covered & (cause | stays)
        return self._notice


def warning_levels(
    evidence: FloatArray, response: FloatArray, parameters: Parameters = DEFAULTS
) -> CodeArray:
    """Run the machine over whole series in which every day counts and load is raised.

    Parameters
    ----------
    evidence, response : ndarray of shape (n_athletes, n_days)
        E and R. [SD] NaN is not evaluable.

    Returns
    -------
    int8 ndarray of shape (n_athletes, n_days)
        The open warning of each day: `Level.IMBALANCE`, `Level.PERSISTENT` or 0.
    """
    machine = LevelMachine(evidence.shape[0], parameters)
    always = np.ones(evidence.shape[0], dtype=np.bool_)
    levels = np.zeros(evidence.shape, dtype=np.int8)
    for day in range(evidence.shape[1]):
        machine.step(
            evidence=evidence[:, day],
            response=response[:, day],
            load_normal=~always,
            cue=~always,
            counts=always,
            answered=always,
            may_open=always,
            covered=always,
            known=always,
        )
        levels[:, day] = machine.warning
    return levels
