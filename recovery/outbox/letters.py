"""What a message says: written by whoever knows what it is about, when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from recovery.outbox.models import Message

    # Called in the recipient's language. None says that there is nothing to tell any more.
    Writer = Callable[["Message", dt.datetime], "Letter | None"]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message in words, long as mail and short as a notification.

    Mail passes through strangers' hands, and a notification lies on a table for all to read: no
    answer of anybody is in it, nor how anybody is. Only the body of mail to the staff says whom to
    look at, to who wants that, and who asks for contact (docs/adr/0031-digest.md and the next).
    """

    subject: str
    body: str
    line: str  # what a notification says below the subject
    open_path: str  # where a tap on it leads
    off_path: str  # where one tap, or the mail program by itself, ends messages like this one
    off_label: str  # what the button of a notification says that does so
    off_done: str  # what it says afterwards
    about: str = ""  # on a screen the newest of what is about the same thing replaces the others


def letter(message: Message, *, now: dt.datetime) -> Letter | None:
    """Write a message, or find that there is nothing to tell any more.

    The writers are named in the settings, because those who know what there is to tell live on
    floors above this one.
    """
    write: Writer = import_string(settings.OUTBOX_WRITERS[message.kind])
    return write(message, now)
