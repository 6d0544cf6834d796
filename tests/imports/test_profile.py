from __future__ import annotations

import re
from pathlib import Path

import pytest

from athletes.imports.profile import built_in_profiles, load_profile
from athletes.imports.refusals import HistoryError
from tests.imports.files import CLUB_PROFILE, club_profile

MANUAL = Path(__file__).parents[2] / "docs" / "import.md"


@pytest.mark.parametrize("name", built_in_profiles())
def test_every_built_in_profile_loads(name: str) -> None:
    assert load_profile(name).files


def test_example_in_the_manual_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    profile = load_profile(club_profile(tmp_path, example))
    assert profile.files[0].used >= {"Name", "Date", "Sleep", "Minutes", "Sport"}


def test_manual_names_every_built_in_profile() -> None:
    assert all(f"| `{name}` |" in MANUAL.read_text() for name in built_in_profiles())


def test_profile_finds_the_instrument_by_points_and_direction(tmp_path: Path) -> None:
    instrument = load_profile(club_profile(tmp_path)).instrument
    assert instrument is not None
    assert instrument.code == "hooper-7"


def test_five_points_where_high_is_best_are_not_taken_for_our_own_words() -> None:
    instrument = load_profile("soccermon").instrument
    assert instrument is not None
    assert instrument.code == "pmsys"


def test_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(HistoryError, match=r"no profile “socermon”.*pmdata, soccermon"):
        load_profile("socermon")


def test_profile_file_that_is_absent_says_so(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"own\.toml cannot be read: .*No such file"):
        load_profile(str(tmp_path / "own.toml"))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('title = "A club\'s spreadsheet"', "title = 3", "“title” must be a text"),
        ('title = "A club\'s spreadsheet"', "", "“title” is missing"),
        ('title = "A', "title = A", "cannot be read"),
        ("Europe/Amsterdam", "Amsterdam", "“time_zone” must be a time zone like Europe/Amsterdam"),
        ("maximum = 7", "maximum = 9", "“scale” is not a scale that can be imported"),
        ("maximum = 7", 'maximum = "7"', "“maximum” must be a whole number"),
        ('best = "low"', 'best = "left"', "“best” must be one of low, high, not “left”"),
        ('scale = { minimum = 1, maximum = 7, best = "low" }', "", "“scale” is missing"),
        ('fatigue = "fatigue"', 'tired = "fatigue"', "“tired” is not an item; items are"),
        ('fatigue = "fatigue"', 'variability = "hrv"', "“variability_kind” is missing"),
        ('minutes = "minutes"', "", "“minutes” or “load” is needed, and not both"),
        ('run = "running"', 'run = "jogging"', "“jogging” is not a sport"),
        ('athlete = "name"', 'atlete = "name"', "“atlete” is not a key of a profile"),
        ('pattern = "*.csv"', 'pattern = "*.csv"\nencoding = "utf-16"', "“encoding” must be one"),
        ('pattern = "*.csv"', 'pattern = "*.csv"\nmissing = "0"', "“missing” must be a list"),
        ("[[files]]", "[files]", r"“files” must be a list of tables, \[\[files\]\]"),
        ('"%d-%m-%Y" }', '"%d-%m-%Y", time_zone = "UTC" }', "only for a format with hours"),
        ('when = { columns = ["date"], format = "%d-%m-%Y" }', "", "“when” is missing"),
    ],
)
def test_mistake_in_a_profile_is_named(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in CLUB_PROFILE
    path = club_profile(tmp_path, CLUB_PROFILE.replace(before, after, 1))
    with pytest.raises(HistoryError, match=message):
        load_profile(path)
