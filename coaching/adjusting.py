"""What becomes of a planned session that is made lighter, or gives way to recovery.

Plain values in, what is intended out. The numbers are a coach's rule of thumb, written beside the
buttons; whoever wants others edits the plan itself.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from athletes.models import PlanKind
from athletes.services.plans import Intended
from coaching.models import PlanAdjustment

if TYPE_CHECKING:
    import datetime as dt

    from athletes.models.plans import Intention

# A lighter session keeps this much of its minutes, and is meant to feel a point easier.
LIGHTER_SHARE = 2 / 3
LIGHTER_RPE = Decimal(1)
EASIEST_RPE = Decimal(1)
ROUNDED_TO = 5  # minutes

# Active recovery: at most half an hour, and easy enough to talk all the way.
RECOVERY_MINUTES = 30
RECOVERY_RPE = Decimal(2)

Change = PlanAdjustment.Change


def adjusted(before: Intention | None, change: str, *, day: dt.date, sport: str) -> Intended | None:
    """Return what is intended instead of ``before``; None where there is nothing to make lighter.

    ``sport`` is for an active recovery on a day that had no session.
    """
    if change == Change.REST:
        return Intended(day=day, kind=PlanKind.REST)
    if before is None or before.is_rest or before.minutes is None or before.rpe is None:
        if change == Change.LIGHTER:
            return None
        return _recovery(day, sport=sport, minutes=RECOVERY_MINUTES, rpe=RECOVERY_RPE)
    if change == Change.ACTIVE_RECOVERY:
        minutes = min(before.minutes, RECOVERY_MINUTES)
        easy = _recovery(
            day, sport=before.sport, minutes=minutes, rpe=min(before.rpe, RECOVERY_RPE)
        )
        return replace(easy, starts_at=before.starts_at)
    return Intended(
        day=day,
        kind=before.kind,
        sport=before.sport,
        minutes=_fewer(before.minutes),
        rpe=min(before.rpe, max(EASIEST_RPE, before.rpe - LIGHTER_RPE)),
        starts_at=before.starts_at,
        title=before.title,
        description=before.description,
    )


def _recovery(day: dt.date, *, sport: str, minutes: int, rpe: Decimal) -> Intended:
    return Intended(day=day, kind=PlanKind.ACTIVE_RECOVERY, sport=sport, minutes=minutes, rpe=rpe)


def _fewer(minutes: int) -> int:
    """Return two thirds of the minutes in whole fives; of a very short session, all of them."""
    return min(minutes, max(ROUNDED_TO, ROUNDED_TO * round(minutes * LIGHTER_SHARE / ROUNDED_TO)))
