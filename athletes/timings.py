"""How long check-ins take, as a figure for the club."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, FloatField

from athletes.models import CheckInTiming

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS = 28
ENOUGH = 20  # check-ins; of fewer, nine of ten is two people's morning


class Percentile(Aggregate):
    """A share of the values lies at or below it, with interpolation between two of them."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: FloatField[Any, Any] = FloatField()

    def __init__(self, expression: str, *, share: float) -> None:
        super().__init__(expression, share=share)


@dataclass(frozen=True)
class Speed:
    """Half of the check-ins took at most ``half`` seconds, nine of ten at most ``most``."""

    half: int
    most: int
    check_ins: int


def check_in_speed(*, until: dt.date) -> Speed | None:
    """Return how long the check-ins of four weeks took; None of too few. One query."""
    first = until - dt.timedelta(days=DAYS - 1)
    found: Mapping[str, Any] = CheckInTiming.objects.filter(day__range=(first, until)).aggregate(
        count=Count("pk"),
        half=Percentile("milliseconds", share=0.5),
        most=Percentile("milliseconds", share=0.9),
    )
    if found["count"] < ENOUGH:
        return None
    half, most = (math.ceil(found[name] / 1000) for name in ("half", "most"))
    return Speed(half=half, most=most, check_ins=found["count"])
