from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from athletes.models import FactChange
from coaching.models import DataClass, Membership, StaffNote, WarningAction
from recovery.assessments.models import DailyState, Level, RecoveryWarning
from recovery.engine import ITEM_CODES
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_coach,
    create_days,
    create_member,
    create_payload,
    create_state,
    mask,
)
from tests.factories import (
    create_check_in,
    create_day_mark,
    create_performance_result,
    create_performance_test,
    create_planned,
)

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete
    from coaching.models import Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

LENS = 3


@pytest.fixture
def member(team: Team) -> Membership:
    """Return Noor, who shares sessions and body, with an imbalance of three days."""
    member = create_member(team=team, shares=[DataClass.SESSIONS, DataClass.BODY])
    create_state(
        athlete=member.athlete,
        lens=LENS,
        level=Level.IMBALANCE,
        opened_on=TODAY - dt.timedelta(days=2),
    )
    return member


def url(member: Membership) -> str:
    return reverse("coaching:athlete", args=[member.team.public_id, member.athlete.public_id])


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_page_shows_the_warning_and_the_figures_with_their_numbers(
    client: Client, coach: User, member: Membership
) -> None:
    page = client.get(url(member)).content.decode()
    assert "Imbalance · day 3" in page
    assert "Speaks for it" in page
    assert 'id="figure-recovery"' in page
    assert "The numbers" in page


def test_notice_days_are_as_usual_to_a_coach(client: Client, coach: User, team: Team) -> None:
    member = create_member(team=team, shares=[DataClass.BODY])
    create_state(athlete=member.athlete, lens=DataClass.BODY, level=Level.NOTICE)
    page = client.get(url(member)).content.decode()
    assert "As usual" in page
    assert "Take note" not in page
    assert "dots is-watch" not in page


