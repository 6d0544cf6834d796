"""From facts to levels: the whole model, for one athlete or ten thousand alike."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import IntEnum, IntFlag
from typing import Any

import numpy as np

from recovery.engine.arrays import (
    BoolArray,
    CodeArray,
    DailyLoad,
    FloatArray,
    IntArray,
    known_days,
    rolling_count,
)
from recovery.engine.baseline import Baseline, item_z, own_normal
from recovery.engine.course import SUDDEN_DAYS, Course, Kept, Resume, carried_type
from recovery.engine.dissociation import EXPECTED_WITHIN_DAYS, dissociation, easy_creep
from recovery.engine.excess import HISTORY_DAYS, LoadExcess, load_excess, week_means
from recovery.engine.items import ITEM_INDEX
from recovery.engine.levels import Day, Level, LevelMachine
from recovery.engine.metrics.load import monotony, strain, week_change
from recovery.engine.parameters import DEFAULTS, Parameters
from recovery.engine.response import (
    LevelFilter,
    careless_check_ins,
    composite,
    usable_check_ins,
)
from recovery.engine.series import Context, Series
from recovery.engine.sessions import IMPUTE_WITHIN_DAYS

BLOCK_ATHLETES = 512  # many enough for the calls of a day, few enough for the memory of a block

SORENESS = ITEM_INDEX["soreness"]
FATIGUE = ITEM_INDEX["fatigue"]
NOT_OPEN = np.iinfo(np.int32).min  # no column: a warning may have opened before the first one
BRIDGED_DAYS = 1  # without an answer, in a row of sore or tired days
SORE_POINT, TIRED_POINT = 3, 4  # of 5, from which an answer may be a run's
DROP_AFTER_DAYS = 7  # of an open warning, before a drop in performance makes it persistent


class Phase(IntEnum):
    """How well the athlete's own normal is known."""

    LEARNING = 0  # under 7 answers; no warning may open
    PROVISIONAL = 1
    FULL = 2  # over 20 answers


class Cue(IntFlag):
    """What, other than the response, asks for a notice."""

    SORENESS = 1  # that stays
    LOAD = 2  # far above habit
    EASY_CREEP = 4  # easy sessions that are not easy
    SUDDEN = 8  # two poor mornings out of nothing, while training fell away: perhaps ill


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the model says of every athlete on every day.

    Arrays of shape (n_athletes, n_days), unless said otherwise, with the days of the series.
    Where there is no value it is NaN.

    Attributes
    ----------
    level : int8 ndarray
        `Level`.
    since : int ndarray
        First of the days in a row at this level. Negative before the first day of the series.
    opened : int ndarray
        Day on which the open warning opened, `NOT_OPEN` where none is open.
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
    soreness_days, fatigue_days : int ndarray
        Days in a row with soreness well above normal; with one of the two worst answers about
        fatigue, above normal.
    cues : int ndarray
        `Cue`.
    load_raised, exertion_raised : bool ndarray
        What an *imbalance* needs one of.
    building_up : bool ndarray
        Coming back from a break.
    careless : bool ndarray
        Check-ins seem to be filled in without looking, and weigh less.
    ill : bool ndarray
        As in the series.
    overload : bool ndarray
        A planned overload raises the threshold.
    performance_drop : bool ndarray
        As in the series' context.
    threshold : ndarray
        The evidence from which an *imbalance* opened on that day. [SD]
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
    parameters : Parameters
        The thresholds it was computed with.
    """

    level: CodeArray
    since: IntArray
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
    fatigue_days: IntArray
    cues: IntArray
    load_raised: BoolArray
    exertion_raised: BoolArray
    building_up: BoolArray
    careless: BoolArray
    ill: BoolArray
    overload: BoolArray
    performance_drop: BoolArray
    threshold: FloatArray
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
    so levels rest on three streams: the response R of the check-ins, the dissociation D of
    sessions from what they should feel like, and as a bounded addition the load excess L. Load up
    to yesterday only: this morning's answers cannot know this evening's training.
    """
    return replay(series, parameters)[0]


