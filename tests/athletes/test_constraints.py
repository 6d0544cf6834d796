"""Each database constraint by name, past every form and service."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from athletes.models import (
    ActivityFile,
    Athlete,
    BodyAnswers,
    BodyPlace,
    Calibration,
    CheckIn,
    CheckInTiming,
    ColumnMeaning,
    DayMark,
    HealthDetail,
    HeartMeasurement,
    MindAnswers,
    PlannedSession,
    Reminders,
    Session,
    TimeZoneSpan,
)
from tests.factories import (
    create_activity_file,
    create_athlete,
    create_check_in,
    create_day_mark,
    create_health_week,
    create_overload,
    create_performance_result,
    create_performance_test,
    create_planned,
    create_problem,
    create_problem_report,
    create_recording,
    create_session,
    create_shoe,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAY = dt.date(2026, 11, 23)
ID = uuid.UUID("00000000-0000-4000-8000-000000000001")


def answer(model: type[Any], **values: object) -> Callable[[Athlete], object]:
    def write(athlete: Athlete) -> object:
        check_in = create_check_in(athlete=athlete, day=DAY, sleep_hours=8, stress=3)
        model.objects.filter(check_in=check_in).delete()
        return model.objects.create(check_in=check_in, **values)

    return write


def train(**values: Any) -> Callable[[Athlete], object]:
    return lambda athlete: create_session(athlete=athlete, day=DAY, **values)


def wear(**values: Any) -> Callable[[Athlete], object]:
    return lambda athlete: create_shoe(athlete=athlete, first_day=DAY, **values)


def plan(**values: Any) -> Callable[[Athlete], object]:
    return lambda athlete: create_planned(athlete=athlete, day=DAY, **values)


def overload(days: int, **values: Any) -> Callable[[Athlete], object]:
    last_day = DAY + dt.timedelta(days=days - 1)
    return lambda athlete: create_overload(
        athlete=athlete, first_day=DAY, last_day=last_day, **values
    )


def fulfil_twice(athlete: Athlete) -> object:
    planned = create_planned(athlete=athlete, day=DAY)
    return [create_session(athlete=athlete, day=DAY, planned_session=planned) for _ in range(2)]


def twice(write: Callable[[Athlete], object]) -> Callable[[Athlete], object]:
    return lambda athlete: (write(athlete), write(athlete))


def bring(**values: Any) -> Callable[[Athlete], object]:
    return lambda athlete: create_activity_file(athlete=athlete, **values)


def record(**values: Any) -> Callable[[Athlete], object]:
    def write(athlete: Athlete) -> object:
        file = ActivityFile.objects.first() or create_activity_file(athlete=athlete)
        return create_recording(file=file, day=DAY, **values)

    return write


def record_of_session(**values: Any) -> Callable[[Athlete], object]:
    """Record what became a session and yet waits, or looks like one and is settled."""

    def write(athlete: Athlete) -> object:
        session = create_session(athlete=athlete, day=DAY)
        return record(**dict.fromkeys(values.pop("of"), session), **values)(athlete)

    return write


def define(**values: Any) -> Callable[[Athlete], object]:
    return lambda athlete: create_performance_test(athlete=athlete, **values)


def measure(**values: Any) -> Callable[[Athlete], object]:
    def write(athlete: Athlete) -> object:
        test = athlete.performance_tests.first() or create_performance_test(athlete=athlete)
        return create_performance_result(test=test, day=DAY, **values)

    return write


def decide(evidence: float) -> Callable[[Athlete], object]:
    return lambda athlete: Calibration.objects.create(
        athlete=athlete, from_day=DAY, evidence=evidence, decided_at=timezone.now()
    )


def remind(at: dt.time) -> Callable[[Athlete], object]:
    return lambda athlete: Reminders.objects.create(athlete=athlete, at=at)


def suffer(**values: Any) -> Callable[[Athlete], object]:
    return lambda athlete: create_problem(athlete=athlete, since=DAY, **values)


def report(*answers: int | None, **values: Any) -> Callable[[Athlete], object]:
    def write(athlete: Athlete) -> object:
        problem = athlete.health_problems.first() or create_problem(athlete=athlete, since=DAY)
        return create_problem_report(problem=problem, monday=DAY, answers=answers, **values)

    return write


VIOLATIONS: dict[str, list[Callable[[Athlete], object]]] = {
    "athletes_calibration_evidence_plausible": [decide(0.0), decide(10.0)],
    "athletes_reminders_at_5_to_22": [remind(dt.time(4, 59)), remind(dt.time(22, 1))],
    "athletes_athlete_born_since_1900": [
        lambda athlete: Athlete.objects.filter(pk=athlete.pk).update(
            birth_date=dt.date(1899, 12, 31)
        )
    ],
    "athletes_athlete_asked_items_known": [
        lambda athlete: Athlete.objects.filter(pk=athlete.pk).update(asked=["heart", "weight"])
    ],
    "athletes_checkintiming_up_to_an_hour": [
        lambda _athlete: CheckInTiming.objects.create(day=DAY, milliseconds=0),
        lambda _athlete: CheckInTiming.objects.create(day=DAY, milliseconds=3_600_001),
    ],
    "athletes_timezonespan_one_per_day": [
        twice(
            lambda athlete: TimeZoneSpan.objects.create(
                athlete=athlete, from_day=DAY, time_zone="Asia/Tokyo"
            )
        )
    ],
    "athletes_activityfile_once": [twice(bring(sha256="a" * 64))],
    "athletes_activityfile_state_known": [bring(state="lost")],
    "athletes_activityfile_refused_with_reason": [bring(state="refused")],
    "athletes_recording_one_per_place": [twice(record())],
    "athletes_recording_lasted": [record(timer_s=0)],
    "athletes_recording_settled_or_waiting": [
        record_of_session(of=["session"]),
        record_of_session(of=["looks_like"], decided_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC)),
    ],
    "athletes_columnmeaning_one_per_header": [
        twice(
            lambda athlete: ColumnMeaning.objects.create(
                athlete=athlete, header_sha256="a" * 64, columns={}
            )
        )
    ],
    "athletes_checkin_one_per_day": [
        twice(lambda athlete: create_check_in(athlete=athlete, day=DAY))
    ],
    "athletes_checkin_sent_once": [
        lambda athlete: [
            create_check_in(athlete=athlete, day=day, client_id=ID)
            for day in (DAY, DAY - dt.timedelta(1))
        ]
    ],
    "athletes_bodyanswers_on_scale": [
        answer(BodyAnswers, fatigue=0),
        answer(BodyAnswers, sleep_quality=6),
        answer(BodyAnswers, soreness=7),
        answer(BodyAnswers, instrument="hooper-7", fatigue=8),
    ],
    "athletes_bodyanswers_sleep_0_to_24_hours": [
        answer(BodyAnswers, sleep_hours=25),
        answer(BodyAnswers, sleep_hours=Decimal("24.01")),
        answer(BodyAnswers, sleep_hours=Decimal("-0.01")),
    ],
    "athletes_bodyanswers_sat_0_to_24_hours": [answer(BodyAnswers, hours_sat=25)],
    "athletes_bodyanswers_regions_known": [answer(BodyAnswers, soreness_regions=["knee", "mind"])],
    "athletes_bodyanswers_recovery_tools_known": [
        answer(BodyAnswers, recovery_tools=["nap", "magic"])
    ],
    "athletes_mindanswers_on_scale": [
        answer(MindAnswers, stress=6),
        answer(MindAnswers, mood=0),
        answer(MindAnswers, concentration=6),
        answer(MindAnswers, motivation=6),
    ],
    "athletes_heart_resting_rate_25_to_130": [
        answer(HeartMeasurement, resting_heart_rate=24),
        answer(HeartMeasurement, resting_heart_rate=131),
    ],
    "athletes_heart_variability_1_to_400": [
        answer(HeartMeasurement, variability=0, variability_kind="rmssd"),
        answer(HeartMeasurement, variability=401, variability_kind="rmssd"),
    ],
    "athletes_heart_variability_has_a_kind": [answer(HeartMeasurement, variability=80)],
    "athletes_heart_variability_kind_known": [
        answer(HeartMeasurement, variability=80, variability_kind="pnn50")
    ],
    "athletes_healthdetail_red_flags_known": [answer(HealthDetail, red_flags=["tired"])],
    "athletes_session_sent_once": [twice(train(client_id=ID))],
    "athletes_session_minutes_1_to_600": [train(minutes=0), train(minutes=601)],
    "athletes_session_rpe_0_to_10": [train(rpe=11), train(rpe=-1)],
    "athletes_session_rpe_in_halves": [train(rpe=Decimal("7.3"))],
    "athletes_session_felt_performance_1_to_5": [
        train(felt_performance=0),
        train(felt_performance=6),
    ],
    "athletes_session_minutes_or_reported_load": [train(minutes=None)],
    "athletes_session_reported_load_not_negative": [train(minutes=None, reported_load=-1)],
    "athletes_session_kind_known": [train(kind="gardening")],
    "athletes_session_distance_to_1000_km": [train(distance_m=0), train(distance_m=1_000_001)],
    "athletes_session_power_mean_to_2500_w": [train(power_mean_w=0), train(power_mean_w=2501)],
    "athletes_session_heart_rate_mean_plausible": [
        train(heart_rate_mean=29),
        train(heart_rate_mean=251),
    ],
    "athletes_session_heart_rate_max_plausible": [
        train(heart_rate_max=29),
        train(heart_rate_max=251),
    ],
    "athletes_daymark_one_per_day": [
        twice(lambda athlete: create_day_mark(athlete=athlete, day=DAY))
    ],
    "athletes_daymark_sent_once": [
        lambda athlete: [
            create_day_mark(athlete=athlete, day=day, client_id=ID)
            for day in (DAY, DAY - dt.timedelta(1))
        ]
    ],
    "athletes_daymark_kind_known": [
        lambda athlete: create_day_mark(athlete=athlete, day=DAY, kind="party")
    ],
}
VIOLATIONS |= {
    "athletes_shoe_sent_once": [twice(wear(client_id=ID, is_default=False))],
    "athletes_shoe_one_default_per_sport": [twice(wear())],
    "athletes_shoe_default_is_worn": [wear(retired_on=DAY)],
    "athletes_shoe_retired_after_first_day": [
        wear(is_default=False, retired_on=DAY - dt.timedelta(days=1))
    ],
    "athletes_shoe_start_to_5000_km": [wear(start_m=5_000_001)],
    "athletes_shoe_check_at_1_to_5000_km": [wear(check_at_m=999), wear(check_at_m=5_000_001)],
    "athletes_plannedsession_kind_known": [plan(kind="gardening")],
    "athletes_plannedsession_minutes_1_to_600": [plan(minutes=0), plan(minutes=601)],
    "athletes_plannedsession_rpe_in_halves": [plan(rpe=Decimal("7.3")), plan(rpe=11)],
    "athletes_plannedsession_rest_or_effort": [
        plan(minutes=None),
        plan(rpe=None),
        plan(sport=""),
        lambda athlete: PlannedSession.objects.filter(
            pk=create_planned(athlete=athlete, day=DAY, kind="rest").pk
        ).update(minutes=30),
    ],
    "athletes_plannedsession_rest_has_no_start": [plan(kind="rest", starts_at=dt.time(18))],
    "athletes_plannedsession_sent_once": [twice(plan(client_id=ID))],
    "athletes_plannedsession_moved_elsewhere": [plan(original_day=DAY)],
    "athletes_overloadblock_sent_once": [twice(overload(3, client_id=ID))],
    "athletes_overloadblock_at_most_14_days": [overload(0), overload(15)],
    "athletes_performancetest_sent_once": [twice(define(client_id=ID))],
    "athletes_performancetest_once_of_a_team": [twice(define(team_test=ID))],
    "athletes_performancetest_kind_known": [define(kind="gardening")],
    "athletes_performancetest_summary_known": [define(summary="worst")],
    "athletes_performancetest_says_what": [define(name=""), define(unit="")],
    "athletes_performancetest_error_to_20_percent": [
        define(typical_error=0),
        define(typical_error=Decimal("20.1")),
    ],
    "athletes_performanceresult_sent_once": [twice(measure(client_id=ID))],
    "athletes_performanceresult_one_per_team_day": [twice(measure(entered_for=ID))],
    "athletes_performanceresult_1_to_10_attempts": [
        measure(attempts=[]),
        measure(attempts=range(1, 12)),
    ],
    "athletes_performanceresult_positive": [measure(attempts=[3, 0]), measure(attempts=[-1])],
}
VIOLATIONS |= {
    "athletes_healthweek_one_per_week": [
        twice(lambda athlete: create_health_week(athlete=athlete, monday=DAY))
    ],
    "athletes_healthweek_starts_on_monday": [
        lambda athlete: create_health_week(athlete=athlete, monday=DAY + dt.timedelta(1))
    ],
    "athletes_healthproblem_sent_once": [twice(suffer(client_id=ID))],
    "athletes_healthproblem_kind_known": [suffer(kind="bad_luck")],
    "athletes_healthproblem_place_known": [suffer(place="tail")],
    "athletes_healthproblem_recurs_after_another": [suffer(id=4711, first_id=4711)],
    "athletes_healthproblem_over_after_it_began": [suffer(over_on=DAY - dt.timedelta(1))],
    "athletes_problemreport_one_per_week": [twice(report(8, 8, 8, 8))],
    "athletes_problemreport_all_or_at_the_gate": [
        report(8, None, 8, 8),
        report(17, 8, 8, None),
        report(8, None, None, None),
        report(8, 9, 8, 8),
        report(9, 8, 8, 8),
        report(0, 8, None, None),
        report(25, 25, 25, 25),
    ],
    "athletes_problemreport_days_lost_0_to_7": [report(8, 8, 8, 8, days_lost=8)],
}
CASES = [(name, write) for name, writes in VIOLATIONS.items() for write in writes]


@pytest.mark.django_db
@pytest.mark.parametrize(("constraint", "write"), CASES, ids=[name for name, _write in CASES])
def test_database_refuses_what_violates(
    constraint: str, write: Callable[[Athlete], object]
) -> None:
    athlete = create_athlete()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write(athlete)
    cause = refusal.value.__cause__
    assert cause is not None
    assert cause.diag.constraint_name == constraint  # type: ignore[attr-defined]  # psycopg's


def constraint_names() -> Iterator[str]:
    for model in apps.get_app_config("athletes").get_models():
        yield from (constraint.name for constraint in model._meta.constraints)


def test_every_constraint_has_a_violation_here() -> None:
    assert set(constraint_names()) == set(VIOLATIONS)


@pytest.mark.django_db
def test_bounds_themselves_are_allowed() -> None:
    athlete = create_athlete()
    create_check_in(athlete=athlete, day=DAY, sleep_hours=24, fatigue=1, soreness=5, hours_sat=0)
    create_check_in(
        athlete=athlete, day=DAY - dt.timedelta(1), instrument="hooper-7", fatigue=7, stress=7
    )
    for minutes, rpe in ((1, 0), (600, 10), (45, Decimal("6.5"))):
        create_session(athlete=athlete, day=DAY, minutes=minutes, rpe=rpe)
    create_session(athlete=athlete, day=DAY, minutes=None, rpe=None, reported_load=0)
    create_day_mark(athlete=athlete, day=DAY, kind=DayMark.Kind.ILL)
    for minutes, rpe in ((1, 0), (600, 10), (45, Decimal("6.5"))):
        create_planned(athlete=athlete, day=DAY, minutes=minutes, rpe=rpe)
    for days in (1, 14):
        overload(days)(athlete)
    wear(start_m=0, check_at_m=1_000)(athlete)
    wear(start_m=5_000_000, check_at_m=5_000_000, is_default=False, retired_on=DAY)(athlete)
    for error in (None, Decimal("0.1"), 20):
        define(typical_error=error)(athlete)
    for attempts in ([Decimal("0.01")], range(1, 11), [Decimal("999999.99")] * 2):
        measure(attempts=attempts)(athlete)
    for place in BodyPlace.values:
        suffer(place=place, over_on=DAY)(athlete)
    problem = create_problem(athlete=athlete, since=DAY, kind="illness", place="")
    for week, answers in enumerate([(0, None, None, None), (25, None, None, None), (17, 0, 25, 8)]):
        create_problem_report(
            problem=problem, monday=DAY - dt.timedelta(weeks=week), answers=answers, days_lost=7
        )
    assert CheckIn.objects.count() == 2
    assert Session.objects.count() == 4
