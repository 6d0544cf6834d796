"""What a table's columns are: read off the model, so that a new field is in the download too."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from athletes.instruments import SCALE_ITEMS
from athletes.models import Athlete
from coaching.models import Team
from recovery.accounts.models import User
from recovery.engine import ITEMS
from recovery.engine.metrics.health_problems import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django_stubs_ext import StrPromise

    ReadField = models.Field[Any, Any]

# Made for sending once and for addresses; to the athlete they say nothing.
INTERNAL = {"client_id", "public_id", "not_before", "attempts"}
UNITS = {
    "minutes": "min",
    "sleep_hours": "h",
    "hours_sat": "h",
    "rpe": "CR-10",
    "heart_rate_mean": "bpm",
    "heart_rate_max": "bpm",
    "resting_heart_rate": "bpm",
    "reported_load": "AU",
    "load": "AU",
    "load_week": "AU",
    "load_usual": "AU",
    "strain": "AU",
    "load_excess": "SD",
    "response": "SD",
    "response_sd": "SD",
    "composite": "SD",
    "evidence": "SD",
    "dissociation": "SD",
    "size": "B",
    "stored": "B",
}
UNIT_ENDINGS = (
    ("_km", "km"), ("_m", "m"), ("_cm", "cm"), ("_kg", "kg"), ("_s", "s"), ("_ms", "ms"),
    ("_w", "W"), ("_minutes", "min"), ("_hours", "h"), ("_percent", "%"),
)  # fmt: skip
BY_INSTRUMENT = _("depends on the instrument of the row: see the instruments")
HIGHER_IS_BETTER, HIGHER_IS_WORSE = _("higher is better"), _("higher is worse")
DIRECTIONS: dict[str, StrPromise] = {
    **dict.fromkeys(SCALE_ITEMS, BY_INSTRUMENT),
    "sleep_hours": HIGHER_IS_BETTER,
    "felt_performance": HIGHER_IS_BETTER,
    "rpe": _("higher is harder"),
    "resting_heart_rate": HIGHER_IS_WORSE,
    **dict.fromkeys(QUESTIONS, HIGHER_IS_WORSE),  # of the weekly questionnaire on health problems
    "variability": HIGHER_IS_BETTER,
    "response": HIGHER_IS_WORSE,
    "composite": HIGHER_IS_WORSE,
    "evidence": HIGHER_IS_WORSE,
    "dissociation": HIGHER_IS_WORSE,
}
# Of fields that say nothing of themselves in the model.
MEANINGS: dict[str, StrPromise] = {
    "id": _("Number of the row; other tables refer to it."),
    "check_in": _("Number of the check-in it belongs to."),
    "kind": _("What kind it is."),
    "sport": _("Which sport."),
    "started_at": _("When it started."),
    "recorded_at": _("When you said so."),
    "received_at": _("When it arrived here."),
    "created_at": _("When it was made."),
    "rated_at": _("When you rated it."),
    "decided_at": _("When it was decided."),
    "from_day": _("The first day it holds for."),
    "first_day": _("The first day."),
    "last_day": _("The last day."),
    "instrument": _("Which questionnaire the points are of: see the instruments."),
    "soreness_regions": _("Where it was sore."),
    "response": _("Recovery as it builds up over days: behind the own normal, in its own spread."),
    "response_sd": _("How uncertain that is."),
    "evidence": _("What a warning opens on: recovery, effort and load together."),
    "load_excess": _("How far training is above what you are used to."),
    "dissociation": _("How much harder sessions feel than the same used to."),
    "monotony": _("Mean daily load of the week over its spread."),
    "strain": _("Week load times monotony."),
    "answered": _("Whether there was a check-in that counts."),
    "checkins_7": _("Check-ins in the last seven days."),
    "known_days_28": _("Days of the last 28 of which training or rest is known."),
    "lens": _(
        "Which kinds of data it rests on, added up: 1 training and rest, 2 sleep and body, 4 mind,"
        " 8 heart, 16 being ill. 31 is what you see yourself."
    ),
    "transitions": _("Each change of level: from which day on, and to which."),
}
ITEM_WORDS = {
    "item_values": ("value", _("The answer, or the measurement.")),
    "item_normals": ("normal", _("Your own normal, with which it is compared.")),
    "item_sds": ("sd", _("How far a usual day may lie from it.")),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its code, what it is, and how to read it off a row."""

    code: str
    kind: str  # text, number, yes/no, day, moment, list, structure
    read: Callable[[models.Model], object]
    meaning: StrPromise | str = ""
    unit: str = ""
    direction: StrPromise | str = ""
    choices: tuple[tuple[str, str], ...] = ()  # code, words


