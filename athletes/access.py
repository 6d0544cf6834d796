"""Who may see what: the one place that turns (user, id) into a row of an athlete's, or 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from athletes.models import (
    ActivityFile,
    Athlete,
    CheckIn,
    HealthProblem,
    PerformanceResult,
    PerformanceTest,
    PlannedSession,
    Recording,
    Session,
    Shoe,
)

if TYPE_CHECKING:
    import datetime as dt

    from recovery.accounts.models import User


def own_athlete_or_404(user: User) -> Athlete:
    """Return the user as an athlete, time zones included. Two queries."""
    athlete = Athlete.objects.prefetch_related("time_zones").filter(user=user).first()
    if athlete is None:
        raise Http404
    athlete.user = user  # known already
    return athlete


def own_check_in_or_404(athlete: Athlete, day: dt.date) -> CheckIn:
    check_in = athlete.check_ins.with_answers().filter(day=day).first()
    if check_in is None:
        raise Http404
    return check_in


def own_session_or_404(athlete: Athlete, session_id: int) -> Session:
    session = athlete.sessions.filter(pk=session_id).first()
    if session is None:
        raise Http404
    session.athlete = athlete
    return session


def own_planned_or_404(athlete: Athlete, planned_id: int) -> PlannedSession:
    """Return something in the athlete's plan, whoever planned it."""
    planned = athlete.planned_sessions.select_related("session").filter(pk=planned_id).first()
    if planned is None:
        raise Http404
    planned.athlete = athlete
    return planned


def self_planned_or_404(athlete: Athlete, planned_id: int) -> PlannedSession:
    """Return something that the athlete planned, and may therefore change."""
    planned = own_planned_or_404(athlete, planned_id)
    if not planned.is_own:
        raise Http404
    return planned


def own_shoe_or_404(athlete: Athlete, shoe_id: int) -> Shoe:
    shoe = athlete.shoes.filter(pk=shoe_id).first()
    if shoe is None:
        raise Http404
    shoe.athlete = athlete
    return shoe


def own_activity_file_or_404(athlete: Athlete, file_id: int) -> ActivityFile:
    file = athlete.activity_files.filter(pk=file_id).first()
    if file is None:
        raise Http404
    file.athlete = athlete
    return file


def own_recording_or_404(athlete: Athlete, recording_id: int) -> Recording:
    """Return a session of one of the athlete's files, with the session it looks like. One query."""
    recordings = Recording.objects.select_related("file", "looks_like")
    recording = recordings.filter(file__athlete=athlete, pk=recording_id).first()
    if recording is None:
        raise Http404
    recording.file.athlete = athlete
    return recording


def own_test_or_404(athlete: Athlete, test_id: int) -> PerformanceTest:
    test = athlete.performance_tests.filter(pk=test_id).first()
    if test is None:
        raise Http404
    test.athlete = athlete
    return test


def own_result_or_404(athlete: Athlete, result_id: int) -> PerformanceResult:
    """Return a result of one of the athlete's tests, whoever typed it in, with its test."""
    results = PerformanceResult.objects.select_related("test", "entered_by")
    result = results.filter(test__athlete=athlete, pk=result_id).first()
    if result is None:
        raise Http404
    result.test.athlete = athlete
    return result


def own_problem_or_404(athlete: Athlete, problem_id: int) -> HealthProblem:
    problem = athlete.health_problems.filter(pk=problem_id).first()
    if problem is None:
        raise Http404
    problem.athlete = athlete
    return problem