def replay(
    series: Series,
    parameters: Parameters = DEFAULTS,
    *,
    resume: Resume | None = None,
    keep: BoolArray | None = None,
) -> tuple[Assessment, Kept]:
    """Assess as `assess` does, from the middle of a history on.

    Parameters
    ----------
    series : Series
        Facts from `warm_up_days` before the first day to compute, or from the athlete's first
        day where that is later, on.
    parameters : Parameters
        Thresholds.
    resume : Resume, optional
        Where each athlete's computation goes on; none of them has to.
    keep : bool ndarray of shape (n_athletes, n_days), optional
        Days before which to keep what is carried.

    Returns
    -------
    assessment : Assessment
        From the day on which each athlete's computation goes on, equal to the last bit to one
        of the whole history. Before that day, no value means anything but the facts; levels
        are unknown.
    kept : Kept
    """
    blocks = []
    kept = [
        Kept(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, carried_type(parameters)))
    ]
    for rows in _blocks(len(series.first_day)):
        block = series.of(rows)
        course = Course(
            block.load.shape,
            parameters,
            resume=resume and resume.of(rows),
            keep=None if keep is None else keep[rows],
        )
        blocks.append(_assess_block(block, parameters, course))
        kept += course.kept(rows.start)
    return _joined(blocks, parameters), Kept(
        *(np.concatenate([getattr(one, field.name) for one in kept]) for field in fields(Kept))
    )


def warm_up_days(parameters: Parameters = DEFAULTS) -> int:
    """Return how many days of facts before a day it rests on, beside what is carried."""
    p = parameters
    # Yesterday's sessions against what was usual, each against earlier ones of its kind.
    exertion = 1 + p.usual_residual_gap_days + 1 + p.usual_residual_days + EXPECTED_WITHIN_DAYS
    load = 1 + HISTORY_DAYS + IMPUTE_WITHIN_DAYS
    answers = max(p.baseline_days + p.baseline_gap_days, p.answers_usual_days + 7)
    return max(exertion, load, answers)


def _joined(blocks: list[Assessment], p: Parameters) -> Assessment:
    if len(blocks) == 1:
        return blocks[0]
    joined = {
        field.name: np.concatenate([getattr(block, field.name) for block in blocks])
        for field in fields(Assessment)
        if field.name != "parameters"
    }
    return Assessment(**joined, parameters=p)


def _blocks(n_athletes: int) -> Iterator[slice]:
    for start in range(0, max(n_athletes, 1), BLOCK_ATHLETES):
        yield slice(start, start + BLOCK_ATHLETES)


def _assess_block(series: Series, p: Parameters, course: Course) -> Assessment:
    n_days = series.load.shape[1]
    baseline = own_normal(series.items, series.ill, p, series.calibration)
    beside = _Beside(series, baseline, p, course)
    days = _Days(series, baseline, beside, p, course)
    for day in range(n_days):
        days.advance(day)
    course.forget_before(days.level, Level.UNKNOWN)

    recent, usual = week_means(series.load)
    evenness = monotony(series.load)
    change, difference = week_change(series.load)
    return Assessment(
        level=days.level,
        since=days.since,
        opened=days.opened,
        phase=days.phase,
        response=days.response,
        response_sd=days.response_sd,
        evidence=days.evidence,
        load_excess=beside.excess.highest.value,
        load_excess_status=beside.excess.highest.status,
        dissociation=beside.harder,
        easy_creep=beside.creep,
        composite=days.composite,
        soreness_days=beside.soreness_days,
        fatigue_days=beside.fatigue_days,
        cues=days.cues,
        load_raised=beside.load_raised,
        exertion_raised=beside.exertion_raised,
        building_up=beside.excess.building_up,
        careless=days.careless,
        ill=series.ill,
        overload=days.overload,
        performance_drop=days.performance_drop,
        threshold=days.threshold,
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
        parameters=p,
    )


