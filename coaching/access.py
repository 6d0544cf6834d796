"""Who may see and do what: the one place that turns (user, id) into a row or 404.

Nothing here is remembered from one request to the next: access ends with the row that gives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from athletes.models import Athlete, OverloadBlock, PlannedSession
from coaching.models import (
    AthleteMessage,
    ClubRole,
    ContactWish,
    Membership,
    StaffNote,
    StaffRole,
    Task,
    Team,
    TeamTest,
    WarningAction,
    shared_classes,
)
from coaching.models.teams import TASKS
from recovery.accounts.models import User

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    class Shared(TypedDict):
        classes: int  # bit mask of what the athlete shares with this team

    Member = WithAnnotations[Membership, Shared]

LEADING = [kind for kind, tasks in TASKS.items() if Task.LEAD in tasks]


@dataclass(frozen=True)
class Roles:
    """Which parts of the site are somebody's."""

    is_athlete: bool
    is_coach: bool
    is_club_admin: bool


def roles_of(user: User, *, now: dt.datetime) -> Roles:
    """Return what somebody is at this moment. One query."""
    staff = StaffRole.objects.active(now).filter(user=OuterRef("pk"))
    club = ClubRole.objects.active(now).filter(user=OuterRef("pk"))
    is_athlete, is_coach, is_club_admin = User.objects.values_list(
        Exists(Athlete.objects.filter(user=OuterRef("pk"))), Exists(staff), Exists(club)
    ).get(pk=user.pk)
    return Roles(is_athlete=is_athlete, is_coach=is_coach, is_club_admin=is_club_admin)


def home_url(user: User) -> str:
    """Return the page somebody came for: who waits for nobody else comes first. One query."""
    roles = roles_of(user, now=timezone.now())
    if roles.is_athlete:
        return reverse("athletes:today")
    if roles.is_coach:
        return reverse("coaching:home")
    if roles.is_club_admin:
        return reverse("coaching:people")
    return reverse("admin:index") if user.is_staff else reverse("coaching:nowhere")


def own_teams(user: User, *, now: dt.datetime) -> QuerySet[Team]:
    """Return the teams somebody looks after."""
    return Team.objects.filter(
        pk__in=StaffRole.objects.active(now).filter(user=user).values("team")
    )


def staff_team_or_404(
    user: User, public_id: uuid.UUID, *, now: dt.datetime, to: Task | None = None
) -> Team:
    """Return a team that somebody looks after, if their role in it lets them do that. One query.

    The team knows what they may do in it, and which others they look after.
    """
    roles = list(
        StaffRole.objects.active(now)
        .filter(user=user)
        .select_related("team")
        .order_by("team__name")
    )
    own = [role for role in roles if role.team.public_id == public_id]
    may = frozenset[Task]().union(*(role.tasks for role in own))
    if not own or (to is not None and to not in may):
        raise Http404
    team = own[0].team
    team.may = may
    team.others = tuple({role.team: None for role in roles if role.team != team})
    return team


def budget_team_or_404(user: User, public_id: uuid.UUID, *, now: dt.datetime) -> Team:
    """Return a team whose alert budget somebody chooses: its head coach, or a club admin.

    One query. It opens no answers: the page of a budget knows counts.
    """
    roles = StaffRole.objects.active(now).filter(user=user, team=OuterRef("pk"))
    is_head = Exists(roles.filter(kind__in=LEADING))
    is_admin = Exists(ClubRole.objects.active(now).filter(user=user))
    try:
        return Team.objects.filter(is_head | is_admin).get(public_id=public_id)
    except Team.DoesNotExist:
        raise Http404 from None


def club_admin_or_404(user: User, *, now: dt.datetime) -> None:
    """Let a club admin pass. One query."""
    if not ClubRole.objects.active(now).filter(user=user).exists():
        raise Http404


def visible_members(team: Team, *, now: dt.datetime) -> QuerySet[Member]:
    """Return who is in the team with an open account, each with what they share with it."""
    return (
        Membership.objects.active(now)
        .filter(team=team, athlete__user__is_active=True)
        .annotate(classes=shared_classes())
        .select_related("athlete__user")
    )


def visible_member_or_404(team: Team, athlete_public_id: uuid.UUID, *, now: dt.datetime) -> Member:
    """Return an athlete of the team, with what they share with it. One query."""
    try:
        return visible_members(team, now=now).get(athlete__public_id=athlete_public_id)
    except Membership.DoesNotExist:
        raise Http404 from None


