"""What a file is, by its first bytes: a name can say anything."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from athletes.imports.activities.activity import Reason, RefusedError

HEAD: Final = 8192  # bytes looked at


class Kind(StrEnum):
    FIT = "fit"
    TCX = "tcx"
    GPX = "gpx"
    TABLE = "table"
    ZIP = "zip"
    GZIP = "gzip"


def kind_of(content: bytes) -> Kind:
    """Return what the bytes are, or refuse them."""
    if not content.strip(b"\0 \t\r\n"):
        raise RefusedError(Reason.EMPTY)
    if content[8:12] == b".FIT":
        return Kind.FIT
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    if content.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    head = content[:HEAD]
    text = _text(head).lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return _xml_kind(text)
    if _is_text(head):
        return Kind.TABLE
    raise RefusedError(Reason.UNKNOWN_KIND)


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore")
    return head.decode("utf-8", errors="ignore")


def _xml_kind(text: str) -> Kind:
    # A document type comes before the root element, and no training file has one.
    if "<!DOCTYPE" in text.upper():
        raise RefusedError(Reason.UNSAFE_XML)
    for root in re.finditer(r"<(?:[\w.-]+:)?(\w+)", text):
        if root[1] == "gpx":
            return Kind.GPX
        if root[1] == "TrainingCenterDatabase":
            return Kind.TCX
        break
    raise RefusedError(Reason.UNKNOWN_KIND)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # UTF-16, which the reader of tables refuses by name
    control = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in head)
    return control == 0 and any(sign in head for sign in b",;\t|")
