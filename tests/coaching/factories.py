"""Plain factories of teams, people and derived rows, straight through the ORM."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from coaching.models import ASSESSED, ClubRole, ConsentEvent, DataClass, Membership, StaffRole, Team
from recovery.assessments.models import (
    Calculation,
    CurrentState,
    DailyState,
    Level,
    RecoveryWarning,
)
from recovery.engine import ITEM_CODES
from tests.factories import create_athlete, create_user

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from athletes.models import Athlete
    from recovery.accounts.models import User

NOW = dt.datetime(2026, 11, 23, 6, 42, tzinfo=dt.UTC)  # Monday, 07:42 in Amsterdam
TODAY = dt.date(2026, 11, 23)
ALWAYS = dt.date(2026, 1, 1)
_numbers = itertools.count(1)


def create_team(*, name: str | None = None) -> Team:
    return Team.objects.create(name=name or f"Team {next(_numbers)}")


def create_coach(
    *,
    team: Team,
    name: str = "Marit de Vries",
    kind: str = StaffRole.Kind.HEAD,
    **fields: Any,
) -> User:
    """Save somebody of a team's staff, its head coach unless ``kind`` says otherwise."""
    user = create_user(name=name, **fields)
    StaffRole.objects.create(user=user, team=team, kind=kind, from_day=ALWAYS)
    return user


def create_club_admin(*, name: str = "Ans Bakker", **fields: Any) -> User:
    user = create_user(name=name, **fields)
    ClubRole.objects.create(user=user, from_day=ALWAYS)
    return user


def create_member(
    *,
    team: Team,
    name: str = "Noor Jansen",
    athlete: Athlete | None = None,
    shares: Sequence[DataClass] = (),
) -> Membership:
    """Save an athlete in a team, who shares these classes with it."""
    athlete = athlete or create_athlete(name=name)
    membership = Membership.objects.create(athlete=athlete, team=team, from_day=ALWAYS)
    for data_class in shares:
        ConsentEvent.objects.create(
            membership=membership,
            data_class=data_class,
            granted=True,
            text_version="test",
            by=athlete.user,
        )
    return membership


def mask(shares: Iterable[DataClass]) -> int:
    """Return the lens that is made of these classes."""
    return sum(each for each in shares if each in ASSESSED)


def create_payload(
    *,
    level: int = Level.USUAL,
    day: dt.date = TODAY,
    opened_on: dt.date | None = None,
    evidence: float = 0.2,
    phase: str = "full",
    percent: int | None = 4,
    **changes: Any,
) -> dict[str, Any]:
    """Return an explanation as `assessments` stores it."""
    has_load = percent is not None
    return {
        "level": int(level),
        "day": day.isoformat(),
        "since": (opened_on or day).isoformat(),
        "opened_on": opened_on.isoformat() if opened_on else None,
        "evidence": evidence,
        "response": evidence,
        "response_sd": 0.4,
        "response_band": 0.5,
        "load_excess": 0.5,
        "dissociation": None,
        "easy_creep": None,
        "soreness_days": 0,
        "fatigue_days": 0,
        "shares": {"response": 1.4, "load": 0.16, "exertion": None},
        "threshold": 0.93,
        "load_raised": False,
        "exertion_raised": False,
        "cues": [],
        "ill": False,
        "building_up": False,
        "careless": False,
        "overload": False,
        "top_items": [
            {
                "item": "soreness",
                "raw": 2.0,
                "own_normal": 3.9,
                "z": 1.9,
                "days_worse": 6,
                "days_answered": 7,
            }
        ]
        if opened_on
        else [],
        "against": [
            {
                "item": "fatigue",
                "raw": 4.0,
                "own_normal": 3.9,
                "z": 0.1,
                "days_worse": 1,
                "days_answered": 7,
            }
        ],
        "load": {
            "week": 2100 if has_load else None,
            "usual": 2000 if has_load else None,
            "percent": percent,
        },
        "coverage": {"checkins_7": 6, "usable_7": 6, "known_days_28": 27},
        "phase": phase,
        "answers": 4 if phase == "learning" else 60,
        "thresholds_version": "test",
        "closes_if": {"stream": "evidence", "below": 0.8, "days": 3, "now": evidence}
        if opened_on
        else None,
        "missing": ["resting_heart_rate", "ln_rmssd"],
    } | changes


def create_days(
    *,
    athlete: Athlete,
    lens: int,
    last: dt.date = TODAY,
    count: int = 14,
    level: int = Level.USUAL,
    response: float | None = 0.1,
    answered: bool = True,
) -> None:
    """Save the same state for the last days through a lens."""
    nothing = [float("nan")] * len(ITEM_CODES)
    DailyState.objects.bulk_create(
        DailyState(
            athlete=athlete,
            lens=lens,
            day=last - dt.timedelta(days=back),
            level=level,
            answered=answered,
            response=response,
            checkins_7=6,
            known_days_28=27,
            item_values=nothing,
            item_normals=nothing,
            item_sds=nothing,
        )
        for back in range(count)
    )


def create_state(
    *,
    athlete: Athlete,
    lens: int,
    level: int = Level.USUAL,
    day: dt.date = TODAY,
    opened_on: dt.date | None = None,
    with_days: bool = True,
    **payload: Any,
) -> CurrentState:
    """Save what is to be said of an athlete now, with an open warning if it says when it opened."""
    explained = create_payload(level=level, day=day, opened_on=opened_on, **payload)
    Calculation.objects.update_or_create(
        athlete=athlete, defaults={"computed_at": NOW, "through_day": day}
    )
    if with_days:
        create_days(athlete=athlete, lens=lens, last=day, level=level)
    if opened_on is not None:
        RecoveryWarning.objects.create(
            athlete=athlete,
            lens=lens,
            opened_on=opened_on,
            level=level,
            transitions=[[opened_on.isoformat(), int(level)]],
            payload=explained,
        )
    return CurrentState.objects.create(
        athlete=athlete, lens=lens, day=day, level=level, payload=explained
    )
