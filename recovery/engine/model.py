"""From facts to levels: the whole model, for one athlete or ten thousand alike."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray, IntArray, rolling_count
from recovery.engine.baseline import Baseline, item_z, own_normal
from recovery.engine.dissociation import dissociation, easy_creep
from recovery.engine.excess import load_excess, week_means
from recovery.engine.items import ITEM_INDEX
from recovery.engine.levels import WARNING_LEVELS, LevelMachine
from recovery.engine.load import known_days, monotony, strain, week_change
from recovery.engine.parameters import DEFAULTS, Parameters
from recovery.engine.response import ResponseFilter, composite, usable_check_ins
from recovery.engine.series import Series

BLOCK_ATHLETES = 128  # the working arrays of a block stay in the processor's cache

SORENESS = ITEM_INDEX["soreness"]


class Phase(IntEnum):
    """How well the athlete's own normal is known."""

    LEARNING = 0  # under 7 answers; no warning may open
    PROVISIONAL = 1
    FULL = 2  # over 20 answers


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the model says of every athlete on every day.

    Arrays of shape (n_athletes, n_days), unless said otherwise, with the days of the series.
    Where there is no value it is NaN.

    Attributes
    ----------
    level : int8 ndarray
        `Level`.
    opened : int ndarray
        Day on which the open warning opened, -1 where none is open.
    phase : int8 ndarray
        `Phase`.
    response, response_sd : ndarray
        R, the filtered deviation from the own normal (0 is normal, larger is worse), and the
        doubt about it, which grows without check-ins. [SD] NaN before the first check-in. The
        normal band is 0 ± ``parameters.response_band``.
    evidence : ndarray
        E, what the levels look at. [SD]
    load_excess, load_excess_status : ndarray
        L, and its `Status`. [SD]
    dissociation, easy_creep : ndarray
        D [SD]; easy sessions felt harder than planned [RPE].
    composite : ndarray
        The check-in of the day alone. [SD]
    soreness_days : int ndarray
        Days in a row with soreness well above normal.
    z : ndarray of shape (n_athletes, n_days, n_items)
        Deviation of each answer from the own normal, larger = worse. [SD]
    normal, normal_sd : ndarray of shape (n_athletes, n_days, n_items)
        The own normal each answer is compared with, in the direction of the series.
    answers : int ndarray
        Usable check-ins that the own normal rests on.
    load : ndarray
        Load of the day. [AU]
    load_7, load_usual : ndarray
        Mean of the 7 days up to yesterday, and of the 28 before those. [AU per day]
    checkins_7, usable_7, known_days_28 : int ndarray
        Check-ins, and check-ins with at least three answers, in 7 days; days with a known load
        in 28. Today included.
    monotony, monotony_status, strain : ndarray
        Over the 7 days up to and including today.
    week_change, week_change_status, week_difference : ndarray
        Against the 7 days before. [%], `Status`, [AU]
    items : ndarray of shape (n_athletes, n_days, n_items)
        The answers, as in the series.
    overload : bool ndarray
        The day was planned beforehand to load beyond habit.
    parameters : Parameters
        The thresholds it was computed with.
    """

    level: CodeArray
    opened: IntArray
    phase: CodeArray
    response: FloatArray
    response_sd: FloatArray
    evidence: FloatArray
    load_excess: FloatArray
    load_excess_status: CodeArray
    dissociation: FloatArray
    easy_creep: FloatArray
    composite: FloatArray
    soreness_days: IntArray
    z: FloatArray
    normal: FloatArray
    normal_sd: FloatArray
    answers: IntArray
    load: FloatArray
    load_7: FloatArray
    load_usual: FloatArray
    checkins_7: IntArray
    usable_7: IntArray
    known_days_28: IntArray
    monotony: FloatArray
    monotony_status: CodeArray
    strain: FloatArray
    week_change: FloatArray
    week_change_status: CodeArray
    week_difference: FloatArray
    items: FloatArray
    overload: BoolArray
    parameters: Parameters


def assess(series: Series, parameters: Parameters = DEFAULTS) -> Assessment:
    """Assess every athlete on every day.

    Parameters
    ----------
    series : Series
        Facts of a batch of athletes.
    parameters : Parameters
        Thresholds.

    Returns
    -------
    Assessment
        A batch equals its athletes one at a time, and cutting off later days changes nothing
        in the days that remain, both to the last bit.

    Notes
    -----
    A single marker shows no overreaching (Meeusen et al. 2013, doi:10.1249/MSS.0b013e318279a10a),
    so levels rest on three streams: the response R of the check-ins, and as bounded additions
    the load excess L and the dissociation D. Load up to yesterday only: this morning's answers
    cannot know this evening's training.
    """
    blocks = [_assess_block(block, parameters) for block in _blocks(series)]
    if len(blocks) == 1:
        return blocks[0]
    joined = {
        field.name: np.concatenate([getattr(block, field.name) for block in blocks])
        for field in fields(Assessment)
        if field.name != "parameters"
    }
    return Assessment(**joined, parameters=parameters)


def _blocks(series: Series) -> Iterator[Series]:
    n_athletes = len(series.first_day)
    for start in range(0, max(n_athletes, 1), BLOCK_ATHLETES):
        yield series.of(slice(start, start + BLOCK_ATHLETES))


def _assess_block(series: Series, p: Parameters) -> Assessment:
    n_days = series.load.shape[1]
    excess = load_excess(series.load, p)
    baseline = own_normal(series.items, series.ill, p)
    soreness_days = _soreness_days(series.items[..., SORENESS], baseline.mean[..., SORENESS])
    beside = _Beside(
        excess=excess.value,
        harder=dissociation(series.sessions, n_days, p),
        creep=easy_creep(series.sessions, n_days, p),
        soreness_days=soreness_days,
    )
    days = _Days(series, baseline, beside, p)
    for day in range(n_days):
        days.advance(day)

    recent, usual = week_means(series.load)
    evenness = monotony(series.load)
    change, difference = week_change(series.load)
    return Assessment(
        level=days.level,
        opened=_opened(days.level),
        phase=days.phase,
        response=days.response,
        response_sd=days.response_sd,
        evidence=days.evidence,
        load_excess=excess.value,
        load_excess_status=excess.status,
        dissociation=beside.harder,
        easy_creep=beside.creep,
        composite=days.composite,
        soreness_days=soreness_days,
        z=days.z,
        normal=baseline.mean,
        normal_sd=baseline.sd,
        answers=days.answers,
        load=series.load,
        load_7=recent,
        load_usual=usual,
        checkins_7=rolling_count(series.answered, 7),
        usable_7=days.usable_7,
        known_days_28=known_days(series.load, 28),
        monotony=evenness.value,
        monotony_status=evenness.status,
        strain=strain(series.load).value,
        week_change=change.value,
        week_change_status=change.status,
        week_difference=difference,
        items=series.items,
        overload=series.overload,
        parameters=p,
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the check-ins, arrays of shape (n_athletes, n_days)."""

    excess: FloatArray  # L [SD]
    harder: FloatArray  # D [SD]
    creep: FloatArray  # [RPE]
    soreness_days: IntArray

    def added_evidence(self, p: Parameters) -> FloatArray:
        """What load and exertion add to R. [SD] Bounded; nothing where they are unknown."""
        load_part = np.clip(np.nan_to_num(self.excess), 0, p.load_limit)
        harder_part = np.clip(np.nan_to_num(self.harder), 0, p.dissociation_limit)
        return p.load_weight * load_part + p.dissociation_weight * harder_part

    def load_normal(self, p: Parameters) -> BoolArray:
        """Neither load nor exertion is raised, as far as is known."""
        return ~((self.excess >= p.low_load_below) | (self.harder >= p.low_load_below))

    def cue(self, p: Parameters) -> BoolArray:
        """Something other than R asks for a notice."""
        return (
            (self.soreness_days >= p.notice_soreness_days)
            | (self.excess >= p.notice_load)
            | (self.creep >= p.easy_creep_rpe)
        )


