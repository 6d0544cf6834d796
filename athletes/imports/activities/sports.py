"""The words of watches and apps for sports, as `Session.Sport` has them."""

from __future__ import annotations

import re
from typing import Final

OTHER: Final = "other"

WORDS: Final = {
    "running": ("run", "running", "treadmill", "trail_running", "trail", "track_running", "jogging",
                "virtualrun", "trailrun", "hardlopen"),
    "cycling": ("cycling", "biking", "bike", "ride", "indoor_cycling", "virtualride", "gravelride",
                "mountainbikeride", "ebikeride", "e_biking", "spin", "road_biking", "fietsen",
                "mountain_biking", "velomobile", "handcycle"),
    "swimming": ("swimming", "swim", "lap_swimming", "open_water", "zwemmen"),
    "rowing": ("rowing", "indoor_rowing", "row", "virtualrow", "roeien"),
    "skating": ("ice_skating", "inline_skating", "skating", "iceskate", "inlineskate", "schaatsen"),
    "football": ("soccer", "football", "voetbal"),
    "hockey": ("hockey", "ice_hockey", "field_hockey"),
    "ball_sport": ("basketball", "tennis", "volleyball", "handball", "rugby", "badminton",
                   "squash", "baseball", "cricket", "korfball", "padel", "table_tennis",
                   "lacrosse", "american_football", "racket", "team_sport", "pickleball"),
    "strength": ("strength_training", "strength", "weighttraining", "weight_training", "gym",
                 "kracht", "crossfit", "flexibility_training_strength"),
    "walking": ("walking", "walk", "hiking", "hike", "wandelen", "snowshoeing",
                "casual_walking", "speed_walking"),
}  # fmt: skip
SPORTS: Final = {word: sport for sport, words in WORDS.items() for word in words}


def sport_of(*words: object) -> str:
    """Return the sport of the first word that is known, the more exact word first."""
    for word in words:
        plain = re.sub(r"[^a-z0-9]+", "_", str(word or "").lower()).strip("_")
        if sport := SPORTS.get(plain) or SPORTS.get(plain.replace("_", "")):
            return sport
    return OTHER
