"""What every page says of its reader's place: where they can go, and who reads along.

Both are worked out only where a template asks, so a fragment costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coaching.access import roles_of
from coaching.selectors.notes import unread_messages
from coaching.selectors.sharing import audience_sentence, teams_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from coaching.models import AthleteMessage
    from recovery.accounts.models import User


# Pages that belong to a destination, besides itself.
PARTS = {
    "assessments:my-recovery": {
        "assessments:my-recovery",
        "athletes:tests",
        "athletes:test-add",
        "athletes:test",
        "athletes:result-add",
        "athletes:result-edit",
    },
    "athletes:today": {
        "athletes:today",
        "athletes:health",
        "athletes:problem-add",
        "athletes:problem-report",
        "athletes:problem-edit",
    },
    "athletes:plan": {
        "athletes:plan",
        "athletes:plan-add",
        "athletes:plan-edit",
        "athletes:log",
        "athletes:shoes",
        "athletes:shoe-add",
        "athletes:shoe-edit",
    },
    "coaching:sharing": {"coaching:sharing", "coaching:messages", "everything:page"},
    "coaching:people": {"coaching:people", "coaching:person-roles"},
    "coaching:home": {
        "coaching:home",
        "coaching:queue",
        "coaching:squad",
        "coaching:groups",
        "coaching:athlete",
        "coaching:notes",
        "coaching:record",
        "coaching:report-week",
        "coaching:report-month",
        "coaching:budget",
        "coaching:digest",
        "coaching:plan",
        "coaching:plan-add",
        "coaching:plan-edit",
        "coaching:plan-move",
        "coaching:athlete-plan",
        "coaching:what-if",
        "coaching:overload",
        "coaching:intended",
        "coaching:tests",
        "coaching:test-add",
        "coaching:squad-test",
    },
}


@dataclass(frozen=True, slots=True)
class Destination:
    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Who can see the answers of the athlete who reads the page."""

    sentence: str


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return ``navigation``: the pages of this reader's roles. One query, when rendered."""
    return {"navigation": SimpleLazyObject(lambda: _destinations(request))}


def audience(request: HttpRequest) -> dict[str, object]:
    """Return ``audience``, with a sentence. Two queries, when rendered."""
    return {"audience": SimpleLazyObject(lambda: _audience(request))}


def staff_messages(request: HttpRequest) -> dict[str, object]:
    """Return ``staff_messages``: what the athlete who reads was told. One query, when rendered."""
    return {"staff_messages": SimpleLazyObject(lambda: _told(request))}


def _told(request: HttpRequest) -> Sequence[AthleteMessage]:
    user: User | None = getattr(request, "user", None)
    return [] if user is None or not user.is_authenticated else unread_messages(user)


def _destinations(request: HttpRequest) -> list[Destination]:
    # An error page can come before anybody is known.
    user: User | None = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    roles = roles_of(user, now=timezone.now())
    pages = []
    if roles.is_athlete:
        pages += [
            ("athletes:today", pgettext("navigation", "Today"), "sun"),
            ("assessments:my-recovery", _("My recovery"), "activity"),
            ("athletes:plan", pgettext("navigation", "Plan"), "calendar-days"),
            ("coaching:sharing", _("Who sees what"), "eye"),
        ]
    if roles.is_coach:
        pages.append(("coaching:home", pgettext("navigation", "Queue"), "list-checks"))
    if roles.is_club_admin:
        pages.append(("coaching:people", pgettext("navigation", "People"), "users"))
    return [
        Destination(label=label, url=reverse(name), icon=icon, current=_is_current(request, name))
        for name, label, icon in pages
    ]


def _is_current(request: HttpRequest, name: str) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    return match.view_name in PARTS.get(name, {name})


def _audience(request: HttpRequest) -> Audience | None:
    user: User | None = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Audience(sentence=audience_sentence(teams_of(user, now=timezone.now())))
