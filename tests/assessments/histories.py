"""Months of facts in bulk, and the derived rows as the bytes they are stored as."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection, transaction

from athletes.models import (
    Athlete,
    BodyAnswers,
    CheckIn,
    DayMark,
    FactChange,
    HealthAnswers,
    HeartMeasurement,
    MindAnswers,
    Session,
)
from recovery.assessments.services import BEGINNING, assess, forget
from tests.factories import (
    create_athlete,
    create_check_in,
    create_day_mark,
    create_session,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from athletes.models.check_ins import Answers

TODAY = dt.date(2026, 11, 23)
# Ten in the morning in Amsterdam: the day has turned, and turned long ago.
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

DERIVED_TABLES = (
    "assessments_dailystate",
    "assessments_currentstate",
    "assessments_recoverywarning",
    "assessments_checkpoint",
)


def days_before(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def change(
    athlete: Athlete,
    from_day: dt.date = BEGINNING,
    reason: FactChange.Reason = FactChange.Reason.CHECK_IN,
) -> FactChange:
    """Queue an athlete, as every service does."""
    return FactChange.objects.create(athlete=athlete, from_day=from_day, reason=reason)


def create_athlete_with_history(
    *, days: int = 60, poor_days: int = 0, seed: int = 1, last: dt.date = TODAY
) -> Athlete:
    """Save an athlete, ``days`` of facts of every class up to ``last``, and the change."""
    athlete = create_athlete()
    write_history(athlete, days=days, poor_days=poor_days, seed=seed, last=last)
    change(athlete)
    return athlete


def write_history(
    athlete: Athlete, *, days: int, poor_days: int = 0, seed: int = 1, last: dt.date = TODAY
) -> None:
    """Save a check-in for nine days of ten and a session or a rest day for all but a few.

    In the last ``poor_days`` every answer is two points worse and sessions are twice as long.
    """
    draw = np.random.default_rng(seed)
    check_ins, answers, sessions, marks = [], [], [], []
    for before in range(days - 1, -1, -1):
        day = last - dt.timedelta(days=before)
        noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
        is_poor = before < poor_days
        if draw.random() < 0.9 or is_poor:
            check_in = CheckIn(athlete=athlete, day=day, client_id=uuid.uuid4(), recorded_at=noon)
            check_ins.append(check_in)
            answers.append(_answers(check_in, draw, is_poor=is_poor))
        kind = draw.random()
        if kind < 0.6 or is_poor:
            sessions.append(
                Session(
                    athlete=athlete,
                    day=day,
                    client_id=uuid.uuid4(),
                    sport="running",
                    minutes=int(draw.integers(30, 70)) * (2 if is_poor else 1),
                    rpe=Decimal(int(draw.integers(6, 14))) / 2,
                    recorded_at=noon,
                )
            )
        elif kind < 0.95:
            marks.append(
                DayMark(
                    athlete=athlete,
                    day=day,
                    kind="ill" if kind > 0.94 else "rest",
                    client_id=uuid.uuid4(),
                    recorded_at=noon,
                )
            )
    with transaction.atomic():
        CheckIn.objects.bulk_create(check_ins)
        for name in ("body", "mind", "heart", "health"):
            rows = [each[name] for each in answers]
            type(rows[0])._default_manager.bulk_create(rows)
        Session.objects.bulk_create(sessions)
        DayMark.objects.bulk_create(marks)


def _answers(check_in: CheckIn, draw: np.random.Generator, *, is_poor: bool) -> dict[str, Answers]:
    points = np.clip(draw.integers(3, 6, 7) - 2 * is_poor, 1, 5).tolist()
    return {
        "body": BodyAnswers(
            check_in=check_in,
            fatigue=points[0],
            soreness=points[1],
            sleep_quality=points[2],
            sleep_hours=Decimal(int(draw.integers(28, 36) - 6 * is_poor)) / 4,
        ),
        "mind": MindAnswers(
            check_in=check_in,
            stress=points[3],
            mood=points[4],
            concentration=points[5],
            motivation=points[6],
        ),
        "heart": HeartMeasurement(
            check_in=check_in,
            resting_heart_rate=Decimal(int(draw.integers(48, 56))),
            variability=Decimal(int(draw.integers(50, 90))),
            variability_kind="rmssd",
        ),
        "health": HealthAnswers(check_in=check_in, ill=bool(draw.random() < 0.02)),
    }


def derived(athlete_ids: Collection[int] | None = None, *, lens: int | None = None) -> list[str]:
    """Return the derived rows as PostgreSQL writes them out, in order."""
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in DERIVED_TABLES:
            cursor.execute(
                f"SELECT row::text FROM {table} AS row"  # the names above
                " WHERE (%s::bigint[] IS NULL OR athlete_id = ANY(%s))"
                " AND (%s::int IS NULL OR lens = %s) ORDER BY row",
                [ids := None if athlete_ids is None else list(athlete_ids), ids, lens, lens],
            )
            rows += [f"{table}{text}" for (text,) in cursor.fetchall()]
    return rows


def derived_from_scratch(
    *, now: dt.datetime, athlete_ids: Collection[int] | None = None
) -> list[str]:
    """Return what the derived rows would be if everything were computed from nothing."""
    if athlete_ids is None:
        athlete_ids = list(Athlete.objects.values_list("pk", flat=True))
    with transaction.atomic():
        forget(athlete_ids=athlete_ids)
        assess(athlete_ids=athlete_ids, now=now)
        rows = derived(athlete_ids)
        transaction.set_rollback(True)
    return rows


def create_steady_athlete(*, days: int = 70, rpe: float = 5) -> Athlete:
    """Save somebody who trains 300 AU on six days of seven up to yesterday, and rests on Tuesdays.

    Every answer is one of two, so that the own normal has some width.
    """
    athlete = create_athlete()
    for before in range(1, days):
        day = days_before(before)
        if day.weekday() == 1:
            create_day_mark(athlete=athlete, day=day)
        else:
            create_session(athlete=athlete, day=day, minutes=round(300 / rpe), rpe=rpe)
        point = 3 + before % 2
        create_check_in(
            athlete=athlete,
            day=day,
            fatigue=point,
            soreness=point,
            sleep_quality=7 - point,
            stress=4,
        )
    return athlete
