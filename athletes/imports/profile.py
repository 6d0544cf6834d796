"""What a file's columns mean, declared in TOML. `docs/import.md` explains every key."""

from __future__ import annotations

import tomllib
import zoneinfo
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from django.utils.translation import gettext

from athletes.imports.refusals import HistoryError
from athletes.instruments import INSTRUMENTS, Instrument
from athletes.models import HeartMeasurement, Session

if TYPE_CHECKING:
    from collections.abc import Mapping

BUILT_IN = Path(__file__).parent / "profiles"

SCALE_ITEMS: Final = (
    "sleep_quality",
    "fatigue",
    "soreness",
    "stress",
    "mood",
    "concentration",
    "motivation",
)
MEASURES: Final = ("sleep_hours", "resting_heart_rate", "variability")
DURATION_UNITS: Final = ("hours", "minutes", "seconds", "clock")
ITEMS: Final = (*SCALE_ITEMS, *MEASURES)

# Each of these reads every ASCII byte as ASCII, so that a file can be cut into lines first.
ENCODINGS: Final = ("utf-8", "cp1252", "latin-1")

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


class Twice(StrEnum):
    """What counts when one thing is told twice: by the order of lines in the file."""

    LAST = "last"
    FIRST = "first"
    REFUSE = "refuse"


class ZeroLoad(StrEnum):
    """What a day with load 0 was, where the source does not tell rest from no report."""

    REST = "rest"
    UNKNOWN = "unknown"
    # Whoever answered the questionnaire that day had the means at hand to report a session.
    REST_WHEN_ANSWERED = "rest_when_answered"


class Clock(StrEnum):
    """Which moment of a session the time stamp is."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class When:
    """The columns that date a row, joined by a space, and how to read them."""

    columns: tuple[str, ...]
    format: str
    time_zone: zoneinfo.ZoneInfo
    session: Clock

    @property
    def has_time(self) -> bool:
        return "%H" in self.format or "%I" in self.format


@dataclass(frozen=True, slots=True)
class SessionColumns:
    """Where sessions are: minutes and RPE, or only a load in arbitrary units."""

    minutes: str
    rpe: str
    load: str
    one_a_day: bool
    zero_load: ZeroLoad
    sport: str
    sports: Mapping[str, str]
    other_sport: str
    missing: frozenset[str]
    minutes_unit: str = "minutes"
    distance: str = ""
    distance_unit: str = "m"
    heart_rate: str = ""

    @property
    def amount(self) -> str:
        """The column without which a row holds no session."""
        return self.minutes or self.load

    @property
    def columns(self) -> tuple[str, ...]:
        names = (self.minutes, self.rpe, self.load, self.sport, self.distance, self.heart_rate)
        return tuple(name for name in names if name)


@dataclass(frozen=True)  # no slots: properties read for every row are kept
class FileProfile:
    """One kind of file."""

    pattern: str
    format: str
    encoding: str
    delimiter: str
    decimal: str
    athlete: str  # empty: the folder's name is the athlete's
    when: When
    variable: str  # the long layout: which column names the variable and which holds its value
    value: str
    answers: Mapping[str, str]
    missing: frozenset[str]
    sleep_unit: str
    twice: Twice
    from_device: bool
    sessions: SessionColumns | None

    @property
    def is_long(self) -> bool:
        return bool(self.variable)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Columns, or in the long layout variables, that become facts."""
        session_fields = self.sessions.columns if self.sessions else ()
        return (*self.answers.values(), *session_fields)

    @cached_property
    def needed_columns(self) -> tuple[str, ...]:
        athlete = (self.athlete,) if self.athlete else ()
        contents = (self.variable, self.value) if self.is_long else self.fields
        return (*athlete, *self.when.columns, *contents)

    @cached_property
    def used(self) -> frozenset[str]:
        return frozenset({*self.needed_columns, *self.fields})


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read one system's export."""

    name: str
    title: str
    time_zone: zoneinfo.ZoneInfo
    instrument: Instrument | None
    variability_kind: str
    files: tuple[FileProfile, ...]


def built_in_profiles() -> list[str]:
    return sorted(path.stem for path in BUILT_IN.glob("*.toml"))


