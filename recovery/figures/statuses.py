"""The four statuses a reader sees: shape, word and colour, on screen and on paper."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What is drawn. The value is the class in the stylesheet and the name of the glyph."""

    USUAL = "usual"
    WATCH = "watch"
    ACT = "act"
    NONE = "none"

    @classmethod
    def of_level(cls, level: int) -> Status:
        """Return the status of a level code of the engine (0 unknown … 8 answers stopped)."""
        return _STATUS_OF_LEVEL[level]


_STATUS_OF_LEVEL = (
    Status.NONE,  # unknown is never shown as fine
    Status.USUAL,
    Status.WATCH,  # notice: shown to the athlete alone
    Status.WATCH,  # imbalance
    Status.WATCH,  # recovery low, load normal
    Status.ACT,  # persistent
    Status.NONE,  # ill: nothing is held against recovery
    Status.WATCH,  # local problem: shown to the athlete alone
    Status.NONE,  # answers have stopped
)
