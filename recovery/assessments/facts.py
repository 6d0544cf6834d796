"""The facts of a set of athletes as arrays, one row of the arrays per fact.

Nothing is left out and nothing is judged here: who may see what is `series`' business.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from django.db.models import Case, F, FloatField, IntegerField, Value, When
from django.db.models.functions import Cast, Coalesce, Ln

from athletes.instruments import INSTRUMENTS
from athletes.models import (
    Calibration,
    CheckIn,
    DayMark,
    HeartMeasurement,
    OverloadBlock,
    Session,
)
from athletes.models.check_ins import SorenessRegion
from athletes.performance import drops
from recovery.assessments.packed_rows import (
    DayNumber,
    Integer,
    Number,
    Position,
    Seconds,
    read_packed,
)
from recovery.engine import DEFAULTS, ENGINE_VERSION, ITEM_INDEX, ITEMS, DayKind, SessionKind
from recovery.engine.baseline import ICC, PRIOR_MEAN, PRIOR_SD

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from recovery.engine.arrays import BoolArray, FloatArray, IntArray

Rows = TypeVar("Rows", bound="QuerySet[Any]")

# Only rMSSD is what the engine takes variability for; other kinds do not compare with it.
LN_RMSSD = Case(
    When(
        heart__variability_kind=HeartMeasurement.VariabilityKind.RMSSD,
        then=Ln(Cast("heart__variability", FloatField())),
    )
)
ITEM_COLUMNS = {
    "fatigue": Number(F("body__fatigue")),
    "soreness": Number(F("body__soreness")),
    "sleep_quality": Number(F("body__sleep_quality")),
    "sleep_hours": Number(F("body__sleep_hours")),
    "stress": Number(F("mind__stress")),
    "mood": Number(F("mind__mood")),
    "concentration": Number(F("mind__concentration")),
    "motivation": Number(F("mind__motivation")),
    "resting_heart_rate": Number(F("heart__resting_heart_rate")),
    "ln_rmssd": Number(LN_RMSSD),
}
REGIONS = SorenessRegion.values
SORE_REGIONS = sum(
    (
        Case(When(body__soreness_regions__contains=[region], then=1 << bit), default=0)
        for bit, region in enumerate(REGIONS)
    ),
    start=Value(0),
)
# Items that are points on the scale of the instrument in the named table.
SCALES = {
    "body": [ITEM_INDEX[code] for code in ("fatigue", "soreness", "sleep_quality")],
    "mind": [ITEM_INDEX[code] for code in ("stress", "mood", "concentration", "motivation")],
}
INSTRUMENT_CODES = list(INSTRUMENTS)
# Rows are instruments; a point times the first plus the second is 1 (best) to 5 (worst).
ORIENTATION = np.array(
    [(each.oriented(1) - each.oriented(0), each.oriented(0)) for each in INSTRUMENTS.values()]
)
SESSION_KINDS = np.array([SessionKind[kind.name] for kind in Session.Kind], dtype=np.int64)
DAY_KINDS = np.array([DayKind[kind.name] for kind in DayMark.Kind], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class CheckInFacts:
    """One row per check-in; ``items`` in the engine's order, answers with 5 as the worst.

    ``regions`` has a bit for each of `REGIONS` that is sore.
    """

    athlete: IntArray
    day: IntArray
    items: FloatArray
    ill: BoolArray
    regions: IntArray


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One row per session. ``reported_load`` [AU] where a history knew nothing else.

    ``planned_rpe`` is what was intended of it, NaN where it was not planned.
    """

    athlete: IntArray
    day: IntArray
    started: IntArray
    kind: IntArray
    minutes: FloatArray
    rpe: FloatArray
    planned_rpe: FloatArray
    reported_load: FloatArray

    def where(self, kept: BoolArray) -> SessionFacts:
        """Return the sessions for which ``kept`` is true."""
        return SessionFacts(*(getattr(self, field.name)[kept] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class DayMarkFacts:
    """One row per day that the athlete called something, a `DayKind`."""

    athlete: IntArray
    day: IntArray
    kind: IntArray


@dataclass(frozen=True, slots=True)
class SpanFacts:
    """One row per stretch of days on which something holds."""

    athlete: IntArray
    first: IntArray
    last: IntArray


@dataclass(frozen=True, slots=True)
class CalibrationFacts:
    """One row per decision, in the order in which they take over from one another.

    ``prior`` is a row of ``prior_mean``, ``prior_sd`` and ``icc``, whose first row is built in.
    """

    athlete: IntArray
    from_day: IntArray
    evidence: FloatArray
    prior: IntArray
    prior_mean: FloatArray
    prior_sd: FloatArray
    icc: FloatArray


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the engine reads. ``athlete`` holds ids; days are counted from 1970-01-01."""

    check_ins: CheckInFacts
    sessions: SessionFacts
    day_marks: DayMarkFacts
    overloads: SpanFacts  # that were planned
    drops: SpanFacts  # in performance, as tests tell
    calibrations: CalibrationFacts


def read_facts(athlete_ids: Sequence[int], *, since: dt.date | None = None) -> Facts:
    """Read the facts of these athletes, from a day on or all. Six queries, whatever their number.

    What holds over many days, a camp or a decision, is always read; of tests, what tells on these.
    """
    return Facts(
        _read_check_ins(_from_day_on(CheckIn.objects.filter(athlete__in=athlete_ids), since)),
        _read_sessions(_from_day_on(Session.objects.filter(athlete__in=athlete_ids), since)),
        _read_day_marks(_from_day_on(DayMark.objects.filter(athlete__in=athlete_ids), since)),
        _read_overloads(athlete_ids),
        _read_drops(athlete_ids, since),
        _read_calibrations(athlete_ids),
    )


def _from_day_on(facts: Rows, since: dt.date | None) -> Rows:
    return facts if since is None else facts.filter(day__gte=since)


def _read_check_ins(facts: QuerySet[CheckIn]) -> CheckInFacts:
    rows = read_packed(
        facts,
        {
            "athlete": Integer("athlete_id"),
            "day": DayNumber("day"),
            "body": Position("body__instrument", INSTRUMENT_CODES),
            "mind": Position("mind__instrument", INSTRUMENT_CODES),
            "ill": Number(Cast("health__ill", IntegerField())),
            "regions": Integer(Coalesce(SORE_REGIONS, 0)),
            **ITEM_COLUMNS,
        },
    )
    items = np.stack([rows[item.code] for item in ITEMS], axis=1).astype(np.float64)
    for table, columns in SCALES.items():
        slope, start = ORIENTATION[rows[table]].T
        oriented = items[:, columns] * slope[:, None] + start[:, None]
        items[:, columns] = np.clip(oriented, 1, 5)  # a seventh of a scale is not exact
    return CheckInFacts(
        _ints(rows["athlete"]),
        _ints(rows["day"]),
        items,
        rows["ill"] == 1,
        _ints(rows["regions"]),
    )


def _read_sessions(facts: QuerySet[Session]) -> SessionFacts:
    rows = read_packed(
        facts,
        {
            "athlete": Integer("athlete_id"),
            "day": DayNumber("day"),
            "started": Seconds(Coalesce("started_at", "recorded_at")),
            "kind": Position("kind", Session.Kind.values),
            "minutes": Number("minutes"),
            "rpe": Number("rpe"),
            "planned_rpe": Number(F("planned_session__rpe")),
            "reported_load": Number("reported_load"),
        },
    )
    return SessionFacts(
        athlete=_ints(rows["athlete"]),
        day=_ints(rows["day"]),
        started=_ints(rows["started"]),
        kind=SESSION_KINDS[rows["kind"]],
        minutes=_floats(rows["minutes"]),
        rpe=_floats(rows["rpe"]),
        planned_rpe=_floats(rows["planned_rpe"]),
        reported_load=_floats(rows["reported_load"]),
    )


def _read_day_marks(facts: QuerySet[DayMark]) -> DayMarkFacts:
    rows = read_packed(
        facts,
        {
            "athlete": Integer("athlete_id"),
            "day": DayNumber("day"),
            "kind": Position("kind", DayMark.Kind.values),
        },
    )
    return DayMarkFacts(_ints(rows["athlete"]), _ints(rows["day"]), DAY_KINDS[rows["kind"]])


def _read_overloads(athlete_ids: Sequence[int]) -> SpanFacts:
    rows = read_packed(
        OverloadBlock.objects.filter(athlete__in=athlete_ids),
        {
            "athlete": Integer("athlete_id"),
            "first": DayNumber("first_day"),
            "last": DayNumber("last_day"),
        },
    )
    return SpanFacts(_ints(rows["athlete"]), _ints(rows["first"]), _ints(rows["last"]))


def _read_drops(athlete_ids: Sequence[int], since: dt.date | None) -> SpanFacts:
    found = drops(athlete_ids, since=since)
    return SpanFacts(
        np.array([drop.athlete_id for drop in found], dtype=np.int64),
        _day_numbers([drop.first for drop in found]),
        _day_numbers([drop.last for drop in found]),
    )


def _read_calibrations(athlete_ids: Sequence[int]) -> CalibrationFacts:
    decided = Calibration.objects.filter(athlete__in=athlete_ids)
    columns = ("athlete", "from_day", "evidence", "engine_version", "priors")
    rows = list(decided.order_by("athlete", "from_day", "pk").values_list(*columns))
    priors = [np.array([PRIOR_MEAN, PRIOR_SD, ICC])]
    places: dict[str, int] = {repr({}): 0}  # of what a whole team shares there is one
    prior = []
    for *_others, learned in rows:
        place = places.setdefault(repr(learned), len(priors))
        if place == len(priors):
            priors.append(_prior(learned))
        prior.append(place)
    mean, sd, icc = np.stack(priors, axis=1)
    return CalibrationFacts(
        athlete=np.array([athlete for athlete, *_others in rows], dtype=np.int64),
        from_day=_day_numbers([day for _athlete, day, *_others in rows]),
        evidence=np.array([_evidence(row[2], row[3]) for row in rows], dtype=np.float64),
        prior=np.array(prior, dtype=np.int64),
        prior_mean=mean,
        prior_sd=sd,
        icc=icc,
    )


def _evidence(evidence: float | None, version: str) -> float:
    """Return the threshold within today's bounds; the built-in one where none is decided.

    Another version of the engine measures evidence otherwise: then it says nothing.
    """
    if evidence is None or version != ENGINE_VERSION:
        return DEFAULTS.imbalance_evidence
    return min(max(evidence, DEFAULTS.lowest_evidence), DEFAULTS.highest_evidence)


def _prior(learned: dict[str, list[float]]) -> FloatArray:
    """Return mean, standard deviation and ICC of every item; built in where it is not named."""
    prior = np.array([PRIOR_MEAN, PRIOR_SD, ICC])
    for code, values in learned.items():
        if code in ITEM_INDEX:
            prior[:, ITEM_INDEX[code]] = values
    return prior


def _day_numbers(days: Sequence[dt.date]) -> IntArray:
    return np.array(days, dtype="datetime64[D]").astype(np.int64)


def _ints(column: NDArray[np.int64]) -> IntArray:
    return column.astype(np.int64)


def _floats(column: NDArray[np.float64]) -> FloatArray:
    return column.astype(np.float64)
