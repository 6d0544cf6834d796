"""An athlete's pairs of shoes as their page shows them: how far, how they rotate, what is new."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from athletes.models import Session, Shoe
from recovery.engine.metrics.shoes import (
    NEW_DAYS,
    ROTATION_DAYS,
    new_shoe_share,
    rotation_index,
    shoe_distance,
    wear_check_due,
)
from recovery.engine.status import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django_stubs_ext import WithAnnotations

    from athletes.models import Athlete
    from recovery.engine.arrays import FloatArray
    from recovery.engine.status import Metric

    class Worn(TypedDict):
        """What the sessions in a pair add up to."""

        worn_m: int
        times: int
        unmeasured: int  # sessions without a distance
        last_day: dt.date | None


METRES = 1000.0  # in a kilometre
LONG_AGO = -NEW_DAYS  # a first day before any window in which a pair could be new


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One pair, and how far it went: `kilometres`, at least, where a session has no distance."""

    shoe: Shoe
    kilometres: float
    is_at_least: bool
    times: int  # sessions in it
    last_day: dt.date | None
    share: float | None  # of its sport's kilometres in four weeks, if there were any [0 to 1]
    is_due: bool  # for the look at the soles that its athlete wanted
    day_of_new: int | None  # which of its first two weeks' days it is, from 1 on

    @property
    def check_at(self) -> float | None:
        return None if self.shoe.check_at_m is None else self.shoe.check_at_m / METRES

    @property
    def to_go(self) -> float:
        """Return how far it is to that look. [km] 0 where none is wanted."""
        return max((self.check_at or 0.0) - self.kilometres, 0.0)

    @property
    def percent_gone(self) -> int:
        """Return how much of the way to that look is behind it, for a bar. [0 to 100]"""
        return min(round(100 * self.kilometres / self.check_at), 100) if self.check_at else 0

    @property
    def share_percent(self) -> int | None:
        return None if self.share is None else round(100 * self.share)


@dataclass(frozen=True, kw_only=True)
class SportPairs:
    """The pairs of one sport that are worn, the usual one first."""

    sport: str
    label: str
    pairs: list[Pair]
    rotation: float | None  # over four weeks, retired pairs included; none without kilometres
    new_percent: int | None  # of the week's kilometres, in pairs that are new

    @property
    def usual(self) -> Pair | None:
        return next((pair for pair in self.pairs if pair.shoe.is_default), None)


@dataclass(frozen=True)
class Rack:
    """All pairs of an athlete."""

    sports: list[SportPairs]
    retired: list[Pair]

    @property
    def is_empty(self) -> bool:
        return not self.sports and not self.retired


def rack(athlete: Athlete, *, today: dt.date) -> Rack:
    """Read an athlete's pairs. Two queries, however many pairs and sessions."""
    shoes: list[WithAnnotations[Shoe, Worn]] = list(
        Shoe.objects.filter(athlete=athlete)
        .annotate(
            worn_m=Coalesce(Sum("sessions__distance_m"), 0),
            times=Count("sessions"),
            unmeasured=Count(
                "sessions",
                filter=Q(sessions__isnull=False, sessions__distance_m__isnull=True),
            ),
            last_day=Max("sessions__day"),
        )
        .order_by("-is_default", F("last_day").desc(nulls_first=True), "pk")
    )
    if not shoes:
        return Rack(sports=[], retired=[])
    # Athletes, days, pairs: what is known of each, and then what is not.
    worn = np.array([[shoe.worn_m for shoe in shoes], [0] * len(shoes)]) / METRES
    worn[1, [shoe.unmeasured > 0 for shoe in shoes]] = np.nan
    start = np.array([[shoe.start_m for shoe in shoes]]) / METRES
    total = shoe_distance(worn[None], start=start)
    check_at = [[np.nan if shoe.check_at_m is None else shoe.check_at_m for shoe in shoes]]
    due = wear_check_due(total.value, check_at=np.array(check_at) / METRES)
    days = _days_worn(athlete, shoes, today=today)
    shares = _shares(shoes, days)
    pairs = [
        Pair(
            shoe=shoe,
            kilometres=float(total.value[0, -1, number]),
            is_at_least=bool(total.status[0, -1, number] == Status.PROVISIONAL),
            times=shoe.times,
            last_day=shoe.last_day,
            share=shares.get(shoe.pk),
            is_due=due.value[0, -1, number] == 1,
            day_of_new=_day_of_new(shoe, today),
        )
        for number, shoe in enumerate(shoes)
    ]
    sports = [
        _of_sport(sport, [pair for pair in pairs if pair.shoe.sport == sport], days)
        for sport in Session.Sport
        if any(pair.shoe.sport == sport and pair.shoe.retired_on is None for pair in pairs)
    ]
    retired = [pair for pair in pairs if pair.shoe.retired_on is not None]
    return Rack(sports=sports, retired=retired)


def _days_worn(
    athlete: Athlete, shoes: Sequence[Shoe], *, today: dt.date
) -> Mapping[int, FloatArray]:
    """Return the known kilometres of each of the last four weeks' days, by pair. One query."""
    first = today - dt.timedelta(days=ROTATION_DAYS - 1)
    known = athlete.sessions.between(first, today).filter(
        shoe__isnull=False, distance_m__isnull=False
    )
    days = {shoe.pk: np.zeros(ROTATION_DAYS) for shoe in shoes}
    for shoe_id, day, metres in known.values_list("shoe", "day", "distance_m"):
        if shoe_id in days and metres is not None:
            days[shoe_id][(day - first).days] += metres / METRES
    return days


def _shares(shoes: Sequence[Shoe], days: Mapping[int, FloatArray]) -> dict[int, float]:
    """Return each pair's part of its sport's kilometres, where there were any."""
    of_sport: dict[str, float] = defaultdict(float)
    for shoe in shoes:
        of_sport[shoe.sport] += days[shoe.pk].sum()
    return {
        shoe.pk: float(days[shoe.pk].sum() / of_sport[shoe.sport])
        for shoe in shoes
        if of_sport[shoe.sport] > 0
    }


def _of_sport(
    sport: Session.Sport,
    pairs: Sequence[Pair],
    days: Mapping[int, FloatArray],
) -> SportPairs:
    worn = np.stack([days[pair.shoe.pk] for pair in pairs], axis=-1)[None]
    first_days = [
        LONG_AGO if pair.day_of_new is None else ROTATION_DAYS - pair.day_of_new for pair in pairs
    ]
    new_share = _last(new_shoe_share(worn, first_day=np.array([first_days])))
    return SportPairs(
        sport=sport.value,
        label=str(sport.label),
        pairs=[pair for pair in pairs if pair.shoe.retired_on is None],
        rotation=_last(rotation_index(worn)),
        new_percent=None if new_share is None else round(100 * new_share),
    )


def _last(metric: Metric) -> float | None:
    """Return the value of the last day, if it means anything."""
    value = float(metric.value[0, -1])
    return None if np.isnan(value) else value


def _day_of_new(shoe: Shoe, today: dt.date) -> int | None:
    """Return the day of a new pair's first two weeks. One that had gone far before is not new."""
    age = (today - shoe.first_day).days
    is_new = 0 <= age < NEW_DAYS and shoe.start_m == 0 and shoe.retired_on is None
    return age + 1 if is_new else None
