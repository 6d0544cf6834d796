"""Facts: what athletes told us. Every row is irreplaceable; nothing here is computed."""

from athletes.models.changes import FactChange
from athletes.models.check_ins import (
    BodyAnswers,
    CheckIn,
    HealthAnswers,
    HealthDetail,
    HeartMeasurement,
    MindAnswers,
    Note,
    RedFlag,
    SorenessRegion,
)
from athletes.models.days import DayMark
from athletes.models.people import Athlete, TimeZoneSpan
from athletes.models.questions import OptionalItem
from athletes.models.sessions import Session
from athletes.models.timings import CheckInTiming

__all__ = [
    "Athlete",
    "BodyAnswers",
    "CheckIn",
    "CheckInTiming",
    "DayMark",
    "FactChange",
    "HealthAnswers",
    "HealthDetail",
    "HeartMeasurement",
    "MindAnswers",
    "Note",
    "OptionalItem",
    "RedFlag",
    "Session",
    "SorenessRegion",
    "TimeZoneSpan",
]