def load_profile(name: str) -> Profile:
    """Return a built-in profile by its name, or one of your own by the path of its file."""
    own = name.endswith(".toml")
    if not own and name not in built_in_profiles():
        raise HistoryError(
            gettext(
                "There is no profile “%(name)s”. Built in are %(known)s; for your own, give the"
                " path of its .toml file."
            )
            % {"name": name, "known": ", ".join(built_in_profiles())}
        )
    path = Path(name) if own else BUILT_IN / f"{name}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HistoryError(
            gettext("The profile %(path)s cannot be read: %(error)s")
            % {"path": path, "error": error}
        ) from error
    return _profile(_Table(path.name, table), name=path.stem)


class _Table:
    """A table of the TOML file that hands out its keys once and names what is wrong with them."""

    def __init__(self, place: str, values: dict[str, Any]) -> None:
        self.place = place
        self.values = dict(values)

    def wrong(self, key: str, problem: str) -> HistoryError:
        return HistoryError(
            gettext("In the profile %(place)s, “%(key)s” %(problem)s.")
            % {"place": self.place, "key": key, "problem": problem}
        )

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.pop(key, default)
        if value is None:
            raise self.wrong(key, gettext("is missing"))
        if not isinstance(value, str):
            raise self.wrong(key, gettext("must be a text"))
        return value

    def one_of(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in known:
            problem = gettext("must be one of %(known)s, not “%(value)s”")
            raise self.wrong(key, problem % {"known": ", ".join(known), "value": value})
        return value

    def choice(self, key: str, kind: type[ChoiceT], default: ChoiceT | None = None) -> ChoiceT:
        known = tuple(member.value for member in kind)
        return kind(self.one_of(key, known, default.value if default else None))

    def flag(self, key: str) -> bool:
        value = self.values.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, gettext("must be true or false"))
        return value

    def number(self, key: str) -> int:
        value = self.values.pop(key, None)
        if type(value) is not int:
            raise self.wrong(key, gettext("must be a whole number"))
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self.values.pop(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise self.wrong(key, gettext("must be a list of texts"))
        return tuple(value)

    def time_zone(self, key: str, default: zoneinfo.ZoneInfo | None = None) -> zoneinfo.ZoneInfo:
        name = self.text(key, default.key if default else None)
        if name not in zoneinfo.available_timezones():
            raise self.wrong(key, gettext("must be a time zone like Europe/Amsterdam"))
        return zoneinfo.ZoneInfo(name)

    def table(self, key: str) -> _Table | None:
        value = self.values.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, gettext("must be a table"))
        return _Table(f"{self.place}, [{key}]", value)

    def tables(self, key: str) -> list[_Table]:
        value = self.values.pop(key, None)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong(key, gettext("must be a list of tables, [[%(key)s]]") % {"key": key})
        return [
            _Table(f"{self.place}, [[{key}]] {number}", cast("dict[str, Any]", each))
            for number, each in enumerate(value, start=1)
        ]

    def text_mapping(self) -> dict[str, str]:
        """Return all that is left, as texts."""
        return {key: self.text(key) for key in list(self.values)}

    def finish(self) -> None:
        for key in self.values:
            raise self.wrong(key, gettext("is not a key of a profile"))


def _profile(table: _Table, *, name: str) -> Profile:
    time_zone = table.time_zone("time_zone")
    profile = Profile(
        name=name,
        title=table.text("title"),
        time_zone=time_zone,
        instrument=_instrument(table),
        variability_kind=table.one_of(
            "variability_kind", ("", *HeartMeasurement.VariabilityKind.values), ""
        ),
        files=tuple(_file(each, time_zone=time_zone) for each in table.tables("files")),
    )
    table.finish()
    items = {item for file in profile.files for item in file.answers}
    if profile.instrument is None and not items.isdisjoint(SCALE_ITEMS):
        raise table.wrong("scale", gettext("is missing"))
    if not profile.variability_kind and "variability" in items:
        raise table.wrong("variability_kind", gettext("is missing"))
    return profile


