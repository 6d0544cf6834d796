"""The download as a file: JSON, or a zip of CSV.

It is written to a file that has no name and is gone when it is closed, row by row inside one
snapshot of the database. So memory is bounded however long somebody has been here; what is
computed meanwhile does not make tables disagree; a phone that reads slowly holds no connection;
and what goes wrong half-way is an error page, not half a file that looks whole.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.encoding import force_str
from django.utils.translation import get_language

from athletes.models import ActivityFile
from athletes.services.activity_files import original_of
from recovery.everything.columns import plain
from recovery.everything.tables import TABLES
from recovery.everything.words import (
    COLUMN_COLUMNS,
    INSTRUMENT_COLUMNS,
    SCHEMA,
    SCHEMA_VERSION,
    column_rows,
    instrument_rows,
    readme,
)
from recovery.spreadsheets import UNSAFE_IN_A_NAME, as_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from athletes.models import Athlete
    from recovery.everything.tables import Table

IN_MEMORY = 1_000_000  # bytes; what is larger goes to disk
ROWS_AT_A_TIME = 500


def as_json(athlete: Athlete, *, now: dt.datetime) -> IO[bytes]:
    """Return everything as one JSON document, to be read from its start."""
    file = _new_file()
    text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
    with snapshot():
        _write_json(text, athlete, now=now)
    text.detach()
    file.seek(0)
    return file


def as_zip(athlete: Athlete, *, now: dt.datetime) -> IO[bytes]:
    """Return everything as a zip of CSV files and originals, to be read from its start."""
    file = _new_file()
    with snapshot(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme(athlete, now=now))
        _write_table(archive, "columns.csv", COLUMN_COLUMNS, column_rows())
        instruments = instrument_rows(get_language() or "en")
        _write_table(archive, "instruments.csv", INSTRUMENT_COLUMNS, instruments)
        for table in TABLES:
            columns = table.columns()
            rows = ([column.read(row) for column in columns] for row in _rows(table, athlete))
            _write_table(archive, f"{table.code}.csv", [each.code for each in columns], rows)
        kept = ActivityFile.objects.filter(athlete=athlete, original__isnull=False)
        for each in kept.order_by("pk").iterator():
            name = UNSAFE_IN_A_NAME.sub("_", each.name).lstrip(".")
            archive.writestr(f"originals/{each.pk}-{name}", original_of(each))
    file.seek(0)
    return file


def cell(value: object) -> str | int | float:
    """Return a value as a cell: never a formula, and a number only if it is one."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = "; ".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return as_text(text)


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as it is now, until the end. Inside a transaction, that one's view."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _new_file() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # closed with the response


def _rows(table: Table, athlete: Athlete) -> Iterator[Any]:
    return table.rows(athlete).iterator(chunk_size=ROWS_AT_A_TIME)


def _write_table(
    archive: zipfile.ZipFile, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    # The mark at the start tells a spreadsheet that it is UTF-8.
    with (
        archive.open(name, "w", force_zip64=True) as member,
        io.TextIOWrapper(member, encoding="utf-8-sig", newline="") as text,
    ):
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows([cell(value) for value in row] for row in rows)


def _write_json(text: IO[str], athlete: Athlete, *, now: dt.datetime) -> None:
    language = get_language() or "en"
    head = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "made_at": plain(now),
        "language": language,
        "readme": readme(athlete, now=now),
        "instruments": [
            dict(zip(INSTRUMENT_COLUMNS, row, strict=True)) for row in instrument_rows(language)
        ],
    }
    text.write(json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}"))
    text.write(',\n "tables": {')
    for number, table in enumerate(TABLES):
        text.write(",\n" if number else "\n")
        _write_json_table(text, table, athlete)
    text.write("\n }\n}\n")


def _write_json_table(text: IO[str], table: Table, athlete: Athlete) -> None:
    columns = table.columns()
    about = {
        "about": force_str(table.about),
        "computed": table.is_computed,
        "columns": [
            {
                "code": column.code,
                "kind": column.kind,
                "meaning": force_str(column.meaning),
                "unit": column.unit,
                "direction": force_str(column.direction),
                "choices": dict(column.choices),
            }
            for column in columns
        ],
    }
    opened = json.dumps(about, ensure_ascii=False).removesuffix("}")
    text.write(f'  "{table.code}": {opened}, "rows": [')
    for number, row in enumerate(_rows(table, athlete)):
        values = {column.code: plain(column.read(row)) for column in columns}
        text.write(",\n" if number else "\n")
        text.write(f"   {json.dumps(values, ensure_ascii=False)}")
    text.write("]}")
