"""What the staff write about an athlete and to them.

What is written is about somebody's health more often than not: it stands in no log and no error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coaching.models import AthleteMessage, StaffNote

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from athletes.models import Athlete
    from coaching.models import Team
    from recovery.accounts.models import User


@transaction.atomic
def write_note(
    *,
    athlete: Athlete,
    team: Team,
    readers: str,
    text: str,
    client_id: uuid.UUID,
    by: User,
    now: dt.datetime,
) -> StaffNote:
    """Keep a note that its athlete does not read; the same form saves once."""
    facts = {"athlete": athlete, "readers": readers, "text": text, "by": by, "at": now}
    note, _created = StaffNote.objects.get_or_create(team=team, client_id=client_id, defaults=facts)
    return note


@transaction.atomic
def write_message(
    *, athlete: Athlete, team: Team, text: str, client_id: uuid.UUID, by: User, now: dt.datetime
) -> AthleteMessage:
    """Tell an athlete something; the same form tells it once."""
    facts = {"athlete": athlete, "text": text, "by": by, "at": now}
    message, _created = AthleteMessage.objects.get_or_create(
        team=team, client_id=client_id, defaults=facts
    )
    return message


@transaction.atomic
def remove_note(*, note: StaffNote) -> None:
    note.delete()


@transaction.atomic
def take_back(*, message: AthleteMessage) -> None:
    """Take a message back that the athlete has not read; what was read stays with them."""
    unread = AthleteMessage.objects.select_for_update().filter(pk=message.pk, read_at=None)
    deleted, _by_table = unread.delete()
    if not deleted:
        raise ValidationError(_("It has been read, so it stays."), code="read")


@transaction.atomic
def mark_read(*, message: AthleteMessage, now: dt.datetime) -> None:
    """Note when the athlete had read it, the first time they say so."""
    AthleteMessage.objects.filter(pk=message.pk, read_at=None).update(read_at=now)
