"""Files that cannot be read at all: one clear sentence each, at once, and within bounds."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from athletes.imports import files, reading
from athletes.imports.profile import load_profile
from athletes.imports.reading import read_history
from athletes.imports.refusals import HistoryError
from tests.imports.files import CLUB_HEADER, NOW, club_file, club_profile, read_club

if TYPE_CHECKING:
    from pathlib import Path

ROW = "Noor,02-03-2026,3,7,,,"


def read_bytes(folder: Path, contents: bytes) -> None:
    path = folder / "history.csv"
    path.write_bytes(contents)
    read_history(path, load_profile(club_profile(folder)), now=NOW)


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"", r"history\.csv is empty\."),
        (b"\n\n", r"history\.csv is empty\."),
        (f"{CLUB_HEADER}\n".encode(), "holds no facts"),
        (
            f"{CLUB_HEADER}\nZoë,02-03-2026,3,7,,,\n".encode("cp1252"),
            r"is not UTF-8: byte 0xEB at position 44, line 2\. Save it as CSV UTF-8",
        ),
        (f"{CLUB_HEADER}\n{ROW}\n".encode("utf-16"), r"is UTF-16\. Save it as CSV UTF-8"),
        (f"{CLUB_HEADER}\nNo\0or,\n".encode(), "line 2 holds a NUL byte: not a text file"),
        (f'{CLUB_HEADER}\n"Noor"x,1\n'.encode(), "line 2 is not CSV: "),
        (f'{CLUB_HEADER}\n"Noor,1\n'.encode(), "line 2 is not CSV: "),
        (f"{CLUB_HEADER}\n".encode() + b"x" * 70_000, "line 2 is longer than 65536 bytes"),
        (b"x," * 1_000_000, "line 1 is longer than 65536 bytes"),
        (
            f"{CLUB_HEADER.replace('fatigue', 'fatigeu')}\n{ROW}\n".encode(),
            "has no column “fatigue”; it has name, date, fatigeu, .* Did you mean “fatigeu” for",
        ),
        (
            f"{CLUB_HEADER.replace(',', ';')}\n".encode(),
            "seem to be separated by “;”, not by “,”",
        ),
        (f"{CLUB_HEADER},name\n{ROW},\n".encode(), "has two columns “name”"),
    ],
)
def test_file_that_cannot_be_read_says_why(tmp_path: Path, contents: bytes, message: str) -> None:
    with pytest.raises(HistoryError, match=message):
        read_bytes(tmp_path, contents)


def test_byte_order_mark_and_spaces_in_the_header_are_no_problem(tmp_path: Path) -> None:
    contents = f"\ufeff{CLUB_HEADER.replace(',', ', ')}\r\n{ROW}\r\n".encode()
    read_bytes(tmp_path, contents)


def test_file_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"There is no file or folder .*absent\.csv"):
        read_history(tmp_path / "absent.csv", load_profile("soccermon"), now=NOW)


def test_folder_without_files_names_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"holds nothing that profile pmdata reads: wellness"):
        read_history(tmp_path, load_profile("pmdata"), now=NOW)


def test_file_for_a_profile_of_folders_says_so(tmp_path: Path) -> None:
    path = club_file(tmp_path, ROW)
    with pytest.raises(HistoryError, match="reads a folder with one folder per athlete"):
        read_history(path, load_profile("pmdata"), now=NOW)


def test_file_of_100_mb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(HistoryError, match="holds 100 MB; at most 50 MB are read at a time"):
        read_history(path, load_profile(club_profile(tmp_path)), now=NOW)


def test_line_of_50_mb_is_refused_without_holding_it(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    with path.open("wb") as file:
        file.write(f"{CLUB_HEADER}\n".encode())
        file.truncate(49_000_000)
    profile = load_profile(club_profile(tmp_path))
    tracemalloc.start()
    try:
        with pytest.raises(HistoryError, match="line 2 is longer"):
            read_history(path, profile, now=NOW)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(HistoryError, match="more than 2 rows"):
        read_club(tmp_path, *(f"Noor,{day:02}-03-2026,3,7,,," for day in range(1, 5)))


def test_wrong_date_format_keeps_a_bounded_list_of_refusals(tmp_path: Path) -> None:
    history = read_club(tmp_path, *(["Noor,03/02/2026,3,7,,,"] * 1500))
    assert history.tally.refused_rows == 1500
    assert len(history.refusals) == reading.MOST_REFUSALS_KEPT


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ('[{"dateTime": ', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"dateTime": "2020-03-01 00:00:00"}', "is not a list of entries"),
        ('[{"dateTime": "2020-03-01 00:00:00"}]', "has no column “value.value”"),
    ],
)
def test_json_that_cannot_be_read_says_why(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "p01" / "fitbit" / "resting_heart_rate.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(HistoryError, match=message):
        read_history(tmp_path, load_profile("pmdata"), now=NOW)


def test_json_over_its_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p01" / "fitbit" / "resting_heart_rate.json"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(files.LARGEST_JSON + 1_000_000)
    with pytest.raises(HistoryError, match="of JSON at most 5 MB"):
        read_history(tmp_path, load_profile("pmdata"), now=NOW)