class _Days:
    """The part that must go day by day: a warning freezes the normal that answers are
    compared with, which decides about the next warning.

    It writes the frozen days into the baseline it is given.
    """

    def __init__(self, series: Series, baseline: Baseline, beside: _Beside, p: Parameters) -> None:
        self._p, self._series, self._baseline = p, series, baseline
        self._started = series.started
        self._usable = usable = usable_check_ins(series.items, p)
        self.usable_7 = rolling_count(usable, 7)
        self._covered = self.usable_7 >= 7 - p.missed_check_ins_limit
        self._added = beside.added_evidence(p)
        self._load_normal = beside.load_normal(p)
        self._cue = beside.cue(p)
        self.answers = rolling_count(usable & ~series.ill, p.baseline_days, lag=p.baseline_gap_days)
        self.z = item_z(series.items, baseline.mean, baseline.sd, baseline.answers, p)
        self.composite = composite(self.z, p)
        n_athletes, n_days = usable.shape
        self.level: CodeArray = np.zeros((n_athletes, n_days), dtype=np.int8)
        self.response = np.full((n_athletes, n_days), np.nan)
        self.response_sd = np.full((n_athletes, n_days), np.nan)
        self.evidence = np.full((n_athletes, n_days), np.nan)
        self._filter = ResponseFilter(n_athletes, p)
        self._machine = LevelMachine(n_athletes, p)
        self._seen: BoolArray = np.zeros(n_athletes, dtype=np.bool_)
        self._since_warning = np.full(n_athletes, p.freeze_after_days)
        self._frozen_days: IntArray = np.zeros(n_athletes, dtype=np.int64)

    @property
    def phase(self) -> CodeArray:
        learned = (self.answers >= self._p.learning_answers).astype(np.int8)
        return learned + (self.answers > self._p.full_answers).astype(np.int8)

    def advance(self, day: int) -> None:
        """Compute one day of all athletes."""
        self._freeze(day)
        self._filter.step(self.composite[:, day], self._started[:, day])
        self._seen |= self._usable[:, day]
        response = np.where(self._seen, self._filter.mean, np.nan)
        evidence = response + self._added[:, day]
        self.response[:, day] = response
        self.response_sd[:, day] = np.where(self._seen, np.sqrt(self._filter.variance), np.nan)
        self.evidence[:, day] = evidence
        well = ~self._series.ill[:, day]
        covered = self._covered[:, day]
        learned = self.answers[:, day] >= self._p.learning_answers
        self.level[:, day] = self._machine.step(
            evidence=evidence,
            response=response,
            load_normal=self._load_normal[:, day],
            cue=self._cue[:, day],
            counts=well & learned,
            answered=self._usable[:, day],
            may_open=well & covered,
            covered=covered,
            known=covered & learned,
            overload=self._series.overload[:, day],
        )
        warned = self._machine.warning > 0
        self._since_warning = np.where(warned, 0, self._since_warning + 1)

    def _freeze(self, day: int) -> None:
        """Keep yesterday's normal for athletes with a recent warning, or who are ill."""
        if day == 0:
            return
        reason = self._series.ill[:, day] | (self._since_warning < self._p.freeze_after_days)
        self._frozen_days = np.where(reason, self._frozen_days + 1, 0)
        rows = np.flatnonzero(reason & (self._frozen_days <= self._p.freeze_limit_days))
        if not rows.size:
            return
        normal = self._baseline
        for kept in (normal.mean, normal.sd, normal.answers, self.answers):
            kept[rows, day] = kept[rows, day - 1]
        z = item_z(
            self._series.items[rows, day],
            normal.mean[rows, day],
            normal.sd[rows, day],
            normal.answers[rows, day],
            self._p,
        )
        self.z[rows, day] = z
        self.composite[rows, day] = composite(z, self._p)


