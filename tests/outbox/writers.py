"""Writers for messages that nobody of the product sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from recovery.outbox.letters import Letter

if TYPE_CHECKING:
    import datetime as dt

    from recovery.outbox.models import Message

WRITERS = {
    "plain": "tests.outbox.writers.plain",
    "nothing": "tests.outbox.writers.nothing",
    "broken": "tests.outbox.writers.broken",
}


def plain(message: Message, now: dt.datetime) -> Letter:
    body = f"{get_language()} {message.params.get('word', '')}"
    return Letter(
        subject="Hello",
        body=body,
        line=body,
        open_path="/open/",
        off_path="/off/",
        off_label="No more",
        off_done="It is off.",
    )


def nothing(message: Message, now: dt.datetime) -> None:
    return None


def broken(message: Message, now: dt.datetime) -> Letter:
    raise ValueError("secret words")
