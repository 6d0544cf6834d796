"""What the squad's page says: a key, a title for each row, a word for each cell."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from coaching.squad import LOAD, STATUS, Choice
from recovery.figures import Cell, HeatTick, heat_cell
from recovery.figures.geometry import is_known

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from django.utils.safestring import SafeString

    from coaching.squad import Floats, Ints
    from recovery.figures import Band

CODES = "bguwaxnsmfh"  # one letter for each Cell, in its order
LETTERS = np.frombuffer(CODES.encode(), dtype=np.uint8)
VALUES_APART = ";"


def context(days: Sequence[dt.date], *, known: int, expected: int) -> str:
    """Say which days these are and how complete they are."""
    # Translators: a day without its year, as in "27 October".
    day = pgettext("date format", "j F")
    values = {"first": date_format(days[0], day), "last": date_format(days[-1], day)}
    if not expected:
        return _("%(first)s – %(last)s") % values
    return _("%(first)s – %(last)s, %(percent)s%% of days filled in") % {
        **values,
        "percent": round(100 * known / expected),
    }


def day_names(days: Sequence[dt.date]) -> list[str]:
    """Return the days as they are said."""
    # Translators: a day in few words, as in "Mon 23 November".
    letters = pgettext("date format", "D j F")
    language = get_language()
    return [_day_name(day, letters, language) for day in days]


@lru_cache(maxsize=512)
def _day_name(day: dt.date, letters: str, language: str) -> str:  # noqa: ARG001  (names differ by it)
    return date_format(day, letters)


def ticks(days: Sequence[dt.date], *, plan_url: str) -> list[HeatTick]:
    """Return the weeks as links to the plan of each, from the first Monday on."""
    # Translators: a day in few letters, as in "23 Nov".
    letters = pgettext("short date in Django’s letters", "j M")
    return [
        HeatTick(index, date_format(day, letters), f"{plan_url}?week={day.isoformat()}")
        for index, day in enumerate(days)
        if day.weekday() == 0
    ]


def cell_words(choice: Choice) -> dict[Cell, str]:
    """Return what each kind of cell means, in the order of the key."""
    if choice.measure == STATUS:
        return {
            Cell.ACT: pgettext("cell of a map", "persistent: act"),
            Cell.WATCH: pgettext("cell of a map", "worth a look"),
            Cell.USUAL: pgettext("cell of a map", "as usual"),
            Cell.UNKNOWN: pgettext("cell of a map", "ill, or not enough to say"),
            Cell.GAP: pgettext("cell of a map", "no answers"),
        }
    if choice.measure == LOAD:
        return {
            Cell.NOUGHT: pgettext("cell of a map", "no load"),
            Cell.SLIGHT: pgettext("cell of a map", "up to a tenth of their usual week"),
            Cell.SOME: pgettext("cell of a map", "up to a fifth of their usual week"),
            Cell.MUCH: pgettext("cell of a map", "up to three tenths of their usual week"),
            Cell.MOST: pgettext("cell of a map", "more than that on one day"),
            Cell.UNKNOWN: pgettext("cell of a map", "no usual week known yet"),
            Cell.GAP: pgettext("cell of a map", "nothing filled in"),
        }
    return {
        Cell.NOUGHT: pgettext("cell of a map", "as usual for them, or better"),
        Cell.SLIGHT: pgettext("cell of a map", "a little worse than usual for them"),
        Cell.SOME: pgettext("cell of a map", "worse than usual for them"),
        Cell.MUCH: pgettext("cell of a map", "far worse than usual for them"),
        Cell.UNKNOWN: pgettext("cell of a map", "nothing to compare with yet"),
        Cell.GAP: pgettext("cell of a map", "nothing filled in"),
    }


def key(choice: Choice) -> list[tuple[SafeString, str]]:
    """Return each kind of cell, drawn, with its meaning."""
    return [
        (heat_cell(cell, hanging=choice.hangs), word) for cell, word in cell_words(choice).items()
    ]


def spoken(choice: Choice) -> str:
    """Return, as JSON, what is said of a day: by the letter of its cell, with its value if any."""
    value = "" if choice.measure == STATUS else f"{_with_unit('{value}', choice.measure)}: "
    phrases = {
        CODES[cell]: word if cell is Cell.GAP else f"{value}{word}"
        for cell, word in cell_words(choice).items()
    }
    phrases[CODES[Cell.BLANK]] = no_value()
    return json.dumps(phrases, ensure_ascii=False)


def nothing() -> str:
    """Say what a row without anything means: which of the two is the athlete's own business."""
    return _("Not shared or not filled in")


