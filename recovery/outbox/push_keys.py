"""The key that says which site a notification comes from (VAPID, RFC 8292).

Made once and kept: browsers take notifications only from the key that was shown to them when
somebody allowed them.
"""

from __future__ import annotations

import base64
import functools

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

PRIVATE_BYTES = 32  # of P-256


class BadKeyError(ValueError):
    """The setting holds something else than a private key."""


def new_private_key() -> str:
    """Return a new key, as the setting VAPID_PRIVATE_KEY wants it."""
    value = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encoded(value.to_bytes(PRIVATE_BYTES, "big"))


@functools.cache
def signer(private_key: str) -> Vapid02:
    """Return what signs with a key; raises BadKeyError for what is none."""
    try:
        raw = decoded(private_key)
        if len(raw) != PRIVATE_BYTES:
            raise BadKeyError
        return Vapid02.from_raw(private_key.encode())
    except ValueError as error:
        raise BadKeyError from error


def public_key(private_key: str) -> str:
    """Return the half that browsers are shown, as they want it."""
    point = signer(private_key).public_key
    return encoded(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def encoded(raw: bytes) -> str:
    """Return bytes as URLs and browsers write them: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return what `encoded` wrote; raises ValueError for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
