"""XML read before it is believed: no document type, no entities, and so many points at most."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from athletes.imports.activities.activity import MOST_RECORDS, Reason, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

POINTS = frozenset({"trkpt", "rtept", "wpt", "Trackpoint"})


def local_name(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def elements(content: bytes) -> Iterator[tuple[str, str, Element]]:
    """Yield (event, name without namespace, element), for start and end of each element.

    The caller clears what it has read, or the whole file stays in memory.
    """
    points = 0
    try:
        for event, element in iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_dtd=True
        ):
            name = local_name(element.tag)
            points += event == "start" and name in POINTS
            if points > MOST_RECORDS:
                raise RefusedError(Reason.TOO_MANY_RECORDS)
            yield event, name, element
    except DefusedXmlException as error:
        raise RefusedError(Reason.UNSAFE_XML) from error
    except (ParseError, LookupError, ValueError) as error:  # LookupError: an unknown encoding
        raise RefusedError(Reason.DAMAGED) from error


def check(content: bytes) -> None:
    """Refuse what would not be safe to hand to another reader."""
    for event, _name, element in elements(content):
        if event == "end":
            element.clear()
