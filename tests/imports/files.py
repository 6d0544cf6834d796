"""Small files as another system would export them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from athletes.imports.profile import load_profile
from athletes.imports.reading import read_history

if TYPE_CHECKING:
    from pathlib import Path

    from athletes.imports.history import History

NOW = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)

CLUB_PROFILE = """
title = "A club's spreadsheet"
time_zone = "Europe/Amsterdam"
scale = { minimum = 1, maximum = 7, best = "low" }

[[files]]
pattern = "*.csv"
athlete = "name"
when = { columns = ["date"], format = "%d-%m-%Y" }

[files.answers]
fatigue = "fatigue"
sleep_hours = "sleep"

[files.sessions]
minutes = "minutes"
rpe = "rpe"
sport = "sport"

[files.sessions.sports]
run = "running"
"""
CLUB_HEADER = "name,date,fatigue,sleep,minutes,rpe,sport"


def club_profile(folder: Path, text: str = CLUB_PROFILE) -> str:
    path = folder / "club.toml"
    path.write_text(text)
    return str(path)


def club_file(folder: Path, *rows: str, header: str = CLUB_HEADER) -> Path:
    path = folder / "history.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def read_club(folder: Path, *rows: str, header: str = CLUB_HEADER) -> History:
    """Read rows of the club's spreadsheet, without saving anything."""
    path = club_file(folder, *rows, header=header)
    return read_history(path, load_profile(club_profile(folder)), now=NOW)
