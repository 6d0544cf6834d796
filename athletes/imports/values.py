"""One cell at a time: text in, a value within its bounds out, or a sentence that says why not."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from athletes.imports.refusals import CellError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from athletes.imports.profile import When
    from athletes.instruments import Instrument

# No exponents, no infinities, no digits of other scripts: what a form would accept.
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,20})?")
CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-5]?[0-9])(?::([0-5]?[0-9])(?:[.,][0-9]+)?)?")
SECONDS: Final = {"hours": 3600, "minutes": 60, "seconds": 1}
METRES: Final = {"m": Decimal(1), "km": Decimal(1000), "mi": Decimal("1609.344")}
WORD: Final = re.compile(r"[^\W_]+")

FIRST_DAY: Final = dt.date(1950, 1, 1)
HARDEST_DAY: Final = Decimal(14_400)  # [AU] 24 hours at RPE 10
LONGEST_NAME: Final = 100


@lru_cache(maxsize=4096)
def number(text: str, decimal: str) -> Decimal:
    plain = text.replace(",", ".") if decimal == "," else text
    if not NUMBER.fullmatch(plain):
        raise CellError(gettext("is not a number like %(example)s") % {"example": f"7{decimal}5"})
    return Decimal(plain)


def scale_point(text: str, decimal: str, instrument: Instrument) -> Decimal:
    point = number(text, decimal)
    if point % 1 or not instrument.minimum <= point <= instrument.maximum:
        bounds = {"minimum": instrument.minimum, "maximum": instrument.maximum}
        raise CellError(
            gettext("is not a point on the scale from %(minimum)d to %(maximum)d") % bounds
        )
    return point


def sleep_hours(text: str, decimal: str, unit: str) -> Decimal:
    hours = _seconds(text, decimal, unit) / 3600
    if not 0 <= hours <= 24:
        raise CellError(gettext("is not within the 24 hours of a day"))
    return _rounded(hours, "0.01")


def resting_heart_rate(text: str, decimal: str) -> Decimal:
    rate = number(text, decimal)
    if not 25 <= rate <= 130:
        raise CellError(gettext("is not a resting heart rate between 25 and 130"))
    return _rounded(rate, "0.1")


def variability(text: str, decimal: str) -> Decimal:
    value = number(text, decimal)
    if not 1 <= value <= 400:
        raise CellError(gettext("is not a heart rate variability between 1 and 400"))
    return _rounded(value, "0.1")


def minutes(text: str, decimal: str, unit: str = "minutes") -> int:
    value = _rounded(_seconds(text, decimal, unit) / 60, "1")
    if not 1 <= value <= 600:
        raise CellError(gettext("is not a duration from 1 to 600 minutes"))
    return int(value)


def distance(text: str, decimal: str, unit: str) -> int | None:
    """Return metres; None where nobody moved, as on a trainer."""
    metres = _rounded(number(text, decimal) * METRES[unit], "1")
    if not 0 <= metres <= 1_000_000:
        raise CellError(gettext("is not a distance up to 1000 km"))
    return int(metres) or None


def heart_rate(text: str, decimal: str) -> int | None:
    """Return the mean of a session; None where the strap was not worn, which devices call 0."""
    rate = _rounded(number(text, decimal), "1")
    if rate and not 30 <= rate <= 250:
        raise CellError(gettext("is not a heart rate from 30 to 250"))
    return int(rate) or None


def rpe(text: str, decimal: str) -> Decimal:
    value = number(text, decimal)
    if not 0 <= value <= 10 or value * 2 % 1:
        raise CellError(gettext("is not an exertion from 0 to 10 in halves"))
    return value


def load(text: str, decimal: str) -> Decimal:
    value = number(text, decimal)
    if not 0 <= value <= HARDEST_DAY:
        raise CellError(gettext("is not a load from 0 to 14400 AU, a day and night at full effort"))
    return _rounded(value, "0.01")


def sport(text: str, sports: Mapping[str, str], other: str) -> str:
    """Return the first sport named in a cell, which may list words: ``['team', 'soccer']``."""
    for word in WORD.findall(text.lower()):
        if word in sports:
            return sports[word]
    return other


def check_name(text: str) -> None:
    if not text:
        raise CellError(gettext("names no athlete"))
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise CellError(gettext("is not a name"))


@lru_cache(maxsize=4096)
def moment(text: str, when: When) -> dt.datetime:
    """Return a time stamp as an instant, or a date as noon of its day, on the clock declared."""
    try:
        parsed = dt.datetime.strptime(text, when.format)  # noqa: DTZ007 (the zone is declared)
    except ValueError:
        example = dt.datetime(2020, 2, 29, 18, 30).strftime(when.format)  # noqa: DTZ001
        what = (
            gettext("is not a time like %(example)s")
            if when.has_time
            else gettext("is not a date like %(example)s")
        )
        raise CellError(what % {"example": example}) from None
    if not when.has_time:
        parsed = parsed.replace(hour=12)
    return parsed.replace(tzinfo=parsed.tzinfo or when.time_zone)


def check_moment(moment: dt.datetime, *, latest: dt.datetime) -> None:
    if moment > latest:
        raise CellError(gettext("is in the future"))
    if moment.date() < FIRST_DAY:
        raise CellError(gettext("is before %(day)s") % {"day": FIRST_DAY.isoformat()})


def _seconds(text: str, decimal: str, unit: str) -> Decimal:
    """Return a duration, a number of its unit or a clock's h:mm and h:mm:ss."""
    if unit != "clock":
        return number(text, decimal) * SECONDS[unit]
    if not (clock := CLOCK.fullmatch(text)):
        raise CellError(gettext("is not a duration like %(example)s") % {"example": "1:05:30"})
    hours, minutes_, seconds = (Decimal(part or 0) for part in clock.groups())
    return 3600 * hours + 60 * minutes_ + seconds


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)
