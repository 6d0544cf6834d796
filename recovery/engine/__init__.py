"""The warning model: arrays and frozen dataclasses in and out, and nothing else.

No database, no clock, no randomness, no text for people. `assess` is the way in.
"""

from recovery.engine.episodes import Episode, episodes
from recovery.engine.items import (
    ALL_CLASSES,
    ITEM_CODES,
    ITEM_INDEX,
    ITEMS,
    DataClass,
    Item,
    Scale,
    turn_answers,
    visible_items,
)
from recovery.engine.levels import WARNING_LEVELS, Level
from recovery.engine.model import Assessment, Cue, Phase, assess
from recovery.engine.parameters import DEFAULTS, ENGINE_VERSION, Parameters
from recovery.engine.payload import Payload, payload
from recovery.engine.series import (
    Calibration,
    Context,
    DayKind,
    DayState,
    Series,
    SessionKind,
    Sessions,
    pack_sessions,
)
from recovery.engine.sessions import daily_load
from recovery.engine.status import Status

__all__ = [
    "ALL_CLASSES",
    "DEFAULTS",
    "ENGINE_VERSION",
    "ITEMS",
    "ITEM_CODES",
    "ITEM_INDEX",
    "WARNING_LEVELS",
    "Assessment",
    "Calibration",
    "Context",
    "Cue",
    "DataClass",
    "DayKind",
    "DayState",
    "Episode",
    "Item",
    "Level",
    "Parameters",
    "Payload",
    "Phase",
    "Scale",
    "Series",
    "SessionKind",
    "Sessions",
    "Status",
    "assess",
    "daily_load",
    "episodes",
    "pack_sessions",
    "payload",
    "turn_answers",
    "visible_items",
]
