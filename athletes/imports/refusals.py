"""What cannot be read, in words for whoever exported the file."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

LONGEST_VALUE_SHOWN = 40  # characters


class HistoryError(Exception):
    """The files or the profile cannot be read at all. The message is one clear sentence."""


class CellError(ValueError):
    """One value does not mean what its column should hold. The message says why."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One value that was not understood, and where it is."""

    file: str
    line: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        value = self.value
        if len(value) > LONGEST_VALUE_SHOWN:
            value = f"{value[:LONGEST_VALUE_SHOWN]}…"
        return gettext("%(file)s, line %(line)d, %(column)s = “%(value)s”: %(why)s") % {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "value": "".join(letter if letter.isprintable() else "·" for letter in value),
            "why": self.why,
        }
