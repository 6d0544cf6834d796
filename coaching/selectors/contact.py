"""Who asks for contact: for the staff of a team, and for the athlete who asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coaching import words
from coaching.access import visible_members
from coaching.models import ContactWish, Membership

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Sequence

    from coaching.models import Team
    from recovery.accounts.models import User


@dataclass(frozen=True, slots=True)
class Asking:
    """One athlete who asks, ready to print."""

    wish_id: int
    public_id: uuid.UUID
    name: str
    since: str


@dataclass(frozen=True, slots=True)
class AskedTeam:
    """One team of an athlete, and since when they have asked it, if they do."""

    team: Team
    wish: ContactWish | None


def asking(team: Team, *, now: dt.datetime) -> list[Asking]:
    """Return who of the team asks for contact, the longest waiting first. One query."""
    members = visible_members(team, now=now)
    wishes = ContactWish.objects.open().filter(team=team, athlete__in=members.values("athlete"))
    return [
        Asking(
            wish_id=wish.pk,
            public_id=wish.athlete.public_id,
            name=wish.athlete.user.name or wish.athlete.user.email,
            since=words.moment(wish.at),
        )
        for wish in wishes.select_related("athlete__user").order_by("at", "pk")
    ]


def asked_teams(user: User, *, now: dt.datetime) -> Sequence[AskedTeam]:
    """Return the teams that an athlete may ask, with what they asked. Two queries."""
    memberships = Membership.objects.active(now).filter(athlete__user=user)
    wishes = {wish.team_id: wish for wish in ContactWish.objects.open().filter(athlete__user=user)}
    return [
        AskedTeam(membership.team, wishes.get(membership.team_id))
        for membership in memberships.select_related("team").order_by("team__name")
    ]
