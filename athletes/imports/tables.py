"""Tables that an athlete brings: what they are made of, what their columns mean, what they say.

What a column means is declared as for a team's history, as a `Profile`; here it is built from
what the athlete chose on the page, or is ready for systems whose export is known by its header.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from athletes.imports.activities.activity import Reason, RefusedError
from athletes.imports.activities.sports import SPORTS
from athletes.imports.files import LONGEST_LINE, Source
from athletes.imports.profile import (
    MEASURES,
    SCALE_ITEMS,
    Clock,
    FileProfile,
    Profile,
    SessionColumns,
    Twice,
    When,
    ZeroLoad,
    load_profile,
)
from athletes.imports.reading import read_sources
from athletes.instruments import INSTRUMENTS
from athletes.models import Session

if TYPE_CHECKING:
    import zoneinfo
    from collections.abc import Iterable, Sequence

    from athletes.imports.history import AthleteHistory, History

MOST_ROWS: Final = 20_000  # fifty years of days, or twenty of two sessions a day
MOST_COLUMNS: Final = 150
HEAD: Final = 65_536  # bytes that the choice of columns is made on
SAMPLE_ROWS: Final = 50
WHO: Final = "me"  # there is one athlete in the file

# Exports in which a row may hold nothing but what a watch sent there by itself. Who measures with
# HRV4Training on waking did something, and answered by it.
FROM_WATCHES: Final = frozenset({"intervals-icu"})
DELIMITERS: Final = (",", ";", "\t", "|")
# The first that reads every value of a sample is taken: day first where both would.
DATE_FORMATS: Final = tuple(
    f"{date}{time}"
    for date in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%m/%d/%Y", "%d-%m-%y", "%Y/%m/%d",
                 "%d/%m/%y", "%m/%d/%y")
    for time in ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S", "T%H:%M", " %H:%M:%S %z", " %H:%M:%S%z",
                 "T%H:%M:%S%z", "T%H:%M:%S.%f%z", "T%H:%M:%S.%f")
)  # fmt: skip
TIME_FORMATS: Final = ("%H:%M", "%H:%M:%S")

# What a column may mean: a code of these, or nothing. Its unit belongs to the meaning.
MINUTES: Final = {
    "duration_minutes": "minutes",
    "duration_seconds": "seconds",
    "duration_hours": "hours",
    "duration_clock": "clock",
}
DISTANCE: Final = {"distance_km": "km", "distance_m": "m", "distance_mi": "mi"}
SLEEP: Final = {
    "sleep_hours": "hours",
    "sleep_clock": "clock",
    "sleep_minutes": "minutes",
    "sleep_seconds": "seconds",
}
VARIABILITY: Final = {
    "variability_rmssd": "rmssd",
    "variability_sdnn": "sdnn",
    "variability_device": "device",
}
# Meanings of which one column can have only one: two durations would contradict each other.
GROUPS: Final = (tuple(MINUTES), tuple(DISTANCE), tuple(SLEEP), tuple(VARIABILITY))
MEANINGS: Final = (
    "date", "time", "sport", *MINUTES, *DISTANCE, "heart_rate", "rpe",
    *SLEEP, "resting_heart_rate", *VARIABILITY, *SCALE_ITEMS,
)  # fmt: skip
SCALES: Final = tuple(each.code for each in INSTRUMENTS.values() if not each.items)

# Words of headers, in either language, from which a first guess is made.
WORDS: Final = {
    "date": ("date", "datum", "day", "dag", "start", "start_date_local", "start_time", "starttijd",
             "starttime", "activity date", "start_date"),
    "time": ("time", "tijd", "time of day", "tijdstip"),
    "sport": ("sport", "type", "sport_type", "activity type", "activiteit", "discipline"),
    "duration_minutes": ("minutes", "minuten", "duration", "duur", "min", "duur (min)",
                         "duration (min)", "duration_min"),
    "duration_seconds": ("moving_time", "moving time", "seconds", "seconden", "duration_s"),
    "distance_km": ("km", "distance (km)", "afstand (km)", "distance_km"),
    "distance_m": ("distance", "afstand", "distance_m", "distance (m)"),
    "heart_rate": ("average_heartrate", "average heart rate", "heart rate", "hartslag",
                   "gemiddelde hartslag", "avg hr", "avg_hr", "hr"),
    "rpe": ("rpe", "perceived exertion", "perceived_exertion", "exertion", "zwaarte", "borg"),
    "sleep_hours": ("sleep", "slaap", "sleep hours", "hours slept", "uren slaap", "sleep_hours",
                    "slaapuren"),
    "sleep_seconds": ("sleepsecs", "sleep_seconds"),
    "resting_heart_rate": ("restinghr", "resting hr", "resting heart rate", "rusthartslag", "rhr"),
    "variability_rmssd": ("rmssd", "hrv"),
    "variability_sdnn": ("sdnn", "hrvsdnn"),
    "sleep_quality": ("sleep quality", "sleepquality", "sleep_quality", "slaapkwaliteit"),
    "fatigue": ("fatigue", "vermoeidheid"),
    "soreness": ("soreness", "muscle soreness", "spierpijn", "muscle_soreness"),
    "stress": ("stress",),
    "mood": ("mood", "stemming"),
    "concentration": ("concentration", "concentratie", "focus"),
    "motivation": ("motivation", "motivatie"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is written, and its first rows."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def signature(self) -> str:
        """Return what tables with these columns have in common."""
        return hashlib.sha256("\n".join(self.header).encode()).hexdigest()

    def column(self, name: str) -> list[str]:
        """Return the sample's values of a column, empty ones left out."""
        place = self.header.index(name)
        values = (row[place].strip() for row in self.rows if place < len(row))
        return [value for value in values if value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a table mean, as an athlete chose."""

    encoding: str
    delimiter: str
    decimal: str
    date_format: str
    time_format: str  # of a column of its own
    instrument: str  # empty where no column is a point of a scale
    meanings: dict[str, str]  # column: meaning

    def column_of(self, meaning: str) -> str:
        return next((name for name, each in self.meanings.items() if each == meaning), "")

    def one_of(self, units: Iterable[str]) -> tuple[str, str]:
        """Return the column that has any of these meanings, and which; or nothing twice."""
        for meaning in units:
            if column := self.column_of(meaning):
                return column, meaning
        return "", ""


def shape_of(content: bytes) -> Shape:
    """Look at the beginning of a table, or refuse what is none."""
    encoding, text = _decoded(content[:HEAD], is_whole=len(content) <= HEAD)
    lines = text.splitlines()
    if not lines or len(lines[0]) > LONGEST_LINE:
        raise RefusedError(Reason.NOT_A_TABLE)
    delimiter = max(DELIMITERS, key=lines[0].count)
    try:
        records = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
    except csv.Error:
        raise RefusedError(Reason.NOT_A_TABLE) from None
    header = tuple(name.strip() for name in records[0])
    if not 2 <= len(header) <= MOST_COLUMNS:
        raise RefusedError(Reason.NOT_A_TABLE)
    rows = [tuple(record) for record in records[1:] if any(cell.strip() for cell in record)]
    if not rows:
        raise RefusedError(Reason.EMPTY)
    return Shape(encoding, delimiter, header, tuple(rows[:SAMPLE_ROWS]))


def _decoded(head: bytes, *, is_whole: bool) -> tuple[str, str]:
    """Return the encoding and the text up to the last whole line."""
    if b"\0" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError(Reason.NOT_A_TABLE)
    if not is_whole:
        head = head[: head.rfind(b"\n") + 1]
    try:
        return "utf-8", head.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252", head.decode("cp1252", errors="replace")


def guess(shape: Shape) -> Columns:
    """Return what the columns seem to mean, to be looked at by the athlete."""
    meanings: dict[str, str] = {}
    for name in shape.header:
        plain = name.lower().replace("_", " ").strip()
        for meaning, words in WORDS.items():
            known = {word.replace("_", " ") for word in words}
            if plain in known and name and not _is_taken(meaning, meanings.values()):
                meanings[name] = _fitting(meaning, shape.column(name))
                break
    date = next((name for name, each in meanings.items() if each == "date"), "")
    time = next((name for name, each in meanings.items() if each == "time"), "")
    return Columns(
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        decimal=_decimal(shape),
        date_format=date_format(shape.column(date)) if date else DATE_FORMATS[0],
        time_format=time_format(shape.column(time)) if time else TIME_FORMATS[0],
        instrument="",
        meanings=meanings,
    )


def _is_taken(meaning: str, taken: Iterable[str]) -> bool:
    group = next((group for group in GROUPS if meaning in group), (meaning,))
    return not set(group).isdisjoint(taken)


def _fitting(meaning: str, values: Sequence[str]) -> str:
    """Return the meaning with the unit that its values are written in."""
    if values and ":" in values[0]:
        return {"duration_minutes": "duration_clock", "sleep_hours": "sleep_clock"}.get(
            meaning, meaning
        )
    return meaning


def _decimal(shape: Shape) -> str:
    cells = [cell for row in shape.rows for cell in row]
    commas = sum(_is_number(cell, ",") for cell in cells)
    return "," if commas > sum(_is_number(cell, ".") for cell in cells) else "."


def _is_number(cell: str, sign: str) -> bool:
    whole, found, part = cell.strip().partition(sign)
    return bool(found) and whole.lstrip("-").isdigit() and part.isdigit()


def date_format(values: Sequence[str]) -> str:
    """Return the first format that reads all these values, or the one that reads the most."""

    return _best(DATE_FORMATS, values)


def time_format(values: Sequence[str]) -> str:
    return _best(TIME_FORMATS, values)


def _best(formats: Sequence[str], values: Sequence[str]) -> str:
    return max(formats, key=lambda each: sum(_is_date(value, each) for value in values))


def _is_date(value: str, format_: str) -> bool:
    try:
        dt.datetime.strptime(value, format_)  # noqa: DTZ007  (only whether it can be read)
    except ValueError:
        return False
    return True


def ready_profile(shape: Shape, *, time_zone: zoneinfo.ZoneInfo) -> Profile | None:
    """Return the built-in meaning of a table that is known by its header, capitals aside."""
    names = {name.lower(): name for name in shape.header}
    if {"timestamp_measurement", "rmssd", "hr"} <= names.keys():
        return _fitted("hrv4training", shape, names, time_zone=time_zone)
    own = {"sleepquality", "soreness", "fatigue", "motivation", "restinghr", "sleepsecs"}
    if names.keys() & {"date", "id"} and len(own & names.keys()) >= 3:
        return _fitted("intervals-icu", shape, names, time_zone=time_zone)
    return None


def _fitted(
    profile_name: str, shape: Shape, names: dict[str, str], *, time_zone: zoneinfo.ZoneInfo
) -> Profile:
    """Return the built-in profile for this very file: its columns, its dates, its clock."""
    profile = load_profile(profile_name)
    file = profile.files[0]
    declared = file.when.columns[0]
    dated = names.get(declared.lower()) or names["id"]
    answers = {
        item: names[column.lower()]
        for item, column in file.answers.items()
        if column.lower() in names
    }
    when = replace(
        file.when,
        columns=(dated,),
        format=date_format(shape.column(dated)),
        time_zone=time_zone,
    )
    return replace(
        profile,
        time_zone=time_zone,
        files=(
            replace(
                file,
                when=when,
                answers=MappingProxyType(answers),
                encoding=shape.encoding,
                delimiter=shape.delimiter,
                decimal=_decimal(shape),
            ),
        ),
    )


def profile_of(columns: Columns, *, time_zone: zoneinfo.ZoneInfo) -> Profile:
    """Return what an athlete chose as the profile that the reader of histories knows."""
    sleep, sleep_unit = columns.one_of(SLEEP)
    variability, kind = columns.one_of(VARIABILITY)
    answers = {item: columns.column_of(item) for item in (*SCALE_ITEMS, "resting_heart_rate")}
    answers |= {"sleep_hours": sleep, "variability": variability}
    dated = [columns.column_of("date"), columns.column_of("time")]
    time = f" {columns.time_format}" if dated[1] else ""
    file = FileProfile(
        pattern="*",
        format="csv",
        encoding=columns.encoding,
        delimiter=columns.delimiter,
        decimal=columns.decimal,
        athlete="",
        when=When(
            columns=tuple(name for name in dated if name),
            format=columns.date_format + time,
            time_zone=time_zone,
            session=Clock.START,
        ),
        variable="",
        value="",
        answers=MappingProxyType({item: name for item, name in answers.items() if name}),
        missing=frozenset({"", "-", "–", "nan", "null", "n/a"}),
        sleep_unit=SLEEP.get(sleep_unit, "hours"),
        twice=Twice.LAST,
        from_device=False,
        sessions=_session_columns(columns),
    )
    return Profile(
        name="columns",
        title="columns",
        time_zone=time_zone,
        instrument=INSTRUMENTS.get(columns.instrument),
        variability_kind=VARIABILITY.get(kind, ""),
        files=(file,),
    )


def _session_columns(columns: Columns) -> SessionColumns | None:
    duration, unit = columns.one_of(MINUTES)
    if not duration:
        return None
    distance, distance_unit = columns.one_of(DISTANCE)
    return SessionColumns(
        minutes=duration,
        minutes_unit=MINUTES[unit],
        rpe=columns.column_of("rpe"),
        load="",
        one_a_day=False,
        zero_load=ZeroLoad.UNKNOWN,
        sport=columns.column_of("sport"),
        sports=MappingProxyType(SPORTS),
        other_sport=Session.Sport.OTHER,
        missing=frozenset({"", "0", "0.0", "0,0", "-", "–", "nan", "null", "n/a"}),
        distance=distance,
        distance_unit=DISTANCE.get(distance_unit, "m"),
        heart_rate=columns.column_of("heart_rate"),
    )


def read_table(content: bytes, profile: Profile, *, name: str, now: dt.datetime) -> History:
    """Read all rows of a table, within limits on lines and rows, and without keeping a copy.

    Raises
    ------
    HistoryError
        If it is no such table at all; its sentence is for the athlete.
    """
    with tempfile.NamedTemporaryFile() as written:
        written.write(content)
        written.flush()
        source = Source(Path(written.name), name, WHO, profile.files[0])
        return read_sources([source], profile, now=now, most_rows=MOST_ROWS)


def only_athlete(history: History) -> AthleteHistory | None:
    return history.athletes.get(WHO)


def measured_alone(history: AthleteHistory) -> set[dt.date]:
    """Return the days of which a file holds what devices measure, and no answer of anybody."""
    return {day for day, draft in history.check_ins.items() if set(draft.answers) <= set(MEASURES)}
