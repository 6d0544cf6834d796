"""Facts of the staff: teams, who belongs to them, what is shared, what was done."""

from coaching.models.calibrations import TeamCalibration
from coaching.models.consent import ASSESSED, ConsentEvent, DataClass, shared_classes
from coaching.models.contact import ContactWish
from coaching.models.digests import Digest
from coaching.models.notes import AthleteMessage, StaffNote
from coaching.models.performance import TeamTest
from coaching.models.plans import Phase, TemplateEntry, WeekTemplate
from coaching.models.teams import ClubRole, Membership, StaffRole, Task, Team, relation_day
from coaching.models.warnings import PlanAdjustment, WarningAction

__all__ = [
    "ASSESSED",
    "AthleteMessage",
    "ClubRole",
    "ConsentEvent",
    "ContactWish",
    "DataClass",
    "Digest",
    "Membership",
    "Phase",
    "PlanAdjustment",
    "StaffNote",
    "StaffRole",
    "Task",
    "Team",
    "TeamCalibration",
    "TeamTest",
    "TemplateEntry",
    "WarningAction",
    "WeekTemplate",
    "relation_day",
    "shared_classes",
]
