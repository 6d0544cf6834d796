"""Teams, and who belongs to them as athlete or staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from athletes.services.changes import take_turn
from coaching.models import ClubRole, Membership, StaffRole, Team, relation_day
from coaching.services.calibrations import follow_team
from coaching.services.consent import keep_lenses
from coaching.services.performance import give_tests
from coaching.services.questions import hand_down

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from athletes.models import Athlete
    from recovery.accounts.models import User


@transaction.atomic
def create_team(*, name: str) -> Team:
    """Save a team; a name that is empty or taken is a ValidationError."""
    team = Team(name=name.strip())
    team.full_clean()
    team.save()
    return team


@transaction.atomic
def add_member(*, athlete: Athlete, team: Team, now: dt.datetime) -> Membership:
    """Put an athlete in a team, once. They share nothing with it until they say so."""
    membership, created = Membership.objects.get_or_create(
        athlete=athlete, team=team, until_day=None, defaults={"from_day": relation_day(now)}
    )
    follow_team(athlete=athlete, now=now)
    if created:
        hand_down(athlete_ids=[athlete.pk], now=now)
        give_tests(athlete=athlete, team=team)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, now: dt.datetime) -> None:
    """Take an athlete out of a team: the next request of its staff finds nobody.

    Consent belongs to the membership, so it ends here and does not come back with them.
    """
    take_turn(membership.athlete)  # what is being shared meanwhile would keep its lens
    _end(membership, now=now)
    keep_lenses(athlete=membership.athlete, now=now)
    follow_team(athlete=membership.athlete, now=now)
    hand_down(athlete_ids=[membership.athlete_id], now=now)


@transaction.atomic
def place_members(
    *, team: Team, placements: Mapping[int, tuple[str, str]], now: dt.datetime
) -> None:
    """Say in which group, and at which position, the members of a team are: all or nobody.

    ``placements`` is by membership; one of another team, or that is over, is passed by.
    """
    members = list(
        Membership.objects.active(now)
        .filter(team=team, pk__in=placements)
        .select_for_update()
        .order_by("pk")
    )
    for member in members:
        member.group, member.position = placements[member.pk]
    Membership.objects.bulk_update(members, ["group", "position"], batch_size=200)


@transaction.atomic
def appoint(
    *, user: User, team: Team, kind: str = StaffRole.Kind.HEAD, now: dt.datetime
) -> StaffRole:
    """Give somebody the care of a team; asking twice changes at most the kind."""
    role, _created = StaffRole.objects.update_or_create(
        user=user,
        team=team,
        until_day=None,
        defaults={"kind": kind},
        create_defaults={"kind": kind, "from_day": relation_day(now)},
    )
    return role


@transaction.atomic
def make_club_admin(*, user: User, now: dt.datetime) -> ClubRole:
    role, _created = ClubRole.objects.get_or_create(
        user=user, until_day=None, defaults={"from_day": relation_day(now)}
    )
    return role


@transaction.atomic
def end_role(*, role: StaffRole | ClubRole, now: dt.datetime) -> None:
    """Take a role away: every page it opened is a 404 from the next request on."""
    _end(role, now=now)


def _end(relation: Membership | StaffRole | ClubRole, *, now: dt.datetime) -> None:
    # One that has yet to begin ends on its first day, and so never was.
    relation.until_day = max(relation_day(now), relation.from_day)
    relation.save(update_fields=["until_day"])