class _Beside:
    """What stands beside the check-ins of each day, arrays of shape (n_athletes, n_days)."""

    def __init__(self, series: Series, baseline: Baseline, p: Parameters, course: Course) -> None:
        n_days = series.load.shape[1]
        self._p = p
        self.excess: LoadExcess = load_excess(series.load, p, course=course)
        exertion = dissociation(series.sessions, n_days, p, left_out=series.ill, course=course)
        self.harder, self.observed_yesterday = exertion  # D, and what it rests on today [SD]
        self.creep = easy_creep(series.sessions, n_days, p)  # [RPE]
        self.soreness_days = _days_in_a_row(
            series.items[..., SORENESS],
            baseline.mean[..., SORENESS],
            at_least=SORE_POINT,
            name="sore",
            course=course,
        )
        self.fatigue_days = _days_in_a_row(
            series.items[..., FATIGUE],
            baseline.mean[..., FATIGUE],
            at_least=TIRED_POINT,
            name="tired",
            course=course,
        )
        self.load_raised: BoolArray = self.excess.sustained >= p.raised_load
        self.exertion_raised: BoolArray = self.harder >= p.raised_exertion
        self.fell_away = _training_fell_away(series.load)

    def added_evidence(self) -> FloatArray:
        """What load and exertion add to R. [SD] Nothing where they are unknown."""
        load, exertion = load_and_exertion(self.excess.highest.value, self.harder, self._p)
        return np.nan_to_num(load) + np.nan_to_num(exertion)

    def cues(self) -> IntArray:
        """What, other than R, asks for a notice; without `Cue.SUDDEN`."""
        p = self._p
        sore = self.soreness_days >= p.notice_soreness_days
        loaded = self.excess.highest.value >= p.notice_load
        creeps = self.creep >= p.easy_creep_rpe
        cues: IntArray = Cue.SORENESS * sore + Cue.LOAD * loaded + Cue.EASY_CREEP * creeps
        return cues


def load_and_exertion(
    excess: FloatArray, harder: FloatArray, parameters: Parameters = DEFAULTS
) -> tuple[FloatArray, FloatArray]:
    """Return what L and D add to the evidence, bounded. [SD] NaN where they are unknown."""
    limit = parameters.dissociation_limit
    return (
        parameters.load_weight * np.clip(excess, 0, parameters.load_limit),
        parameters.dissociation_weight * np.clip(harder, -limit, limit),
    )


