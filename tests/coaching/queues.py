"""Rows of a queue, and how its page asks whether they changed."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from athletes.services.reminders import CHECK_IN
from coaching.models import ASSESSED, DataClass, Team
from recovery.assessments.models import Level
from recovery.outbox.models import Message
from tests.coaching.factories import NOW, TODAY, create_days, create_member, create_state, mask
from tests.factories import create_check_in

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from coaching.models import Membership

SHARES = [DataClass.SESSIONS, DataClass.BODY]
LENS = 3


def url(team: Team) -> str:
    return reverse("coaching:queue", args=[team.public_id])


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def create_row(
    team: Team, name: str, level: int = Level.USUAL, *, opened: int | None = None, **payload: Any
) -> Membership:
    """Save a member who shares sessions and body, and what is to be said of them."""
    member = create_member(team=team, name=name, shares=SHARES)
    create_state(
        athlete=member.athlete,
        lens=LENS,
        level=level,
        opened_on=None if opened is None else days_ago(opened),
        **payload,
    )
    create_check_in(athlete=member.athlete, day=TODAY, recorded_at=NOW - dt.timedelta(minutes=3))
    return member


def names(response: Response) -> list[str]:
    return re.findall(r'class="row-link"[^>]*>([^<]+)</a>', response.content.decode())


def poll(client: Client, page: Response, address: str) -> Response:
    """Ask as the page asks, every second, whether it changed."""
    version = re.search(r'"If-None-Match": "([^"]+)"', page.content.decode())
    assert version is not None
    return client.get(
        address,
        headers={
            "HX-Request": "true",
            "HX-Trigger": "queue",
            "HX-Target": "queue",
            "If-None-Match": version[1],
        },
    )


def remind(member: Membership, *, at: dt.datetime, outcome: str = "sent") -> None:
    Message.objects.create(
        recipient=member.athlete.user,
        key=f"reminder {member.pk} {at}",
        kind=CHECK_IN,
        created_at=at,
        not_before=at,
        expires_at=at + dt.timedelta(hours=2),
        outcome=outcome,
        done_at=at,
    )


def create_silent(
    team: Team, name: str, *, days: int, shares: list[DataClass] | None = None
) -> Membership:
    """Save a member whose last check-in was so many days ago."""
    shares = list(ASSESSED) if shares is None else shares
    member = create_member(team=team, name=name, shares=shares)
    create_state(athlete=member.athlete, lens=mask(shares), level=Level.UNKNOWN, with_days=False)
    create_days(athlete=member.athlete, lens=mask(shares), last=days_ago(days), count=20)
    return member
