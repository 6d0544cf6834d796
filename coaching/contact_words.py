"""What is said of who asks for contact."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.words import number_word


def asks(count: int) -> str:
    """Say how many ask; empty where nobody does."""
    if not count:
        return ""
    return ngettext(
        "%(count)s athlete asks for contact", "%(count)s athletes ask for contact", count
    ) % {"count": number_word(count)}


def subject() -> str:
    """Name nobody: a subject lies on a table for all to read."""
    return _("An athlete asks for contact")


def line() -> str:
    return _("The queue says who. They asked for a person, and give no reason here.")


def off_label() -> str:
    return _("Not at once any more")


def off_done() -> str:
    return _("The queue still says who asks for contact.")