def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """Return the columns of a model's table, in the order of its fields."""
    return tuple(column for field in fields_of(model) for column in _columns(field))


def fields_of(model: type[models.Model]) -> tuple[ReadField, ...]:
    """Return the fields of a model that are columns of its table."""
    return tuple(model._meta.concrete_fields)  # noqa: SLF001  (Django's documented way to them)


def plain(value: object) -> Any:  # noqa: ANN401  (whatever JSON can hold)
    """Return a value as JSON has it: numbers as numbers, days and moments as ISO 8601."""
    match value:
        case float():
            told: Any = None if math.isnan(value) else value
        case Decimal():
            told = int(value) if value == value.to_integral_value() else float(value)
        case dt.datetime():
            told = value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case dt.date():
            told = value.isoformat()
        case dict():
            told = {force_str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            told = [plain(each) for each in value]
        case None | bool() | int() | str():
            told = value
        case _:
            told = force_str(value)
    return told


def _columns(field: ReadField) -> Iterator[Column]:
    name = field.name
    # Whose it is, is no column: everything in the file is of one athlete.
    if name in INTERNAL or field.related_model is Athlete:
        return
    if isinstance(field, models.CompositePrimaryKey):
        return
    if name in ITEM_WORDS:
        yield from _item_columns(field)
    elif field.is_relation:
        yield _relation_column(field)
    else:
        yield Column(
            code=name,
            kind=_kind(field),
            read=lambda row, attname=field.attname: getattr(row, attname),  # type: ignore[misc]
            meaning=_meaning(field),
            unit=_unit(name),
            direction=DIRECTIONS.get(name, ""),
            choices=_choices(field),
        )


def _item_columns(field: ReadField) -> Iterator[Column]:
    """Give each item of the engine a column: an array says nothing to a spreadsheet."""
    prefix, meaning = ITEM_WORDS[field.name]
    for index, item in enumerate(ITEMS):
        is_answer = item.unit == "1–5"
        better = is_answer or not item.larger_is_worse
        yield Column(
            code=f"{prefix}_{item.code}",
            kind="number",
            read=lambda row, name=field.attname, at=index: getattr(row, name)[at],  # type: ignore[misc]
            meaning=meaning,
            unit=item.unit,
            direction="" if prefix == "sd" else HIGHER_IS_BETTER if better else HIGHER_IS_WORSE,
        )


def _relation_column(field: ReadField) -> Column:
    name = field.name
    if field.related_model is Team:
        return Column(name, "text", lambda row: _name(getattr(row, name)), _("Name of the team."))
    if field.related_model is User:
        return Column(name, "text", lambda row: _name(getattr(row, name)), _("Who did it."))
    meaning = MEANINGS.get(name) or _("Number of the row that it refers to.")
    return Column(f"{name}_id", "number", lambda row: getattr(row, field.attname), meaning)


def _name(named: Team | User | None) -> str | None:
    return None if named is None else named.name


def _kind(field: ReadField) -> str:
    kinds: tuple[tuple[type[ReadField], str], ...] = (
        (models.DateTimeField, "moment"),
        (models.DateField, "day"),
        (models.BooleanField, "yes/no"),
        (ArrayField, "list"),
        (models.JSONField, "structure"),
        (models.CharField, "text"),
        (models.TextField, "text"),
        (models.UUIDField, "text"),
    )
    return next((kind for cls, kind in kinds if isinstance(field, cls)), "number")


def _meaning(field: ReadField) -> StrPromise | str:
    if field.name in MEANINGS:
        return MEANINGS[field.name]
    if field.help_text:
        return field.help_text
    # Django makes a name up out of the field's own; that tells nothing new.
    return "" if field.verbose_name == field.name.replace("_", " ") else field.verbose_name


def _unit(name: str) -> str:
    return UNITS.get(name) or next(
        (unit for ending, unit in UNIT_ENDINGS if name.endswith(ending)), ""
    )


def _choices(field: ReadField) -> tuple[tuple[str, str], ...]:
    base = field.base_field if isinstance(field, ArrayField) else field
    return tuple((force_str(code), force_str(words)) for code, words in base.flatchoices)
