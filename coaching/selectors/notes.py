"""What the staff wrote, for those who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from coaching import words
from coaching.models import AthleteMessage, StaffNote

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from athletes.models import Athlete
    from coaching.models import Team
    from recovery.accounts.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One note or message, ready to print."""

    id: int
    is_message: bool
    text: str
    readers: str  # who can read it, in words
    head: str  # who wrote it, and when
    at: dt.datetime
    may_go: bool  # its writer may remove it


def notes_about(team: Team, athlete: Athlete, *, reader: User) -> list[Line]:
    """Return what somebody of the staff may read about an athlete, latest first. Two queries.

    Of notes to self only the reader's own.
    """
    notes = StaffNote.objects.filter(
        Q(readers=StaffNote.Readers.STAFF) | Q(by=reader), team=team, athlete=athlete
    )
    messages = AthleteMessage.objects.filter(team=team, athlete=athlete)
    name = athlete.user.get_short_name() or athlete.user.email
    lines = [
        *(_note(note, reader=reader) for note in notes.select_related("by")),
        *(_message(each, name, reader=reader) for each in messages.select_related("by")),
    ]
    return sorted(lines, key=attrgetter("at"), reverse=True)


def unread_messages(user: User) -> Sequence[AthleteMessage]:
    """Return what an athlete was told and has not said to have read, oldest first. One query."""
    unread = AthleteMessage.objects.filter(athlete__user=user, read_at=None)
    return list(unread.select_related("by", "team").order_by("pk"))


def messages_to(user: User) -> Sequence[AthleteMessage]:
    """Return everything an athlete was told, latest first. One query."""
    told = AthleteMessage.objects.filter(athlete__user=user)
    return list(told.select_related("by", "team").order_by("-pk"))


def private_notes(user: User) -> Mapping[str, int]:
    """Return how many notes each team keeps that this athlete does not read. One query."""
    notes = StaffNote.objects.filter(athlete__user=user).order_by("team__name")
    return dict(notes.values_list("team__name").annotate(count=Count("pk")))


def _note(note: StaffNote, *, reader: User) -> Line:
    is_own = note.by_id == reader.pk
    return Line(
        id=note.pk,
        is_message=False,
        text=note.text,
        readers=_("Only you can read this")
        if note.readers == StaffNote.Readers.SELF
        else _("The staff of this team can read this"),
        head=words.written(note),
        at=note.at,
        may_go=is_own,
    )


def _message(message: AthleteMessage, name: str, *, reader: User) -> Line:
    seen = (
        _("%(name)s has not read this yet") % {"name": name}
        if message.read_at is None
        else _("%(name)s read this on %(day)s")
        % {"name": name, "day": words.moment(message.read_at)}
    )
    return Line(
        id=message.pk,
        is_message=True,
        text=message.text,
        readers=_("%(name)s and the staff can read this") % {"name": name} + f" · {seen}",
        head=words.written(message),
        at=message.at,
        may_go=message.by_id == reader.pk and message.read_at is None,
    )
