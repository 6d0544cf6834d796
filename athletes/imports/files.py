"""Files as rows of text, whatever is in them: bounded in size, in line length and in memory."""

from __future__ import annotations

import codecs
import csv
import difflib
import json
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext

from athletes.imports.refusals import HistoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from athletes.imports.profile import FileProfile, Profile

LARGEST_FILES: Final = 50_000_000  # bytes, of all files of one import together
LARGEST_JSON: Final = 5_000_000  # bytes; JSON is read as a whole
LONGEST_LINE: Final = 65_536  # bytes
MOST_ROWS: Final = 1_000_000

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_8_MARK = codecs.BOM_UTF8


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, and what is known before it is opened."""

    path: Path
    name: str  # as the report calls it
    athlete: str  # the folder's name; empty where a column names the athlete
    profile: FileProfile


@dataclass(frozen=True, slots=True)
class Row:
    """One record. ``line`` is where it ends in the file (in JSON: the entry's number)."""

    line: int
    cells: Mapping[str, str]
    problem: str = ""


def find_sources(path: Path, profile: Profile) -> list[Source]:
    """Return the files under ``path`` that the profile reads, in a stable order."""
    if not path.exists():
        raise HistoryError(gettext("There is no file or folder %(path)s.") % {"path": path})
    sources = _in_folder(path, profile) if path.is_dir() else [_single(path, profile)]
    if not sources:
        patterns = ", ".join(file.pattern for file in profile.files)
        raise HistoryError(
            gettext(
                "The folder %(path)s holds nothing that profile %(profile)s reads: %(patterns)s."
            )
            % {"path": path, "profile": profile.name, "patterns": patterns}
        )
    size = total_bytes(sources)
    if size > LARGEST_FILES:
        raise HistoryError(
            gettext("%(path)s holds %(size)d MB; at most %(limit)d MB are read at a time.")
            % {"path": path, "size": size // 1_000_000, "limit": LARGEST_FILES // 1_000_000}
        )
    return sources


def total_bytes(sources: Sequence[Source]) -> int:
    return sum(source.path.stat().st_size for source in sources)


def _single(path: Path, profile: Profile) -> Source:
    candidates = [file for file in profile.files if file.athlete]
    if not candidates:
        raise HistoryError(
            gettext("Profile %(profile)s reads a folder with one folder per athlete, not a file.")
            % {"profile": profile.name}
        )
    by_name = [file for file in candidates if path.match(file.pattern)]
    return Source(path, path.name, athlete="", profile=(by_name or candidates)[0])


def _in_folder(folder: Path, profile: Profile) -> list[Source]:
    sources = []
    for file in profile.files:
        own = sorted(each for each in folder.glob(file.pattern) if each.is_file())
        if file.athlete:
            sources += [Source(each, each.name, athlete="", profile=file) for each in own]
        elif own:
            athlete = folder.resolve().name
            sources += [Source(each, f"{athlete}/{file.pattern}", athlete, file) for each in own]
        else:
            for each in sorted(folder.glob(f"*/{file.pattern}")):
                name = each.relative_to(folder)
                sources.append(Source(each, str(name), athlete=name.parts[0], profile=file))
    return sources


def read_rows(source: Source, *, advance: Callable[[int], object]) -> Iterator[Row]:
    """Yield the rows of a file; ``advance`` is told how many bytes have gone by."""
    rows = _json_rows if source.profile.format == "json" else _csv_rows
    try:
        yield from rows(source, advance)
    except OSError as error:
        raise HistoryError(
            gettext("%(file)s cannot be read: %(error)s.")
            % {"file": source.name, "error": error.strerror or error}
        ) from error


def _csv_rows(source: Source, advance: Callable[[int], object]) -> Iterator[Row]:
    lines = _lines(source, advance)
    reader = csv.reader(lines, delimiter=source.profile.delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not any(header):
            raise HistoryError(gettext("%(file)s is empty.") % {"file": source.name})
        _check_columns(source, header)
        for record in reader:
            if any(cell.strip() for cell in record):  # spreadsheets leave blank rows behind
                yield _csv_row(reader.line_num, header, record)
    except csv.Error as error:
        raise HistoryError(
            gettext("%(file)s, line %(line)d is not CSV: %(error)s.")
            % {"file": source.name, "line": reader.line_num, "error": error}
        ) from error


def _csv_row(line: int, header: list[str], record: list[str]) -> Row:
    cells = {name: cell.strip() for name, cell in zip(header, record, strict=False)}
    if len(record) == len(header):
        return Row(line, cells)
    problem = gettext("the row has %(found)d of %(expected)d columns; was the file cut off?")
    return Row(line, cells, problem % {"found": len(record), "expected": len(header)})


def _lines(source: Source, advance: Callable[[int], object]) -> Iterator[str]:
    """Yield decoded lines."""
    offset = 0
    with source.path.open("rb") as file:
        # Never more than one line at a time, however long the file says that it is.
        for number, raw in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), start=1):
            start = 0
            if number == 1:
                _refuse_utf_16(source, raw)
                start = len(UTF_8_MARK) if raw.startswith(UTF_8_MARK) else 0
            yield _decoded(source, raw, start=start, line=number, offset=offset)
            offset += len(raw)
            advance(len(raw))


def _decoded(source: Source, raw: bytes, *, start: int, line: int, offset: int) -> str:
    place = {"file": source.name, "line": line}
    if len(raw) > LONGEST_LINE:
        message = gettext("%(file)s, line %(line)d is longer than %(limit)d bytes: not a table.")
        raise HistoryError(message % {**place, "limit": LONGEST_LINE})
    if b"\0" in raw:
        message = gettext("%(file)s, line %(line)d holds a NUL byte: not a text file.")
        raise HistoryError(message % place)
    encoding = source.profile.encoding
    try:
        return raw[start:].decode(encoding)
    except UnicodeDecodeError as error:
        message = gettext(
            "%(file)s is not %(encoding)s: byte %(byte)s at position %(position)d, line %(line)d."
            " Save it as CSV UTF-8, or name its encoding in the profile."
        )
        position = offset + start + error.start
        byte = f"0x{raw[start + error.start]:02X}"
        details = {"encoding": encoding.upper(), "byte": byte, "position": position}
        raise HistoryError(message % {**place, **details}) from error


def _refuse_utf_16(source: Source, raw: bytes) -> None:
    if raw.startswith(UTF_16_MARKS):
        message = gettext("%(file)s is UTF-16. Save it as CSV UTF-8.")
        raise HistoryError(message % {"file": source.name})


def _json_rows(source: Source, advance: Callable[[int], object]) -> Iterator[Row]:
    size = source.path.stat().st_size
    if size > LARGEST_JSON:
        message = gettext("%(file)s holds %(size)d MB; of JSON at most %(limit)d MB are read.")
        limits = {"size": size // 1_000_000, "limit": LARGEST_JSON // 1_000_000}
        raise HistoryError(message % {"file": source.name, **limits})
    try:
        # Numbers stay text, so that they are read by the same rules as in CSV.
        entries = json.loads(
            source.path.read_bytes(), parse_float=str, parse_int=str, parse_constant=str
        )
    except (ValueError, RecursionError) as error:
        message = gettext("%(file)s is not JSON: %(error)s.")
        raise HistoryError(message % {"file": source.name, "error": error}) from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise HistoryError(gettext("%(file)s is not a list of entries.") % {"file": source.name})
    rows = [dict(_flat(entry)) for entry in entries]
    _check_columns(source, sorted({name for row in rows for name in row}))
    for number, cells in enumerate(rows, start=1):
        absent = [name for name in source.profile.needed_columns if name not in cells]
        problem = gettext("the entry has no %(names)s") % {"names": ", ".join(absent)}
        yield Row(number, cells, problem if absent else "")
    advance(size)


def _flat(entry: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in entry.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", "" if value is None else str(value)


def _check_columns(source: Source, header: Sequence[str]) -> None:
    """Refuse a file that lacks a column, with the likeliest reason."""
    needed = source.profile.needed_columns
    for name in needed:
        if header.count(name) > 1:
            message = gettext("%(file)s has two columns “%(name)s”.")
            raise HistoryError(message % {"file": source.name, "name": name})
    missing = [name for name in needed if name not in header]
    if not missing:
        return
    message = gettext("%(file)s has no column “%(missing)s”; it has %(header)s.") % {
        "file": source.name,
        "missing": "”, “".join(missing),
        "header": shorten(", ".join(header), width=300, placeholder=" …"),
    }
    raise HistoryError(" ".join([message, *_hints(source, header, missing)]))


def _hints(source: Source, header: Sequence[str], missing: Sequence[str]) -> Iterator[str]:
    delimiter = source.profile.delimiter
    others = [sign for sign in (",", ";", "\t", "|") if sign != delimiter and sign in header[0]]
    if len(header) == 1 and others:
        hint = gettext("Its columns seem to be separated by “%(found)s”, not by “%(declared)s”.")
        yield hint % {"found": others[0], "declared": delimiter}
    for name in missing:
        if similar := difflib.get_close_matches(name, header, n=1):
            hint = gettext("Did you mean “%(similar)s” for “%(missing)s”?")
            yield hint % {"similar": similar[0], "missing": name}
