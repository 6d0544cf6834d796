"""The club's people: making an account, and closing and opening it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from athletes.services.people import create_athlete
from coaching.models import StaffRole
from coaching.services.teams import add_member, appoint, end_role, make_club_admin
from recovery.accounts.models import User, UserSession

if TYPE_CHECKING:
    import datetime as dt

    from coaching.models import Team


class Role(StrEnum):
    """What a club makes somebody."""

    ATHLETE = "athlete"
    HEAD_COACH = "head"
    ASSISTANT_COACH = "assistant"
    PHYSIO = "physio"
    OBSERVER = "observer"
    CLUB_ADMIN = "club_admin"
    NONE = ""


@transaction.atomic
def add_person(
    *,
    name: str,
    email: str,
    language: str,
    time_zone: str,
    role: Role,
    team: Team | None,
    now: dt.datetime,
) -> User:
    """Make an account without a password, and give it its place in the club.

    They set a password through a link; until then nobody can sign in as them.
    """
    user = User(name=name.strip(), email=email, language=language, time_zone=time_zone)
    user.set_unusable_password()
    user.full_clean(exclude={"password"})
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # the same form, a moment earlier
        user.validate_constraints()
        raise
    if role is Role.CLUB_ADMIN:
        make_club_admin(user=user, now=now)
        return user
    if team is None:
        raise ValidationError({"team": _("Choose a team.")}, code="required")
    if role is Role.ATHLETE:
        athlete = create_athlete(user=user, birth_date=None, time_zone=time_zone, now=now)
        add_member(athlete=athlete, team=team, now=now)
    else:
        appoint(user=user, team=team, kind=StaffRole.Kind(role.value), now=now)
    return user


@transaction.atomic
def choose_role(*, user: User, team: Team, role: Role, by: User, now: dt.datetime) -> None:
    """Give somebody a role in a team's staff, another one, or none any more.

    Nobody gives themselves one: who manages the club does not make themselves a reader of answers.
    """
    if user == by:
        raise ValidationError(
            _("Another club admin, or who runs the site, changes your own roles."),
            code="own_account",
        )
    if role is not Role.NONE:
        appoint(user=user, team=team, kind=StaffRole.Kind(role.value), now=now)
        return
    for held in StaffRole.objects.active(now).filter(user=user, team=team):
        end_role(role=held, now=now)


@transaction.atomic
def deactivate(*, user: User, by: User) -> None:
    """Close an account: its open pages end with its sessions. Nothing is deleted."""
    if user == by:
        raise ValidationError(_("You cannot close your own account."), code="own_account")
    user.is_active = False
    user.save(update_fields=["is_active"])
    UserSession.objects.filter(user=user).delete()


@transaction.atomic
def reactivate(*, user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
