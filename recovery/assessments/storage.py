"""Write derived rows as sets: only what differs, and nothing that no longer holds.

Every function that writes returns the athletes of whom it changed a row.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg import sql

from recovery.assessments.models import DailyState
from recovery.assessments.series import day_of
from recovery.engine import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.backends.utils import CursorWrapper
    from numpy.typing import DTypeLike, NDArray

    from recovery.assessments.models import CurrentState, RecoveryWarning
    from recovery.assessments.series import View

    ColumnField = models.Field[Any, Any]

NOTHING = sql.SQL("")
INCOMING = sql.Identifier("incoming_daily_state")
POSTGRES_EPOCH = 10_957  # 2000-01-01 in days since 1970-01-01
FLOAT8_OID = 701
BUT_SETTLED = sql.SQL("""
    AND NOT EXISTS (
        SELECT FROM unnest(%s::bigint[], %s::smallint[], %s::date[]) AS settled (athlete, eyes, day)
        WHERE athlete = athlete_id AND eyes = lens AND closed_on < settled.day
    )
""")
COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
COPY_TRAILER = b"\xff\xff"

# PostgreSQL's binary form of each type of column: big-endian, of fixed width.
ITEM_ARRAY = np.dtype(
    [
        ("dimensions", ">i4"),
        ("has_nulls", ">i4"),
        ("element_type", ">i4"),
        ("length", ">i4"),
        ("lower_bound", ">i4"),
        ("elements", [("size", ">i4"), ("value", ">f8")], len(ITEMS)),
    ]
)
BINARY_TYPES: dict[type[ColumnField], DTypeLike] = {
    models.ForeignKey: ">i8",
    models.PositiveSmallIntegerField: ">i2",
    models.DateField: ">i4",
    models.BooleanField: "?",
    models.FloatField: ">f8",
    ArrayField: ITEM_ARRAY,
}


@dataclass(frozen=True, slots=True)
class Table:
    """A model's table as the statements below see it."""

    name: str
    columns: dict[str, type[ColumnField]]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, model: type[models.Model]) -> Table:
        meta = model._meta  # noqa: SLF001  (Django's documented way to a model's columns)
        columns = {field.column: type(field) for field in meta.concrete_fields if field.column}
        return cls(meta.db_table, columns, tuple(str(field.column) for field in meta.pk_fields))


def record_type(table: Table) -> np.dtype[np.void]:
    """Return the layout of one row of a binary COPY: a count, then each column and its size."""
    layout: list[tuple[str, DTypeLike]] = [("column_count", ">i2")]
    for column, kind in table.columns.items():
        layout += [(f"{column} size", ">i4"), (column, BINARY_TYPES[kind])]
    return np.dtype(layout)


DAILY_STATES = Table.of(DailyState)
DAILY_STATE_RECORD = record_type(DAILY_STATES)


def daily_state_records(count: int, values: dict[str, NDArray[Any]]) -> NDArray[np.void]:
    """Return rows of `DailyState` as COPY wants them.

    ``values`` maps each column to an array of ``count`` values, or of count × items. Days are
    counted from 1970-01-01. NaN becomes NULL in a number and stays NaN in an array of items.
    """
    records = np.zeros(count, DAILY_STATE_RECORD)
    records["column_count"] = len(DAILY_STATES.columns)
    for column, kind in DAILY_STATES.columns.items():
        records[f"{column} size"] = DAILY_STATE_RECORD[column].itemsize
        if kind is ArrayField:
            _fill_item_array(records[column], values[column])
        elif kind is models.DateField:
            records[column] = values[column] - POSTGRES_EPOCH
        else:
            records[column] = values[column]
    return records


def _fill_item_array(records: NDArray[np.void], values: NDArray[np.float64]) -> None:
    records["dimensions"] = 1
    records["element_type"] = FLOAT8_OID
    records["length"] = len(ITEMS)
    records["lower_bound"] = 1
    records["elements"]["size"] = 8
    records["elements"]["value"] = values


def write_daily_states(batches: Sequence[NDArray[np.void]]) -> set[int]:
    """Insert the rows, or update those that say something else. Three queries."""
    numbers = [name for name, kind in DAILY_STATES.columns.items() if kind is models.FloatField]
    names = {
        "table": sql.Identifier(DAILY_STATES.name),
        "incoming": INCOMING,
        "columns": _identifiers(DAILY_STATES.columns),
    }
    source = sql.SQL("SELECT {} FROM moved").format(
        sql.SQL(", ").join(
            [
                sql.SQL("NULLIF({}, 'NaN')" if name in numbers else "{}").format(
                    sql.Identifier(name)
                )
                for name in DAILY_STATES.columns
            ]
        )
    )
    # Moved, not copied: a second computation in the same transaction finds the table empty.
    moved = sql.SQL("moved AS (DELETE FROM {incoming} RETURNING *),").format(**names)
    with connection.cursor() as cursor:
        # Kept for the connection's life: a table per check-in would bloat the catalogue.
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE IF NOT EXISTS {incoming} (LIKE {table})"
                " ON COMMIT DELETE ROWS"
            )
            .format(**names)
            .as_string()
        )
        statement = sql.SQL("COPY {incoming} ({columns}) FROM STDIN (FORMAT BINARY)").format(
            **names
        )
        with cursor.copy(statement.as_string()) as copy:
            copy.write(COPY_HEADER)
            for records in batches:
                copy.write(records.tobytes())
            copy.write(COPY_TRAILER)
        return _athletes_of(cursor, _upsert(DAILY_STATES, source, first=moved))


