"""What a digest says besides the queue's own words, and what its page says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching import contact_words
from coaching.words import day_name
from recovery.words import sentences

if TYPE_CHECKING:
    import datetime as dt

    from coaching.models import Digest


def subject(*, asks: int, look: int, silent: int) -> str:
    """Say how many, and nobody's name: a subject lies on a table for all to read."""
    if asks:
        return contact_words.asks(asks)
    if look:
        return ngettext(
            "%(count)s athlete to look at today", "%(count)s athletes to look at today", look
        ) % {"count": look}
    return _fell_silent(silent) if silent else _("Nothing new in your queue today")


def line(*, asks: int, look: int, silent: int) -> str:
    """Say what the subject leaves out."""
    if asks and look:
        return sentences(subject(asks=0, look=look, silent=0), _fell_silent(silent))
    if silent and (asks or look):
        return _fell_silent(silent)
    anything = asks or look or silent
    return _("The queue says who and why.") if anything else _("The queue is as it was.")


def how_many(*, asks: int, look: int, silent: int) -> str:
    """Say all of it in a sentence or three."""
    found = (
        contact_words.asks(asks),
        subject(asks=0, look=look, silent=0) if look else "",
        _fell_silent(silent),
    )
    return sentences(*found) or sentences(subject(asks=0, look=0, silent=0))


def _fell_silent(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s athlete stopped checking in", "%(count)s athletes stopped checking in", count
    ) % {"count": count}


def off_label() -> str:
    return _("No more digests")


def off_done() -> str:
    return _("The digest is off.")


def what_comes(digest: Digest, *, now: dt.datetime) -> str:
    """Say what somebody may expect from now on."""
    if not digest.is_on:
        return off_done()
    day = digest.local_day(digest.next_at)
    values = {"day": day_name(day), "time": f"{digest.at:%H:%M}"}
    if day == digest.local_day(now):
        return _("The next digest comes today at %(time)s.") % values
    return _("The next digest comes on %(day)s at %(time)s.") % values
