"""What the staff are told by mail and notification."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Final

from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from coaching import contact_words
from coaching import digest_words as words
from coaching.access import own_teams, visible_members
from coaching.models import ContactWish, Digest, StaffRole
from coaching.models.contact import TOLD
from coaching.selectors.digest import team_digest
from recovery.accounts.links import whole_address
from recovery.outbox.letters import Letter
from recovery.outbox.services import note_told, told_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coaching.selectors.digest import TeamDigest
    from recovery.outbox.models import Message

# What a link ends: the digest, or being told at once.
SALT: Final = "coaching.digest.off"
AT_ONCE_SALT: Final = "coaching.at_once.off"


def off_path(user_id: int, *, salt: str = SALT) -> str:
    """Return where messages end without signing in: all that whoever has the link can do."""
    return reverse("coaching:digest-off", args=[signing.dumps(user_id, salt=salt)])


def user_of(token: str, *, salt: str = SALT) -> int | None:
    """Return whose messages a link ends; None if we did not write it, or not for these."""
    try:
        user_id: int = signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None
    return user_id


def coach_digest(message: Message, now: dt.datetime) -> Letter | None:
    """Tell somebody of the staff what is new in their queues, if anything is.

    Who looks after no team any more is told nothing. Three queries, and those of each team.
    """
    digest = Digest.objects.filter(user=message.recipient_id, is_on=True).first()
    if digest is None:
        return None
    user = digest.user = message.recipient
    if digest.local_day(now) != dt.date.fromisoformat(message.params["day"]):
        return None
    told = told_before(message=message)
    with timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
        teams = [
            team_digest(team, now=now, told=told)
            for team in own_teams(user, now=now).order_by("name")
        ]
    if not teams or not (digest.every_day or any(each.has_news for each in teams)):
        return None
    note_told(message=message, told={mark for each in teams for mark in each.told})
    return _letter(digest, teams)


def _letter(digest: Digest, teams: Sequence[TeamDigest]) -> Letter:
    counts = {
        "asks": sum(len(each.asking) for each in teams),
        "look": sum(len(each.look) for each in teams),
        "silent": sum(len(each.silent) for each in teams),
    }
    ends_at = off_path(digest.user_id)
    context = {
        "name": digest.user.get_short_name(),
        "said": words.how_many(**counts),
        "teams": teams if digest.says_why else (),
        "names_teams": len(teams) > 1,
        "queue": whole_address(reverse("coaching:home")),
        "digest": whole_address(reverse("coaching:digest")),
        "off": whole_address(ends_at),
    }
    return Letter(
        subject=words.subject(**counts),
        body=render_to_string("coaching/mail/digest.txt", context),
        line=words.line(**counts),
        open_path=reverse("coaching:home"),
        off_path=ends_at,
        off_label=words.off_label(),
        off_done=words.off_done(),
        about=f"coach_digest:{digest.user_id}",
    )


def contact_wish(message: Message, now: dt.datetime) -> Letter | None:
    """Tell somebody of the staff that an athlete asks for contact, if they still do. Four queries.

    At whatever hour: a person asked for a person.
    """
    if Digest.objects.filter(user=message.recipient_id, at_once=False).exists():
        return None
    wishes = ContactWish.objects.open().select_related("athlete__user", "team")
    wish = wishes.filter(pk=message.params["wish"]).first()
    if wish is None:
        return None
    roles = StaffRole.objects.active(now).filter(user=message.recipient_id, kind__in=TOLD)
    members = visible_members(wish.team, now=now).filter(athlete=wish.athlete_id)
    if not (roles.filter(team=wish.team_id).exists() and members.exists()):
        return None
    queue = reverse("coaching:queue", args=[wish.team.public_id])
    ends_at = off_path(message.recipient_id, salt=AT_ONCE_SALT)
    context = {
        "name": message.recipient.get_short_name(),
        "athlete": wish.athlete.user.name or wish.athlete.user.email,
        "team": wish.team,
        "queue": whole_address(queue),
        "off": whole_address(ends_at),
    }
    return Letter(
        subject=contact_words.subject(),
        body=render_to_string("coaching/mail/contact_wish.txt", context),
        line=contact_words.line(),
        open_path=queue,
        off_path=ends_at,
        off_label=contact_words.off_label(),
        off_done=contact_words.off_done(),
    )