class _Days:
    """The part that must go day by day: a warning freezes the normal that answers are
    compared with, which decides about the next warning.

    It writes the frozen days into the baseline it is given.
    """

    def __init__(
        self, series: Series, baseline: Baseline, beside: _Beside, p: Parameters, course: Course
    ) -> None:
        self._course = course
        self._p, self._series, self._baseline, self._beside = p, series, baseline, beside
        self._started = series.started
        self._usable = usable = usable_check_ins(series.items, p)
        self.usable_7 = rolling_count(usable, 7)
        self._covered = self.usable_7 >= 7 - p.missed_check_ins_limit
        self._may_open = self.usable_7 >= p.opening_check_ins
        self._rated = ~np.isnan(beside.observed_yesterday)
        self._falling_away = _falls_away(usable, p)
        self._added = beside.added_evidence()
        self._raised = beside.load_raised | beside.exertion_raised
        self._context = series.context or Context.nothing(usable.shape)
        self.overload = _is_overload(self._context, p)
        self.threshold = _thresholds(series, self.overload, p)
        self._worn_out = beside.fatigue_days >= p.fatigue_days
        self.performance_drop = self._context.performance_drop
        self._local = self._context.sore_region_days >= p.local_soreness_days
        self.cues = beside.cues()
        self.careless, unread = careless_check_ins(series.items, p)
        self._noise = p.response_noise * np.where(unread, p.careless_noise, 1.0)
        self.answers = rolling_count(usable & ~series.ill, p.baseline_days, lag=p.baseline_gap_days)
        self.z = item_z(series.items, baseline.mean, baseline.sd, baseline.answers, p)
        self.composite = composite(self.z, p)
        n_athletes, n_days = usable.shape
        self.level: CodeArray = np.zeros((n_athletes, n_days), dtype=np.int8, order="F")
        self.response = np.full((n_athletes, n_days), np.nan, order="F")
        self.response_sd = np.full((n_athletes, n_days), np.nan, order="F")
        self.evidence = np.full((n_athletes, n_days), np.nan, order="F")
        self._filter = LevelFilter(
            n_athletes, retention=p.response_retention, drift=p.response_drift
        )
        self._machine = LevelMachine(n_athletes, p)
        self._seen: BoolArray = np.zeros(n_athletes, dtype=np.bool_)
        self._since_warning = np.full(n_athletes, p.freeze_after_days)
        self._frozen_days: IntArray = np.zeros(n_athletes, dtype=np.int64)
        self.since: IntArray = np.zeros((n_athletes, n_days), dtype=np.int64, order="F")
        self.opened: IntArray = np.zeros((n_athletes, n_days), dtype=np.int64, order="F")
        self._latest_level: CodeArray = np.full(n_athletes, -1, dtype=np.int8)
        self._level_days: IntArray = np.zeros(n_athletes, dtype=np.int64)
        self._open_days: IntArray = np.zeros(n_athletes, dtype=np.int64)

    @property
    def phase(self) -> CodeArray:
        learned = (self.answers >= self._p.learning_answers).astype(np.int8)
        return learned + (self.answers > self._p.full_answers).astype(np.int8)

    def advance(self, day: int) -> None:
        """Compute one day of all athletes."""
        self._course.before(day, self._state())
        self._course.latest(day, self._latest())
        self._freeze(day)
        ill = self._series.ill[:, day]
        learned = self.answers[:, day] >= self._p.learning_answers
        # What illness explains is not held against recovery, and until something is known of
        # their own normal nobody is measured by other people's.
        observed = np.where(ill | ~learned, np.nan, self.composite[:, day])
        self._filter.step(observed, noise=self._noise[:, day], started=self._started[:, day])
        self._seen |= self._usable[:, day] & learned
        response = np.where(self._seen, self._filter.mean, np.nan)
        evidence = response + self._added[:, day]
        self.response[:, day] = response
        self.response_sd[:, day] = np.where(self._seen, np.sqrt(self._filter.variance), np.nan)
        self.evidence[:, day] = evidence
        covered = self._covered[:, day]
        self.cues[:, day] += Cue.SUDDEN * self._sudden(day)
        self.level[:, day] = self._machine.step(
            Day(
                evidence=evidence,
                response=response,
                threshold=self.threshold[:, day] + self._caution(day),
                low_response=self._p.low_response + self._caution(day),
                overload=self.overload[:, day],
                raised=self._raised[:, day],
                worn_out=self._worn_out[:, day] | self._drops(day),
                cue=self.cues[:, day] > 0,
                local=self._local[:, day],
                ill=ill,
                falling_away=self._falling_away[:, day],
                counts=~ill & learned,
                answered=self._usable[:, day],
                may_open=~ill & self._may_open[:, day],
                news=self._usable[:, day] | self._rated[:, day],
                covered=covered,
                known=covered & learned,
            )
        )
        warned = self._machine.warning > 0
        since = np.minimum(self._since_warning + 1, self._p.freeze_after_days)
        self._since_warning = np.where(warned, 0, since)
        level = self.level[:, day]
        same = np.where(level == self._latest_level, self._level_days, 0)
        self._level_days = same + self._started[:, day]
        self._latest_level = level.copy()
        self._open_days = np.where(warned, self._open_days + 1, 0)
        self.since[:, day] = day + 1 - self._level_days
        self.opened[:, day] = np.where(warned, day + 1 - self._open_days, NOT_OPEN)

    def _state(self) -> dict[str, Any]:
        """Return what is carried to the next day."""
        return {
            **self._filter.state("response"),
            **self._machine.state(),
            "response_seen": self._seen,
            "since_warning": self._since_warning,
            "frozen_days": self._frozen_days,
            "level": self._latest_level,
            "level_days": self._level_days,
            "open_days": self._open_days,
        }

    def _latest(self) -> dict[str, Any]:
        """Return the arrays of which the latest days are carried."""
        return {
            "response": self.response,
            "composite": self.composite,
            "normal": self._baseline.mean,
            "normal_sd": self._baseline.sd,
            "normal_answers": self._baseline.answers,
            "answers": self.answers,
        }

    def _caution(self, day: int) -> FloatArray:
        """What a warning asks for besides while the own normal rests on few answers. [SD]"""
        p = self._p
        missing = np.clip(p.full_answers - self.answers[:, day], 0, None)
        return p.provisional_raise * missing / (p.full_answers - p.learning_answers)

    def _drops(self, day: int) -> BoolArray:
        """Less than usual in tests, once a warning has been open for a week."""
        drops: BoolArray = self.performance_drop[:, day] & (self._open_days >= DROP_AFTER_DAYS)
        return drops

    def _sudden(self, day: int) -> BoolArray:
        """Two poor mornings out of nothing while training has fallen away."""
        p = self._p
        before = np.full(len(self._seen), np.nan)
        if day >= SUDDEN_DAYS:
            before = self.response[:, day - SUDDEN_DAYS]
        lately = self.composite[:, max(day - 1, 0) : day + 1]
        poor = (lately >= p.sudden_composite) & (lately >= before[:, None] + p.sudden_rise)
        sudden: BoolArray = poor.all(axis=1) & self._beside.fell_away[:, day]
        return sudden & ~self._series.ill[:, day]

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


