"""The coach's calendar: what is planned, what of it shows to whom, and whole weeks at once."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from athletes.models import OverloadBlock, PlannedSession
from coaching.models import DataClass, TemplateEntry, WeekTemplate
from coaching.services.plans import copy_week, fill_from_template
from tests.athletes.views.test_today import words
from tests.coaching.factories import NOW, TODAY, create_coach, create_member, create_team
from tests.factories import (
    create_day_mark,
    create_overload,
    create_planned,
    create_session,
)

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete
    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
MONDAY = TODAY  # it is one


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


def url(team: Team, name: str = "plan", *arguments: object) -> str:
    return reverse(f"coaching:{name}", args=[team.public_id, *arguments])


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def page(client: Client, address: str) -> str:
    return words(html(client, address))


def put(team: Team, athlete: Athlete, day: dt.date, **fields: Any) -> PlannedSession:
    """Save something that the team planned."""
    return create_planned(athlete=athlete, day=day, planned_for=team.public_id, **fields)


@pytest.fixture
def member(team: Team) -> Membership:
    return create_member(team=team, shares=[DataClass.SESSIONS])


@pytest.fixture
def private(team: Team) -> Membership:
    return create_member(team=team, name="Sam Blue")


def test_week_shows_each_athlete_and_what_became_of_their_plan(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    athlete = member.athlete
    done = put(team, athlete, TODAY, minutes=75, rpe=6.5, title="Hill repeats")
    create_session(athlete=athlete, day=TODAY, planned_session=done)
    put(team, athlete, days(1), kind="rest")
    create_planned(athlete=athlete, day=days(2), sport="cycling")
    create_day_mark(athlete=athlete, day=days(4), kind="unavailable")
    shown = page(client, url(team))
    assert "The team’s week" in shown
    assert "23 November – 29 November 2026" in shown
    assert "Noor Jansen 2 sessions · load 728 · 1 on time" in shown
    assert "Hill repeats 75 min · 6.5 done" in shown
    assert "Rest" in shown
    assert "Cycling 60 min · 4 own plan" in shown
    assert "Not available" in shown


def test_athlete_who_does_not_share_training_shows_as_planned_and_no_more(
    client: Client, coach: User, team: Team, private: Membership
) -> None:
    """Whether somebody trained, moved it, planned more or is away: not a byte differs."""
    athlete = private.athlete
    planned = put(team, athlete, days(1), title="Hill repeats")
    yesterday = put(team, athlete, days(-1), title="Long run")
    addresses = [
        url(team),
        url(team) + "?week=2026-11-16",
        url(team, "athlete-plan", athlete.public_id),
        url(team, "plan-edit", planned.pk),
        f"{url(team, 'what-if', athlete.public_id)}?planned={planned.pk}&day={days(3)}",
        f"{url(team, 'what-if', athlete.public_id)}?day={days(1)}&minutes=60&rpe=8",
        url(team, "intended"),
    ]

    def everything() -> list[str]:
        return [
            "\n".join(
                line
                for line in html(client, address).splitlines()
                if "csrf" not in line and "X-CSRFToken" not in line and "client_id" not in line
            )
            for address in addresses
        ]

    before = everything()
    assert "Hill repeats" in before[0]
    create_session(athlete=athlete, day=days(-1), planned_session=yesterday)
    create_session(athlete=athlete, day=TODAY)
    create_planned(athlete=athlete, day=days(1), sport="cycling")
    create_planned(athlete=athlete, day=days(2), planned_for=uuid.uuid4())
    create_day_mark(athlete=athlete, day=days(1), kind="unavailable")
    create_overload(athlete=athlete, first_day=TODAY, last_day=days(3))
    PlannedSession.objects.filter(pk=planned.pk).update(day=days(5), original_day=days(1))
    assert everything() == before


def test_what_is_shared_does_show(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    """The test above could be blind: here the same must show."""
    put(team, member.athlete, days(5), original_day=days(1), title="Hill repeats")
    create_session(athlete=member.athlete, day=TODAY, sport="rowing")
    shown = page(client, url(team))
    assert "Hill repeats 60 min · 4 moved" in shown
    assert "Rowing 60 min · unplanned" in shown


def test_conflicts_are_shown_while_planning(
    client: Client, coach: User, team: Team, private: Membership
) -> None:
    for ahead in range(3):
        put(team, private.athlete, days(ahead), rpe=8)
    shown = page(client, url(team))
    assert "One athlete’s plan needs another look" in shown
    assert "3 hard days in a row, from Monday 23 November to Wednesday 25 November." in shown


def send(client: Client, address: str, **data: Any) -> Any:  # noqa: ANN401  (a test response)
    return client.post(address, data)


def form(**changes: Any) -> dict[str, Any]:
    return {
        "client_id": uuid.uuid4(),
        "kind": "training",
        "day": days(2),
        "sport": "running",
        "minutes": "60",
        "rpe": "4",
    } | changes


def test_plan_for_the_team_is_planned_for_everybody_once(
    client: Client, coach: User, team: Team, member: Membership, private: Membership
) -> None:
    everybody = [member.athlete.public_id, private.athlete.public_id]
    assert client.get(url(team, "plan-add")).context["form"]["athletes"].value() == [
        str(each) for each in everybody
    ]
    sent = form(athletes=everybody, rpe="6.5", title="Fartlek")
    for _click in range(2):
        response = send(client, url(team, "plan-add"), **sent)
        assert response["Location"] == url(team) + "?week=2026-11-23"
    rows = PlannedSession.objects.all()
    assert {row.athlete for row in rows} == {member.athlete, private.athlete}
    assert {(row.rpe, row.planned_by, row.planned_for) for row in rows} == {
        (Decimal("6.5"), coach, team.public_id)
    }


def test_refused_plan_keeps_what_was_typed(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    stranger = create_member(team=create_team())
    for changes, problem in (
        ({"minutes": "soon"}, "Enter a whole number"),
        ({"athletes": []}, "Choose at least one athlete"),
        ({"athletes": [stranger.athlete.public_id]}, "no longer in this team"),
        ({"day": days(-1)}, "That day is over"),
    ):
        sent = form(athletes=[member.athlete.public_id], title="Fartlek") | changes
        response = client.post(url(team, "plan-add"), sent, headers=HTMX)
        assert response.status_code == 422
        text = response.content.decode()
        assert problem in text
        assert 'value="Fartlek"' in text
    assert not PlannedSession.objects.exists()


def test_plan_of_one_athlete_is_changed_and_deleted(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    planned = put(team, member.athlete, days(1))
    address = url(team, "plan-edit", planned.pk)
    assert "Change the plan of Noor Jansen" in page(client, address)
    send(client, address, **form(day=days(3), minutes="90"))
    planned.refresh_from_db()
    assert (planned.day, planned.minutes) == (days(3), 90)
    send(client, url(team, "plan-delete", planned.pk))
    assert not PlannedSession.objects.exists()


def test_plans_of_others_are_not_the_teams_to_change(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    own = create_planned(athlete=member.athlete, day=days(1))
    other_team = create_planned(athlete=member.athlete, day=days(1), planned_for=uuid.uuid4())
    gone = create_member(team=team)
    of_gone = put(team, gone.athlete, days(1))
    gone.until_day = TODAY
    gone.save()
    for planned in (own, other_team, of_gone):
        assert client.get(url(team, "plan-edit", planned.pk)).status_code == 404
        assert client.post(url(team, "plan-delete", planned.pk)).status_code == 404


def test_week_is_copied_as_it_was_meant_and_only_where_there_is_none(
    client: Client, coach: User, team: Team, member: Membership, private: Membership
) -> None:
    put(team, member.athlete, days(-7), minutes=50, title="Monday run")
    put(team, member.athlete, days(-3), original_day=days(-5), rpe=7)  # meant for Wednesday
    create_planned(athlete=member.athlete, day=days(-6))  # not the team's
    put(team, private.athlete, days(-6), kind="rest")
    put(team, private.athlete, days(3))
    for _click in range(2):
        response = client.post(
            url(team, "plan-fill"), {"week": MONDAY, "source": "2026-11-16"}, follow=True
        )
    assert "Left as it was, because there was a plan: Noor Jansen and Sam Blue." in words(
        response.content.decode()
    )
    copied = PlannedSession.objects.filter(athlete=member.athlete, day__gte=MONDAY)
    assert [
        (each.day, each.minutes, each.rpe, each.original_day) for each in copied.order_by("day")
    ] == [(MONDAY, 50, Decimal(4), None), (days(2), 60, Decimal(7), None)]
    assert private.athlete.planned_sessions.filter(day__gte=MONDAY).count() == 1


def test_days_that_are_over_stay_empty(team: Team, coach: User, member: Membership) -> None:
    for back in range(7):
        put(team, member.athlete, days(-14 + back))
    now = NOW + dt.timedelta(days=4)  # Friday
    filled = copy_week(
        team=team,
        athletes=[member.athlete],
        source=days(-14),
        target=MONDAY,
        by=coach,
        now=now,
    )
    assert (filled.athletes, filled.entries) == (1, 3)


def test_template_is_kept_filled_from_and_deleted(
    client: Client, coach: User, team: Team, member: Membership, private: Membership
) -> None:
    evening = dt.time(18, 30)
    put(team, member.athlete, TODAY, title="Hill repeats", rpe=7.5, starts_at=evening)
    put(team, member.athlete, days(1), kind="rest")
    keep = {"week": MONDAY, "athlete": member.athlete.public_id, "name": "Build"}
    client.post(url(team, "template-keep"), keep)
    template = WeekTemplate.objects.get()
    entries = template.entries.order_by("weekday").values_list("weekday", "kind", "rpe")
    assert list(entries) == [(0, "training", Decimal("7.5")), (1, "rest", None)]

    taken = client.post(url(team, "template-keep"), keep)
    assert taken.status_code == 422
    nothing = client.post(
        url(team, "template-keep"), keep | {"athlete": private.athlete.public_id, "name": "New"}
    )
    assert nothing.status_code == 422
    assert "planned nothing for Sam Blue" in words(nothing.content.decode())

    next_week = days(7)
    client.post(url(team, "plan-fill"), {"week": next_week, "source": f"template-{template.pk}"})
    filled = PlannedSession.objects.filter(day__gte=next_week)
    assert set(filled.values_list("starts_at", flat=True)) == {evening, None}
    assert filled.count() == 4
    assert filled.filter(athlete=private.athlete, title="Hill repeats", day=next_week).exists()

    client.post(url(team, "template-delete", template.pk), {"week": MONDAY})
    assert not TemplateEntry.objects.exists()
    assert filled.count() == 4


def test_template_of_another_team_is_not_there(client: Client, coach: User, team: Team) -> None:
    other = create_team()
    template = WeekTemplate.objects.create(team=other, name="Build", by=create_coach(team=other))
    assert client.post(url(team, "template-delete", template.pk)).status_code == 404
    response = client.post(
        url(team, "plan-fill"), {"week": MONDAY, "source": f"template-{template.pk}"}
    )
    assert response.status_code == 422


def test_filling_twice_from_a_template_plans_once(
    team: Team, coach: User, member: Membership
) -> None:
    template = WeekTemplate.objects.create(team=team, name="Build", by=coach)
    TemplateEntry.objects.create(
        template=template, weekday=6, sport="running", minutes=60, rpe=Decimal(4)
    )
    counts = [
        fill_from_template(
            template=template, athletes=[member.athlete], target=MONDAY, by=coach, now=NOW
        ).entries
        for _click in range(2)
    ]
    assert counts == [1, 0]


def test_overload_is_planned_shown_and_ended(
    client: Client, coach: User, team: Team, member: Membership
) -> None:
    sent = {
        "client_id": uuid.uuid4(),
        "athletes": [member.athlete.public_id],
        "first_day": days(1),
        "last_day": days(6),
        "why": "Training camp",
    }
    too_long = client.post(url(team, "overload"), sent | {"last_day": days(15)}, headers=HTMX)
    assert too_long.status_code == 422
    assert "at most 14 days" in too_long.content.decode()
    assert 'value="Training camp"' in too_long.content.decode()
    client.post(url(team, "overload"), sent)
    shown = page(client, url(team))
    assert "Overload until 29 Nov: Training camp" in shown
    assert "an imbalance asks for more evidence before it opens" in shown
    block = OverloadBlock.objects.get()
    client.post(url(team, "overload-end", block.pk), {"week": MONDAY})
    assert not OverloadBlock.objects.exists()
    foreign = create_overload(athlete=member.athlete, first_day=TODAY, last_day=TODAY)
    assert client.post(url(team, "overload-end", foreign.pk)).status_code == 404


def fill_week(team: Team, member: Membership) -> None:
    for ahead in range(3):
        planned = put(team, member.athlete, days(ahead))
        create_session(athlete=member.athlete, day=days(ahead), planned_session=planned)
        put(team, member.athlete, days(ahead), kind="rest")
    create_day_mark(athlete=member.athlete, day=days(4), kind="unavailable")
    create_overload(
        athlete=member.athlete,
        first_day=TODAY,
        last_day=days(2),
        planned_for=team.public_id,
        planned_by=member.athlete.user,
    )


@pytest.mark.slow
def test_query_counts_do_not_grow(
    client: Client,
    coach: User,
    team: Team,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    athlete = create_member(team=team, name="Noor Jansen", shares=[DataClass.SESSIONS])
    fill_week(team, athlete)
    for count in (1, 10, 200):
        for number in range(team.memberships.count(), count):
            shares = [DataClass.SESSIONS] if number % 2 else []
            fill_week(team, create_member(team=team, name=f"A {number}", shares=shares))
            WeekTemplate.objects.create(team=team, name=f"Week {number}", by=coach)
        # session, user, team, members, their clocks, plans of who shares and of who does not,
        # sessions, marks, overloads, templates, phases, navigation
        with django_assert_num_queries(13 if count > 1 else 12):
            client.get(url(team))
        # session, user, team, athlete, their clock, plan, sessions, marks, overloads, phases,
        # navigation
        with django_assert_num_queries(11):
            client.get(url(team, "athlete-plan", athlete.athlete.public_id))
        # session, user, team, members, their clocks, the sport planned most, navigation
        with django_assert_num_queries(7):
            client.get(url(team, "plan-add"))
        # session, user, team, members, their clocks, navigation
        with django_assert_num_queries(6):
            client.get(url(team, "overload"))
        # session, user, team, members, their clocks, sessions with plans, navigation
        with django_assert_num_queries(7):
            client.get(url(team, "intended"))
