"""The explanation that is stored with a day's level: everything a text needs, and no text."""

from typing import TypedDict

import numpy as np

from recovery.engine.arrays import FloatArray
from recovery.engine.items import ITEMS, turn_answers
from recovery.engine.levels import WARNING_LEVELS, Level
from recovery.engine.model import NOT_OPEN, Assessment, Cue, Phase, load_and_exertion

REASON_DAYS = 7  # answers that may speak for or against
NOTABLE_Z = 0.5  # half a day-to-day standard deviation: the smallest change worth a word
MOST_REASONS = 3


class ItemReason(TypedDict):
    """One item. ``raw`` and ``own_normal`` are as the athlete answers: 5 is best, or h, bpm."""

    item: str
    raw: float
    own_normal: float
    z: float  # mean of the last 7 days, larger = worse [SD]
    days_worse: int
    days_answered: int


class LoadReason(TypedDict):
    """Load of the seven days up to yesterday. [AU] null where too few days are known."""

    week: int | None
    usual: int | None
    percent: int | None


class Coverage(TypedDict):
    """How much there was to go by. ``usable_7`` are check-ins with three answers or more."""

    checkins_7: int
    usable_7: int
    known_days_28: int


class ClosesIf(TypedDict):
    """An open warning closes after ``days`` check-ins in a row with ``stream`` under ``below``."""

    stream: str  # "evidence" or "response"
    below: float
    days: int
    now: float


class Share(TypedDict):
    """What each stream adds to the evidence. [SD] null where nothing is known of it."""

    response: float | None
    load: float | None
    exertion: float | None


class Payload(TypedDict):
    """The explanation of one athlete's day. Days are columns, negative before the series."""

    level: int
    since: int
    opened: int | None
    evidence: float | None
    response: float | None
    response_sd: float | None
    response_band: float
    load_excess: float | None
    dissociation: float | None
    easy_creep: float | None
    soreness_days: int
    fatigue_days: int
    shares: Share
    threshold: float
    load_raised: bool
    exertion_raised: bool
    cues: list[str]  # names of `Cue`, lower case
    ill: bool
    building_up: bool
    careless: bool
    overload: bool  # a planned overload raises the threshold
    performance_drop: bool  # tests show less than usual
    top_items: list[ItemReason]
    against: list[ItemReason]
    load: LoadReason
    coverage: Coverage
    phase: str
    answers: int
    thresholds_version: str
    closes_if: ClosesIf | None


def payload(assessment: Assessment, athlete: int, day: int) -> Payload:
    """Explain one athlete's level on one day in values that JSON can hold.

    Parameters
    ----------
    assessment : Assessment
    athlete, day : int
        Row and column; negative ones count from the end.

    Returns
    -------
    Payload
        Numbers rounded for reading; None where there is no value, never NaN.
    """
    day %= assessment.level.shape[1]
    opened = int(assessment.opened[athlete, day])
    worse, usual = _item_reasons(assessment, athlete, day)
    return Payload(
        level=int(assessment.level[athlete, day]),
        since=int(assessment.since[athlete, day]),
        opened=None if opened == NOT_OPEN else opened,
        evidence=_rounded(assessment.evidence[athlete, day]),
        response=_rounded(assessment.response[athlete, day]),
        response_sd=_rounded(assessment.response_sd[athlete, day]),
        response_band=assessment.parameters.response_band,
        load_excess=_rounded(assessment.load_excess[athlete, day]),
        dissociation=_rounded(assessment.dissociation[athlete, day]),
        easy_creep=_rounded(assessment.easy_creep[athlete, day]),
        soreness_days=int(assessment.soreness_days[athlete, day]),
        fatigue_days=int(assessment.fatigue_days[athlete, day]),
        shares=_shares(assessment, athlete, day),
        threshold=round(float(assessment.threshold[athlete, day]), 2),
        load_raised=bool(assessment.load_raised[athlete, day]),
        exertion_raised=bool(assessment.exertion_raised[athlete, day]),
        cues=[str(cue.name).lower() for cue in Cue if cue & int(assessment.cues[athlete, day])],
        ill=bool(assessment.ill[athlete, day]),
        building_up=bool(assessment.building_up[athlete, day]),
        careless=bool(assessment.careless[athlete, day]),
        overload=bool(assessment.overload[athlete, day]),
        performance_drop=bool(assessment.performance_drop[athlete, day]),
        top_items=worse,
        against=usual,
        load=_load_reason(assessment, athlete, day),
        coverage=Coverage(
            checkins_7=int(assessment.checkins_7[athlete, day]),
            usable_7=int(assessment.usable_7[athlete, day]),
            known_days_28=int(assessment.known_days_28[athlete, day]),
        ),
        phase=Phase(assessment.phase[athlete, day]).name.lower(),
        answers=int(assessment.answers[athlete, day]),
        thresholds_version=assessment.parameters.version,
        closes_if=_closes_if(assessment, athlete, day),
    )