def no_value() -> str:
    return _("not begun yet")


def titles(
    cells: Ints, *, known: Sequence[int], expected: Sequence[int], choice: Choice
) -> list[str]:
    """Say of each row in one sentence what is drawn in it."""
    if choice.measure == STATUS:
        sentence = _(
            "Answers on %(known)s of %(expected)s days; worth a look on %(some)s, act on %(most)s."
        )
        some, most = (cells == Cell.WATCH).sum(axis=1), (cells == Cell.ACT).sum(axis=1)
    elif choice.measure == LOAD:
        sentence = _(
            "Known on %(known)s of %(expected)s days; no load on %(some)s, much on %(most)s."
        )
        some, most = (cells == Cell.NOUGHT).sum(axis=1), (cells >= Cell.MUCH).sum(axis=1)
    else:
        sentence = _(
            "Known on %(known)s of %(expected)s days; worse than usual on %(some)s, far worse on "
            "%(most)s."
        )
        some, most = (cells == Cell.SOME).sum(axis=1), (cells == Cell.MUCH).sum(axis=1)
    return [
        sentence % {"known": row[0], "expected": row[1], "some": row[2], "most": row[3]}
        if row[0]
        else nothing()
        for row in np.stack([known, expected, some, most], axis=1).tolist()
    ]


def texts(cells: Ints, numbers: Floats, choice: Choice) -> list[list[str]]:
    """Return what each day says, in words, as the map says it to whoever reads it day by day."""
    words = cell_words(choice)
    said = [str(words.get(Cell(kind), "")) for kind in Cell]
    if choice.measure == STATUS:
        return [[said[kind] for kind in row] for row in cells.tolist()]
    return [
        [
            f"{value}: {said[kind]}" if value and said[kind] else said[kind]
            for kind, value in zip(row, values, strict=True)
        ]
        for row, values in zip(cells.tolist(), value_texts(numbers, choice.measure), strict=True)
    ]


def codes(cells: Ints) -> list[str]:
    """Return a letter for each day of each row."""
    return [row.tobytes().decode() for row in LETTERS[cells]]


def values(numbers: Floats, measure: str) -> list[str]:
    """Return each row's numbers as text in the reader's notation; their unit is in ``spoken``."""
    if measure == STATUS:
        return [""] * len(numbers)
    return [VALUES_APART.join(row) for row in _each_once(numbers, partial(_number, measure))]


def value_texts(numbers: Floats, measure: str) -> list[list[str]]:
    """Return a text with its unit for each number."""
    return _each_once(numbers, lambda number: _with_unit(_number(measure, number), measure))


def _each_once(numbers: Floats, text_of: Callable[[float], str]) -> list[list[str]]:
    """Return a text for each number, empty for NaN; formatting is dear, and most are alike."""
    distinct, places = np.unique(numbers, return_inverse=True)
    texts = ["" if math.isnan(number) else text_of(number) for number in distinct.tolist()]
    placed = np.array(texts, dtype=object)[places.reshape(numbers.shape)] if texts else numbers
    found: list[list[str]] = placed.tolist()
    return found


def _number(measure: str, number: float) -> str:
    if measure in {LOAD, "resting_heart_rate"}:
        return str(round(number))
    # The variability is kept as a logarithm.
    return str(round(math.exp(number))) if measure == "ln_rmssd" else _decimal(number)


def _with_unit(number: str, measure: str) -> str:
    if measure == LOAD:
        return _("load %(number)s") % {"number": number}
    if measure == "sleep_hours":
        return _("%(number)s h") % {"number": number}
    if measure == "resting_heart_rate":
        return pgettext("beats per minute", "%(number)s bpm") % {"number": number}
    if measure == "ln_rmssd":
        return _("%(number)s ms") % {"number": number}
    return _("%(number)s of 5") % {"number": number}


def _decimal(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".").replace(".", get_format("DECIMAL_SEPARATOR"))


@dataclass(frozen=True, slots=True)
class TodayWords:
    """Says where today's dot lies; translated once for all rows."""

    nothing: str = field(default_factory=lambda: _("Today: no answer yet"))
    within: str = field(default_factory=lambda: _("Today: within their own normal"))
    below: str = field(default_factory=lambda: _("Today: below their own normal"))
    above: str = field(default_factory=lambda: _("Today: above their own normal"))

    def of(self, value: float, band: Band) -> str:
        if not is_known(value):
            return self.nothing
        if value < band.low:
            return self.below
        return self.above if value > band.high else self.within
