"""Facts of the staff: teams, who belongs to them, what is shared, what was done."""

from coaching.models.consent import ConsentEvent
from coaching.models.teams import ClubRole, Membership, StaffRole, Team
from coaching.models.warnings import WarningAction

__all__ = ["ClubRole", "ConsentEvent", "Membership", "StaffRole", "Team", "WarningAction"]