def team_action_or_404(team: Team, athlete: Athlete, action_id: int) -> WarningAction:
    """Return what somebody of the team did about a warning of the athlete. One query.

    What changed the plan belongs to who may plan: taking it back changes the plan too.
    """
    actions = WarningAction.objects.filter(team=team, athlete=athlete)
    if Task.PLAN not in team.may:
        actions = actions.exclude(kind=WarningAction.Kind.ADJUSTED)
    try:
        return actions.get(pk=action_id)
    except WarningAction.DoesNotExist:
        raise Http404 from None


def team_test_or_404(team: Team, test_id: int) -> TeamTest:
    """Return a test that the team still does. One query."""
    try:
        test = TeamTest.objects.in_use().get(pk=test_id, team=team)
    except TeamTest.DoesNotExist:
        raise Http404 from None
    test.team = team
    return test


def own_note_or_404(user: User, team: Team, athlete: Athlete, note_id: int) -> StaffNote:
    """Return a note about the athlete that somebody wrote themselves. One query."""
    try:
        return StaffNote.objects.get(pk=note_id, by=user, team=team, athlete=athlete)
    except StaffNote.DoesNotExist:
        raise Http404 from None


def sent_message_or_404(
    user: User, team: Team, athlete: Athlete, message_id: int
) -> AthleteMessage:
    """Return a message to the athlete that somebody wrote themselves. One query."""
    try:
        return AthleteMessage.objects.get(pk=message_id, by=user, team=team, athlete=athlete)
    except AthleteMessage.DoesNotExist:
        raise Http404 from None


def own_message_or_404(athlete: Athlete, message_id: int) -> AthleteMessage:
    """Return a message that was written to this athlete. One query."""
    try:
        return AthleteMessage.objects.get(pk=message_id, athlete=athlete)
    except AthleteMessage.DoesNotExist:
        raise Http404 from None


def own_team_or_404(athlete: Athlete, public_id: uuid.UUID, *, now: dt.datetime) -> Team:
    """Return a team that an athlete is in. One query."""
    memberships = Membership.objects.active(now).filter(athlete=athlete)
    try:
        return Team.objects.get(public_id=public_id, pk__in=memberships.values("team"))
    except Team.DoesNotExist:
        raise Http404 from None


def own_wish_or_404(athlete: Athlete, wish_id: int) -> ContactWish:
    """Return an athlete's own wish for contact. One query."""
    try:
        return ContactWish.objects.get(pk=wish_id, athlete=athlete)
    except ContactWish.DoesNotExist:
        raise Http404 from None


def team_wish_or_404(team: Team, wish_id: int, *, now: dt.datetime) -> ContactWish:
    """Return a wish for contact of somebody who is in the team. One query."""
    members = visible_members(team, now=now)
    try:
        return ContactWish.objects.get(pk=wish_id, team=team, athlete__in=members.values("athlete"))
    except ContactWish.DoesNotExist:
        raise Http404 from None


def team_planned_or_404(
    team: Team, planned_id: int, *, now: dt.datetime
) -> tuple[PlannedSession, Member]:
    """Return what the team planned for one of its athletes, and that athlete. Three queries."""
    try:
        planned = PlannedSession.objects.get(pk=planned_id, planned_for=team.public_id)
    except PlannedSession.DoesNotExist:
        raise Http404 from None
    member = _member_or_404(team, planned.athlete_id, now=now)
    planned.athlete = member.athlete
    return planned, member


def team_overload_or_404(team: Team, block_id: int, *, now: dt.datetime) -> OverloadBlock:
    """Return an overload that the team planned for one of its athletes. Three queries."""
    try:
        block = OverloadBlock.objects.get(pk=block_id, planned_for=team.public_id)
    except OverloadBlock.DoesNotExist:
        raise Http404 from None
    block.athlete = _member_or_404(team, block.athlete_id, now=now).athlete
    return block


def _member_or_404(team: Team, athlete_id: int, *, now: dt.datetime) -> Member:
    members = visible_members(team, now=now).prefetch_related("athlete__time_zones")
    try:
        return members.get(athlete_id=athlete_id)
    except Membership.DoesNotExist:
        raise Http404 from None