def _soreness_days(soreness: FloatArray, normal: FloatArray) -> IntArray:
    """Count the days in a row with soreness of at least 3 of 5 and 1 above the own normal.

    One day without an answer is bridged. The shrunken mean stands for the own median: on a
    scale of five they are less than half a point apart.
    """
    missing = np.isnan(soreness)
    sore = (soreness >= 3) & (soreness >= normal + 1)
    run: IntArray = np.zeros(soreness.shape[0], dtype=np.int64)
    gap: IntArray = np.zeros(soreness.shape[0], dtype=np.int64)
    runs = np.zeros(soreness.shape, dtype=np.int64)
    for day in range(soreness.shape[1]):
        gap = np.where(missing[:, day], gap + 1, 0)
        bridged = missing[:, day] & (gap <= 1) & (run > 0)
        run = np.where(sore[:, day] | bridged, run + 1, 0)
        runs[:, day] = run
    return runs


def _opened(level: CodeArray) -> IntArray:
    """Day on which the warning of each day opened, -1 without one."""
    warned = np.isin(level, WARNING_LEVELS)
    before = np.zeros_like(warned)
    before[:, 1:] = warned[:, :-1]
    opening = np.where(warned & ~before, np.arange(level.shape[1]), -1)
    return np.where(warned, np.maximum.accumulate(opening, axis=1), -1)