def _instrument(table: _Table) -> Instrument | None:
    """Return the instrument with the declared points and direction.

    Ours is never among them: its points have words that another system's athletes did not read.
    """
    scale = table.table("scale")
    if scale is None:
        return None
    wanted = (
        scale.number("minimum"),
        scale.number("maximum"),
        scale.one_of("best", ("low", "high")),
    )
    scale.finish()
    known = {
        (each.minimum, each.maximum, "high" if each.higher_is_better else "low"): each
        for each in INSTRUMENTS.values()
        if not each.items
    }
    if wanted not in known:
        scales = "; ".join(f"{low}–{high}, best = {best}" for low, high, best in known)
        problem = gettext("is not a scale that can be imported; these can: %(scales)s")
        raise table.wrong("scale", problem % {"scales": scales})
    return known[wanted]


def _file(table: _Table, *, time_zone: zoneinfo.ZoneInfo) -> FileProfile:
    long = table.table("long")
    answers = table.table("answers")
    file = FileProfile(
        pattern=table.text("pattern"),
        format=table.one_of("format", ("csv", "json"), "csv"),
        encoding=table.one_of("encoding", ENCODINGS, "utf-8"),
        delimiter=table.one_of("delimiter", (",", ";", "\t", "|"), ","),
        decimal=table.one_of("decimal", (".", ","), "."),
        athlete=table.text("athlete", ""),
        when=_when(table, time_zone=time_zone),
        variable=long.text("variable") if long else "",
        value=long.text("value") if long else "",
        answers=MappingProxyType(_answers(answers) if answers else {}),
        missing=frozenset({"", *table.texts("missing", ())}),
        sleep_unit=table.one_of("sleep_unit", DURATION_UNITS, "hours"),
        twice=table.choice("twice", Twice, Twice.REFUSE),
        from_device=table.flag("from_device"),
        sessions=_sessions(table.table("sessions")),
    )
    if long:
        long.finish()
    if not file.fields:
        raise table.wrong("answers", gettext("is missing"))
    table.finish()
    return file


def _when(table: _Table, *, time_zone: zoneinfo.ZoneInfo) -> When:
    when = table.table("when")
    if when is None:
        raise table.wrong("when", gettext("is missing"))
    result = When(
        columns=when.texts("columns"),
        format=when.text("format"),
        time_zone=when.time_zone("time_zone", time_zone),
        session=when.choice("session", Clock, Clock.START),
    )
    when.finish()
    if not result.has_time and result.time_zone != time_zone:
        raise when.wrong("time_zone", gettext("is only for a format with hours"))
    if not result.columns:
        raise table.wrong("when", gettext("names no columns"))
    return result


def _answers(table: _Table) -> dict[str, str]:
    answers = table.text_mapping()
    for item in answers:
        if item not in ITEMS:
            problem = gettext("is not an item; items are %(items)s")
            raise table.wrong(item, problem % {"items": ", ".join(ITEMS)})
    return answers


def _sessions(table: _Table | None) -> SessionColumns | None:
    if table is None:
        return None
    sports = table.table("sports")
    sessions = SessionColumns(
        minutes=table.text("minutes", ""),
        rpe=table.text("rpe", ""),
        load=table.text("load", ""),
        one_a_day=table.flag("one_a_day"),
        zero_load=table.choice("zero_load", ZeroLoad, ZeroLoad.UNKNOWN),
        sport=table.text("sport", ""),
        sports=MappingProxyType(sports.text_mapping() if sports else {}),
        other_sport=table.one_of("other_sport", tuple(Session.Sport.values), "other"),
        missing=frozenset({"", *table.texts("missing", ())}),
        minutes_unit=table.one_of("minutes_unit", DURATION_UNITS, "minutes"),
        distance=table.text("distance", ""),
        distance_unit=table.one_of("distance_unit", ("m", "km", "mi"), "m"),
        heart_rate=table.text("heart_rate", ""),
    )
    if bool(sessions.minutes) == bool(sessions.load):
        raise table.wrong("minutes", gettext("or “load” is needed, and not both"))
    for sport in sessions.sports.values():
        if sport not in Session.Sport.values:
            problem = gettext("is not a sport; sports are %(sports)s")
            raise table.wrong(sport, problem % {"sports": ", ".join(Session.Sport.values)})
    table.finish()
    return sessions
