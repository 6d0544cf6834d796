"""Messages as notifications on phones and computers (web push, RFC 8030 and 8291).

What passes through the browser makers' services is encrypted for the one browser that asked for it,
and says nothing about anybody: see `Letter`.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
from email.utils import parseaddr
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils.translation import get_language

from recovery.outbox import push_keys
from recovery.outbox.services import forget_device, note_reached

if TYPE_CHECKING:
    import datetime as dt

    from recovery.outbox.letters import Letter
    from recovery.outbox.models import Device, Message

TIMEOUT: Final = 10  # seconds; a service that hangs holds a worker no longer
HTTPS_PORT: Final = 443
LONGEST: Final = 3993  # bytes of a payload that every service takes (RFC 8291, 4)
GONE: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


class PushRefusedError(Exception):
    """The service said no, and may say yes another time."""


class DeviceGoneError(Exception):
    """The service knows this browser no more: notifications were switched off there."""


def is_set_up() -> bool:
    """Return whether this site sends notifications at all."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """Return the key that a browser is shown when somebody allows notifications."""
    return push_keys.public_key(settings.VAPID_PRIVATE_KEY)


def is_push_service(endpoint: str) -> bool:
    """Return whether an address is one of a service that we send to.

    Browsers name it, so anybody who signs in can: without a list they could have the worker call
    whatever it can reach.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port or HTTPS_PORT
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme != "https" or parts.username is not None or not parts.path.strip("/"):
        return False
    return any(
        port == int(named_port or HTTPS_PORT) and (host == name or host.endswith(f".{name}"))
        for name, _colon, named_port in (each.partition(":") for each in settings.PUSH_SERVICES)
    )


def send_push(message: Message, letter: Letter, *, now: dt.datetime, is_last: bool) -> bool:
    """Show a letter on each device of the recipient that did not show it yet.

    Returns whether any did. A device that is gone is forgotten. Raises what stood in the way of
    one, after the others had their turn; not on the last attempt.
    """
    failure: Exception | None = None
    about = name_of(letter.about or message.key)
    body = payload(message, letter, about=about)
    for device in message.recipient.devices.exclude(pk__in=message.reached).order_by("pk"):
        try:
            seconds = int((message.expires_at - now).total_seconds())
            _post(device, body, now=now, topic=about, seconds=seconds)
        except DeviceGoneError:
            forget_device(device=device)
        except (OSError, http.client.HTTPException, PushRefusedError) as error:
            failure = error
        else:
            note_reached(message=message, device=device)
    if failure is not None and not is_last:
        raise failure
    return bool(message.reached)


def payload(message: Message, letter: Letter, *, about: str) -> bytes:
    """Return what recovery/service_worker.js shows."""
    content = {
        "title": letter.subject,
        "body": letter.line,
        "language": get_language(),
        # The same message again replaces itself, where a worker died before it noted the first.
        "tag": name_of(message.key),
        # And a later one about the same thing replaces this one.
        "about": about,
        "open": letter.open_path,
        "off": {"path": letter.off_path, "label": letter.off_label, "done": letter.off_done},
    }
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(written) > LONGEST:
        raise PushRefusedError("too long")
    return written


def name_of(key: str) -> str:
    """Return a name for a key that fits every service and says nothing."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _post(device: Device, body: bytes, *, now: dt.datetime, topic: str, seconds: int) -> None:
    """Hand an encrypted message to the device's service, which keeps it for so many seconds."""
    if not is_push_service(device.endpoint):
        raise DeviceGoneError  # no longer one that we send to
    parts = urlsplit(device.endpoint)
    connection = http.client.HTTPSConnection(
        parts.hostname or "", parts.port, timeout=TIMEOUT, context=ssl.create_default_context()
    )
    headers = {
        "Authorization": _signature(f"https://{parts.netloc}", now=now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(0, seconds)),
        "Urgency": "high",  # somebody asked for it at this hour; a phone that sleeps would wait
        "Topic": topic,  # of what waits there about the same, only the newest stays
    }
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.request("POST", path, body=_encrypted(body, device), headers=headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    if status in GONE:
        raise DeviceGoneError
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise PushRefusedError(str(status))


def _encrypted(body: bytes, device: Device) -> bytes:
    """Encrypt for one browser: neither its service nor anybody between can read it."""
    encrypted: bytes = http_ece.encrypt(
        body,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=push_keys.decoded(device.p256dh),
        auth_secret=push_keys.decoded(device.auth),
        version="aes128gcm",
    )
    return encrypted


def _signature(audience: str, *, now: dt.datetime) -> str:
    """Return who sends it, to one service and for twelve hours."""
    claims = {"aud": audience, "sub": _subject(), "exp": int(now.timestamp()) + 12 * 3600}
    headers: dict[str, str] = push_keys.signer(settings.VAPID_PRIVATE_KEY).sign(claims)
    return headers["Authorization"]


def _subject() -> str:
    """Return where a push service can reach whoever runs this site."""
    if settings.IS_HTTPS:
        return str(settings.SITE_URL).rstrip("/")
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
