"""Messages as mail: plain text, in the recipient's language."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from recovery.accounts.links import whole_address

if TYPE_CHECKING:
    from recovery.outbox.letters import Letter
    from recovery.outbox.models import Message

NO_MAIL: Final = "django.core.mail.backends.dummy.EmailBackend"


def is_set_up() -> bool:
    """Return whether mail leaves this site at all."""
    return settings.EMAIL_BACKEND != NO_MAIL


def send_mail(message: Message, letter: Letter) -> None:
    """Hand a letter to the mail server; raises whatever stands in the way.

    A worker that dies between here and the note that it was sent sends it again. The name of the
    mail follows from the message, so that mailboxes see that it is the same one.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[message.recipient.email],
        headers={
            "Message-ID": f"<{name}@{host}>",
            # RFC 8058: the mail program's own button, without opening anything.
            "List-Unsubscribe": f"<{whole_address(letter.off_path)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",  # no answer of an absent reader is wanted
        },
    ).send()
