"""Plain factories: keyword-only, one row and what it needs, straight through the ORM.

They save facts without the services' validation, notes of change or notifications, so that a
test can build any past quickly; a test of what happens on saving calls the service.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from athletes.models import (
    ActivityFile,
    ActivityOriginal,
    Athlete,
    BodyAnswers,
    CheckIn,
    DayMark,
    HealthAnswers,
    HealthDetail,
    HealthProblem,
    HealthWeek,
    HeartMeasurement,
    MindAnswers,
    Note,
    OverloadBlock,
    PerformanceResult,
    PerformanceTest,
    PlannedSession,
    ProblemReport,
    Recording,
    Session,
    Shoe,
    TimeZoneSpan,
)
from recovery.accounts.models import User
from recovery.engine.metrics.health_problems import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

NOON = dt.time(12, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def create_user(
    *,
    name: str = "Noor Jansen",
    email: str | None = None,
    password: str | None = None,
    language: str = "en",
    time_zone: str = "Europe/Amsterdam",
    **fields: Any,
) -> User:
    """Save a user; sign them in with ``client.force_login`` (hashing a password is slow)."""
    return User.objects.create_user(
        email=email or f"person{next(_numbers)}@example.test",
        password=password,
        name=name,
        language=language,
        time_zone=time_zone,
        **fields,
    )


def create_athlete(
    *,
    user: User | None = None,
    name: str = "Noor Jansen",
    birth_date: dt.date | None = dt.date(2001, 5, 17),
    time_zone: str = "Europe/Amsterdam",
    since: dt.date = dt.date(2020, 1, 1),
) -> Athlete:
    """Save an athlete who lives by ``time_zone`` since that day."""
    user = user or create_user(name=name, time_zone=time_zone)
    athlete = Athlete.objects.create(user=user, birth_date=birth_date)
    TimeZoneSpan.objects.create(athlete=athlete, from_day=since, time_zone=time_zone)
    return athlete


def create_check_in(
    *,
    athlete: Athlete,
    day: dt.date,
    client_id: uuid.UUID | None = None,
    recorded_at: dt.datetime | None = None,
    edited_late_at: dt.datetime | None = None,
    red_flags: Iterable[str] = (),
    note: str = "",
    **answers: Any,
) -> CheckIn:
    """Save a check-in; ``answers`` are fields of any of its tables, made only when named.

    Without any answers it gets three of the body's, all in the middle of the scale.
    """
    check_in = CheckIn.objects.create(
        athlete=athlete,
        day=day,
        client_id=client_id or uuid.uuid4(),
        recorded_at=recorded_at or dt.datetime.combine(day, NOON),
        edited_late_at=edited_late_at,
    )
    answers = answers or {"sleep_quality": 3, "fatigue": 3, "soreness": 3}
    instrument = answers.pop("instrument", None)
    for model in (BodyAnswers, MindAnswers, HeartMeasurement, HealthAnswers):
        names = {field.name for field in model._meta.get_fields()}
        given = {name: answers.pop(name) for name in list(answers) if name in names}
        if given and instrument and "instrument" in names:
            given["instrument"] = instrument
        if given:
            model.objects.create(check_in=check_in, **given)
    if red_flags:
        HealthDetail.objects.create(check_in=check_in, red_flags=list(red_flags))
    if note:
        Note.objects.create(check_in=check_in, text=note)
    if answers:
        raise TypeError(f"no table of a check-in has {', '.join(answers)}")
    return check_in


def create_session(
    *,
    athlete: Athlete,
    day: dt.date,
    minutes: int | None = 60,
    rpe: Decimal | float | None = Decimal(5),
    sport: str = Session.Sport.RUNNING,
    kind: str = Session.Kind.TRAINING,
    client_id: uuid.UUID | None = None,
    recorded_at: dt.datetime | None = None,
    **fields: Any,
) -> Session:
    """Save a session of 300 AU."""
    return Session.objects.create(
        athlete=athlete,
        day=day,
        minutes=minutes,
        rpe=None if rpe is None else Decimal(str(rpe)),
        sport=sport,
        kind=kind,
        client_id=client_id or uuid.uuid4(),
        recorded_at=recorded_at or dt.datetime.combine(day, NOON),
        **fields,
    )


def create_shoe(
    *,
    athlete: Athlete,
    first_day: dt.date,
    name: str = "Blue ones",
    sport: str = Session.Sport.RUNNING,
    is_default: bool = True,
    client_id: uuid.UUID | None = None,
    recorded_at: dt.datetime | None = None,
    **fields: Any,
) -> Shoe:
    """Save a pair; the usual one of its sport unless told otherwise."""
    return Shoe.objects.create(
        athlete=athlete,
        first_day=first_day,
        name=name,
        sport=sport,
        is_default=is_default,
        client_id=client_id or uuid.uuid4(),
        recorded_at=recorded_at or dt.datetime.combine(first_day, NOON),
        **fields,
    )


def create_day_mark(
    *,
    athlete: Athlete,
    day: dt.date,
    kind: str = DayMark.Kind.REST,
    client_id: uuid.UUID | None = None,
    recorded_at: dt.datetime | None = None,
    **fields: Any,
) -> DayMark:
    """Save what kind of day it was; a rest day unless told otherwise."""
    return DayMark.objects.create(
        athlete=athlete,
        day=day,
        kind=kind,
        client_id=client_id or uuid.uuid4(),
        recorded_at=recorded_at or dt.datetime.combine(day, NOON),
        **fields,
    )


def create_planned(
    *,
    athlete: Athlete,
    day: dt.date,
    kind: str = "training",
    minutes: int | None = 60,
    rpe: Decimal | float | None = 4,
    sport: str = Session.Sport.RUNNING,
    planned_by: User | None = None,
    client_id: uuid.UUID | None = None,
    recorded_at: dt.datetime | None = None,
    **fields: Any,
) -> PlannedSession:
    """Save a session planned by the athlete, or a rest day if its kind is rest."""
    effort: dict[str, Any] = {"sport": "", "minutes": None, "rpe": None}
    if kind != "rest":
        intended = None if rpe is None else Decimal(str(rpe))
        effort = {"sport": sport, "minutes": minutes, "rpe": intended}
    return PlannedSession.objects.create(
        athlete=athlete,
        day=day,
        kind=kind,
        planned_by=planned_by or athlete.user,
        client_id=client_id or uuid.uuid4(),
        recorded_at=recorded_at or dt.datetime.combine(day, NOON),
        **effort,
        **fields,
    )


def create_overload(
    *,
    athlete: Athlete,
    first_day: dt.date,
    last_day: dt.date,
    why: str = "Training camp",
    planned_by: User | None = None,
    planned_for: uuid.UUID | None = None,
    client_id: uuid.UUID | None = None,
) -> OverloadBlock:
    """Save days that are meant to load beyond habit."""
    return OverloadBlock.objects.create(
        athlete=athlete,
        first_day=first_day,
        last_day=last_day,
        why=why,
        planned_by=planned_by or athlete.user,
        planned_for=planned_for or uuid.uuid4(),
        client_id=client_id or uuid.uuid4(),
    )


def create_performance_test(
    *, athlete: Athlete, client_id: uuid.UUID | None = None, **fields: Any
) -> PerformanceTest:
    """Save a countermovement jump in centimetres, of which the mean counts."""
    jump = {
        "kind": "jump",
        "name": "Countermovement jump",
        "unit": "cm",
        "larger_is_better": True,
        "summary": "mean",
        "typical_error": Decimal(4),
    }
    return PerformanceTest.objects.create(
        athlete=athlete, client_id=client_id or uuid.uuid4(), **{**jump, **fields}
    )


def create_performance_result(
    *,
    test: PerformanceTest,
    day: dt.date,
    attempts: Iterable[float | Decimal] = (38, 39, 40),
    entered_by: User | None = None,
    client_id: uuid.UUID | None = None,
    **fields: Any,
) -> PerformanceResult:
    """Save three jumps that the athlete typed in."""
    return PerformanceResult.objects.create(
        test=test,
        day=day,
        attempts=[Decimal(str(attempt)) for attempt in attempts],
        entered_by=entered_by or test.athlete.user,
        client_id=client_id or uuid.uuid4(),
        recorded_at=dt.datetime.combine(day, NOON),
        **fields,
    )


def create_activity_file(
    *,
    athlete: Athlete,
    content: bytes = b"Datum;Minuten\n22-11-2026;60\n",
    name: str = "diary.csv",
    **fields: Any,
) -> ActivityFile:
    """Save a file with its original, as if it had just come in."""
    file = ActivityFile.objects.create(
        **{
            "athlete": athlete,
            "name": name,
            "sha256": f"{next(_numbers):064}",
            "size": len(content),
            **fields,
        }
    )
    ActivityOriginal.objects.create(file=file, packed=zlib.compress(content))
    return file


def create_recording(*, file: ActivityFile, day: dt.date, **fields: Any) -> Recording:
    """Save a recording of an hour that waits for a choice."""
    values = {"number": 1, "timer_s": 3600, "elapsed_s": 3600, "sport": "running", **fields}
    return Recording.objects.create(file=file, day=day, client_id=uuid.uuid4(), **values)


def create_health_week(
    *, athlete: Athlete, monday: dt.date, answered_on: dt.date | None = None
) -> HealthWeek:
    """Save that a week was answered, on its Sunday; without reports nothing was wrong."""
    answered_on = answered_on or monday + dt.timedelta(days=6)
    return HealthWeek.objects.create(
        athlete=athlete,
        monday=monday,
        answered_on=answered_on,
        recorded_at=dt.datetime.combine(answered_on, NOON),
    )


def create_problem(
    *, athlete: Athlete, since: dt.date, client_id: uuid.UUID | None = None, **fields: Any
) -> HealthProblem:
    """Save a left knee that goes on, and no report of it."""
    values = {"kind": "injury", "place": "knee_left", **fields}
    return HealthProblem.objects.create(
        athlete=athlete,
        since=since,
        client_id=client_id or uuid.uuid4(),
        recorded_at=dt.datetime.combine(since, NOON),
        **values,
    )


def create_problem_report(
    *,
    problem: HealthProblem,
    monday: dt.date,
    answers: tuple[int | None, ...] = (8, 8, 8, 8),
    days_lost: int | None = None,
) -> ProblemReport:
    """Save one week of a problem. Its answers in the order of the questionnaire."""
    athlete = problem.athlete
    week = HealthWeek.objects.filter(athlete=athlete, monday=monday).first()
    return ProblemReport.objects.create(
        health_week=week or create_health_week(athlete=athlete, monday=monday),
        problem=problem,
        days_lost=days_lost,
        **dict(zip(QUESTIONS, answers, strict=True)),
    )