def _shares(assessment: Assessment, athlete: int, day: int) -> Share:
    p = assessment.parameters
    load, exertion = load_and_exertion(
        assessment.load_excess[athlete, day], assessment.dissociation[athlete, day], p
    )
    return Share(
        response=_rounded(assessment.response[athlete, day]),
        load=_rounded(float(load)),
        exertion=_rounded(float(exertion)),
    )


def _item_reasons(
    assessment: Assessment, athlete: int, day: int
) -> tuple[list[ItemReason], list[ItemReason]]:
    """Return what is worse than normal, most telling first, and what is as usual.

    Looks back a week, because a warning rests on several days and may be read on one without
    a check-in.
    """
    week = slice(max(day + 1 - REASON_DAYS, 0), day + 1)
    z = assessment.z[athlete, week]
    values = turn_answers(assessment.items[athlete, week])
    normals = turn_answers(assessment.normal[athlete, week])
    reasons = [
        _item_reason(item.code, z[:, column], values[:, column], normals[:, column])
        for column, item in enumerate(ITEMS)
        if not np.isnan(z[:, column]).all()
    ]
    worse = [reason for reason in reasons if reason["z"] >= NOTABLE_Z]
    worse.sort(key=lambda reason: -reason["z"])
    return worse[:MOST_REASONS], [reason for reason in reasons if reason["z"] < NOTABLE_Z]


def _item_reason(code: str, z: FloatArray, values: FloatArray, normals: FloatArray) -> ItemReason:
    given = np.flatnonzero(~np.isnan(z))
    latest = given[-1]
    return ItemReason(
        item=code,
        raw=round(float(values[latest]), 2),
        own_normal=round(float(normals[latest]), 2),
        z=round(float(z[given].mean()), 2),
        days_worse=int((z[given] >= NOTABLE_Z).sum()),
        days_answered=int(given.size),
    )


def _load_reason(assessment: Assessment, athlete: int, day: int) -> LoadReason:
    recent = float(assessment.load_7[athlete, day])
    usual = float(assessment.load_usual[athlete, day])
    comparable = usual > 0 and not np.isnan(recent)
    return LoadReason(
        week=None if np.isnan(recent) else round(7 * recent),
        usual=None if np.isnan(usual) else round(7 * usual),
        percent=round(100 * (recent / usual - 1)) if comparable else None,
    )


def _closes_if(assessment: Assessment, athlete: int, day: int) -> ClosesIf | None:
    level = Level(assessment.level[athlete, day])
    p = assessment.parameters
    if level not in WARNING_LEVELS:
        return None
    if level == Level.RECOVERY_LOW:
        now = float(assessment.response[athlete, day])
        return ClosesIf(
            stream="response", below=p.close_response, days=p.close_days, now=round(now, 2)
        )
    now = float(assessment.evidence[athlete, day])
    days = p.persistent_close_days if level == Level.PERSISTENT else p.close_days
    return ClosesIf(stream="evidence", below=p.close_evidence, days=days, now=round(now, 2))


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 2)