def delete_days_outside(views: Sequence[View], *, athlete_ids: Sequence[int]) -> set[int]:
    """Delete days of these athletes that no view covers. One query."""
    statement = sql.SQL("""
        WITH gone AS (
            DELETE FROM {table} AS kept WHERE athlete_id = ANY(%s) AND NOT EXISTS (
                SELECT FROM unnest(%s::bigint[], %s::smallint[], %s::date[], %s::date[])
                       AS view (athlete_id, lens, first, last)
                WHERE view.athlete_id = kept.athlete_id AND view.lens = kept.lens
                      AND kept.day BETWEEN view.first AND view.last
            ) RETURNING athlete_id
        ) SELECT DISTINCT athlete_id FROM gone
    """).format(table=sql.Identifier(DAILY_STATES.name))
    with connection.cursor() as cursor:
        return _athletes_of(
            cursor,
            statement,
            list(athlete_ids),
            [view.athlete for view in views],
            [int(view.classes) for view in views],
            [day_of(view.first) for view in views],
            [day_of(view.last) for view in views],
        )


def reconcile(
    model: type[CurrentState | RecoveryWarning],
    rows: Sequence[dict[str, object]],
    *,
    athlete_ids: Sequence[int],
    settled: Mapping[tuple[int, int], int] | None = None,
) -> set[int]:
    """Make these the only rows of these athletes; what stays the same is not touched.

    ``settled`` is, per athlete and lens, the day before which what has closed stands besides.

    Two queries. Rows are written in the order of their key: of two warnings of an athlete the
    earlier one is closed before the later one opens.
    """
    table = Table.of(model)
    names = {
        "table": sql.Identifier(table.name),
        "columns": _identifiers(table.columns),
        "keys": _identifiers(table.keys),
    }
    delete = sql.SQL("""
        WITH gone AS (
            DELETE FROM {table} WHERE athlete_id = ANY(%s) AND ({keys}) NOT IN (
                SELECT {keys} FROM jsonb_populate_recordset(NULL::{table}, %s)
            ) {but} RETURNING athlete_id
        ) SELECT DISTINCT athlete_id FROM gone
    """).format(**names, but=NOTHING if settled is None else BUT_SETTLED)
    stands = settled or {}
    and_settled = [
        [athlete for athlete, _lens in stands],
        [lens for _athlete, lens in stands],
        [day_of(day) for day in stands.values()],
    ]
    source = sql.SQL("""
        SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s) ORDER BY {keys}
    """).format(**names)
    document = json.dumps(rows)
    with connection.cursor() as cursor:
        parameters = () if settled is None else and_settled
        gone = _athletes_of(cursor, delete, list(athlete_ids), document, *parameters)
        return gone | _athletes_of(cursor, _upsert(table, source), document)


def _upsert(table: Table, source: sql.Composed, *, first: sql.Composable = NOTHING) -> sql.Composed:
    """Return the statement that writes what the source selects, where it differs."""
    return sql.SQL("""
        WITH {first} written AS (
            INSERT INTO {table} AS kept ({columns}) {source}
            ON CONFLICT ({keys}) DO UPDATE SET ({columns}) = ROW({excluded})
            WHERE ({kept}) IS DISTINCT FROM ({excluded})
            RETURNING athlete_id
        ) SELECT DISTINCT athlete_id FROM written
    """).format(
        table=sql.Identifier(table.name),
        columns=_identifiers(table.columns),
        source=source,
        first=first,
        keys=_identifiers(table.keys),
        kept=_identifiers(table.columns, of="kept"),
        excluded=_identifiers(table.columns, of="excluded"),
    )


def _identifiers(names: Iterable[str], *, of: str | None = None) -> sql.Composed:
    prefix = () if of is None else (of,)
    return sql.SQL(", ").join([sql.Identifier(*prefix, name) for name in names])


def _athletes_of(cursor: CursorWrapper, statement: sql.Composed, *parameters: Any) -> set[int]:
    cursor.execute(statement.as_string(), parameters or None)
    return {athlete_id for (athlete_id,) in cursor.fetchall()}
