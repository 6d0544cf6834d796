"""One row becomes what it says: who, when, which answers, which session."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from athletes.imports import values
from athletes.imports.history import SessionDraft
from athletes.imports.profile import Clock
from athletes.imports.refusals import CellError, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from athletes.imports.files import Row, Source
    from athletes.imports.profile import FileProfile, Profile, SessionColumns

ValueT = TypeVar("ValueT")


class RowRefusedError(Exception):
    """A row does not fit the profile, for every one of these reasons."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__()
        self.refusals = refusals


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What one row says. Empty answers and no session: nothing."""

    athlete: str
    day: dt.date
    moment: dt.datetime
    answers: dict[str, Decimal]
    session: SessionDraft | None


def read_row(source: Source, row: Row, profile: Profile, *, now: dt.datetime) -> RowFacts | None:
    """Return what a row says, None where it is about a variable that the profile leaves out."""
    cells = _Cells(source, row)
    if row.problem:
        column, value = next(iter(row.cells.items()), ("", ""))
        cells.refuse(column, value, row.problem)
    cells.stop_if_refused()
    if source.profile.is_long and cells.fields.keys().isdisjoint(source.profile.fields):
        return None
    athlete = _athlete(cells)
    moment = _moment(cells, profile, now=now)
    answers = _answers(cells, profile)
    session = _session(cells, profile, moment)
    cells.stop_if_refused()
    return RowFacts(athlete, _local_day(moment, profile), moment, answers, session)


class _Cells:
    """The fields of a row, and the problems found while they are read."""

    def __init__(self, source: Source, row: Row) -> None:
        self.source = source
        self.file: FileProfile = source.profile
        self.row = row
        self.fields: Mapping[str, str] = row.cells
        if self.file.is_long and not row.problem:
            self.fields = {row.cells[self.file.variable]: row.cells[self.file.value]}
        self.refusals: list[Refusal] = []

    def refuse(self, column: str, value: str, why: str) -> None:
        self.refusals.append(Refusal(self.source.name, self.row.line, column, value, why))

    def stop_if_refused(self) -> None:
        if self.refusals:
            raise RowRefusedError(self.refusals)

    def read(self, column: str, parse: Callable[..., ValueT], *arguments: object) -> ValueT | None:
        """Return what ``parse`` makes of a field; None, and a refusal noted, where it cannot."""
        text = self.fields.get(column, "")
        try:
            return parse(text, *arguments)
        except CellError as error:
            self.refuse(column, text, str(error))
            return None


def _athlete(cells: _Cells) -> str:
    name = cells.source.athlete or cells.row.cells[cells.file.athlete]
    try:
        values.check_name(name)
    except CellError as error:
        cells.refuse(cells.file.athlete, name, str(error))
    return name


def _moment(cells: _Cells, profile: Profile, *, now: dt.datetime) -> dt.datetime:
    """Return the row's moment, or ``now`` where it is refused and the rest is still checked."""
    when = cells.file.when
    text = " ".join(cells.row.cells[column] for column in when.columns)
    local_now = now.astimezone(profile.time_zone)
    # A bare date is read as noon of its day, and today is not in the future before noon.
    latest = local_now if when.has_time else local_now.replace(hour=23, minute=59)
    try:
        moment = values.moment(text, when)
        values.check_moment(moment, latest=latest)
    except CellError as error:
        cells.refuse(" ".join(when.columns), text, str(error))
        return now
    return moment


def _local_day(moment: dt.datetime, profile: Profile) -> dt.date:
    return moment.astimezone(profile.time_zone).date()


def _answers(cells: _Cells, profile: Profile) -> dict[str, Decimal]:
    answers = {}
    for item, column in cells.file.answers.items():
        if cells.fields.get(column, "") not in cells.file.missing:
            value = _answer(item, column, cells, profile)
            if value is not None:
                answers[item] = value
    return answers


def _answer(item: str, column: str, cells: _Cells, profile: Profile) -> Decimal | None:
    decimal = cells.file.decimal
    match item:
        case "sleep_hours":
            return cells.read(column, values.sleep_hours, decimal, cells.file.sleep_unit)
        case "resting_heart_rate":
            return cells.read(column, values.resting_heart_rate, decimal)
        case "variability":
            return cells.read(column, values.variability, decimal)
        case _:
            return cells.read(column, values.scale_point, decimal, profile.instrument)


def _session(cells: _Cells, profile: Profile, moment: dt.datetime) -> SessionDraft | None:
    columns, decimal = cells.file.sessions, cells.file.decimal
    if columns is None or cells.fields.get(columns.amount, "") in columns.missing:
        return None
    minutes = (
        cells.read(columns.minutes, values.minutes, decimal, columns.minutes_unit)
        if columns.minutes
        else None
    )
    load = cells.read(columns.load, values.load, decimal) if columns.load else None
    started_at = _started_at(moment, cells.file, minutes)
    sport = cells.fields.get(columns.sport, "")
    return SessionDraft(
        day=_local_day(started_at or moment, profile),
        recorded_at=moment,
        started_at=started_at,
        sport=values.sport(sport, columns.sports, columns.other_sport),
        minutes=minutes,
        rpe=_rpe(cells, columns),
        reported_load=load,
        file=cells.source.name,
        distance_m=_measure(cells, columns.distance, values.distance, columns.distance_unit),
        heart_rate_mean=_measure(cells, columns.heart_rate, values.heart_rate),
    )


def _rpe(cells: _Cells, columns: SessionColumns) -> Decimal | None:
    if cells.fields.get(columns.rpe, "") in columns.missing:
        return None
    return cells.read(columns.rpe, values.rpe, cells.file.decimal)


def _measure(
    cells: _Cells, column: str, parse: Callable[..., int | None], *unit: str
) -> int | None:
    columns = cells.file.sessions
    if columns is None or cells.fields.get(column, "") in columns.missing:
        return None
    return cells.read(column, parse, cells.file.decimal, *unit)


def _started_at(moment: dt.datetime, file: FileProfile, minutes: int | None) -> dt.datetime | None:
    """Return when a session started; None where the source dates it by the day."""
    if not file.when.has_time:
        return None
    if file.when.session is Clock.END:
        return moment - dt.timedelta(minutes=minutes or 0)
    return moment
