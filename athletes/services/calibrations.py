"""What is assumed of athletes from tomorrow on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import connection, transaction

from athletes.models import Athlete, Calibration, FactChange

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Priors = dict[str, list[float]]  # item -> mean, standard deviation, share between people


@transaction.atomic
def calibrate(
    *,
    athlete_ids: Collection[int],
    evidence: float | None,
    engine_version: str,
    priors: Mapping[str, list[float]],
    now: dt.datetime,
) -> int:
    """Have this hold for these athletes from their tomorrow on. Returns for how many it is new.

    Six queries, whatever their number. What holds already is not written again; no day that
    has begun is touched.
    """
    # In one order everywhere, so that two that overlap wait and never deadlock.
    athletes = list(
        Athlete.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=athlete_ids)
        .order_by("pk")
        .select_related("user")
        .prefetch_related("time_zones")
    )
    in_force = _latest(athlete_ids)
    wanted = (evidence, engine_version, dict(priors))
    rows = [
        Calibration(
            athlete=athlete,
            from_day=_from_day(athlete, in_force.get(athlete.pk), now=now),
            evidence=evidence,
            engine_version=engine_version,
            priors=dict(priors),
            decided_at=now,
        )
        for athlete in athletes
        if not _is_in_force(in_force.get(athlete.pk), wanted)
    ]
    Calibration.objects.bulk_create(rows)
    FactChange.objects.bulk_create(
        FactChange(athlete=row.athlete, from_day=row.from_day, reason=FactChange.Reason.CALIBRATION)
        for row in rows
    )
    if rows:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('fact_change', '')")
    return len(rows)


def _from_day(athlete: Athlete, in_force: Calibration | None, *, now: dt.datetime) -> dt.date:
    tomorrow = athlete.local_day(now) + dt.timedelta(days=1)
    # Who has flown west since the last decision may still have that one's tomorrow ahead.
    return tomorrow if in_force is None else max(tomorrow, in_force.from_day)


def _latest(athlete_ids: Collection[int]) -> dict[int, Calibration]:
    latest = Calibration.objects.filter(athlete__in=athlete_ids)
    latest = latest.order_by("athlete", "-from_day", "-pk").distinct("athlete")
    return {calibration.athlete_id: calibration for calibration in latest}


def _is_in_force(calibration: Calibration | None, wanted: tuple[float | None, str, Priors]) -> bool:
    evidence, _version, priors = wanted
    if calibration is None:
        return evidence is None and not priors
    held = (calibration.evidence, calibration.engine_version, calibration.priors)
    # A version says of which unit a threshold is; where there is none it says nothing.
    return held == wanted if evidence is not None else held[::2] == wanted[::2]
