"""The warning model: arrays and frozen dataclasses in and out, and nothing else.

No database, no clock, no randomness, no text for people. `assess` is the way in.
"""

from recovery.engine.course import FROM_THE_START, Kept, Resume, carried_type
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
from recovery.engine.model import NOT_OPEN, Assessment, Cue, Phase, assess, replay, warm_up_days
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
    "FROM_THE_START",
    "ITEMS",
    "ITEM_CODES",
    "ITEM_INDEX",
    "NOT_OPEN",
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
    "Kept",
    "Level",
    "Parameters",
    "Payload",
    "Phase",
    "Resume",
    "Scale",
    "Series",
    "SessionKind",
    "Sessions",
    "Status",
    "assess",
    "carried_type",
    "daily_load",
    "episodes",
    "pack_sessions",
    "payload",
    "replay",
    "turn_answers",
    "visible_items",
    "warm_up_days",
]
