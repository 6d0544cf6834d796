"""The club's people as their admin sees them: no answer of anybody is read here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from athletes.models import Athlete
from coaching.models import ClubRole, Membership, StaffRole
from recovery.accounts.models import User

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    places: Sequence[str]  # in the club, in words

    @property
    def is_invited(self) -> bool:
        """Whether they have yet to choose a password."""
        return not self.user.has_usable_password()


def people(*, now: dt.datetime) -> list[Person]:
    """Return everybody by name, with what they are in the club. Five queries."""
    users = User.objects.order_by("name", "email").prefetch_related(
        Prefetch("athlete", queryset=Athlete.objects.only("user_id")),
        Prefetch(
            "athlete__memberships",
            queryset=Membership.objects.active(now).select_related("team"),
            to_attr="current",
        ),
        Prefetch(
            "staff_roles",
            queryset=StaffRole.objects.active(now).select_related("team"),
            to_attr="current_staff_roles",
        ),
        Prefetch("club_roles", queryset=ClubRole.objects.active(now), to_attr="current_club_roles"),
    )
    return [Person(user=user, places=_places(user)) for user in users]


def _places(user: User) -> list[str]:
    athlete = getattr(user, "athlete", None)
    memberships: list[Membership] = getattr(athlete, "current", [])
    staff_roles: list[StaffRole] = getattr(user, "current_staff_roles", [])
    places = [_("Athlete in %(team)s") % {"team": each.team} for each in memberships]
    if athlete is not None and not memberships:
        places.append(_("Athlete without a team"))
    places += [
        pgettext("role of a team", "%(role)s of %(team)s")
        % {"role": role.get_kind_display(), "team": role.team}
        for role in staff_roles
    ]
    if getattr(user, "current_club_roles", []):
        places.append(_("Club admin"))
    if user.is_staff:
        places.append(_("Site admin"))
    return places
