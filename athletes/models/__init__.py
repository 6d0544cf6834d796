"""Facts: what athletes told us. Every row is irreplaceable; nothing here is computed."""

from athletes.models.activity_files import (
    ActivityFile,
    ActivityOriginal,
    ColumnMeaning,
    Recording,
)
from athletes.models.calibrations import Calibration
from athletes.models.changes import FactChange
from athletes.models.check_ins import (
    BodyAnswers,
    CheckIn,
    HealthAnswers,
    HealthDetail,
    HeartMeasurement,
    MindAnswers,
    Note,
    RecoveryTool,
    RedFlag,
    SorenessRegion,
)
from athletes.models.days import DayMark
from athletes.models.health_problems import (
    BodyPlace,
    HealthProblem,
    HealthWeek,
    ProblemReport,
)
from athletes.models.people import Athlete, Clock, TimeZoneSpan
from athletes.models.performance import PerformanceResult, PerformanceTest
from athletes.models.plans import OverloadBlock, PlanKind, PlannedSession
from athletes.models.questions import OptionalItem
from athletes.models.reminders import Reminders
from athletes.models.sessions import Session
from athletes.models.shoes import Shoe
from athletes.models.timings import CheckInTiming

__all__ = [
    "ActivityFile",
    "ActivityOriginal",
    "Athlete",
    "BodyAnswers",
    "BodyPlace",
    "Calibration",
    "CheckIn",
    "CheckInTiming",
    "Clock",
    "ColumnMeaning",
    "DayMark",
    "FactChange",
    "HealthAnswers",
    "HealthDetail",
    "HealthProblem",
    "HealthWeek",
    "HeartMeasurement",
    "MindAnswers",
    "Note",
    "OptionalItem",
    "OverloadBlock",
    "PerformanceResult",
    "PerformanceTest",
    "PlanKind",
    "PlannedSession",
    "ProblemReport",
    "Recording",
    "RecoveryTool",
    "RedFlag",
    "Reminders",
    "Session",
    "Shoe",
    "SorenessRegion",
    "TimeZoneSpan",
]
