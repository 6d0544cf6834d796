"""Nothing of a class that is not shared reaches a coach, nor moves what they see."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from athletes.models import (
    BodyAnswers,
    DayMark,
    HealthAnswers,
    HeartMeasurement,
    MindAnswers,
    PerformanceResult,
    ProblemReport,
    Session,
)
from athletes.plan import monday_of
from coaching.models import DataClass
from coaching.selectors.digest import team_digest
from coaching.services.consent import withdraw
from coaching.squad import MEASURES, Choice
from recovery.assessments.models import RecoveryWarning
from recovery.assessments.services import assess
from recovery.engine.items import ALL_CLASSES
from tests.coaching.factories import NOW, TODAY, create_member, mask
from tests.factories import (
    create_check_in,
    create_day_mark,
    create_health_week,
    create_performance_result,
    create_performance_test,
    create_problem,
    create_problem_report,
    create_session,
)

if TYPE_CHECKING:
    from django.test import Client

    from athletes.models import Athlete
    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

CANARY = "canary-4711"
THIS_MONDAY = monday_of(TODAY)


def pages(client: Client, member: Membership) -> str:
    """Return the whole of what a coach can open, and is sent, of this athlete."""
    team = member.team.public_id
    athlete = member.athlete.public_id
    addresses = [
        reverse("coaching:queue", args=[team]),
        reverse("coaching:queue", args=[team]) + f"?open={athlete}",
        reverse("coaching:athlete", args=[team, athlete]),
        reverse("coaching:athlete", args=[team, athlete]) + "?period=1y",
        reverse("coaching:record", args=[team]),
        *(
            reverse("coaching:squad", args=[team]) + Choice(measure=measure, weeks=12).query()
            for measure in MEASURES
        ),
    ]
    responses = [client.get(address) for address in addresses]
    assert {response.status_code for response in responses} == {200}
    shown = "".join(_without_the_changing(response.content.decode()) for response in responses)
    return shown + repr(team_digest(member.team, now=NOW, told=set()))


def _without_the_changing(page: str) -> str:
    """Drop what differs between any two requests: tokens, the ids of forms, the live version."""
    changing = ("csrf", "client_id", "X-CSRFToken", "If-None-Match")
    lines = page.splitlines()
    return "\n".join(line for line in lines if not any(word in line for word in changing))


def live_through(member: Membership, *, days: int = 40) -> None:
    """Save weeks of facts of every class, with canaries, that end in poor days."""
    for back in range(days, -1, -1):
        day = TODAY - dt.timedelta(days=back)
        answer = 2 if back < 8 else 4
        create_check_in(
            athlete=member.athlete,
            day=day,
            fatigue=answer,
            soreness=answer,
            sleep_quality=answer,
            stress=answer,
            mood=answer,
            concentration=answer,
            motivation=answer,
            resting_heart_rate=51 if back > 8 else 58,
            note=CANARY,
            red_flags=["chest_pain"] if back == 0 else (),
        )
        create_session(athlete=member.athlete, day=day, minutes=60 if back > 14 else 110)
    test = create_performance_test(athlete=member.athlete)
    for back, height in ((35, 39), (28, 40), (21, 41), (14, 30), (7, 25)):
        day = TODAY - dt.timedelta(days=back)
        create_performance_result(test=test, day=day, attempts=[height] * 3)


def change(athlete: Athlete, data_class: DataClass) -> None:
    """Change every fact of one class, past all services."""
    of_athlete = {"check_in__athlete": athlete}
    if data_class == DataClass.SESSIONS:
        Session.objects.filter(athlete=athlete).update(minutes=17)
        PerformanceResult.objects.filter(test__athlete=athlete).update(attempts=[40, 40, 40])
    elif data_class == DataClass.BODY:
        BodyAnswers.objects.filter(**of_athlete).update(fatigue=5, soreness=5, sleep_quality=1)
    elif data_class == DataClass.MIND:
        MindAnswers.objects.filter(**of_athlete).update(mood=1, stress=1)
    elif data_class == DataClass.HEART:
        HeartMeasurement.objects.filter(**of_athlete).update(resting_heart_rate=99)
    elif data_class == DataClass.AVAILABILITY:
        problem = create_problem(athlete=athlete, since=THIS_MONDAY, words=CANARY)
        answers = (25, None, None, None)
        create_problem_report(problem=problem, monday=THIS_MONDAY, answers=answers)
    else:
        HealthAnswers.objects.bulk_create(
            HealthAnswers(check_in=check_in, ill=True) for check_in in athlete.check_ins.all()
        )


@pytest.mark.parametrize("hidden", list(DataClass), ids=lambda each: each.name)
def test_hidden_class_moves_no_byte_of_what_the_coach_sees(
    client: Client, coach: User, team: Team, hidden: DataClass
) -> None:
    shares = [each for each in DataClass if each != hidden]
    member = create_member(team=team, shares=shares)
    lens = mask(shares)
    if lens != ALL_CLASSES:  # which needs no row
        member.athlete.lenses.create(classes=lens)
    live_through(member)
    assess(athlete_ids=[member.athlete_id], now=NOW)
    before = pages(client, member)
    assert "Noor Jansen" in before

    change(member.athlete, hidden)
    assess(athlete_ids=[member.athlete_id], now=NOW)

    assert pages(client, member) == before
    assert CANARY not in before
    assert "chest" not in before.lower()


def test_shared_class_does_move_it(client: Client, coach: User, team: Team) -> None:
    """The test above could be blind: here the same change must show."""
    member = create_member(team=team, shares=list(DataClass))
    live_through(member)
    assess(athlete_ids=[member.athlete_id], now=NOW)
    before = pages(client, member)
    assert RecoveryWarning.objects.exists(), "the story should end in a warning"
    change(member.athlete, DataClass.BODY)
    assess(athlete_ids=[member.athlete_id], now=NOW)
    assert pages(client, member) != before


def test_withdrawal_hides_the_past_at_the_next_request(
    client: Client, coach: User, team: Team
) -> None:
    member = create_member(team=team, shares=list(DataClass))
    live_through(member)
    assess(athlete_ids=[member.athlete_id], now=NOW)
    url = reverse("coaching:athlete", args=[team.public_id, member.athlete.public_id])
    assert "Mood" in client.get(url).content.decode()

    for data_class in DataClass:
        withdraw(
            athlete=member.athlete,
            team=team,
            data_class=data_class,
            by=member.athlete.user,
            now=NOW,
        )

    page = client.get(url).content.decode()
    assert "Not shared or not filled in" in page
    for word in ("Mood", "Fatigue", "AU", "Load"):
        assert word not in page


def test_ill_mark_reads_as_not_available_without_health(
    client: Client, coach: User, team: Team
) -> None:
    member = create_member(team=team, shares=[DataClass.SESSIONS])
    create_day_mark(athlete=member.athlete, day=TODAY, kind="ill")
    ill = pages(client, member)
    DayMark.objects.update(kind="unavailable")
    assert pages(client, member) == ill
    assert "Not available" in ill


def test_of_health_problems_a_coach_sees_whether_somebody_takes_part_and_nothing_else(
    client: Client, coach: User, team: Team
) -> None:
    member = create_member(team=team, shares=[DataClass.AVAILABILITY])
    athlete = member.athlete
    create_health_week(athlete=athlete, monday=THIS_MONDAY)
    before = pages(client, member)
    assert "Takes part fully" in before

    problem = create_problem(athlete=athlete, since=THIS_MONDAY, words=CANARY)
    report = create_problem_report(problem=problem, monday=THIS_MONDAY, answers=(8, 8, 8, 8))
    assert pages(client, member) == before
    ProblemReport.objects.filter(pk=report.pk).update(symptoms=25, performance=25, days_lost=4)
    illness = create_problem(athlete=athlete, since=THIS_MONDAY, kind="illness", words=CANARY)
    create_problem_report(problem=illness, monday=THIS_MONDAY, answers=(8, 25, 25, 25))
    assert pages(client, member) == before

    ProblemReport.objects.filter(pk=report.pk).update(participation=17)
    now_in_part = pages(client, member)
    assert "Takes part in part" in now_in_part
    for word in (CANARY, "knee", "severity"):
        assert word not in now_in_part.lower()

    withdraw(
        athlete=athlete, team=team, data_class=DataClass.AVAILABILITY, by=athlete.user, now=NOW
    )
    assert "Takes part" not in pages(client, member)