def test_earlier_warnings_stand_with_what_was_done(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    RecoveryWarning.objects.create(
        athlete=member.athlete,
        lens=LENS,
        opened_on=days_ago(60),
        closed_on=days_ago(52),
        level=Level.PERSISTENT,
        transitions=[],
        payload=create_payload(
            level=Level.PERSISTENT, day=days_ago(53), opened_on=days_ago(60), evidence=2.0
        ),
    )
    WarningAction.objects.create(
        athlete=member.athlete, team=team, opened_on=days_ago(60), kind="adjusted", by=coach, at=NOW
    )
    page = client.get(url(member)).content.decode()
    earlier = page.partition("Earlier warnings")[2]
    assert "Persistent" in earlier
    assert "Thursday 24 September – Thursday 1 October" in earlier
    assert "Training adjusted, today by Marit" in earlier


def test_action_whose_warning_is_gone_shows_as_revised(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    WarningAction.objects.create(
        athlete=member.athlete, team=team, opened_on=days_ago(40), kind="spoke", by=coach, at=NOW
    )
    earlier = client.get(url(member)).content.decode().partition("Earlier warnings")[2]
    assert "Revised" in earlier
    assert "Spoke, today by Marit" in earlier


def test_actions_of_another_team_are_not_shown(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    other = create_member(team=type(team).objects.create(name="Masters"), athlete=member.athlete)
    WarningAction.objects.create(
        athlete=member.athlete, team=other.team, opened_on=days_ago(2), kind="spoke", by=coach
    )
    assert "Spoke" not in client.get(url(member)).content.decode()


def test_who_shares_nothing_and_who_never_answered_have_the_same_page(
    client: Client, coach: User, team: Team
) -> None:
    withholding = create_member(team=team, name="Anna")
    create_state(athlete=withholding.athlete, lens=31, level=Level.PERSISTENT, opened_on=TODAY)
    WarningAction.objects.create(
        athlete=withholding.athlete, team=team, opened_on=TODAY, kind="spoke", by=coach
    )
    silent = create_member(team=team, name="Bram", shares=[DataClass.BODY])
    create_state(
        athlete=silent.athlete,
        lens=DataClass.BODY,
        level=Level.UNKNOWN,
        phase="learning",
        percent=None,
        with_days=False,
    )

    def anonymous(member: Membership) -> str:
        page = client.get(url(member)).content.decode()
        page = re.sub(r"csrf[^>]+|X-CSRFToken[^}]+", "", page)
        page = page.replace(str(member.athlete.public_id), "ID")
        return page.replace(member.athlete.user.name, "NAME")

    assert anonymous(withholding) == anonymous(silent)


@pytest.mark.parametrize("period", ["6w", "3m", "1y", "nonsense", ""])
def test_period_is_a_choice_of_three(
    client: Client, coach: User, member: Membership, period: str
) -> None:
    page = client.get(url(member), {"period": period}).content.decode()
    chosen = period if period in {"3m", "1y"} else "6w"
    assert f'<a href="?period={chosen}" aria-current="true">' in page


def test_late_page_loses_its_colour(client: Client, coach: User, member: Membership) -> None:
    FactChange.objects.create(athlete=member.athlete, from_day=TODAY, reason="check_in")
    FactChange.objects.update(created_at=NOW - dt.timedelta(minutes=16))
    assert 'class="head is-stale"' in client.get(url(member)).content.decode()


def test_query_count(
    client: Client,
    coach: User,
    team: Team,
    member: Membership,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    # session, user, team; one athlete as in the queue: 10; whether anything is known; history: 5;
    # what can be adjusted, actions; tests; roles for the navigation; whether taking part is
    # shared; the athlete, notes, messages and plan; load of half a year
    with django_assert_num_queries(29):
        client.get(url(member))
    for count in (1, 3):
        for _ in range(count):
            test = create_performance_test(athlete=member.athlete)
            create_performance_result(test=test, day=TODAY)
        with django_assert_num_queries(30):  # and what was measured in them
            client.get(url(member))
    # And the group's members and week, however many they are, once there is a week to compare.
    create_weeks(member.athlete, now=100, before=200, quality=(2, 4))
    for _ in range(2):
        others_of(team, "", load=150, count=10)
        with django_assert_num_queries(32):
            client.get(url(member))


def test_tests_are_shown_to_who_may_see_training(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    private = create_member(team=team, shares=[DataClass.BODY])
    create_state(athlete=private.athlete, lens=DataClass.BODY)
    for each in (member, private):
        test = create_performance_test(athlete=each.athlete, kind="own", name="Rope climb")
        for back, height in ((21, 39), (14, 40), (7, 41), (0, 38)):
            create_performance_result(test=test, day=days_ago(back), attempts=[height])
        old = create_performance_test(athlete=each.athlete, name="Long ago")
        create_performance_result(test=old, day=days_ago(400))
    page = client.get(url(member)).content.decode()
    assert "Rope climb" in page
    assert "−4.0 SWC, −5.0%" in page
    assert "Long ago" not in page
    assert "Rope climb" not in client.get(url(private)).content.decode()


# --- beside earlier weeks, the group, and the numbers of others -----------------------------------


def create_weeks(
    athlete: Athlete, *, now: float, before: float, quality: tuple[float, float]
) -> None:
    """Save five weeks of load, up to yesterday, and of sleep quality, up to today."""
    DailyState.objects.filter(athlete=athlete).delete()
    create_days(athlete=athlete, lens=LENS, count=42)
    place = ITEM_CODES.index("sleep_quality")
    for state in DailyState.objects.filter(athlete=athlete):
        back = (TODAY - state.day).days
        state.load = None if back == 0 else now if back <= 7 else before
        state.item_values[place] = quality[0] if back < 7 else quality[1]
        state.save()


def others_of(team: Team, group: str, *, load: float, count: int = 4) -> None:
    for number in range(count):
        other = create_member(team=team, name=f"Other {number}", shares=[DataClass.SESSIONS])
        Membership.objects.filter(pk=other.pk).update(group=group)
        create_days(athlete=other.athlete, lens=DataClass.SESSIONS)
        DailyState.objects.filter(athlete=other.athlete).update(load=load)


def test_week_stands_beside_the_weeks_before_and_the_group(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    create_weeks(member.athlete, now=100, before=200, quality=(2, 4))
    Membership.objects.filter(pk=member.pk).update(group="Sprint")
    others_of(team, "Sprint", load=150)
    others_of(team, "Distance", load=999)
    page = client.get(url(member)).content.decode()
    found = page.partition('id="comparison"')[2].partition("</section>")[0]
    assert "Load of seven days: 700 AU, 50% less than in the four weeks before." in found
    assert "The middle of 4 others in Sprint is 1,050 AU." in found
    assert "Worse than in each of the weeks before: sleep quality." in found
    assert "<td>700 AU</td><td>1,400 AU</td><td>1,050 AU</td>" in found
    assert "<td>2</td><td>4</td><td>–</td>" in found  # the others share no sleep


def test_group_of_three_others_has_no_middle(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    create_weeks(member.athlete, now=200, before=200, quality=(4, 4))
    others_of(team, "", load=150, count=3)
    found = client.get(url(member)).content.decode().partition('id="comparison"')[2]
    assert "700" not in found
    assert "1,400 AU, as in the four weeks before." in found
    assert "The middle of" not in found
    assert "Every answer lies within the weeks before." in found


def test_numbers_of_others_are_for_who_shares_training(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    create_weeks(member.athlete, now=100, before=200, quality=(4, 4))
    page = client.get(url(member)).content.decode()
    found = page.partition('id="conventions"')[2].partition("</section>")[0]
    assert "−50%, −700 AU" in found
    assert "<b>0.57</b>" in found  # 100 over 175
    assert '/methods/acute-chronic-ratio-uncoupled/"' in found
    private = create_member(team=team, shares=[DataClass.BODY])
    create_state(athlete=private.athlete, lens=DataClass.BODY)
    DailyState.objects.filter(athlete=private.athlete).update(load=400)
    assert 'id="conventions"' not in client.get(url(private)).content.decode()


def test_coming_week_is_all_of_who_shares_training_and_the_teams_own_of_who_does_not(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    private = create_member(team=team, shares=[DataClass.BODY])
    create_state(athlete=private.athlete, lens=DataClass.BODY)
    for each in (member, private):
        create_planned(athlete=each.athlete, day=days_ago(-1), title="Own run")
        create_planned(
            athlete=each.athlete, day=days_ago(-2), title="Track", planned_for=team.public_id
        )
        create_planned(
            athlete=each.athlete, day=days_ago(-8), title="Later", planned_for=team.public_id
        )
    told, untold = (
        client.get(url(each)).content.decode().partition('id="around"')[2].partition("<h2 id=")[2]
        for each in (member, private)
    )
    assert "Tuesday 24 November" in told
    assert "Own run" in told
    for page in (told, untold):
        assert "Track" in page
        assert "Later" not in page
    assert "Own run" not in untold


def test_illness_is_told_to_who_may_know_of_it(client: Client, coach: User, team: Team) -> None:
    for shares, said in (([DataClass.BODY, DataClass.HEALTH], True), ([DataClass.BODY], False)):
        member = create_member(team=team, shares=shares)
        create_state(athlete=member.athlete, lens=mask(shares))
        for back, ill in ((30, True), (9, True), (3, False)):
            create_check_in(athlete=member.athlete, day=days_ago(back), ill=ill)
        create_day_mark(athlete=member.athlete, day=days_ago(8), kind="ill")
        page = client.get(url(member)).content.decode()
        sentence = "Ill on 2 days of the past four weeks, last on Sunday 15 November."
        assert (sentence in page) is said


def test_latest_note_that_the_reader_may_read_stands_there(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    written = {"team": team, "athlete": member.athlete}
    StaffNote.objects.create(readers="staff", text="Knee taped", by=coach, **written)
    other = create_coach(team=team)
    StaffNote.objects.create(readers="self", text="Only mine", by=other, **written)
    page = client.get(url(member)).content.decode()
    assert "Knee taped" in page
    assert "Only mine" not in page