def _is_overload(context: Context, p: Parameters) -> BoolArray:
    """Return the days of planned overloads that raise the threshold.

    A camp of more than two weeks is no camp: from then on the threshold is what it was.
    """
    in_a_row = rolling_count(context.overload, p.overload_limit_days + 1)
    overload: BoolArray = context.overload & (in_a_row <= p.overload_limit_days)
    return overload


def _thresholds(series: Series, overload: BoolArray, p: Parameters) -> FloatArray:
    """Return the evidence from which an imbalance opens, shape (n_athletes, n_days). [SD]"""
    own = series.calibration
    threshold = np.full(series.load.shape, p.imbalance_evidence) if own is None else own.evidence
    return np.asfortranarray(threshold + p.overload_raise * overload)


def _falls_away(usable: BoolArray, p: Parameters) -> BoolArray:
    """Whether the last seven days have far fewer check-ins than the four weeks before."""
    usual = rolling_count(usable, p.answers_usual_days, lag=7) / p.answers_usual_days
    falls: BoolArray = usual - rolling_count(usable, 7) / 7 >= p.answers_fall
    return falls


def _training_fell_away(load: FloatArray) -> BoolArray:
    """Whether the last three days held less than half of what is usual."""
    prepared = DailyLoad(load)
    recent = prepared.mean(3, minimum=2, lag=1)
    fell: BoolArray = recent < 0.5 * prepared.mean(28, minimum=20, lag=4)
    return fell


def _days_in_a_row(
    answer: FloatArray, normal: FloatArray, *, at_least: int, name: str, course: Course
) -> IntArray:
    """Count the days in a row with an answer of at least that, and 1 above the own normal.

    One day without an answer is bridged. The shrunken mean stands for the own median: on a
    scale of five they are less than half a point apart.
    """
    missing = np.isnan(answer)
    poor = (answer >= at_least) & (answer >= normal + 1)
    run: IntArray = np.zeros(answer.shape[0], dtype=np.int64)
    gap = np.full(answer.shape[0], BRIDGED_DAYS + 1)
    runs = np.zeros(answer.shape, dtype=np.int64, order="F")
    for day in range(answer.shape[1]):
        course.before(day, {f"{name}_run": run, f"{name}_gap": gap})
        gap = np.where(missing[:, day], np.minimum(gap, BRIDGED_DAYS) + 1, 0)
        bridged = missing[:, day] & (gap <= BRIDGED_DAYS) & (run > 0)
        run = np.where(poor[:, day] | bridged, run + 1, 0)
        runs[:, day] = run
    return runs
