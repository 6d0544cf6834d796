"""A team with months behind it, who share what they are told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coaching.models import DataClass
from tests.assessments.histories import write_history
from tests.coaching.factories import create_member

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coaching.models import Membership, Team

SHARED = (DataClass.SESSIONS, DataClass.BODY, DataClass.HEALTH)


def create_squad(
    team: Team,
    *,
    athletes: int = 9,
    days: int = 60,
    shares: Sequence[DataClass] = SHARED,
    poor_days: int = 0,
) -> list[Membership]:
    """Save athletes with a history up to today, each of another course."""
    members = []
    for number in range(athletes):
        member = create_member(team=team, name=f"Athlete {number}", shares=shares)
        write_history(member.athlete, days=days, seed=number, poor_days=poor_days)
        members.append(member)
    return members
